import { afterAll, beforeAll, expect, test } from 'vitest';
import { signalsByDay } from '../../../src/region/signals/counts.ts';
import { dutchDate } from '../../../src/standard/calendar.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { plantSignal } from '../../support/signals.ts';
import { staff } from '../terms/world.ts';
import {
  amsterdam,
  diemen,
  makeSignalWorld,
  managerOf,
  office,
  type SignalWorld,
} from './world.ts';

let world: SignalWorld;
beforeAll(async () => {
  world = await makeSignalWorld();
  await world.designate(amsterdam);
  const { pool } = world.store;
  const plant = (given: Parameters<typeof plantSignal>[2]) => plantSignal(pool, world.keys, given);
  await plant({ kind: 'budget', segment: 'B' });
  await plant({ kind: 'budget', segment: 'B', gemeenten: [amsterdam, diemen] });
  await plant({ kind: 'budget', segment: 'C', size: 'large', gemeenten: [diemen] });
  await plant({ kind: 'other', segment: null, reporter: amsterdam, provider: null, size: null });
});
afterAll(() => world?.[Symbol.asyncDispose]());

const period = { from: '2020-01-01', until: '2021-12-31' };
const today = () => dutchDate(new Date());
const now = () => ({ from: today(), until: today() });
const manager = managerOf(office);
const code = (problem: string) => expect.objectContaining({ code: problem });
const small = { kind: 'budget', segment: 'B', size: 'small' };
const other = { kind: 'other', segment: null, size: null };
const allOpen = (count: number) => ({ count, open: count, answered: 0, closed: 0 });

test('a contract manager counts those of its gemeenten, each once, and that is in their log', async () => {
  const rows = await world.logged(async () => {
    expect(await world.signals.counts(manager, now())).toEqual([
      { ...small, ...allOpen(2) },
      { ...other, ...allOpen(1) },
    ]);
  });
  expect(rows).toMatchObject([
    { action: 'read-signal-counts', party: amsterdam, client_ids: [], detail: now() },
  ]);
  expect(await world.signals.counts(manager, period)).toEqual([]);
  await expect(world.signals.counts(manager, { ...now(), municipality: diemen })).rejects.toThrow(
    code('not-designated'),
  );
});

test('an operator counts all; a party does not', async () => {
  const operator = staff('operator');
  expect(await world.signals.counts(operator, now())).toHaveLength(3);
  expect(await world.signals.counts(operator, { ...now(), municipality: diemen })).toEqual([
    { ...small, ...allOpen(1) },
    { kind: 'budget', segment: 'C', size: 'large', ...allOpen(1) },
  ]);
  for (const call of [callOf(amsterdam), callOf('12345678')])
    await expect(world.signals.counts(call, now())).rejects.toThrow(code('forbidden'));
});

test('at most 24 months, in their order', async () => {
  const counts = (from: string, until: string) => world.signals.counts(manager, { from, until });
  expect(await counts('2020-01-31', '2021-12-01')).toEqual([]);
  await expect(counts('2020-01-31', '2022-01-01')).rejects.toThrow(code('too-many-months'));
  await expect(counts('2020-02-01', '2020-01-31')).rejects.toThrow(code('invalid-request'));
});

test('by day for the report: of some gemeenten, of all, until a day', async () => {
  const { pool } = world.store;
  const day = today();
  expect(await signalsByDay(pool, [amsterdam, diemen], day)).toEqual([
    { day, ...small, count: 2 },
    { day, kind: 'budget', segment: 'C', size: 'large', count: 1 },
    { day, ...other, count: 1 },
  ]);
  expect(await signalsByDay(pool, undefined, day)).toHaveLength(3);
  expect(await signalsByDay(pool, [diemen], day)).toHaveLength(2);
  expect(await signalsByDay(pool, [], day)).toEqual([]);
  expect(await signalsByDay(pool, undefined, '2020-01-01')).toEqual([]);
});
