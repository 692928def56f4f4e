import type { Pool } from 'pg';
import type { Database } from '../store/database.ts';
import { inTransaction } from '../store/transaction.ts';
import { aanbiederCode, categorie, cellOf, gemeenteCode, productCode } from './cells.ts';
import { readCsv } from './csv.ts';

/** A product that a gemeente and an aanbieder agreed (TR381). */
export interface AgreedProduct {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly categorie: string;
  readonly code: string;
}

/** The columns of a file, as {@link loadProducts} reads it. */
export const productColumns = ['gemeente', 'aanbieder', 'categorie', 'code'] as const;

export interface ProductLoad {
  /** Products in the file, each once. */
  readonly products: number;
  /** Pairs of a gemeente and an aanbieder that the file names; lists of others stay. */
  readonly lists: number;
  readonly added: number;
  readonly removed: number;
  /** Codes of the file that no party has. */
  readonly unknown: readonly string[];
}

/**
 * Replaces the lists of the pairs of gemeente and aanbieder that a CSV file names, all at once. A second
 * time changes nothing.
 *
 * @param text the file, with the columns of {@link productColumns}
 * @throws {CsvFault} for the first line that is wrong; nothing is changed then
 */
export async function loadProducts(pool: Pool, text: string): Promise<ProductLoad> {
  const wanted = JSON.stringify(
    readCsv(text, productColumns).map((row) => ({
      municipality: cellOf(row, 'gemeente', gemeenteCode),
      provider: cellOf(row, 'aanbieder', aanbiederCode),
      category: cellOf(row, 'categorie', categorie),
      code: cellOf(row, 'code', productCode),
    })),
  );
  return inTransaction(pool, async (client) => {
    // One load at a time: two would each keep what the other removes.
    await client.query('lock table agreed_product in share row exclusive mode');
    const removed = await client.query(
      `with wanted as materialized (
        select * from jsonb_populate_recordset(null::agreed_product, $1::jsonb)
      )
      delete from agreed_product
      where (municipality, provider) in (select municipality, provider from wanted)
        and (municipality, provider, category, code) not in (
          select municipality, provider, category, code from wanted
        )`,
      [wanted],
    );
    const added = await client.query(
      `insert into agreed_product
      select * from jsonb_populate_recordset(null::agreed_product, $1::jsonb)
      on conflict do nothing`,
      [wanted],
    );
    const { rows } = await client.query<Pick<ProductLoad, 'products' | 'lists' | 'unknown'>>(
      `with wanted as materialized (
        select distinct * from jsonb_populate_recordset(null::agreed_product, $1::jsonb)
      ), named (code) as (select municipality from wanted union select provider from wanted)
      select (select count(*)::int from wanted) as products,
        (select count(distinct (municipality, provider))::int from wanted) as lists,
        array(
          select code from named where code not in (select code from party) order by code
        ) as unknown`,
      [wanted],
    );
    const counts = rows[0] as (typeof rows)[number];
    return { ...counts, added: added.rowCount ?? 0, removed: removed.rowCount ?? 0 };
  });
}

/** What was agreed; of one gemeente or aanbieder, or all. */
export function listProducts(db: Database, party?: string): Promise<AgreedProduct[]> {
  return db
    .selectFrom('agreed_product')
    .select(['municipality as gemeente', 'provider as aanbieder', 'category as categorie', 'code'])
    .$if(party !== undefined, (query) =>
      query.where(({ eb, or }) =>
        or([eb('municipality', '=', party as string), eb('provider', '=', party as string)]),
      ),
    )
    .orderBy('municipality')
    .orderBy('provider')
    .orderBy('category')
    .orderBy('code')
    .execute();
}

/** Removes the list of a gemeente and an aanbieder. @returns how many products it held */
export async function removeProducts(
  db: Database,
  { gemeente, aanbieder }: Pick<AgreedProduct, 'gemeente' | 'aanbieder'>,
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('agreed_product')
    .where('municipality', '=', gemeente)
    .where('provider', '=', aanbieder)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
