import type { Pool, PoolClient } from 'pg';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { listStatement } from '../../store/rows.ts';
import { unnamed } from '../../store/statement.ts';
import type { Assessed, Mapping, Spic } from './model.ts';
import type { MarkKind, Side } from './row.ts';
import { signedConversionRow } from './signed.ts';

/** The columns of a row that decide something, as they are under its MAC. */
export interface RowState {
  readonly id: string;
  readonly revision: number;
  readonly conversionId: string;
  readonly number: number;
  readonly caseNumber: number;
  readonly municipality: string;
  readonly provider: string;
  readonly toewijzingNummer: string | null;
  readonly version: number;
  readonly to: Spic | null;
  readonly chosen: boolean;
  readonly unmapped: string | null;
  readonly holds: readonly string[];
  readonly remains: number | null;
  readonly price: number | null;
  readonly difference: number | null;
  readonly marks: Readonly<Record<Side, MarkKind | null>>;
}

/**
 * What a row says by what its case came to.
 *
 * @param to the SPIC that a side chose, or that the mapping names
 */
export function stateOf(
  at: Pick<RowState, 'id' | 'conversionId' | 'number' | 'caseNumber' | 'municipality' | 'provider'>,
  { toewijzingNummer, proposal, unmapped, holds, remains, rule }: Assessed,
  to: Spic | null,
  before?: Pick<RowState, 'revision' | 'version' | 'marks'>,
): RowState {
  const months = to?.months;
  return {
    ...at,
    revision: before?.revision ?? 1,
    toewijzingNummer,
    version: before?.version ?? 1,
    to: proposal && { ...proposal.product, ...(months !== undefined && { months }) },
    chosen: to !== null && rule === null,
    unmapped,
    holds,
    remains: remains?.total ?? null,
    price: proposal?.price.total ?? null,
    difference: proposal?.difference ?? null,
    marks: before?.marks ?? { gemeente: null, aanbieder: null },
  };
}

/** Whether both sides agreed to a row: to the SPIC of the preview, or to another. */
export function isAgreed({ marks }: RowState): boolean {
  const agreed: readonly (MarkKind | null)[] = ['agreed', 'changed'];
  return agreed.includes(marks.gemeente) && agreed.includes(marks.aanbieder);
}

/** The SPIC that a mapping names for an allocation; null where none of its rules fits. */
export function spicOf(mapping: Mapping, { rule }: Assessed): Spic | null {
  return (rule === null ? undefined : mapping.find(({ row }) => row === rule)?.to) ?? null;
}

/** What a row says, as the digest of a preview has it: without random ids. */
export function saysOf(row: RowState): string {
  const { number, caseNumber, municipality, provider, toewijzingNummer, to, unmapped } = row;
  return JSON.stringify([
    ...[number, caseNumber, municipality, provider, toewijzingNummer],
    ...[to && [to.categorie, to.code], unmapped, row.holds],
    ...[row.remains, row.price, row.difference],
  ]);
}

/** The columns of a row under its MAC, as Postgres writes them. */
function signedValues(row: RowState): (string | null)[] {
  const text = (value: number | null | undefined) => (value == null ? null : String(value));
  return [
    ...[row.id, String(row.revision), row.conversionId, String(row.number)],
    ...[String(row.caseNumber), row.municipality, row.provider, row.toewijzingNummer],
    ...[String(row.version), row.to?.categorie ?? null, row.to?.code ?? null],
    ...[text(row.to?.months), String(row.chosen), row.unmapped, row.holds.join(',')],
    ...[text(row.remains), text(row.price), text(row.difference)],
    ...[row.marks.gemeente, row.marks.aanbieder],
  ];
}

/** A row as its MAC has it. @throws {NotBelieved} */
export function readState(macs: RowMacs, proof: Proof): RowState {
  macs.check(signedConversionRow, proof);
  const [, id, revision, conversionId, number, caseNumber, municipality, provider, ...rest] = proof;
  const [toewijzingNummer = null, version, category, code, months, chosen, ...amounts] = rest;
  const [unmapped = null, holds, remains, price, difference, gemeente, aanbieder] = amounts;
  const count = (text: string | null | undefined) => (text == null ? null : Number(text));
  return {
    ...{ id: id ?? '', revision: Number(revision), conversionId: conversionId ?? '' },
    ...{ number: Number(number), caseNumber: Number(caseNumber) },
    ...{ municipality: municipality ?? '', provider: provider ?? '', toewijzingNummer },
    version: Number(version),
    to:
      category && code
        ? { categorie: category, code, ...(months != null && { months: Number(months) }) }
        : null,
    ...{ chosen: chosen === 'true', unmapped, holds: holds ? holds.split(',') : [] },
    ...{ remains: count(remains), price: count(price), difference: count(difference) },
    marks: {
      gemeente: (gemeente ?? null) as MarkKind | null,
      aanbieder: (aanbieder ?? null) as MarkKind | null,
    },
  };
}

