import { AnswerFailed } from '../../standard/answers/answer.ts';
import { RuleFailed } from '../../standard/rules/check.ts';
import { GemeentenError } from '../../standard/rules/gemeenten.ts';
import { framesOf } from '../../standard/xml/frames.ts';
import { InspectorError } from '../../standard/xml/libxml2.ts';
import { SchemaError } from '../../standard/xml/schema-set.ts';

/**
 * Why there is no inspection:
 * - `busy`: this party has its full share of documents in progress; the same one may pass later
 * - `too-complex`: libxml2 has not enough memory for it, or a value is too long for a pattern
 * - `timeout`: the document took longer than the limit
 * - `worker-died`: the worker thread ended while it worked on it, without an answer
 * - `no-worker`: the worker thread did not start
 * - `closed`: the dispatcher has been closed
 */
export type InspectionFailure =
  | 'busy'
  | 'too-complex'
  | 'timeout'
  | 'worker-died'
  | 'no-worker'
  | 'closed';

const texts: Readonly<Record<InspectionFailure, string>> = {
  busy: 'Enough documents of this party are in hand',
  'too-complex': 'A document is too complex to be inspected',
  timeout: 'The inspection of a document took too long',
  'worker-died': 'The inspection of a document ended without an answer',
  'no-worker': 'The thread that inspects documents did not start',
  closed: 'The inspection pool is closed',
};

/** A document could not be inspected. The message of the error holds nothing of the document. */
export class InspectionFailed extends Error {
  override readonly name = 'InspectionFailed';
  readonly code: InspectionFailure;

  /** @param reason the kind of error behind it, as far as it may be logged */
  constructor(code: InspectionFailure, reason?: string) {
    super(reason === undefined ? texts[code] : `${texts[code]}: ${reason}`);
    this.code = code;
  }
}

/**
 * The code of a rule or of an answer failed: a fault of the gateway, not of the message. Its code, as in
 * `rule-TR302`, is written to Postgres and to the log.
 */
export class Defect extends Error {
  override readonly name = 'Defect';
  readonly code: string;

  /** Where in the program it happened, the innermost stack frame first. */
  readonly frames: readonly string[];

  constructor(code: string, frames?: readonly string[]) {
    super(`a defect of the gateway: ${code}`);
    this.code = code;
    this.frames = frames ?? framesOf(new Error());
  }

  /** The defect behind an error, if it is one. */
  static of(error: unknown): Defect | undefined {
    if (error instanceof Defect) return error;
    const known = error instanceof RuleFailed || error instanceof AnswerFailed;
    return known ? new Defect(error.code, error.frames) : undefined;
  }
}

/**
 * What may be logged of any error: our own texts, which hold nothing of a message. Of other errors only the
 * name and code, because their texts may quote personal data.
 */
export function failureReason(error: unknown): string {
  if (
    error instanceof SchemaError ||
    error instanceof InspectorError ||
    error instanceof GemeentenError
  )
    return error.message;
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? `${error.name} ${code}` : error.name;
}
