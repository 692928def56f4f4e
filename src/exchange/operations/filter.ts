import { lowestIdAt } from '../../store/lowest-id.ts';
import { type MessageStatus, messageStatuses } from '../../store/tables.ts';

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

/** Parts of the condition on messages that a filter makes. */
export interface MessageConditions {
  /** On the id: what cuts a period out of the order of receipt. */
  readonly range: readonly string[];
  /** All others. */
  readonly rest: readonly string[];
}

/**
 * The condition on messages that a filter makes, written out for the filter at hand.
 *
 * @param values the parameters of the statement; those of the condition are appended
 * @param m what the row is called, outside of `range`
 */
export function conditionsOf(filter: MessageFilter, values: unknown[], m = 'm'): MessageConditions {
  const range: string[] = [];
  const rest: string[] = [];
  const given = (value: unknown) => `$${values.push(value)}`;
  if (filter.status) rest.push(`${m}.status = ${given(filter.status)}`);
  if (filter.type) rest.push(`${m}.type = ${given(filter.type)}`);
  if (filter.party) {
    const party = given(filter.party);
    rest.push(`(${m}.sender = ${party} or ${m}.recipient = ${party})`);
  }
  if (filter.from) {
    rest.push(`${m}.received_at >= ${given(filter.from)}`);
    range.push(`m.id >= ${given(lowestIdAt(filter.from.getTime() - day))}::uuid`);
  }
  if (filter.to) {
    rest.push(`${m}.received_at < ${given(filter.to)}`);
    range.push(`m.id < ${given(lowestIdAt(filter.to.getTime() + day))}::uuid`);
  }
  if (filter.errorCode)
    rest.push(
      `${m}.error_code = ${given(filter.errorCode)} and ${m}.status in ('failed', 'dismissed')`,
    );
  if (filter.held !== undefined) {
    const held = `(${m}.status = 'received' and ${holderOf(m)} is not null)`;
    rest.push(filter.held ? held : `not ${held}`);
  }
  return { range, rest };
}

/** {@link conditionsOf} as one condition. */
export function conditionOf(filter: MessageFilter, values: unknown[]): string {
  const { range, rest } = conditionsOf(filter, values);
  return [...range, ...rest].join(' and ') || 'true';
}

/** Statuses that have an index: all but `delivered`, in which most messages are. */
const indexedStatuses: readonly string[] = messageStatuses.filter((one) => one !== 'delivered');

/** The statuses that a filter leaves, where each has an index; undefined for all messages. */
export function statusesOf(filter: MessageFilter): readonly MessageStatus[] | undefined {
  const { status, errorCode, held } = filter;
  const left: readonly MessageStatus[] | undefined =
    status !== undefined
      ? [status]
      : held
        ? ['received']
        : errorCode !== undefined
          ? ['failed', 'dismissed']
          : undefined;
  return left?.every((one) => indexedStatuses.includes(one)) ? left : undefined;
}

/**
 * SQL: the id of the failed message behind which `message m` waits in its line, or null. What is first in
 * a line and not done with holds up the others: so one row is read, however many wait. It is compared and
 * ordered by line and acceptance, so that no index but theirs will do.
 */
export function holderOf(m: string): string {
  return `(select case when first.status = 'failed' then first.id end from (
      select id, status from message earlier
      where earlier.line >= ${m}.line and (earlier.line, earlier.acceptance) < (${m}.line, ${m}.acceptance)
        and earlier.status in ('received', 'failed')
      order by earlier.line, earlier.acceptance limit 1
    ) first)`;
}

/** More than lies between the clocks of the gateway and of Postgres, in milliseconds. */
const day = 86_400_000;
