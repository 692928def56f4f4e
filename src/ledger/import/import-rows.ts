import { berichtOfType } from '../../standard/catalogue.ts';
import type { BerichtOf } from '../../standard/messages/berichten.ts';
import type { LedgerBericht } from '../past/bericht.ts';

/** Columns of both files: the parties and child, and the product. */
const common = [
  'gemeente',
  'aanbieder',
  'bsn',
  'toewijzingNummer',
  'referentieAanbieder',
  'ingangsdatum',
  'einddatum',
  'categorie',
  'code',
  'volume',
  'eenheid',
  'frequentie',
  'budget',
] as const;

/** Columns of a file with running allocations. */
export const allocationColumns = [
  ...common,
  'toewijzingsdatum',
  'toewijzingstijd',
  'redenWijziging',
  'begindatum',
  'stopdatum',
  'redenBeeindiging',
] as const;
export type AllocationCells = Readonly<Record<(typeof allocationColumns)[number], string>>;

/** Columns of a file with open requests. */
export const requestColumns = [
  ...common,
  'soort',
  'dagtekening',
  'verwijzerType',
  'redenVerzoek',
  'onderzoekSinds',
] as const;
export type RequestCells = Readonly<Record<(typeof requestColumns)[number], string>>;

type CommonCells = Readonly<Record<(typeof common)[number], string>>;

/** The messages that would have reported a row, or that did, in order. */
export type ReportingMessages = readonly [LedgerBericht, ...LedgerBericht[]];

/**
 * An allocation as the messages that would have reported it: a JW301, and a JW305 and a JW307 where the help began and
 * ended. The schemas of those messages check its values.
 */
export function allocationMessages(cells: AllocationCells): ReportingMessages {
  const { gemeente, aanbieder, toewijzingNummer, begindatum, stopdatum } = cells;
  const allocated: BerichtOf<'JW301'> = {
    type: 'JW301',
    header: headerOf('JW301', gemeente, aanbieder),
    client: {
      ...childWith(cells),
      naam: { geslachtsnaam: { achternaam: 'X' }, naamGebruik: '1' },
      contactgegevens: { contact: [{ soort: '01' }] },
      toegewezenProducten: {
        toegewezenProduct: [
          {
            toewijzingNummer,
            ...given(cells, 'referentieAanbieder'),
            ...productOf(cells),
            toewijzingsdatum: cells.toewijzingsdatum,
            // The start of the day, so that any later decision on that day is newer.
            toewijzingstijd: cells.toewijzingstijd || '00:00:00',
            ingangsdatum: cells.ingangsdatum,
            ...given(cells, 'einddatum'),
            ...given(cells, 'redenWijziging'),
            ...amountOf(cells),
          },
        ],
      },
    },
  };
  const delivered = {
    toewijzingNummer,
    ...productOf(cells),
    toewijzingIngangsdatum: cells.ingangsdatum,
    begindatum,
    statusAanlevering: '1',
  };
  const started: BerichtOf<'JW305'> = {
    type: 'JW305',
    header: headerOf('JW305', aanbieder, gemeente),
    client: { ...childWith(cells), startProducten: { startProduct: [delivered] } },
  };
  const { redenBeeindiging } = cells;
  const stopped: BerichtOf<'JW307'> = {
    type: 'JW307',
    header: headerOf('JW307', aanbieder, gemeente),
    client: {
      ...childWith(cells),
      stopProducten: { stopProduct: [{ ...delivered, redenBeeindiging, einddatum: stopdatum }] },
    },
  };
  return [allocated, ...(begindatum ? [started] : []), ...(stopdatum ? [stopped] : [])];
}

/**
 * An open request as the messages that would have reported it: a JW315 or JW317, and a JW319 where the gemeente has it
 * under investigation.
 *
 * @param rows of one request: several for a JW317 that asks for several things
 */
