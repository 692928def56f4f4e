import { Type } from '@fastify/type-provider-typebox';
import {
  type Consent,
  consenters,
  consentForms,
  type Goal,
  type GoalWish,
  goalDomains,
  goalOutcomes,
  textReaders,
} from '../../../ledger/goals/goal.ts';
import type { Problem } from '../../../problem.ts';
import { goalWords as say } from '../../../texts/console/goal-words.ts';
import type { Words } from '../../../texts/console/words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { dayAsTyped, typedDay } from '../../frame/day.ts';

/** The fields of a goal in a form. */
export const goalFields = [
  ...['goal-domain', 'goal-set', 'goal-evaluate', 'goal-outcome', 'goal-ended', 'goal-text'],
  ...['goal-outcome-text', 'consent-by', 'consent-on', 'consent-how', 'consent-with'],
] as const;
export type GoalField = (typeof goalFields)[number];
export type GoalValues = Readonly<Partial<Record<string, string>>>;

const longest = 2000;
const Field = Type.String({ default: '', maxLength: 3 * longest });

/** The form of a new goal, or of one that changes. */
export const GoalBody = Type.Object({
  token: Field,
  revision: Field,
  ...Object.fromEntries(goalFields.map((name) => [name, Field])),
});

/** What a form asks for, and what is wrong with it. */
export interface Read {
  readonly wish: GoalWish | undefined;
  readonly faults: Map<string, string>;
}

/** A goal as its form has it. */
export function valuesOf(goal: Goal): GoalValues {
  const day = (date: string | null) => (date === null ? '' : dayAsTyped(date));
  return {
    ...{ 'goal-domain': goal.domain, 'goal-set': day(goal.setOn) },
    ...{ 'goal-evaluate': day(goal.evaluateOn), 'goal-outcome': goal.outcome },
    ...{ 'goal-ended': day(goal.outcomeOn), 'goal-text': goal.text ?? '' },
    ...{ 'goal-outcome-text': goal.outcomeText ?? '', 'consent-by': goal.consent?.by ?? '' },
    ...{ 'consent-on': day(goal.consent?.on ?? null), 'consent-how': goal.consent?.how ?? '' },
    'consent-with': goal.consent?.sharedWith ?? '',
  };
}

/**
 * Reads a form. What the goal as a whole may not say is for who keeps it.
 *
 * @param before the goal that changes: its domain and first day stay
 */
export function readGoal(values: GoalValues, language: Language, before?: Goal): Read {
  const faults = new Map<string, string>();
  const field = (name: GoalField) => values[name]?.replaceAll('\r\n', '\n').trim() ?? '';
  const fault = (name: GoalField, words: Words) => faults.set(name, words[language]);
  const day = (name: GoalField, needed = false) => {
    const typed = field(name);
    const found = typed ? typedDay(typed) : undefined;
    if (!found && (typed || needed)) fault(name, say.faults.day);
    return found ?? null;
  };
  const text = (name: GoalField) => {
    const typed = field(name);
    if (typed.length > longest || hidden.test(typed)) fault(name, say.faults.text);
    return typed || null;
  };
  const domain = before?.domain ?? goalDomains.find((one) => one === field('goal-domain'));
  if (!domain) fault('goal-domain', say.faults.domain);
  const setOn = before?.setOn ?? day('goal-set', true);
  const content = {
    evaluateOn: day('goal-evaluate'),
    outcome: goalOutcomes.find((one) => one === field('goal-outcome')) ?? ('open' as const),
    outcomeOn: day('goal-ended'),
    ...{ text: text('goal-text'), outcomeText: text('goal-outcome-text') },
  };
  const consent = readConsent(field, day, fault);
  if (!domain || setOn === null || faults.size > 0) return { wish: undefined, faults };
  return { wish: { domain, setOn, ...content, ...(consent && { consent }) }, faults };
}

/** Characters that nobody sees, but the end of a line. */
const hidden = /[\p{Cc}--\n]/v;

function readConsent(
  field: (name: GoalField) => string,
  day: (name: GoalField) => string | null,
  fault: (name: GoalField, words: Words) => void,
): Consent | undefined {
  const by = consenters.find((one) => one === field('consent-by'));
  const how = consentForms.find((one) => one === field('consent-how'));
  const sharedWith = textReaders.find((one) => one === field('consent-with'));
  const on = day('consent-on');
  if (!by && !how && !sharedWith && on === null) return undefined;
  if (!by) fault('consent-by', say.faults.consent);
  if (on === null) fault('consent-on', say.faults.day);
  if (!how) fault('consent-how', say.faults.consent);
  if (!sharedWith) fault('consent-with', say.faults.consent);
  return by && how && sharedWith && on !== null ? { by, how, sharedWith, on } : undefined;
}

const elements: Readonly<Record<string, GoalField>> = {
  ...{ 'body/setOn': 'goal-set', 'body/evaluateOn': 'goal-evaluate' },
  ...{ 'body/outcomeOn': 'goal-ended', 'body/consent/on': 'consent-on' },
  ...{ text: 'goal-text', outcomeText: 'goal-outcome-text' },
};
const rules: Readonly<Record<string, Words>> = {
  ...{ notAfter: say.faults.future, notBefore: say.faults.beforeSet },
  ...{ required: say.faults.ended, onlyWith: say.faults.stillOpen },
};

/** What a goal may not say, each at its field; none for another problem. */
export function faultsOf({ code, details }: Problem, language: Language): Map<string, string> {
  const faults = new Map<string, string>();
  const add = (name: string | undefined, words: Words | undefined) => {
    if (name && words) faults.set(name, words[language]);
  };
  if (code === 'invalid-request')
    for (const { element, rule } of details.faults ?? []) add(elements[element], rules[rule]);
  if (code === 'text-has-bsn') add(elements[String(details.params?.element ?? '')], say.faults.bsn);
  if (code === 'consent-needed') add('consent-by', say.faults.consent);
  if (code === 'too-many-goals') add('goal-domain', say.faults.tooMany);
  return faults;
}

/** Whether a goal says already what a form asks for. */
export function saysAll(
  goal: Goal,
  { domain: _, setOn: __, consent, ...content }: GoalWish,
): boolean {
  const parts = [goal.evaluateOn, goal.outcome, goal.outcomeOn, goal.text, goal.outcomeText];
  const asked = [content.evaluateOn, content.outcome, content.outcomeOn, content.text];
  const texts = (one: Consent | null | undefined) =>
    one ? [one.by, one.on, one.how, one.sharedWith].join() : '';
  const isSame = parts.every((part, index) => part === [...asked, content.outcomeText][index]);
  return isSame && (!consent || texts(goal.consent) === texts(consent));
}
