import { type Kysely, sql } from 'kysely';

/**
 * Less is left to who has the role of the runtime: a row of the access log that is not sealed yet is signed and only
 * goes into the log, and how often bytes were refused is signed (src/messages/finding-macs.ts).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const columns = `id, at, action, actor, role, actor_party, party, counterparty, mandate_id, message_id, client_ids,
  detail, address, request_id, reason, trace_id, span_id, ended_at, other_operation`;

const statements = [
  // Nothing of a row changes while it is here, so what it is known by is enough.
  `alter table access_log_fresh
    add column signed_on date not null default current_date,
    add column mac bytea check (octet_length(mac) = 32)`,

  // Nobody but the owner takes rows out of access_log_fresh, so this acts as that: they go into the log, all that
  // were named or none. Whether the seal is right only who has the keys can tell.
  `create function access_log_seal_rows(ids uuid[], sealed timestamptz, number bigint, previous bytea,
      digest bytea, signature bytea, rule smallint)
    returns void language plpgsql security definer set search_path = public, pg_temp as $$
    declare
      moved integer;
    begin
      -- A month that is over could be dropped with them.
      if sealed > clock_timestamp() + interval '1 day'
        or exists (select from access_log_seal where sealed_at > sealed + interval '1 day')
      then
        raise exception 'rows are sealed by the clock' using errcode = 'restrict_violation';
      end if;
      with taken as (
        delete from access_log_fresh where id = any(ids) returning *
      )
      insert into access_log (sealed_at, batch, ordinal, ${columns})
      select sealed, number, row_number() over (order by id), ${columns} from taken;
      get diagnostics moved = row_count;
      if moved is distinct from cardinality(ids) then
        raise exception 'a row that is to be sealed is not there' using errcode = 'restrict_violation';
      end if;
      insert into access_log_seal (sealed_at, batch, row_count, previous_hash, hash, mac, version)
      values (sealed, number, moved, previous, digest, signature, rule);
      update access_log_head set batch = number, hash = digest;
    end
  $$`,
  `revoke execute on function
    access_log_seal_rows(uuid[], timestamptz, bigint, bytea, bytea, bytea, smallint) from public`,

  // As in 0033; and of what was forgotten nothing is counted.
  'drop trigger message_refused_again on message',
  `create trigger message_refused_again before update of refused_count on message for each row
    when (new.refused_count is distinct from old.refused_count + 1 or old.forgotten_at is not null)
    execute function refuse_change()`,
  'alter table message enable always trigger message_refused_again',

  // What was dropped of refused messages before `log` was added is nowhere told.
  'alter table signing add column added_at timestamptz not null default now()',
  `alter table signing drop constraint signing_part_check,
    add constraint signing_part_check
      check (part in ('rows', 'lists', 'log', 'records', 'messages', 'findings', 'contents'))`,
  `insert into signing (part) values ('log')`,
];
