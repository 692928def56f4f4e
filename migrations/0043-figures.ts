import { type Kysely, sql } from 'kysely';

/**
 * Figures (src/region/figures/): how much happened on each day, for the report of a region, and of each gemeente and
 * aanbieder how often messages were refused. There is nothing of a child in them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Never deleted: what a report shows follows from the sums since the beginning.
  `create table figure (
    municipality text not null,
    -- In Amsterdam.
    day date not null,
    subject text not null constraint figure_subject check (subject in
      ('message', 'rule', 'refusal', 'door', 'allocated', 'started', 'stopped')),
    -- What of that subject: a type, a rule, a code, a category and a code.
    key text not null,
    -- Of the aanbieder, on that day.
    size text not null constraint figure_size check (size in ('small', 'large')),
    count bigint not null check (count > 0),
    primary key (municipality, subject, key, size, day)
  )`,
  // Of two parties that know these messages anyway. Never shown to others.
  `create table counterparty_figure (
    municipality text not null,
    provider text not null,
    -- The first of the month, in Amsterdam.
    month date not null,
    -- Whether the gemeente did it.
    by_gemeente boolean not null,
    kind text not null constraint counterparty_figure_kind check (kind in
      ('refused', 'without-rule', 'answered-twice')),
    count bigint not null check (count > 0),
    primary key (municipality, provider, month, by_gemeente, kind)
  )`,
  `create index counterparty_figure_provider on counterparty_figure (provider, month)`,

  // How far the events and the chains were read.
  `create table figure_progress (
    single boolean primary key default true constraint figure_progress_single check (single),
    event_number bigint not null default 0
  )`,
  `insert into figure_progress default values`,
  `create table figure_chain (
    municipality text primary key,
    number bigint not null
  )`,
];
