import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assess } from '../../../src/ledger/conversion/assess.ts';
import type { Assessed, CaseFacts } from '../../../src/ledger/conversion/model.ts';
import type { ToegewezenProduct } from '../../../src/ledger/model/events.ts';
import { dayBefore } from '../../../src/standard/calendar.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { checkBericht } from '../../../src/standard/rules/check.ts';
import { isWithdrawn } from '../../../src/standard/rules/level2/stacking.ts';
import { afterDays } from '../../../src/standard/working-days.ts';
import { testGemeenten } from '../../standard/rules/gemeenten.ts';
import { Random } from '../../support/generate/random.ts';
import { caseFor, mappingFor } from './any-case.ts';
import { contentOf, day } from './support.ts';

const cases = 1_500;

const file = new URL('../../../fixtures/JW301/valid-complete.xml', import.meta.url);
const bericht = parseBericht('JW301', readFileSync(file));

/** Which allocations TR302 refuses in one JW301, by their numbers. */
function refused(products: readonly ToegewezenProduct[]): string[] {
  if (products.length === 0) return [];
  const client = {
    ...bericht.client,
    toegewezenProducten: { toegewezenProduct: [...products] },
  };
  const context = { today: day, gemeenten: testGemeenten };
  return checkBericht({ ...bericht, client }, [2], context)
    .filter(({ rule }) => rule === 'TR302')
    .map(({ path }) => Number(/\[(\d+)\]$/.exec(path)?.[1]) || 1)
    .map((at) => (products[at - 1] as ToegewezenProduct).toewijzingNummer);
}

/** The JW301 of a case: rows without holds are converted, all others stay as they are. SPICs come last. */
function messageOf(facts: CaseFacts, converted: readonly Assessed[]): ToegewezenProduct[] {
  const rows = new Map(converted.map((row) => [row.toewijzingNummer, row]));
  const old = facts.allocations.map(({ toewijzingNummer, content }) => {
    const { proposal, shortened } = rows.get(toewijzingNummer) ?? {};
    if (!proposal || !shortened) return content;
    return { ...content, einddatum: shortened.einddatum, redenWijziging: proposal.redenWijziging };
  });
  const spics = converted.map(({ proposal, toewijzingNummer }) => ({
    ...contentOf({ toewijzingNummer: `9${toewijzingNummer}` }),
    ...{ product: proposal?.product, omvang: proposal?.omvang, ingangsdatum: day },
    einddatum: proposal?.einddatum ?? undefined,
  }));
  return [...old, ...spics];
}

/** All amounts that a row has. */
function amountsOf({ remains, proposal }: Assessed): (number | null | undefined)[] {
  return [
    ...[remains?.total, remains?.perMonth, remains?.volume, remains?.tariff, remains?.undecided],
    ...[proposal?.price.total, proposal?.price.perMonth, proposal?.difference],
    ...[proposal?.equal?.old, proposal?.equal?.spic, proposal?.equal?.difference],
    ...[proposal?.monthDifference],
  ];
}

function expectWhole(row: Assessed): void {
  for (const amount of amountsOf(row))
    expect(amount === null || amount === undefined || Number.isSafeInteger(amount)).toBe(true);
  expect(row.remains?.total ?? 0).toBeGreaterThanOrEqual(0);
  expect((row.proposal === null) === (row.unmapped !== null)).toBe(true);
}

/** On each day from the begin of the old one to the end of the SPIC there is one of the two, and one only. */
function expectEachDayOnce({ ingangsdatum }: ToegewezenProduct, row: Assessed): void {
  const { shortened, proposal } = row;
  expect(shortened?.einddatum).toBe(dayBefore(day));
  expect(proposal?.ingangsdatum).toBe(day);
  const last = proposal?.einddatum ?? afterDays(day, 30);
  let wrong = 0;
  for (let at = ingangsdatum; at <= last; at = afterDays(at, 1)) {
    const hasOld = at <= (shortened?.einddatum ?? '');
    const hasSpic = at >= (proposal?.ingangsdatum ?? '');
    if (hasOld === hasSpic) wrong += 1;
  }
  expect(wrong).toBe(0);
}

test(`of ${cases} cases: no day without care or with it twice, and nothing that TR302 refuses`, async () => {
  const random = new Random(20260701);
  const seen = { converted: 0, held: 0, unmapped: 0, several: 0, beside: 0 };
  for (let round = 0; round < cases; round += 1) {
    const facts = caseFor(random);
    const mapping = await mappingFor(random);
    const rows = assess(facts, mapping, day);
    const converted = rows.filter(({ proposal, holds }) => proposal && holds.length === 0);
    for (const row of rows) expectWhole(row);
    for (const row of converted) {
      const own = facts.allocations.find((one) => one.toewijzingNummer === row.toewijzingNummer);
      expectEachDayOnce(own?.content as ToegewezenProduct, row);
    }
    // What was there may be refused already: no SPIC is.
    const spics = refused(messageOf(facts, converted)).filter((number) => number.startsWith('9'));
    expect(spics, JSON.stringify({ facts, mapping })).toEqual([]);
    const others = facts.allocations.filter(({ content }) => !isWithdrawn(content));
    seen.converted += converted.length;
    seen.several += converted.length > 1 ? 1 : 0;
    seen.beside += converted.length > 0 && others.length > converted.length ? 1 : 0;
    seen.held += rows.filter(({ holds }) => holds.length > 0).length;
    seen.unmapped += rows.filter(({ unmapped }) => unmapped !== null).length;
  }
  // It did happen.
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(50);
});

test('a hold that TR302 asks is there for a reason: without it the message would be refused', async () => {
  const random = new Random(20260702);
  let found = 0;
  for (let round = 0; round < cases; round += 1) {
    const facts = caseFor(random);
    const rows = assess(facts, await mappingFor(random), day);
    const free = rows.filter(({ proposal, holds }) => proposal && holds.length === 0);
    for (const row of rows) {
      if (row.holds.length !== 1 || row.holds[0] !== 'overlaps-kept') continue;
      found += 1;
      const spics = refused(messageOf(facts, [...free, row]));
      expect(spics).toContain(`9${row.toewijzingNummer}`);
    }
  }
  expect(found).toBeGreaterThan(25);
});
