import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import { Contracts } from '../../../src/ledger/contracts/views.ts';
import { findRow, listRows } from '../../../src/ledger/conversion/read.ts';
import { Goals } from '../../../src/ledger/goals/views.ts';
import { importSources, type Source } from '../../../src/ledger/import/import.ts';
import { allocationColumns } from '../../../src/ledger/import/import-rows.ts';
import { sheetSources } from '../../../src/ledger/import/import-sheets.ts';
import { importPrestaties } from '../../../src/ledger/import/prestatie-import.ts';
import type { AllocationCursor } from '../../../src/ledger/views/allocation-walk.ts';
import { Allocations } from '../../../src/ledger/views/allocations.ts';
import { listOpenRequests } from '../../../src/ledger/views/open-requests.ts';
import { composeDrafts } from '../../../src/messages/drafts/compose/compose.ts';
import { Drafts } from '../../../src/messages/drafts/drafts.ts';
import { DoorQuestions } from '../../../src/messages/intake/door-questions.ts';
import { dryRun } from '../../../src/messages/intake/dry-run.ts';
import { InspectionDispatcher } from '../../../src/messages/judging/inspection-dispatcher.ts';
import { Declarations } from '../../../src/messages/views/declarations.ts';
import { Disclosures } from '../../../src/messages/views/disclosures.ts';
import { logSources } from '../../../src/messages/views/log-sources.ts';
import { receivedAt } from '../../../src/messages/views/message-table.ts';
import { Messages } from '../../../src/messages/views/messages.ts';
import { Searches } from '../../../src/operations/search.ts';
import { AccessLog } from '../../../src/parties/access-log/log.ts';
import { type Call, localCall } from '../../../src/parties/principal.ts';
import { Problem } from '../../../src/problem.ts';
import { Between } from '../../../src/region/report/counterparties.ts';
import { Reports } from '../../../src/region/report/views.ts';
import { Signals } from '../../../src/region/signals/views.ts';
import { Terms } from '../../../src/region/terms/views.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import { Bell } from '../../../src/store/bell.ts';
import { openStore, type Store } from '../../../src/store/database.ts';
import type { KeyRing } from '../../../src/store/keys/keys.ts';
import { declaratie, jw323 } from '../../ledger/declarations/writing.ts';
import { makePreview } from '../../support/conversions.ts';
import { plantDraft } from '../../support/drafts.ts';
import {
  standardFiles,
  startTestGateway,
  type TestGateway,
  testEnvironment,
} from '../../support/gateway.ts';
import { plantGoal } from '../../support/goals.ts';
import { fixture, jw315, newIdentificatie } from '../../support/messages.ts';
import { exportsOf, reading } from '../../support/reading.ts';
import { plantSignal } from '../../support/signals.ts';
import { plantTerm } from '../../support/terms.ts';
import { callOf, openKeys } from './support.ts';

const [amsterdam, dijk, wal] = ['0363', '12345678', '12345679'];
/** The children in the messages of the fixtures, and one that is in none. */
const [bsn, nobody] = ['999912008', '999900006'];
const gemeente = callOf(amsterdam);
const aanbieder = callOf(dijk);
const other = callOf(wal);
const operator: Call = {
  principal: { role: 'operator', credential: { name: 'ijw_operator', keyId: null }, actsFor: [] },
  address: '192.0.2.8',
  requestId: 'f3b0b6c8-1c5e-4b43-9f0a-3f4f4b7d5d0e',
};
const auditor: Call = {
  ...operator,
  principal: { ...operator.principal, role: 'auditor', credential: { name: 'a', keyId: null } },
};
const office = '00000001234567890000';
const manager: Call = {
  ...callOf(office),
  principal: { ...callOf(office).principal, role: 'contract-manager' },
};
const terminal = localCall('cli:jan');

