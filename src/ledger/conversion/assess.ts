import { statusOf } from '../model/versions.ts';
import { besideKept, careOverlaps, sameSpics } from './beside.ts';
import { periodOf } from './days.ts';
import { isSpicAlready, keyOf, matchOf } from './matching.ts';
import {
  type Assessed,
  type CaseFacts,
  type HoldReason,
  holdReasons,
  type Mapping,
  type Remains,
  type Spic,
} from './model.ts';
import { proposalFor, shortenedBy } from './proposal.ts';
import { remainsOf } from './remains.ts';

type Allocation = CaseFacts['allocations'][number];

/** What a case is assessed by. */
interface Asked {
  readonly facts: CaseFacts;
  readonly mapping: Mapping;
  readonly day: string;
  readonly chosen: ReadonlyMap<string, Spic>;
}

/**
 * What the conversion of a case would be: one for each allocation that is old care, in the order of the facts. Not those
 * that are a SPIC already (the mapping has their product as a target only), that were deleted or emptied, or that end
 * before the day; one that begins on that day or later only where it has a rule or a SPIC was chosen.
 *
 * @param day plain date: the first day of the SPICs
 * @param chosen SPICs that a person chose, by ToewijzingNummer: the mapping is not asked there
 * @throws {RangeError} where an amount is more than a number holds exactly, as of thousands of years
 */
export function assess(
  facts: CaseFacts,
  mapping: Mapping,
  day: string,
  chosen: ReadonlyMap<string, Spic> = new Map(),
): Assessed[] {
  const asked: Asked = { facts, mapping, day, chosen };
  const drafted = facts.allocations
    .filter((allocation) => isOldCare(allocation, asked))
    .map((allocation) => ({ allocation, drafted: draftOf(allocation, asked) }))
    .filter(({ allocation, drafted }) => hasBegun(allocation, day) || drafted.hasTarget);
  const rows = drafted.map(({ allocation, drafted: { hasTarget: _, ...row } }) => ({
    ...row,
    holds: ownHolds(allocation, day),
  }));
  return withOthers(rows, facts, day);
}

function isOldCare({ toewijzingNummer, content }: Allocation, { mapping, day, chosen }: Asked) {
  const status = statusOf(content);
  if (status === 'deleted') return false;
  // A change left it no more than its first day: nothing of it is left to convert.
  if (status === 'withdrawn' && content.einddatum === content.ingangsdatum) return false;
  const { end } = periodOf(content);
  if (end !== undefined && end < day) return false;
  return chosen.has(toewijzingNummer) || !isSpicAlready(mapping, content);
}

function hasBegun({ content }: Allocation, day: string): boolean {
  return periodOf(content).begin < day;
}

type Draft = Omit<Assessed, 'holds'>;

/** A row by itself; `hasTarget` when a rule or a person says what it becomes. */
function draftOf(allocation: Allocation, asked: Asked): Draft & { readonly hasTarget: boolean } {
  const { facts, day } = asked;
  const { toewijzingNummer, content } = allocation;
  const old = content.product && facts.tariffs[keyOf(content.product)];
  const remains = remainsOf(allocation, old, day);
  const target = targetOf(allocation, remains, asked);
  const none = { toewijzingNummer, remains, shortened: null, proposal: null } as const;
  if (typeof target === 'string')
    return { ...none, unmapped: target, rule: null, hasTarget: false };
  const { spic, rule } = target;
  // Where nobody asked the contracts, no tariff is known.
  const tariff = facts.tariffs[keyOf(spic)] ?? 'no-tariff';
  if (typeof tariff === 'string') return { ...none, unmapped: tariff, rule, hasTarget: true };
  const proposal = proposalFor({ content, remains, old, spic, tariff, day });
  if (typeof proposal === 'string') return { ...none, unmapped: proposal, rule, hasTarget: true };
  const shortened = hasBegun(allocation, day) ? shortenedBy(content, day) : null;
  return { toewijzingNummer, remains, shortened, proposal, unmapped: null, rule, hasTarget: true };
}

function targetOf(
  { toewijzingNummer, content }: Allocation,
  remains: Remains | null,
  { facts, mapping, chosen }: Asked,
) {
  const spic = chosen.get(toewijzingNummer);
  if (spic) return { spic, rule: null };
  const match = matchOf(mapping, {
    ...{ content, aanbieder: facts.aanbieder, age: facts.age },
    remains: remains?.total ?? null,
  });
  return typeof match === 'string' ? match : { spic: match.to, rule: match.row };
}

/** What is in the way of an allocation by itself. */
function ownHolds({ content, declared }: Allocation, day: string): HoldReason[] {
  const { lastGranted, lastUndecided } = declared ?? {};
  const holds: (HoldReason | false)[] = [
    lastGranted !== undefined && lastGranted >= day && 'granted-after-end',
    lastUndecided !== undefined && lastUndecided >= day && 'undecided-after-end',
    periodOf(content).begin >= day && 'begins-later',
    statusOf(content) === 'withdrawn' && 'changes-over',
  ];
  return holds.filter((hold) => hold !== false);
}

/** What is in the way of a case as a whole. */
function caseHolds({ openRequest, clientLacks, ledgerComplete }: CaseFacts): HoldReason[] {
  const holds: (HoldReason | false)[] = [
    openRequest && 'open-request',
    clientLacks.some((code) => code !== addressUnsafe) && 'client-data',
    clientLacks.includes(addressUnsafe) && addressUnsafe,
    !ledgerComplete && 'ledger-incomplete',
  ];
  return holds.filter((hold) => hold !== false);
}

const addressUnsafe = 'address-unsafe';

/**
 * With the holds that rows give each other, and those of the case. What holds the case as a whole makes no allocation stay
 * beside another: when it is out of the way, all go together.
 */
function withOthers(rows: readonly Assessed[], facts: CaseFacts, day: string): Assessed[] {
  const same = sameSpics(rows);
  const beside = besideKept(
    rows.map((row) => ({
      ...row,
      isHeld: row.holds.length > 0 || same.has(row.toewijzingNummer),
    })),
    facts.allocations,
  );
  const ofCase = caseHolds(facts);
  if (careOverlaps(rows, facts.allocations, day)) ofCase.push('care-overlaps');
  return rows.map((row) => {
    const holds = new Set([...row.holds, ...ofCase]);
    if (same.has(row.toewijzingNummer)) holds.add('same-spic');
    if (beside.has(row.toewijzingNummer)) holds.add('overlaps-kept');
    return { ...row, holds: holdReasons.filter((hold) => holds.has(hold)) };
  });
}
