import type { PoolClient } from 'pg';

/**
 * Forgets messages, whatever their status is, which stays: the key goes, and with it what could be read;
 * and all that says which child, which person or which bytes it was. Random bytes take the place of keyed
 * hashes: who has the keys could try out every BSN.
 *
 * @param client in a transaction, in which the messages are locked
 * @param day under which it is told what was forgotten
 */
export async function forgetAll(
  client: PoolClient,
  messageIds: readonly string[],
  day: string,
): Promise<void> {
  await client.query({
    name: 'forget-messages',
    text: `
      with key as (
        delete from data_key where id = any($1)
      ), content as (
        delete from message_content where message_id = any($1)
      ), finding as (
        delete from message_finding where message_id = any($1)
      ), reference as (
        delete from request_reference where message_id = any($1)
      ), disclosed as (
        -- The access log tells of it, for its own term.
        delete from disclosure where message_id = any($1)
      ), emptied as (
        update message set forgotten_at = now(), content_hash = ${randomBytes},
          line = case when line is not null then ${randomBytes} end,
          refusal = case when refusal is not null
            then jsonb_build_object('code', refusal->'code') end,
          -- Of what was refused nobody looked whether these are what they seem.
          afzender = case when status <> 'refused' then afzender end,
          ontvanger = case when status <> 'refused' then ontvanger end,
          identificatie = case when status <> 'refused' then identificatie end,
          dagtekening = case when status <> 'refused' then dagtekening end,
          actor = null, actor_party = null, mandate_id = null, address = null, request_id = null
        where id = any($1)
        returning id, status
      ), told as (
        insert into forgotten (day, id, kind)
        select $2, id, case status when 'refused' then 'refused' else 'message' end from emptied
      )
      update forgetting set messages = messages + sum.done, refused = refused + sum.never_in
      from (select count(*) filter (where status <> 'refused') as done,
          count(*) filter (where status = 'refused') as never_in from emptied) sum
      where day = $2`,
    values: [messageIds, day],
  });
}

/** SQL: 32 of them, of which some bits are not. */
const randomBytes = 'uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())';

/**
 * Drops refused messages with all that is theirs, but for their rows of the access log and their events.
 * Those that somebody else has locked are left to that one: waiting for each other is how deadlocks come
 * about.
 */
export async function dropRefused(
  client: PoolClient,
  messageIds: readonly string[],
): Promise<void> {
  await client.query({
    name: 'drop-refusals',
    text: `
      with gone as (
        delete from message where id in (
          select id from message where id = any($1) and status = 'refused' for update skip locked
        )
        returning id
      )
      delete from data_key where id in (select id from gone)`,
    values: [messageIds],
  });
}