let gateway: TestGateway;
let store: Store;
let keys: KeyRing;
let bell: Bell;
let inspections: InspectionDispatcher;
const inspector = Inspector.load(standardFiles.schemaDir);
let message: string;
let allocation: string;
let client: string;
let term: string;
let draft: string;
let declaration: string;
let signal: string;
let goal: string;
let conversion: { readonly id: string; readonly number: number };

beforeAll(async () => {
  gateway = await startTestGateway();
  const sender = await gateway.party(dijk, { retourBy: 'gateway' });
  const recipient = await gateway.party(amsterdam, { retourBy: 'gateway', level3: 'advise' });
  await gateway.party(wal);
  message = (await sender.post(jw315())).body.id;
  expect((await sender.settled(message)).body.status).toBe('accepted');
  const { body } = await recipient.post(
    fixture('conversation/05-JW301.xml', { identificatie: newIdentificatie() }).replace(
      /\s*<ReferentieAanbieder>.*<\/ReferentieAanbieder>/,
      '',
    ),
  );
  expect((await recipient.settled(body.id)).body.status).toBe('accepted');
  const parties = { gemeente: amsterdam, aanbieder: dijk };
  const prestatie = { bsn, referentie: 'L1', bedrag: 100, nummer: '999' };
  declaration = (await sender.post(jw323(declaratie(parties, [prestatie])))).body.id;
  await sender.settled(declaration);
  await gateway.party(office, { kind: 'regional-office' });
  const given = await recipient.send('POST', `/v1/parties/${amsterdam}/designations`, { office });
  expect(given.status).toBe(201);
  // From here on nothing runs besides what a test calls.
  await gateway.stop();
  store = openStore({ url: gateway.databaseUrl, size: 4 });
  keys = await openKeys(store);
  bell = await Bell.open(
    store,
    async () => new Map(),
    () => undefined,
  );
  inspections = await InspectionDispatcher.open(readConfig(testEnvironment(gateway.databaseUrl)));
  const { rows } = await store.pool.query('select id, client_id as client from allocation');
  [{ id: allocation, client }] = rows;
  await store.pool.query('delete from term');
  term = await plantTerm(store.pool, { clientId: client });
  draft = await plantDraft(store.pool, keys, { bsn, clientId: client });
  const child = { clientId: client, allocationId: allocation };
  signal = await plantSignal(store.pool, keys, { child, reporter: dijk });
  goal = await plantGoal(store.pool, keys, { allocationId: allocation, clientId: client });
  const number = await makePreview(store.pool, keys, { day: '2024-07-01', shared: true });
  const { rows: made } = await store.pool.query('select id from conversion');
  conversion = { id: made[0].id, number };
  await new Disclosures(store.pool, keys).open(operator, message, 'it came in garbled');
});
afterAll(async () => {
  inspector[Symbol.dispose]();
  await inspections?.close();
  await bell?.close();
  await store?.close();
  await gateway?.remove();
});

/** A row of the log, in the words of its table. */
type Row = Readonly<Record<string, unknown>>;

/** Rows that came while something was done, the oldest first. */
async function rowsOf(act: () => Promise<unknown>): Promise<Row[]> {
  const { rows: before } = await store.pool.query('select id from access_log_fresh');
  await act();
  const { rows } = await store.pool.query(
    'select * from access_log_fresh where id <> all($1) order by id',
    [before.map(({ id }) => id)],
  );
  return rows.map((row) => ({ ...row, detail: row.detail && JSON.parse(row.detail) }));
}

/** Who called, as the log names it. */
function whoIs({ principal, address, requestId }: Call): Row {
  return {
    ...{ actor: principal.credential.name, role: principal.role, address },
    ...{ actor_party: principal.party ?? null, request_id: requestId },
  };
}

function childrenIn(row: Row | undefined): string[] {
  return [...((row?.client_ids ?? []) as string[])].sort();
}

let sources = 0;

