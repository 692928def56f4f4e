import type { Pool } from 'pg';
import { statement } from '../../store/statement.ts';
import { type SpicOfProduct, spicOf } from './allocation-walk.ts';

/** A product that begins on a day, as a message names it. */
export interface AskedProduct {
  readonly categorie: string;
  readonly code: string;
  /** Plain date. */
  readonly day: string;
}

const asked = statement<{
  gemeente: string;
  categories: readonly string[];
  codes: readonly string[];
  days: readonly string[];
}>(
  'spics-of-products',
  `
  select one.product_category as categorie, one.product_code as code, spic.*
  from (
    select distinct $gemeente::text as municipality, category as product_category, code as product_code,
      day as begin_date
    from unnest($categories::text[], $codes::text[], $days::text[]) as given (category, code, day)
  ) one cross join lateral (${spicOf('one')}) spic`,
);

/** Products that are looked up at once. */
const most = 200;

/**
 * The SPICs of products in the catalogue of the region of a gemeente: segment, profile and intensity, as for a page. The
 * catalogue decides nothing here, so its seal is not checked.
 *
 * @returns the SPIC of a product by category and code; of those that are asked more than once, of one of the days
 */
export async function spicsOfProducts(
  pool: Pool,
  gemeente: string,
  products: readonly AskedProduct[],
): Promise<(product: Pick<AskedProduct, 'categorie' | 'code'>) => SpicOfProduct | undefined> {
  const some = products.slice(0, most);
  const { rows } =
    some.length === 0
      ? { rows: [] }
      : await pool.query<SpicOfProduct & Pick<AskedProduct, 'categorie' | 'code'>>(
          asked({
            gemeente,
            categories: some.map(({ categorie }) => categorie),
            codes: some.map(({ code }) => code),
            days: some.map(({ day }) => day),
          }),
        );
  return ({ categorie, code }) =>
    rows.find((one) => one.categorie === categorie && one.code === code);
}
