import { readCents } from '../../standard/money.ts';
import { mostOver, type Omvang } from '../../standard/volume.ts';
import type { ToegewezenProduct } from '../model/events.ts';
import {
  costOf,
  euros,
  halfUp,
  monthlyCost,
  type Price,
  perMonth,
  priceOf,
  toNumber,
} from './amounts.ts';
import { daysOf, laterOf, type Period, periodOf } from './days.ts';
import type { Declared, FoundTariff, Remains, Tariff } from './model.ts';

/** An allocation, and what was declared of it. */
interface Known {
  readonly content: ToegewezenProduct;
  /** Absent where nothing is known of declarations: then it counts as if nothing was declared. */
  readonly declared?: Declared;
}

/**
 * What remains of an allocation on a day (region.md, Conversion). Of a Budget or a volume in total (Frequentie 6): that,
 * less what was granted, plus what was credited. Else the tariff times the lesser of the bound over the days from that day
 * to the Einddatum, and what is left of the bound over the whole (TR322). Where more was granted than was allocated,
 * nothing remains, and never less than nothing: what was granted stays granted. An allocation that begins later remains
 * whole. What was declared and not decided stands apart.
 *
 * @param found what contracts say of its product
 * @param day plain date, the first day after what is past
 * @returns null where the tariff is not known, and is needed; amounts that are null where there is no bound
 * @throws {RangeError} where an amount is more than a number holds exactly
 */
export function remainsOf(
  { content, declared }: Known,
  found: FoundTariff | undefined,
  day: string,
): Remains | null {
  const { begin, end } = periodOf(content);
  const days: Days = { begin, end, from: laterOf(day, begin) };
  const said = {
    undecided: declared?.undecidedAmount ?? 0,
    declared: declared ? 'file' : 'unknown',
  } as const;
  if (content.budget !== undefined)
    return { ...ofBudget(readCents(content.budget), declared, days), ...said };
  const { omvang } = content;
  if (!omvang) return { total: null, perMonth: null, volume: null, tariff: null, ...said };
  const line = tariffOf(found);
  const price = priceOf(omvang.eenheid, line);
  if (!price) return null;
  return { ...ofVolume(countedOmvang(omvang), price, declared, days), ...said };
}

/** The tariff that was found; undefined where none was. */
export function tariffOf(found: FoundTariff | undefined): Tariff | undefined {
  return typeof found === 'object' ? found : undefined;
}

/** An Omvang as a message writes it, to count with. */
export function countedOmvang({
  volume,
  ...rest
}: NonNullable<ToegewezenProduct['omvang']>): Omvang {
  return { ...rest, volume: BigInt(volume) };
}

/** The days of an allocation, and the first of those that are still to come. */
interface Days extends Period {
  readonly from: string;
}

type OwnAmounts = Pick<Remains, 'total' | 'perMonth' | 'volume' | 'tariff'>;

function ofBudget(budget: bigint, declared: Declared | undefined, { from, end }: Days): OwnAmounts {
  const total = notBelow(budget - grantedAmount(declared));
  return {
    total: toNumber(total),
    perMonth: end === undefined ? null : toNumber(perMonth(total, daysOf(from, end))),
    ...{ volume: null, tariff: null },
  };
}

function ofVolume(
  omvang: Omvang,
  price: Price,
  declared: Declared | undefined,
  { begin, from, end }: Days,
): OwnAmounts {
  const isEuros = omvang.eenheid === euros;
  const granted = isEuros ? grantedEuros(declared) : grantedVolume(declared, price);
  const ahead = mostOver(omvang, from, end);
  const whole = mostOver(omvang, begin, end);
  const bound = ahead !== undefined && whole !== undefined;
  const volume = bound ? notBelow(lesser(ahead, whole - granted)) : undefined;
  const total = volume === undefined ? undefined : costOf(volume, price);
  const over =
    total === undefined || end === undefined ? undefined : { total, days: daysOf(from, end) };
  const each = monthlyCost(omvang, price, over);
  return {
    total: total === undefined ? null : toNumber(total),
    perMonth: each === undefined ? null : toNumber(each),
    volume: volume === undefined ? null : toNumber(volume),
    tariff: isEuros ? null : toNumber(halfUp(price.cents, price.per)),
  };
}

/** Where only the amount is filled in, the volume that it paid. */
function grantedVolume(declared: Declared | undefined, { cents, per }: Price): bigint {
  return netVolume(declared) || (cents > 0n ? halfUp(grantedAmount(declared) * per, cents) : 0n);
}

function netVolume(declared: Declared | undefined): bigint {
  return declared ? BigInt(declared.grantedVolume) - BigInt(declared.creditedVolume) : 0n;
}

function grantedAmount(declared: Declared | undefined): bigint {
  return declared ? BigInt(declared.grantedAmount) - BigInt(declared.creditedAmount) : 0n;
}

/** Of an allocation in euros, volume and amount are the same: some programs fill in only one of the two. */
function grantedEuros(declared: Declared | undefined): bigint {
  return grantedAmount(declared) || netVolume(declared);
}

function notBelow(amount: bigint): bigint {
  return amount < 0n ? 0n : amount;
}

function lesser(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
