import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { BerichtType } from '../../../src/standard/catalogue.ts';
import type { AnyBericht, BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { buildBericht } from '../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { checkBericht } from '../../../src/standard/rules/check.ts';
import type { DeclaredPast } from '../../../src/standard/rules/engine/declared-past.ts';
import type {
  OwnAllocation,
  Past,
  PastAllocation,
  PastRequest,
  PastStart,
} from '../../../src/standard/rules/engine/past.ts';
import type { Rule } from '../../../src/standard/rules/engine/rule.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import type { Draft } from './case.ts';
import { testGemeenten } from './gemeenten.ts';

/** A past in the hands of a history, which may put anything in the place of what it holds. */
export type PastDraft = { -readonly [Name in keyof Past]: Past[Name] };

type Change<T extends BerichtType> = (bericht: Draft<BerichtOf<T>>, past: PastDraft) => void;

/**
 * Two histories, each with a message at its end: in one the message breaks a rule, and no other; in
 * the other it obeys, and that one is as near to the first as can be.
 */
export interface History {
  readonly rule: string;
  readonly type: BerichtType;
  readonly from: string;
  readonly shows: string;
  readonly breaks: Change<never>;
  readonly holds: Change<never>;
  /** The paths at which the first breaks the rule. */
  readonly at: readonly string[];
  /** What no message that breaks this rule can obey, as `rule path`. */
  readonly alongside?: readonly string[];
}

/** @param from a message below `fixtures/`; both histories start with {@link before} it */
export function history<T extends BerichtType>(
  rule: string,
  from: `${T}/${string}.xml`,
  shows: string,
  histories: {
    readonly breaks: Change<T>;
    readonly holds: Change<T>;
    readonly at: readonly string[];
    readonly alongside?: readonly string[];
  },
): History {
  return { rule, from, type: from.slice(0, 5) as T, shows, ...histories } as History;
}

/**
 * Runs all of them, each against every rule.
 *
 * @param rules those that the histories are about
 */
export function testHistories(rules: readonly Rule[], histories: readonly History[]): void {
  const inspector = Inspector.load('schemas/ijw/3.2');
  afterAll(() => inspector[Symbol.dispose]());

  const findings = (of: History, change: Change<never>) => {
    const fixture = readFileSync(new URL(`../../../fixtures/${of.from}`, import.meta.url));
    const draft = structuredClone(parseBericht(of.type, fixture));
    const past = before(of.type);
    change(draft as never, past);
    const bytes = buildBericht(draft);
    expect(inspector.inspect(bytes)).toMatchObject({ outcome: 'known', violations: [] });
    const bericht = parseBericht(of.type, bytes);
    // What breaks a rule within the message never gets as far as these rules.
    expect(checkBericht(bericht, [2], { ...context, past })).toEqual([]);
    return faults(bericht, past);
  };

  test.each(histories.map((one) => [one.rule, one.type, one.shows, one] as const))(
    '%s in %s: %s',
    (_rule, _type, _shows, one) => {
      const expected = [...one.at.map((path) => `${one.rule} ${path}`), ...(one.alongside ?? [])];
      expect(findings(one, one.breaks).sort()).toEqual(expected.sort());
      expect(findings(one, one.holds)).toEqual([]);
    },
  );

  test('every rule has histories for each of its messages', () => {
    const wanted = rules.flatMap(({ code, messages }) => messages.map((type) => `${code} ${type}`));
    const given = new Set(histories.map(({ rule, type }) => `${rule} ${type}`));
    expect([...given].sort()).toEqual(wanted.sort());
  });
}

const context = { today: '2026-06-01', gemeenten: testGemeenten };

/** What a message breaks outside of itself, as `rule path`, in the order of the rules. */
export function faults(bericht: AnyBericht, past: Past): string[] {
  return checkBericht(bericht, [3, 4], { ...context, past }).map(
    ({ rule, path }) => `${rule} ${path}`,
  );
}

/** How often rules look at anything of a message and its past: their work, counted. */
export function looks(bericht: AnyBericht, past: Past, declared?: DeclaredPast): number {
  let count = 0;
  const watched = <T>(value: T): T => {
    if (typeof value !== 'object' || value === null || value instanceof Set) return value;
    if (value instanceof Map) {
      const entries = [...value].map(([key, one]) => [key, watched(one)] as const);
      return new Map(entries) as T;
    }
    return new Proxy(value, {
      get(target, name) {
        count++;
        return watched(Reflect.get(target, name));
      },
    });
  };
  const before = declared && { declared: watched(declared) };
  checkBericht(watched(bericht), [3, 4], { ...context, past: watched(past), ...before });
  return count;
}

/** A past in which the complete message of the fixtures obeys the rules. */
export function before(type: BerichtType): PastDraft {
  return {
    identificatieUsed: false,
    allocations: ['JW305', 'JW307', 'JW317'].includes(type) ? yaras : [],
    requests: (asked[type] ?? []).map((reference) => request(reference)),
    usedReferences: new Set(),
    starts: type === 'JW307' ? started : [],
    stops: [],
  };
}

/** What waits for an answer when the message comes. */
const asked: Partial<Record<BerichtType, readonly string[]>> = {
  JW301: ['DIJK-2024-0091-A', 'DIJK-2024-0091-B'],
  JW319: ['DIJK-2024-0140'],
};

/** What Yara got when the stops of the fixtures are reported. */
const started: readonly PastStart[] = [
  {
    toewijzingNummer: '240031101',
    product: { categorie: '45', code: 'B09P' },
    begindatum: '2024-03-04',
    removed: false,
  },
  {
    toewijzingNummer: '240031102',
    product: { categorie: '54' },
    begindatum: '2024-03-05',
    removed: false,
  },
];

/** An open request of a JW315, of the message's client by default. */
export function request(referentieAanbieder: string, change?: Partial<PastRequest>): PastRequest {
  return {
    type: 'JW315',
    referentieAanbieder,
    ofClient: true,
    answers: [],
    honoured: false,
    ...change,
  };
}

/** An allocation of a whole SPIC in 2024, of the message's client at its aanbieder by default. */
export function allocation(
  toewijzingNummer: string,
  change?: Partial<Record<'ofClient' | 'ofAanbieder', boolean>> &
    Partial<Omit<OwnAllocation, 'ofClient' | 'ofAanbieder'>>,
): PastAllocation {
  // Of another's no more is known than whose it is; rules must not look at the rest.
  const { ofClient = true, ofAanbieder = true } = change ?? {};
  if (!ofClient || !ofAanbieder) return { toewijzingNummer, ofClient, ofAanbieder };
  return {
    toewijzingNummer,
    product: { categorie: '45', code: 'B01P' },
    toewijzingsdatum: '2024-01-02',
    toewijzingstijd: '09:00:00',
    ingangsdatum: '2024-03-01',
    einddatum: '2024-12-31',
    omvang: { volume: '1', eenheid: '82', frequentie: '6' },
    ...change,
    ofClient,
    ofAanbieder,
  };
}

/** What Yara was allocated when the start, stop and request for change of the fixtures are sent. */
const yaras: readonly PastAllocation[] = [
  allocation('240031207', {
    product: { categorie: '45', code: 'B04P' },
    ingangsdatum: '2024-03-18',
    einddatum: '2025-03-17',
  }),
  allocation('240031101', {
    product: { categorie: '45', code: 'B09P' },
    einddatum: '2025-02-28',
    // The fixture changes it in May: of a total that could not be (TR373).
    omvang: { volume: '1', eenheid: '82', frequentie: '4' },
  }),
  allocation('240031102', {
    product: { categorie: '54' },
    einddatum: '2024-08-31',
    budget: '250000',
    omvang: undefined,
  }),
  allocation('239900077', {
    product: { categorie: '45', code: '45A03' },
    ingangsdatum: '2023-01-01',
    einddatum: '2024-02-29',
    redenWijziging: '10',
  }),
];

/** The same past, with one of its allocations changed. */
export function altered(
  past: Past,
  toewijzingNummer: string,
  change: Partial<PastAllocation>,
): PastAllocation[] {
  return past.allocations.map((one) =>
    one.toewijzingNummer === toewijzingNummer ? { ...one, ...change } : one,
  );
}
