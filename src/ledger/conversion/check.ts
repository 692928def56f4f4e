import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import { assess } from './assess.ts';
import { readCases } from './cases.ts';
import { type KeptConversion, readInput } from './records.ts';
import { saysOf, spicOf, stateOf } from './row-state.ts';

/** What came of working out a preview again. */
export interface Reproduced {
  /** Whether it comes to what it said; null where that cannot be told. */
  readonly same: boolean | null;
  /** Cases of children that were forgotten since: with any, the whole cannot be worked out any more. */
  readonly forgotten: number;
  readonly rows: number;
  /** Hexadecimal; null with forgotten children. */
  readonly digest: string | null;
}

const countCases = unnamed<{ id: string }>(
  'select coalesce(max(number), 0)::integer as last from conversion_case where conversion_id = $id::uuid',
);

/** Cases that are read at once. */
const atOnce = 200;

/**
 * Works out a preview again from what it was made of, and compares. What people said of it since changes nothing here.
 *
 * @throws when a case is not as it was written
 */
export async function reproduce(
  pool: Pool,
  keys: KeyRing,
  conversion: KeptConversion,
): Promise<Reproduced> {
  const { id, day, inputDigest } = conversion;
  const { mapping } = await readInput(pool, conversion);
  const { rows } = await pool.query<{ last: number }>(countCases({ id }));
  const last = rows[0]?.last ?? 0;
  const said = createHash('sha256').update(inputDigest);
  let rowCount = 0;
  let forgotten = 0;
  for (let from = 1; from <= last; from += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, last - from + 1) }, (_, n) => from + n);
    const cases = await readCases(pool, keys, id, numbers);
    for (const number of numbers) {
      const one = cases.get(number)?.one;
      if (!one) forgotten += 1;
      const assessed = one ? assess(one.facts, mapping, day) : [];
      for (const row of assessed) {
        rowCount += 1;
        const { municipality, provider } = one as NonNullable<typeof one>;
        const at = { id: '', conversionId: id, number: rowCount, caseNumber: number };
        const state = stateOf({ ...at, municipality, provider }, row, spicOf(mapping, row));
        said.update(saysOf(state));
      }
    }
  }
  const digest = forgotten > 0 ? null : said.digest('hex');
  const same = digest === null ? null : digest === conversion.digest;
  return { same, forgotten, rows: rowCount, digest };
}
