import type { Money } from '../../standard/money.ts';
import { mostOver, type Omvang } from '../../standard/volume.ts';
import { type Family, type JudgedBy, lastDay } from './between.ts';
import { type ContractLine, holdsOn, productKey } from './model.ts';

/** What a contract check asks: may this aanbieder deliver this help to a child of this gemeente? */
export interface ContractQuestion {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly product: { readonly categorie: string; readonly code?: string };
  /** Plain dates: Ingangsdatum and Einddatum. */
  readonly begin: string;
  readonly end?: string;
  readonly omvang?: Omvang;
  /** In euro cents. */
  readonly budget?: Money;
  /** Plain date. */
  readonly birth?: string;
  /** Type of the Verwijzer (COD327). */
  readonly verwijzer?: string;
  /** The request says Raamcontract 1: the aanbieder relies on a national contract. */
  readonly raamcontract?: boolean;
  /** The child moved, and goes on with the help that it had (Jeugdwet 2.7a). */
  readonly moved?: boolean;
}

export const checkOutcomes = ['yes', 'no', 'unknown'] as const;
export type CheckOutcome = (typeof checkOutcomes)[number];

/** Why the answer is no, with the RedenAfwijzingVerzoek of a JW319 that fits (WJ759). */
const refusals = {
  'no-contract': '3',
  'not-in-contract': '4',
  'begins-outside': '4',
  'volume-outside': '4',
  'over-ceiling': '2',
  'too-old': '9',
} as const;
type Refusal = keyof typeof refusals;

/** Why nobody but the gemeente can say. */
const grounds = ['adult', 'probation', 'by-law', 'moved', 'national', 'not-comparable'] as const;
type Ground = (typeof grounds)[number];

/** The reasons of an answer. */
export type CheckReason = 'agreed' | Refusal | Ground;
export const checkReasons = [
  'agreed',
  ...(Object.keys(refusals) as Refusal[]),
  ...grounds,
] as readonly CheckReason[];

/** What else is good to know. */
export const checkRemarks = [
  'ends-later',
  'tariff-changes',
  'other-unit',
  'no-code',
  'turns-18',
  'by-predecessor',
] as const;
export type CheckRemark = (typeof checkRemarks)[number] | CheckReason;

/** The line by which a contract check answers. */
export interface FoundLine {
  readonly contractId: string;
  readonly number: string;
  readonly version: number;
  readonly line: ContractLine;
}

export interface ContractAnswer {
  readonly outcome: CheckOutcome;
  readonly reason: CheckReason;
  /** RedenAfwijzingVerzoek that would fit (WJ759); absent unless the answer is no. */
  readonly redenAfwijzing?: string;
  /** TR381 refuses such a request: the parties have a contract, and none of its lines has the code on the first day. */
  readonly refused: boolean;
  readonly line?: FoundLine;
  readonly remarks: readonly CheckRemark[];
}

/** What contracts alone say. */
interface ByContract {
  readonly reason: 'agreed' | Refusal | 'not-comparable';
  readonly refused: boolean;
  readonly line?: FoundLine;
  readonly remarks: readonly CheckRemark[];
}

/**
 * Answers a contract check. Measures of the court, a move and a national contract may oblige a gemeente though its own
 * contracts do not hold the help: then a no becomes unknown. From 18 years on the Jeugdwet applies in some cases only: then
 * a yes becomes unknown; from 23 years on it is no.
 *
 * @param found the contracts of the two
 */
export function checkContract(
  asked: ContractQuestion,
  { family, contracts }: { readonly family: Family; readonly contracts: readonly JudgedBy[] },
): ContractAnswer {
  const { reason, refused, line, remarks } = byContract(asked, contracts, family);
  const [obliged, ...more] = obligations(asked);
  const age = asked.birth === undefined ? undefined : ageOn(asked.birth, asked.begin);
  const notes = [...remarks, ...(turns18(asked) ? (['turns-18'] as const) : [])];
  const answer = (
    outcome: CheckOutcome,
    by: CheckReason,
    others: readonly (CheckReason | undefined)[],
  ): ContractAnswer => ({
    ...{ outcome, reason: by, refused },
    ...(outcome === 'no' && { redenAfwijzing: refusals[by as Refusal] }),
    ...(line && { line }),
    remarks: [
      ...others.filter((one) => one !== undefined && one !== 'agreed' && one !== by),
      ...notes,
    ] as CheckRemark[],
  });
  const isAgreed = reason === 'agreed';
  const adult = age !== undefined && age >= 18 && age < tooOldFrom ? 'adult' : undefined;
  if (age !== undefined && age >= tooOldFrom)
    return obliged
      ? answer('unknown', obliged, ['too-old', reason, ...more])
      : answer('no', 'too-old', [reason]);
  if (reason === 'not-comparable') return answer('unknown', reason, [adult, obliged, ...more]);
  if (!isAgreed)
    return obliged
      ? answer('unknown', obliged, [reason, adult, ...more])
      : answer('no', reason, [adult]);
  if (adult) return answer('unknown', adult, [obliged, ...more]);
  return answer('yes', 'agreed', []);
}

/** Nobody gets help by the Jeugdwet from this age on (Jeugdwet 1.1). */
const tooOldFrom = 23;
/** Jeugdreclassering. */
const probation = '47';
/** A gecertificeerde instelling; a court, officer of justice or institution for young offenders. */
const measures: ReadonlySet<string> = new Set(['04', '08']);

