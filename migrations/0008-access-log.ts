import { type Kysely, sql } from 'kysely';

/**
 * The access log (NEN 7513): who read or changed what of messages and children, when, from where and
 * why. Rows come in unchained (access_log_fresh), so that reading stays fast; a job moves them in
 * batches, each sealed with a hash over the one before it (src/parties/access-log/hash.ts), to where
 * nobody can change them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const columns = `
    -- UUIDv7: the order of the log. The row of a POST has the id of its message.
    id uuid not null,
    at timestamptz(3) not null default now(),
    action text not null,
    -- The prefix of a key, the subject of a token, or the name at a command line.
    actor text not null,
    role text,
    -- The party of the actor.
    actor_party text,
    -- Whose data it is or on whose behalf it was done, and the other side of a message.
    party text,
    counterparty text,
    mandate_id uuid,
    message_id uuid,
    -- Random ids of children.
    client_ids uuid[] not null default '{}',
    -- JSON, as it is hashed: ids, codes and names of filters; never a value of a message.
    detail text,
    -- Of the network.
    address text,
    request_id text,
    -- Where one is asked for.
    reason text`;

const statements = [
  `create table access_log_fresh (${columns},
    primary key (id)
  )`,
  // Who has something about a message that is not sealed yet is asked rarely; what is here is little.

  // By the month in which rows were sealed, so that a month that is over goes as a whole.
  `create table access_log (
    sealed_at timestamptz(3) not null,
    batch bigint not null,
    ordinal integer not null,${columns},
    primary key (sealed_at, batch, ordinal)
  ) partition by range (sealed_at)`,
  `create index access_log_id on access_log (id)`,
  `create index access_log_party on access_log (party, id)`,
  `create index access_log_counterparty on access_log (counterparty, id)`,
  `create index access_log_mandatary on access_log (actor_party, id) where mandate_id is not null`,
  `create index access_log_message on access_log (message_id, id)`,
  `create index access_log_action on access_log (action, id)`,
  `create index access_log_clients on access_log using gin (client_ids)`,
  `create table access_log_seal (
    sealed_at timestamptz(3) not null,
    -- 1, 2, 3 ... without gaps.
    batch bigint not null,
    row_count integer not null,
    previous_hash bytea not null,
    hash bytea not null,
    -- Made with a key that is not in the database.
    mac bytea not null,
    primary key (sealed_at, batch)
  ) partition by range (sealed_at)`,
  // The last batch. Who seals holds this row until the commit, so there is one batch of a number.
  `create table access_log_head (
    single boolean primary key default true check (single),
    batch bigint not null,
    hash bytea not null
  )`,
  `insert into access_log_head (batch, hash) values (0, decode(repeat('00', 32), 'hex'))`,
  // What stays of a month whose rows are gone.
  `create table access_log_closed (
    month date primary key,
    first_batch bigint,
    last_batch bigint,
    row_count bigint not null,
    opening_hash bytea,
    closing_hash bytea,
    closing_mac bytea,
    dropped_at timestamptz not null default now(),
    constraint access_log_closed_whole check ((first_batch is null) = (closing_hash is null))
  )`,
  ...['access_log', 'access_log_seal', 'access_log_closed'].flatMap((table) => [
    `create trigger ${table}_stays before update or delete or truncate on ${table}
      for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger ${table}_stays`,
  ]),

  // Tables are made and dropped by their owner alone: so these act as that, and do no more than this.
  `create function access_log_make_month(month date) returns void language plpgsql
    security definer set search_path = public, pg_temp as $$
    declare
      base text;
      one text;
      low text := to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00';
      high text := to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00';
    begin
      perform pg_advisory_xact_lock(0x696a77::int, 20);
      foreach base in array array['access_log', 'access_log_seal'] loop
        one := base || '_' || to_char(month, 'YYYY_MM');
        continue when to_regclass(one) is not null;
        -- Made apart and then attached: that does not wait for who reads the log.
        execute format('create table %I (like %I including all)', one, base);
        execute format('create trigger %I before update or delete or truncate on %I
          for each statement execute function refuse_change()', one || '_stays', one);
        execute format('alter table %I enable always trigger %I', one, one || '_stays');
        execute format('alter table %I attach partition %I for values from (%L) to (%L)',
          base, one, low, high);
      end loop;
    end
  $$`,
  `create function access_log_open_months() returns void language plpgsql
    security definer set search_path = public, pg_temp as $$
    declare
      month date := date_trunc('month', now() at time zone 'UTC');
    begin
      perform access_log_make_month(month);
      perform access_log_make_month((month + interval '1 month')::date);
    end
  $$`,
  // A month of the last year stays, whoever asks.
  `create function access_log_drop_month(month date) returns void language plpgsql
    security definer set search_path = public, pg_temp as $$
    declare
      part text := 'access_log_' || to_char(month, 'YYYY_MM');
      seals text := 'access_log_seal_' || to_char(month, 'YYYY_MM');
    begin
      perform pg_advisory_xact_lock(0x696a77::int, 20);
      if to_regclass(part) is null then
        return;
      end if;
      if month + interval '13 months' > now() at time zone 'UTC' then
        raise exception 'the access log of % is kept for a year at least', month
          using errcode = 'restrict_violation';
      end if;
      if exists (select from access_log_seal where sealed_at < month::timestamp at time zone 'UTC') then
        raise exception 'older months of the access log go first'
          using errcode = 'restrict_violation';
      end if;
      execute format('insert into access_log_closed
          (month, first_batch, last_batch, row_count, opening_hash, closing_hash, closing_mac)
        select $1, min(batch), max(batch), coalesce(sum(row_count), 0),
          (array_agg(previous_hash order by batch))[1],
          (array_agg(hash order by batch desc))[1], (array_agg(mac order by batch desc))[1]
        from %I', seals) using month;
      execute format('drop table %I', part);
      execute format('drop table %I', seals);
    end
  $$`,
  ...['make_month(date)', 'open_months()', 'drop_month(date)'].map(
    (name) => `revoke execute on function access_log_${name} from public`,
  ),
  `select access_log_open_months()`,

  // The row of a POST is the message itself; it is copied to the log when the message is done with.
  `alter table message
    -- Who posted it: as in the log. Null for what the gateway wrote, and for what came before.
    add column actor text,
    add column actor_party text,
    add column mandate_id uuid,
    add column address text,
    -- Of the request that brought it; who follows it through the logs of all processes needs this.
    add column request_id text`,

  // An operator who reads a message says why, and the parties of the message see it.
  `create table disclosure (
    id uuid primary key,
    message_id uuid not null references message (id) on delete cascade,
    reason text not null,
    made_by text not null,
    made_by_key uuid references api_key (id),
    at timestamptz not null default now(),
    expires_at timestamptz not null
  )`,
  `create index disclosure_message on disclosure (message_id)`,
];
