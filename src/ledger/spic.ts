import type { Pool } from 'pg';
import { isAfter, isBefore } from '../standard/calendar.ts';
import type { Database } from '../store/database.ts';
import type { RowMacs } from '../store/row-mac.ts';
import { inTransaction } from '../store/transaction.ts';
import { categorie, cellOf, matching, plainDate, productCode, words } from './cells.ts';
import { CsvFault, readCsv } from './csv.ts';
import {
  type FoundList,
  type Line,
  type List,
  type ListKey,
  sealLists,
  spicLists,
} from './sealed-lists.ts';
import type { ProductSpic } from './stacking.ts';

/** What a product of a region is, from one day to another: segment, profile and intensity. */
export interface Spic {
  readonly region: string;
  readonly productCategory: string;
  readonly code: string;
  /** B: a second one in the same profile may run beside it; C: it may not. */
  readonly segment: string;
  readonly profile: string;
  readonly intensity: string;
  /** Plain date. */
  readonly validFrom: string;
  /** Plain date, the last day; null for further notice. */
  readonly validTo: string | null;
}

/** The columns of a file, as {@link loadSpics} reads it. */
export const spicColumns = [
  'region',
  'productCategory',
  'code',
  'segment',
  'profile',
  'intensity',
  'validFrom',
  'validTo',
] as const;

const segment = matching(/^[A-Z]$/, 'write one capital letter, as B or C.');

export interface SpicLoad {
  /** Those that the file names; what stands in the catalogue about others stays. */
  readonly regions: readonly string[];
  /** Rows in the file. */
  readonly rows: number;
  readonly added: number;
  readonly removed: number;
  /** Regions of the file that no gemeente has. */
  readonly unused: readonly string[];
}

/**
 * Replaces the catalogues of the regions that a CSV file names, all at once, and seals them. A second time
 * changes nothing.
 *
 * @param text the file, with the columns of {@link spicColumns}
 * @throws {CsvFault} for the first line that is wrong; nothing is changed then
 */
export async function loadSpics(pool: Pool, macs: RowMacs, text: string): Promise<SpicLoad> {
  const spics = readSpics(text);
  const regions = [...new Set(spics.map(({ region }) => region))];
  const wanted = JSON.stringify(
    spics.map(({ productCategory, validFrom, validTo, ...rest }) => ({
      ...rest,
      product_category: productCategory,
      valid_from: validFrom,
      valid_to: validTo,
    })),
  );
  return inTransaction(pool, async (client) => {
    // One load at a time: two would each keep what the other removes.
    await client.query('lock table spic in share row exclusive mode');
    const removed = await client.query(
      `delete from spic where region = any($1) and not exists (
        select from jsonb_populate_recordset(null::spic, $2::jsonb) as wanted where wanted = spic
      )`,
      [regions, wanted],
    );
    const added = await client.query(
      `insert into spic select * from jsonb_populate_recordset(null::spic, $1::jsonb)
      on conflict do nothing`,
      [wanted],
    );
    const { rows: before } = await client.query<{ key: ListKey }>(
      `select json_build_array(region, product_category, code) as key from spic_seal
      where region = any($1)`,
      [regions],
    );
    const lists = listsIn(
      spics,
      before.map(({ key }) => key),
    );
    await sealLists(client, macs, spicLists, lists);
    const { rows: unused } = await client.query<{ region: string }>(
      `select region from unnest($1::text[]) as wanted (region)
      where not exists (select from party where party.region = wanted.region)`,
      [regions],
    );
    return {
      regions,
      rows: spics.length,
      added: added.rowCount ?? 0,
      removed: removed.rowCount ?? 0,
      unused: unused.map(({ region }) => region),
    };
  });
}

/** What a file says of each product, as it is sealed: nothing of those of `before` that it does not name. */
function listsIn(spics: readonly Spic[], before: readonly ListKey[]): List[] {
  const lists = new Map(
    before.map((key) => [JSON.stringify(key), { key, lines: [] as Line[] }] as const),
  );
  for (const { region, productCategory, code, ...rest } of spics) {
    const key: ListKey = [region, productCategory, code];
    const name = JSON.stringify(key);
    const list = lists.get(name) ?? { key, lines: [] };
    lists.set(name, list);
    list.lines.push([rest.segment, rest.profile, rest.intensity, rest.validFrom, rest.validTo]);
  }
  return [...lists.values()];
}

/** What a region says of a product, for who judges. */
export function spicsIn([[, categorie = '', code = ''], , lines]: FoundList): ProductSpic[] {
  return (lines ?? []).map((line) => {
    const [segment, profile, , validFrom, validTo] = line as [
      string,
      string,
      string,
      string,
      string | null,
    ];
    return { categorie, code, segment, profile, validFrom, validTo };
  });
}

/** The catalogue, in the order of its keys; of one region, or of all. */
export function listSpics(db: Database, region?: string): Promise<Spic[]> {
  return db
    .selectFrom('spic')
    .select([
      'region',
      'product_category as productCategory',
      'code',
      'segment',
      'profile',
      'intensity',
      'valid_from as validFrom',
      'valid_to as validTo',
    ])
    .$if(region !== undefined, (query) => query.where('region', '=', region as string))
    .orderBy('region')
    .orderBy('product_category')
    .orderBy('code')
    .orderBy('valid_from')
    .execute();
}

/** @throws {CsvFault} */
function readSpics(text: string): Spic[] {
  const byProduct = new Map<string, Spic[]>();
  return readCsv(text, spicColumns).map((row) => {
    const spic: Spic = {
      region: cellOf(row, 'region', words(100)),
      productCategory: cellOf(row, 'productCategory', categorie),
      code: cellOf(row, 'code', productCode),
      segment: cellOf(row, 'segment', segment),
      profile: cellOf(row, 'profile', words(100)),
      intensity: cellOf(row, 'intensity', words(100)),
      validFrom: cellOf(row, 'validFrom', plainDate),
      validTo: row.cells.validTo === '' ? null : cellOf(row, 'validTo', plainDate),
    };
    const { line } = row;
    if (spic.validTo !== null && isBefore(spic.validTo, spic.validFrom))
      throw new CsvFault(line, 'validTo', 'write a day that is not before validFrom.');
    const key = JSON.stringify([spic.region, spic.productCategory, spic.code]);
    const others = byProduct.get(key) ?? [];
    if (others.some((other) => overlap(spic, other)))
      throw new CsvFault(
        line,
        undefined,
        'an earlier line has this region, productCategory and code for some of the same days. Let one end (validTo) before the other begins (validFrom).',
      );
    others.push(spic);
    byProduct.set(key, others);
    return spic;
  });
}

function overlap(a: Spic, b: Spic): boolean {
  return !endsBefore(a, b) && !endsBefore(b, a);
}

function endsBefore({ validTo }: Spic, { validFrom }: Spic): boolean {
  return validTo !== null && isBefore(validTo, validFrom);
}

/** The row of a catalogue that tells what a product is that begins on a day, if there is one. */
export function spicOn<T extends Pick<Spic, 'validFrom' | 'validTo'>>(
  spics: readonly T[] | undefined,
  day: string,
): T | undefined {
  return spics?.find(
    ({ validFrom, validTo }) =>
      !isBefore(day, validFrom) && (validTo === null || !isAfter(day, validTo)),
  );
}
