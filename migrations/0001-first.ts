import { type Kysely, sql } from 'kysely';

/**
 * The first tables. What must be unique or true is an index or a constraint here; names of
 * constraints that the program looks for (src/exchange) are written out.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table party (
    code text primary key,
    kind text not null check (kind in ('gemeente', 'aanbieder')),
    name text not null,
    -- The last day on which messages may be sent to this party; its successor takes over.
    until date,
    successor text references party (code),
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    constraint party_code_form check (
      (kind = 'gemeente' and code ~ '^[0-9]{4}$') or (kind = 'aanbieder' and code ~ '^[0-9]{8}$')
    ),
    constraint party_successor_has_until check (successor is null or until is not null),
    constraint party_successor_is_other check (successor <> code)
  )`,
  `create index party_successor on party (successor) where successor is not null`,

  // The counter of a mailbox. The transaction that makes an entry raises it, so entries of one
  // mailbox are committed in the order of their positions and paging by position misses none.
  `create table mailbox (
    party_code text primary key references party (code),
    last_position bigint not null default 0
  )`,

  `create table api_key (
    id uuid primary key,
    role text not null check (role in ('party', 'administrator')),
    party_code text references party (code),
    prefix text not null unique,
    key_hash bytea not null,
    created_at timestamptz not null default now(),
    constraint api_key_of_party check ((role = 'party') = (party_code is not null))
  )`,
  `create index api_key_party on api_key (party_code)`,

  // Fingerprints of keys that live outside the database: starting with another key is refused.
  `create table key_fingerprint (
    name text primary key,
    fingerprint bytea not null
  )`,

  // Random keys, wrapped by the master key. The id is that of the message (or client) that the
  // key is for, or that of a row of key_name. To forget is to delete the row.
  `create table data_key (
    id uuid primary key,
    wrapped bytea not null,
    created_at timestamptz not null default now()
  )`,
  `create table key_name (
    name text primary key,
    data_key_id uuid not null unique references data_key (id)
  )`,

  `create sequence message_acceptance`,
  `create table message (
    id uuid primary key,
    -- The order in which messages were accepted; refused ones have none.
    acceptance bigint unique,
    type text,
    -- As the Header says; a retour has those of its heenbericht.
    afzender text,
    ontvanger text,
    identificatie text,
    -- As the Header writes it: xs:date knows years that Postgres does not.
    dagtekening text,
    -- Who sent it, and whose mailbox it goes to.
    sender text not null references party (code),
    recipient text references party (code),
    status text not null check (status in
      ('received', 'accepted', 'delivered', 'rejected', 'refused', 'failed', 'dismissed')),
    -- HMAC of the bytes under a key of its own.
    content_hash bytea not null,
    -- Bytes.
    size integer not null,
    -- The message that this retour or JW325 answers.
    heenbericht_id uuid references message (id),
    -- A retour with a code other than 0200.
    refuses boolean not null default false,
    -- Why it was refused: code, line, element paths; never a value of the message.
    refusal jsonb,
    refused_count integer,
    -- Coded, never a text of the database.
    error_code text,
    received_at timestamptz not null,
    changed_at timestamptz not null,
    accepted_at timestamptz,
    delivered_at timestamptz,
    constraint message_refused_or_whole check (
      case when status = 'refused'
        then refusal is not null and refused_count is not null and acceptance is null
        else acceptance is not null and type is not null and recipient is not null
          and afzender is not null and ontvanger is not null
          and identificatie is not null and dagtekening is not null
      end
    )
  )`,
  `create unique index message_same_bytes on message (sender, content_hash) where status <> 'refused'`,
  `create unique index message_same_refusal on message (sender, content_hash) where status = 'refused'`,
  `create unique index message_one_answer on message (heenbericht_id) where heenbericht_id is not null`,
  `create index message_identification on message
    (afzender, ontvanger, identificatie, dagtekening, type) where status <> 'refused'`,
  `create index message_sender on message (sender, changed_at, id)`,
  `create index message_recipient on message (recipient, changed_at, id) where accepted_at is not null`,

  `create table message_content (
    message_id uuid primary key references message (id) on delete cascade,
    sealed bytea not null
  )`,
  // Ciphertext does not compress: trying costs time.
  `alter table message_content alter column sealed set storage external`,

  `create table message_finding (
    message_id uuid not null references message (id) on delete cascade,
    ordinal integer not null,
    rule text not null,
    path text not null,
    primary key (message_id, ordinal)
  )`,

  // "This message needs its next step." Committed with the message's state, deleted by the
  // transaction of the step.
  `create table outbox (
    message_id uuid primary key references message (id),
    acceptance bigint not null,
    attempts integer not null default 0,
    next_announce_at timestamptz not null
  )`,
  `create index outbox_due on outbox (next_announce_at, acceptance)`,

  `create table mailbox_entry (
    party_code text not null references mailbox (party_code),
    position bigint not null,
    message_id uuid not null references message (id),
    entered_at timestamptz not null,
    acknowledged_at timestamptz,
    redelivered boolean not null default false,
    primary key (party_code, position),
    constraint mailbox_entry_once unique (message_id, party_code)
  )`,
  `create index mailbox_entry_waiting on mailbox_entry (party_code, position)
    where acknowledged_at is null`,
];
