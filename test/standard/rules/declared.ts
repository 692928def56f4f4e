import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { cents, minus, nothing, readSigned, sum } from '../../../src/standard/money.ts';
import type {
  AgreedTariff,
  DeclaredOn,
  DeclaredPast,
  GrantedPrestatie,
} from '../../../src/standard/rules/engine/declared-past.ts';
import type { PastVolume } from '../../../src/standard/rules/engine/past.ts';
import type { Draft } from './case.ts';

/** Words for stories about declarations: the same for what was granted before as for a message. */

/** A Prestatie; what is left out is as {@link usual} has it. */
export interface Said {
  readonly ref?: string;
  /** The reference that it credits. */
  readonly credits?: string;
  readonly bsn?: string;
  readonly on?: string;
  /** `45 B09P` */
  readonly product?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly volume?: number;
  readonly eenheid?: string;
  /** In cents; undefined for euros. */
  readonly tarief?: number | undefined;
  /** In cents; volume times tariff when left out. */
  readonly bedrag?: number;
}

export const yara = '999912008';
export const noah = '999934508';

/** Ten hours in March, on an allocation of Yara. */
const usual = {
  ...{ ref: 'P1', bsn: yara, on: '700', product: '45 B09P' },
  ...{ begin: '2026-03-01', end: '2026-03-31', volume: 10, eenheid: '04', tarief: 9550 },
};

function whole(said: Said) {
  const all = { ...usual, ...said };
  return { ...all, bedrag: all.bedrag ?? all.volume * (all.tarief ?? 1) };
}

/** The first and the last day of a month, `2026-03`. */
export function month(name: string): { readonly begin: string; readonly end: string } {
  const last = new Date(`${name}-01`);
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  return { begin: `${name}-01`, end: `${name}-${last.getUTCDate()}` };
}

/** Euros, as the Eenheid: the amount is the volume. */
export function euros(amount: number): Said {
  return { volume: amount, eenheid: '83', tarief: undefined, bedrag: amount };
}

/** The story of one declaration. */
export interface Story {
  /** Prestaties of the message; one that is usual when left out. */
  readonly declares?: readonly Said[];
  /** Allocations beside that with number 700, or in its place. */
  readonly on?: readonly Allocated[];
  /** The contract between the two. */
  readonly tariffs?: readonly AgreedTariff[];
  readonly past?: Partial<DeclaredPast>;
  /** The month that is declared. */
  readonly month?: string;
}

/** An allocation; what is left out is as {@link usualAllocation} has it. */
export interface Allocated {
  readonly number?: string;
  readonly client?: string;
  readonly product?: string | undefined;
  readonly begin?: string;
  readonly end?: string | undefined;
  /** Volume, Eenheid and Frequentie: `100 04 4`. */
  readonly omvang?: string | undefined;
  readonly budget?: number;
  readonly deleted?: boolean;
  readonly granted?: readonly Said[];
}

const usualAllocation = {
  ...{ number: '700', client: 'yara', product: '45 B09P', omvang: '100 04 4' },
  ...{ begin: '2026-01-01', end: '2026-12-31' },
};

function allocated(change: Allocated): DeclaredOn {
  const { number, client, product, begin, end, omvang, budget, deleted, granted } = {
    ...usualAllocation,
    ...{ deleted: false, granted: [], budget: undefined },
    ...change,
  };
  const [categorie = '', code] = product?.split(' ') ?? [];
  return {
    ...{ toewijzingNummer: number, client, ingangsdatum: begin, firstBegin: begin, deleted },
    ...(product !== undefined && { product: { categorie, ...(code && { code }) } }),
    ...(end !== undefined && { einddatum: end }),
    ...(omvang !== undefined && { omvang: volumeOf(omvang) }),
    ...(budget !== undefined && { budget: cents(budget) }),
    granted: granted.map(granting),
  };
}

function volumeOf(text: string): PastVolume {
  const [volume = '', eenheid = '', frequentie = ''] = text.split(' ');
  return { volume, eenheid, frequentie };
}

