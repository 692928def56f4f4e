import { type Kysely, sql } from 'kysely';

/** Sizes of aanbieders (src/region/sizes/). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // How many children an aanbieder had in the twelve months before a month. Counted once: see sizesOf. There is no index
  // for it on allocation: it reads the allocations of one aanbieder, by allocation_provider, once a month.
  `create table provider_children (
    provider text not null,
    -- Its first day.
    month date not null constraint provider_children_month check (extract(day from month) = 1),
    children integer not null constraint provider_children_children check (children >= 0),
    primary key (provider, month)
  )`,
];
