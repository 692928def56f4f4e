import type { Pool, PoolClient } from 'pg';
import { appendEntries } from '../ledger/append.ts';
import { Outdated, record } from '../ledger/record.ts';
import { violatedUnique } from '../store/database.ts';
import type { KeyRing } from '../store/keys.ts';
import { inTransaction } from '../store/transaction.ts';
import { isItsTurn } from './in-hand.ts';
import { announcedWithin } from './keep-message.ts';
import type { Verdict } from './verdict.ts';

/** Seconds after which a message that is held is looked at all the same. */
const heldFor = 60;

/** What a delivery changed, for those who wait. */
export interface Delivery {
  /** Whose mailboxes got something. */
  readonly mailboxes: readonly string[];
  /** The heenbericht that became `rejected` by it. */
  readonly refused: string | null;
  /** The message that is now first in the line. */
  readonly next: string | null;
}

/** Findings of one message that are kept; the message knows how many there were. */
const keptFindings = 1000;

/** What reaches across lines: who comes second with one of these judges anew, and finds the first. */
const acrossLines = new Set(['message_first_use', 'allocation_number', 'request_owner']);

/**
 * Does with a message what the verdict says, when nothing before it in its line is unfinished
 * (`received` or `failed`): into its recipient's mailbox or `rejected`, the gateway's answer into the
 * mailbox of its sender, and what becomes true by it into the ledger. One commit: status, findings,
 * answer, mailbox entries, ledger entries and outbox row together.
 *
 * Runs twice, or in two processes at once: the row of the outbox is deleted by one of them, the
 * others find it locked or gone. Rows are locked in one order, so that steps do not wait for each
 * other in a circle: the child, numbers and references, outbox, mailboxes in the order of their codes,
 * and the head of the chain last and shortly.
 *
 * @returns undefined when nothing was done: the step was done before, or it is not its turn
 * @throws {Outdated} when the verdict is of a past that is no longer so: nothing was done
 */
export async function deliver(
  pool: Pool,
  keys: KeyRing,
  messageId: string,
  verdict: Verdict,
): Promise<Delivery | undefined> {
  let delivered: Omit<Delivery, 'next'> | undefined;
  try {
    delivered =
      verdict.notes.length > 0
        ? await inTransaction(pool, (client) => deliverAndNote(client, keys, messageId, verdict))
        : await move(pool, messageId, verdict);
  } catch (error) {
    if (error instanceof NothingDone) return undefined;
    throw acrossLines.has(violatedUnique(error) ?? '') ? new Outdated() : error;
  }
  return delivered && { ...delivered, next: await nextInLine(pool, messageId) };
}

/** Undoes a transaction in which there turned out to be nothing to do. */
class NothingDone extends Error {}

async function deliverAndNote(
  client: PoolClient,
  keys: KeyRing,
  messageId: string,
  verdict: Verdict,
): Promise<Omit<Delivery, 'next'>> {
  const recordedAt = new Date();
  const entries = await record(client, keys, verdict.notes, recordedAt);
  const children = [...new Set(entries.map(({ clientId }) => clientId))];
  const delivered = await move(client, messageId, verdict, children);
  if (!delivered) throw new NothingDone();
  if (entries.length > 0) await appendEntries(client, keys, entries, recordedAt);
  return delivered;
}

/**
 * The message itself, its answer, the mailboxes and the access log, in one statement. The rows of the
 * mailboxes stay locked until the commit, so entries become visible in the order of their positions.
 *
 * The answer to a message is found by its heenbericht alone: with more conditions Postgres may read
 * all accepted messages by the index of those.
 *
 * @param children random ids of those that it tells of, as far as it becomes part of the ledger
 */
