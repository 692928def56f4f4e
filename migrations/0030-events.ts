import { type Kysely, sql } from 'kysely';

/**
 * Events: what happened, for whoever acts on it or counts it. They are written by the statement that makes
 * them so (event_fresh); a job moves what is committed into the months of `event` and gives each a number,
 * so that who goes on by the number misses none.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const columns = `
    id uuid not null default gen_random_uuid(),
    at timestamptz(3) not null default now(),
    -- As status-changed.
    kind text not null,
    -- What it happened to, as message and its id.
    subject_kind text not null,
    subject_id uuid not null,
    from_state text,
    to_state text,
    by text not null check (by in ('party', 'gateway', 'operator')),
    -- Of which party that was.
    party text,
    -- Why, coded.
    code text`;

const statements = [
  `create table event_fresh (
    -- The order in which they were written: of one subject that in which they happened.
    ordinal bigint generated always as identity primary key,${columns}
  )`,
  `create table event (
    -- 1, 2, 3 ... without gaps, given after the commit.
    number bigint not null,${columns},
    -- Made later, from the moments that messages keep.
    reconstructed boolean not null default false,
    primary key (number, at)
  ) partition by range (at)`,
  `create index event_subject on event (subject_id, number)`,
  // The last number. Who numbers holds this row until the commit.
  `create table event_head (
    single boolean primary key default true check (single),
    number bigint not null
  )`,
  `insert into event_head (number) values (0)`,
  `create trigger event_stays before update or delete or truncate on event
    for each statement execute function refuse_change()`,
  `alter table event enable always trigger event_stays`,

  // Messages that were there before their events were written: how far they have theirs.
  `create table event_reconstruction (
    single boolean primary key default true check (single),
    -- What happened from this moment on was written when it happened.
    before timestamptz not null,
    -- Messages up to this id are done.
    after uuid not null default '00000000-0000-0000-0000-000000000000',
    finished_at timestamptz
  )`,
  `insert into event_reconstruction (before, finished_at)
    select now(), case when not exists (select from message) then now() end`,

  // Tables are made and dropped by their owner alone: so these act as that, and do no more than this.
  `create function event_make_month(month date) returns void language plpgsql
    security definer set search_path = public, pg_temp as $$
    declare
      first date := date_trunc('month', month);
      one text := 'event_' || to_char(first, 'YYYY_MM');
    begin
      -- What the name of a partition can hold, and this program could have seen.
      if first < date '2020-01-01' or first >= date '2200-01-01' then
        raise exception 'there are no events of %', first using errcode = 'restrict_violation';
      end if;
      perform pg_advisory_xact_lock(0x696a77::int, 21);
      if to_regclass(one) is not null then
        return;
      end if;
      -- Made apart and then attached: that does not wait for who reads.
      execute format('create table %I (like event including all)', one);
      execute format('create trigger %I before update or delete or truncate on %I
        for each statement execute function refuse_change()', one || '_stays', one);
      execute format('alter table %I enable always trigger %I', one, one || '_stays');
      execute format('alter table event attach partition %I for values from (%L) to (%L)', one,
        to_char(first, 'YYYY-MM-DD') || ' 00:00:00+00',
        to_char(first + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
    end
  $$`,
  // A month of the last year stays, whoever asks.
  `create function event_drop_month(month date) returns void language plpgsql
    security definer set search_path = public, pg_temp as $$
    declare
      first date := date_trunc('month', month);
    begin
      if first + interval '13 months' > now() at time zone 'UTC' then
        raise exception 'events of % are kept for a year at least', first
          using errcode = 'restrict_violation';
      end if;
      perform pg_advisory_xact_lock(0x696a77::int, 21);
      execute format('drop table if exists %I', 'event_' || to_char(first, 'YYYY_MM'));
    end
  $$`,
  ...['make_month(date)', 'drop_month(date)'].map(
    (name) => `revoke execute on function event_${name} from public`,
  ),
  `select event_make_month((now() at time zone 'UTC')::date)`,
];
