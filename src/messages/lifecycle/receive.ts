import type { Pool } from 'pg';
import { partyEnded } from '../../parties/directory/ending.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import { mandatesInForce } from '../../parties/mandates/acting.ts';
import { announceSteps } from '../../queue/outbox.ts';
import { keepKeys } from '../../store/keys/data-keys.ts';
import { type ListStatement, listStatement } from '../../store/rows.ts';
import { changed } from './changed.ts';
import {
  isPlain,
  type NewMessage,
  type PlainRow,
  plainRow,
  plainTypes,
  type Row,
  rowOf,
  types,
} from './new-message.ts';

/** Seconds after which the relay looks for a message whose announcement got lost. */
export const announcedWithin = 5;

/**
 * Commits messages with everything that must survive: their keys, contents, findings, events, and the outbox rows
 * for their next step. One statement, so one round trip and one commit; each message is kept whole or not at
 * all. The statement also checks the recipient, so that most messages cost one query; and the mandate, which
 * stays locked until the commit: a withdrawal waits for it, or this statement sees the withdrawal.
 *
 * @param messages in the order in which they are accepted
 * @returns ids of those that were kept. Nothing happened to the others: the recipient takes no messages,
 *   what it answers was forgotten, the party that posts it has ended, the mandate does not hold (any more), or
 *   the Identificatie is not new
 * @throws the violation of `message_same_bytes`, `message_same_identificatie` or `message_one_answer` when
 *   another message was first, also one of this list: then none was kept
 */
export function receive(pool: Pool, messages: readonly NewMessage[]): Promise<ReadonlySet<string>> {
  return run(pool, alone, messages, messages);
}

/**
 * Same as {@link receive}, for messages of different posts. Of several, a message that violates a unique index, or
 * needs a row that another transaction has locked, is skipped, so that it does not delay the others.
 *
 * Rows are written in the order of their unique keys, so that two such statements lock in one order and cannot
 * deadlock.
 *
 * @param messages in the order in which they are accepted; see {@link canGoTogether}
 * @returns ids of those that were kept
 * @throws the violation of a unique index, when there is one message
 */
export function receiveTogether(
  pool: Pool,
  messages: readonly NewMessage[],
): Promise<ReadonlySet<string>> {
  const ordered = messages.toSorted((a, b) => (uniqueKeyOf(a) < uniqueKeyOf(b) ? -1 : 1));
  return run(pool, together, messages, ordered);
}

/**
 * A key that is equal for messages that conflict in a unique index: the same bytes have the same Header, and a
 * retour has that of its heenbericht. A JW325 can also conflict with others; see {@link canGoTogether}.
 */
export function uniqueKeyOf({ type, afzender, ontvanger, identificatie }: NewMessage): string {
  return [afzender, ontvanger, identificatie, type].join('\n');
}

/** Whether {@link receiveTogether} may get a message with others; no two of them may have the same key. */
export function canGoTogether({ type }: NewMessage): boolean {
  return type !== 'JW325';
}

