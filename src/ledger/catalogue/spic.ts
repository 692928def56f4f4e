import type { Pool, PoolClient } from 'pg';
import { partyTable } from '../../parties/directory/party-table.ts';
import { isAfter, isBefore } from '../../standard/calendar.ts';
import type { Database } from '../../store/database.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { categorie, cellOf, matching, plainDate, productCode, words } from '../csv/cells.ts';
import { CsvFault, readCsv } from '../csv/csv.ts';
import {
  checkLists,
  type FoundList,
  foundList,
  type Line,
  type List,
  type ListKey,
  sealLists,
  spicLists,
} from './sealed-lists.ts';

/** The segment, profile and intensity of a product in a region, from one day to another. */
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

/** A product with a code; a product without a code has no SPIC. */
export interface ProductCode {
  readonly categorie: string;
  readonly code: string;
}

/** The SPIC of a product in some region, as judging needs it. */
export type ProductSpic = ProductCode & Pick<Spic, 'segment' | 'profile' | 'validFrom' | 'validTo'>;

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
  /** Regions that the file names; the catalogues of others stay. */
  readonly regions: readonly string[];
  /** Rows in the file. */
  readonly rows: number;
  readonly added: number;
  readonly removed: number;
  /** Regions of the file that no gemeente has. */
  readonly unused: readonly string[];
}

const removeOthers = unnamed<{ regions: readonly string[]; wanted: string }>(`
  delete from spic where region = any($regions) and not exists (
    select from jsonb_populate_recordset(null::spic, $wanted::jsonb) as wanted where wanted = spic
  )`);

const addNew = unnamed<{ wanted: string }>(`
  insert into spic select * from jsonb_populate_recordset(null::spic, $wanted::jsonb)
  on conflict do nothing`);

const sealedOf = unnamed<{ regions: readonly string[] }>(`
  select json_build_array(region, product_category, code) as key from spic_seal
  where region = any($regions)`);

const regionsOfNobody = unnamed<{ regions: readonly string[] }>(`
  select region from unnest($regions::text[]) as wanted (region)
  where not exists (select from ${partyTable} party where party.region = wanted.region)`);

/**
 * Replaces the catalogues of the regions that a CSV file names, all at once, and seals them. When it runs twice, the
 * second run changes nothing.
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
    // One load at a time, because each would keep what the other removes.
    await client.query('lock table spic in share row exclusive mode');
    const removed = await client.query(removeOthers({ regions, wanted }));
    const added = await client.query(addNew({ wanted }));
    const { rows: before } = await client.query<{ key: ListKey }>(sealedOf({ regions }));
    const lists = listsIn(
      spics,
      before.map(({ key }) => key),
    );
    await sealLists(client, macs, spicLists, lists);
    const { rows: unused } = await client.query<{ region: string }>(regionsOfNobody({ regions }));
    return {
      regions,
      rows: spics.length,
      added: added.rowCount ?? 0,
      removed: removed.rowCount ?? 0,
      unused: unused.map(({ region }) => region),
    };
  });
}

/** The list of each product in a file, to be sealed; an empty list for those of `before` that it does not name. */
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

/** The SPICs in a list, as judging needs them. */
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

const catalogueIn = unnamed<{ region: string }>(`
  select ${foundList(spicLists, ['list.region', 'list.product_category', 'list.code'])} as found
  from (
    select region, product_category, code from spic where region = $region
    union select region, product_category, code from spic_seal where region = $region
  ) list
  order by product_category, code`);

/**
 * The catalogue of a region, checked.
 *
 * @throws {NotBelieved} where a list of it is not as it was loaded
 */
export async function catalogueOf(
  client: PoolClient,
  macs: RowMacs,
  region: string,
): Promise<Spic[]> {
  const { rows } = await client.query<{ found: FoundList }>(catalogueIn({ region }));
  checkLists(
    macs,
    spicLists,
    rows.map(({ found }) => found),
  );
  return rows.flatMap(({ found: [[, productCategory = '', code = ''], , lines] }) =>
    (lines ?? []).map((line) => {
      const [segment = '', profile = '', intensity = '', validFrom = '', validTo = null] =
        line as string[];
      return { region, productCategory, code, segment, profile, intensity, validFrom, validTo };
    }),
  );
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

/** The SPIC of a product that begins on a day, if the catalogue has one. */
export function spicOn<T extends Pick<Spic, 'validFrom' | 'validTo'>>(
  spics: readonly T[] | undefined,
  day: string,
): T | undefined {
  return spics?.find(
    ({ validFrom, validTo }) =>
      !isBefore(day, validFrom) && (validTo === null || !isAfter(day, validTo)),
  );
}
