import { expect, test } from 'vitest';
import { timelineChart } from '../../../src/console/pages/child/chart.ts';
import { drawingOf, sizes } from '../../../src/console/pages/child/drawing.ts';
import { timelineOf } from '../../../src/console/pages/child/lanes.ts';
import type { AllocationDetails, Delivery } from '../../../src/ledger/views/allocations.ts';
import type { ChildRequest } from '../../../src/ledger/views/child-history.ts';
import { Random } from '../../support/generate/random.ts';

const today = '2026-11-30';

function allocation(number: string, more: Partial<AllocationDetails> = {}): AllocationDetails {
  return {
    ...{ id: `id-${number}`, toewijzingNummer: number, municipality: '0363', provider: '12345678' },
    ...{ client: 'child', status: 'allocated', product: { categorie: '45', code: 'B04P' } },
    ...{ spic: null, begin: '2026-01-01', end: '2026-12-31', decidedOn: null, reason: null },
    ...{ volume: null, unit: null, frequency: null, budgetCents: null, changedAt: new Date(0) },
    ...{ predecessors: [], successors: [], deliveries: [] },
    ...more,
  };
}

const start = (begin: string): Delivery => ({
  ...{ kind: 'start', begin, end: null, reason: null, removed: false },
});
const stop = (begin: string, end: string, reason: string): Delivery => ({
  ...{ kind: 'stop', begin, end, reason, removed: false },
});
const request = (more: Partial<ChildRequest> = {}): ChildRequest => ({
  ...{ type: 'JW315', municipality: '0363', provider: '12345678', changes: null },
  ...{ product: { categorie: '45', code: 'B04P' }, begin: '2026-01-01', end: '2026-12-31' },
  ...{ honouredBy: [], state: 'open' },
  ...more,
});

const lanesOf = (items: AllocationDetails[], requests: ChildRequest[] = []) =>
  timelineOf({ items, requests }, today).lanes;

test('help that stopped for a while stood still until it began again', () => {
  const deliveries = [
    ...[start('2026-01-05'), start('2026-05-01')],
    stop('2026-01-05', '2026-03-31', '20'),
  ];
  expect(lanesOf([allocation('1', { deliveries })])[0]).toMatchObject({
    delivered: [
      { from: '2026-01-05', to: '2026-03-31' },
      { from: '2026-05-01', to: null },
    ],
    interrupted: [{ from: '2026-04-01', to: '2026-04-30' }],
  });
});

test('help that stopped for good, or was taken back, is not interrupted', () => {
  const removed = { ...stop('2026-01-05', '2026-02-01', '20'), removed: true };
  const deliveries = [start('2026-01-05'), removed, stop('2026-01-05', '2026-03-31', '31')];
  expect(lanesOf([allocation('1', { deliveries })])[0]).toMatchObject({
    ...{ delivered: [{ from: '2026-01-05', to: '2026-03-31' }], interrupted: [] },
  });
});

test('a request stands in the lane of the allocation that honours it; another has its own', () => {
  const lanes = lanesOf(
    [allocation('1')],
    [
      request({ honouredBy: ['1'], state: 'honoured' }),
      request({ begin: '2027-01-01', end: null, state: 'refused' }),
      request({ type: 'JW317', changes: '1', begin: '2026-06-01' }),
    ],
  );
  expect(lanes).toMatchObject([
    { requested: [{ from: '2026-01-01', to: '2026-12-31' }], changesAsked: ['2026-06-01'] },
    { allocation: null, request: 'refused', requested: [{ from: '2027-01-01', to: null }] },
  ]);
});

test('a request of another aanbieder with the same number is not honoured by it', () => {
  const other = request({ provider: '87654321', honouredBy: ['1'], state: 'honoured' });
  expect(lanesOf([allocation('1')], [other])).toHaveLength(2);
});

test('gaps are where nothing is allocated, overlaps where the same product is twice', () => {
  const { gaps, overlaps } = timelineOf(
    {
      items: [
        allocation('1', { begin: '2025-01-01', end: '2025-06-30' }),
        allocation('2', { begin: '2025-08-01', end: '2025-12-31' }),
        allocation('3', { begin: '2025-12-01', end: null }),
        allocation('4', { begin: '2025-07-05', end: '2025-07-10', status: 'withdrawn' }),
      ],
      requests: [],
    },
    today,
  );
  expect(gaps).toEqual([{ from: '2025-07-01', to: '2025-07-31' }]);
  expect(overlaps).toEqual([
    { product: 'B04P', from: '2025-12-01', to: '2025-12-31', numbers: ['2', '3'] },
  ]);
});

