import type { Pool, PoolClient } from 'pg';
import { noteFrom } from '../../parties/access-log/note.ts';
import { signedNote } from '../../parties/access-log/signed.ts';
import { takePositions } from '../../parties/directory/mailboxes.ts';
import { keepKeys } from '../../store/keys/data-keys.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { type ColumnTypes, listStatement } from '../../store/rows.ts';
import { macOfJudgement } from '../finding-macs.ts';
import { changed } from './changed.ts';
import { decide } from './decide.ts';
import { wakeNext } from './line-up.ts';
import { announcedWithin } from './receive.ts';

/** The decision on a message. */
export interface Decision {
  /** True: it goes into its recipient's mailbox; false: it becomes `rejected`. */
  readonly approved: boolean;
  readonly findings: readonly NewFinding[];
  /** It is the first of its sender and type with this Identificatie (TR056). */
  readonly firstUse: boolean;
  /** It is a retour that refuses its heenbericht. */
  readonly refuses: boolean;
  /** The answer that the gateway gives in the name of the recipient. */
  readonly answer?: NewAnswer;
}

/** Why a message is refused, or advice on an approved message. */
export interface NewFinding {
  readonly rule: string;
  readonly path: string;
  readonly retourCode?: string;
}

/** An answer that is ready to be kept, and to go into the mailbox of the sender of the heenbericht. */
export interface NewAnswer {
  readonly id: string;
  readonly type: string;
  readonly identificatie: string;
  readonly dagtekening: string;
  readonly refuses: boolean;
  readonly contentHash: Buffer;
  /** Bytes. */
  readonly size: number;
  readonly wrappedKey: Buffer;
  readonly sealed: Buffer;
  /** The MAC of its row. */
  readonly mac: Buffer;
}

/** A message, the decision on it, and the children it is about. */
export interface Judged {
  readonly id: string;
  readonly verdict: Decision;
  /** Random ids of the children about whom it adds entries to the ledger. */
  readonly children: readonly string[];
  /** What only one message can be the first with (TR056), as any text; for one that goes alone it is not needed. */
  readonly firstUse?: string;
}

/** What the delivery of a message changed, to wake the requests that wait for it. */
export interface Delivered {
  readonly id: string;
  /** Codes of the parties whose mailboxes got something. */
  readonly mailboxes: readonly string[];
  /** The heenbericht that became `rejected` because of this retour. */
  readonly refused: string | null;
}

/** At most this many findings of a message are kept; the message holds how many there were. */
const keptFindings = 1000;

/**
 * `received` becomes `accepted`, or `rejected` when its verdict says so or its recipient has refused it
 * already; a heenbericht that is refused by its retour becomes `rejected`; the gateway's answers begin as
 * `accepted`. One statement writes the messages, their findings, answers, mailbox entries, events and rows of
 * the access log. The rows of the mailboxes stay locked until the commit, so entries become visible in the
 * order of their positions.
 *
 * Messages whose turn it is not, or whose step was done before, are skipped.
 *
 * The answer to a message is found by `heenbericht_id` alone: with more conditions Postgres may choose the
 * index of accepted messages and read all of them.
 *
 * Only one message can be the first with its Afzender, type and Identificatie. Two statements with several of the same
 * would wait each for the other, so each first claims all that it may write, in one order.
 *
 * @param messages in an order of their own
 * @returns the messages that were delivered, in no order
 * @throws a violation of a unique index when another transaction was first: then nothing happened
 */
export async function deliverAll(
  database: Pool | PoolClient,
  macs: RowMacs,
  messages: readonly Judged[],
): Promise<Delivered[]> {
  const statement = messages.every(({ verdict }) => isPlain(verdict))
    ? plain(messages.map((message) => plainRow(macs, message)))
    : full(messages.map((message) => rowOf(macs, message)));
  const { rows } = await database.query<Delivered>(statement);
  return rows;
}

/** Whether a verdict changes the message itself only, and its recipient's mailbox. Most do. */
function isPlain({ findings, answer, refuses }: Decision): boolean {
  return findings.length === 0 && !answer && !refuses;
}

type PlainRow = ReturnType<typeof plainRow>;
type Row = ReturnType<typeof rowOf>;

function plainRow(macs: RowMacs, { id, verdict, children, firstUse: claim }: Judged) {
  const { approved, findings, firstUse } = verdict;
  const kept = findings.slice(0, keptFindings);
  const judgement = {
    ...{ id, firstUse, count: findings.length },
    findings: kept.map(({ rule, path, retourCode }) => [rule, path, retourCode ?? null] as const),
  };
  // Of its POST, in the access log.
  const note = signedNote(macs, { id, action: 'post' });
  return {
    id,
    approved,
    finding_count: findings.length,
    first_use: firstUse,
    claim: (firstUse && claim) || null,
    judged_mac: macOfJudgement(macs, judgement),
    children,
    noted_on: note.signedOn,
    noted_mac: note.mac,
  };
}

