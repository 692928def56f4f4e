/** Why it does no harm, or what is left by it; by column, or by what is done. */
type Reasons = Readonly<Record<string, string>>;

const all = (names: string, reason: string): Reasons =>
  Object.fromEntries(names.split(' ').map((name) => [name, reason]));

const refused = 'of what was refused; of what was accepted it is bound';
const stands = 'where a message stands, and when it got there';
const copied = 'copied into the sealed log as soon as the message is done with';
const operation = 'how far a message of an operation is; who made it, and of which, is signed';
const events = 'events; docs/threat-model.md names them';
const half = 'of the last half minute: not sealed yet; docs/threat-model.md names it';

/**
 * What somebody with the role of the runtime may do unseen: by table, the columns that may be changed and
 * `insert`, `delete`, `swap` or `replay` of rows. What is not here is refused or found.
 */
export const left: Readonly<Record<string, Reasons>> = {
  access_log_fresh: { ...all('insert delete span_id', half) },
  event: { insert: events },
  event_fresh: all('insert delete code', events),
  event_head: { number: events },
  event_reconstruction: all('after finished_at', events),
  mailbox: { last_position: 'positions of a mailbox' },
  mailbox_entry: all(
    'position entered_at acknowledged_at redelivered',
    'positions of a mailbox: handed out later or again, to its own recipient',
  ),
  message: {
    ...all('status changed_at accepted_at delivered_at error_code', stands),
    ...all('afzender ontvanger identificatie dagtekening delete refusal refused_count', refused),
    ...all('actor actor_party address request_id', copied),
    finding_count: 'how many findings there are; the retour, which tells them, is bound',
    first_use: 'derived by its judgement',
    content_hash: 'finds repeats; the bytes are bound to the message',
    line: 'the order in which messages about a child are judged',
  },
  message_finding: all('insert delete', 'shown beside the retour, which is bound'),
  operation_message: all('state note changed_at', operation),
  outbox: all(
    'kind id ordinal attempts judgements next_announce_at last_error insert delete',
    'the outbox',
  ),
  request_reference: all('insert delete', 'the order in which messages about a child are judged'),
  worker_presence: all(
    'insert delete seen_at',
    'status of processes: each says every five seconds that it works',
  ),
};