test('other products side by side are no overlap, and days that nobody writes are not drawn', () => {
  const items = [
    allocation('1'),
    allocation('2', { product: { categorie: '45', code: 'B05P' } }),
    allocation('3', { begin: '-0044-03-15', end: null }),
    allocation('4', { begin: '2026-12-31', end: '2026-01-01' }),
  ];
  const { overlaps, lanes } = timelineOf({ items, requests: [] }, today);
  expect(overlaps).toEqual([]);
  expect(lanes.filter(({ allocated }) => allocated === null)).toHaveLength(2);
});

test('an allocation follows another of the child, and is linked to it', () => {
  const items = [
    allocation('1', { end: '2026-05-31' }),
    allocation('2', {
      begin: '2026-06-01',
      predecessors: [{ toewijzingNummer: '1', id: 'id-1' }, { toewijzingNummer: '9' }],
    }),
  ];
  const timeline = timelineOf({ items, requests: [] }, today);
  expect(timeline.lanes[1]?.follows).toEqual([0]);
  const [link] = drawingOf(timeline).links;
  expect(link?.from.x).toBe(link?.to.x);
});

test('an end that is far away does not squeeze this year', () => {
  const timeline = timelineOf(
    { items: [allocation('1', { end: '2099-12-31' })], requests: [] },
    today,
  );
  const drawing = drawingOf(timeline);
  expect(drawing.lanes[0]).toMatchObject({ cut: { left: false, right: true } });
  expect(drawing.months.length).toBeLessThan(40);
  expect(drawing.today).toBeGreaterThan(sizes.left + 100);
});

test('what help will be is not drawn as delivered', () => {
  const items = [allocation('1', { deliveries: [start('2026-02-01')] })];
  const { lanes, today: now } = drawingOf(timelineOf({ items, requests: [] }, today));
  const piece = lanes[0]?.pieces.find(({ kind }) => kind === 'delivered');
  expect((piece?.x ?? 0) + (piece?.width ?? 0)).toBeLessThan((now ?? 0) + 5);
});

function anyAllocation(random: Random): AllocationDetails {
  const day = () =>
    new Date(Date.parse(today) + (random.below(10_000) - 5000) * 86_400_000)
      .toISOString()
      .slice(0, 10);
  const some = <T>(most: number, make: () => T) =>
    Array.from({ length: random.below(most + 1) }, make);
  const [number, provider] = [String(random.below(1000)), random.pick(['12345678', '87654321'])];
  const starts = some(3, day);
  const stops = some(2, () => {
    const end = day();
    return stop(starts[0] ?? end, end, random.pick(['20', '31']));
  });
  return allocation(number, {
    ...{ id: `${provider}-${number}`, provider, end: random.chance(0.2) ? null : day() },
    begin: random.chance(0.1) ? random.pick(['2026-05-04Z', '2026-99-99', 'x', '']) : day(),
    deliveries: [...starts.map(start), ...stops],
  });
}

test('whatever is known, all that is drawn lies within the drawing', () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const items = Array.from({ length: random.below(30) }, () => anyAllocation(random));
    const timeline = timelineOf({ items, requests: [] }, today);
    const { lanes, months, height, today: now } = drawingOf(timeline);
    expect(lanes).toHaveLength(timeline.lanes.length);
    for (const { y, pieces } of lanes) {
      expect(y).toBeLessThan(height);
      for (const { x, width } of pieces) {
        expect(x, `seed ${seed}`).toBeGreaterThanOrEqual(sizes.left);
        expect(x + width, `seed ${seed}`).toBeLessThanOrEqual(sizes.width + 2.1);
        expect(width).toBeGreaterThan(0);
      }
    }
    expect(months.length).toBeLessThan(130);
    if (now !== null) expect(now).toBeLessThanOrEqual(sizes.width);
    for (const { from, to } of [...timeline.gaps, ...timeline.overlaps])
      if (to !== null) expect(to >= from, `seed ${seed}`).toBe(true);
  }
});

test('two hundred allocations are a small drawing, and what they are called is text', () => {
  const items = Array.from({ length: 200 }, (_, index) =>
    allocation(String(700_000_000 + index), {
      product: { categorie: '45', code: index === 0 ? '<script>' : 'B04P' },
      deliveries: [start('2026-02-01')],
    }),
  );
  const names = new Map([['12345678', '"><script>alert(1)</script>']]);
  const drawing = drawingOf(timelineOf({ items, requests: [] }, today));
  const svg = timelineChart(drawing, names, 'nl').toString();
  expect(svg.length).toBeLessThan(50_000);
  expect(svg).not.toContain('<script');
});
