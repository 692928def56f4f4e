import type { Pool } from 'pg';
import { mandateHolds, noMandate, standingOf } from '../parties/acting.ts';
import type { Principal } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import type { MessageStatus } from '../store/tables.ts';
import { pageOf, type Walked, walkSql, wayOf } from '../store/walk.ts';

/** A message as its parties see it, without its content. */
export interface MessageSummary {
  readonly id: string;
  /** Null for a refused message of which the type could not be told. */
  readonly type: string | null;
  readonly status: MessageStatus;
  readonly sender: string;
  readonly recipient: string | null;
  readonly identificatie: string | null;
  readonly dagtekening: string | null;
  /** Bytes. */
  readonly size: number;
  readonly receivedAt: Date;
  readonly changedAt: Date;
  /** Null: its content is there. */
  readonly forgottenAt: Date | null;
}

export interface MessageQuery {
  /** Whose: one of the caller's own codes, or a party by whose mandate it acts; absent: its own. */
  readonly party?: string;
  readonly status?: MessageStatus;
  readonly type?: string;
  readonly changedSince?: Date;
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: {
    /** Microseconds since 1970. */
    readonly changedAt: string;
    readonly id: string;
  };
}

/** SQL: what a summary of `message m` holds. */
export const summaryColumns = `m.id, m.type, m.status, m.sender, m.recipient, m.identificatie,
  m.dagtekening, m.size, m.received_at as "receivedAt", m.changed_at as "changedAt",
  m.forgotten_at as "forgottenAt"`;

/** What is found in an index of its own: a message that goes the usual way never has one of these. */
const aside: readonly string[] = [
  'rejected',
  'refused',
  'failed',
  'dismissed',
] satisfies MessageStatus[];

const order = 'changed_at, id';

/** SQL: the types for which mandates of a party hold now. */
const typesByMandate = (mandatary: string, party: string) => `array(
  select unnest(message_types) from mandate
  where mandatary = ${mandatary} and party = ${party} and ${mandateHolds})`;

/**
 * A page of messages of the caller, or of a party by whose mandate it acts, in the order in which they
 * last changed. A message that changes while somebody pages comes again, later. A page costs the same
 * whatever the number of messages (`store/walk.ts`); so it may be short, or empty, with more to come.
 *
 * @returns the items, and where the next page begins; undefined when this is all
 * @throws {Problem} `no-mandate` for a party for which the caller does not act
 */
export async function listMessages(
  pool: Pool,
  { party, actsFor }: Principal,
  query: MessageQuery,
): Promise<{ items: MessageSummary[]; next: MessageQuery['after'] }> {
  if (!party) throw new Problem('forbidden');
  const { party: asked } = query;
  const another = asked !== undefined && !actsFor.includes(asked);
  const values: unknown[] = [];
  const value = (one: unknown) => `$${values.push(one)}`;
  const codes = asked === undefined ? actsFor : [asked];
  // A place goes out and in as a number: Postgres counts in microseconds, Date in milliseconds.
  const { rows } = await pool.query<Walked & MessageSummary & { cursor: string }>({
    text: `select ${summaryColumns}, fits, ends,
        (extract(epoch from m.changed_at) * 1000000)::bigint::text as cursor
      from (${walkSql({
        ways: codes.flatMap((code) => waysOf(value(code), query, value)),
        order,
        conditions: [
          ...(query.status ? [`status = ${value(query.status)}`] : []),
          ...(query.type ? [`type = ${value(query.type)}`] : []),
          ...(another ? [`type = any(${typesByMandate(value(party), value(asked))})`] : []),
        ],
        limit: query.limit,
      })}) m`,
    values,
  });
  // Is there nothing, or no mandate?
  if (another && rows.length === 0) {
    const standing = await standingOf(pool, { mandatary: party, party: asked, type: null });
    if (standing !== 'holds') throw noMandate(asked);
  }
  const { items, last } = pageOf(rows, query.limit);
  return {
    items: items.map(({ cursor: _, fits: __, ends: ___, ...item }) => item),
    next: last && { changedAt: last.cursor, id: last.id },
  };
}

/** The two sides of a party, in the words of the indexes. */
function waysOf(
  code: string,
  { status, changedSince, after, limit }: MessageQuery,
  value: (one: unknown) => string,
): string[] {
  const place = after && [value(after.changedAt), value(after.id)];
  const since = [
    ...(changedSince ? [`changed_at >= ${value(changedSince)}`] : []),
    ...(place
      ? [
          `(changed_at, id) > (timestamptz 'epoch' + ${place[0]}::bigint * interval '1 microsecond', ${place[1]}::uuid)`,
        ]
      : []),
  ];
  // The status as it stands in the condition of the index, for Postgres to know it again.
  const ofStatus = status && aside.includes(status) ? [`status = '${status}'`] : [];
  return [`sender = ${code}`, `recipient = ${code} and accepted_at is not null`].map((side) =>
    wayOf('*', 'message', [side, ...ofStatus, ...since], { order, limit }),
  );
}
