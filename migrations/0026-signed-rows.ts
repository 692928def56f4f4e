import { type Kysely, sql } from 'kysely';

/**
 * Rows that decide who may do what carry a MAC (src/store/row-mac.ts), made with a key that is not in the
 * database. A row that changes has a revision, which the MAC binds and which never goes back: so what a
 * row was once cannot be put back.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** What changes, and what its rows are known by. None of them is ever deleted. */
const revised = [
  ['party', 'code'],
  ['api_key', 'id'],
  ['mandate', 'id'],
  ['legal_hold', 'id'],
] as const;

const statements = [
  // Whoever writes takes the mac away, and puts the new one in the same transaction.
  `create function refuse_going_back() returns trigger language plpgsql as $$
    begin
      if new.revision < old.revision
        or (new.revision = old.revision and old.mac is not null and new.mac is distinct from old.mac)
      then
        raise exception 'a row of % does not go back to what it was', tg_table_name
          using errcode = 'restrict_violation';
      end if;
      return new;
    end
  $$`,
  ...revised.flatMap(([table, id]) => [
    `alter table ${table}
      add column revision integer not null default 1,
      add column mac bytea check (octet_length(mac) = 32)`,
    `create trigger ${table}_goes_on before update of revision, mac on ${table}
      for each row execute function refuse_going_back()`,
    `alter table ${table} enable always trigger ${table}_goes_on`,
    // It would come back under its id, as it was once.
    `create trigger ${table}_same_id before update of ${id} on ${table}
      for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger ${table}_same_id`,
    `create trigger ${table}_stays before delete or truncate on ${table}
      for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger ${table}_stays`,
  ]),
  // Never changed: a disclosure ends by itself, and who sent a message to whom stays so.
  `alter table disclosure add column mac bytea check (octet_length(mac) = 32)`,
  // What was accepted stays: deleted with all that refers to it, it could come back otherwise.
  `create trigger message_accepted_stays before delete on message
    for each row when (old.acceptance is not null) execute function refuse_change()`,
  `alter table message enable always trigger message_accepted_stays`,
  `alter table message add column mac bytea check (octet_length(mac) = 32)`,

  // Whether what is there was signed. The first start with keys does that, once; the runtime role only reads
  // it. A database without these rows is not used.
  `create table signing (
    part text primary key check (part in ('rows', 'messages')),
    state text not null default 'unsigned' check (state in ('unsigned', 'signed')),
    mac bytea,
    constraint signing_signed check ((state = 'signed') = (mac is not null))
  )`,
  `insert into signing (part) values ('rows'), ('messages')`,
];
