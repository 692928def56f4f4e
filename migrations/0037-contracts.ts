import { type Kysely, sql } from 'kysely';

/**
 * Contracts between gemeenten and an aanbieder, with their lines and tariffs (src/ledger/contracts/). A version of a
 * contract is kept whole and never changes; the row of the contract says which version holds now, and between whom.
 * Both are signed. The first start with keys makes contracts of the lists of products that are there.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table contract (
    id uuid primary key,
    -- The version that holds now. Goes up with each change.
    revision integer not null check (revision > 0),
    -- As its parties call it.
    number text not null,
    provider text not null,
    -- Empty: it was withdrawn.
    gemeenten text[] not null,
    mac bytea not null check (octet_length(mac) = 32),
    constraint contract_number unique (provider, number)
  )`,
  `create index contract_gemeente on contract using gin (gemeenten)`,
  // In this order there is no other, so that a list of one aanbieder is read by it.
  `create index contract_provider on contract (provider, id nulls first)`,
  `create trigger contract_goes_on before update on contract
    for each row execute function refuse_going_back()`,
  `create trigger contract_same before update of id, number, provider on contract
    for each statement execute function refuse_change()`,
  `create trigger contract_stays before delete or truncate on contract
    for each statement execute function refuse_change()`,
  `create table contract_version (
    id uuid primary key,
    contract_id uuid not null references contract (id),
    version integer not null check (version > 0),
    -- The form of the content (src/ledger/contracts/codec.ts).
    form smallint not null check (form > 0),
    content text not null,
    recorded_at timestamptz not null,
    -- The prefix of a key, a token and its subject, or a command and its user.
    recorded_by text not null,
    mac bytea not null check (octet_length(mac) = 32),
    constraint contract_version_once unique (contract_id, version)
  )`,
  `create trigger contract_version_stays before update or delete or truncate on contract_version
    for each statement execute function refuse_change()`,
  ...['contract_goes_on', 'contract_same', 'contract_stays'].map(
    (trigger) => `alter table contract enable always trigger ${trigger}`,
  ),
  `alter table contract_version enable always trigger contract_version_stays`,
  `alter table signing drop constraint signing_part_check,
    add constraint signing_part_check check (part in
      ('rows', 'lists', 'log', 'records', 'messages', 'findings', 'contents', 'contracts'))`,
  `insert into signing (part) values ('contracts')`,
];
