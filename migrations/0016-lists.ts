import { type Kysely, sql } from 'kysely';

/**
 * Indexes by which each list is walked in its own order, so that a page costs the same whatever is rare or
 * common, and whatever Postgres believes of that (src/store/walk.ts).
 *
 * Postgres must not take another index than the one that was meant. Where two give the same order, one of
 * them has it with nulls at the other end: no value is null, but to Postgres these are two orders. So lists
 * that walk by the id alone say `id desc`, and those that walk within something say `id desc nulls last`.
 *
 * With a million messages, a million rows of the access log and a million allocations it takes about a
 * minute.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const aside = "('rejected', 'refused', 'failed', 'dismissed')";
const ofMonths = ['access_log', 'access_log_seal', 'access_log_child'];

const statements = [
  // All but what was delivered, by status. Replaces the index of what is aside only.
  `drop index message_aside`,
  `create index message_by_status on message (status, id desc nulls last)
    where status in ('received', 'accepted', 'rejected', 'refused', 'failed', 'dismissed')`,
  // What is aside, in the order in which its parties page. A message that goes the usual way never enters.
  `create index message_sender_aside on message (sender, status, changed_at, id)
    where status in ${aside}`,
  `create index message_recipient_aside on message (recipient, status, changed_at, id)
    where accepted_at is not null and status in ${aside}`,
  // The row of a POST in the access log, until the message is done with.
  `create index message_in_hand on message (sender, id desc nulls last)
    where status in ('received', 'failed') and actor is not null`,
  `create index message_in_hand_by_mandate on message (actor_party, id desc nulls last)
    where status in ('received', 'failed') and actor is not null and mandate_id is not null`,

  // Of what waits in a mailbox its type stands beside it: who has a mandate for some types passes over
  // none of the others. What was acknowledged before has none until it is put back.
  `alter table mailbox_entry add column type text`,
  `update mailbox_entry set type = message.type from message
    where message.id = message_id and acknowledged_at is null`,
  `alter table mailbox_entry add constraint mailbox_entry_type
    check (acknowledged_at is not null or type is not null)`,
  `create index mailbox_entry_of_type on mailbox_entry (party_code, type, position nulls first)
    where acknowledged_at is null`,
  // Also where a process of the version before makes the entry, or puts it back.
  `create function mailbox_entry_has_type() returns trigger language plpgsql as $$
    begin
      new.type := (select type from message where id = new.message_id);
      return new;
    end
  $$`,
  `create trigger mailbox_entry_has_type before insert or update on mailbox_entry
    for each row when (new.type is null and new.acknowledged_at is null)
    execute function mailbox_entry_has_type()`,

  `create index allocation_pair on allocation ((municipality || provider), changed_at, id)`,
  `create index allocation_municipality_aside on allocation (municipality, status, changed_at, id)
    where status in ('withdrawn', 'deleted', 'forgotten')`,
  `create index allocation_provider_aside on allocation (provider, status, changed_at, id)
    where status in ('withdrawn', 'deleted', 'forgotten')`,
  // Links between allocations, which few have.
  `create index allocation_linked on allocation (client_id, municipality)
    where cardinality(predecessors) > 0 or cardinality(successors) > 0`,

  `drop index operation_message_open`,
  `create index operation_message_state on operation_message
    (operation_id, state, ordinal nulls first)`,
  `create index operation_of_kind on operation (kind, id desc nulls last)`,
  `drop index legal_hold_in_force`,
  `create index legal_hold_in_force on legal_hold (id desc nulls last) where lifted_at is null`,
  `create index legal_hold_lifted on legal_hold (id desc nulls last) where lifted_at is not null`,
  `drop index mandate_received`,
  `drop index mandate_given`,
  `create index mandate_received on mandate (mandatary, id nulls first)`,
  `create index mandate_given on mandate (party, id nulls first)`,

  // The access log: what it was walked by, in the order of those who look within something.
  ...['party', 'counterparty', 'mandatary', 'message', 'action', 'clients'].map(
    (name) => `drop index access_log_${name}`,
  ),
  `create index access_log_party on access_log (party, id desc nulls last)`,
  `create index access_log_counterparty on access_log (counterparty, id desc nulls last)`,
  `create index access_log_mandatary on access_log (actor_party, id desc nulls last)
    where mandate_id is not null`,
  `create index access_log_message on access_log (message_id, id desc nulls last)`,
  `create index access_log_action on access_log (action, id desc nulls last)`,
  `create index access_log_actor on access_log (actor, id desc nulls last)`,
  `create index access_log_party_action on access_log
    ((party || '/' || action), id desc nulls last)`,
  `create index access_log_counterparty_action on access_log
    ((counterparty || '/' || action), id desc nulls last)`,
  `create index access_log_mandatary_action on access_log
    ((actor_party || '/' || action), id desc nulls last) where mandate_id is not null`,
  `create index access_log_fresh_party on access_log_fresh (party, id desc nulls last)`,
  `create index access_log_fresh_counterparty on access_log_fresh (counterparty, id desc nulls last)`,
  `create index access_log_fresh_mandatary on access_log_fresh (actor_party, id desc nulls last)
    where mandate_id is not null`,

  // Which rows name which child: for all ('') and for each party that may see the row. No other index
  // leads to them in their order.
  `create table access_log_child (
    sealed_at timestamptz(3) not null,
    batch bigint not null,
    ordinal integer not null,
    id uuid not null,
    client_id uuid not null,
    code text not null
  ) partition by range (sealed_at)`,
  `create index access_log_child_id on access_log_child (client_id, code, id desc nulls last)`,
  `create trigger access_log_child_stays before update or delete or truncate on access_log_child
    for each statement execute function refuse_change()`,
  `alter table access_log_child enable always trigger access_log_child_stays`,
  // As in 0008, with this table beside the others.
  `create or replace function access_log_make_month(month date) returns void language plpgsql
    security definer set search_path = public, pg_temp as $$
    declare
      base text;
      one text;
      low text := to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00';
      high text := to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00';
    begin
      perform pg_advisory_xact_lock(0x696a77::int, 20);
      foreach base in array array[${ofMonths.map((name) => `'${name}'`).join(', ')}] loop
        one := base || '_' || to_char(month, 'YYYY_MM');
        continue when to_regclass(one) is not null;
        execute format('create table %I (like %I including all)', one, base);
        execute format('create trigger %I before update or delete or truncate on %I
          for each statement execute function refuse_change()', one || '_stays', one);
        execute format('alter table %I enable always trigger %I', one, one || '_stays');
        execute format('alter table %I attach partition %I for values from (%L) to (%L)',
          base, one, low, high);
      end loop;
    end
  $$`,
  `create or replace function access_log_drop_month(month date) returns void language plpgsql
    security definer set search_path = public, pg_temp as $$
    declare
      part text := 'access_log_' || to_char(month, 'YYYY_MM');
      seals text := 'access_log_seal_' || to_char(month, 'YYYY_MM');
      children text := 'access_log_child_' || to_char(month, 'YYYY_MM');
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
      execute format('drop table if exists %I', children);
    end
  $$`,
  `select access_log_make_month(to_date(right(relname, 7), 'YYYY_MM'))
    from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = 'access_log'::regclass order by relname`,
  // In the statement that seals them, whoever seals: also a process of the version before.
  `create function access_log_note_children() returns trigger language plpgsql as $$
    begin
      insert into access_log_child (sealed_at, batch, ordinal, id, client_id, code)
      select sealed_at, batch, ordinal, id, client_id, code
      from added cross join lateral unnest(client_ids) client_id
      cross join lateral (
        select '' as code union select party union select counterparty
        union select actor_party where mandate_id is not null
      ) sees
      where cardinality(client_ids) > 0 and code is not null;
      return null;
    end
  $$`,
  `create trigger access_log_children after insert on access_log referencing new table as added
    for each statement execute function access_log_note_children()`,
  `alter table access_log enable always trigger access_log_children`,
  `insert into access_log_child (sealed_at, batch, ordinal, id, client_id, code)
    select sealed_at, batch, ordinal, id, client_id, code
    from access_log cross join lateral unnest(client_ids) client_id
    cross join lateral (
      select '' as code union select party union select counterparty
      union select actor_party where mandate_id is not null
    ) sees
    where cardinality(client_ids) > 0 and code is not null`,
];