/** The columns of a row as they are written. */
interface RowWrite {
  readonly id: string;
  readonly conversion_id: string;
  readonly number: number;
  readonly case_number: number;
  readonly municipality: string;
  readonly provider: string;
  readonly toewijzing_nummer: string | null;
  readonly version: number;
  readonly to_category: string | null;
  readonly to_code: string | null;
  readonly to_months: number | null;
  readonly chosen: boolean;
  readonly unmapped: string | null;
  readonly holds: string;
  readonly remains_cents: string | null;
  readonly price_cents: string | null;
  readonly difference_cents: string | null;
  readonly gemeente_mark: string | null;
  readonly aanbieder_mark: string | null;
  readonly revision: number;
  readonly mac: Buffer;
}

const rowTypes = {
  ...{ id: 'uuid', conversion_id: 'uuid', number: 'integer', case_number: 'integer' },
  ...{ municipality: 'text', provider: 'text', toewijzing_nummer: 'text', version: 'integer' },
  ...{ to_category: 'text', to_code: 'text', to_months: 'integer', chosen: 'boolean' },
  ...{ unmapped: 'text', holds: 'text', remains_cents: 'bigint', price_cents: 'bigint' },
  ...{ difference_cents: 'bigint', gemeente_mark: 'text', aanbieder_mark: 'text' },
  ...{ revision: 'integer', mac: 'bytea' },
} as const;

const insertRows = listStatement<RowWrite>(
  'insert-conversion-rows',
  'given',
  rowTypes,
  (rows) => `with ${rows}
    insert into conversion_row (${Object.keys(rowTypes).join(', ')})
    select ${Object.keys(rowTypes).join(', ')} from given`,
);

const changed = [
  ...['toewijzing_nummer', 'version', 'to_category', 'to_code', 'to_months', 'chosen'],
  ...['unmapped', 'holds', 'remains_cents', 'price_cents', 'difference_cents'],
  ...['gemeente_mark', 'aanbieder_mark', 'revision', 'mac'],
];

const updateRows = listStatement<RowWrite>(
  'update-conversion-rows',
  'given',
  rowTypes,
  (rows) => `with ${rows}
    update conversion_row mine set ${changed.map((column) => `${column} = given.${column}`).join(', ')}
    from given where mine.id = given.id`,
);

function writeOf(macs: RowMacs, row: RowState): RowWrite {
  const text = (value: number | null) => (value === null ? null : String(value));
  return {
    ...{ id: row.id, conversion_id: row.conversionId, number: row.number },
    ...{ case_number: row.caseNumber, municipality: row.municipality, provider: row.provider },
    ...{ toewijzing_nummer: row.toewijzingNummer, version: row.version },
    ...{ to_category: row.to?.categorie ?? null, to_code: row.to?.code ?? null },
    ...{ to_months: row.to?.months ?? null, chosen: row.chosen, unmapped: row.unmapped },
    ...{ holds: row.holds.join(','), remains_cents: text(row.remains) },
    ...{ price_cents: text(row.price), difference_cents: text(row.difference) },
    ...{ gemeente_mark: row.marks.gemeente, aanbieder_mark: row.marks.aanbieder },
    ...{ revision: row.revision, mac: macs.macOf(signedConversionRow, signedValues(row)) },
  };
}

/** Adds rows to a preview that is made. */
export async function addRows(
  client: PoolClient,
  macs: RowMacs,
  rows: readonly RowState[],
): Promise<void> {
  await client.query(insertRows(rows.map((row) => writeOf(macs, row))));
}

/** Writes rows that were read with {@link readState} in this transaction, each as a next revision. */
export async function rewriteRows(
  client: PoolClient,
  macs: RowMacs,
  rows: readonly RowState[],
): Promise<void> {
  if (rows.length === 0) return;
  const next = rows.map((row) => ({ ...row, revision: row.revision + 1 }));
  await client.query(updateRows(next.map((row) => writeOf(macs, row))));
}

const rowsByNumber = unnamed<{ conversionId: string; numbers: readonly number[] }>(`
  select ${proofOf(signedConversionRow, 'mine')} as proof from conversion_row mine
  where conversion_id = $conversionId::uuid and number = any($numbers::integer[]) order by number`);

/** Some rows of a preview, by number. @throws {NotBelieved} */
export async function readRowStates(
  db: Pool | PoolClient,
  macs: RowMacs,
  conversionId: string,
  numbers: readonly number[],
): Promise<RowState[]> {
  const { rows } = await db.query<{ proof: Proof }>(rowsByNumber({ conversionId, numbers }));
  return rows.map(({ proof }) => readState(macs, proof));
}

const rowsOfChild = unnamed<{ clientId: string }>(`
  select ${proofOf(signedConversionRow, 'mine')} as proof
  from conversion_case one
  join conversion_row mine on mine.conversion_id = one.conversion_id and mine.case_number = one.number
  where one.client_id = $clientId::uuid and mine.toewijzing_nummer is not null
  order by mine.id for no key update of mine`);

/**
 * Forgets which allocations of a child previews are about, within the transaction that forgets the child. What they said in
 * euros stays, so that sums stay right; what else they say is unreadable without the key of the child.
 *
 * @throws {NotBelieved}
 */
export async function forgetConversions(
  client: PoolClient,
  macs: RowMacs,
  clientId: string,
): Promise<void> {
  const { rows } = await client.query<{ proof: Proof }>(rowsOfChild({ clientId }));
  const states = rows.map(({ proof }) => readState(macs, proof));
  await rewriteRows(
    client,
    macs,
    states.map((row) => ({ ...row, toewijzingNummer: null })),
  );
}
