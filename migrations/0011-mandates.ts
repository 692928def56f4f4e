import { type Kysely, sql } from 'kysely';

/**
 * On whose behalf: a software house acts for many parties, by mandates that these give and take back.
 * It is a party of a third kind, which sends and receives nothing in its own name.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // A software house is known by its OIN.
  `alter table party
    drop constraint party_kind_check,
    add constraint party_kind_check check (kind in ('gemeente', 'aanbieder', 'software-house')),
    drop constraint party_code_form,
    add constraint party_code_form check (
      (kind = 'gemeente' and code ~ '^[0-9]{4}$') or (kind = 'aanbieder' and code ~ '^[0-9]{8}$')
      or (kind = 'software-house' and code ~ '^[0-9]{20}$')
    ),
    -- Nobody sends to it, so there is no last day for that, and no successor.
    add constraint party_software_house_stays check (kind <> 'software-house' or until is null)`,
  `alter table mailbox
    add constraint mailbox_of_who_receives check (party_code ~ '^([0-9]{4}|[0-9]{8})$')`,

  `create table mandate (
    id uuid primary key,
    -- Who may act, and for whom.
    mandatary text not null references party (code),
    party text not null references party (code),
    -- Sorted, each once.
    message_types text[] not null,
    valid_from timestamptz(3) not null,
    -- The first moment at which it no longer holds; null: until it is withdrawn.
    valid_until timestamptz(3),
    -- The prefix of a key, the subject of a token, or the name at a command line.
    given_by text not null,
    given_at timestamptz not null default statement_timestamp(),
    withdrawn_by text,
    withdrawn_at timestamptz,
    constraint mandate_to_another check (mandatary <> party),
    constraint mandate_of_who_sends check (party ~ '^([0-9]{4}|[0-9]{8})$'),
    constraint mandate_types check (cardinality(message_types) > 0 and message_types <@ array[
      'JW301', 'JW302', 'JW305', 'JW306', 'JW307', 'JW308', 'JW315', 'JW316', 'JW317', 'JW318',
      'JW319', 'JW320', 'JW323', 'JW325']),
    constraint mandate_period check (valid_until > valid_from),
    constraint mandate_withdrawn check ((withdrawn_at is null) = (withdrawn_by is null)),
    -- For message_mandate below.
    constraint mandate_whose unique (id, mandatary, party)
  )`,
  // Who gives the same twice has given it once, so that withdrawing it ends it. What is asked at each
  // message of another begins with the same two columns.
  `create unique index mandate_standing on mandate
    (mandatary, party, message_types, valid_from, valid_until) nulls not distinct
    where withdrawn_at is null`,
  `create index mandate_received on mandate (mandatary, id)`,
  `create index mandate_given on mandate (party, id)`,

  `alter table message
    add constraint message_not_of_software_house check (
      length(recipient) <= 8 and (length(sender) <= 8 or status = 'refused')
    ),
    -- Who posted by a mandate is its mandatary, and posted for the party that gave it.
    add constraint message_mandate foreign key (mandate_id, actor_party, sender)
      references mandate (id, mandatary, party),
    add constraint message_by_mandate check (
      mandate_id is null or (actor_party is not null and status <> 'refused')
    )`,
  // Its own post, sent again: it is found also when the mandate has ended since.
  `create index message_by_mandatary on message (actor_party, content_hash)
    where mandate_id is not null`,
];
