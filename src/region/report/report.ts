import type { PoolClient } from 'pg';
import { catalogueOf } from '../../ledger/catalogue/spic.ts';
import { Catalogue } from '../../ledger/contracts/regions.ts';
import { type BerichtType, berichten } from '../../standard/catalogue.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { type FigureSubject, productOf, refusalKeys } from '../figures/figure.ts';
import { memberships, type RunningFigure, runningFigures } from '../figures/running.ts';
import { signalsByDay } from '../signals/counts.ts';
import {
  type SignalKind,
  type SignalSegment,
  signalKinds,
  signalSegments,
} from '../signals/signal.ts';
import { type ProviderSize, providerSizes } from '../sizes/sizes.ts';
import { runningTerms } from '../terms/running.ts';
import { type DifferenceBand, differenceBands, runningConversions } from './conversions.ts';
import type { Group, Scope } from './groups.ts';
import { type Cell, type Shown, shown, tensByKey } from './tens.ts';
import { type TermFigures, termFigures } from './took.ts';

/** A number of small aanbieders, and of large ones. */
export interface BySize {
  readonly small: Shown;
  readonly large: Shown;
}

/** What happened in a region in a period. Each number is in full tens; null is fewer than ten, and maybe nothing. */
export interface RegionReport {
  /** The first and the last day. */
  readonly from: string;
  readonly to: string;
  /** The gemeenten that are counted. */
  readonly gemeenten: readonly string[];
  /** Gemeenten of the caller that are not: it does not act for their whole region. */
  readonly leftOut: readonly string[];
  /** Of parties, that were accepted and refuse nothing; all types are there. */
  readonly messages: readonly ({ readonly type: BerichtType } & BySize)[];
  readonly refusals: {
    /** By the gateway, by each rule that was broken. */
    readonly rules: readonly ({ readonly rule: string } & BySize)[];
    /** At the door, by the code of the problem. */
    readonly door: readonly ({ readonly code: string } & BySize)[];
    /** By a retour or JW325 of a party; both are there. */
    readonly parties: readonly ({ readonly explained: boolean } & BySize)[];
  };
  /** The rules that were broken most, ten at most. */
  readonly brokenMost: readonly { readonly rule: string; readonly count: number }[];
  readonly terms: readonly TermFigures[];
  readonly conversion: {
    readonly approved: Shown;
    readonly refused: Shown;
    /** Of those that were approved; all bands are there. */
    readonly differences: readonly { readonly band: DifferenceBand; readonly count: Shown }[];
  };
  /** Those with a number to show. */
  readonly signals: readonly SignalFigures[];
  readonly products: readonly ProductFigures[];
}

/** Signals that were reported. One that concerns several regions counts in each. */
export interface SignalFigures {
  readonly kind: SignalKind;
  readonly segment: SignalSegment | null;
  /** Of the aanbieder that it is about; null where it is about none. */
  readonly size: ProviderSize | null;
  readonly count: number;
}

/** What began and ended of a product. */
export interface ProductFigures {
  /** Null where allocations name none. */
  readonly categorie: string | null;
  readonly code: string | null;
  /** As the catalogue of the region has it on the last day; null where it does not. */
  readonly spic: {
    readonly segment: string;
    readonly profile: string;
    readonly intensity: string;
  } | null;
  readonly allocated: Shown;
  readonly started: Shown;
  readonly stopped: Shown;
}

/** A period: its first and last day, plain dates. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/**
 * Makes the report of a period. What is derived (sums, orders, percentiles) is derived from numbers that are shown.
 *
 * @param client in a transaction
 * @throws {NotBelieved} where a catalogue is not as it was loaded
 */
