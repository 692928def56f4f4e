import { type Kysely, sql } from 'kysely';

/**
 * What is to be reached with an allocation, and how that ended (src/ledger/goals/). Texts are under a key of the goal
 * itself, so that they can be destroyed while the ledger of the child stays.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const consent = ['consent_by', 'consent_on', 'consent_how', 'shared_with'];
const none = consent.map((column) => `${column} is null`).join(' and ');
const whole = consent.map((column) => `${column} is not null`).join(' and ');

const statements = [
  `create table goal (
    id uuid primary key,
    -- Of a row that is made anew when the ledger is rebuilt, with the same id.
    allocation_id uuid not null,
    municipality text not null check (municipality ~ '^[0-9]{4}$'),
    provider text not null check (provider ~ '^[0-9]{8}$'),
    -- A child that is forgotten meanwhile makes it fail.
    client_id uuid not null references client (id),
    writer text not null constraint goal_writer check (writer in (municipality, provider)),
    domain text not null,
    set_on date not null,
    evaluate_on date constraint goal_evaluated_later check (evaluate_on >= set_on),
    outcome text not null constraint goal_outcome check (outcome in
      ('open', 'reached', 'partly-reached', 'not-reached', 'adjusted', 'dropped')),
    outcome_on date constraint goal_ended_later check (outcome_on >= set_on),
    consent_by text constraint goal_consent_by check (consent_by in ('jeugdige', 'gezagsdrager', 'both')),
    consent_on date,
    consent_how text constraint goal_consent_how check (consent_how in ('written', 'spoken')),
    shared_with text constraint goal_shared_with check (shared_with in ('own', 'both')),
    -- Texts, bound to all of this row that says who may read them.
    sealed bytea,
    -- Keyed hash of what was posted, so that it is kept once. It goes with the texts.
    posted_hash bytea check (octet_length(posted_hash) = 32),
    made_at timestamptz(3) not null default now(),
    changed_at timestamptz(3) not null default now(),
    -- The prefix of a key, or a token and its subject.
    changed_by text not null,
    revision integer not null default 1,
    mac bytea check (octet_length(mac) = 32),
    constraint goal_ended check ((outcome_on is null) = (outcome = 'open')),
    constraint goal_consent check ((${none}) or (${whole})),
    constraint goal_text_with_consent check (sealed is null or consent_by is not null)
  )`,
  `create index goal_allocation on goal (allocation_id, id)`,
  `create index goal_client on goal (client_id)`,
  `create unique index goal_posted on goal (allocation_id, writer, posted_hash) where posted_hash is not null`,
  // As all rows that decide what is true: see 0026-signed-rows.ts. Only who asks for it deletes one.
  `create trigger goal_goes_on before update of revision, mac on goal
    for each row execute function refuse_going_back()`,
  `create trigger goal_same
    before update of id, allocation_id, municipality, provider, client_id, writer, domain, set_on, made_at on goal
    for each statement execute function refuse_change()`,
  `create trigger goal_stays before truncate on goal
    for each statement execute function refuse_change()`,
  ...['goes_on', 'same', 'stays'].map(
    (trigger) => `alter table goal enable always trigger goal_${trigger}`,
  ),
];
