import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isAfter, isBefore } from '../../../../src/standard/calendar.ts';
import { parseBericht } from '../../../../src/standard/messages/parse.ts';
import { checkBericht } from '../../../../src/standard/rules/check.ts';
import { stacked } from '../../../../src/standard/rules/level2/stacking.ts';
import { Random } from '../../../support/generate/random.ts';
import { nth } from '../cases/nth.ts';
import { testGemeenten } from '../gemeenten.ts';

interface Wish {
  readonly product?: { readonly categorie: string; readonly code?: string };
  readonly begin: string;
  readonly eind?: string;
}

const days = ['0099-12-31', '2024-02-28', '2024-02-29', '2024-03-01', '2025-01-01', '12024-01-01'];
const products = [
  undefined,
  { categorie: '45' },
  { categorie: '46' },
  { categorie: '45', code: 'A' },
  { categorie: '45', code: 'B' },
  { categorie: '46', code: 'C' },
  { categorie: '46', code: 'A' },
];

function wish(random: Random): Wish {
  const product = random.pick(products);
  const eind = random.pick([...days, undefined]);
  return { begin: random.pick(days), ...(product && { product }), ...(eind && { eind }) };
}

type SameBy = Parameters<typeof stacked>[1];

/** TR302 (by code) and TR386 (by category and code) as they are read, word for word. */
function isSame({ product: a }: Wish, { product: b }: Wish, sameBy: SameBy): boolean {
  if (!a || !b) return true;
  const sameCategory = a.categorie === b.categorie;
  if (a.code === undefined || b.code === undefined) return sameCategory;
  return a.code === b.code && (sameBy === 'code' || sameCategory);
}

function shareDay(a: Wish, b: Wish): boolean {
  const empty = [a, b].some(({ begin, eind }) => eind !== undefined && isBefore(eind, begin));
  return !empty && !(a.eind && isAfter(b.begin, a.eind)) && !(b.eind && isAfter(a.begin, b.eind));
}

test.each<SameBy>(['code', 'category and code'])(
  'the products that one by one comparison finds, for any list (by %s)',
  (sameBy) => {
    const random = new Random(20260601);
    let found = 0;
    for (let round = 0; round < 3000; round++) {
      const wishes = Array.from({ length: random.below(9) }, () => wish(random));
      const wanted = wishes
        .map((one, index) => ({ one, path: `${index}`, before: wishes.slice(0, index) }))
        .filter(({ one, before }) => before.some((b) => isSame(one, b, sameBy) && shareDay(one, b)))
        .map(({ path }) => path);
      const given = stacked(
        wishes.map(({ product, begin, eind }, index) => ({
          value: product ? { product } : {},
          path: `${index}`,
          begin: { value: begin, path: '' },
          eind: { value: eind, path: '' },
        })),
        sameBy,
      );
      expect(given, JSON.stringify(wishes)).toEqual(wanted);
      found += wanted.length;
    }
    expect(found).toBeGreaterThan(2000);
  },
);

test('an allocation that was deleted with the former code 01 does not count for TR302', () => {
  const file = new URL('../../../../fixtures/JW301/valid-complete.xml', import.meta.url);
  const bericht = parseBericht('JW301', readFileSync(file));
  const findings = (change: object) => {
    const { toegewezenProduct } = bericht.client.toegewezenProducten;
    const first = nth(toegewezenProduct, 1);
    const deleted = { ...first, toewijzingNummer: '1', einddatum: first.ingangsdatum, ...change };
    const client = {
      ...bericht.client,
      toegewezenProducten: { toegewezenProduct: [first, deleted] },
    };
    const context = { today: '2026-06-01', gemeenten: testGemeenten };
    return checkBericht({ ...bericht, client }, [2], context).map(({ rule }) => rule);
  };
  expect(findings({ redenWijziging: '01' })).toEqual(['CS336']);
  expect(findings({ redenWijziging: '04' })).toEqual(['TR302']);
});
