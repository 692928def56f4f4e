import { type BerichtType, berichtOfType } from './catalogue.ts';
import type { Inspector } from './inspector.ts';
import type { BerichtOf, berichtModels } from './messages/berichten.ts';
import { buildBericht } from './messages/build.ts';
import { parseBericht } from './messages/parse.ts';
import { type Answer, approve, refuse, refuseWithin } from './retour.ts';
import { checkBericht } from './rules/check.ts';
import type { GemeenteList } from './rules/gemeenten.ts';
import type { Finding } from './rules/rule.ts';
import { ruleSetVersion } from './rules/rules.ts';

/** What is asked about a message that its XSD accepts. */
export interface Question {
  readonly type: BerichtType;
  /** Today in the Netherlands, `yyyy-mm-dd`. */
  readonly today: string;
  /**
   * - `none`: only hold it against levels 2 and 4
   * - `refusal`: hold it against level 2, and refuse it when it breaks that
   * - `verdict`: hold it against levels 2 and 4, and refuse or approve it
   */
  readonly answer: 'none' | 'refusal' | 'verdict';
  /** IdentificatieRetour of the answer, or Identificatie of a JW325; at most 12 characters. */
  readonly identificatie: string;
}

export interface Answered {
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

  constructor(code: AnswerFailed['code']) {
    super(`the gateway failed at an answer: ${code}`);
    this.code = code;
  }
}

/**
 * Holds a message against its rules and writes the answer that the standard prescribes (retour.md:
 * levels in their order, the first that fails decides). An answer that its own XSD refuses is never
 * given.
 *
 * @throws {RuleFailed} when a rule throws, {@link AnswerFailed} when there is no valid answer
 * @throws {InspectorError} when the answer is too much for libxml2
 */
export function answerOf(
  inspector: Inspector,
  bytes: Uint8Array,
  question: Question,
  gemeenten: GemeenteList,
): Answered {
  const { type, today } = question;
  const bericht = orFail('unreadable', () => parseBericht(type, bytes));
  const context = { today, gemeenten };
  const within = checkBericht(bericht, [2], context);
  const findings =
    within.length > 0 || question.answer === 'refusal'
      ? within
      : checkBericht(bericht, [4], context);
  if (question.answer === 'none' || !isAnswered(bericht)) return { findings };
  const answeredBy = berichtOfType(type).answeredBy as Answer['type'];
  const facts = {
    identificatie: question.identificatie,
    dagtekening: today,
    xsdVersie: inspector.xsdVersie(answeredBy),
    ruleSetVersion,
  };
  const built = orFail('answer-failed', () => {
    if (within.length > 0) return refuseWithin(bericht, facts);
    if (findings.length > 0) return refuse(bericht, findings, facts);
    // That a declaration is granted is for the gemeente to say.
    if (question.answer === 'refusal' || bericht.type === 'JW323') return undefined;
    return approve(bericht, facts);
  });
  if (!built) return { findings };
  const answer = orFail('answer-failed', () => buildBericht(built));
  const inspection = inspector.inspect(answer);
  if (inspection.outcome !== 'known' || inspection.violationCount > 0)
    throw new AnswerFailed('answer-invalid');
  const refuses = findings.length > 0;
  // A retour carries the Header of its heenbericht; a JW325 its own.
  const { berichtIdentificatie } = built.header;
  return {
    findings,
    answer: { type: answeredBy, bytes: answer, refuses, ...berichtIdentificatie },
  };
}

/** Does the work; of what it throws only the code is handed on, for the rest may quote a value. */
function orFail<T>(code: AnswerFailed['code'], work: () => T): T {
  try {
    return work();
  } catch {
    throw new AnswerFailed(code);
  }
}

type Heenbericht = BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317' | 'JW319' | 'JW323'>;

function isAnswered(bericht: BerichtOf<keyof typeof berichtModels>): bericht is Heenbericht {
  return berichtOfType(bericht.type).answeredBy !== undefined;
}
