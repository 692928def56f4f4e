import type { Pool } from 'pg';
import { mandateHolds, noMandate, standingOf } from '../parties/acting.ts';
import type { Principal } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import type { MessageStatus } from '../store/tables.ts';

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

/** Whose messages, as a table of codes; by a mandate those of its types. */
const own = 'unnest($1::text[]) as own (code)';
const byMandate = `(
  select party, array_agg(distinct type) from mandate cross join unnest(message_types) type
  where mandatary = $8 and party = any($1::text[]) and ${mandateHolds} group by party
) as own (code, types)`;

/**
 * A page of messages of the caller, or of a party by whose mandate it acts, in the order in which they
 * last changed. A message that changes while somebody pages comes again, later.
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
  // One ordered walk through an index per party and side, so that a page costs the same
  // whatever the number of messages. A place goes out and in as a number: Postgres counts in
  // microseconds, Date in milliseconds.
  const side = (column: 'sender' | 'recipient', more: string) => `
    (select ${summaryColumns}, (extract(epoch from m.changed_at) * 1000000)::bigint::text as cursor
    from ${another ? byMandate : own}
    cross join lateral (
      select * from message
      where ${column} = own.code ${more} ${another ? 'and type = any(own.types)' : ''}
        and ($2::text is null or status = $2) and ($3::text is null or type = $3)
        and ($4::timestamptz is null or changed_at >= $4)
        and ($5::bigint is null or (changed_at, id) >
          (timestamptz 'epoch' + $5::bigint * interval '1 microsecond', $6::uuid))
      order by changed_at, id limit $7
    ) m)`;
  // Not prepared under a name: a plan for every filter at once cannot use the bounds of this one,
  // and walks through all messages of a party.
  const { rows } = await pool.query<MessageSummary & { cursor: string }>({
    text: `select * from (
        ${side('sender', '')} union ${side('recipient', 'and accepted_at is not null')}
      ) page order by "changedAt", id limit $7`,
    values: [
      asked === undefined ? actsFor : [asked],
      query.status ?? null,
      query.type ?? null,
      query.changedSince ?? null,
      query.after?.changedAt ?? null,
      query.after?.id ?? null,
      query.limit + 1,
      ...(another ? [party] : []),
    ],
  });
  // Is there nothing, or no mandate?
  if (another && rows.length === 0) {
    const standing = await standingOf(pool, { mandatary: party, party: asked, type: null });
    if (standing !== 'holds') throw noMandate(asked);
  }
  const items = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? items.at(-1) : undefined;
  return {
    items: items.map(({ cursor: _, ...item }) => item),
    next: last && { changedAt: last.cursor, id: last.id },
  };
}
