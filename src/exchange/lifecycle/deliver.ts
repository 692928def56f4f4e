import type { Pool, PoolClient } from 'pg';
import { type ColumnTypes, nameFor, rowsAs } from '../../store/rows.ts';
import { isItsTurn } from '../in-hand.ts';
import type { Verdict } from '../verdict.ts';
import { changed } from './changed.ts';
import { wakeNext } from './line-up.ts';
import { announcedWithin } from './receive.ts';

/** A message, what is to become of it, and of which children it tells. */
export interface Judged {
  readonly id: string;
  readonly verdict: Omit<Verdict, 'notes'>;
  /** Random ids of those that it tells of, as far as it becomes part of the ledger. */
  readonly children: readonly string[];
}

/** What the delivery of a message changed, for those who wait. */
export interface Delivered {
  readonly id: string;
  /** Whose mailboxes got something. */
  readonly mailboxes: readonly string[];
  /** The heenbericht that became `rejected` by it. */
  readonly refused: string | null;
}

/** Findings of one message that are kept; the message knows how many there were. */
const keptFindings = 1000;

/**
 * `received` becomes `accepted`, or `rejected` when its verdict says so or its recipient has refused it
 * already; a heenbericht that is refused by its retour becomes `rejected`; the gateway's answers begin as
 * `accepted`. The messages themselves, their findings, answers, mailbox entries, events and rows of the
 * access log, in one statement. The rows of the mailboxes stay locked until the commit, so entries become
 * visible in the order of their positions.
 *
 * One whose turn it is not, or whose step was done before, is passed over.
 *
 * The answer to a message is found by its heenbericht alone: with more conditions Postgres may read all
 * accepted messages by the index of those.
 *
 * @returns those to which it happened, in no order
 * @throws a violation of a unique index when somebody was first: then nothing happened
 */