export async function reportOf(
  client: PoolClient,
  macs: RowMacs,
  { groups, leftOut }: Scope,
  { from, to }: Period,
): Promise<RegionReport> {
  const lists = groups.map(({ gemeenten }) => gemeenten);
  const figures = await runningFigures(client, { groups: lists, from, to });
  const asked = memberships(lists);
  const terms = await runningTerms(client, asked, { from, to });
  const conversions = tensByKey(await runningConversions(client, asked, { from, to }));
  const bySize = (subject: FigureSubject) => sizedOf(figures, subject);
  const rules = listed(bySize('rule')).map(([rule, sizes]) => ({ rule, ...sizes }));
  const messages = bySize('message');
  const parties = bySize('refusal');
  const differences = differenceBands.map((band) => ({ band, tens: conversions.get(band) ?? 0 }));
  return {
    ...{ from, to, gemeenten: lists.flat().toSorted(), leftOut },
    messages: berichten.map(({ type }) => ({ type, ...(messages.get(type) ?? neither) })),
    refusals: {
      rules,
      door: listed(bySize('door')).map(([code, sizes]) => ({ code, ...sizes })),
      parties: refusalKeys.map((key) => ({
        explained: key === 'with-rule',
        ...(parties.get(key) ?? neither),
      })),
    },
    brokenMost: rules
      .map(({ rule, small, large }) => ({ rule, count: (small ?? 0) + (large ?? 0) }))
      .toSorted((one, other) => other.count - one.count)
      .slice(0, mostRules),
    terms: termFigures(terms),
    conversion: {
      approved: shown(differences.reduce((sum, { tens }) => sum + tens, 0)),
      refused: shown(conversions.get('refused') ?? 0),
      differences: differences.map(({ band, tens }) => ({ band, count: shown(tens) })),
    },
    signals: await signalsOf(client, lists, { from, to }),
    products: await productsOf(client, macs, { figures, groups, to }),
  };
}

const mostRules = 10;
const neither: BySize = { small: null, large: null };

/** The numbers of a subject, by key, small and large apart: each is a cell of its own. */
function sizedOf(
  figures: readonly RunningFigure[],
  subject: FigureSubject,
): ReadonlyMap<string, BySize> {
  const own = figures.filter((figure) => figure.subject === subject);
  const tensOfSize = (size: ProviderSize) => tensByKey(own.filter((one) => one.size === size));
  const [small, large] = [tensOfSize('small'), tensOfSize('large')];
  return new Map(
    [...new Set([...small.keys(), ...large.keys()])].map((key) => [
      key,
      { small: shown(small.get(key) ?? 0), large: shown(large.get(key) ?? 0) },
    ]),
  );
}

/** What has a number to show, in the order of its key: that something is there at all would tell of one child. */
function listed(cells: ReadonlyMap<string, BySize>): [string, BySize][] {
  return [...cells].toSorted(([one], [other]) => (one < other ? -1 : 1));
}

/** Signals with a number to show. */
async function signalsOf(
  client: PoolClient,
  groups: readonly (readonly string[])[],
  { from, to }: Period,
): Promise<SignalFigures[]> {
  const cells: Cell[] = [];
  for (const [group, gemeenten] of groups.entries())
    for (const { day, kind, segment, size, count } of await signalsByDay(client, gemeenten, to))
      cells.push({
        group,
        key: JSON.stringify([kind, segment, size]),
        before: day < from ? count : 0,
        until: count,
      });
  const tens = tensByKey(cells);
  return signalKinds.flatMap((kind) =>
    [...signalSegments, null].flatMap((segment) =>
      [...providerSizes, null].flatMap((size) => {
        const count = tens.get(JSON.stringify([kind, segment, size]));
        return count === undefined ? [] : [{ kind, segment, size, count }];
      }),
    ),
  );
}

/** Products with a number to show. Small and large aanbieders are one cell here. */
async function productsOf(
  client: PoolClient,
  macs: RowMacs,
  {
    figures,
    groups,
    to,
  }: {
    readonly figures: readonly RunningFigure[];
    readonly groups: readonly Group[];
    readonly to: string;
  },
): Promise<ProductFigures[]> {
  const tensOfSubject = (subject: FigureSubject) =>
    tensByKey(figures.filter((figure) => figure.subject === subject));
  const [allocated, started, stopped] = [
    tensOfSubject('allocated'),
    tensOfSubject('started'),
    tensOfSubject('stopped'),
  ];
  const keys = [...new Set([allocated, started, stopped].flatMap((cells) => [...cells.keys()]))];
  if (keys.length === 0) return [];
  const catalogues: Catalogue[] = [];
  for (const region of new Set(groups.flatMap(({ region }) => region ?? [])))
    catalogues.push(new Catalogue(await catalogueOf(client, macs, region)));
  return keys.toSorted().map((key) => {
    const { categorie, code } = productOf(key);
    const spic =
      categorie === null || code === null
        ? undefined
        : catalogues.map((one) => one.ofProduct({ categorie, code }, to)).find(Boolean);
    return {
      ...{ categorie, code },
      spic: spic
        ? { segment: spic.segment, profile: spic.profile, intensity: spic.intensity }
        : null,
      allocated: shown(allocated.get(key) ?? 0),
      started: shown(started.get(key) ?? 0),
      stopped: shown(stopped.get(key) ?? 0),
    };
  });
}
