import type { Pool, PoolClient } from 'pg';
import { messagesOfChildren } from '../../ledger/views/known.ts';
import { keyIds } from '../../store/keys/data-keys.ts';
import { lowestIdAt } from '../../store/lowest-id.ts';
import { unnamed } from '../../store/statement.ts';

// Which messages are old enough to be forgotten, and for what reasons they are kept.

const dayMs = 86_400_000;

/** A cursor in a walk through messages: after which id, and how many. */
export interface WalkCursor {
  readonly after: string;
  readonly limit: number;
}

const keptAfter = unnamed<{ after: string; before: string; cutOff: Date; limit: number }>(`
  select kept.id, coalesce(changed_at < $cutOff, false) as old,
    status in ('delivered', 'rejected', 'dismissed') as done
  from ${keyIds} kept left join message on message.id = kept.id and message.status <> 'refused'
  where kept.id > $after and kept.id < $before
  order by kept.id limit $limit`);

/**
 * The next ids that have a key, in their order: messages, and what else has a key. It reads the table of keys up to
 * the age of the cut-off, because forgotten messages have no key, and an id holds the moment at which it was made.
 *
 * @returns `old`: it is a message that has not changed since the cut-off; `done`: its status is final
 */
export async function keptBefore(
  pool: Pool,
  cutOff: Date,
  { after, limit }: WalkCursor,
): Promise<{ id: string; old: boolean; done: boolean }[]> {
  const { rows } = await pool.query<{ id: string; old: boolean; done: boolean }>(
    // The id comes from another clock than `changed_at`: a day of margin.
    keptAfter({ after, before: lowestIdAt(cutOff.getTime() + dayMs), cutOff, limit }),
  );
  return rows;
}

const refusedAfter = unnamed<{ after: string; before: string; cutOff: Date; limit: number }>(`
  select id from message
  where status = 'refused' and forgotten_at is null and id > $after and id < $before and changed_at < $cutOff
  order by id limit $limit`);

/** The next messages that were refused for the last time before the cut-off, in the order of their ids. */
export async function refusedBefore(
  pool: Pool,
  cutOff: Date,
  { after, limit }: WalkCursor,
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    refusedAfter({ after, before: lowestIdAt(cutOff.getTime() + dayMs), cutOff, limit }),
  );
  return rows.map(({ id }) => id);
}

const lockThose = unnamed<{ ids: readonly string[]; payload: Date; refused: Date }>(`
  select id from message
  where id = any($ids::uuid[]) and forgotten_at is null and case status
    when 'refused' then changed_at < $refused
    else status in ('delivered', 'rejected', 'dismissed') and changed_at < $payload end
  order by id for update skip locked`);

/**
 * Locks those of these messages whose status is final, that are old enough, and that no other transaction has
 * locked. An answer that is being kept locks its message too: such a message is left for another day.
 *
 * @param cutOffs messages that changed before `payload`, and refused ones before `refused`, are old enough
 */
export async function lockOver(
  client: PoolClient,
  ids: readonly string[],
  { payload, refused }: { readonly payload: Date; readonly refused: Date },
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(lockThose({ ids, payload, refused }));
  return rows.map(({ id }) => id);
}

/** The reasons to keep a message whose status is final. */
export interface JudgedOver {
  readonly id: string;
  /** In hexadecimal; null of a refused message. */
  readonly line: string | null;
  /** It is in a mailbox (again), or an answer to it is unfinished and may need its content. */
  readonly waits: boolean;
  readonly underHold: boolean;
}

const judgeThose = unnamed<{
  ids: readonly string[];
  messages: readonly string[];
  clients: readonly string[];
  parties: readonly string[];
}>(`
  select m.id, encode(m.line, 'hex') as line,
    exists (select from mailbox_entry where message_id = m.id and acknowledged_at is null)
      or exists (select from message answer where answer.heenbericht_id = m.id
        and answer.status in ('received', 'failed')) as waits,
    m.id = any($messages::uuid[]) or m.sender = any($parties::text[]) or coalesce(m.recipient = any($parties::text[]), false)
      or m.id in (${messagesOfChildren('$clients')} and message_id is not null) as "underHold"
  from message m where m.id = any($ids::uuid[]) order by m.id`);

/**
 * Finds the reasons to keep these messages.
 *
 * @param holds ids of messages and of children, and codes of parties, that are under a legal hold
 */
export async function judgeOver(
  client: PoolClient,
  ids: readonly string[],
  holds: {
    readonly messages: readonly string[];
    readonly clients: readonly string[];
    readonly parties: readonly string[];
  },
): Promise<JudgedOver[]> {
  const { rows } = await client.query<JudgedOver>(
    judgeThose({ ids, messages: holds.messages, clients: holds.clients, parties: holds.parties }),
  );
  return rows;
}
