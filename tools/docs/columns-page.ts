import { optionalProductColumns, productColumns } from '../../src/ledger/catalogue/products.ts';
import { spicColumns } from '../../src/ledger/catalogue/spic.ts';
import { allocationColumns, requestColumns } from '../../src/ledger/import/import-rows.ts';
import { code, documentOf, table } from './markdown.ts';

type Texts<Columns extends readonly string[]> = Readonly<Record<Columns[number], string>>;

const both = {
  gemeente: 'whose it is: 4 digits',
  aanbieder: 'whose it is: an AGB code of 8 digits',
  bsn: 'whose it is: 9 digits',
  toewijzingNummer:
    'as in the message; of a JW317 the allocation to change (then without `categorie` and `code`), empty: something new',
  referentieAanbieder: 'as in the message',
  ingangsdatum: 'as in the message',
  einddatum: 'as in the message',
  categorie: 'as in the message',
  code: 'as in the message',
  volume:
    'as in the message; together with `eenheid` and `frequentie`; with eenheid 83 in whole euro cents',
  eenheid: 'as in the message',
  frequentie: 'as in the message',
  budget: 'as in the message, in whole euro cents',
};

const allocations: Texts<typeof allocationColumns> = {
  ...both,
  toewijzingsdatum: 'when it was decided, in its newest version',
  toewijzingstijd: 'of that version; without a time it counts from 00:00:00',
  redenWijziging: 'of that version',
  begindatum: 'when the help began (JW305); empty: not yet',
  stopdatum:
    'when it ended or pauses (JW307). Began, stopped and began again: a row for each, the same for the rest',
  redenBeeindiging: 'why it ended or pauses',
};

const requests: Texts<typeof requestColumns> = {
  ...both,
  soort:
    'JW315 or JW317. A JW317 that asks for several things has a row for each, with the same reference',
  dagtekening: 'of a JW317',
  verwijzerType: 'of a JW315',
  redenVerzoek: 'of a JW317',
  onderzoekSinds: 'when the gemeente answered that it investigates (JW319); else empty',
};

const spics: Texts<typeof spicColumns> = {
  region: 'name of the region',
  productCategory: 'of the Product, as messages name it: `45`',
  code: 'of the Product, as messages name it: `B09P`',
  segment: 'a capital letter',
  profile: 'text, the same for all products that share one',
  intensity: 'text, the same for all products that share one',
  validFrom: 'first day, as `2026-12-31`',
  validTo: 'last day, as `2026-12-31`; empty: further notice',
};

const products: Texts<typeof productColumns> = {
  gemeente: 'one of the two parties',
  aanbieder: 'the other',
  categorie: 'of a Product that they agreed: `45`',
  code: 'of a Product that they agreed: `B09P`',
  ingangsdatum: 'first day, as `2026-12-31`; empty: always',
  einddatum: 'last day, as `2026-12-31`; empty: always',
};

export function columnsPage(): string {
  return documentOf('Columns of files', [
    'Files are CSV: UTF-8, a header line that names the columns in any order, commas or semicolons between them. All columns are there, unless it is said that one may be left out.',
    '## Running allocations',
    'For `npx ijw ledger import`: see [the first day](../guides/first-day.md).',
    columnTable(allocationColumns, allocations),
    '## Open requests',
    'For `npx ijw ledger import` too.',
    columnTable(requestColumns, requests),
    '## Catalogues',
    'For `npx ijw spic load`: see [a catalogue](../guides/product-lists.md#a-catalogue).',
    columnTable(spicColumns, spics),
    '## Product lists',
    'For `npx ijw products load`: see [a product list](../guides/product-lists.md#a-product-list).',
    columnTable(productColumns, products, optionalProductColumns),
  ]);
}

function columnTable<Column extends string>(
  columns: readonly Column[],
  texts: Readonly<Record<Column, string>>,
  optional: readonly string[] = [],
): string {
  return table(
    ['column', 'holds'],
    columns.map((name) => [
      code(name),
      `${texts[name]}${optional.includes(name) ? '. May be left out' : ''}`,
    ]),
  );
}