/** A file with one allocation, that was never imported. */
async function csv(cells: { bsn: string; toewijzingNummer: string }) {
  sources += 1;
  const row: Partial<Record<(typeof allocationColumns)[number], string>> = {
    ...{ gemeente: amsterdam, aanbieder: dijk, toewijzingsdatum: '2024-03-11' },
    ...{ ingangsdatum: '2024-03-18', einddatum: `2026-03-${10 + sources}`, ...cells },
    ...{ categorie: '45', code: 'B04P', volume: '120', eenheid: '01', frequentie: '2' },
  };
  const lines = [allocationColumns, allocationColumns.map((name) => row[name] ?? '')];
  const text = lines.map((line) => line.join(';')).join('\n');
  const read = await sheetSources('a.csv', Buffer.from(text), { keys, inspector });
  return read.sources;
}

/** A call of a function that shows children, and the row that it leaves. */
interface Reading {
  /** As in `exportsOf`. */
  readonly name: string;
  readonly call: Call;
  readonly read: (call: Call) => Promise<unknown>;
  /** What the row says besides who it was. */
  readonly row: () => Row;
  /** The action of rows that it leaves besides, of what it asks. */
  readonly besides?: string;
}

/** Nothing that these read was tampered with. */
const refuse = (error: Error) => {
  throw error;
};
const messages = () => new Messages(store, keys, bell, refuse);
const allocations = () => new Allocations(store.pool, keys);
const goals = () => new Goals(store.pool, keys, async () => false);
const terms = () => new Terms(store, keys, refuse);
const signals = () => new Signals({ store, keys, smallBelow: 50, onNotBelieved: refuse });
const disclosures = () => new Disclosures(store.pool, keys);
const log = () => new AccessLog(store.pool, keys, logSources);
const tryOut = (call: Call) => {
  const xml = fixture('conversation/07-JW305.xml', { identificatie: newIdentificatie() });
  const questions = new DoorQuestions(store.pool, keys.rows);
  return dryRun({ store, keys, inspections, questions }, call, Buffer.from(xml));
};
const declarations = () => new Declarations(store, keys, refuse);
const importing = () => ({ pool: store.pool, keys, inspector });
/** A Prestatie on the allocation, that was never declared here. */
const prestatieFile = {
  name: 'p.csv',
  bytes:
    Buffer.from(`gemeente;aanbieder;bsn;toewijzingNummer;declaratieNummer;declaratiePeriode;referentieNummer;\
categorie;code;begindatum;einddatum;volume;eenheid;bedrag;debetCredit
${amsterdam};${dijk};${bsn};240031207;N1;2024-04-01;P1;45;B04P;2024-04-01;2024-04-30;100;83;100;D`),
};
const drafts = () => {
  const questions = new DoorQuestions(store.pool, keys.rows);
  return new Drafts({
    ...{ store, keys, compose: composeDrafts, messages: messages() },
    contracts: new Contracts(store, keys.rows),
    intake: { submit: () => Promise.reject(new Error('nothing is sent here')) },
    tryOut: (call, bytes) => dryRun({ store, keys, inspections, questions }, call, bytes),
  });
};
const none = { client_ids: [], message_id: null, counterparty: null };

