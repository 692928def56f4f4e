declare const unit: unique symbol;

/**
 * An amount in whole euro cents; below nothing for what is credited. Of any size, and exact: it is never
 * rounded, and no plain number or text passes for one.
 */
export type Money = bigint & { readonly [unit]: 'euro cents' };

export const nothing = cents(0);

/** @throws {RangeError} when it is not whole, or beyond what a number holds exactly */
export function cents(count: number | bigint): Money {
  if (typeof count === 'number' && !Number.isSafeInteger(count))
    throw new RangeError('An amount is a whole number of cents.');
  return BigInt(count) as Money;
}

/**
 * Reads whole cents as messages and Postgres write them: digits, with a sign and zeros before them or not.
 *
 * @throws {RangeError} when it is no whole number; never with its text
 */
export function readCents(text: string): Money {
  if (!/^[+-]?\d+$/.test(text)) throw new RangeError('An amount is a whole number of cents.');
  return BigInt(text) as Money;
}

/** A Bedrag with its DebetCredit: C is below nothing. @throws {RangeError} as {@link readCents} */
export function readSigned(text: string, debetCredit: string): Money {
  const amount = readCents(text);
  return debetCredit === 'C' ? minus(nothing, amount) : amount;
}

export function sum(amounts: Iterable<Money>): Money {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total as Money;
}

export function minus(amount: Money, less: Money): Money {
  return (amount - less) as Money;
}

/** Digits, as Postgres reads them and chains hash them; with `-` for less than nothing. */
export function centsText(amount: Money): string {
  return amount.toString();
}

/** For JSON, which has numbers only. @throws {RangeError} beyond 90 billion euros */
export function centsNumber(amount: Money): number {
  const count = Number(amount);
  if (!Number.isSafeInteger(count)) throw new RangeError('The amount is too large for a number.');
  return count;
}

const written = {
  nl: new Intl.NumberFormat('nl-NL', { style: 'currency', currency: 'EUR' }),
  en: new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR' }),
} as const;

/** In euros, for a person: `€ 1.250,50` in Dutch, `€1,250.50` in English. */
export function euroText(amount: Money, language: keyof typeof written): string {
  const size = amount < 0n ? -amount : amount;
  const decimals = String(size % 100n).padStart(2, '0');
  const text = `${amount < 0n ? '-' : ''}${size / 100n}.${decimals}`;
  // As text it is not made a number first, so that no cent is lost.
  return written[language].format(text as Intl.StringNumericLiteral);
}
