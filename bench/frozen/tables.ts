import type { Pool } from 'pg';
import type { Party } from '../parties.ts';

/*
 * The tables into which a message was kept at commit 567770a, with their indexes and constraints. Bare inserts go into
 * these, so that what the gateway is held against does not move with its code. Nothing here changes.
 */

/** Makes the tables in an empty database, with these parties. */
export async function makeFrozenTables(pool: Pool, parties: readonly Party[]): Promise<void> {
  for (const statement of statements) await pool.query(statement);
  await pool.query(
    `insert into party (code, kind, name)
    select * from unnest($1::text[], $2::text[], $3::text[])`,
    [
      parties.map(({ code }) => code),
      parties.map(({ kind }) => kind),
      parties.map(({ name }) => name),
    ],
  );
}

const statements: readonly string[] = [
  `create table data_key (
    id uuid not null,
    wrapped bytea not null,
    created_at timestamptz default now() not null
)`,
  `create table message (
    id uuid not null,
    acceptance bigint,
    type text,
    afzender text,
    ontvanger text,
    identificatie text,
    dagtekening text,
    sender text not null,
    recipient text,
    status text not null,
    content_hash bytea not null,
    size integer not null,
    heenbericht_id uuid,
    refuses boolean default false not null,
    refusal jsonb,
    refused_count integer,
    error_code text,
    received_at timestamptz not null,
    changed_at timestamptz not null,
    accepted_at timestamptz,
    delivered_at timestamptz,
    line bytea,
    by_gateway boolean default false not null,
    finding_count integer default 0 not null,
    first_use boolean default false not null,
    constraint message_has_line check (((status = 'refused') = (line is null))),
    constraint message_of_gateway_answers check (((not by_gateway) or ((heenbericht_id is not null) and (accepted_at is not null)))),
    constraint message_refused_or_whole check (
case
    when (status = 'refused') then ((refusal is not null) and (refused_count is not null) and (acceptance is null))
    else ((acceptance is not null) and (type is not null) and (recipient is not null) and (afzender is not null) and (ontvanger is not null) and (identificatie is not null) and (dagtekening is not null))
end),
    constraint message_status_check check (status in ('received', 'accepted', 'delivered', 'rejected', 'refused', 'failed', 'dismissed'))
)`,
  `create sequence message_acceptance`,
  `create table message_content (
    message_id uuid not null,
    sealed bytea not null
)`,
  `alter table message_content alter column sealed set storage external`,
  `create table message_finding (
    message_id uuid not null,
    ordinal integer not null,
    rule text not null,
    path text not null,
    retour_code text
)`,
  `create table outbox (
    message_id uuid not null,
    acceptance bigint not null,
    attempts integer default 0 not null,
    next_announce_at timestamptz not null
)`,
  `create table party (
    code text not null,
    kind text not null,
    name text not null,
    until date,
    successor text,
    created_at timestamptz default now() not null,
    changed_at timestamptz default now() not null,
    retour_by text default 'gateway' not null,
    level3 text default 'enforce' not null,
    region text,
    constraint party_code_form check ((((kind = 'gemeente') and (code ~ '^[0-9]{4}$')) or ((kind = 'aanbieder') and (code ~ '^[0-9]{8}$')))),
    constraint party_kind_check check ((kind = any (array['gemeente', 'aanbieder']))),
    constraint party_level3 check ((level3 = any (array['enforce', 'advise']))),
    constraint party_retour_by check ((retour_by = any (array['gateway', 'party']))),
    constraint party_successor_has_until check (((successor is null) or (until is not null))),
    constraint party_successor_is_other check ((successor <> code))
)`,
  `create table request_reference (
    reference_hash bytea not null,
    message_id uuid not null,
    line bytea not null
)`,
  `alter table data_key
    add constraint data_key_pkey primary key (id)`,
  `alter table message
    add constraint message_acceptance_key unique (acceptance)`,
  `alter table message_content
    add constraint message_content_pkey primary key (message_id)`,
  `alter table message_finding
    add constraint message_finding_pkey primary key (message_id, ordinal)`,
  `alter table message
    add constraint message_pkey primary key (id)`,
  `alter table outbox
    add constraint outbox_pkey primary key (message_id)`,
  `alter table party
    add constraint party_pkey primary key (code)`,
  `alter table request_reference
    add constraint request_reference_pkey primary key (reference_hash, message_id)`,
  `create index message_aside on message (status, id) where (status in ('rejected', 'refused', 'failed', 'dismissed'))`,
  `create unique index message_first_use on message (afzender, type, identificatie) where first_use`,
  `create index message_identification on message (afzender, ontvanger, identificatie, dagtekening, type) where (status <> 'refused')`,
  `create index message_line on message (line, acceptance) where (status in ('received', 'failed'))`,
  `create unique index message_one_answer on message (heenbericht_id) where (heenbericht_id is not null)`,
  `create index message_recipient on message (recipient, changed_at, id) where (accepted_at is not null)`,
  `create unique index message_same_bytes on message (sender, content_hash) where (status <> 'refused')`,
  `create unique index message_same_refusal on message (sender, content_hash) where (status = 'refused')`,
  `create index message_sender on message (sender, changed_at, id)`,
  `create index outbox_due on outbox (next_announce_at, acceptance)`,
  `create index party_successor on party (successor) where (successor is not null)`,
  `alter table message_content
    add constraint message_content_message_id_fkey foreign key (message_id) references message(id) on delete cascade`,
  `alter table message_finding
    add constraint message_finding_message_id_fkey foreign key (message_id) references message(id) on delete cascade`,
  `alter table message
    add constraint message_heenbericht_id_fkey foreign key (heenbericht_id) references message(id)`,
  `alter table message
    add constraint message_recipient_fkey foreign key (recipient) references party(code)`,
  `alter table message
    add constraint message_sender_fkey foreign key (sender) references party(code)`,
  `alter table outbox
    add constraint outbox_message_id_fkey foreign key (message_id) references message(id)`,
  `alter table party
    add constraint party_successor_fkey foreign key (successor) references party(code)`,
  `alter table request_reference
    add constraint request_reference_message_id_fkey foreign key (message_id) references message(id)`,
  `alter table message
    add column actor text, add column actor_party text, add column mandate_id uuid,
    add column address text, add column request_id text`,
  `alter table party
    drop constraint party_kind_check,
    add constraint party_kind_check check (kind in ('gemeente', 'aanbieder', 'software-house')),
    drop constraint party_code_form,
    add constraint party_code_form check (
      (kind = 'gemeente' and code ~ '^[0-9]{4}$') or (kind = 'aanbieder' and code ~ '^[0-9]{8}$')
      or (kind = 'software-house' and code ~ '^[0-9]{20}$')
    ),
    add constraint party_software_house_stays check (kind <> 'software-house' or until is null)`,
  `create table mandate (
    id uuid primary key,
    mandatary text not null references party (code),
    party text not null references party (code),
    message_types text[] not null,
    valid_from timestamptz(3) not null,
    valid_until timestamptz(3),
    withdrawn_at timestamptz,
    constraint mandate_whose unique (id, mandatary, party)
  )`,
  `create index mandate_given on mandate (party, id)`,
  `alter table message
    add constraint message_not_of_software_house check (
      length(recipient) <= 8 and (length(sender) <= 8 or status = 'refused')
    ),
    add constraint message_mandate foreign key (mandate_id, actor_party, sender)
      references mandate (id, mandatary, party),
    add constraint message_by_mandate check (
      mandate_id is null or (actor_party is not null and status <> 'refused')
    )`,
  `create index message_by_mandatary on message (actor_party, content_hash) where mandate_id is not null`,
  `alter table message
    add column forgotten_at timestamptz,
    add constraint message_forgotten check (
      forgotten_at is null or (
        status in ('delivered', 'rejected', 'dismissed', 'refused')
        and actor is null and actor_party is null and address is null and request_id is null
      )
    )`,
  `create index message_refused_whole on message (id) where status = 'refused' and forgotten_at is null`,
  `create index request_reference_message on request_reference (message_id)`,
  `alter table data_key set (autovacuum_vacuum_scale_factor = 0.01)`,
];
