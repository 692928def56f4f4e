import { dayBefore } from '../../standard/calendar.ts';
import { mostOver, type Omvang } from '../../standard/volume.ts';
import type { ToegewezenProduct } from '../model/events.ts';
import {
  costOf,
  euros,
  halfUp,
  monthlyCost,
  outputUnits,
  overDays,
  type Price,
  priceOf,
  toNumber,
} from './amounts.ts';
import { daysOf, earlierOf, endOfMonths, laterOf, type Period, periodOf } from './days.ts';
import type {
  Amount,
  Assessed,
  FoundTariff,
  Proposal,
  Remains,
  Spic,
  Tariff,
  UnmappedReason,
} from './model.ts';
import { countedOmvang, tariffOf } from './remains.ts';

/** An allocation that becomes a SPIC. */
export interface Converted {
  readonly content: ToegewezenProduct;
  /** Null where the old tariff is not known. */
  readonly remains: Remains | null;
  /** What contracts say of the old product. */
  readonly old: FoundTariff | undefined;
  readonly spic: Spic;
  /** Of the SPIC. */
  readonly tariff: Tariff;
  /** Plain date: the day of conversion. */
  readonly day: string;
}

/**
 * The SPIC that takes the place of an allocation, as the JW301 would have it, with what it costs. How it is paid follows
 * from the line of the contract: 70/30 and all at once are the price in cents (Eenheid 83, Frequentie 6); twelfths are a
 * twelfth of it a month (Eenheid 83, Frequentie 4); per unit the old Omvang stays, where it is in the unit of the line; of a
 * volume in total only what remains of it.
 *
 * @returns why there is none: `end-needed`, `unit-differs` or `nothing-remains`
 * @throws {RangeError} where an amount is more than a number holds exactly
 */
export function proposalFor(converted: Converted): Proposal | NoPrice {
  const { content, remains, old, spic, tariff, day } = converted;
  const before = periodOf(content);
  const end = spic.months === undefined ? before.end : endOfMonths(day, spic.months);
  const priced = priceFor(tariff, stillOf(content.omvang, remains), { begin: day, end });
  if (typeof priced === 'string') return priced;
  const { omvang, price } = priced;
  const wasInput = paidForBefore(content, tariffOf(old)) === 'input';
  const isOutput = paidForOf(tariff, omvang) === 'output';
  return {
    product: { categorie: spic.categorie, code: spic.code },
    ingangsdatum: day,
    einddatum: end ?? null,
    omvang,
    price,
    redenWijziging: wasInput && isOutput ? '10' : '03',
    difference: less(price.total, remains?.total),
    equal: equalPeriods(remains, before, price, { begin: day, end }),
    monthDifference: less(price.perMonth, remains?.perMonth),
  };
}

/** Why a SPIC has no price. */
type NoPrice = Extract<UnmappedReason, 'end-needed' | 'unit-differs' | 'nothing-remains'>;
type WrittenOmvang = Proposal['omvang'];
type Priced = { readonly omvang: WrittenOmvang; readonly price: Amount };

function priceFor(line: Tariff, old: WrittenOmvang | undefined, period: Period): Priced | NoPrice {
  const tariff = BigInt(line.tariff);
  switch (line.scheme) {
    case '70/30':
    case 'total':
      return period.end === undefined
        ? 'end-needed'
        : pricedAt(inEuros(tariff, '6'), { cents: 1n, per: 1n }, period);
    case 'twelfths':
      return pricedAt(inEuros(halfUp(tariff, 12n), '4'), { cents: 1n, per: 1n }, period);
    default:
      return pricedPerUnit(line, old, period);
  }
}

/** The volume that a SPIC per unit takes over: of one in total, what remains. */
function stillOf(omvang: WrittenOmvang | undefined, remains: Remains | null) {
  const isTotal = omvang?.frequentie === '6' && remains !== null && remains.volume !== null;
  return isTotal ? { ...omvang, volume: String(remains.volume) } : omvang;
}

