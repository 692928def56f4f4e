import { expect, test } from 'vitest';
import { allOf, asked } from '../../src/store/conditions.ts';

test('values get their places in the order in which they are taken, behind those that are there', () => {
  const { values, value } = asked('0363');
  expect([value('JW315'), value(null)]).toEqual(['$2', '$3']);
  expect(values).toEqual(['0363', 'JW315', null]);
});

test('a condition is added when a filter is set, also to false or empty', () => {
  const { values, given } = asked();
  const conditions = [
    ...given('JW315', (it) => `type = ${it}`),
    ...given(undefined as string | undefined, (it) => `party = ${it}`),
    ...given(false, (it) => `held = ${it}`),
    ...given('', (it) => `name = ${it}`),
  ];
  expect(allOf(conditions)).toBe('type = $1 and held = $2 and name = $3');
  expect(values).toEqual(['JW315', false, '']);
});

test('a value that the condition makes of the filter is added instead', () => {
  const { given } = asked();
  const day = new Date('2026-11-29T00:00:00Z');
  expect(given(day, (it, wanted) => `${it} ${wanted.getUTCFullYear()}`)).toEqual(['$1 2026']);
});

test('no conditions let all through', () => {
  expect(allOf([])).toBe('true');
});
