import { spicColumns } from '../../src/ledger/catalogue/spic.ts';
import { contractColumns, optionalContractColumns } from '../../src/ledger/contracts/file.ts';
import { paidFor, paymentSchemes } from '../../src/ledger/contracts/model.ts';
import {
  optionalProductColumns,
  productColumns,
} from '../../src/ledger/contracts/product-lists.ts';
import {
  declaredColumns,
  optionalDeclaredColumns,
} from '../../src/ledger/conversion/declared-file.ts';
import {
  mappingColumns,
  optionalMappingColumns,
} from '../../src/ledger/conversion/mapping-file.ts';
import { marksFileColumns, neededMarksColumns } from '../../src/ledger/conversion/marks-file.ts';
import { markColumns } from '../../src/ledger/conversion/preview-columns.ts';
import { allocationColumns, requestColumns } from '../../src/ledger/import/import-rows.ts';
import {
  optionalPrestatieColumns,
  prestatieColumns,
} from '../../src/ledger/import/prestatie-file.ts';
import { detailsColumns, optionalDetailsColumns } from '../../src/messages/drafts/details-file.ts';
import { code, documentOf, table } from './markdown.ts';

type Texts<Columns extends readonly string[]> = Readonly<Record<Columns[number], string>>;

const both = {
  gemeente: 'whose it is: 4 digits',
  aanbieder: 'whose it is: an AGB code of 8 digits',
  bsn: 'whose it is: 9 digits',
  toewijzingNummer:
    'as in the message; of a JW317 the allocation to change (then without `categorie` and `code`), empty: something new',
  referentieAanbieder:
    'as in the message. Give the column the type text: a spreadsheet drops zeros at the front of a number',
  ingangsdatum: 'as in the message',
  einddatum: 'as in the message',
  categorie: 'as in the message',
  code: 'as in the message',
  volume:
    'as in the message, a whole number; together with `eenheid` and `frequentie`; with eenheid 83 in whole euro cents, as `budget`',
  eenheid: 'as in the message',
  frequentie: 'as in the message',
  budget:
    'as in the message, in whole euro cents: `250000` is 2,500 euros. A cell that has decimals or a euro sign, or shows them by its format, is refused',
};