/** What may oblige the gemeente, whatever it agreed with this aanbieder. */
function obligations({ product, verwijzer, moved, raamcontract }: ContractQuestion): Ground[] {
  const found: [boolean | undefined, Ground][] = [
    [product.categorie === probation, 'probation'],
    [verwijzer !== undefined && measures.has(verwijzer), 'by-law'],
    [moved, 'moved'],
    [raamcontract, 'national'],
  ];
  return found.flatMap(([applies, ground]) => (applies ? [ground] : []));
}

function byContract(
  asked: ContractQuestion,
  contracts: readonly JudgedBy[],
  family: Family,
): ByContract {
  const { gemeente, product, begin } = asked;
  if (!contracts.some(({ contract }) => contract.gemeenten.includes(gemeente)))
    return { reason: 'no-contract', refused: false, remarks: [] };
  const candidates = contracts.flatMap((one) => linesFor(one, asked, family));
  const holding = candidates.filter(({ line }) => holdsOn(line, begin));
  // TR381 asks about a code only.
  const refused = product.code !== undefined && holding.length === 0;
  if (holding.length === 0) {
    const reason = candidates.length > 0 ? 'begins-outside' : 'not-in-contract';
    return { reason, refused, remarks: [] };
  }
  // A list of products has no tariffs: a line that has one says more.
  const found = holding.find(({ line }) => line.tariff !== undefined) ?? holding[0];
  if (product.code === undefined || !found)
    return { reason: 'agreed', refused, remarks: ['no-code'] };
  const remarks = remarksOn(asked, found, candidates, gemeente);
  return { reason: amountReason(asked, found.line), refused, line: found, remarks };
}

interface Candidate extends FoundLine {
  readonly gemeenten: readonly string[];
}

/** The lines of a contract for the product, or for its category where it has no code. */
function linesFor(
  { id, version, contract, byProduct }: JudgedBy,
  { gemeente, product }: ContractQuestion,
  family: Family,
): Candidate[] {
  const { categorie, code } = product;
  const lines =
    code === undefined
      ? contract.lines.filter((line) => line.categorie === categorie)
      : (byProduct.get(productKey({ categorie, code })) ?? []);
  const end = lastDay(contract, gemeente, family);
  return lines.map((line) => ({
    ...{ contractId: id, number: contract.number, version, gemeenten: contract.gemeenten },
    line:
      end === null || (line.until !== undefined && line.until < end)
        ? line
        : { ...line, until: end },
  }));
}

function remarksOn(
  { begin, end, omvang }: ContractQuestion,
  { line, gemeenten }: Candidate,
  candidates: readonly Candidate[],
  gemeente: string,
): CheckRemark[] {
  const during = candidates.map((one) => one.line).filter((one) => touches(one, begin, end));
  const tariffs = new Set(during.flatMap(({ tariff }) => tariff ?? []));
  const last = lastAgreed(line, candidates);
  const endsLater = last !== undefined && (end === undefined || end > last);
  const unit = omvang?.eenheid;
  const otherUnit = unit !== undefined && line.eenheid !== undefined && unit !== line.eenheid;
  return [
    ...(endsLater ? (['ends-later'] as const) : []),
    ...(tariffs.size > 1 ? (['tariff-changes'] as const) : []),
    ...(otherUnit ? (['other-unit'] as const) : []),
    ...(gemeenten.includes(gemeente) ? [] : (['by-predecessor'] as const)),
  ];
}

function touches({ from, until }: ContractLine, begin: string, end: string | undefined): boolean {
  return (
    (until === undefined || until >= begin) &&
    (from === undefined || end === undefined || from <= end)
  );
}

/** The last day of a line and those that follow it without a gap; undefined: for further notice. */
function lastAgreed(line: ContractLine, candidates: readonly Candidate[]): string | undefined {
  let { until } = line;
  for (;;) {
    if (until === undefined) return undefined;
    const next = nextDay(until);
    const follows = candidates.find((one) => holdsOn(one.line, next));
    if (!follows) return until;
    until = follows.line.until;
  }
}

function nextDay(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function amountReason(asked: ContractQuestion, line: ContractLine): ByContract['reason'] {
  const { leastVolume, mostVolume } = line;
  const { omvang } = asked;
  if (leastVolume !== undefined || mostVolume !== undefined) {
    const volume = omvang && inUnitsOf(line, omvang);
    if (volume === undefined && (omvang || asked.budget !== undefined)) return 'not-comparable';
    const isOutside =
      volume !== undefined &&
      ((leastVolume !== undefined && volume < BigInt(leastVolume) * perHour) ||
        (mostVolume !== undefined && volume > BigInt(mostVolume) * perHour));
    if (isOutside) return 'volume-outside';
  }
  return ceilingReason(asked, line);
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
function ceilingReason(asked: ContractQuestion, line: ContractLine): ByContract['reason'] {
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
function yearsOf({ begin, end }: ContractQuestion): Days[] {
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
  { omvang, budget }: ContractQuestion,
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

/** Whole years on a day. */
function ageOn(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}

function turns18({ birth, begin, end }: ContractQuestion): boolean {
  if (birth === undefined || ageOn(birth, begin) >= 18) return false;
  return end === undefined || ageOn(birth, end) >= 18;
}
