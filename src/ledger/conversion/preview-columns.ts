import type { ColumnKind, OutColumn, OutValue } from '../sheets/out-sheet.ts';
import type { HoldReason, UnmappedReason } from './model.ts';
import type { ConversionRow } from './row.ts';

/** The sentence of what is in the way of a row. */
export type SentenceOf = (code: UnmappedReason | HoldReason) => string;

/** A column of the file of a preview that says something of its row. */
export interface PreviewColumn extends OutColumn {
  readonly of: (row: ConversionRow, sentenceOf: SentenceOf) => OutValue;
  /**
   * What a file that comes back may not say otherwise. `row`: it says whose row it is. `always`: what never changes in a
   * preview. `version`: what is so as long as the row has the same version.
   */
  readonly fixed?: 'row' | 'always' | 'version';
}

type Of = PreviewColumn['of'];

function column<Name extends string>(
  name: Name,
  kind: ColumnKind,
  of: Of,
  fixed?: PreviewColumn['fixed'],
  width?: number,
) {
  return { name, kind, of, ...(fixed && { fixed }), ...(width && { width }) };
}

const rowColumns = [
  column('row', 'integer', ({ number }) => number, undefined, 8),
  column('version', 'integer', ({ version }) => version, undefined, 8),
  column('gemeente', 'text', ({ gemeente }) => gemeente, 'row', 10),
  column('aanbieder', 'text', ({ aanbieder }) => aanbieder, 'row', 10),
  column('toewijzingNummer', 'text', (row) => row.toewijzingNummer, 'row', 16),
  column('client', 'text', ({ client }) => client, 'row', 38),
] as const;

const oldColumns = [
  column('categorie', 'text', ({ old }) => old?.product?.categorie ?? null, 'always', 10),
  column('code', 'text', ({ old }) => old?.product?.code ?? null, 'always', 8),
  column('ingangsdatum', 'date', ({ old }) => old?.ingangsdatum ?? null, 'always'),
  column('einddatum', 'date', ({ old }) => old?.einddatum ?? null, 'always'),
  column('volume', 'integer', ({ old }) => wholeOf(old?.omvang?.volume), 'always', 10),
  column('eenheid', 'text', ({ old }) => old?.omvang?.eenheid ?? null, 'always', 8),
  column('frequentie', 'text', ({ old }) => old?.omvang?.frequentie ?? null, 'always', 10),
  column('budget', 'euros', ({ old }) => old?.budget ?? null, 'always'),
  column('remains', 'euros', ({ assessed }) => assessed?.remains?.total ?? null, 'always'),
  column('remainsMonth', 'euros', ({ assessed }) => assessed?.remains?.perMonth ?? null, 'always'),
  column('undecided', 'euros', ({ assessed }) => assessed?.remains?.undecided ?? null, 'always'),
  column('declared', 'text', ({ assessed }) => assessed?.remains?.declared ?? null, 'always', 10),
  column('tariff', 'euros', ({ assessed }) => assessed?.remains?.tariff ?? null, 'always'),
] as const;

const spicColumns = [
  column('rule', 'integer', ({ assessed }) => assessed?.rule ?? null, 'version', 8),
  column('toCategorie', 'text', (row) => proposalOf(row)?.product.categorie ?? null, 'version', 11),
  column('toCode', 'text', (row) => proposalOf(row)?.product.code ?? null, 'version', 8),
  column('spicBegin', 'date', (row) => proposalOf(row)?.ingangsdatum ?? null, 'version'),
  column('spicEnd', 'date', (row) => proposalOf(row)?.einddatum ?? null, 'version'),
  column('price', 'euros', (row) => proposalOf(row)?.price.total ?? null, 'version'),
  column('priceMonth', 'euros', (row) => proposalOf(row)?.price.perMonth ?? null, 'version'),
  column('difference', 'euros', (row) => proposalOf(row)?.difference ?? null, 'version'),
  column(
    'equalDifference',
    'euros',
    (row) => proposalOf(row)?.equal?.difference ?? null,
    'version',
  ),
  column('monthDifference', 'euros', (row) => proposalOf(row)?.monthDifference ?? null, 'version'),
] as const;

const stateColumns = [
  column('unmapped', 'words', unmappedOf, undefined, 40),
  column('holds', 'words', holdsOf, undefined, 40),
  column('gemeenteMark', 'text', ({ marks }) => marks.gemeente?.mark ?? null, undefined, 13),
  column('aanbiederMark', 'text', ({ marks }) => marks.aanbieder?.mark ?? null, undefined, 13),
  column('step', 'text', ({ step }) => step, undefined, 10),
  column('why', 'text', ({ why }) => why.join(', ') || null),
  column('newNumber', 'text', ({ newNumber }) => newNumber),
] as const;

const knownColumns = [...rowColumns, ...oldColumns, ...spicColumns, ...stateColumns] as const;

/** The columns of a file of rows that say what the preview has. */
export const shownColumns: readonly (PreviewColumn & { readonly name: ShownColumn })[] =
  knownColumns;
export type ShownColumn = (typeof knownColumns)[number]['name'];

/** The columns in which people write what they say of a row: empty in a file that goes out. */
export const markColumns = [
  { name: 'mark', kind: 'text', width: 12 },
  { name: 'newCategorie', kind: 'text', width: 13 },
  { name: 'newCode', kind: 'text', width: 10 },
  { name: 'newMonths', kind: 'integer', width: 11 },
  { name: 'reason', kind: 'words', width: 40 },
  { name: 'beschikkingNummer', kind: 'text', width: 20 },
  { name: 'beschikkingDatum', kind: 'date', width: 17 },
] as const satisfies readonly OutColumn[];
export type MarkColumn = (typeof markColumns)[number]['name'];

/** All columns of a file of rows, in order. */
export const previewColumns: readonly OutColumn[] = [...shownColumns, ...markColumns];

function proposalOf({ assessed }: ConversionRow) {
  return assessed?.proposal ?? undefined;
}

function unmappedOf({ assessed }: ConversionRow, sentenceOf: SentenceOf): string | null {
  return assessed?.unmapped ? sentenceOf(assessed.unmapped) : null;
}

function holdsOf({ assessed }: ConversionRow, sentenceOf: SentenceOf): string | null {
  return assessed?.holds.map(sentenceOf).join(' ') || null;
}

/** Messages have the volume as digits. */
function wholeOf(digits: string | undefined): number | null {
  return digits !== undefined && /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}
