import { readFileSync } from 'node:fs';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { buildBericht } from '../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { newIdentificatie } from '../../support/messages.ts';

/** A Prestatie as a test says it; what it leaves out is that of `fixtures/`. */
export interface Declared {
  readonly bsn: string;
  readonly referentie: string;
  /** Of a credit: the reference of the debit that it takes back. */
  readonly vorig?: string;
  readonly nummer?: string;
  /** `yyyy-mm` of ProductPeriode. */
  readonly maand?: string;
  /** Whole cents, without a sign. */
  readonly bedrag: number;
  /** What was delivered, with its Eenheid and the tariff in cents; left out: `bedrag` cents (Eenheid 83). */
  readonly volume?: {
    readonly geleverd: number;
    readonly eenheid: string;
    readonly tarief: number;
  };
}

/** A declaration as a test says it. */
export interface Declaratie {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly identificatie: string;
  readonly nummer: string;
  readonly maand: string;
  readonly prestaties: readonly Declared[];
}

const sample = <T extends 'JW323' | 'JW325'>(type: T, file: string) =>
  parseBericht(
    type,
    readFileSync(new URL(`../../../fixtures/${type}/${file}.xml`, import.meta.url)),
  ) as BerichtOf<T>;

export const dagtekening = '2024-04-02';
let numbered = 0;

/** A declaration with an Identificatie and a DeclaratieNummer that no other of the test file has. */
export function declaratie(
  parties: { readonly gemeente: string; readonly aanbieder: string },
  prestaties: readonly Declared[],
  wishes: Partial<Declaratie> = {},
): Declaratie {
  numbered += 1;
  const { gemeente, aanbieder } = parties;
  return {
    ...{ gemeente, aanbieder, prestaties, identificatie: newIdentificatie(), maand: '2024-03' },
    ...{ nummer: `D${numbered}`, ...wishes },
  };
}

const lastDay = (maand: string) =>
  new Date(Date.UTC(Number(maand.slice(0, 4)), Number(maand.slice(5)), 0)).getUTCDate();

const periode = (maand: string) => ({
  begindatum: `${maand}-01`,
  einddatum: `${maand}-${lastDay(maand)}`,
});

/** The sum of Prestaties, as messages write it. */
export function totaal(prestaties: readonly Declared[]) {
  const sum = sumOf(prestaties);
  return { totaalBedrag: String(Math.abs(sum)), debetCredit: sum < 0 ? 'C' : 'D' };
}

/** In cents; a credit counts below nothing. */
export function sumOf(prestaties: readonly Declared[]): number {
  return prestaties.reduce((sum, { bedrag, vorig }) => sum + (vorig ? -bedrag : bedrag), 0);
}

function prestatieOf(prestatie: Declared, declared: string) {
  const { referentie, vorig, nummer, maand, bedrag, volume } = prestatie;
  return {
    productReferentie: {
      referentieNummer: referentie,
      ...(vorig !== undefined && { vorigReferentieNummer: vorig }),
    },
    toewijzingNummer: nummer ?? '101',
    productCategorie: '45',
    productCode: 'B09P',
    productPeriode: periode(maand ?? declared),
    geleverdVolume: String(volume?.geleverd ?? bedrag),
    eenheid: volume?.eenheid ?? '83',
    ...(volume && { productTarief: String(volume.tarief) }),
    ingediendBedrag: { bedrag: String(bedrag), debetCredit: vorig ? 'C' : 'D' },
  };
}

function clientsOf(prestaties: readonly Declared[], declared: string) {
  return [...Map.groupBy(prestaties, ({ bsn }) => bsn)].map(([bsn, own]) => ({
    bsn,
    prestaties: { prestatie: own.map((one) => prestatieOf(one, declared)) },
  }));
}

export function jw323Of(declaratie: Declaratie): BerichtOf<'JW323'> {
  const { gemeente, aanbieder, identificatie, nummer, maand, prestaties } = declaratie;
  const bericht = sample('JW323', 'valid-complete');
  return {
    ...bericht,
    header: {
      ...bericht.header,
      ...{ afzender: aanbieder, ontvanger: gemeente },
      berichtIdentificatie: { identificatie, dagtekening },
    },
    declaratie: {
      declaratieNummer: nummer,
      declaratiePeriode: periode(maand),
      declaratieDagtekening: dagtekening,
      totaalIngediendBedrag: totaal(prestaties),
      clienten: { client: clientsOf(prestaties, maand) },
    },
  };
}

/** What a JW325 says: all is granted; the declaration is refused; or these references are. */
export type Says = 'granted' | 'refused' | 'refused within' | readonly string[];

export function jw325Of(declaratie: Declaratie, says: Says, identificatie = newIdentificatie()) {
  const { gemeente, aanbieder, prestaties, maand, nummer } = declaratie;
  const bericht = sample('JW325', 'valid-granted-in-full');
  const codes = (...all: string[]) => ({ retourCodes: { retourCode: all } });
  const { xsltVersie: _, ...header } = bericht.header;
  const own = {
    ...header,
    ...{ afzender: gemeente, ontvanger: aanbieder },
    berichtIdentificatie: { identificatie, dagtekening: '2024-04-10' },
    declaratieIdentificatie: { identificatie: declaratie.identificatie, dagtekening },
  };
  if (says === 'refused within')
    return { type: 'JW325', header: { ...own, xsltVersie: '1.0.0', ...codes('0001') } } as const;
  const granted = prestaties.filter(({ referentie }) =>
    says === 'granted' ? true : says !== 'refused' && !says.includes(referentie),
  );
  const refused =
    typeof says === 'string' ? [] : prestaties.filter((one) => !granted.includes(one));
  const clients = clientsOf(refused, maand).map((client) => ({
    ...client,
    prestaties: {
      prestatie: client.prestaties.prestatie.map((one) => ({ ...one, ...codes('9322') })),
    },
    ...codes('0200'),
  }));
  return {
    type: 'JW325',
    header: { ...own, ...codes('0200') },
    declaratieAntwoord: {
      declaratieNummer: nummer,
      totaalIngediendBedrag: totaal(prestaties),
      totaalToegekendBedrag: totaal(granted),
      ...(clients.length > 0 && { clienten: { client: clients } }),
      ...codes(says === 'refused' ? '9333' : clients.length === 0 ? '8001' : '0200'),
    },
  } as const;
}

export function jw323(declaratie: Declaratie): Buffer {
  return buildBericht(jw323Of(declaratie));
}

export function jw325(declaratie: Declaratie, says: Says, identificatie?: string): Buffer {
  return buildBericht(jw325Of(declaratie, says, identificatie) as BerichtOf<'JW325'>);
}
