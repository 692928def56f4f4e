import { describe, expect, test } from 'vitest';
import type { ToegewezenProduct, Verzoek } from '../../../../src/ledger/model/events.ts';
import { applyEvents, type ClientState, emptyState } from '../../../../src/ledger/model/state.ts';
import { allocated } from '../../../../src/messages/drafts/compose/allocate.ts';
import { honoured, newNumbers } from '../../../../src/messages/drafts/compose/honour.ts';
import { dayAfter, decidedAt } from '../../../../src/messages/drafts/compose/setting.ts';
import { allocation, asked } from '../../../ledger/stories/conversation.ts';

const moment = { toewijzingsdatum: '2024-06-01', toewijzingstijd: '12:00:00' };
const weekly = { volume: '2', eenheid: '04', frequentie: '2' };
const more = { ...weekly, volume: '3' };

function stateOf(...products: ToegewezenProduct[]): ClientState {
  return applyEvents(
    emptyState,
    products.map((content) => ({
      ...{ kind: 'allocated', path: '', effective: content.ingangsdatum, content },
      toewijzingNummer: content.toewijzingNummer,
    })),
  );
}

type Change = NonNullable<Verzoek['teWijzigenProducten']>['teWijzigenProduct'][number];

function changing(change: Omit<Change, 'toewijzingNummer'>): Verzoek {
  const teWijzigenProduct = [{ toewijzingNummer: '0101', ...change }];
  return {
    ...{ referentieAanbieder: 'R1', redenVerzoek: '1' },
    teWijzigenProducten: { teWijzigenProduct },
  };
}

function products(known: ToegewezenProduct, verzoek: Verzoek): ToegewezenProduct[] {
  return honoured(verzoek, stateOf(known), { numbers: ['900000001'], moment, today: '2024-06-01' });
}

const running = allocation('101', { omvang: weekly, redenWijziging: '04', commentaar: 'Thuis.' });
const made = { ...moment, product: running.product, referentieAanbieder: 'R1' };
const same = { ...made, commentaar: 'Thuis.' };

describe('a change that a JW317 asks', () => {
  test('of the Omvang later on ends the old one the day before, and what is wanted has a new number', () => {
    const wanted = { einddatum: '2025-02-28', omvang: more };
    const verzoek = changing({ gewensteIngangsdatum: '2024-07-01', ...wanted });
    expect(newNumbers(verzoek)).toBe(1);
    expect(products(running, verzoek)).toEqual([
      {
        ...{ toewijzingNummer: '101', ...same, ingangsdatum: '2024-03-01' },
        ...{ einddatum: '2024-06-30', omvang: weekly, redenWijziging: '12' },
      },
      { toewijzingNummer: '900000001', ...made, ingangsdatum: '2024-07-01', ...wanted },
    ]);
  });

  test('from the Ingangsdatum keeps the number', () => {
    const wanted = { einddatum: '2024-12-31', omvang: more };
    const verzoek = changing({ gewensteIngangsdatum: '2024-03-01', ...wanted });
    expect(products(running, verzoek)).toEqual([
      {
        toewijzingNummer: '101',
        ...same,
        ingangsdatum: '2024-03-01',
        ...wanted,
        redenWijziging: '12',
      },
    ]);
  });

  test('of the end alone keeps the number and the begin, whenever it is wanted', () => {
    const verzoek = changing({
      gewensteIngangsdatum: '2024-07-01',
      // The same, written in another way.
      omvang: { ...weekly, volume: '02' },
    });
    const [changed, ...others] = products(running, verzoek);
    expect(others).toEqual([]);
    expect(changed).toMatchObject({ toewijzingNummer: '101', ingangsdatum: '2024-03-01' });
    expect(changed).not.toHaveProperty('einddatum');
  });

  test('before an allocation begins moves its begin', () => {
    const ahead = { ...running, ingangsdatum: '2024-09-01' };
    const verzoek = changing({ gewensteIngangsdatum: '2024-07-01', omvang: more });
    expect(products(ahead, verzoek)).toMatchObject([
      { toewijzingNummer: '101', ingangsdatum: '2024-07-01', omvang: more },
    ]);
  });

  test('after the allocation ended leaves that as it is', () => {
    const ending = { ...running, einddatum: '2024-06-10' };
    const verzoek = changing({ gewensteIngangsdatum: '2024-07-01', omvang: more });
    const { redenWijziging: _, ...unchanged } = ending;
    expect(products(ending, verzoek)).toEqual([
      { ...unchanged, referentieAanbieder: 'R1' },
      { toewijzingNummer: '900000001', ...made, ingangsdatum: '2024-07-01', omvang: more },
    ]);
  });

  test('of an allocation that the ledger does not have cannot be honoured', () => {
    const verzoek = changing({ gewensteIngangsdatum: '2024-07-01', omvang: more });
    expect(() => products(allocation('102'), verzoek)).toThrow('no-current-allocation');
  });
});

describe('a product that a JW315 asks', () => {
  const wish = asked('R1', { commentaar: 'Graag spoed.' });
  const allocating = (deviation: object) =>
    allocated(wish, { decision: 'allocate', referentie: 'R1', ...deviation }, '900000001', moment);

  test('is allocated as it was asked, without what the aanbieder remarked', () => {
    expect(allocating({})).toEqual({
      ...{ toewijzingNummer: '900000001', referentieAanbieder: 'R1', product: wish.product },
      ...{ ...moment, ingangsdatum: '2024-03-01', einddatum: '2025-02-28', omvang: wish.omvang },
    });
  });

  test('has no end where that was decided, and either an Omvang or a Budget (CD077)', () => {
    expect(allocating({ einddatum: null })).not.toHaveProperty('einddatum');
    expect(allocating({ budget: '5000' })).toMatchObject({ budget: '5000' });
    expect(allocating({ budget: '5000' })).not.toHaveProperty('omvang');
  });
});

test('a decision is of the moment on a clock in the Netherlands', () => {
  expect(decidedAt(new Date('2024-06-30T22:30:05Z'))).toEqual({
    ...{ toewijzingsdatum: '2024-07-01', toewijzingstijd: '00:30:05' },
  });
  expect(decidedAt(new Date('2024-01-01T11:00:00Z')).toewijzingstijd).toBe('12:00:00');
});

test('the day after is one day later, over years and leap days', () => {
  expect(['2024-02-28', '2024-02-29', '2024-12-31', '2024-03-30'].map(dayAfter)).toEqual([
    ...['2024-02-29', '2024-03-01', '2025-01-01', '2024-03-31'],
  ]);
});
