import { type Kysely, sql } from 'kysely';

/**
 * Hours (src/operations/hours/): what happened to messages in each hour, for who looks after the gateway. There is nothing
 * of a child or a party in them, and nothing is decided by them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table hour_figure (
    -- Its begin.
    hour timestamptz not null,
    -- moved: messages that came to a status. failed: those that failed, by code. took: how long the way to the mailbox took.
    subject text not null constraint hour_figure_subject check (subject in ('moved', 'failed', 'took')),
    -- The status, the code, or milliseconds at most.
    key text not null,
    count bigint not null check (count > 0),
    primary key (hour, subject, key)
  )`,
  // How far the events were read. What happened before this version is not counted: its hours would look quiet.
  `create table hour_progress (
    single boolean primary key default true constraint hour_progress_single check (single),
    event_number bigint not null
  )`,
  `insert into hour_progress (event_number) select coalesce(max(number), 0) from event_head`,
];