const readings: readonly Reading[] = [
  {
    name: 'Messages.content',
    call: gemeente,
    read: (call) => messages().content(call, message),
    row: () => ({
      ...{ action: 'read-content', party: amsterdam, counterparty: dijk, message_id: message },
    }),
  },
  {
    name: 'Disclosures.open',
    call: operator,
    read: (call) => disclosures().open(call, message, 'it came in garbled again'),
    row: () => ({
      ...{ action: 'break-glass', party: dijk, counterparty: amsterdam, message_id: message },
      reason: 'it came in garbled again',
    }),
  },
  {
    name: 'Disclosures.content',
    call: operator,
    read: (call) => disclosures().content(call, message),
    row: () => ({
      ...{ action: 'read-content', party: dijk, counterparty: amsterdam, message_id: message },
      reason: expect.stringContaining('it came in garbled'),
    }),
  },
  {
    name: 'dryRun',
    call: aanbieder,
    read: tryOut,
    row: () => ({
      ...{ action: 'try-out', party: dijk, counterparty: amsterdam, client_ids: [client] },
    }),
  },
  {
    name: 'Allocations.list',
    call: gemeente,
    read: (call) => allocations().list(call, { limit: 10, status: 'allocated' }),
    row: () => ({
      ...{ action: 'list-allocations', party: amsterdam, client_ids: [client] },
      detail: { filters: ['status'], items: 1 },
    }),
  },
  {
    name: 'Allocations.list',
    call: aanbieder,
    read: (call) => allocations().list(call, { limit: 10, bsn }),
    row: () => ({
      ...{ action: 'search-allocations', party: dijk, client_ids: [client] },
      detail: { filters: ['bsn'], items: 1 },
    }),
  },
  {
    name: 'Allocations.work',
    call: aanbieder,
    read: (call) =>
      allocations().work(call, {
        ...{ selection: 'stopped', today: '2026-11-30', endsBy: '2026-12-30', limit: 10 },
      }),
    row: () => ({
      ...{ action: 'list-allocations', party: dijk, client_ids: [client] },
      detail: { filters: ['selection'], items: 1 },
    }),
  },
  {
    name: 'Allocations.child',
    call: gemeente,
    read: (call) => allocations().child(call, client),
    row: () => ({
      ...{ action: 'search-allocations', party: amsterdam, client_ids: [client] },
      detail: { timeline: true, items: 1 },
    }),
  },
  {
    name: 'Allocations.get',
    call: aanbieder,
    read: (call) => allocations().get(call, allocation),
    row: () => ({
      ...{ action: 'read-allocation', party: dijk, counterparty: amsterdam },
      ...{ client_ids: [client], detail: { allocationId: allocation } },
    }),
  },
  {
    name: 'Allocations.entries',
    call: gemeente,
    read: (call) => allocations().entries(call, allocation, { after: 0, limit: 10 }),
    row: () => ({
      ...{ action: 'read-entries', party: amsterdam, counterparty: dijk },
      ...{ client_ids: [client], detail: { allocationId: allocation } },
    }),
  },
  {
    name: 'listOpenRequests',
    call: gemeente,
    read: (call) =>
      listOpenRequests(store.pool, keys, call, { limit: 10, type: 'JW315' }, receivedAt, refuse),
    row: () => ({
      ...{ action: 'list-requests', party: amsterdam, client_ids: [client] },
      detail: { filters: ['type'], items: 1 },
    }),
  },
  {
    name: 'Terms.list',
    call: gemeente,
    read: (call) => terms().list(call, { limit: 10, kind: 'decision' }),
    row: () => ({
      ...{ action: 'list-terms', party: amsterdam, client_ids: [client] },
      detail: { filters: ['kind'], items: 1 },
    }),
  },
  {
    name: 'Terms.get',
    call: aanbieder,
    read: (call) => terms().get(call, term),
    row: () => ({
      ...{ action: 'read-term', party: dijk, counterparty: amsterdam, client_ids: [client] },
      detail: { termId: term },
    }),
  },
  {
    name: 'Terms.ageing',
    call: gemeente,
    read: (call) => terms().ageing(call, { oldest: 10 }),
    row: () => ({
      ...{ action: 'list-terms', party: amsterdam, client_ids: [client] },
      detail: { ageing: true, items: 1 },
    }),
  },
  {
    name: 'Terms.counts',
    call: manager,
    read: (call) => terms().counts(call, { from: '2026-01', until: '2026-02' }),
    row: () => ({
      ...{ action: 'read-term-counts', party: amsterdam },
      detail: { from: '2026-01', until: '2026-02' },
    }),
  },
  {
    name: 'Reports.region',
    call: manager,
    read: (call) => new Reports(store, keys).region(call, { from: '2026-01-05', to: '2026-01-25' }),
    row: () => ({
      ...{ action: 'read-report', party: amsterdam },
      detail: { from: '2026-01-05', to: '2026-01-25' },
    }),
  },
  {
    name: 'Between.counts',
    call: manager,
    read: (call) => new Between(store, keys).counts(call, { from: '2026-01', until: '2026-02' }),
    row: () => ({
      ...{ action: 'read-report', party: amsterdam },
      detail: { from: '2026-01', until: '2026-02' },
    }),
  },
  {
    name: 'Signals.list',
    call: aanbieder,
    read: (call) => signals().list(call, { limit: 10, kind: 'budget' }),
    row: () => ({
      ...{ action: 'list-signals', party: dijk, client_ids: [client] },
      detail: { filters: ['kind'], items: 1 },
    }),
  },
  {
    name: 'Signals.get',
    call: manager,
    read: (call) => signals().get(call, signal),
    row: () => ({
      ...{ action: 'read-signal', party: amsterdam, counterparty: dijk, client_ids: [client] },
      detail: { signalId: signal },
    }),
  },
  {
    name: 'Signals.counts',
    call: manager,
    read: (call) => signals().counts(call, { from: '2026-01-01', until: '2026-02-28' }),
    row: () => ({
      ...{ action: 'read-signal-counts', party: amsterdam },
      detail: { from: '2026-01-01', until: '2026-02-28' },
    }),
  },
  {
    name: 'Declarations.list',
    call: gemeente,
    read: (call) => declarations().list(call, { limit: 10, state: 'open' }),
    row: () => ({
      ...{ action: 'list-declarations', party: amsterdam },
      detail: { filters: ['state'], items: 1 },
    }),
  },
  {
    name: 'Declarations.get',
    call: aanbieder,
    read: (call) => declarations().get(call, declaration),
    row: () => ({
      ...{ action: 'read-declaration', party: dijk, counterparty: amsterdam },
      ...{ message_id: declaration, client_ids: [client] },
    }),
  },
  {
    name: 'Drafts.list',
    call: aanbieder,
    read: (call) => drafts().list(call, { limit: 10, type: 'JW305' }),
    row: () => ({
      ...{ action: 'list-drafts', party: dijk, client_ids: [client] },
      detail: { filters: ['type'], items: 1 },
    }),
  },
  {
    name: 'Drafts.answersAbout',
    call: gemeente,
    read: (call) => drafts().answersAbout(call, { aanbieder: dijk, bsn }),
    row: () => ({
      ...{ action: 'list-drafts', party: amsterdam, client_ids: [] },
      detail: { filters: ['bsn', 'state'], items: 0 },
    }),
  },
  {
    name: 'Drafts.get',
    call: aanbieder,
    read: (call) => drafts().get(call, draft),
    besides: 'try-out',
    row: () => ({
      ...{ action: 'read-draft', party: dijk, counterparty: amsterdam, client_ids: [client] },
      detail: { draftId: draft, type: 'JW305' },
    }),
  },
  {
    name: 'Drafts.content',
    call: aanbieder,
    read: (call) => drafts().content(call, draft),
    row: () => ({
      ...{ action: 'read-draft-content', party: dijk, counterparty: amsterdam },
      ...{ client_ids: [client], detail: { draftId: draft, type: 'JW305' } },
    }),
  },
  {
    name: 'listRows',
    call: gemeente,
    read: (call) => listRows(store.pool, keys, call, conversion, null, {}, { limit: 10 }),
    row: () => ({
      ...{ action: 'read-conversion', party: amsterdam, client_ids: [client] },
      detail: { conversion: 1, rows: 1 },
    }),
  },
  {
    name: 'findRow',
    call: manager,
    read: (call) => findRow(store.pool, keys, call, conversion, null, 1),
    row: () => ({
      ...{ action: 'read-conversion', party: amsterdam, client_ids: [client] },
      detail: { conversion: 1, rows: 1 },
    }),
  },
  {
    name: 'Goals.list',
    call: gemeente,
    read: (call) => goals().list(call, allocation),
    row: () => ({
      ...{ action: 'list-goals', party: amsterdam, counterparty: dijk, client_ids: [client] },
      detail: { allocationId: allocation, items: 1 },
    }),
  },
  {
    name: 'Goals.get',
    call: aanbieder,
    read: (call) => goals().get(call, goal),
    row: () => ({
      // The gemeente does not see it: that would tell of a text.
      ...{ action: 'read-goal', party: dijk, client_ids: [client] },
      detail: { goalId: goal, allocationId: allocation, revision: 1 },
    }),
  },
  {
    name: 'Searches.find',
    call: operator,
    read: (call) =>
      new Searches(store.pool, keys).find(
        call,
        { by: 'toewijzingNummer', text: '240031207' },
        {},
        { limit: 10 },
      ),
    row: () => ({
      ...{ action: 'search-messages', party: null, client_ids: [client] },
      detail: { by: 'toewijzingNummer', items: 1 },
    }),
  },
  {
    name: 'AccessLog.list',
    call: auditor,
    read: (call) => log().list(call, { limit: 10, bsn }),
    row: () => ({
      ...{ action: 'read-log', party: null, client_ids: [client] },
      detail: { filters: [], items: 10 },
    }),
  },
  {
    name: 'AccessLog.child',
    call: auditor,
    read: (call) => log().child(call, bsn),
    row: () => ({
      ...{ action: 'read-log', party: null, client_ids: [client] },
      detail: { filters: [] },
    }),
  },
  {
    name: 'AccessLog.visits',
    call: auditor,
    // Before all that this test did.
    read: (call) => log().visits(call, { clientId: client, to: new Date(0) }),
    row: () => ({
      ...{ action: 'read-log', party: null, client_ids: [client] },
      detail: { filters: ['to'], items: 0 },
    }),
  },
  {
    name: 'AccessLog.listFitting',
    call: auditor,
    read: (call) => log().listFitting(call, { limit: 2, clientId: client }, () => false),
    row: () => ({
      ...{ action: 'read-log', party: null, client_ids: [client] },
      detail: { filters: [], items: 0 },
    }),
  },
  {
    name: 'AccessLog.export',
    call: gemeente,
    read: (call) => log().export(call, { messageId: message }).next(),
    row: () => ({
      ...{ action: 'export-log', party: amsterdam, message_id: message },
      detail: { filters: [] },
    }),
  },
  {
    name: 'importSources',
    call: terminal,
    read: async (call) =>
      importSources(store.pool, keys, call, await csv({ bsn, toewijzingNummer: `8${sources}` })),
    row: () => ({
      ...{ action: 'import', party: amsterdam, counterparty: dijk, client_ids: [client] },
    }),
  },
  {
    name: 'importSources',
    call: terminal,
    read: async (call) => {
      const file = await csv({ bsn, toewijzingNummer: '7' });
      return importSources(store.pool, keys, call, file, { dryRun: true });
    },
    row: () => ({
      ...{ action: 'try-out', party: amsterdam, counterparty: dijk, client_ids: [client] },
    }),
  },
  {
    name: 'importPrestaties',
    call: terminal,
    read: (call) => importPrestaties([prestatieFile], call, { ...importing(), dryRun: true }),
    row: () => ({
      ...{ action: 'try-out', party: amsterdam, counterparty: dijk, client_ids: [client] },
    }),
  },
  {
    name: 'importPrestaties',
    call: terminal,
    read: (call) => importPrestaties([prestatieFile], call, importing()),
    row: () => ({
      ...{ action: 'import', party: amsterdam, counterparty: dijk, client_ids: [client] },
    }),
  },
];

