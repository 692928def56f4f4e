import { expect, test } from 'vitest';
import { Batches, usualBounds } from '../../src/messages/batches.ts';

/** Does batches when it is asked to, and keeps them. */
class ByHand {
  readonly begun: string[][] = [];
  readonly #ends: (() => void)[] = [];
  fault: Error | undefined;

  readonly work = async (items: readonly string[]): Promise<(string | Error)[]> => {
    this.begun.push([...items]);
    await new Promise<void>((resolve) => this.#ends.push(resolve));
    if (this.fault) throw this.fault;
    return items.map((item) => (item.startsWith('bad') ? new Error(item) : `${item} done`));
  };

  /** Ends the oldest batch that is under way. */
  async end(): Promise<void> {
    this.#ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('what comes alone begins at once; what comes meanwhile is the next batch', async () => {
  const hand = new ByHand();
  const batches = new Batches(hand.work);
  const first = batches.do('a', { party: 'A' });
  expect(hand.begun).toEqual([['a']]);
  const others = ['b', 'c', 'd'].map((item) => batches.do(item, { party: 'A' }));
  expect(hand.begun).toEqual([['a']]);
  await hand.end();
  expect(await first).toBe('a done');
  expect(hand.begun).toEqual([['a'], ['b', 'c', 'd']]);
  await hand.end();
  expect(await Promise.all(others)).toEqual(['b done', 'c done', 'd done']);
  // It begins at once, for nothing is under way.
  const last = batches.do('e', { party: 'A' });
  expect(hand.begun).toHaveLength(3);
  await hand.end();
  expect(await last).toBe('e done');
});

test('an error of one is its own; an error of the statement is that of all, and the next go on', async () => {
  const hand = new ByHand();
  const batches = new Batches(hand.work);
  const first = batches.do('a', { party: 'A' });
  const mixed = ['b', 'bad', 'c'].map((item) => batches.do(item, { party: 'A' }));
  await hand.end();
  await first;
  const settled = Promise.allSettled(mixed);
  await hand.end();
  expect((await settled).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  hand.fault = new Error('no server');
  const lost = Promise.allSettled(['d', 'e'].map((item) => batches.do(item, { party: 'A' })));
  await hand.end();
  await hand.end();
  for (const one of await lost) expect(one).toMatchObject({ reason: hand.fault });
  hand.fault = undefined;
  const later = batches.do('f', { party: 'A' });
  await hand.end();
  expect(await later).toBe('f done');
});

test('parties take turns in a batch: who has much leaves room for the others', async () => {
  const hand = new ByHand();
  const batches = new Batches(hand.work, { ...usualBounds, most: 4 });
  void batches.do('first', { party: 'A' });
  for (let n = 1; n <= 10; n += 1) void batches.do(`A${n}`, { party: 'A' });
  void batches.do('B1', { party: 'B' });
  void batches.do('C1', { party: 'C' });
  await hand.end();
  expect(hand.begun[1]).toEqual(['A1', 'B1', 'C1', 'A2']);
  await hand.end();
  expect(hand.begun[2]).toEqual(['A3', 'A4', 'A5', 'A6']);
});

test('a batch ends at its bytes, and what is larger goes alone', async () => {
  const hand = new ByHand();
  const batches = new Batches(hand.work, { most: 64, mostBytes: 100, atOnce: 1 });
  void batches.do('first', { party: 'A' });
  for (const [item, bytes] of [
    ['a', 60],
    ['b', 30],
    ['c', 20],
    ['d', 500],
    ['e', 1],
  ] as const)
    void batches.do(item, { party: 'A', bytes });
  for (let n = 0; n < 4; n += 1) await hand.end();
  expect(hand.begun).toEqual([['first'], ['a', 'b'], ['c'], ['d'], ['e']]);
});

test('no two of one key are in a batch, and what waits for another keeps nobody', async () => {
  const hand = new ByHand();
  const batches = new Batches(hand.work);
  void batches.do('first', { party: 'A' });
  for (const [item, key] of [
    ['a1', 'a'],
    ['a2', 'a'],
    ['a3', 'a'],
    ['b1', 'b'],
  ] as const)
    void batches.do(item, { party: 'A', key });
  for (let n = 0; n < 3; n += 1) await hand.end();
  expect(hand.begun).toEqual([['first'], ['a1', 'b1'], ['a2'], ['a3']]);
});

test('so many batches as may be are under way at once', async () => {
  const hand = new ByHand();
  const batches = new Batches(hand.work, { ...usualBounds, atOnce: 2 });
  for (const item of ['a', 'b', 'c', 'd']) void batches.do(item, { party: 'A' });
  expect(hand.begun).toEqual([['a'], ['b']]);
  await hand.end();
  expect(hand.begun).toEqual([['a'], ['b'], ['c', 'd']]);
});