export function requestMessages(
  rows: readonly [RequestCells, ...RequestCells[]],
): ReportingMessages {
  const [cells] = rows;
  const { gemeente, aanbieder, referentieAanbieder, onderzoekSinds } = cells;
  const investigated: BerichtOf<'JW319'> = {
    type: 'JW319',
    header: headerOf('JW319', gemeente, aanbieder, onderzoekSinds),
    antwoord: { referentieAanbieder, verzoekAntwoord: '2' },
  };
  const asked = cells.soort === 'JW317' ? changeAsked(rows) : allocationAsked(cells);
  return [asked, ...(onderzoekSinds ? [investigated] : [])];
}

function allocationAsked(cells: RequestCells): BerichtOf<'JW315'> {
  const { aanbieder, gemeente, ingangsdatum, einddatum, verwijzerType } = cells;
  return {
    type: 'JW315',
    header: headerOf('JW315', aanbieder, gemeente),
    client: {
      ...childWith(cells),
      aangevraagdeProducten: {
        aangevraagdProduct: [
          {
            referentieAanbieder: cells.referentieAanbieder,
            ...productOf(cells),
            toewijzingIngangsdatum: ingangsdatum,
            ...(einddatum && { toewijzingEinddatum: einddatum }),
            ...amountOf(cells),
            verwijzer: { type: verwijzerType },
          },
        ],
      },
    },
  };
}

function changeAsked(rows: readonly [RequestCells, ...RequestCells[]]): BerichtOf<'JW317'> {
  const [{ aanbieder, gemeente, bsn, dagtekening, referentieAanbieder, redenVerzoek }] = rows;
  const toChange = rows.filter(({ toewijzingNummer }) => toewijzingNummer !== '');
  const anew = rows.filter(({ toewijzingNummer }) => toewijzingNummer === '');
  const wish = (cells: RequestCells) => ({
    gewensteIngangsdatum: cells.ingangsdatum,
    ...given(cells, 'einddatum'),
    ...amountOf(cells),
  });
  const teWijzigenProduct = toChange.map((cells) => ({
    toewijzingNummer: cells.toewijzingNummer,
    ...wish(cells),
  }));
  const nieuwProduct = anew.map((cells) => ({ ...productOf(cells), ...wish(cells) }));
  return {
    type: 'JW317',
    header: headerOf('JW317', aanbieder, gemeente, dagtekening),
    client: {
      bsn,
      verzoek: {
        referentieAanbieder,
        redenVerzoek,
        ...(toChange.length > 0 && { teWijzigenProducten: { teWijzigenProduct } }),
        ...(anew.length > 0 && { nieuweProducten: { nieuwProduct } }),
      },
    },
  };
}

/**
 * Identificatie and versions only satisfy the schema, and are not stored; Dagtekening is stored only where it is the
 * day on which something takes effect.
 */
function headerOf(
  type: LedgerBericht['type'],
  afzender: string,
  ontvanger: string,
  dagtekening = '2020-01-01',
) {
  return {
    berichtCode: berichtOfType(type).berichtCode,
    berichtVersie: '3',
    berichtSubversie: '2',
    afzender,
    ontvanger,
    berichtIdentificatie: { identificatie: 'IMPORT', dagtekening },
    xsdVersie: { basisschemaXsdVersie: '1.0.0', berichtXsdVersie: '1.0.0' },
  };
}

/** A child of whom only the BSN is known. The rest satisfies the schema, and is not stored either. */
function childWith({ bsn }: CommonCells) {
  return {
    bsn,
    geboortedatum: { datum: '2020-01-01' },
    geslacht: '0',
    naam: { geslachtsnaam: { achternaam: 'X' } },
  };
}

function productOf({ categorie, code }: CommonCells) {
  return categorie ? { product: { categorie, ...(code && { code }) } } : {};
}

function amountOf({ volume, eenheid, frequentie, budget }: CommonCells) {
  return {
    ...(volume && { omvang: { volume, eenheid, frequentie } }),
    ...(budget && { budget }),
  };
}

/** The cell under its own name, when it is not empty. */
function given<K extends string>(
  cells: Readonly<Record<K, string>>,
  column: K,
): Partial<Record<K, string>> {
  return cells[column] ? ({ [column]: cells[column] } as Record<K, string>) : {};
}
