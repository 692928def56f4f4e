import { AnswerFailed } from '../standard/answer.ts';
import { framesOf } from '../standard/frames.ts';
import { InspectorError } from '../standard/libxml2.ts';
import { RuleFailed } from '../standard/rules/check.ts';
import { GemeentenError } from '../standard/rules/gemeenten.ts';
import { SchemaError } from '../standard/schema-set.ts';

/**
 * Why there is no inspection:
 * - `busy`: as many documents of this party as its share are in hand; the same one may pass later
 * - `too-complex`: libxml2 has not the memory for it, or a value is too long for a pattern
 * - `timeout`: the document took longer than the limit
 * - `worker-died`: the worker thread ended at work on it, without an answer
 * - `no-worker`: the worker thread did not start
 * - `closed`: the pool has been closed
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
 * A rule or the writing of an answer failed: the gateway's own fault, whatever the message says. Its
 * code, as in `rule-TR302`, stands in Postgres and in the log.
 */
export class Defect extends Error {
  override readonly name = 'Defect';
  readonly code: string;

  /** Where in the program it is, the innermost place first. */
  readonly frames: readonly string[];

  constructor(code: string, frames?: readonly string[]) {
    super(`a defect of the gateway: ${code}`);
    this.code = code;
    this.frames = frames ?? framesOf(new Error());
  }

  /** The defect that an error stands for, if it is one. */
  static of(error: unknown): Defect | undefined {
    if (error instanceof Defect) return error;
    const known = error instanceof RuleFailed || error instanceof AnswerFailed;
    return known ? new Defect(error.code, error.frames) : undefined;
  }
}

/**
 * What may be logged of any error: our own texts, which hold nothing of a message, and otherwise
 * the name and code alone, because other texts may quote anything.
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
