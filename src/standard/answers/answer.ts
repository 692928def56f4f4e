import { type BerichtType, berichtOfType } from '../catalogue.ts';
import type { AnyBericht, BerichtOf } from '../messages/berichten.ts';
import { buildBericht } from '../messages/build.ts';
import { parseBericht } from '../messages/parse.ts';
import { checkBericht, weigh } from '../rules/check.ts';
import type { Finding, RuleContext } from '../rules/engine/rule.ts';
import { ruleSetVersion } from '../rules/rules.ts';
import { framesOf } from '../xml/frames.ts';
import type { Inspector } from '../xml/inspector.ts';
import { answerDeclaration, isInClient } from './declaratie-antwoord.ts';
import { type Answer, approve, isInHeader, refuse, refuseWithin } from './retour.ts';

/** What is asked about a message that its XSD accepts. */
export interface Question {
  readonly type: BerichtType;
  /** Today in the Netherlands, `yyyy-mm-dd`. */
  readonly today: string;
  /**
   * - `none`: only check it by its rules
   * - `refusal`: check it, and refuse it when it breaks level 2; what it breaks of levels 3 and 4 is advice to the party
   *   that answers it
   * - `verdict`: check it, and refuse or approve it; below the Header of a declaration what it breaks of levels 3 and 4
   *   is still advice
   * - `decision`: of a declaration, also grant or refuse each Prestatie
   */
  readonly answer: 'none' | 'refusal' | 'verdict' | 'decision';
  /** Whether level 3 refuses, or is advice to the gemeente. */
  readonly level3: 'enforce' | 'advise';
  /** IdentificatieRetour of the answer, or Identificatie of a JW325; at most 12 characters. */
  readonly identificatie: string;
}

export interface Answered {
  /** It broke no rule that refuses it. */
  readonly approved: boolean;
  /**
   * What refuses it; or, of an approved one, what is advice. Of a declaration that is decided on, what refuses a Client or
   * Prestatie too: without `advice`.
   */
  readonly findings: readonly Finding[];
  /** The message that answers it, when the gateway is to give one. */
  readonly answer?: {
    readonly type: BerichtType;
    readonly bytes: Uint8Array;
    readonly refuses: boolean;
    readonly identificatie: string;
    readonly dagtekening: string;
  };
}

/**
 * A defect of ours, by its code:
 * - `unreadable`: a message that its XSD accepts could not be read into an object
 * - `answer-failed`: its answer could not be built
 * - `answer-invalid`: the XSD refuses the answer that was built
 */
export class AnswerFailed extends Error {
  override readonly name = 'AnswerFailed';
  readonly code: 'unreadable' | 'answer-failed' | 'answer-invalid';

  /** Where in the program it failed. */
  readonly frames: readonly string[];

  constructor(code: AnswerFailed['code'], cause?: unknown) {
    super(`the gateway failed at an answer: ${code}`);
    this.code = code;
    this.frames = framesOf(cause ?? new Error());
  }
}

/**
 * Reads a message that its XSD accepts.
 *
 * @throws {AnswerFailed} `unreadable`
 */
export function readBericht(type: BerichtType, bytes: Uint8Array): AnyBericht {
  return orFail('unreadable', () => parseBericht(type, bytes));
}

/**
 * Checks a message by its rules and writes the answer that the standard prescribes (retour.md:
 * level 2 decides before levels 3 and 4, which are looked at together). An answer that its own XSD
 * refuses is never given.
 *
 * @throws {RuleFailed} when a rule throws, {@link AnswerFailed} when there is no valid answer
 * @throws {InspectorError} when the answer is too much for libxml2
 */
export function answerOf(
  inspector: Inspector,
  bericht: AnyBericht,
  question: Question,
  context: Omit<RuleContext, 'today'>,
): Answered {
  const { today } = question;
  const within = checkBericht(bericht, [2], { ...context, today });
  const findings =
    within.length > 0 ? within : checkBericht(bericht, [3, 4], { ...context, today });
  const refusing = weigh(findings).refusing.filter(({ level }) => refuses(level, question));
  const approved = !refusing.some((finding) => refusesAll(bericht, finding, question));
  const decides = bericht.type === 'JW323' && question.answer === 'decision';
  const told = decides ? withAdvice(findings, refusing) : findings;
  const judged = { approved, findings: approved ? told : refusing };
  if (question.answer === 'none' || !isAnswered(bericht)) return judged;
  const answeredBy = berichtOfType(bericht.type).answeredBy as Answer['type'];
  const facts = {
    identificatie: question.identificatie,
    dagtekening: today,
    xsdVersie: inspector.xsdVersie(answeredBy),
    ruleSetVersion,
  };
  const built = orFail('answer-failed', () => {
    if (decides) return answerDeclaration(bericht, refusing, facts);
    if (within.length > 0) return refuseWithin(bericht, facts);
    if (!approved) return refuse(bericht, refusing, facts);
    // Only the gemeente can grant a declaration.
    if (question.answer === 'refusal' || bericht.type === 'JW323') return undefined;
    return approve(bericht, facts);
  });
  if (!built) return judged;
  const written = writtenAnswer(inspector, built);
  return { ...judged, answer: { ...written, refuses: !approved } };
}

/**
 * Writes an answer, and holds it to its XSD: one that this refuses is never given.
 *
 * @throws {AnswerFailed} when it cannot be written, or its XSD refuses it
 * @throws {InspectorError} when it is too much for libxml2
 */
export function writtenAnswer(
  inspector: Inspector,
  answer: Answer,
): Omit<NonNullable<Answered['answer']>, 'refuses'> {
  const bytes = orFail('answer-failed', () => buildBericht(answer));
  const inspection = inspector.inspect(bytes);
  if (inspection.outcome !== 'known' || inspection.violationCount > 0)
    throw new AnswerFailed('answer-invalid');
  // A retour carries the Header of its heenbericht; a JW325 its own.
  return { type: answer.type, bytes, ...answer.header.berichtIdentificatie };
}

/** Whether a fault of this level refuses the message. */
function refuses(level: Finding['level'], { answer, level3 }: Question): boolean {
  if (level === 2) return true;
  if (answer === 'refusal') return false;
  return level === 4 || level3 === 'enforce';
}

/**
 * Whether a fault refuses a message as a whole. In a JW325 a RetourCode of a class goes with the amount that is granted.
 * Where the gemeente decides that, a fault of levels 3 and 4 below the Header of a declaration is advice to it. Where the
 * gateway decides, one in a Client or Prestatie refuses that alone.
 */
function refusesAll({ type }: AnyBericht, { level, path }: Finding, { answer }: Question): boolean {
  if (type !== 'JW323' || level === 2 || isInHeader(path)) return true;
  return answer === 'decision' && !isInClient(path);
}

/** Findings of which those that refuse nothing say so. */
function withAdvice(findings: readonly Finding[], refusing: readonly Finding[]): Finding[] {
  const refuses = new Set(refusing);
  return findings.map((one) => (refuses.has(one) ? one : { ...one, advice: true }));
}

/** Does the work; an error keeps only its source lines, because its text may quote a value. */
function orFail<T>(code: AnswerFailed['code'], work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new AnswerFailed(code, error);
  }
}

type Heenbericht = BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317' | 'JW319' | 'JW323'>;

function isAnswered(bericht: AnyBericht): bericht is Heenbericht {
  return berichtOfType(bericht.type).answeredBy !== undefined;
}
