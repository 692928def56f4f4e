import { expect, test } from 'vitest';
import { filesIn, read } from '../support/sources.ts';
import { tablesNamed } from '../support/table-names.ts';

/** Whose a table is: folders of `src/`. */
interface Owned {
  /** Files in this folder may name the table; they alone may change it. */
  readonly owner: string;
  /** A folder around that one: files in it may read the table too. Without it, only the owner may. */
  readonly readers?: string;
}

/**
 * Each table of Postgres, and the folder that owns it. A file outside may not name it: it uses a function, a view
 * or SQL that the owner exports (as `mandatesInForce`, `messageTable`, `keepKeys`), whose docstring says what it has and expects.
 * So a message stays one statement, and who changes a table finds all that is written about it in one folder.
 */
const owners: Readonly<Record<string, Owned>> = {
  data_key: { owner: 'store/keys' },
  key_name: { owner: 'store/keys' },
  key_fingerprint: { owner: 'store/keys' },
  signing: { owner: 'store/keys' },

  event: { owner: 'store/events' },
  event_fresh: { owner: 'store/events' },
  event_head: { owner: 'store/events' },
  event_reconstruction: { owner: 'store/events' },

  outbox: { owner: 'queue' },

  party: { owner: 'parties/directory', readers: 'parties' },
  mailbox: { owner: 'parties/directory' },
  api_key: { owner: 'parties/credentials' },
  api_key_use: { owner: 'parties/credentials' },
  mandate: { owner: 'parties/mandates' },
  designation: { owner: 'parties/designations' },
  session: { owner: 'parties/sessions' },
  kept_form: { owner: 'parties/sessions' },
  kept_search: { owner: 'parties/sessions' },
  kept_file: { owner: 'parties/sessions' },
  issuer_logout: { owner: 'parties/sessions' },
  access_log: { owner: 'parties/access-log' },
  access_log_fresh: { owner: 'parties/access-log' },
  access_log_head: { owner: 'parties/access-log' },
  access_log_seal: { owner: 'parties/access-log' },
  access_log_child: { owner: 'parties/access-log' },
  access_log_closed: { owner: 'parties/access-log' },

  ledger_entry: { owner: 'ledger/chain', readers: 'ledger' },
  chain_head: { owner: 'ledger/chain', readers: 'ledger' },
  ledger_checkpoint: { owner: 'ledger/chain' },
  client: { owner: 'ledger/projection', readers: 'ledger' },
  known_child: { owner: 'ledger/projection', readers: 'ledger' },
  allocation: { owner: 'ledger/projection', readers: 'ledger' },
  request: { owner: 'ledger/projection', readers: 'ledger' },
  delivery: { owner: 'ledger/projection', readers: 'ledger' },
  prestatie: { owner: 'ledger/declarations', readers: 'ledger' },
  complete_declarations: { owner: 'ledger/declarations', readers: 'ledger' },
  agreed_product: { owner: 'ledger/catalogue', readers: 'ledger' },
  agreed_product_seal: { owner: 'ledger/catalogue' },
  contract: { owner: 'ledger/contracts' },
  contract_version: { owner: 'ledger/contracts' },
  spic: { owner: 'ledger/catalogue', readers: 'ledger' },
  spic_seal: { owner: 'ledger/catalogue' },
  ledger_import: { owner: 'ledger/import' },
  conversion: { owner: 'ledger/conversion' },
  conversion_input: { owner: 'ledger/conversion' },
  conversion_case: { owner: 'ledger/conversion' },
  conversion_row: { owner: 'ledger/conversion', readers: 'ledger' },
  conversion_mark: { owner: 'ledger/conversion' },
  conversion_commit: { owner: 'ledger/conversion' },
  conversion_post: { owner: 'ledger/conversion', readers: 'ledger' },
  goal: { owner: 'ledger/goals' },

  message: { owner: 'messages/lifecycle', readers: 'messages' },
  message_content: { owner: 'messages/lifecycle', readers: 'messages' },
  message_finding: { owner: 'messages/lifecycle', readers: 'messages' },
  request_reference: { owner: 'messages/lifecycle', readers: 'messages' },
  mailbox_entry: { owner: 'messages/lifecycle', readers: 'messages' },
  dismissal: { owner: 'messages/lifecycle', readers: 'messages' },
  disclosure: { owner: 'messages' },
  draft: { owner: 'messages/drafts' },
  client_details: { owner: 'messages/drafts' },
  complete_ledger: { owner: 'messages/drafts' },

  legal_hold: { owner: 'retention' },
  forgetting: { owner: 'retention' },
  forgotten: { owner: 'retention' },

  operation: { owner: 'operations' },
  operation_message: { owner: 'operations' },
  worker_presence: { owner: 'operations' },
  verification: { owner: 'operations/verifications', readers: 'operations' },

  term: { owner: 'region/terms' },
  term_count: { owner: 'region/terms' },
  term_progress: { owner: 'region/terms' },
  term_chain: { owner: 'region/terms' },
  term_pending: { owner: 'region/terms' },
  figure: { owner: 'region/figures' },
  hour_figure: { owner: 'operations/hours' },
  hour_progress: { owner: 'operations/hours' },
  counterparty_figure: { owner: 'region/figures' },
  figure_progress: { owner: 'region/figures' },
  figure_chain: { owner: 'region/figures' },
  provider_children: { owner: 'region/sizes' },
  signal: { owner: 'region/signals' },
  signal_municipality: { owner: 'region/signals' },
  signal_child: { owner: 'region/signals' },
  signal_answer: { owner: 'region/signals' },
  signal_text: { owner: 'region/signals' },
  signal_link: { owner: 'region/signals' },
};

