import { afterAll, beforeAll, expect, test } from 'vitest';
import { mappingOfRows } from '../../../src/ledger/conversion/mapping-file.ts';
import type { ConversionRow } from '../../../src/ledger/conversion/row.ts';
import { countedOf, totalsOf } from '../../../src/ledger/conversion/totals.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { amsterdam, dijk, Region, rules, wal } from './world.ts';

let region: Region;
beforeAll(async () => {
  region = await Region.open();
});
afterAll(() => region?.[Symbol.asyncDispose]());

const counted = (rows: readonly ConversionRow[]) =>
  rows.flatMap(({ assessed, marks }) => {
    const agreed = {
      gemeente: marks.gemeente?.mark === 'agreed',
      aanbieder: marks.aanbieder?.mark === 'agreed',
    };
    return assessed ? [{ ...countedOf(assessed), agreed }] : [];
  });

test('Postgres sums rows as the sums of a preview are defined: price less remains is the difference', async () => {
  await region.add([
    { child: 1, number: '300001' },
    { child: 2, number: '300002', volume: 1 },
    { child: 3, number: '300003', aanbieder: wal },
    // Below no rule fits this one: what remains of it is known, and there is no price.
    { child: 4, number: '300004', code: '45A05' },
    { child: 5, number: '300005', code: '45A99', aanbieder: wal },
  ]);
  const number = await region.preview({ mapping: await mappingOfRows(rules.slice(0, 1)) });
  await region.agree(number, ({ aanbieder }) => aanbieder === dijk);
  const rows = await region.rows(number);
  const { totals, pairs } = await region.conversions.get(callOf(amsterdam), number);
  expect(totals).toMatchObject({ rows: 5, mapped: 3, unmapped: 2, agreed: { both: 2 } });
  expect(totals.price - totals.remains).toBe(totals.difference);
  expect(totals).toEqual(totalsOf(counted(rows)));
  for (const { aanbieder, totals: own } of pairs)
    expect(own).toEqual(totalsOf(counted(rows.filter((row) => row.aanbieder === aanbieder))));
});
