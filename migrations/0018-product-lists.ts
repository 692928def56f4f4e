import { type Kysely, sql } from 'kysely';

/** Product lists have dates: what was agreed holds from one day to another. Those that are there: always. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table agreed_product
    -- First and last day; -infinity from the beginning, null for further notice.
    add column valid_from date not null default '-infinity',
    add column valid_to date,
    add constraint agreed_product_valid check (valid_to is null or valid_to >= valid_from),
    drop constraint agreed_product_pkey,
    add primary key (municipality, provider, category, code, valid_from)`,
];