export async function deliverAll(
  database: Pool | PoolClient,
  messages: readonly Judged[],
): Promise<Delivered[]> {
  const given = rowsAs('judged', types, messages.map(rowOf), 2);
  const { rows } = await database.query<Delivered>({
    name: nameFor('deliver', messages),
    text: `/* deliver */
      with judged as not materialized (
        select * from ${given.text}
      ), taken as (
        delete from outbox where kind = 'message' and id in (
          select outbox.id from outbox
          join message m on m.id = outbox.id
          where outbox.kind = 'message' and outbox.id in (select id from judged) and ${isItsTurn}
          order by outbox.id for update of outbox skip locked
        )
        returning id
      ), moved as (
        update message set changed_at = now(),
          accepted_at = case when judged.approved then now() end,
          finding_count = message.finding_count + judged.finding_count, first_use = judged.first_use,
          status = case
            when not judged.approved or (select reply.refuses and reply.accepted_at is not null
              from message reply where reply.heenbericht_id = message.id)
            then 'rejected' else 'accepted' end
        from taken join judged using (id) where message.id = taken.id and status = 'received'
        returning message.id, type, sender, recipient, afzender, ontvanger, heenbericht_id, refuses, line,
          acceptance, accepted_at, received_at, actor, actor_party, mandate_id, address, request_id, status
      ), noted as (
        -- The row of its POST, until now the message itself. What never reached its recipient is not that
        -- one's to know of.
        insert into access_log_fresh (id, at, action, actor, role, actor_party, party, counterparty,
          mandate_id, message_id, client_ids, address, request_id)
        select id, received_at, 'post', actor, 'party', actor_party, sender,
          case when accepted_at is not null then recipient end, mandate_id, id, children, address,
          request_id
        from moved join judged using (id) where actor is not null
      ), heenbericht as (
        select message.id, message.status, moved.sender, moved.id as retour_id
        from message join moved on message.id = moved.heenbericht_id
        where moved.refuses and message.status in ('accepted', 'delivered')
        order by message.id for update of message
      ), refused as (
        update message set status = 'rejected', changed_at = now()
        from heenbericht where message.id = heenbericht.id
        returning heenbericht.*
      ), finding as (
        insert into message_finding (message_id, ordinal, rule, path, retour_code)
        select id, before.last + found.number, found.rule, found.path, found.code
        from moved join judged using (id) cross join lateral (
          select coalesce(max(ordinal), 0) as last from message_finding where message_id = moved.id
        ) before cross join
          unnest(rules, paths, codes) with ordinality as found (rule, path, code, number)
      ), answer as (
        insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening,
          sender, recipient, status, content_hash, size, heenbericht_id, refuses, by_gateway,
          received_at, changed_at, accepted_at, line, mac)
        select answer_id, nextval('message_acceptance'), answer_type,
          -- A retour has the Header of its heenbericht, a JW325 one of its own.
          case when answer_type = 'JW325' then ontvanger else afzender end,
          case when answer_type = 'JW325' then afzender else ontvanger end,
          answer_identificatie, answer_dagtekening, recipient, sender, 'accepted', answer_hash,
          answer_size, id, answer_refuses, true, now(), now(), now(), line, answer_mac
        from moved join judged using (id) where answer_id is not null
        order by acceptance
        returning id, type, recipient, acceptance
      ), answer_key as (
        insert into data_key (id, wrapped) select answer_id, answer_key
        from answer join judged on answer_id = answer.id
      ), answer_content as (
        insert into message_content (message_id, sealed) select answer_id, answer_sealed
        from answer join judged on answer_id = answer.id
      ), event as (
        ${changed(`
          select * from (
            select id, 'received', status, 'gateway', null, null, acceptance, 1 as nr from moved
            union all
            select refused.id, refused.status, 'rejected', 'party', refused.sender, null,
              moved.acceptance, 2 from refused join moved on moved.id = retour_id
            union all
            select answer.id, null, 'accepted', 'gateway', null, null, acceptance, 3 from answer
          ) all_of_them (id, from_state, to_state, by, party, code, acceptance, nr)
          order by acceptance, nr`)}
      ), arrival as (
        select id, recipient, type, row_number() over (partition by recipient order by acceptance) as nr
        from (
          select id, recipient, type, acceptance from moved where accepted_at is not null
          union all select id, recipient, type, acceptance from answer
        ) arrived
      ), locked as (
        select party_code from mailbox where party_code in (select recipient from arrival)
        order by party_code for update
      ), counter as (
        update mailbox set last_position = last_position + arrivals
        from locked join (select recipient, count(*) as arrivals from arrival group by recipient) counted
          on counted.recipient = locked.party_code
        where mailbox.party_code = locked.party_code
        returning mailbox.party_code, last_position - arrivals as before
      ), entry as (
        insert into mailbox_entry (party_code, position, message_id, entered_at, type)
        select counter.party_code, counter.before + arrival.nr, arrival.id, now(), arrival.type
        from arrival join counter on counter.party_code = arrival.recipient
      ), woken as (
        ${wakeNext('moved', `least(next_announce_at, now() + $1 * interval '1 second')`)}
      )
      select moved.id,
        array_remove(array[case when accepted_at is not null then recipient end,
          case when answer_id is not null then sender end], null) as mailboxes,
        (select refused.id from refused where retour_id = moved.id) as refused
      from moved join judged using (id)`,
    values: [announcedWithin, ...given.values],
  });
  return rows;
}

type Row = ReturnType<typeof rowOf>;

function rowOf({ id, verdict, children }: Judged) {
  const { approved, findings, firstUse, answer } = verdict;
  const kept = findings.slice(0, keptFindings);
  return {
    id,
    approved,
    finding_count: findings.length,
    first_use: firstUse,
    children,
    rules: kept.map(({ rule }) => rule),
    paths: kept.map(({ path }) => path),
    codes: kept.map(({ retourCode }) => retourCode ?? null),
    answer_id: answer?.id ?? null,
    answer_type: answer?.type ?? null,
    answer_identificatie: answer?.identificatie ?? null,
    answer_dagtekening: answer?.dagtekening ?? null,
    answer_hash: answer?.contentHash ?? null,
    answer_size: answer?.size ?? null,
    answer_refuses: answer?.refuses ?? false,
    answer_key: answer?.wrappedKey ?? null,
    answer_sealed: answer?.sealed ?? null,
    answer_mac: answer?.mac ?? null,
  };
}

const types: ColumnTypes<Row> = {
  id: 'uuid',
  approved: 'boolean',
  finding_count: 'integer',
  first_use: 'boolean',
  children: 'uuid[]',
  rules: 'text[]',
  paths: 'text[]',
  codes: 'text[]',
  answer_id: 'uuid',
  answer_type: 'text',
  answer_identificatie: 'text',
  answer_dagtekening: 'text',
  answer_hash: 'bytea',
  answer_size: 'integer',
  answer_refuses: 'boolean',
  answer_key: 'bytea',
  answer_sealed: 'bytea',
  answer_mac: 'bytea',
};