function inEuros(volume: bigint, frequentie: string): WrittenOmvang {
  return { volume: volume.toString(), eenheid: euros, frequentie };
}

function pricedPerUnit(
  line: Tariff,
  old: WrittenOmvang | undefined,
  period: Period,
): Priced | NoPrice {
  // Minutes do not become hours of themselves: a volume is a whole number.
  if (!old || (line.eenheid !== undefined && line.eenheid !== old.eenheid)) return 'unit-differs';
  // CD076: per week there is an end.
  if (old.frequentie === '2' && period.end === undefined) return 'end-needed';
  const price = priceOf(old.eenheid, line);
  if (!price) return 'unit-differs';
  if (old.frequentie === '6' && old.volume === '0') return 'nothing-remains';
  const { volume, eenheid, frequentie } = old;
  return pricedAt({ volume, eenheid, frequentie }, price, period);
}

function pricedAt(omvang: WrittenOmvang, price: Price, { begin, end }: Period): Priced {
  const counted: Omvang = countedOmvang(omvang);
  const most = mostOver(counted, begin, end);
  const total = most === undefined ? undefined : costOf(most, price);
  const over =
    total === undefined || end === undefined ? undefined : { total, days: daysOf(begin, end) };
  const each = monthlyCost(counted, price, over);
  return {
    omvang,
    price: {
      total: total === undefined ? null : toNumber(total),
      perMonth: each === undefined ? null : toNumber(each),
    },
  };
}

/** What is paid for in an allocation: as its contract says, else by its Eenheid; a Budget is for what is delivered. */
function paidForBefore({ omvang }: ToegewezenProduct, line: Tariff | undefined) {
  return line?.paidFor ?? (omvang && outputUnits.includes(omvang.eenheid) ? 'output' : 'input');
}

function paidForOf(line: Tariff, { eenheid }: WrittenOmvang) {
  return line.paidFor ?? (outputUnits.includes(eenheid) ? 'output' : 'input');
}

function less(amount: number | null, than: number | null | undefined): number | null {
  if (amount === null || than === null || than === undefined) return null;
  return toNumber(BigInt(amount) - BigInt(than));
}

/** What remains and what the SPIC costs, both over the days that both have; each is spread evenly over its own days. */
function equalPeriods(
  remains: Remains | null,
  old: Period,
  price: Amount,
  spic: Period,
): Proposal['equal'] {
  const from = laterOf(old.begin, spic.begin);
  if (old.end === undefined || spic.end === undefined) return null;
  const until = earlierOf(old.end, spic.end);
  if (remains?.total === undefined || remains.total === null || price.total === null) return null;
  const days = daysOf(from, until);
  if (days === 0) return null;
  const ofOld = overDays(BigInt(remains.total), days, daysOf(from, old.end));
  const ofSpic = overDays(BigInt(price.total), days, daysOf(spic.begin, spic.end));
  return {
    until,
    old: toNumber(ofOld),
    spic: toNumber(ofSpic),
    difference: toNumber(ofSpic - ofOld),
  };
}

/**
 * An allocation that ends the day before its SPIC begins: its last day, and the most that may be declared of it from its
 * own Ingangsdatum on, in its Eenheid or in cents. Volume and Budget stay as they are (OP298, OP299).
 *
 * @param day plain date: the day of conversion, after its Ingangsdatum
 */
export function shortenedBy(
  content: ToegewezenProduct,
  day: string,
): NonNullable<Assessed['shortened']> {
  const einddatum = dayBefore(day);
  const { omvang, budget } = content;
  if (budget !== undefined) return { einddatum, most: BigInt(budget).toString() };
  const most = omvang && mostOver(countedOmvang(omvang), periodOf(content).begin, einddatum);
  return { einddatum, most: most === undefined ? null : most.toString() };
}
