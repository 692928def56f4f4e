import { type Kysely, sql } from 'kysely';

/**
 * Less is left to who has the role of the runtime: what is shown with a message is signed (src/messages/finding-macs.ts),
 * and what never changes before it is forgotten is refused.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const kept = [
  ...['content_hash', 'line', 'actor', 'actor_party', 'mandate_id', 'address', 'request_id'],
];
const staying = [
  ...['forgotten_at', 'finding_count', 'first_use', 'judged_mac'],
  ...['afzender', 'ontvanger', 'identificatie', 'dagtekening'],
];
const both = (row: string, columns: string[]) =>
  `(${columns.map((column) => `${row}.${column}`).join(', ')})`;

const triggers = {
  // As they were kept, until the statement that forgets the message.
  message_kept: `before update of ${kept.join(', ')} on message for each row
    when (${both('new', kept)} is distinct from ${both('old', kept)}
      and not (old.forgotten_at is null and new.forgotten_at is not null))`,
  message_judged_once: `before update of judged_mac on message for each row
    when (old.judged_mac is not null)`,
  // Up by one for each time that the same bytes are refused.
  message_refused_again: `before update of refused_count on message for each row
    when (new.refused_count is distinct from old.refused_count + 1)`,
  message_refusal: `before update of refusal, refusal_mac on message for each row
    when ((new.refusal, new.refusal_mac) is distinct from (old.refusal, old.refusal_mac)
      and (old.status <> 'refused' or old.forgotten_at is not null))`,
  // Its findings are gone, and of what was refused its Header: nothing tells what these were.
  message_forgotten: `before update of ${staying.join(', ')} on message for each row
    when (old.forgotten_at is not null and ${both('new', staying)} is distinct from ${both('old', staying)})`,
};

const statements = [
  `alter table message
    add column received_mac bytea check (octet_length(received_mac) = 32),
    add column judged_mac bytea check (octet_length(judged_mac) = 32),
    add column refusal_mac bytea check (octet_length(refusal_mac) = 32)`,
  ...Object.entries(triggers).flatMap(([name, when]) => [
    `create trigger ${name} ${when} execute function refuse_change()`,
    `alter table message enable always trigger ${name}`,
  ]),
  `alter table signing drop constraint signing_part_check,
    add constraint signing_part_check
      check (part in ('rows', 'lists', 'records', 'messages', 'findings', 'contents'))`,
  `insert into signing (part) values ('findings')`,
];
