import { isDatabaseCode } from '../store/errors.ts';

/** Why a message waits or failed, without anything inner: each has a sentence for people. */
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

/** @param code by which a step failed; null when none did */
export function causeOf(code: string | null): Cause {
  if (code === null) return 'turn';
  if (code.startsWith('rule-')) return 'rule';
  return known[code] ?? (isDatabaseCode(code) ? 'database' : 'defect');
}

/** What there is to say of a message whose step is to come. */
export interface Waiting {
  readonly cause: Cause;
  /** How often its step failed. */
  readonly tries: number;
  /** When it is tried again; null when nothing failed: then as soon as it can be. */
  readonly nextTryAt: Date | null;
  /** The code of what failed last. Inner: for operators. */
  readonly lastError: string | null;
}

/** What stands in the outbox of a message; all null when no step is to come. */
export interface OutboxFacts {
  readonly tries: number | null;
  readonly nextTryAt: Date | null;
  readonly lastError: string | null;
}

/** SQL: {@link OutboxFacts}, of `outbox`. */
export const outboxColumns = `outbox.attempts as tries, outbox.next_announce_at as "nextTryAt",
  outbox.last_error as "lastError"`;

/** @param held behind a failed message in its line; for operators only: whose that is, is not told */
export function waitingOf(
  { tries, nextTryAt, lastError }: OutboxFacts,
  held = false,
): Waiting | null {
  if (tries === null) return null;
  const cause = held ? 'held' : causeOf(lastError);
  return { cause, tries, nextTryAt: lastError === null ? null : nextTryAt, lastError };
}