async function run(
  pool: Pool,
  statements: Statements,
  accepted: readonly NewMessage[],
  written: readonly NewMessage[],
): Promise<ReadonlySet<string>> {
  const number = new Map(accepted.map(({ id }, nr) => [id, nr]));
  const numberOf = (one: NewMessage) => number.get(one.id) as number;
  const { rows } = await pool.query<{ id: string }>(
    written.every(isPlain)
      ? statements.plain(written.map((one, at) => plainRow(one, numberOf(one), at)))
      : statements.full(written.map((one, at) => rowOf(one, numberOf(one), at))),
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * SQL: for each message the mandate by which it is posted, locked until the commit. The MAC is compared again: the
 * mandate must be as it was when that was checked.
 *
 * @param waits what to do with a row that is locked, in SQL
 */
function lockMandates(waits: string): string {
  return `mandated as (
      select new.id as message_id, held.id from new cross join lateral (
        ${mandatesInForce(
          'id',
          `id = any(new.mandates) and exists (
            select from unnest(new.mandates, new.mandate_macs) believed (id, mac)
            where believed.id = mandate.id and believed.mac is not distinct from mandate.mac
          )
          and mandatary = new.actor_party and party = new.sender
          and new.type = any(message_types)`,
        )}
        order by id limit 1 for share ${waits}
      ) held
    )`;
}

/**
 * SQL: whether `new` may be kept. The heenbericht of an answer is locked, so that it is not forgotten meanwhile.
 *
 * Each condition is a select of one row at most, not `exists`: for `exists` Postgres may read a whole table of which
 * it does not know yet how fast it grows, and keep that plan.
 *
 * @param waits what to do with a row that is locked, in SQL
 */
function mayBeKept(waits: string): string {
  return `(open_on is null or (select true from ${partyTable} party
          where code = new.recipient and (until is null or until >= new.open_on)))
        and (select true from ${partyTable} party
          where code = new.actor_party and ${partyEnded}) is null
        and (not opens_identificatie or (select true from message earlier
          where earlier.afzender = new.afzender and earlier.ontvanger = new.ontvanger
            and earlier.identificatie = new.identificatie and earlier.type = new.type
            and earlier.status <> 'refused' limit 1) is null)
        and (heenbericht_id is null or (select true from message heenbericht
          where heenbericht.id = new.heenbericht_id and forgotten_at is null for key share ${waits}))`;
}

/** SQL: whether `new` has a mandate where it needs one. */
const isMandated = '(mandates is null or (select true from mandated where message_id = new.id))';

/** SQL: keeps everything that belongs to the messages of `kept`, but for findings. */
const keepTheRest = `key as (
      ${keepKeys('select id, wrapped_key from kept join new using (id)')}
    ), content as (
      insert into message_content (message_id, sealed) select id, sealed from kept join new using (id)
    ), request as (
      insert into request_reference (reference_hash, message_id, line)
      select distinct reference, id, line from kept join new using (id), unnest(requests) reference
    ), event as (
      ${changed(`select id, null, 'received', 'party', sender, null from kept order by acceptance`)}
    ), announced as (
      ${announceSteps(
        'message',
        `select id, acceptance, now() + interval '${announcedWithin} seconds' from kept`,
      )}
    )`;

const keepFindings = `finding as (
      insert into message_finding (message_id, ordinal, rule, path)
      select id, 1, rule, path from kept join new using (id) where rule is not null
    )`;

/** What differs between the statements for all messages and for {@link isPlain} ones, in SQL. */
interface Parts {
  readonly findingCount: string;
  readonly mandateId: string;
  readonly condition: string;
}

const partsOfFull: Parts = {
  findingCount: '(rule is not null)::integer',
  mandateId: '(select mandated.id from mandated where message_id = new.id)',
  condition: isMandated,
};
const partsOfPlain: Parts = { findingCount: '0', mandateId: 'null::uuid', condition: 'true' };

/**
 * SQL: keeps the rows of the messages, those that may be kept.
 *
 * @param many whether there may be more than one
 */
function keepMessages({ waits, otherwise }: Conflicts, many: boolean, parts: Parts): string {
  return `kept as (
      insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening,
        sender, recipient, status, content_hash, size, heenbericht_id, refuses,
        received_at, changed_at, line, finding_count, actor, actor_party, mandate_id, address,
        request_id, opens_identificatie, mac, received_mac)
      select id, acceptance, type, afzender, ontvanger, identificatie,
        dagtekening, sender, recipient, 'received', content_hash, size, heenbericht_id, refuses,
        now(), now(), line, ${parts.findingCount}, actor, actor_party, ${parts.mandateId}, address,
        request_id, opens_identificatie, mac, received_mac
      from (
        select *, nextval('message_acceptance') as acceptance from new ${many ? 'order by nr' : ''}
      ) new
      where ${mayBeKept(waits)} and ${parts.condition}
      ${many ? `order by written ${otherwise}` : ''}
      returning id, acceptance, sender
    )`;
}

/** What a statement does where others are in its way, in SQL. */
interface Conflicts {
  /** With a row that is locked. */
  readonly waits: string;
  /** With one of several messages that violates a unique index. */
  readonly otherwise: string;
}

interface Statements {
  readonly full: ListStatement<Row>;
  /** For {@link isPlain} messages, at less work for Postgres. */
  readonly plain: ListStatement<PlainRow>;
}

/** @param name of the prepared statements. It is also a comment at the start: `pg_stat_activity` may show no more */
function statementsOf(name: string, conflicts: Conflicts): Statements {
  return {
    full: listStatement<Row>(
      name,
      'new',
      types,
      (given, many) => `/* ${name} */
      with ${given}, ${lockMandates(conflicts.waits)}, ${keepMessages(conflicts, many, partsOfFull)},
        ${keepTheRest}, ${keepFindings}
      select id from kept`,
    ),
    plain: listStatement<PlainRow>(
      `${name}-plain`,
      'new',
      plainTypes,
      (given, many) => `/* ${name} */
      with ${given}, ${keepMessages(conflicts, many, partsOfPlain)}, ${keepTheRest}
      select id from kept`,
    ),
  };
}

const alone = statementsOf('receive', { waits: '', otherwise: '' });
const together = statementsOf('receive-together', {
  waits: 'skip locked',
  otherwise: 'on conflict do nothing',
});
