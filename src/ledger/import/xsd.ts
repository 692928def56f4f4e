import { buildBericht } from '../../standard/messages/build.ts';
import type { Violation } from '../../standard/xml/inspection.ts';
import type { Inspector } from '../../standard/xml/inspector.ts';
import type { LedgerBericht } from '../past/bericht.ts';
import { columnsOf, type ImportColumn, type ImportFileFault, type ImportRow } from './file.ts';
import type { ReportingMessages } from './import-rows.ts';

/**
 * What the schemas refuse in the messages that rows were made into, one fault for each cell. Of cells that have a fault
 * already, nothing more is said.
 *
 * @param rows of one allocation or request
 */
export function xsdFaults(
  rows: readonly [ImportRow, ...ImportRow[]],
  messages: ReportingMessages,
  inspector: Inspector,
): ImportFileFault[] {
  const isSound = rows.every(({ wrong }) => wrong.size === 0);
  const found = new Map<string, ImportFileFault>();
  const add = (
    { sheet, row, wrong }: ImportRow,
    column: ImportColumn | null,
    fault: Pick<ImportFileFault, 'code' | 'violation'>,
  ) => {
    // Of a row with other faults, an element that is not whole says nothing new.
    if (wrong.has(column) || (column === null && !isSound)) return;
    const cell = `${sheet} ${row} ${column}`;
    if (!found.has(cell)) found.set(cell, { sheet, row, column, ...fault });
  };
  for (const bericht of messages) {
    const inspection = inspector.inspect(buildBericht(bericht));
    if (inspection.outcome !== 'known') {
      // All other cells have a form in which there is no such character.
      if (isSound) add(rows[0], 'referentieAanbieder', { code: 'xml-character' });
      break;
    }
    for (const violation of inspection.violations) {
      const row = rowOf(violation, rows);
      add(row, columnOf(violation, bericht.type, row), { code: 'xsd', violation });
    }
  }
  return [...found.values()];
}

/** The row from which an element was made: of a request, the first for what is said once. */
function rowOf({ element }: Violation, rows: readonly [ImportRow, ...ImportRow[]]): ImportRow {
  const [, name, number = '1'] =
    /\b(TeWijzigenProduct|NieuwProduct)(?:\[(\d+)\])?(?:\/|$)/.exec(element) ?? [];
  if (name === undefined) return rows[0];
  const isNew = name === 'NieuwProduct';
  const products = rows.filter(({ cells }) => (cells.toewijzingNummer === '') === isNew);
  return products[Number(number) - 1] ?? rows[0];
}

/** The column from which an element was made; null for an element that contains others. */
function columnOf(
  { element }: Violation,
  type: LedgerBericht['type'],
  { kind }: ImportRow,
): ImportColumn | null {
  const name =
    element
      .split('/')
      .at(-1)
      ?.replace(/\[\d+\]$/, '') ?? '';
  const byGemeente = type === 'JW301' || type === 'JW319';
  if (name === 'Afzender' || name === 'Ontvanger')
    return (name === 'Afzender') === byGemeente ? 'gemeente' : 'aanbieder';
  if (type === 'JW307' && name === 'Einddatum') return 'stopdatum';
  if (type === 'JW319' && name === 'Dagtekening') return 'onderzoekSinds';
  const ofOtherName = otherNames[name];
  if (ofOtherName) return ofOtherName;
  const own = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return columnsOf[kind].find((column) => column === own) ?? null;
}

/** Elements with another name than their column. */
const otherNames: Readonly<Record<string, ImportColumn>> = {
  GewensteIngangsdatum: 'ingangsdatum',
  ToewijzingIngangsdatum: 'ingangsdatum',
  ToewijzingEinddatum: 'einddatum',
  Type: 'verwijzerType',
};
