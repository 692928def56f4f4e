/** Parts of the life of a child that a goal may be about. */
export const goalDomains = [
  'home',
  'school-or-work',
  'behaviour',
  'parenting',
  'health',
  'safety',
  'social',
  'self-reliance',
  'other',
] as const;
export type GoalDomain = (typeof goalDomains)[number];

/** How a goal stands, or ended. */
export const goalOutcomes = [
  'open',
  'reached',
  'partly-reached',
  'not-reached',
  'adjusted',
  'dropped',
] as const;
export type GoalOutcome = (typeof goalOutcomes)[number];

/** Who consented: the gateway does not know how old a child is, so it writes down and does not judge. */
export const consenters = ['jeugdige', 'gezagsdrager', 'both'] as const;
export const consentForms = ['written', 'spoken'] as const;
/** Who may read the texts: the side that wrote them, or both sides of the allocation. */
export const textReaders = ['own', 'both'] as const;

/** The consent on record without which there is no free text. */
export interface Consent {
  readonly by: (typeof consenters)[number];
  /** Plain date. */
  readonly on: string;
  readonly how: (typeof consentForms)[number];
  readonly sharedWith: (typeof textReaders)[number];
}

/** What is written in words. Personal. */
export interface GoalTexts {
  readonly text: string | null;
  readonly outcomeText: string | null;
}

/** What a goal says in codes and dates. */
export interface GoalFacts {
  readonly id: string;
  readonly revision: number;
  readonly allocationId: string;
  readonly municipality: string;
  readonly provider: string;
  /** Random id of the child. */
  readonly clientId: string;
  /** Which of the two wrote it. */
  readonly writer: string;
  readonly domain: GoalDomain;
  /** Plain dates. */
  readonly setOn: string;
  readonly evaluateOn: string | null;
  readonly outcome: GoalOutcome;
  /** Null while it is open. */
  readonly outcomeOn: string | null;
  readonly consent: Consent | null;
  readonly madeAt: Date;
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** A goal with what is written in it. */
export interface Goal extends GoalFacts, GoalTexts {}

/** A goal as somebody makes it. */
export interface GoalWish {
  readonly domain: GoalDomain;
  readonly setOn: string;
  readonly evaluateOn?: string | null;
  readonly outcome?: GoalOutcome;
  readonly outcomeOn?: string | null;
  readonly text?: string | null;
  readonly outcomeText?: string | null;
  readonly consent?: Consent;
}

/** What somebody changes of a goal: what is left out stays, null takes away. */
export interface GoalPatch extends Omit<GoalWish, 'domain' | 'setOn'> {
  /** Of the goal that this person saw. */
  readonly revision: number;
}

/** The part of a goal that can be changed. */
export type GoalContent = Pick<Goal, 'evaluateOn' | 'outcome' | 'outcomeOn' | 'consent'> &
  GoalTexts;

/** What a new goal says. */
export function contentOfWish(wish: GoalWish): GoalContent {
  const { evaluateOn = null, outcome = 'open', outcomeOn = null } = wish;
  const { text = null, outcomeText = null, consent = null } = wish;
  return { evaluateOn, outcome, outcomeOn, text, outcomeText, consent };
}

/** What a goal says when it is changed. A goal that is opened again has no day on which it ended. */
export function contentOfPatch(before: GoalContent, patch: GoalPatch): GoalContent {
  const outcome = patch.outcome ?? before.outcome;
  const chosen = <T>(now: T | undefined, was: T) => (now === undefined ? was : now);
  const outcomeOn = patch.outcome === 'open' ? null : before.outcomeOn;
  return {
    outcome,
    evaluateOn: chosen(patch.evaluateOn, before.evaluateOn),
    outcomeOn: chosen(patch.outcomeOn, outcomeOn),
    text: chosen(patch.text, before.text),
    outcomeText: chosen(patch.outcomeText, before.outcomeText),
    consent: chosen(patch.consent, before.consent),
  };
}

/** Whether other words are written in it, or by another consent. */
export function saysOther(before: GoalContent, after: GoalContent): boolean {
  const said = ({ text, outcomeText, consent }: GoalContent) =>
    JSON.stringify([
      text,
      outcomeText,
      consent?.by,
      consent?.on,
      consent?.how,
      consent?.sharedWith,
    ]);
  return said(before) !== said(after);
}

/** Whether something is written in it. */
export function hasText({ text, outcomeText }: GoalTexts): boolean {
  return text !== null || outcomeText !== null;
}
