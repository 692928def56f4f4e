import { holderOf } from '../messages/views/message-table.ts';
import { type Asked, allOf } from '../store/conditions.ts';
import { lowestIdAt } from '../store/lowest-id.ts';
import { type MessageStatus, messageStatuses } from '../store/tables.ts';

/** A filter of an operator on messages; absent fields match all. */
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
  /** Whether it is `received`, behind a `failed` message in its line. */
  readonly held?: boolean;
}

/** The condition of a filter, in parts. */
export interface MessageConditions {
  /** Conditions on the id, which holds the moment of receipt: they limit the walk to a period. */
  readonly range: readonly string[];
  /** All other conditions. */
  readonly rest: readonly string[];
}

/**
 * Makes the SQL condition of a filter.
 *
 * @param asked collects the values of the statement
 * @param m the name of the row in `rest`
 */
export function conditionsOf(
  { status, type, party, from, to, errorCode, held }: MessageFilter,
  { given }: Pick<Asked, 'given'>,
  m = 'm',
): MessageConditions {
  const isHeld = `(${m}.status = 'received' and ${holderOf(m)} is not null)`;
  return {
    range: [
      ...given(from && lowestIdAt(from.getTime() - day), (id) => `m.id >= ${id}::uuid`),
      ...given(to && lowestIdAt(to.getTime() + day), (id) => `m.id < ${id}::uuid`),
    ],
    rest: [
      ...given(status, (one) => `${m}.status = ${one}`),
      ...given(type, (name) => `${m}.type = ${name}`),
      ...given(party, (code) => `(${m}.sender = ${code} or ${m}.recipient = ${code})`),
      ...given(from, (at) => `${m}.received_at >= ${at}`),
      ...given(to, (at) => `${m}.received_at < ${at}`),
      ...given(
        errorCode,
        (code) => `${m}.error_code = ${code} and ${m}.status in ('failed', 'dismissed')`,
      ),
      ...(held === undefined ? [] : [held ? isHeld : `not ${isHeld}`]),
    ],
  };
}

/** {@link conditionsOf} as one condition. */
export function conditionOf(filter: MessageFilter, asked: Asked): string {
  const { range, rest } = conditionsOf(filter, asked);
  return allOf([...range, ...rest]);
}

/** Statuses that have an index: all but `delivered`, the status of most messages. */
const indexedStatuses: readonly string[] = messageStatuses.filter((one) => one !== 'delivered');

/** The statuses that can match a filter, if each has an index; undefined: walk all messages. */
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

/** More than the difference between the clocks of the gateway and of Postgres, in milliseconds. */
const day = 86_400_000;
