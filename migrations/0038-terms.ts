import { type Kysely, sql } from 'kysely';

/**
 * Terms (src/region/terms/): what a party has to do before a day, and whether it did. They follow from the events, the
 * messages and the ledger, and can be made again from these at any time; nothing else is decided by them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const isOpen = `status in ('open', 'missed')`;

const statements = [
  `create table term (
    -- Made from what the term is of, so that it stays the same when it is made again.
    id uuid primary key,
    kind text not null constraint term_kind check (kind in
      ('retour', 'declaration-answer', 'decision', 'investigation', 'residence', 'start', 'stop')),
    municipality text not null,
    provider text not null,
    -- Who has to do it, and who waits for it: one is the gemeente and one the aanbieder.
    debtor text not null,
    creditor text not null,
    -- The message that it begins with; null where that was imported.
    message_id uuid,
    -- When a child is forgotten its terms go with it; how many there were is still in term_count.
    client_id uuid references client (id) on delete cascade,
    toewijzing_nummer text,
    -- Keyed hash of the ReferentieAanbieder.
    reference_hash bytea,
    -- The day of receipt, or of the real start or end; that day does not count.
    since date not null,
    -- It ends at 24:00 of this day, in Amsterdam.
    due_on date not null,
    met_at timestamptz(3),
    -- The message that met it; null where that was imported.
    met_by uuid,
    -- That message may still be refused by its retour.
    pending boolean not null default false,
    -- In days of the kind of the term: working days, or calendar days. Null until it is met.
    taken smallint,
    -- missed: over, and not met yet. late: met after it was over.
    status text not null constraint term_status check (status in
      ('open', 'missed', 'in-time', 'late', 'void')),
    void_reason text,
    -- The due day of which the event was written that it is over.
    missed_on date,
    changed_at timestamptz not null default now(),
    constraint term_met check ((status in ('in-time', 'late')) = (met_at is not null)),
    constraint term_void check ((status = 'void') = (void_reason is not null)),
    constraint term_parties check ((debtor = municipality and creditor = provider)
      or (debtor = provider and creditor = municipality))
  )`,
  // Lists: in each of these orders there is no other row in the same place. There are no nulls, and nothing is added to
  // the day: these tell the orders apart, so that Postgres cannot take one of these indexes for another.
  ...['debtor', 'creditor', 'municipality'].flatMap((side) => [
    `create index term_of_${side} on term (${side}, due_on, id)`,
    `create index term_open_of_${side} on term (${side}, due_on nulls first, id) where ${isOpen}`,
  ]),
  `create index term_due on term ((due_on + 0), id)`,
  `create index term_open_due on term ((due_on + 0) nulls first, id) where ${isOpen}`,
  // Those that nobody noted yet as over.
  `create index term_running on term (due_on, id) where status = 'open'`,
  // What follows from the ledger is compared by child and aanbieder.
  `create index term_client on term (client_id, provider) where client_id is not null`,
  `create index term_message on term (message_id) where message_id is not null`,

  // How many terms ended how, for each month in which they were due. Never deleted.
  `create table term_count (
    municipality text not null,
    provider text not null,
    kind text not null,
    -- Whether the gemeente had to do it.
    by_gemeente boolean not null,
    -- The first of the month.
    month date not null,
    status text not null constraint term_count_status check (status in ('missed', 'in-time', 'late')),
    -- In days of the kind; -1 where it is not met.
    taken smallint not null,
    count bigint not null,
    primary key (municipality, month, provider, kind, by_gemeente, status, taken)
  )`,
  `create index term_count_provider on term_count (provider, month)`,

  // How far the events and the chains were read.
  `create table term_progress (
    single boolean primary key default true constraint term_progress_single check (single),
    event_number bigint not null default 0,
    -- The rules and the equalised days with which they were read: with others they are read again.
    basis text not null default '',
    -- Terms that were over before this day get no event.
    began_on date not null default (now() at time zone 'Europe/Amsterdam')::date
  )`,
  `insert into term_progress default values`,
  `create table term_chain (
    municipality text primary key,
    number bigint not null
  )`,
  // Messages that are with their recipient and wait for its retour: what they say may still be refused.
  `create table term_pending (
    message_id uuid primary key,
    municipality text not null,
    provider text not null,
    -- The child, where the ledger knows it already.
    client_id uuid
  )`,
  `create index term_pending_client on term_pending (client_id, provider) where client_id is not null`,
  // As of other tables that grow (migration 0035).
  ...['term', 'term_pending'].map(
    (table) => `alter table ${table}
      set (autovacuum_analyze_threshold = 1000, autovacuum_vacuum_threshold = 1000)`,
  ),
];
