import { loadContracts } from '../src/ledger/contracts/import.ts';
import { mappingOfRows } from '../src/ledger/conversion/mapping-file.ts';
import type { Mapping } from '../src/ledger/conversion/model.ts';
import { importSources } from '../src/ledger/import/import.ts';
import { sheetSources } from '../src/ledger/import/import-sheets.ts';
import { declareComplete } from '../src/messages/drafts/complete.ts';
import { importDetails } from '../src/messages/drafts/details-import.ts';
import { localCall } from '../src/parties/principal.ts';
import { Inspector } from '../src/standard/xml/inspector.ts';
import type { Store } from '../src/store/database.ts';
import type { KeyRing } from '../src/store/keys/keys.ts';
import { children } from '../test/ledger/past/write.ts';

/** The first day of the SPICs. */
export const day = '2026-07-01';
const call = localCall('bench');

/** Contracts of all with all, so that each aanbieder has the old care and the SPIC. */
export async function fillContracts(
  { pool }: Store,
  keys: KeyRing,
  gemeenten: readonly string[],
  aanbieders: readonly string[],
): Promise<void> {
  const lines = aanbieders.flatMap((code) => [
    `C-${code};${code};${gemeenten.join(' ')};2026-01-01;45;45A04;95,50;04;per-unit;input`,
    `C-${code};${code};${gemeenten.join(' ')};2026-01-01;45;45B01;5400,00;;70/30;output`,
  ]);
  const header = 'contract;aanbieder;gemeenten;begin;categorie;code;tariff;eenheid;scheme;paidFor';
  const file = Buffer.from([header, ...lines].join('\n'));
  await loadContracts(pool, keys.rows, call, file, { mayLoad: 'all' });
  for (const gemeente of gemeenten)
    for (const code of aanbieders) await declareComplete(pool, keys.rows, call, gemeente, code);
}

/**
 * Running care: one allocation for each child at an aanbieder. There are some nine thousand test numbers, so that with more
 * cases a child has several aanbieders.
 *
 * @param from the number of the first case
 */
export async function fillCare(
  { pool }: Store,
  keys: KeyRing,
  { from, count }: { readonly from: number; readonly count: number },
  gemeenten: readonly string[],
  aanbieders: readonly string[],
): Promise<void> {
  const bsns = children(9000);
  const cases = Array.from({ length: count }, (_, index) => {
    const n = from + index;
    const child = n % bsns.length;
    return {
      bsn: bsns[child] as string,
      // A child has one gemeente, and another aanbieder each time.
      gemeente: gemeenten[child % gemeenten.length] as string,
      aanbieder: aanbieders[(child + Math.floor(n / bsns.length)) % aanbieders.length] as string,
      number: String(100_000_000 + n),
    };
  });
  using inspector = Inspector.load('schemas/ijw/3.2');
  const header =
    'gemeente;aanbieder;bsn;toewijzingNummer;referentieAanbieder;toewijzingsdatum;toewijzingstijd;ingangsdatum;einddatum;redenWijziging;categorie;code;volume;eenheid;frequentie;budget;begindatum;stopdatum;redenBeeindiging';
  const lines = cases.map(
    ({ gemeente, aanbieder, bsn, number }) =>
      `${gemeente};${aanbieder};${bsn};${number};;2026-03-01;;2026-03-09;2026-12-31;;45;45A04;3;04;2;;2026-03-10;;`,
  );
  const file = Buffer.from([header, ...lines].join('\n'));
  const { sources, faults } = await sheetSources('care.csv', file, { keys, inspector });
  if (faults.length > 0) throw new Error('The care of the bench has faults.');
  await importSources(pool, keys, call, sources);
  for (const gemeente of gemeenten) {
    const own = new Set(cases.filter((one) => one.gemeente === gemeente).map(({ bsn }) => bsn));
    const rows = [...own].map(
      (bsn) => `${bsn};2014-05-14;2;Bench;Voorbeeldkade;12;1000AA;Amsterdam;10;Bench`,
    );
    const details =
      'bsn;geboortedatum;geslacht;achternaam;straatnaam;huisnummer;postcode;plaatsnaam;ouder1Relatie;ouder1Achternaam';
    if (rows.length > 0)
      await importDetails(pool, keys, call, gemeente, Buffer.from([details, ...rows].join('\n')));
  }
}

/** Hours become a SPIC of 18 months. */
export function rules(): Promise<Mapping> {
  return mappingOfRows([
    { categorie: '45', code: '45A04', toCategorie: '45', toCode: '45B01', months: '18' },
  ]);
}
