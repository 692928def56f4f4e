import { waitedTooLong } from '../../parties/access-log/signed.ts';

/** A row that is not as the gateway wrote it. */
export interface RowFault {
  readonly table: string;
  readonly id: string;
  /**
   * not-believed: its MAC is not of what stands there; revived: the access log says that it was revoked or
   * withdrawn; misplaced: it is in the mailbox of another; no-key: neither master key opens it; gone: it, its key
   * or its content is not there, though nothing says that it was forgotten or dropped; miscounted: it has another
   * count than there are of what it counts.
   */
  readonly kind: 'not-believed' | 'revived' | 'misplaced' | 'no-key' | 'gone' | 'miscounted';
}

/** SQL: rows of the access log, sealed or not yet. */
const logged = (columns: string, condition = 'true') =>
  `(select ${columns} from access_log where ${condition}
    union all select ${columns} from access_log_fresh where ${condition})`;

/** SQL: what was ended by an action of this name, as the log tells it. */
const ended = (action: string, name: string) => `(
  select (detail::jsonb ->> '${name}')::uuid from ${logged('detail', `action = '${action}'`)} ending)`;

/** What a MAC cannot say: what is wrong with rows of a table, and SQL that finds the first hundred of them. */
export const beside: readonly (readonly [RowFault['kind'], string, string])[] = [
  [
    'revived',
    'api_key',
    `select id from api_key where revoked_at is null and id in ${ended('revoke-key', 'keyId')} limit 100`,
  ],
  [
    'revived',
    'mandate',
    `select id from mandate where withdrawn_at is null
      and id in ${ended('withdraw-mandate', 'mandateId')} limit 100`,
  ],
  [
    'revived',
    'designation',
    `select id from designation where withdrawn_at is null
      and id in ${ended('withdraw-designation', 'designationId')} limit 100`,
  ],
  [
    'revived',
    'session',
    `select id from session where ended_at is null and id in ${ended('sign-out', 'sessionId')} limit 100`,
  ],
  [
    'misplaced',
    'mailbox_entry',
    `select message_id as id from mailbox_entry join message on message.id = message_id
    where party_code is distinct from recipient limit 100`,
  ],
  [
    // Who has a mandate for a type is shown what is of it.
    'not-believed',
    'mailbox_entry',
    `select message_id as id from mailbox_entry join message on message.id = message_id
    where mailbox_entry.type <> message.type limit 100`,
  ],
  [
    // That a message or child was forgotten is believed where the signed report of the day has counted it.
    'miscounted',
    'forgetting',
    `select day::text as id from forgetting where (messages, refused, clients) <> (
      select count(*) filter (where kind = 'message'), count(*) filter (where kind = 'refused'),
        count(*) filter (where kind = 'client')
      from forgotten where forgotten.day = forgetting.day
    ) order by day limit 100`,
  ],
  [
    'miscounted',
    'operation',
    `select id from operation where message_count <> (
      select count(*) from operation_message where operation_id = operation.id
    ) limit 100`,
  ],
  [
    // A row that is gone would be a child of which nobody asks why it was not converted.
    'miscounted',
    'conversion',
    `select id from conversion where state = 'ready' and row_count <> (
      select count(*) from conversion_row where conversion_id = conversion.id
    ) limit 100`,
  ],
  [
    // Where who waits for whom is looked up.
    'misplaced',
    'request_reference',
    `select message_id as id from request_reference join message on message.id = message_id
    where request_reference.line is distinct from message.line limit 100`,
  ],
  ...['message_finding', 'message_content'].map(
    (table) =>
      [
        // What was forgotten has none.
        'misplaced',
        table,
        `select message_id as id from ${table} join message on message.id = message_id
        where message.forgotten_at is not null limit 100`,
      ] as const,
  ),
  [
    'misplaced',
    'dismissal',
    `select message_id as id from dismissal join message on message.id = message_id
    where message.status <> 'dismissed' limit 100`,
  ],
  [
    'gone',
    'message',
    `select id from message where forgotten_at is null and (
      not exists (select from data_key where data_key.id = message.id)
      or not exists (select from message_content where message_id = message.id)
    ) limit 100`,
  ],
  [
    'gone',
    'draft',
    `select id from draft where sealed is not null
      and not exists (select from data_key where data_key.id = draft.id) limit 100`,
  ],
  [
    // Its gemeenten would not find it, or others would look for it.
    'misplaced',
    'signal',
    `select id from signal where gemeenten is distinct from (
      select array_agg(municipality order by array_position(gemeenten, municipality))
      from signal_municipality where signal_id = signal.id
    ) limit 100`,
  ],
  [
    'gone',
    'signal',
    `select id from signal where texts_kept
      and (about = 'general' or exists (select from signal_child where signal_id = signal.id))
      and ((select count(*) from signal_text where signal_id = signal.id) <> answer_count + 1
        or about = 'general' and not exists (select from data_key where data_key.id = signal.id)) limit 100`,
  ],
  [
    'gone',
    'signal_answer',
    `select id from signal where answer_count <> (select count(*) from signal_answer where signal_id = signal.id)
    limit 100`,
  ],
  [
    'gone',
    'goal',
    `select id from goal where sealed is not null
      and not exists (select from data_key where data_key.id = goal.id) limit 100`,
  ],
  [
    // A text that was destroyed, or a goal that was deleted.
    'revived',
    'goal',
    `select id from goal where (sealed is null and exists (select from data_key where data_key.id = goal.id))
      or id in ${ended('delete-goal', 'goalId')} limit 100`,
  ],
  [
    // As it was before a change that the log tells of.
    'revived',
    'goal',
    `select goal.id from goal join (
      select (detail::jsonb ->> 'goalId')::uuid as id, max((detail::jsonb ->> 'revision')::integer) as revision
      from ${logged('detail', "action in ('change-goal', 'destroy-goal-text')")} change group by 1
    ) told using (id) where goal.revision < told.revision limit 100`,
  ],
  [
    // Of a child that was forgotten they go with it.
    'gone',
    'goal',
    `select id from (
      select (detail::jsonb ->> 'goalId')::uuid as id, client_ids
      from ${logged('detail, client_ids', "action = 'make-goal'")} making
    ) made
    where id is not null and not exists (select from goal where goal.id = made.id)
      and exists (select from client where client.id = any(made.client_ids))
      and not exists (select from ${ended('delete-goal', 'goalId')} deleted (id) where deleted.id = made.id)
    limit 100`,
  ],
  [
    // A day of forgetting tells which.
    'gone',
    'message',
    `select id from message where forgotten_at is not null and (
      not exists (select from forgotten where forgotten.id = message.id)
      or exists (select from data_key where data_key.id = message.id)
    ) limit 100`,
  ],
  [
    // That a child was forgotten stands in the access log, also when somebody asked for it. Of one about whom
    // nothing was said since the log begins it may have stood in a month that is gone.
    'gone',
    'client',
    `with accounted as materialized (
      select unnest(client_ids) as id from ${logged('client_ids', "action = 'forget-client'")} gone
      union select id from forgotten where kind = 'client'
    )
    select client_id as id from ledger_entry entry
    where not exists (select from client where client.id = client_id)
      and not exists (select from accounted where accounted.id = client_id)
    group by client_id
    having max(recorded_at) >= coalesce((select min(at) from access_log), '-infinity')
    limit 100`,
  ],
  [
    'not-believed',
    'access_log_fresh',
    `select id from access_log_fresh where ${waitedTooLong} limit 100`,
  ],
  [
    // Each has an id of its own: somebody wrote it again.
    'not-believed',
    'access_log',
    `select id from ${logged('id')} noted group by id having count(*) > 1 limit 100`,
  ],
  [
    // The oldest of what was refused is dropped, and the log tells of each. It stands there as a post to nobody, as
    // what was rejected does, which is never deleted.
    'gone',
    'message',
    `select message_id as id from ${logged('message_id, at', "action = 'post' and counterparty is null")} posted
    where at >= (select added_at from signing where part = 'log')
      and not exists (select from message where message.id = posted.message_id)
      and not exists (select from ${logged('message_id', "action = 'drop-refused'")} dropped
        where dropped.message_id = posted.message_id)
    limit 100`,
  ],
];
