import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { broken, type Fault, namesOf } from './central/fault.ts';
import { faults } from './central/faults.ts';

/* The central faults themselves are planted by `npm run test:planted`; this keeps their list from rotting. */

const named = faults.map((fault) => [fault.name, fault] as const);

test('there are thirty central faults at least, each under its own name', () => {
  expect(faults.length).toBeGreaterThanOrEqual(30);
  expect(new Set(named.map(([name]) => name)).size).toBe(faults.length);
  for (const { because } of faults) expect(because).toMatch(/^[A-Z].*\.$/);
});

test.each(named)('%s is still a change of the program', (_name, fault) => {
  const source = readFileSync(fault.file, 'utf8');
  expect(broken(fault, source)).not.toBe(source);
});

test.each(named)('%s has tests that are there', (_name, { tests }) => {
  expect(tests.length).toBeGreaterThan(0);
  for (const [file, name] of tests) {
    expect(existsSync(file), file).toBe(true);
    if (name !== undefined) expect(readFileSync(file, 'utf8').includes(name), name).toBe(true);
  }
});

const fault: Fault = { ...(faults[0] as Fault), before: 'a', after: 'b' };

test('a text that is gone, or is there twice, breaks the list', () => {
  expect(broken(fault, '-a-')).toBe('-b-');
  expect(() => broken(fault, '---')).toThrow('0 times');
  expect(() => broken(fault, '-a-a-')).toThrow('2 times');
  expect(broken({ ...fault, after: '$&' }, '-a-')).toBe('-$&-');
});

test('tests are chosen by pieces of their names, to the letter', () => {
  const names = namesOf([
    ['a.test.ts', 'one (of two)'],
    ['b.test.ts', 'another'],
  ]);
  expect('it is one (of two) of them').toMatch(names as RegExp);
  expect('it is one of two').not.toMatch(names as RegExp);
  expect(namesOf([['a.test.ts', 'one'], ['b.test.ts']])).toBeUndefined();
});
