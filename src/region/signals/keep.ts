import { randomUUIDv7 } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { partyTable } from '../../parties/directory/party-table.ts';
import { dutchDate } from '../../standard/calendar.ts';
import { eventsFrom } from '../../store/events/write.ts';
import {
  NotBelieved,
  type Proof,
  proofIfAny,
  proofOf,
  type RowMacs,
} from '../../store/keys/row-mac.ts';
import { signedSignal, signedSignalChild } from '../../store/keys/signed-signals.ts';
import { oncePer, unnamed } from '../../store/statement.ts';
import type { CloseReason, SignalFacts, SignalRow, SignalStatus } from './signal.ts';
import type { Written } from './texts.ts';

/** SQL: the columns of a signal as {@link readRow} reads them, of `s` and its `child`. */
export const signalColumns = `s.id, s.revision as version, s.reporter, s.gemeenten, s.kind, s.segment, s.about, s.provider,
  s.size, s.status, s.reported_at as "reportedAt", s.answer_count as "answerCount", s.closed_at as "closedAt",
  s.closed_by as "closedBy", s.close_reason as "closeReason", child.client_id as "clientId",
  child.allocation_id as "allocationId", ${proofOf(signedSignal, 's')} as proof`;

/** SQL: the proof of the child, beside {@link signalColumns}. */
export const childProof = `${proofIfAny(signedSignalChild, 'child')} as "childProof"`;

/** A row with {@link signalColumns} and {@link childProof}. */
export interface KeptSignal extends SignalFacts {
  readonly clientId: string | null;
  readonly allocationId: string | null;
  readonly proof: Proof;
  readonly childProof: Proof | null;
}

/** A signal, believed. @throws {NotBelieved} */
export function readRow(macs: RowMacs, kept: KeptSignal): SignalRow {
  const { clientId, allocationId, proof, childProof: ofChild, ...facts } = kept;
  macs.check(signedSignal, proof);
  macs.check(signedSignalChild, ofChild);
  const child = clientId === null || allocationId === null ? null : { clientId, allocationId };
  // A row that says of whom it is would make another key that of its texts.
  if (child && facts.about !== 'allocation') throw new NotBelieved('signal_child', facts.id);
  return { ...facts, child };
}

type Hold = 'read' | 'hold';
const findSignals = oncePer((hold: Hold) =>
  unnamed<{ ids: readonly string[] }>(`
    select ${signalColumns}, ${childProof}
    from signal s left join signal_child child on child.signal_id = s.id
    where s.id = any($ids::uuid[]) order by s.id ${hold === 'hold' ? 'for no key update of s' : ''}`),
);

/** Signals by their ids, whoever may see them, in the order of their ids. @throws {NotBelieved} */
export async function findThose(
  db: Pool | PoolClient,
  macs: RowMacs,
  ids: readonly string[],
): Promise<SignalRow[]> {
  const { rows } = await db.query<KeptSignal>(findSignals('read')({ ids }));
  return rows.map((row) => readRow(macs, row));
}

/** As {@link findThose}, and locks them until the end of the transaction. @throws {NotBelieved} */
export async function holdThose(
  client: PoolClient,
  macs: RowMacs,
  ids: readonly string[],
): Promise<SignalRow[]> {
  const { rows } = await client.query<KeptSignal>(findSignals('hold')({ ids }));
  return rows.map((row) => readRow(macs, row));
}

/** A signal that is reported now. */
export type NewSignal = Pick<
  SignalRow,
  'reporter' | 'gemeenten' | 'kind' | 'segment' | 'about' | 'provider' | 'size' | 'child'
>;

const insertSignal = unnamed<
  Omit<NewSignal, 'child'> & { id: string; reportedAt: Date; reportedOn: string }
>(`
  with made as (
    insert into signal (id, reporter, gemeenten, kind, segment, about, provider, size, reported_at, reported_on)
    values ($id::uuid, $reporter, $gemeenten::text[], $kind, $segment, $about, $provider, $size,
      $reportedAt::timestamptz, $reportedOn::date)
    returning id, gemeenten, reporter, kind
  ), ways as (
    insert into signal_municipality (signal_id, municipality) select id, unnest(gemeenten) from made
  )
  ${eventsFrom(
    { kind: 'signal-changed', subject: 'signal' },
    "select id, null, 'open', 'party', reporter, kind from made",
  )}`);

const insertChild = unnamed<{ id: string; clientId: string; allocationId: string }>(`
  insert into signal_child (signal_id, client_id, allocation_id)
  values ($id::uuid, $clientId::uuid, $allocationId::uuid)`);