function rowOf(macs: RowMacs, message: Judged) {
  const { findings, answer } = message.verdict;
  const kept = findings.slice(0, keptFindings);
  return {
    ...plainRow(macs, message),
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

const plainTypes: ColumnTypes<PlainRow> = {
  id: 'uuid',
  approved: 'boolean',
  finding_count: 'integer',
  first_use: 'boolean',
  claim: 'text',
  judged_mac: 'bytea',
  children: 'uuid[]',
  noted_on: 'date',
  noted_mac: 'bytea',
};

const types: ColumnTypes<Row> = {
  ...plainTypes,
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

/**
 * SQL: writes the row of the access log for the POST of each message, which the message itself held until now. A
 * recipient that never gets the message does not see that row.
 */
const noteInAccessLog = `noted as (
      ${noteFrom(
        `id, at, action, actor, role, actor_party, party, counterparty, mandate_id, message_id,
        client_ids, address, request_id, signed_on, mac`,
        `select id, received_at, 'post', actor, 'party', actor_party, sender,
          case when accepted_at is not null then recipient end, mandate_id, id, children, address,
          request_id, noted_on, noted_mac
        from decided join judged using (id) where actor is not null`,
      )}
    )`;

/** SQL: makes the heenberichten `rejected` that these messages refuse. */
const rejectHeenberichten = `heenbericht as (
      select earlier.id, earlier.status, retour.sender, retour.id as retour_id
      from (select * from decided where refuses and heenbericht_id is not null order by heenbericht_id) retour
      cross join lateral (
        select id, status from message
        where id = retour.heenbericht_id and status in ('accepted', 'delivered') for update
      ) earlier
    ), refused as (
      update message set status = 'rejected', changed_at = now()
      from heenbericht where message.id = heenbericht.id
      returning heenbericht.*
    )`;

/** SQL: keeps the findings, numbered after those that the intake kept. */
const keepFindings = `finding as (
      insert into message_finding (message_id, ordinal, rule, path, retour_code)
      select id, before.last + found.number, found.rule, found.path, found.code
      from decided join judged using (id) cross join lateral (
        select coalesce(max(ordinal), 0) as last from message_finding where message_id = decided.id
      ) before cross join
        unnest(rules, paths, codes) with ordinality as found (rule, path, code, number)
    )`;

/** SQL: keeps the gateway's answers. A retour repeats the Header of its heenbericht; a JW325 has its own Header. */
const keepAnswers = `answer as (
      insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening,
        sender, recipient, status, content_hash, size, heenbericht_id, refuses, by_gateway,
        received_at, changed_at, accepted_at, line, mac)
      select answer_id, nextval('message_acceptance'), answer_type,
        case when answer_type = 'JW325' then ontvanger else afzender end,
        case when answer_type = 'JW325' then afzender else ontvanger end,
        answer_identificatie, answer_dagtekening, recipient, sender, 'accepted', answer_hash,
        answer_size, id, answer_refuses, true, now(), now(), now(), line, answer_mac
      from decided join judged using (id) where answer_id is not null
      order by acceptance
      returning id, type, recipient, acceptance
    ), answer_key as (
      ${keepKeys(`select answer_id, answer_key
        from answer join judged on answer_id = answer.id`)}
    ), answer_content as (
      insert into message_content (message_id, sealed) select answer_id, answer_sealed
      from answer join judged on answer_id = answer.id
    )`;

const decidedEvents = `select id, 'received', status, 'gateway', null, null, acceptance, 1 as nr from decided`;
const otherEvents = `select refused.id, refused.status, 'rejected', 'party', refused.sender, null,
            decided.acceptance, 2 from refused join decided on decided.id = retour_id
          union all
          select answer.id, null, 'accepted', 'gateway', null, null, acceptance, 3 from answer`;

/**
 * SQL: writes the events of messages whose status changed.
 *
 * @param events a select of them, with what puts them in order
 */
function writeEvents(events: string): string {
  return `event as (
      ${changed(`
        select * from (
          ${events}
        ) all_of_them (id, from_state, to_state, by, party, code, acceptance, nr)
        order by acceptance, nr`)}
    )`;
}

const approvedOnes =
  'select id, recipient, type, acceptance from decided where accepted_at is not null';

/**
 * SQL: puts messages into mailboxes, in the order of acceptance.
 *
 * @param arrived a select of them
 */
function putInMailboxes(arrived: string): string {
  return `arrival as (
      select id, recipient, type, row_number() over (partition by recipient order by acceptance) as nr
      from (
        ${arrived}
      ) arrived
    ), ${takePositions('arrival')}, entry as (
      insert into mailbox_entry (party_code, position, message_id, entered_at, type)
      select counter.party_code, counter.before + arrival.nr, arrival.id, now(), arrival.type
      from arrival join counter on counter.party_code = arrival.recipient
    )`;
}

/** SQL: makes the next message in each line due. */
const wakeLines = `woken as (
      ${wakeNext('decided', `least(next_announce_at, now() + interval '${announcedWithin} seconds')`)}
    )`;

const full = listStatement<Row>(
  'deliver',
  'judged',
  types,
  (given, many) => `/* deliver */
    with ${given}, ${decide(many, 'true')}, ${noteInAccessLog}, ${rejectHeenberichten}, ${keepFindings},
      ${keepAnswers}, ${writeEvents(`${decidedEvents} union all ${otherEvents}`)},
      ${putInMailboxes(`${approvedOnes} union all select id, recipient, type, acceptance from answer`)},
      ${wakeLines}
    select decided.id,
      array_remove(array[case when accepted_at is not null then recipient end,
        case when answer_id is not null then sender end], null) as mailboxes,
      (select refused.id from refused where retour_id = decided.id) as refused
    from decided join judged using (id)`,
);

/** Of {@link isPlain} verdicts: a third of the work for Postgres. A retour that refuses is not delivered by it. */
const plain = listStatement<PlainRow>(
  'deliver-plain',
  'judged',
  plainTypes,
  (given, many) => `/* deliver */
    with ${given}, ${decide(many, 'not m.refuses')}, ${noteInAccessLog}, ${writeEvents(decidedEvents)},
      ${putInMailboxes(approvedOnes)}, ${wakeLines}
    select id, case when accepted_at is null then '{}' else array[recipient] end as mailboxes,
      null::uuid as refused
    from decided`,
);