/** They write their row in the transaction of what they change: see `test/messages/drafts/`, `test/region/signals/`, `test/http/goals/`. */
const changing = [
  ...['answer', 'make', 'change', 'renew', 'send', 'discard', 'propose'],
  ...['completeLedgers', 'declareComplete', 'withdrawComplete'],
]
  .map((name) => `Drafts.${name}`)
  .concat(['report', 'answer', 'close', 'link'].map((name) => `Signals.${name}`))
  .concat(['make', 'change', 'destroyTexts', 'remove'].map((name) => `Goals.${name}`));

const cases = readings.map((one, index) => ({ ...one, title: `${index + 1}, ${one.name}` }));

test('each function that shows children is called here', async () => {
  const exported = (await Promise.all(reading.map(exportsOf))).flat();
  const telled = exported
    .filter(({ takesCall, name }) => takesCall && !changing.includes(name))
    .map(({ name }) => name);
  expect([...new Set(readings.map(({ name }) => name))].sort()).toEqual(telled.sort());
});

describe.each(cases)('$title', ({ call, read, row, besides }) => {
  test('leaves one row: who, what, and of whom', async () => {
    const all = await rowsOf(async () => expect(await read(call)).toBeTruthy());
    const rows = all.filter(({ action }) => action !== besides);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ ...whoIs(call), ...none, reason: null, ...row() });
    expect(JSON.stringify(rows)).not.toContain(bsn);
  });

  test('shows nothing before its row is committed', async () => {
    const holding = await store.pool.connect();
    await holding.query('begin');
    await holding.query('lock table access_log_fresh in share mode');
    let shown = false;
    const reading = read(call).finally(() => {
      shown = true;
    });
    try {
      await expect.poll(waitsForTheLog).toBe(true);
      await sleep(50);
      expect(shown).toBe(false);
    } finally {
      await holding.query('rollback');
      holding.release();
    }
    await reading;
  });

  test('shows nothing when its row cannot be written', async () => {
    const before = await counted();
    await store.pool.query('alter table access_log_fresh rename column actor to misplaced');
    try {
      await expect(read(call)).rejects.toThrow(/misplaced|actor|42703/);
    } finally {
      await store.pool.query('alter table access_log_fresh rename column misplaced to actor');
    }
    expect(await counted()).toEqual(before);
  });
});

