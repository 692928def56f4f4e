import { berichtOfType } from '../../standard/catalogue.ts';
import type { BerichtOf } from '../../standard/messages/berichten.ts';
import { buildBericht } from '../../standard/messages/build.ts';
import type { Violation } from '../../standard/xml/inspection.ts';
import type { Inspector } from '../../standard/xml/inspector.ts';
import type {
  PrestatieCells,
  PrestatieColumn,
  PrestatieFault,
  PrestatieFileRow,
} from './prestatie-file.ts';
import { monthOf } from './prestatie-file.ts';

/** A row as the declaration that would have reported it, with this one Prestatie. The schema checks its values. */
export function prestatieMessage(cells: PrestatieCells): BerichtOf<'JW323'> {
  const { gemeente, aanbieder, bsn, bedrag, debetCredit, begindatum, einddatum } = cells;
  const declared = cells.declaratiePeriode;
  return {
    type: 'JW323',
    header: {
      berichtCode: berichtOfType('JW323').berichtCode,
      berichtVersie: '3',
      berichtSubversie: '2',
      ...{ afzender: aanbieder, ontvanger: gemeente },
      berichtIdentificatie: { identificatie: 'IMPORT', dagtekening: '2020-01-01' },
      xsdVersie: { basisschemaXsdVersie: '1.0.0', berichtXsdVersie: '1.0.0' },
    },
    declaratie: {
      declaratieNummer: cells.declaratieNummer,
      declaratiePeriode: { begindatum: declared, einddatum: `${monthOf(declared)}-28` },
      declaratieDagtekening: '2020-01-01',
      totaalIngediendBedrag: { totaalBedrag: '0', debetCredit: 'D' },
      clienten: {
        client: [
          {
            bsn,
            prestaties: {
              prestatie: [
                {
                  productReferentie: {
                    referentieNummer: cells.referentieNummer,
                    ...given('vorigReferentieNummer', cells.vorigReferentieNummer),
                  },
                  toewijzingNummer: cells.toewijzingNummer,
                  productCategorie: cells.categorie,
                  productCode: cells.code,
                  productPeriode: { begindatum, einddatum },
                  geleverdVolume: cells.volume,
                  eenheid: cells.eenheid,
                  ...given('productTarief', cells.tarief),
                  ingediendBedrag: { bedrag, debetCredit },
                },
              ],
            },
          },
        ],
      },
    },
  };
}

function given<K extends string>(name: K, text: string): Partial<Record<K, string>> {
  return text === '' ? {} : ({ [name]: text } as Record<K, string>);
}

/** Elements with another name than their column. */
const columnOfElement: Readonly<Record<string, PrestatieColumn>> = {
  ...{ Ontvanger: 'gemeente', Afzender: 'aanbieder', Bsn: 'bsn' },
  ...{ ToewijzingNummer: 'toewijzingNummer', DeclaratieNummer: 'declaratieNummer' },
  ...{ ReferentieNummer: 'referentieNummer', VorigReferentieNummer: 'vorigReferentieNummer' },
  ...{ ProductCategorie: 'categorie', ProductCode: 'code', Begindatum: 'begindatum' },
  ...{ Einddatum: 'einddatum', GeleverdVolume: 'volume', Eenheid: 'eenheid' },
  ...{ ProductTarief: 'tarief', Bedrag: 'bedrag', DebetCredit: 'debetCredit' },
};

/** What the schema refuses in a row, one fault for each cell. Of cells that have a fault already, nothing more is said. */
export function schemaFaults(
  { sheet, row, cells, wrong }: PrestatieFileRow,
  inspector: Inspector,
): PrestatieFault[] {
  const inspection = inspector.inspect(buildBericht(prestatieMessage(cells)));
  if (inspection.outcome !== 'known') {
    // All other cells have a form in which there is no such character.
    const column = 'referentieNummer';
    return wrong.size > 0 ? [] : [{ sheet, row, column, code: 'xml-character' }];
  }
  const found = new Map<string | null, PrestatieFault>();
  for (const violation of inspection.violations) {
    const column = columnOf(violation);
    // Of a row with other faults, an element that is not whole says nothing new.
    if (wrong.has(column) || found.has(column) || (column === null && wrong.size > 0)) continue;
    found.set(column, { sheet, row, column, code: 'xsd', violation });
  }
  return [...found.values()];
}

function columnOf({ element }: Violation): PrestatieColumn | null {
  if (element.includes('DeclaratiePeriode')) return 'declaratiePeriode';
  const name =
    element
      .split('/')
      .at(-1)
      ?.replace(/\[\d+\]$/, '') ?? '';
  return columnOfElement[name] ?? null;
}
