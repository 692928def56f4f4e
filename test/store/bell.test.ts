import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Bell, type Sweep, type Waiter } from '../../src/store/bell.ts';
import { makeStore } from '../support/database.ts';

let store: Awaited<ReturnType<typeof makeStore>>;
beforeEach(async () => {
  store = await makeStore();
});
afterEach(() => store.drop());

/** Finds nothing, ever: what wakes somebody is a ring. */
const blind: Sweep = async () => new Map();
const minute = 60_000;

async function open(sweep: Sweep = blind, errors: string[] = []): Promise<Bell> {
  const bell = await Bell.open(store, sweep, (code) => errors.push(code), 20);
  onTestFinished(() => bell.close());
  return bell;
}

/** Whether somebody wakes who would wait for hours: `false` after a minute. */
async function wakes(waiter: Waiter): Promise<boolean> {
  const enough = new AbortController();
  const { signal } = enough;
  try {
    return await Promise.race([
      waiter.rung(60 * minute, signal).then(() => true),
      sleep(minute, false, { signal }),
    ]);
  } finally {
    enough.abort();
  }
}

/** What two bells hear in the order in which it was rung: nothing is on its way any more. */
async function nothingOnItsWay(ringer: Bell, hearer: Bell): Promise<void> {
  using last = hearer.listen('last');
  ringer.ring('last');
  expect(await wakes(last)).toBe(true);
}

const wokenAlready = async (waiter: Waiter) => {
  let woken = false;
  const none = new AbortController();
  const waited = waiter.rung(60 * minute, none.signal).then(() => {
    woken = true;
  });
  await new Promise(setImmediate);
  const found = woken;
  none.abort();
  await waited;
  return found;
};

const listeners = `from pg_stat_activity
  where datname = current_database() and application_name = 'ijw-gateway bell'`;

describe('a ring', () => {
  test('wakes who waits for its key, in this process and in another, and nobody else', async () => {
    const here = await open();
    const there = await open();
    using mine = here.listen('inbox:0363');
    using theirs = there.listen('inbox:0363');
    using stranger = there.listen('inbox:0479');
    here.ring('inbox:0363');
    expect(await wakes(mine)).toBe(true);
    expect(await wakes(theirs)).toBe(true);
    await nothingOnItsWay(here, there);
    expect(await wokenAlready(stranger)).toBe(false);
  });

  test('wakes all who wait for its key', async () => {
    const bell = await open();
    const waiters = Array.from({ length: 50 }, () => bell.listen('inbox:0363'));
    bell.ring('inbox:0363');
    expect(await Promise.all(waiters.map(wakes))).toEqual(waiters.map(() => true));
  });

  test('that came before somebody waits counts, until that one looks anew', async () => {
    const bell = await open();
    using waiter = bell.listen('inbox:0363');
    bell.ring('inbox:0363');
    await nothingOnItsWay(bell, bell);
    expect(await wokenAlready(waiter)).toBe(true);
    waiter.reset();
    expect(await wokenAlready(waiter)).toBe(false);
  });

  test('for more keys than one notification holds reaches each of them', async () => {
    const bell = await open();
    const keys = Array.from({ length: 400 }, (_, n) => `message:${'x'.repeat(60)}${n}`);
    const waiters = keys.map((key) => bell.listen(key));
    for (const key of keys) bell.ring(key);
    expect(await Promise.all(waiters.map(wakes))).toEqual(keys.map(() => true));
  });
});

test('what rang while the connection was gone wakes when it is there again, and rings go on', async () => {
  const errors: string[] = [];
  const bell = await open(blind, errors);
  const other = await open();
  using waiter = bell.listen('inbox:0363');
  using another = bell.listen('inbox:0479');
  const { rows } = await store.pool.query(`select pg_terminate_backend(pid) ${listeners}`);
  expect(rows).toHaveLength(2);
  // Whoever waits looks again: a ring may have been missed.
  expect(await wakes(waiter)).toBe(true);
  expect(await wakes(another)).toBe(true);
  expect(errors).toEqual(['57P01']);
  waiter.reset();
  other.ring('inbox:0363');
  expect(await wakes(waiter)).toBe(true);
  const listening = async () =>
    (await store.pool.query(`select count(*)::int as count ${listeners}`)).rows[0].count;
  await expect.poll(listening).toBe(2);
});

describe('the sweep', () => {
  test('wakes who saw something else, and nobody who saw what is so', async () => {
    const asked: string[][] = [];
    const bell = await open(async (keys) => {
      asked.push([...keys]);
      return new Map([
        ['inbox:0363', '2'],
        ['inbox:0479', '1'],
      ]);
    });
    using late = bell.listen('inbox:0363');
    using present = bell.listen('inbox:0479');
    using unseen = bell.listen('inbox:0363');
    late.seen = '1';
    present.seen = '1';
    expect(await wakes(late)).toBe(true);
    expect(asked[0]).toEqual(['inbox:0363', 'inbox:0479']);
    expect(await wokenAlready(present)).toBe(false);
    // It has not looked yet, and will.
    expect(await wokenAlready(unseen)).toBe(false);
  });

  test('that fails is reported, and the next finds what there is', async () => {
    const errors: string[] = [];
    let count = 0;
    const bell = await open(async () => {
      count += 1;
      if (count === 1) throw Object.assign(new Error('no'), { code: '40001' });
      return new Map([['inbox:0363', '2']]);
    }, errors);
    using waiter = bell.listen('inbox:0363');
    waiter.seen = '1';
    expect(await wakes(waiter)).toBe(true);
    expect(errors).toEqual(['40001']);
  });
});

test('waiting ends when its time is over, when the caller is gone, and when the process stops', async () => {
  const bell = await open();
  using waiter = bell.listen('inbox:0363');
  await waiter.rung(1);
  const gone = new AbortController();
  const waiting = waiter.rung(60 * minute, gone.signal);
  gone.abort();
  await waiting;
  expect(waiter.closed).toBe(false);
  const last = wakes(waiter);
  bell.endWaiting();
  expect(await last).toBe(true);
  expect(waiter.closed).toBe(true);
  using late = bell.listen('inbox:0363');
  expect(late.closed).toBe(true);
  expect(await wakes(late)).toBe(true);
});

test('closing leaves no connection behind, and earlier rings are sent', async () => {
  const bell = await open();
  const other = await open();
  using waiter = other.listen('inbox:0363');
  bell.ring('inbox:0363');
  await bell.close();
  expect(await wakes(waiter)).toBe(true);
  await other.close();
  await expect
    .poll(async () => (await store.pool.query(`select count(*)::int as count ${listeners}`)).rows)
    .toEqual([{ count: 0 }]);
});
