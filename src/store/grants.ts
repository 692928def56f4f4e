import type { Pool } from 'pg';
import { advisoryLock } from './locks.ts';
import { inTransaction } from './transaction.ts';

/** Tables to which rows are only added: the runtime has no right to change them. */
const appendOnly = [
  'ledger_entry',
  'ledger_checkpoint',
  // Rows leave it by access_log_seal_rows.
  'access_log_fresh',
  'access_log',
  'access_log_seal',
  'access_log_child',
  'access_log_closed',
  'forgotten',
  'event',
  'contract_version',
  'conversion_mark',
];
/** The heads of chains: they advance, and are never deleted. */
const heads = ['access_log_head', 'chain_head', 'event_head', 'event_reconstruction'];
/** Tables to which the role of the runtime adds nothing by itself. */
const written = [
  ...['access_log_head', 'event_head', 'event_reconstruction'],
  ...['access_log', 'access_log_seal', 'access_log_closed', 'access_log_child'],
];
/** Functions for what only the owner may do otherwise. */
const ownersWork = [
  ...['access_log_open_months()', 'access_log_drop_month(date)'],
  'access_log_seal_rows(uuid[], timestamptz, bigint, bytea, bytea, bytea, smallint)',
  ...['event_make_month(date)', 'event_drop_month(date)'],
];
/**
 * Tables of the owner: the runtime only reads which migrations were done, whether rows were signed, and the lists from
 * before there were contracts.
 */
const migrators = [
  ...['kysely_migration', 'kysely_migration_lock', 'signing'],
  ...['agreed_product', 'agreed_product_seal'],
];
/** Never deleted, so that what was revoked cannot be put back as it was, and no trace of an action is lost. */
const staying = [
  ...[
    'party',
    'api_key',
    'mandate',
    'designation',
    'legal_hold',
    'key_name',
    'mailbox',
    'mailbox_entry',
  ],
  ...['operation', 'operation_message', 'dismissal', 'forgetting'],
  ...[
    'spic_seal',
    'api_key_use',
    'contract',
    'term_count',
    'figure',
    'counterparty_figure',
    'complete_ledger',
    'complete_declarations',
  ],
  ...['conversion', 'conversion_input', 'conversion_commit', 'conversion_post'],
  'provider_children',
  ...['signal', 'signal_municipality', 'signal_child', 'signal_answer'],
];
/** Rows are added and deleted, and never changed. */
const fixed = [
  ...['message_finding', 'request_reference', 'dismissal', 'known_child'],
  ...['key_name', 'spic', 'ledger_import', 'provider_children'],
  ...['signal_municipality', 'signal_answer', 'signal_text', 'signal_link'],
  'kept_form',
  'kept_search',
  'kept_file',
  'issuer_logout',
  // The owner seals anew what an earlier version sealed.
  'message_content',
];
/**
 * The only columns that change. Rows are found by the other columns, so that what was revoked cannot be hidden. Not for
 * `legal_hold`: a role that may change only some columns may not lock a table, as forgetting does.
 */
const changing: Readonly<Record<string, readonly string[]>> = {
  api_key: ['revoked_at', 'revision', 'mac'],
  api_key_use: ['last_used_at', 'mac'],
  mandate: ['withdrawn_by', 'withdrawn_at', 'revision', 'mac'],
  designation: ['withdrawn_by', 'withdrawn_at', 'revision', 'mac'],
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
  contract: ['revision', 'gemeenten', 'mac'],
  complete_ledger: ['withdrawn_by', 'withdrawn_at', 'revision', 'mac'],
  complete_declarations: ['complete', 'recorded_at', 'recorded_by', 'revision', 'mac'],
  conversion: [
    ...[
      'digest',
      'state',
      'failed_code',
      'cases_done',
      'cases_total',
      'cases_left_out',
      'row_count',
      'declared_unused',
    ],
    ...['shared_gemeenten', 'shared_at', 'shared_by', 'revision', 'mac'],
  ],
  conversion_input: ['declared'],
  conversion_case: ['sealed'],
  conversion_row: [
    ...['toewijzing_nummer', 'version', 'to_category', 'to_code', 'to_months', 'chosen'],
    ...['unmapped', 'holds', 'remains_cents', 'price_cents', 'difference_cents'],
    ...['gemeente_mark', 'aanbieder_mark'],
    ...['post_id', 'new_number', 'revision', 'mac'],
  ],
  conversion_commit: ['stopped_at', 'stopped_by', 'finished_at', 'post_count', 'revision', 'mac'],
  conversion_post: ['step', 'why', 'sealed', 'message_id', 'drafted', 'changed_at'],
  draft: [
    ...['version', 'request_id', 'client_id', 'child_hash', 'other_clients', 'other_hashes'],
    ...['state', 'sealed'],
    ...['changed_at', 'changed_by', 'sent_message'],
  ],
  figure: ['count'],
  counterparty_figure: ['count'],
  hour_figure: ['count'],
  hour_progress: ['event_number'],
  figure_progress: ['event_number'],
  figure_chain: ['number'],
  signal: [
    ...['status', 'answer_count', 'closed_at', 'closed_by', 'close_reason', 'texts_kept'],
    ...['revision', 'mac'],
  ],
  // It is signed as soon as it is there.
  signal_child: ['mac'],
  goal: [
    ...['evaluate_on', 'outcome', 'outcome_on', 'consent_by', 'consent_on', 'consent_how'],
    ...['shared_with', 'sealed', 'posted_hash', 'changed_at', 'changed_by', 'revision', 'mac'],
  ],
  spic_seal: ['revision', 'mac'],
  // A trigger keeps it until it is long over.
  session: ['last_used_at', 'ended_at', 'end_reason', 'revision', 'mac'],
  // A trigger keeps it for a year.
  verification: [
    ...['seen_at', 'state', 'ended_at', 'done', 'total', 'fault_count', 'fault_kind'],
    ...['fault_municipality', 'fault_number', 'fault_to', 'fault_table', 'fault_id', 'failed_code'],
    ...['revision', 'mac'],
  ],
  worker_presence: ['seen_at'],
  // Only so that the runtime may lock rows: events do not change.
  event_fresh: ['code'],
  event_reconstruction: ['after', 'finished_at'],
  message: [
    ...['status', 'changed_at', 'accepted_at', 'delivered_at', 'error_code', 'first_use'],
    ...['finding_count', 'judged_mac', 'refusal_mac', 'refusal', 'refused_count', 'forgotten_at'],
    // When it is forgotten.
    ...['content_hash', 'line', 'afzender', 'ontvanger', 'identificatie', 'dagtekening'],
    ...['actor', 'actor_party', 'mandate_id', 'address', 'request_id'],
  ],
};

/**
 * Lets a role use the tables without owning them, so that it cannot alter them, nor switch off the triggers that protect
 * the ledger. When it runs twice, or in two processes at once, the result is the same.
 *
 * @param owner connected as the owner of the tables
 * @param role the role of the runtime
 */
export async function grantRuntime(owner: Pool, role: string): Promise<void> {
  const name = `"${role.replaceAll('"', '""')}"`;
  await inTransaction(owner, async (client) => {
    // Of two grants at once on one table, one fails.
    await client.query(`select pg_advisory_xact_lock(${advisoryLock('grants')})`);
    // Partitions are used through their table, whose rights count.
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
      // Migrations made the heads; the others are written by the owner's functions, and a trigger.
      `revoke insert on ${written.join(', ')} from ${name}`,
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