const allocations: Texts<typeof allocationColumns> = {
  ...both,
  toewijzingsdatum: 'when it was decided, in its newest version',
  toewijzingstijd: 'of that version: `09:30` or `09:30:00`; without a time it counts from 00:00:00',
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

const prestaties: Texts<typeof prestatieColumns> = {
  gemeente: 'to whom it was declared: 4 digits',
  aanbieder: 'who declared it: an AGB code of 8 digits',
  bsn: 'whose it is: 9 digits',
  toewijzingNummer: 'of its allocation, which the gateway knows',
  declaratieNummer: 'of its declaration (JW323); rows of one declaration have the same',
  declaratiePeriode: 'first day of DeclaratiePeriode; the same in all rows of a declaration',
  referentieNummer:
    'as in the message. Give the column the type text: a spreadsheet drops zeros at the front of a number',
  vorigReferentieNummer:
    'of a credit: the referentieNummer of the debit that it takes back, which is in a file or known as granted',
  categorie: 'as in the message',
  code: 'as in the message',
  begindatum: 'first day of ProductPeriode',
  einddatum: 'last day of it, in the same month',
  volume: 'as in the message, a whole number; with eenheid 83 in whole euro cents',
  eenheid: 'as in the message',
  tarief: 'as in the message, in whole euro cents; empty with eenheid 83',
  bedrag:
    'as in the message, in whole euro cents and without a sign: `85950` is 859.50 euros. A cell that has decimals or a euro sign, or shows them by its format, is refused',
  debetCredit: '`D`, or `C` for a credit',
  beslissing:
    '`toegekend` or `afgewezen`, by its JW325; empty: toegekend. Of what was refused the DeclaratieNummer and month count, and nothing else',
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

const contracts: Texts<typeof contractColumns> = {
  contract:
    'its number, as its parties call it: at most 50 characters. An aanbieder has each number once',
  aanbieder: 'its AGB code of 8 digits',
  region: 'of the contract: a region, for all its gemeenten; or `gemeenten`',
  gemeenten: 'of the contract: codes of 4 digits, with commas, semicolons or spaces between them',
  begin: 'of the contract: its first day, as `2026-12-31` or `31-12-2026`',
  end: 'of the contract: its last day; empty: further notice',
  segments: 'of the contract: the segments that it covers, as `B, C`; empty: it does not say so',
  categorie: 'of the Product: `45`. Empty when the line names a SPIC',
  code: 'of the Product: `B09P`. Empty when the line names a SPIC',
  segment: 'of the SPIC: a capital letter. Empty: as in the catalogue of the region',
  profile: 'of the SPIC, as in the catalogue',
  intensity: 'of the SPIC, as in the catalogue',
  ingangsdatum:
    'first day of the line, the first of a month if it has a tariff; empty: as the contract',
  einddatum: 'last day of the line; empty: as the contract',
  tariff: 'in euros, of one `eenheid`; with 70/30, twelfths and total of the whole: `95,50`',
  eenheid: 'of the tariff and of the bounds (WJ756): 01, 04, 14, 16, 82, 83 or 84',
  scheme: `how it is paid: ${paymentSchemes.join(', ')}`,
  paidFor: `for what: ${paidFor.join(' (hours and days), ')} (a result)`,
  leastVolume: 'least volume of an allocation, in `eenheid` per `frequentie`',
  mostVolume: 'most volume of an allocation',
  frequentie: 'of the bounds (WMO757): 1, 2, 4 or 6',
  yearCeiling: 'the most for one child in a calendar year, in euros',
};

const mapping: Texts<typeof mappingColumns> = {
  categorie: 'of the old Product: `45`',
  code: 'of the old Product; empty: allocations of this category without a code',
  aanbieder: 'of this aanbieder only',
  eenheid: 'of the old volume (WJ756); needed with a least or most volume',
  frequentie: 'of the old volume (WMO757): 1, 2, 4 or 6; needed with a least or most volume',
  leastVolume: 'least old volume, this one included',
  mostVolume: 'most old volume, this one included',
  leastAge: 'youngest age in years on the day of conversion',
  mostAge: 'oldest age',
  leastRemains: 'least of what remains of the old budget, in euros',
  mostRemains: 'most of what remains',
  toCategorie: 'of the SPIC: `45`',
  toCode: 'of the SPIC: `B01P`',
  months: 'how many months the SPIC lasts; empty: until the old Einddatum',
};

const declared: Texts<typeof declaredColumns> = {
  gemeente: 'of the allocation: 4 digits',
  aanbieder: 'of the allocation: an AGB code of 8 digits',
  toewijzingNummer: 'of the allocation: 1 to 9 digits',
  grantedVolume:
    'what was granted, in the Eenheid of the allocation; in euro cents where that is 83',
  grantedAmount: 'what was granted, in euros',
  creditedVolume: 'what was credited of it',
  creditedAmount: 'what was credited of it, in euros',
  undecidedVolume: 'what waits for a decision',
  undecidedAmount: 'what waits for a decision, in euros',
  lastGranted: 'the last day of what was granted and not credited',
  lastUndecided: 'the last day of what waits for a decision',
};

const marks: Readonly<Record<(typeof markColumns)[number]['name'], string>> = {
  mark: '`akkoord` (or `agreed`), `anders` (or `changed`), `aanhouden` (or `held`); empty: nothing',
  newCategorie: 'with anders: of the other SPIC',
  newCode: 'with anders: of the other SPIC',
  newMonths: 'with anders: how many months it lasts; empty: until the old Einddatum',
  reason: 'why; needed with anders and aanhouden',
  beschikkingNummer: 'of the decision to the parents; only by the gemeente',
  beschikkingDatum: 'of that decision',
};

const details: Texts<typeof detailsColumns> = {
  bsn: 'of the child: 9 digits',
  geboortedatum: 'of the child, as `2012-05-14` or `14-05-2012`',
  geslacht: 'of the child: 0, 1, 2 or 9',
  voorvoegsel: 'of the child: `van`',
  achternaam: 'of the child: its own name',
  voornamen: 'of the child',
  voorletters: 'of the child',
  straatnaam: 'of the address where it is registered; together with `huisnummer` and `plaatsnaam`',
  huisnummer: 'a number',
  huisletter: 'a letter',
  toevoeging: 'HuisnummerToevoeging',
  postcode: '`1000AA`',
  plaatsnaam: 'of the address',
  landCode: '2 letters; empty: `NL`',
  telefoon: 'of the child',
  emailadres: 'of the child',
  ouder1Relatie: 'of a parent or guardian with authority (Soort): 10 or 11',
  ouder1Voorvoegsel: 'of that person',
  ouder1Achternaam: 'of that person; together with `ouder1Relatie`',
  ouder1Voorletters: 'of that person, who lives at the same address',
  ouder2Relatie: 'of another: 10 or 11',
  ouder2Voorvoegsel: 'of that person',
  ouder2Achternaam: 'of that person; together with `ouder2Relatie`',
  ouder2Voorletters: 'of that person',
};

export function columnsPage(): string {
  return documentOf('Columns of files', [
    'The first row names the columns, in any order. All columns are there, unless it is said that one may be left out. Files of allocations, requests, contracts, client details and conversions are XLSX or CSV, as a spreadsheet program saves them: [what they may be](#xlsx-and-csv). Catalogues and product lists are CSV in UTF-8, with commas or semicolons.',
    '## XLSX and CSV',
    'An XLSX may have several sheets, each with its own first row. Hidden sheets are not read, and named; cells that are merged with others are refused. CSV has semicolons, commas or tabs between its cells, in UTF-8 or in Windows-1252. A date is a date of the spreadsheet, or text as `2026-12-31`, `31-12-2026` or `31/12/2026`; a number is a number or text. Codes are text: where a spreadsheet made `363` of `0363`, the cell is refused. Every fault is named by sheet, row and column, and then nothing of the file is kept.',
    '## Running allocations',
    'For `npx ijw ledger import`: see [the first day](../guides/first-day.md). A row is an allocation. A sheet with the column `toewijzingsdatum` holds these.',
    columnTable(allocationColumns, allocations),
    '## Open requests',
    'For `npx ijw ledger import` too: a sheet with the column `soort`. One workbook may have a sheet of each.',
    columnTable(requestColumns, requests),
    '## Earlier declarations',
    'For `npx ijw declarations import`: see [the first day](../guides/first-day.md#what-was-declared). A row is a Prestatie that a JW325 decided on.',
    columnTable(prestatieColumns, prestaties, optionalPrestatieColumns),
    '## Contracts',
    'For `npx ijw contracts import` and `POST /v1/contracts/imports`: see [a contract](../guides/contracts.md#a-contract). A row is a line; what is of the contract stands in at least one of its rows.',
    columnTable(contractColumns, contracts, optionalContractColumns),
    '## Client details',
    'For `npx ijw client-details import`: see [drafts](../guides/drafts.md#who-the-client-is). A row is a child.',
    columnTable(detailsColumns, details, optionalDetailsColumns),
    '## Mappings to SPICs',
    'For a preview of a conversion: see [conversions](../guides/conversion.md#the-mapping). A row is a rule.',
    columnTable(mappingColumns, mapping, optionalMappingColumns),
    '## What was declared',
    'For a preview too: see [what was declared](../guides/conversion.md#what-was-declared). A row is an allocation. What is empty is nothing.',
    columnTable(declaredColumns, declared, optionalDeclaredColumns),
    '## Marks of a conversion',
    `The workbook or CSV of a conversion that comes back: see [say what you think](../guides/conversion.md#say-what-you-think). A row is an old allocation. It has ${marksFileColumns.length} columns, of which ${neededMarksColumns.map(code).join(', ')} must be there. What stands in them when the file goes out stays as it is; these are filled in:`,
    columnTable(
      markColumns.map(({ name }) => name),
      marks,
    ),
    '## Catalogues',
    'For `npx ijw spic load`: see [a catalogue](../guides/contracts.md#a-catalogue).',
    columnTable(spicColumns, spics),
    '## Product lists',
    'For `npx ijw products load`: see [a product list](../guides/contracts.md#a-product-list).',
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