function granting(said: Said): GrantedPrestatie {
  const { ref, credits, product, begin, end, volume, eenheid, tarief, bedrag } = whole(said);
  const [categorie = '', code = ''] = product.split(' ');
  return {
    referentieNummer: ref,
    ...(credits !== undefined && { vorigReferentieNummer: credits }),
    debetCredit: credits === undefined ? 'D' : 'C',
    ...{ product: { categorie, code }, begin, end, volume: BigInt(volume), eenheid },
    ...(tarief !== undefined && { tarief: cents(tarief) }),
    bedrag: cents(bedrag),
  };
}

/** What was declared before a story's message. */
export function declaredBefore({ on = [], tariffs, past }: Story): DeclaredPast {
  const allocations = [{}, ...on].map(allocated);
  return {
    ...{ complete: true, declaratieNummerUsed: false, usedReferences: new Set<string>() },
    clients: new Map([
      [yara, 'yara'],
      [noah, 'noah'],
    ]),
    allocations: new Map(allocations.map((one) => [one.toewijzingNummer, one])),
    ...(tariffs && { tariffs }),
    ...past,
  };
}

/** Makes a JW323 that of a story. */
export function declaring({ declares = [{}], month: name = '2027-05' }: Story) {
  return ({ header, declaratie }: Draft<BerichtOf<'JW323'>>): void => {
    header.berichtIdentificatie.dagtekening = '2027-06-01';
    declaratie.declaratieDagtekening = '2027-06-01';
    const { begin: begindatum, end: einddatum } = month(name);
    declaratie.declaratiePeriode = { begindatum, einddatum };
    const clients = Map.groupBy(declares.map(whole), ({ bsn }) => bsn);
    declaratie.clienten.client = [...clients].map(([bsn, services]) => ({
      bsn,
      prestaties: { prestatie: services.map(prestatieOf) },
    }));
    const total = sum(
      declares
        .map(whole)
        .map(({ credits, bedrag }) =>
          readSigned(String(bedrag), credits === undefined ? 'D' : 'C'),
        ),
    );
    declaratie.totaalIngediendBedrag = {
      totaalBedrag: String(total < nothing ? minus(nothing, total) : total),
      debetCredit: total < nothing ? 'C' : 'D',
    };
  };
}

function prestatieOf({ ref, credits, product, tarief, ...said }: ReturnType<typeof whole>) {
  const [productCategorie = '', productCode = ''] = product.split(' ');
  return {
    productReferentie: {
      referentieNummer: ref,
      ...(credits !== undefined && { vorigReferentieNummer: credits }),
    },
    ...{ toewijzingNummer: said.on, productCategorie, productCode },
    productPeriode: { begindatum: said.begin, einddatum: said.end },
    ...{ geleverdVolume: String(said.volume), eenheid: said.eenheid },
    ...(tarief !== undefined && { productTarief: String(tarief) }),
    ingediendBedrag: {
      bedrag: String(said.bedrag),
      debetCredit: credits === undefined ? 'D' : 'C',
    },
  };
}

/**
 * The path of a Prestatie of a story.
 *
 * @param place how manieth of all that it declares, and what is below: `2`, `2/Eenheid`
 */
export function pathOf({ declares = [{}] }: Story, place: string): string {
  const [number = '', ...below] = place.split('/');
  const all = declares.map(whole);
  const bsn = all[Number(number) - 1]?.bsn ?? '';
  const clients = [...new Set(all.map((one) => one.bsn))];
  const index = (at: number, count: number) => (count > 1 ? `[${at}]` : '');
  const client = `Declaratie/Clienten/Client${index(clients.indexOf(bsn) + 1, clients.length)}`;
  if (below[0] === 'Bsn') return `${client}/Bsn`;
  const own = all.flatMap((one, at) => (one.bsn === bsn ? [at + 1] : []));
  const prestatie = `Prestatie${index(own.indexOf(Number(number)) + 1, own.length)}`;
  return [client, 'Prestaties', prestatie, ...below].join('/');
}
