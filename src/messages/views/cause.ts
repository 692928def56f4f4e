import { isDatabaseCode } from '../../store/errors.ts';

/** Why a message waits or failed, without inner details: each has a sentence for people. */
export const causes = [
  'turn',
  'held',
  'database',
  'busy',
  'checker',
  'judgement',
  'overtaken',
  'too-complex',
  'rule',
  'content',
  'defect',
] as const;
export type Cause = (typeof causes)[number];

/** Codes of InspectionFailed, of Outdated and of Defect; those of rules begin with `rule-`. */
const known: Readonly<Record<string, Cause>> = {
  busy: 'busy',
  'no-worker': 'checker',
  closed: 'checker',
  timeout: 'judgement',
  'worker-died': 'judgement',
  'too-complex': 'too-complex',
  Outdated: 'overtaken',
  'content-unreadable': 'content',
};

/** @param code of the error of the last step; null when no step failed */
export function causeOf(code: string | null): Cause {
  if (code === null) return 'turn';
  if (code.startsWith('rule-')) return 'rule';
  return known[code] ?? (isDatabaseCode(code) ? 'database' : 'defect');
}

/** Why and how long a message waits for its step. */
export interface Waiting {
  readonly cause: Cause;
  /** How often its step failed. */
  readonly tries: number;
  /** When it is tried again; null when no step failed: then as soon as possible. */
  readonly nextTryAt: Date | null;
  /** The code of the last error, for operators only. */
  readonly lastError: string | null;
}

/** The outbox row of a message; all null when there is none. */
export interface OutboxFacts {
  readonly tries: number | null;
  readonly nextTryAt: Date | null;
  readonly lastError: string | null;
}

/** SQL: {@link OutboxFacts}, of `outbox`. */
export const outboxColumns = `outbox.attempts as tries, outbox.next_announce_at as "nextTryAt",
  outbox.last_error as "lastError"`;

/** @param held it is behind a failed message in its line; for operators only: that may be another's message */
export function waitingOf(
  { tries, nextTryAt, lastError }: OutboxFacts,
  held = false,
): Waiting | null {
  if (tries === null) return null;
  const cause = held ? 'held' : causeOf(lastError);
  return { cause, tries, nextTryAt: lastError === null ? null : nextTryAt, lastError };
}
