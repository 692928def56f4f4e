import { describe, expect, test } from 'vitest';
import type { Asked } from '../../../src/console/pages/answer/asked.ts';
import { wishOf } from '../../../src/console/pages/answer/wish.ts';

const asked: Asked = {
  referentie: 'R1',
  product: {
    product: { categorie: '45', code: 'B04P' },
    ...{ begin: '2026-06-01', end: '2027-05-31' },
    omvang: { volume: '3', eenheid: '04', frequentie: '2' },
  },
  questions: [],
};
/** The form as the page shows it. */
const asShown = {
  ...{ 'begin-0': '01-06-2026', 'end-0': '31-05-2027', 'volume-0': '3', 'eenheid-0': '04' },
  ...{ 'frequentie-0': '2', 'budget-0': '', 'categorie-0': '45', 'code-0': 'B04P' },
};

function wish(typed: Record<string, string>, isWhole = false) {
  const { decisions, faults } = wishOf({ ...asShown, ...typed }, [[0, asked]], isWhole);
  return { decisions, faults: Object.fromEntries([...faults].map(([name, { en }]) => [name, en])) };
}

describe('an allocation', () => {
  test('as it was asked has no deviation', () => {
    expect(wish({ 'decision-0': 'allocate' })).toEqual({
      decisions: [{ decision: 'allocate', referentie: 'R1' }],
      faults: {},
    });
  });

  test('otherwise has what differs and nothing else', () => {
    const typed = { 'end-0': '', 'volume-0': '2', 'code-0': 'B05P', 'remark-0': ' Bel even ' };
    expect(wish({ 'decision-0': 'allocate', ...typed }).decisions).toEqual([
      {
        ...{ decision: 'allocate', referentie: 'R1', einddatum: null, commentaar: 'Bel even' },
        product: { categorie: '45', code: 'B05P' },
        omvang: { volume: '2', eenheid: '04', frequentie: '2' },
      },
    ]);
  });

  test('in euros in the place of a volume', () => {
    const typed = { 'volume-0': '', 'eenheid-0': '', 'frequentie-0': '', 'budget-0': '1.000,00' };
    expect(wish({ 'decision-0': 'allocate', ...typed }).decisions).toEqual([
      { decision: 'allocate', referentie: 'R1', budget: '100000' },
    ]);
  });

  test.each([
    [{ 'begin-0': '' }, 'begin-0'],
    [{ 'begin-0': '31-02-2026' }, 'begin-0'],
    [{ 'end-0': '01-01-2026' }, 'end-0'],
    [{ 'end-0': 'ooit' }, 'end-0'],
    [{ 'eenheid-0': '' }, 'volume-0'],
    [{ 'volume-0': 'drie' }, 'volume-0'],
    [{ 'budget-0': '10' }, 'budget-0'],
    [{ 'budget-0': 'tien' }, 'budget-0'],
    [{ 'categorie-0': '' }, 'categorie-0'],
  ])('with %j is a fault at %s', (typed, at) => {
    expect(Object.keys(wish({ 'decision-0': 'allocate', ...typed }).faults)).toEqual([at]);
  });

  test('of a JW317 is to the letter, whatever the fields say', () => {
    expect(wish({ 'decision-0': 'allocate', 'begin-0': 'x' }, true)).toEqual({
      decisions: [{ decision: 'allocate', referentie: 'R1' }],
      faults: {},
    });
  });
});

describe('a refusal', () => {
  test('names where the child lives with reason 8 only', () => {
    const typed = { 'decision-0': 'refuse', 'reason-0': '8', 'gemeente-0': '0431' };
    expect(wish(typed).decisions).toMatchObject([{ reden: '8', gemeente: '0431' }]);
    expect(wish({ ...typed, 'reason-0': '2' }).decisions[0]).not.toHaveProperty('gemeente');
  });

  test.each([
    [{}, 'reason-0'],
    [{ 'reason-0': 'x' }, 'reason-0'],
    [{ 'reason-0': '8' }, 'gemeente-0'],
    [{ 'reason-0': '8', 'gemeente-0': '12' }, 'gemeente-0'],
  ])('with %j is a fault at %s', (typed, at) => {
    expect(Object.keys(wish({ 'decision-0': 'refuse', ...typed }).faults)).toEqual([at]);
  });
});

test('no decision is a fault, and of several references one may wait', () => {
  expect(Object.keys(wish({}).faults)).toEqual(['decision-0']);
  const other = { ...asked, referentie: 'R2' };
  const typed = { ...asShown, 'decision-0': 'later', 'decision-3': 'investigate' };
  const both = wishOf(
    typed,
    [
      [0, asked],
      [3, other],
    ],
    false,
  );
  expect(both).toMatchObject({
    decisions: [{ decision: 'investigate', referentie: 'R2' }],
    places: [3],
  });
  expect(both.faults.size).toBe(0);
});
