import { cents, centsNumber } from '../../standard/money.ts';
import type { Omvang } from '../../standard/volume.ts';
import type { Tariff } from './model.ts';

/*
 * Arithmetic of the conversion: exact, in bigint, and rounded once, at the end of each amount. Amounts are whole euro cents.
 */

/**
 * A fraction as a whole number, rounded half up: a half goes to the higher number, also below nothing (-1.5 is -1).
 *
 * @param denominator more than 0
 */
export function halfUp(numerator: bigint, denominator: bigint): bigint {
  const [over, under] = [2n * numerator + denominator, 2n * denominator];
  const quotient = over / under;
  // Division of bigint goes towards 0, which below nothing is up.
  return over < 0n && over % under !== 0n ? quotient - 1n : quotient;
}

/** What falls on some of the days of an amount that is spread evenly, rounded half up. */
export function overDays(amount: bigint, days: number, ofDays: number): bigint {
  return halfUp(amount * BigInt(days), BigInt(ofDays));
}

/** An amount over so many days as an amount a month: a twelfth of 365 of these days, rounded half up. */
export function perMonth(amount: bigint, days: number): bigint {
  return halfUp(amount * 365n, BigInt(days) * 12n);
}

/** For JSON, which has numbers only. @throws {RangeError} beyond what a number holds exactly */
export function toNumber(amount: bigint): number {
  return centsNumber(cents(amount));
}

export const minute = '01';
export const hour = '04';
/** Volumes of this Eenheid are euro cents. */
export const euros = '83';
/** Output-based: Stuks (output) and Euro's. All other Eenheden are input-based. */
export const outputUnits: readonly string[] = ['82', euros];

/**
 * What a volume costs: so many cents for so many units. A tariff per hour is for 60 minutes, so that a sum over minutes
 * is rounded once: 50 minutes of EUR 95.50 an hour are 7958 cents, and not 50 times the 159 that a message names as its
 * tariff (region.md, example f; TR418 and return code 9346).
 */
export interface Price {
  /** In cents. */
  readonly cents: bigint;
  readonly per: bigint;
}

/**
 * The price of a volume by a line of a contract.
 *
 * @returns undefined where the line says nothing of this Eenheid
 */
export function priceOf(
  eenheid: string,
  line: Pick<Tariff, 'tariff' | 'eenheid' | 'scheme'> | undefined,
): Price | undefined {
  if (eenheid === euros) return { cents: 1n, per: 1n };
  // Twelfths are of a year, whatever was done in it.
  if (!line || line.scheme === 'twelfths') return undefined;
  const tariff = BigInt(line.tariff);
  const isPerUnit = line.scheme === undefined || line.scheme === 'per-unit';
  if (line.eenheid === eenheid || (line.eenheid === undefined && isPerUnit))
    return { cents: tariff, per: 1n };
  if (eenheid === minute && line.eenheid === hour) return { cents: tariff, per: 60n };
  if (eenheid === hour && line.eenheid === minute) return { cents: tariff * 60n, per: 1n };
  return undefined;
}

/** A volume in cents, rounded half up over the whole of it. */
export function costOf(volume: bigint, { cents, per }: Price): bigint {
  return halfUp(volume * cents, per);
}

/**
 * What a volume costs each month: per month it is the volume of a month; with an end the total over the days, spread
 * evenly; per day without an end 365 days, a twelfth of them.
 *
 * @param over what it costs over how many days; undefined without an end
 * @returns in cents; undefined where one month is not as the next, and there is no end
 */
export function monthlyCost(
  { volume, frequentie }: Omvang,
  price: Price,
  over: { readonly total: bigint; readonly days: number } | undefined,
): bigint | undefined {
  if (frequentie === '4') return costOf(volume, price);
  if (over) return perMonth(over.total, over.days);
  if (frequentie === '1') return halfUp(volume * price.cents * 365n, price.per * 12n);
  return undefined;
}
