import { expect, test } from 'vitest';
import { Turns } from '../../src/messages/turns.ts';

/** Takes everything, each thing done before the next is taken. */
function takeAll(turns: Turns<string>): string[] {
  const taken: string[] = [];
  for (let turn = turns.take(); turn; turn = turns.take()) {
    taken.push(turn.item);
    turns.done(turn.party);
  }
  return taken;
}

test('parties have their turns one after the other, each in its own order', () => {
  const turns = new Turns<string>(3);
  for (const item of ['A1', 'A2', 'A3', 'B1', 'C1', 'B2'])
    expect(turns.add({ party: item.charAt(0), item })).toBe(true);
  expect(takeAll(turns)).toEqual(['A1', 'B1', 'C1', 'A2', 'B2', 'A3']);
  expect(turns.take()).toBeUndefined();
});

test('who comes later waits for one thing of each other party, however many those have', () => {
  const turns = new Turns<string>(100);
  for (let i = 1; i <= 50; i += 1) turns.add({ party: 'A', item: `A${i}` });
  expect(turns.take()?.item).toBe('A1');
  turns.add({ party: 'B', item: 'B1' });
  expect(turns.take()?.item).toBe('A2');
  expect(turns.take()?.item).toBe('B1');
});

test('a share is what waits and what was taken and is not done, and of one party only', () => {
  const turns = new Turns<string>(2);
  expect(turns.add({ party: 'A', item: 'A1' })).toBe(true);
  expect(turns.take()?.item).toBe('A1');
  expect(turns.add({ party: 'A', item: 'A2' })).toBe(true);
  expect(turns.add({ party: 'A', item: 'A3' })).toBe(false);
  expect(turns.add({ party: 'B', item: 'B1' })).toBe(true);
  turns.done('A');
  expect(turns.add({ party: 'A', item: 'A4' })).toBe(true);
  expect(takeAll(turns)).toEqual(['A2', 'B1', 'A4']);
});

test('what waited is given back when nothing is to be done any more', () => {
  const turns = new Turns<string>(2);
  for (const item of ['A1', 'A2', 'B1']) turns.add({ party: item.charAt(0), item });
  turns.take();
  expect(turns.clear()).toEqual(['B1', 'A2']);
  expect(turns.take()).toBeUndefined();
});
