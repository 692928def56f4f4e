import type { Pool } from 'pg';
import { advisoryLock } from './locks.ts';
import { inTransaction } from './transaction.ts';

/** What is only ever added to: the runtime may not even ask to change it. */
const appendOnly = [
  'ledger_entry',
  'ledger_checkpoint',
  'access_log',
  'access_log_seal',
  'access_log_child',
  'access_log_closed',
  'forgotten',
  'event',
];
/** The ends of chains: they move on, and are never gone. */
const heads = ['access_log_head', 'chain_head', 'event_head', 'event_reconstruction'];
/** What only the owner could do, in functions that do no more than what they are for. */
const ownersWork = [
  ...['access_log_open_months()', 'access_log_drop_month(date)'],
  ...['event_make_month(date)', 'event_drop_month(date)'],
];
/** The owner's own: the runtime only reads which migrations were done, and whether rows were signed. */
const migrators = ['kysely_migration', 'kysely_migration_lock', 'signing'];
/** Never deleted: else what was taken back could come back as it was, or a record of who did what be gone. */
const staying = [
  ...['party', 'api_key', 'mandate', 'legal_hold', 'key_name', 'mailbox', 'mailbox_entry'],
  ...['operation', 'operation_message', 'dismissal', 'forgetting'],
  ...['agreed_product_seal', 'spic_seal', 'api_key_use'],
];
/** Added and deleted; nothing of it changes. */
const fixed = [
  ...['message_finding', 'request_reference', 'dismissal', 'known_child'],
  ...['key_name', 'spic', 'agreed_product', 'ledger_import'],
  // The owner seals anew what an earlier version sealed.
  'message_content',
];
/**
 * Of a row only this changes. By the rest it is found: what was revoked must not be hidden. Not of
 * `legal_hold`: who may change columns only may not lock a table, as forgetting does.
 */
const changing: Readonly<Record<string, readonly string[]>> = {
  api_key: ['revoked_at', 'revision', 'mac'],
  api_key_use: ['last_used_at', 'mac'],
  mandate: ['withdrawn_by', 'withdrawn_at', 'revision', 'mac'],
  // It is signed as soon as it is there.
  disclosure: ['mac'],
  // When the master key is rotated.
  data_key: ['wrapped'],
  key_fingerprint: ['fingerprint'],
  client: ['revision'],
  mailbox: ['last_position'],
  mailbox_entry: ['position', 'entered_at', 'acknowledged_at', 'redelivered'],
  operation: [
    ...['message_count', 'stopped_at', 'stopped_by', 'finished_at', 'result', 'revision', 'mac'],
  ],
  operation_message: ['state', 'note', 'changed_at'],
  forgetting: [
    ...['finished_at', 'terms', 'messages', 'refused', 'clients', 'imports', 'access_log_months'],
    ...['held_messages', 'held_clients', 'held_months', 'waiting_messages', 'revision', 'mac'],
  ],
  agreed_product_seal: ['revision', 'mac'],
  spic_seal: ['revision', 'mac'],
  worker_presence: ['seen_at'],
  // Only so that it may lock rows: what is logged does not change, and what happened neither.
  access_log_fresh: ['span_id'],
  event_fresh: ['code'],
  event_reconstruction: ['after', 'finished_at'],
  message: [
    ...['status', 'changed_at', 'accepted_at', 'delivered_at', 'error_code', 'first_use'],
    ...['finding_count', 'refusal', 'refused_count', 'forgotten_at'],
    // When it is forgotten.
    ...['content_hash', 'line', 'afzender', 'ontvanger', 'identificatie', 'dagtekening'],
    ...['actor', 'actor_party', 'mandate_id', 'address', 'request_id'],
  ],
};

/**
 * Lets a role use the tables without owning them, so that it cannot alter them, nor switch off the
 * triggers that keep the ledger as it is. Runs twice, or in two processes at once: the same.
 *
 * @param owner connected as who owns the tables
 * @param role the role of the runtime
 */
export async function grantRuntime(owner: Pool, role: string): Promise<void> {
  const name = `"${role.replaceAll('"', '""')}"`;
  await inTransaction(owner, async (client) => {
    // Two grants at once on one table: one of them fails.
    await client.query(`select pg_advisory_xact_lock(${advisoryLock('grants')})`);
    // Reached through the table that they are parts of, which says what may be done.
    const { rows: parts } = await client.query<{ name: string }>(
      `select quote_ident(relname) as name from pg_class
      where relispartition and relkind = 'r'
        and relnamespace = quote_ident(current_schema())::regnamespace`,
    );
    const { rows: where } = await client.query<{ schema: string }>(
      'select quote_ident(current_schema()) as schema',
    );
    const schema = where[0]?.schema;
    for (const statement of [
      `grant usage on schema ${schema} to ${name}`,
      `grant select, insert, update, delete on all tables in schema ${schema} to ${name}`,
      `grant usage, select on all sequences in schema ${schema} to ${name}`,
      `revoke update, delete on ${appendOnly.join(', ')} from ${name}`,
      `revoke delete on ${heads.join(', ')} from ${name}`,
      // The first migration made the one, access_log_drop_month writes the other, a trigger the third.
      `revoke insert on access_log_head, access_log_closed, access_log_child, event_head, event_reconstruction from ${name}`,
      `revoke insert, update, delete on ${migrators.join(', ')} from ${name}`,
      `revoke delete on ${staying.join(', ')} from ${name}`,
      ...Object.entries(changing).flatMap(([table, columns]) => [
        `revoke update on ${table} from ${name}`,
        `grant update (${columns.join(', ')}) on ${table} to ${name}`,
      ]),
      `revoke update on ${fixed.join(', ')} from ${name}`,
      ...parts.map((part) => `revoke all on ${part.name} from ${name}`),
      `grant execute on function ${ownersWork.join(', ')} to ${name}`,
    ])
      await client.query(statement);
  });
}

/**
 * The role of a connection, and whether it could alter the ledger: as its owner, as a member of its
 * owner, or as a superuser.
 */
export async function runtimeRole(runtime: Pool): Promise<{ role: string; mayAlter: boolean }> {
  const { rows } = await runtime.query<{ role: string; mayAlter: boolean }>(
    `select current_user as role, coalesce(bool_or(pg_has_role(relowner, 'member')), false)
      as "mayAlter"
    from pg_class where oid = to_regclass('ledger_entry')`,
  );
  return rows[0] as { role: string; mayAlter: boolean };
}