async function waitsForTheLog(): Promise<boolean> {
  const { rows } = await store.pool.query(
    `select exists (select from pg_locks
      where relation = 'access_log_fresh'::regclass and not granted) as waits`,
  );
  return rows[0].waits;
}

/** What an import or a disclosure would have added. */
async function counted(): Promise<Row> {
  const { rows } = await store.pool.query(
    `select (select count(*) from ledger_entry) as entries, (select count(*) from ledger_import) as sources,
      (select count(*) from disclosure) as disclosures, (select count(*) from access_log_fresh) as rows`,
  );
  return rows[0];
}

describe('what finds nothing', () => {
  const nothing = '0197f3a0-0000-7000-8000-000000000001';

  test('leaves a row where somebody looked for children, of no child', async () => {
    const looks: [Call, string, (call: Call) => Promise<unknown>][] = [
      [other, 'list-allocations', (call) => allocations().list(call, { limit: 10 })],
      [other, 'search-allocations', (call) => allocations().list(call, { limit: 10, bsn })],
      [
        gemeente,
        'search-allocations',
        (call) => allocations().list(call, { limit: 10, bsn: nobody }),
      ],
      [
        other,
        'list-requests',
        (call) => listOpenRequests(store.pool, keys, call, { limit: 10 }, receivedAt, refuse),
      ],
      [other, 'read-log', (call) => log().list(call, { limit: 10, bsn })],
    ];
    for (const [call, action, look] of looks) {
      const rows = await rowsOf(() => look(call));
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ ...whoIs(call), ...none, action, detail: { items: 0 } });
    }
    const file = await csv({ bsn: nobody, toewijzingNummer: '9' });
    const rows = await rowsOf(() =>
      importSources(store.pool, keys, terminal, file, { dryRun: true }),
    );
    expect(rows).toMatchObject([{ action: 'try-out', party: amsterdam, client_ids: [] }]);
  });

  test('leaves none where there is no such thing for who asks', async () => {
    const looks: (() => Promise<unknown>)[] = [
      () => messages().content(other, message),
      () => messages().content(gemeente, nothing),
      () => disclosures().open(operator, nothing, 'lost'),
      // Not opened by this one.
      () => disclosures().content({ ...operator, ...auditor }, message),
      () => goals().get(other, goal),
      () => goals().list(other, allocation),
      () => allocations().get(other, allocation),
      () => allocations().get(gemeente, nothing),
      () => allocations().entries(other, allocation, { after: 0, limit: 10 }),
    ];
    for (const look of looks)
      expect(await rowsOf(() => expect(look()).rejects.toThrow(Problem))).toEqual([]);
    // A party that did not send the message learns nothing of the past.
    expect(await rowsOf(() => tryOut(other))).toEqual([]);
  });
});

