import type { Pool, PoolClient } from 'pg';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteFrom } from '../../parties/access-log/note.ts';
import { signedNote } from '../../parties/access-log/signed.ts';
import { localCall } from '../../parties/principal.ts';
import { loseKeys } from '../../store/keys/data-keys.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { type Statement, statement } from '../../store/statement.ts';

/**
 * The statement that forgets messages with any status; the status stays. It deletes the key, so that the content
 * cannot be read any more, and everything that shows which child, person or bytes it was. Random bytes replace
 * keyed hashes: someone with the keys could try every BSN. For a transaction in which the messages are locked.
 *
 * @param report SQL, the rest of the statement, which reports what was forgotten: further CTEs, if any
 *   (`, name as (...)`), and the final query. Gets the name of the table (`id, status`) of what was forgotten. May
 *   have its own parameters
 */
export function forgettingWith<ReportParameters extends object>(
  report: (emptied: string) => string,
): Statement<ReportParameters & { messageIds: readonly string[] }> {
  return statement(
    'forget-messages',
    `
  with key as (
    ${loseKeys('id = any($messageIds::uuid[])')}
  ), content as (
    delete from message_content where message_id = any($messageIds::uuid[])
  ), finding as (
    delete from message_finding where message_id = any($messageIds::uuid[])
  ), reference as (
    delete from request_reference where message_id = any($messageIds::uuid[])
  ), disclosed as (
    -- The access log holds it too, for a term of its own.
    delete from disclosure where message_id = any($messageIds::uuid[])
  ), emptied as (
    update message set forgotten_at = now(), content_hash = ${randomBytes},
      line = case when line is not null then ${randomBytes} end,
      refusal = case when refusal is not null
        then jsonb_build_object('code', refusal->'code') end,
      -- The Header of a refused message was never checked: it may hold anything, also personal data.
      afzender = case when status <> 'refused' then afzender end,
      ontvanger = case when status <> 'refused' then ontvanger end,
      identificatie = case when status <> 'refused' then identificatie end,
      dagtekening = case when status <> 'refused' then dagtekening end,
      actor = null, actor_party = null, mandate_id = null, address = null, request_id = null
    where id = any($messageIds::uuid[])
    returning id, status
  )${report('emptied')}`,
  );
}

/** SQL: 32 random bytes, but for the fixed bits of the UUIDs that they are made of. */
const randomBytes = 'uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())';

/** How much is kept of the refused messages of one party. */
export interface RefusalBounds {
  readonly count: number;
  readonly bytes: number;
}

const oldestRefusals = statement<{ sender: string; most: number; mostBytes: number }>(
  'find-oldest-refusals',
  `
  select id from (
    select id, row_number() over newest as place,
      sum(case when forgotten_at is null then size else 0 end) over newest as bytes
    from message where sender = $sender and status = 'refused'
    window newest as (order by changed_at desc, id desc)
  ) ranked where place > 1 and (place > $most or bytes > $mostBytes)`,
);

/** The refused messages of a party that are beyond the bounds: the oldest, and never the newest of all. */
export async function refusalsBeyond(
  pool: Pool,
  sender: string,
  bounds: RefusalBounds,
): Promise<string[]> {
  // Forgotten messages count as zero bytes.
  const { rows } = await pool.query<{ id: string }>(
    oldestRefusals({ sender, most: bounds.count, mostBytes: bounds.bytes }),
  );
  return rows.map(({ id }) => id);
}

const dropThose = statement<{
  messageIds: readonly string[];
  noteIds: readonly string[];
  signedOn: readonly string[];
  macs: readonly Buffer[];
  actor: string;
  role: string | null;
}>(
  'drop-refusals',
  `
  with gone as (
    delete from message where id in (
      select id from message where id = any($messageIds::uuid[]) and status = 'refused' for update skip locked
    )
    returning id, sender
  ), noted as (
    ${noteFrom(
      'id, action, actor, role, party, message_id, signed_on, mac',
      `select note.id, 'drop-refused', $actor, $role, sender, gone.id, note.signed_on, note.mac
      from gone join unnest($messageIds::uuid[], $noteIds::uuid[], $signedOn::date[], $macs::bytea[])
        note (message_id, id, signed_on, mac) on note.message_id = gone.id`,
    )}
  )
  ${loseKeys('id in (select id from gone)')}`,
);

/**
 * Deletes refused messages and everything that belongs to them, except their rows of the access log, which also say
 * that they were deleted, and their events. Messages that another transaction has locked are skipped, to avoid
 * deadlocks.
 */
export async function dropRefused(
  client: PoolClient,
  macs: RowMacs,
  messageIds: readonly string[],
): Promise<void> {
  const entries = messageIds.map(() => entryOf(localCall('gateway'), 'drop-refused'));
  const notes = entries.map((entry) => signedNote(macs, entry));
  const { credential, role } = localCall('gateway').principal;
  await client.query(
    dropThose({
      messageIds,
      noteIds: entries.map(({ id }) => id),
      signedOn: notes.map(({ signedOn }) => signedOn),
      macs: notes.map(({ mac }) => mac),
      actor: credential.name,
      role,
    }),
  );
}