async function move(
  database: Pool | PoolClient,
  messageId: string,
  { approved, findings, firstUse, answer }: Verdict,
  children: readonly string[] = [],
): Promise<Omit<Delivery, 'next'> | undefined> {
  const kept = findings.slice(0, keptFindings);
  const { rows } = await database.query<Omit<Delivery, 'next'>>({
    name: 'deliver',
    text: `
      with taken as (
        delete from outbox where message_id = (
          select outbox.message_id from outbox
          join message m on m.id = outbox.message_id
          where outbox.message_id = $1 and ${isItsTurn}
          for update of outbox skip locked
        )
        returning message_id
      ), moved as (
        update message set changed_at = now(),
          accepted_at = case when $3 then now() end,
          finding_count = finding_count + $7, first_use = $17,
          status = case
            when not $3 or (select reply.refuses and reply.accepted_at is not null
              from message reply where reply.heenbericht_id = message.id)
            then 'rejected' else 'accepted' end
        from taken where id = taken.message_id and status = 'received'
        returning id, type, sender, recipient, afzender, ontvanger, heenbericht_id, refuses,
          line, acceptance, accepted_at, received_at, actor, actor_party, mandate_id, address, request_id
      ), noted as (
        -- The row of its POST, until now the message itself. What never reached its recipient is not that
        -- one's to know of.
        insert into access_log_fresh (id, at, action, actor, role, actor_party, party, counterparty,
          mandate_id, message_id, client_ids, address, request_id)
        select id, received_at, 'post', actor, 'party', actor_party, sender,
          case when accepted_at is not null then recipient end, mandate_id, id, $18::uuid[], address,
          request_id
        from moved where actor is not null
      ), refused as (
        update message set status = 'rejected', changed_at = now()
        from moved where message.id = moved.heenbericht_id and moved.refuses
          and message.status in ('accepted', 'delivered')
        returning message.id
      ), finding as (
        insert into message_finding (message_id, ordinal, rule, path, retour_code)
        select id, before.last + found.number, found.rule, found.path, found.code
        from moved cross join lateral (
          select coalesce(max(ordinal), 0) as last from message_finding where message_id = moved.id
        ) before cross join
          unnest($4::text[], $5::text[], $6::text[]) with ordinality
          as found (rule, path, code, number)
      ), answer as (
        insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening,
          sender, recipient, status, content_hash, size, heenbericht_id, refuses, by_gateway,
          received_at, changed_at, accepted_at, line, mac)
        select $8, nextval('message_acceptance'), $9,
          -- A retour has the Header of its heenbericht, a JW325 one of its own.
          case when $9 = 'JW325' then ontvanger else afzender end,
          case when $9 = 'JW325' then afzender else ontvanger end,
          $10, $11, recipient, sender, 'accepted', $12, $13, id, $14, true,
          now(), now(), now(), line, $19
        from moved where $8::uuid is not null
        returning id, type, recipient
      ), answer_key as (
        insert into data_key (id, wrapped) select id, $15 from answer
      ), answer_content as (
        insert into message_content (message_id, sealed) select id, $16 from answer
      ), arrival as (
        select id, recipient, type from moved where accepted_at is not null
        union all select id, recipient, type from answer
      ), locked as (
        select party_code from mailbox where party_code in (select recipient from arrival)
        order by party_code for update
      ), counter as (
        update mailbox set last_position = last_position + 1
        from locked where mailbox.party_code = locked.party_code
        returning mailbox.party_code, last_position
      ), entry as (
        insert into mailbox_entry (party_code, position, message_id, entered_at, type)
        select counter.party_code, counter.last_position, arrival.id, now(), arrival.type
        from arrival join counter on counter.party_code = arrival.recipient
      ), woken as (
        -- In this commit: if the process dies now, the relay finds who is next.
        update outbox set next_announce_at = least(next_announce_at, now() + $2 * interval '1 second')
        where message_id = (
          select next.id from message next, moved
          where next.line = moved.line and next.acceptance > moved.acceptance
            and next.status in ('received', 'failed')
          order by next.acceptance limit 1
        )
      )
      select array(select recipient from arrival) as mailboxes, (select id from refused) as refused
      from moved`,
    values: [
      messageId,
      announcedWithin,
      approved,
      kept.map(({ rule }) => rule),
      kept.map(({ path }) => path),
      kept.map(({ retourCode }) => retourCode ?? null),
      findings.length,
      answer?.id ?? null,
      answer?.type ?? null,
      answer?.identificatie ?? null,
      answer?.dagtekening ?? null,
      answer?.contentHash ?? null,
      answer?.size ?? null,
      answer?.refuses ?? false,
      answer?.wrappedKey ?? null,
      answer?.sealed ?? null,
      firstUse,
      children,
      answer?.mac ?? null,
    ],
  });
  return rows[0];
}

/**
 * Puts off the announcements of a message that stands behind another in its line: who finishes that
 * one announces this one, so that many held messages do not cost a question each every few seconds.
 * Does nothing when it is its turn after all.
 *
 * The one that it waits for is locked meanwhile: one that is being finished at this moment does not
 * count, and one that is finished after this sees what was put off, and takes it back.
 */
export async function hold(pool: Pool, messageId: string): Promise<void> {
  await pool.query({
    name: 'hold',
    text: `
      update outbox set next_announce_at = now() + $2 * interval '1 second'
      where message_id = $1 and exists (
        select from message held cross join lateral (
          select unfinished.acceptance from message unfinished
          where unfinished.line = held.line and unfinished.status in ('received', 'failed')
          order by unfinished.acceptance limit 1 for share skip locked
        ) first
        where held.id = $1 and first.acceptance < held.acceptance
      )`,
    values: [messageId, heldFor],
  });
}

/**
 * The message that is first in the line of a message that has just been finished, if one waits
 * there. To be asked after the commit: who found the line held before it is found by this, and who
 * comes later finds it free.
 */
export async function nextInLine(pool: Pool, messageId: string): Promise<string | null> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'next-in-line',
    text: `
      select next.id from message done
      join lateral (
        select id, status from message
        where line = done.line and status in ('received', 'failed')
        order by acceptance limit 1
      ) next on next.status = 'received'
      where done.id = $1`,
    values: [messageId],
  });
  return rows[0]?.id ?? null;
}