/** Keeps a signal without its text, in the transaction of the caller. A child that is forgotten meanwhile makes it fail. */
export async function insertNew(
  client: PoolClient,
  macs: RowMacs,
  { child, ...signal }: NewSignal,
  id: string = randomUUIDv7(),
): Promise<SignalRow> {
  const reportedAt = new Date();
  await client.query(
    insertSignal({ ...signal, id, reportedAt, reportedOn: dutchDate(reportedAt) }),
  );
  await macs.sign(client, signedSignal, id);
  if (child) {
    await client.query(insertChild({ id, ...child }));
    await macs.sign(client, signedSignalChild, id);
  }
  const [made] = await findThose(client, macs, [id]);
  if (!made) throw new Error('a signal that was made is not there');
  return made;
}

const lockReporter = unnamed<{ reporter: string }>(
  "select pg_advisory_xact_lock(hashtextextended('ijw signal ' || $reporter, 0))",
);
const countOpen = unnamed<{ reporter: string }>(
  "select count(*)::integer as count from signal where reporter = $reporter and status <> 'closed'",
);

/** How many signals of a party are not closed; until the end of the transaction nobody else makes one for it. */
export async function countSignals(client: PoolClient, reporter: string): Promise<number> {
  await client.query(lockReporter({ reporter }));
  const { rows } = await client.query<{ count: number }>(countOpen({ reporter }));
  return rows[0]?.count ?? 0;
}

/** What changes of a signal. */
export interface SignalChange {
  readonly status: SignalStatus;
  /** An answer was written. */
  readonly answered: Written | null;
  /** It is closed. */
  readonly closed: { readonly by: string; readonly at: Date; readonly reason: CloseReason } | null;
}

const updateSignal = unnamed<{
  id: string;
  status: SignalStatus;
  answers: number;
  closedAt: Date | null;
  closedBy: string | null;
  reason: CloseReason | null;
}>(`
  with before as (select id, status from signal where id = $id::uuid),
  changed as (
    update signal set status = $status, answer_count = $answers, closed_at = $closedAt::timestamptz,
      closed_by = $closedBy, close_reason = $reason
    where id = $id::uuid returning id, status, reporter, close_reason
  )
  ${eventsFrom(
    { kind: 'signal-changed', subject: 'signal' },
    `select id, before.status, changed.status, 'party', reporter, close_reason
      from changed join before using (id) where before.status <> changed.status`,
  )}`);

const insertAnswer = unnamed<{ id: string; ordinal: number; by: string; at: Date }>(`
  insert into signal_answer (signal_id, ordinal, by_party, answered_at)
  values ($id::uuid, $ordinal, $by, $at::timestamptz)`);

/** Changes a signal that this transaction has locked, and writes the event where its status changed. */
export async function changeSignal(
  client: PoolClient,
  macs: RowMacs,
  { id, answerCount }: SignalRow,
  { status, answered, closed }: SignalChange,
): Promise<void> {
  await macs.rewrite(client, signedSignal, id, () =>
    client.query(
      updateSignal({
        ...{ id, status, answers: answered?.ordinal ?? answerCount },
        ...{ closedAt: closed?.at ?? null, closedBy: closed?.by ?? null },
        reason: closed?.reason ?? null,
      }),
    ),
  );
  if (answered) await client.query(insertAnswer({ id, ...answered }));
}

const answersOf = unnamed<{ id: string }>(`
  select ordinal, by_party as by, answered_at as at from signal_answer where signal_id = $id::uuid order by ordinal`);

/** Who answered a signal and when, in order. @throws {NotBelieved} where one is missing, or there is one more */
export async function readAnswers(
  pool: Pool,
  { id, answerCount }: SignalFacts,
): Promise<readonly Written[]> {
  const { rows } = await pool.query<Written>(answersOf({ id }));
  const isWhole = rows.every(({ ordinal }, index) => ordinal === index + 1);
  if (!isWhole || rows.length !== answerCount) throw new NotBelieved('signal_answer', id);
  return rows;
}

const gemeentenAmong = unnamed<{ codes: readonly string[] }>(
  `select code from ${partyTable} party where code = any($codes::text[]) and kind = 'gemeente'`,
);

/** The first of these codes that is of no gemeente here; undefined when there is none. */
export async function unknownGemeente(
  client: PoolClient,
  codes: readonly string[],
): Promise<string | undefined> {
  const { rows } = await client.query<{ code: string }>(gemeentenAmong({ codes }));
  return codes.find((code) => !rows.some((row) => row.code === code));
}
