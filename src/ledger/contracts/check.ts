import { type AskedAmount, amountReason, hasNothingToCompare } from './amount.ts';
import { type Family, type JudgedBy, lastDay } from './between.ts';
import { type ContractLine, holdsOn, productKey } from './model.ts';

/** What a contract check asks: may this aanbieder deliver this help to a child of this gemeente? */
export interface ContractQuestion extends AskedAmount {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly product: { readonly categorie: string; readonly code?: string };
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
  'not-compared',
  'refused-all-the-same',
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
      // Whatever obliges the gemeente, the retour goes by the contract.
      ...(outcome === 'unknown' && refused ? ['refused-all-the-same'] : []),
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
    const [first] = candidates;
    if (!first) return { reason: 'not-in-contract', refused, remarks: [] };
    // The next that begins, or the last that was.
    const line = candidates.find(({ line: { from = '' } }) => from > begin) ?? candidates.at(-1);
    const days = product.code === undefined ? undefined : line;
    return { reason: 'begins-outside', refused, remarks: [], ...(days && { line: days }) };
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
  asked: ContractQuestion,
  { line, gemeenten }: Candidate,
  candidates: readonly Candidate[],
  gemeente: string,
): CheckRemark[] {
  const { begin, end, omvang } = asked;
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
    ...(hasNothingToCompare(asked, line) ? (['not-compared'] as const) : []),
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

/** Whole years on a day. */
function ageOn(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}

function turns18({ birth, begin, end }: ContractQuestion): boolean {
  if (birth === undefined || ageOn(birth, begin) >= 18) return false;
  return end === undefined || ageOn(birth, end) >= 18;
}