test('a page has one row, with the id of each child once, and the page after it another', async () => {
  await importSources(store.pool, keys, terminal, [
    ...(await csv({ bsn, toewijzingNummer: '501' })),
    ...(await csv({ bsn: nobody, toewijzingNummer: '502' })),
  ]);
  const { rows: children } = await store.pool.query('select id from client order by id');
  const [whole, ...others] = await rowsOf(() => allocations().list(gemeente, { limit: 100 }));
  expect(others).toEqual([]);
  expect(childrenIn(whole)).toEqual(children.map(({ id }) => id));

  const pages: number[] = [];
  const paged = await rowsOf(async () => {
    for (let after: AllocationCursor | undefined; ; ) {
      const page = await allocations().list(gemeente, { limit: 2, ...(after && { after }) });
      pages.push(page.items.length);
      after = page.next;
      if (!after) return;
    }
  });
  expect(pages.length).toBeGreaterThan(1);
  expect(paged.map(({ detail }) => detail)).toEqual(pages.map((items) => ({ filters: [], items })));
});

test('lists that hold nothing of a child leave no row', async () => {
  const rows = await rowsOf(async () => {
    expect((await messages().list(gemeente.principal, { limit: 10 })).items).not.toEqual([]);
    await messages().get(gemeente.principal, message, 0);
  });
  expect(rows).toEqual([]);
});

test('what an import did not take was looked up all the same: a row for all of it', async () => {
  const file = [
    ...(await csv({ bsn, toewijzingNummer: '601' })),
    ...(await csv({ bsn: nobody, toewijzingNummer: '602' })),
  ];
  await importSources(store.pool, keys, terminal, file);
  // Taken by their hash before: nothing is looked up.
  expect(await rowsOf(() => importSources(store.pool, keys, terminal, file))).toEqual([]);

  const saidAgain = { ...(file[0] as Source), hash: randomBytes(32) };
  const numberOfAnother = await csv({ bsn: nobody, toewijzingNummer: '601' });
  const rows = await rowsOf(async () => {
    const sources = [saidAgain, ...numberOfAnother];
    const came = await importSources(store.pool, keys, terminal, sources);
    expect(came).toMatchObject({ imported: 0, known: 1, faults: [{}] });
  });
  expect(rows).toHaveLength(1);
  const about = { action: 'try-out', party: amsterdam, counterparty: dijk };
  expect(rows[0]).toMatchObject({ ...whoIs(terminal), ...about });
  const { rows: children } = await store.pool.query('select id from client order by id');
  expect(childrenIn(rows[0])).toEqual(children.map(({ id }) => id));
});
