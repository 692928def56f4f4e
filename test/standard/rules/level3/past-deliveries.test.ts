import { afterAll, expect, test } from 'vitest';
import { buildBericht } from '../../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../../src/standard/messages/parse.ts';
import { checkBericht } from '../../../../src/standard/rules/check.ts';
import { pastDeliveries } from '../../../../src/standard/rules/level3/past-deliveries.ts';
import { Inspector } from '../../../../src/standard/xml/inspector.ts';
import { testGemeenten } from '../gemeenten.ts';
import { faults } from '../history.ts';
import { after, message, not, pauses, type Start, stops } from '../past-deliveries.ts';
import { doubled, spic, stories } from '../past-deliveries-stories.ts';

const inspector = Inspector.load('schemas/ijw/3.2');
afterAll(() => inspector[Symbol.dispose]());

function inFull(fault: string): string {
  return fault.replace(/ (Start|Stop)/, ' Client/$1Producten/$1');
}

test.each(stories)('%s', (_shows, history, now, expected) => {
  const built = message(now);
  const bytes = buildBericht(built);
  expect(inspector.inspect(bytes)).toMatchObject({ outcome: 'known', violations: [] });
  const bericht = parseBericht(built.type, bytes);
  const context = { today: '2026-06-01', gemeenten: testGemeenten };
  expect(checkBericht(bericht, [2], context)).toEqual([]);
  expect(faults(bericht, after(history))).toEqual(expected.map(inFull));
});

test('every rule is broken in each of its messages', () => {
  const wanted = pastDeliveries.flatMap(({ code, messages }) =>
    messages.map((type) => `${code} ${type === 'JW305' ? 'StartProduct' : 'StopProduct'}`),
  );
  const broken = stories.flatMap(([, , , found]) => found.map((one) => one.split(/[[/]/)[0]));
  expect(wanted.filter((one) => !broken.includes(one))).toEqual([]);
});

test.each(['ofClient', 'ofAanbieder'] as const)(
  'TR019: a number of another does not count (%s)',
  (whose) => {
    const past = after([]);
    const [first] = past.allocations;
    const bericht = message([spic]);
    if (!first) throw new Error('a history begins with allocations');
    expect(faults(bericht, { ...past, allocations: [first] })).toEqual([]);
    expect(faults(bericht, { ...past, allocations: [{ ...first, [whose]: false }] })).toEqual([
      inFull('TR019 StartProduct/ToewijzingNummer'),
    ]);
  },
);

test.each(doubled)('%s', (_shows, history, now, expected) => {
  const bericht = message(now);
  const context = { today: '2026-06-01', gemeenten: testGemeenten };
  const broken = checkBericht(bericht, [2], context).map(({ rule }) => rule);
  expect(broken).toEqual(['TR101']);
  expect(faults(bericht, after(history))).toEqual(expected.map(inFull));
});

test.each([
  ['JW305', [spic], 'StartProduct'],
  ['JW307', [stops(spic)], 'StopProduct'],
] as const)('TR019: an allocation that was deleted was never sent (%s)', (_type, now, product) => {
  const past = after([spic]);
  const on = (redenWijziging: string) => ({
    ...past,
    starts: product === 'StartProduct' ? [] : past.starts,
    allocations: past.allocations.map((one) => ({
      ...one,
      redenWijziging,
      einddatum: '2024-03-01',
    })),
  });
  const fault = inFull(`TR019 ${product}/ToewijzingNummer`);
  expect(faults(message(now), on('13'))).toEqual([fault]);
  // What went over to another aanbieder (09) was there.
  expect(faults(message(now), on('09'))).toEqual([]);
});

test('TR019: what is taken back is not held against a deleted allocation', () => {
  const past = after([spic]);
  const allocations = past.allocations.map((one) => ({ ...one, redenWijziging: '13' }));
  expect(faults(message([not(spic)]), { ...past, allocations })).toEqual([]);
});

/** A list whose items count how often one of their fields is read. */
function counted<T extends object>(items: readonly T[], count: { reads: number }): T[] {
  const handler: ProxyHandler<T> = {
    get(item, name) {
      count.reads += 1;
      return Reflect.get(item, name);
    },
  };
  return items.map((item) => new Proxy(item, handler));
}

test.each([
  ['starts', (each: Start) => each],
  ['stops', (each: Start) => stops(each, '2024-07-01')],
] as const)('a history of ten times as many is read ten times as often: %s', (_kind, sent) => {
  const reads = [100, 1000].map((size) => {
    const each = Array.from({ length: size }, (_none, n) => ({
      ...spic,
      toewijzingNummer: `${n}`,
    }));
    const past = after(each.flatMap((one) => [one, pauses(one)]));
    const count = { reads: 0 };
    const { starts, stops } = past;
    faults(message(counted(each.map(sent), count)), {
      ...past,
      starts: counted(starts, count),
      stops: counted(stops, count),
    });
    return count.reads;
  });
  expect(reads[0]).toBeGreaterThan(100);
  expect(reads[1]).toBe(10 * (reads[0] ?? 0));
});
