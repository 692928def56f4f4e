import type { MessageStatus } from '../../store/tables.ts';

/** Which messages an operator means; what is absent does not matter. */
export interface MessageFilter {
  readonly status?: MessageStatus;
  readonly type?: string;
  /** Sender or recipient. */
  readonly party?: string;
  /** Received at this moment or later. */
  readonly from?: Date;
  /** Received before this moment. */
  readonly to?: Date;
  /** Why processing gave up. */
  readonly errorCode?: string;
  /** `received` behind a `failed` one in its line. */
  readonly held?: boolean;
}

/**
 * The condition on `message m` that a filter makes.
 *
 * Written out for the filter at hand, to be asked without a name: Postgres then plans with these
 * values, and sees which of the partial indexes serve: statuses that are rare have one of theirs. What
 * is left goes by the primary key.
 *
 * @param values the parameters of the statement; those of the condition are appended
 */
export function conditionOf(filter: MessageFilter, values: unknown[]): string {
  const clauses: string[] = [];
  const given = (value: unknown) => `$${values.push(value)}`;
  if (filter.status) clauses.push(`m.status = ${given(filter.status)}`);
  if (filter.type) clauses.push(`m.type = ${given(filter.type)}`);
  if (filter.party) {
    const party = given(filter.party);
    // Each side in the words of an index.
    clauses.push(`(m.sender = ${party}
      or (m.recipient = ${party} and m.accepted_at is not null)
      or (m.recipient = ${party} and m.status in ('received', 'failed'))
      or (m.recipient = ${party} and m.status in ('refused', 'dismissed')))`);
  }
  if (filter.from) {
    clauses.push(`m.received_at >= ${given(filter.from)}`);
    clauses.push(`m.id >= ${given(lowestId(filter.from.getTime() - day))}::uuid`);
  }
  if (filter.to) {
    clauses.push(`m.received_at < ${given(filter.to)}`);
    clauses.push(`m.id < ${given(lowestId(filter.to.getTime() + day))}::uuid`);
  }
  if (filter.errorCode)
    clauses.push(
      `m.error_code = ${given(filter.errorCode)} and m.status in ('failed', 'dismissed')`,
    );
  if (filter.held !== undefined) {
    const held = `(m.status = 'received' and ${isHeld})`;
    clauses.push(filter.held ? held : `not ${held}`);
  }
  return clauses.length > 0 ? clauses.join(' and ') : 'true';
}

/** Whether `message m` stands behind a failed one in its line. */
const isHeld = `exists (select from message earlier where earlier.line = m.line
  and earlier.acceptance < m.acceptance and earlier.status = 'failed')`;

const day = 86_400_000;

/**
 * The lowest id of a moment, in milliseconds: it cuts a period out of the primary key. An id is made
 * by the clock of the gateway, `received_at` by that of Postgres; a day at both ends is more than
 * lies between them.
 */
export function lowestId(moment: number): string {
  const hex = Math.max(0, moment).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
