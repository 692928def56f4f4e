import type { PoolClient } from 'pg';
import { statement, unnamed } from '../../store/statement.ts';
import { type PrestatieRow, prestatieColumns } from './rows.ts';

const given = `select ${prestatieColumns} from jsonb_populate_recordset(null::prestatie, $rows::jsonb)`;

/** Rows of one statement: to write them as JSON holds the process for some ten milliseconds. */
const together = 2000;

const write = statement<{ rows: string }>(
  'write-prestaties',
  `insert into prestatie (${prestatieColumns})
  ${given}
  on conflict (id) do update set state = excluded.state,
    owns_reference = excluded.owns_reference, owns_number = excluded.owns_number,
    owns_period = excluded.owns_period and not prestatie.taken_back,
    owns_credit = excluded.owns_credit, decided_by = excluded.decided_by,
    changed_at = excluded.changed_at`,
);

const takeBack = statement<{ rows: string }>(
  'take-back-prestaties',
  `update prestatie set taken_back = true, owns_period = false, changed_at = credit.changed_at
  from (${given}) credit
  where credit.owns_credit and prestatie.provider = credit.provider
    and prestatie.reference_hash = credit.previous_hash and prestatie.owns_reference
    and prestatie.client_id = credit.client_id and prestatie.municipality = credit.municipality
    and prestatie.state = 'granted' and prestatie.debet_credit = 'D'`,
);

/**
 * Writes rows as events leave them, within the transaction of the caller: what is refused and the credits first, then
 * what these take back, then the debits (OP366). So a debit may have what a credit of the same message frees.
 *
 * @throws the error of Postgres about one of {@link prestatieIndexes}, when another message was first
 */
export async function writePrestaties(
  client: PoolClient,
  rows: readonly PrestatieRow[],
): Promise<void> {
  const isGrantedDebit = (row: PrestatieRow) => row.state === 'granted' && row.debet_credit === 'D';
  const first = rows.filter((row) => !isGrantedDebit(row));
  const debits = rows.filter(isGrantedDebit);
  const credits = first.filter((row) => row.owns_credit);
  for (const rows of piecesOf(first)) await client.query(write({ rows }));
  for (const rows of piecesOf(credits)) await client.query(takeBack({ rows }));
  for (const rows of piecesOf(debits)) await client.query(write({ rows }));
}

/**
 * Rows as JSON, some at a time. Those that lose something go before those that get it; further in one order, so that two
 * messages with the same references do not wait in a circle.
 */
function* piecesOf(rows: readonly PrestatieRow[]): Iterable<string> {
  const placeOf = (row: PrestatieRow) =>
    `${row.owns_reference ? 1 : 0} ${row.reference_hash} ${row.id}`;
  const inOrder = rows
    .map((row) => ({ row, place: placeOf(row) }))
    .sort((one, other) => (one.place < other.place ? -1 : 1));
  for (let at = 0; at < inOrder.length; at += together)
    yield JSON.stringify(inOrder.slice(at, at + together).map(({ row }) => row));
}

/** Unique indexes over messages of different lines: who is second is judged again, and finds the first. */
export const prestatieIndexes = [
  ...['prestatie_reference', 'prestatie_number', 'prestatie_period', 'prestatie_credit'],
];

const removal = unnamed<{ ids: readonly string[] }>(
  'delete from prestatie where client_id = any($ids::uuid[])',
);

const insertion = unnamed<{ rows: string }>(`insert into prestatie (${prestatieColumns}) ${given}`);

/**
 * Replaces all rows of children, in two statements, because unique indexes check each row when it is written.
 *
 * @throws the error of Postgres about one of {@link prestatieIndexes}, when a row of another child is in the way
 */
export async function replacePrestaties(
  client: PoolClient,
  ids: readonly string[],
  rows: readonly PrestatieRow[],
): Promise<void> {
  await client.query(removal({ ids }));
  if (rows.length > 0) await client.query(insertion({ rows: JSON.stringify(rows) }));
}

const disowning = unnamed<{ ids: readonly string[] }>(`
  update prestatie
  set owns_reference = false, owns_number = false, owns_period = false, owns_credit = false
  where client_id = any($ids::uuid[])
    and (owns_reference or owns_number or owns_period or owns_credit)`);

/** Takes all that they have alone from the Prestaties of children, before these are made again. */
export async function disownPrestaties(client: PoolClient, ids: readonly string[]): Promise<void> {
  await client.query(disowning({ ids }));
}
