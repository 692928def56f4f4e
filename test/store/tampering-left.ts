/** Why it does no harm, or what is left by it; by column, or by what is done. */
type Reasons = Readonly<Record<string, string>>;

const all = (names: string, reason: string): Reasons =>
  Object.fromEntries(names.split(' ').map((name) => [name, reason]));

const status = 'the status of a message, and when it changed';
const operation = 'how far a message of an operation is; who made it, and of which, is signed';
const terms =
  'terms follow from events, messages and the ledger, and are made again from these; nothing is decided by them';
const hours =
  'counts of messages by the hour, for who looks after the gateway; nothing is decided by them';
const figures =
  'counts for a report, of which full tens are shown; nothing is decided by them, and there is nothing of a child in them';
const drafts =
  'a draft is judged again when it is sent; its content opens for its own party, recipient and type only';
const conversions =
  'how far a conversion is, as the status of a message: a child whose care changed is held back, and so is what both sides did not agree to, so that nothing goes twice or unasked';
const cases = 'a case of a conversion opens for its own child and preview only';
const details =
  'what a gemeente knows of a child opens for that child, gemeente and day only, and a person confirms it';
const signals =
  'whether the texts of a signal are destroyed; one that is there opens for its own signal, place, writer and moment only';
const links = 'a link shows an id only to who sees both signals';
const events = 'events; docs/threat-model.md names them';

/**
 * What somebody with the role of the runtime may do unseen: by table, the columns that may be changed and
 * `insert`, `delete`, `swap` or `replay` of rows. What is not here is refused or found.
 */
export const left: Readonly<Record<string, Reasons>> = {
  client_details: all('municipality sealed recorded_at recorded_by insert delete', details),
  conversion: all('failed_code cases_done cases_total cases_left_out declared_unused', conversions),
  conversion_case: all('sealed insert', cases),
  conversion_commit: all('finished_at post_count', conversions),
  conversion_input: all('declared', conversions),
  conversion_post: all('why sealed message_id drafted changed_at insert', conversions),
  conversion_row: all('post_id new_number', conversions),
  draft: all(
    'version request_id child_hash other_clients other_hashes sealed changed_at changed_by delete',
    drafts,
  ),
  event: { insert: events },
  event_fresh: all('insert delete code', events),
  event_head: { number: events },
  event_reconstruction: all('after finished_at', events),
  kept_form: all(
    'insert delete',
    'what a person had typed opens for that person, under its id and for ten minutes only, and is sent by that person',
  ),
  kept_search: all(
    'insert delete',
    'what a person searches opens for that session, under its id and for some hours only',
  ),
  kept_file: all(
    'insert delete',
    'a file that a person chose opens for that session, under its id and for an hour only',
  ),
  issuer_logout: all(
    'insert delete',
    'a message of the issuer is carried out once more within its five minutes, or not at all: who writes the database ends sessions anyway',
  ),
  mailbox: { last_position: 'positions of a mailbox' },
  mailbox_entry: all(
    'position entered_at acknowledged_at redelivered',
    'positions of a mailbox: handed out later or again, to its own recipient',
  ),
  message: all('status changed_at accepted_at delivered_at error_code', status),
  operation_message: all('state note changed_at', operation),
  outbox: all(
    'kind id ordinal attempts judgements next_announce_at last_error insert delete',
    'the outbox',
  ),
  signal: all('texts_kept', signals),
  signal_link: all('delete', links),
  // A term is made again from these at any time; what is done to the marks of how far they were read shows nothing else.
  term: all(
    'insert delete id kind message_id client_id toewijzing_nummer reference_hash since due_on ' +
      'met_at met_by pending taken status missed_on changed_at',
    terms,
  ),
  term_count: all('insert municipality provider kind by_gemeente month status taken count', terms),
  term_progress: all('event_number basis began_on delete', terms),
  term_chain: all('municipality number insert delete', terms),
  figure: all('insert count', figures),
  hour_figure: all('insert count delete', hours),
  hour_progress: all('event_number delete', hours),
  counterparty_figure: all('insert count', figures),
  figure_progress: all('event_number delete', figures),
  figure_chain: all('number insert delete', figures),
  provider_children: {
    insert: 'how large an aanbieder was, for counts; a number that was not kept yet, and no other',
  },
  term_pending: all('message_id municipality provider client_id insert delete', terms),
  verification: all(
    'seen_at done total',
    'the last sign of life of a verification, and how far one is that runs: set back, it may be begun again; set ahead, nothing is verified, which the state of the gateway says after two days',
  ),
  worker_presence: all(
    'insert delete seen_at',
    'status of processes: each says every five seconds that it works',
  ),
};
