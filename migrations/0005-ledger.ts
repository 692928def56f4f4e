import { type Kysely, sql } from 'kysely';

/**
 * The ledger: what approved messages made true, in a chain for each gemeente (src/ledger/hash.ts).
 * What it says stays said: entries and checkpoints are added and never changed.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Children, by a random id. The id is also that of the child's key in data_key: to forget a child is
  // to delete both rows, so nothing refers to them.
  `create table client (
    id uuid primary key,
    -- HMAC of the BSN under a key of its own.
    bsn_hash bytea not null constraint client_bsn unique,
    -- Encrypted with the child's key.
    bsn_sealed bytea not null,
    created_at timestamptz not null default now()
  )`,

  // No foreign keys: an entry outlives the message and the client that it is about.
  `create table ledger_entry (
    municipality text not null constraint ledger_entry_municipality check (municipality ~ '^[0-9]{4}$'),
    -- 1, 2, 3 ... for each gemeente, without gaps.
    chain_number bigint not null constraint ledger_entry_number check (chain_number > 0),
    -- Of the way in which the hash is made.
    version smallint not null,
    provider text not null constraint ledger_entry_provider check (provider ~ '^[0-9]{8}$'),
    client_id uuid not null,
    toewijzing_nummer text,
    kind text not null,
    message_id uuid,
    -- Of the class that it comes from, below Bericht.
    class_path text not null,
    -- As the message writes it: xs:date knows years that Postgres does not.
    effective_date text,
    -- To the millisecond, as it is hashed.
    recorded_at timestamptz(3) not null,
    amount_cents bigint,
    -- What is personal, encrypted with the client's key.
    sealed bytea,
    previous_hash bytea not null,
    hash bytea not null,
    primary key (municipality, chain_number)
  )`,
  // Ciphertext does not compress: trying costs time.
  `alter table ledger_entry alter column sealed set storage external`,
  // The story of one child at one aanbieder, in order.
  `create index ledger_entry_client on ledger_entry (client_id, municipality, provider, chain_number)`,

  // The end of each chain. Who adds to the chain holds this row until the commit.
  `create table chain_head (
    municipality text primary key,
    number bigint not null,
    hash bytea not null
  )`,

  // How far a chain was on a day, signed with a key that is not in the database.
  `create table ledger_checkpoint (
    municipality text not null,
    -- The day in the Netherlands.
    day date not null,
    number bigint not null,
    hash bytea not null,
    at timestamptz(3) not null,
    mac bytea not null,
    primary key (municipality, day)
  )`,

  `create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only: % is refused', tg_table_name, tg_op
        using errcode = 'restrict_violation';
    end
  $$`,
  ...['ledger_entry', 'ledger_checkpoint'].flatMap((table) => [
    `create trigger ${table}_stays before update or delete or truncate on ${table}
      for each statement execute function refuse_change()`,
    // Also for a session that plays a replica, in which usual triggers are silent.
    `alter table ${table} enable always trigger ${table}_stays`,
  ]),
];
