import { type Kysely, sql } from 'kysely';

/**
 * Lists that an administrator loads, and by which messages are judged, are sealed: each list has a row with a
 * MAC over all its lines (src/ledger/sealed-lists.ts). It is never deleted and never goes back, so a line that
 * was changed, added, taken out or put back is noticed. The first start with keys seals what is there.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** The lists, and the columns by which one is known. */
const lists = [
  ['agreed_product', ['municipality', 'provider']],
  // What a region says of one product.
  ['spic', ['region', 'product_category', 'code']],
] as const;

const statements = [
  ...lists.flatMap(([list, columns]) => [
    `create table ${list}_seal (
      ${columns.map((column) => `${column} text not null,`).join(' ')}
      -- Goes up with each change.
      revision integer not null,
      mac bytea not null check (octet_length(mac) = 32),
      primary key (${columns.join(', ')})
    )`,
    `create trigger ${list}_seal_goes_on before update of revision, mac on ${list}_seal
      for each row execute function refuse_going_back()`,
    `create trigger ${list}_seal_same_list before update of ${columns.join(', ')} on ${list}_seal
      for each statement execute function refuse_change()`,
    `create trigger ${list}_seal_stays before delete or truncate on ${list}_seal
      for each statement execute function refuse_change()`,
    ...['goes_on', 'same_list', 'stays'].map(
      (trigger) => `alter table ${list}_seal enable always trigger ${list}_seal_${trigger}`,
    ),
  ]),
  `alter table signing drop constraint signing_part_check,
    add constraint signing_part_check check (part in ('rows', 'lists', 'messages', 'contents'))`,
  `insert into signing (part) values ('lists')`,
];
