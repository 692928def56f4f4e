import type { Money } from '../../standard/money.ts';
import { mostOver, type Omvang } from '../../standard/volume.ts';
import type { ContractLine } from './model.ts';

/** How much is asked, and for which days: plain dates. */
export interface AskedAmount {
  readonly begin: string;
  readonly end?: string;
  readonly omvang?: Omvang;
  /** In euro cents. */
  readonly budget?: Money;
}

type AmountReason = 'agreed' | 'volume-outside' | 'over-ceiling' | 'not-comparable';

/**
 * Whether what is asked fits the bounds and the ceiling of a line. What is certain comes first: a ceiling that is exceeded
 * stays so when the volume cannot be compared.
 */
export function amountReason(asked: AskedAmount, line: ContractLine): AmountReason {
  const ofVolume = volumeReason(asked, line);
  if (ofVolume === 'volume-outside') return ofVolume;
  const ofCeiling = ceilingReason(asked, line);
  return ofCeiling === 'agreed' ? ofVolume : ofCeiling;
}

/** Whether a line has bounds or a ceiling, and nothing is asked that could be compared with these. */
export function hasNothingToCompare(
  { omvang, budget }: AskedAmount,
  { leastVolume, mostVolume, yearCeiling }: ContractLine,
): boolean {
  const isBounded = [leastVolume, mostVolume, yearCeiling].some((bound) => bound !== undefined);
  return isBounded && !omvang && budget === undefined;
}

function volumeReason({ omvang, budget }: AskedAmount, line: ContractLine): AmountReason {
  const { leastVolume, mostVolume } = line;
  if (leastVolume === undefined && mostVolume === undefined) return 'agreed';
  const volume = omvang && inUnitsOf(line, omvang);
  if (volume === undefined) return omvang || budget !== undefined ? 'not-comparable' : 'agreed';
  const isLess = leastVolume !== undefined && volume < BigInt(leastVolume) * perHour;
  const isMore = mostVolume !== undefined && volume > BigInt(mostVolume) * perHour;
  return isLess || isMore ? 'volume-outside' : 'agreed';
}

/** Volumes are compared in sixtieths of their Eenheid, so that minutes and hours can be. */
const perHour = 60n;
const minute = '01';
const hour = '04';

/** A volume per the Frequentie of the line, in sixtieths of its Eenheid; undefined when it cannot be compared. */
function inUnitsOf({ eenheid, frequentie }: ContractLine, asked: Omvang): bigint | undefined {
  if (frequentie !== undefined && asked.frequentie !== frequentie) return undefined;
  if (eenheid === undefined || asked.eenheid === eenheid) return asked.volume * perHour;
  if (asked.eenheid === minute && eenheid === hour) return asked.volume;
  if (asked.eenheid === hour && eenheid === minute) return asked.volume * perHour * perHour;
  return undefined;
}

/** Whether what is asked costs more in a calendar year than the line allows. */
function ceilingReason(asked: AskedAmount, line: ContractLine): AmountReason {
  const { yearCeiling } = line;
  if (yearCeiling === undefined || (!asked.omvang && asked.budget === undefined)) return 'agreed';
  const amounts = yearsOf(asked).map((year) => amountIn(year, asked, line));
  if (amounts.some((amount) => amount !== undefined && amount > BigInt(yearCeiling)))
    return 'over-ceiling';
  return amounts.includes(undefined) ? 'not-comparable' : 'agreed';
}

interface Days {
  readonly begin: string;
  readonly end: string;
  /** It is all that is asked. */
  readonly whole: boolean;
}

/** The days that are asked, by calendar year: without an end those of this year, and a whole one. */
function yearsOf({ begin, end }: AskedAmount): Days[] {
  const first = Number(begin.slice(0, 4));
  const last = end === undefined ? first + 1 : Number(end.slice(0, 4));
  return Array.from({ length: last - first + 1 }, (_, n) => {
    const [from, to] = [`${first + n}-01-01`, `${first + n}-12-31`];
    return {
      begin: from > begin ? from : begin,
      end: end !== undefined && end < to ? end : to,
      whole: first === last,
    };
  });
}

/** What is asked for these days, in euro cents; undefined when that cannot be known. */
function amountIn(
  { begin, end, whole }: Days,
  { omvang, budget }: AskedAmount,
  { tariff, eenheid }: ContractLine,
): bigint | undefined {
  if (budget !== undefined) return whole ? budget : undefined;
  if (!omvang || (omvang.frequentie === '6' && !whole)) return undefined;
  const volume = mostOver(omvang, begin, end);
  if (volume === undefined) return undefined;
  if (omvang.eenheid === euros) return volume;
  if (tariff === undefined) return undefined;
  const sixtieths = inUnitsOf({ eenheid, frequentie: omvang.frequentie } as ContractLine, {
    ...omvang,
    volume,
  });
  return sixtieths === undefined ? undefined : (sixtieths * BigInt(tariff)) / perHour;
}

/** Volumes of this Eenheid are euro cents. */
const euros = '83';
