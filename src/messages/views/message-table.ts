// SQL for rooms above, which read messages but never change them.

/** SQL: the columns of {@link messageTable}, of `message`. */
export const columnsOfMessage = `id, acceptance, type, sender, recipient, status, size, line,
    afzender, ontvanger, heenbericht_id, refuses, by_gateway, refusal ->> 'code' as refusal_code, error_code, finding_count,
    received_at, changed_at, accepted_at, delivered_at, forgotten_at`;

/**
 * SQL: the messages, as a table for statements of other rooms, which give it a name: `from ${messageTable} m`.
 * Has nothing that a party wrote but type and codes: never the Identificatie, which is free text, nor who posted it.
 */
export const messageTable = `(select ${columnsOfMessage}
  from message)`;

/**
 * SQL: the lines of messages, as a table for a statement, which gives it a name. Has the columns `id` and `line`.
 */
export const linesOfMessages = '(select id, line from message)';

/** SQL: when a message was received. @param id of the message, in SQL */
export function receivedAt(id: string): string {
  return `(select received_at from message where message.id = ${id})`;
}

/** SQL: whether a message is in a mailbox and not acknowledged. @param id of the message, in SQL */
export function waitsInMailbox(id: string): string {
  return `exists (
  select from mailbox_entry where message_id = ${id} and acknowledged_at is null)`;
}

/** SQL: the findings of a message, as JSON: `[{rule, path, retourCode}]`. @param id of the message, in SQL */
export function findingsOf(id: string): string {
  return `coalesce((select json_agg(json_build_object('rule', rule, 'path', path,
          'retourCode', retour_code) order by ordinal)
        from message_finding where message_id = ${id}), '[]')`;
}

/**
 * SQL: the problem with which a message was refused, as JSON: its code, and what is wrong at which lines and elements;
 * null where it was not.
 *
 * @param id of the message, in SQL
 */
export function refusalOf(id: string): string {
  return `(select refusal from message where message.id = ${id})`;
}

/**
 * SQL: joins why a message was given up, as the table `dismissal` (`reason`, `made_by`, `made_by_key`, `at`); its
 * columns are null where it was not.
 *
 * @param id of the message, in SQL
 */
export function joinDismissal(id: string): string {
  return `left join dismissal on dismissal.message_id = ${id}`;
}

/**
 * SQL: the entries of mailboxes, as a table for a statement, which gives it a name. Has the columns `party_code`,
 * `position`, `message_id`, `entered_at` and `acknowledged_at`.
 */
export const entryTable = `(select party_code, position, message_id, entered_at, acknowledged_at
  from mailbox_entry)`;

/**
 * SQL: the id of the failed message behind which `message m` waits in its line, or null. Only the first unfinished
 * message of a line can hold up the others, so one row is read, for any number of waiting messages. It compares and
 * orders by line and acceptance, so that Postgres uses the index of these.
 */
export function holderOf(m: string): string {
  return `(select case when first.status = 'failed' then first.id end from (
      select id, status from message earlier
      where earlier.line >= ${m}.line and (earlier.line, earlier.acceptance) < (${m}.line, ${m}.acceptance)
        and earlier.status in ('received', 'failed')
      order by earlier.line, earlier.acceptance limit 1
    ) first)`;
}