interface Exception {
  readonly tables: readonly string[];
  /** Why it cannot but name them. */
  readonly why: string;
}

const all = Object.keys(owners);

/** Files and folders that name tables of others. */
const everywhere: Readonly<Record<string, Exception>> = {
  'src/store/tables.ts': {
    tables: all,
    why: 'It says to Kysely what the columns of all tables are; it asks nothing.',
  },
  'src/store/ledger-tables.ts': { tables: all, why: 'The same, of the ledger.' },
  'src/store/keeping-tables.ts': { tables: all, why: 'The same, of what is kept and forgotten.' },
  'src/store/conversion-tables.ts': { tables: all, why: 'The same, of conversions.' },
  'src/store/draft-tables.ts': { tables: all, why: 'The same, of drafted messages.' },
  'src/store/session-tables.ts': { tables: all, why: 'The same, of sessions.' },
  'src/store/region-tables.ts': { tables: all, why: 'The same, of the region at work.' },
  'src/store/grants.ts': {
    tables: all,
    why: 'It says of all tables what the role of the runtime may not do with them.',
  },
  'src/store/keys/signed-signals.ts': {
    tables: ['signal', 'signal_child'],
    why: 'It says which columns have a MAC, for operations too, which is below the owner; it asks nothing.',
  },
  'src/store/examine.ts': {
    tables: ['message'],
    why: 'By a column that is not there it knows the tables of an earlier version, before any room is at work.',
  },
  'src/operations/integrity/': {
    tables: all,
    why: 'It goes through all rows that have a MAC, and signs and seals what earlier versions wrote; and it holds tables of many owners against each other, as none of them could.',
  },
  'src/texts/verification-texts.ts': {
    tables: ['access_log_head'],
    why: 'A sentence names the table from which a row was taken; nothing is asked.',
  },
};

/** What is wrong with a source, were it this file. */
function faultsOf(file: string, source: string, exceptions = everywhere): string[] {
  const excepted = Object.keys(exceptions)
    .filter((place) => file.startsWith(place))
    .flatMap((place) => exceptions[place]?.tables ?? []);
  return tablesNamed(source, all).flatMap(({ table, line, writes }) => {
    const { owner, readers } = owners[table] as Owned;
    if (excepted.includes(table) || file.startsWith(`src/${owner}/`)) return [];
    if (!file.startsWith(`src/${readers ?? owner}/`))
      return [`${file}:${line} names ${table}, which ${owner} owns`];
    return writes ? [`${file}:${line} changes ${table}, which ${owner} owns`] : [];
  });
}

test('a table is named by the folder that owns it alone, and read by those that the table of owners names', async () => {
  const faults: string[] = [];
  for (const file of await filesIn('src', '.ts')) faults.push(...faultsOf(file, await read(file)));
  expect(faults).toEqual([]);
});

test('every table that a migration makes has an owner, and no other has', async () => {
  const made = new Set<string>();
  for (const file of await filesIn('migrations', '.ts')) {
    const source = await read(file);
    for (const [, name = ''] of source.matchAll(/create (?:unlogged )?table (\w+)/g))
      made.add(name);
    // `0031-sealed-lists.ts` makes one for each list.
    for (const [, end = ''] of source.matchAll(/create table \$\{list\}(_\w+)/g))
      for (const list of ['agreed_product', 'spic']) made.add(`${list}${end}`);
  }
  expect(made.size).toBeGreaterThan(40);
  expect(Object.keys(owners).sort()).toEqual([...made].sort());
});

test('an owner is a folder, and its readers are a folder around it', async () => {
  const files = await filesIn('src', '.ts');
  for (const [table, { owner, readers }] of Object.entries(owners)) {
    expect(
      files.filter((file) => file.startsWith(`src/${owner}/`)),
      table,
    ).not.toEqual([]);
    if (readers) expect(owner.startsWith(`${readers}/`), table).toBe(true);
  }
});

test('each exception is needed', async () => {
  const faults: string[] = [];
  for (const file of await filesIn('src', '.ts'))
    faults.push(...faultsOf(file, await read(file), {}));
  for (const place of Object.keys(everywhere))
    expect(
      faults.filter((fault) => fault.startsWith(place)),
      place,
    ).not.toEqual([]);
});

