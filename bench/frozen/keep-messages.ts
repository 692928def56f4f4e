import type { Pool } from 'pg';
import { type ColumnTypes, listStatement } from '../../src/store/rows.ts';
import type { FrozenMessage } from './keep-message.ts';

/*
 * The same rows as `keep-message.ts`, of many messages in one statement and one commit, without any of its checks: what
 * the machine can do at most.
 */

/** Keeps messages, each in the name of its Afzender. */
export async function keepMessages(pool: Pool, messages: readonly FrozenMessage[]): Promise<void> {
  await pool.query(keep(messages.map(({ requests: [request], ...row }) => ({ ...row, request }))));
}

type Row = Omit<FrozenMessage, 'requests'> & { readonly request: Buffer | undefined };

const types: ColumnTypes<Row> = {
  id: 'uuid',
  type: 'text',
  afzender: 'text',
  ontvanger: 'text',
  identificatie: 'text',
  dagtekening: 'text',
  contentHash: 'bytea',
  line: 'bytea',
  size: 'integer',
  wrappedKey: 'bytea',
  sealed: 'bytea',
  actor: 'text',
  address: 'text',
  requestId: 'text',
  request: 'bytea',
};

const keep = listStatement<Row>(
  'keep-messages',
  'new',
  types,
  (given) => `
    with ${given}, kept as (
      insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening,
        sender, recipient, status, content_hash, size, refuses, received_at, changed_at, line,
        finding_count, actor, actor_party, address, request_id)
      select id, nextval('message_acceptance'), type, afzender, ontvanger, identificatie, dagtekening,
        afzender, ontvanger, 'received', contentHash, size, false, now(), now(), line,
        0, actor, afzender, address, requestId
      from new
      returning id, acceptance
    ), key as (
      insert into data_key (id, wrapped) select id, wrappedKey from new
    ), content as (
      insert into message_content (message_id, sealed) select id, sealed from new
    ), request as (
      insert into request_reference (reference_hash, message_id, line) select request, id, line from new
    )
    insert into outbox (message_id, acceptance, next_announce_at)
    select id, acceptance, now() + interval '5 seconds' from kept`,
);