test('the document says whose each table is', async () => {
  const rows = (await read('docs/architecture.md')).matchAll(
    /^\| `([\w/-]+)` +\| (`\w+`(?:, `\w+`)*) +\| (?:`([\w/-]+)` )?/gm,
  );
  const documented = [...rows].flatMap(([, owner, tables = '', readers]) =>
    tables
      .split(', ')
      .map((table) => [table.replaceAll('`', ''), { owner, ...(readers && { readers }) }]),
  );
  expect(Object.fromEntries(documented)).toEqual(owners);
});

/** A source in `operations` that names a table of messages, in each form in which one can be written. */
const readings: readonly string[] = [
  '`select id from message where id = $1`',
  '`select id from message`',
  '`select id\n      from\n        message m`',
  '`select from other o join message on true`',
  '`select from other left join lateral (select * from message) m on true`',
  '`select from other o, message m where m.id = o.id`',
  '`select from other as o, third, message where true`',
  '`delete from other using message where true`',
  '`SELECT id FROM MESSAGE`',
  '`select id from "message"`',
  '`select id from public.message`',
  '`select id from only message`',
  '`with one as (select 1) select * from one, message`',
  '`select * from (select 1) one, message m where true`',
  '`select * from unnest($1::text[]) as one (id), message)`',
  "'select from message'",
  "db.selectFrom('message').select('id')",
  "db.selectFrom('message as m').select('id')",
  "db.selectFrom(['other', 'message as m']).select('m.id')",
  "db.selectFrom('other').innerJoin('message', 'message.id', 'other.id')",
  "db.selectFrom('other').leftJoin('message as m', 'm.id', 'other.id')",
  "db.updateTable('other').from('message').set({})",
  "db.deleteFrom('other').using('message')",
  'sql`select from $'.concat("{sql.table('message')}`"),
  "wayOf('*', 'message m', conditions, way)",
  "wayAside(columns, 'message', [], way)",
  "`select to_regclass('message')`",
  "`select 'message'::regclass`",
  "const signed: SignedTable = {\n  name: 'message',\n  columns: ['id'],\n}",
  '`select from (message m join other o on true)`',
  '`select from other join third on true, message m where true`',
  '`select from other o left join third t on (t.id = o.id), message left join x on true`',
  '`copy message to stdout`',
  "'select from ' + 'message'",
  '`select from $'.concat("{'message'}`"),
  "'message'; const text = `select from $".concat('{planted}`'),
  "1; for (const one of ['other', 'message']) ask(`select from $".concat('{one}`)'),
  // Of two words: wherever it is.
  "const table = 'message_content';",
  '`where message_finding.ordinal = 1`',
];
const writings: readonly string[] = [
  '`insert into message (id) values ($1)`',
  '`INSERT INTO message(id) VALUES ($1)`',
  '`update message set id = 1`',
  '`update only message m set id = 1`',
  '`with gone as (delete from message where true returning id) select`',
  '`merge into message using x on true`',
  '`truncate message`',
  '`truncate table message`',
  '`lock table message in share mode`',
  '`alter table message add column one text`',
  '`drop table message`',
  "db.insertInto('message').values({})",
  "db.updateTable('message').set({})",
  "db.updateTable('message as m').set({})",
  "db.deleteFrom('message')",
];

test.each([...readings, ...writings])('a table of another room is found in %s', (source) => {
  expect(faultsOf('src/operations/planted.ts', `const planted = ${source};`)).toEqual([
    expect.stringMatching(/^src\/operations\/planted\.ts:\d+ names message\w*, which messages/),
  ]);
});

test('readers of a table may read it, and change nothing', () => {
  for (const source of readings)
    expect(faultsOf('src/messages/views/planted.ts', `const planted = ${source};`)).toEqual([]);
  for (const source of writings)
    expect(faultsOf('src/messages/views/planted.ts', source), source).toEqual([
      'src/messages/views/planted.ts:1 changes message, which messages/lifecycle owns',
    ]);
  expect(faultsOf('src/parties/credentials/planted.ts', '`select from mandate`')).toEqual([
    'src/parties/credentials/planted.ts:1 names mandate, which parties/mandates owns',
  ]);
});

test('what only looks like the name of a table is left', () => {
  const source = `
    // Rows that come from message, and /* from mandate */
    /**
     * SQL: select from message.
     */
    const message = { party: 'request', client: outbox };
    import { event } from './message.ts';
    const text = \`select message_id -- from message
      from new where sender is distinct from party and (select extract(epoch from request_at))
      union select * from operation, (select 1) one\`;
    const said = 'Messages of this party';
    const order = \`select a, party from new order by received_at, client limit 1\`;
    const given = { kind: 'message', of: \`select from \${planted}\` };`;
  expect(faultsOf('src/operations/planted.ts', source)).toEqual([]);
});
