import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { playConversation } from '../../src/cli/conversation.ts';
import { makeCheckpoints } from '../../src/ledger/chain/checkpoint.ts';
import { verifyChains } from '../../src/ledger/chain/verify.ts';
import { ledgerDifferences } from '../../src/ledger/projection/agreement.ts';
import { completeRequests } from '../../src/ledger/projection/complete-requests.ts';
import { verifyRows } from '../../src/operations/integrity/verify-rows.ts';
import { entryOf } from '../../src/parties/access-log/entry.ts';
import { noteAccess } from '../../src/parties/access-log/note.ts';
import { sealBatch } from '../../src/parties/access-log/seal.ts';
import { verifyAccessLog } from '../../src/parties/access-log/verify.ts';
import { createStaffKey, revokeKey } from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import { forgetToday } from '../../src/retention/run.ts';
import { openStore, type Store } from '../../src/store/database.ts';
import { runtimeRole } from '../../src/store/grants.ts';
import { MasterKey } from '../../src/store/keys/encryption.ts';
import { KeyRing } from '../../src/store/keys/keys.ts';
import { failedMessages, reached } from '../operations/support.ts';
import { acknowledge, daysFromNow, settled, terms, thirtyYears } from '../retention/support.ts';
import { makeAuthority } from '../support/certificates.ts';
import {
  asRuntime,
  Caller,
  startTestGateway,
  type TestGateway,
  testEncryptionKey,
} from '../support/gateway.ts';
import { dijk, house, wal } from '../support/mandate-world.ts';
import { fixture, jw315, newIdentificatie } from '../support/messages.ts';
import { keepOld } from '../support/old-contents.ts';

/*
 * The gateway runs as a role that owns nothing (`src/store/grants.ts`), and does what it can do, on rows that
 * it wrote itself and rows of the version before. What it was not granted would show: in an answer, or in its
 * log, with the code 42501.
 */

let gateway: TestGateway;
let owner: Store;
let administrator: Caller;
let operator: Caller;
let aanbieder: Caller;
let gemeente: Caller;
let software: Caller;
/** Ids of messages as the version before kept them. */
const old: string[] = [];

beforeAll(async () => {
  gateway = await startTestGateway(async (url) => {
    owner = openStore({ url, size: 2 });
    await owner.pool.query(`with made as (
        insert into party (code, kind, name) values
          ('0363', 'gemeente', 'Amsterdam'), ('${dijk}', 'aanbieder', 'De Dijk') returning code
      ) insert into mailbox (party_code) select code from made`);
    const keys = await KeyRing.open(owner.db, MasterKey.parse(testEncryptionKey));
    for (const text of ['old one', 'old two'])
      old.push((await keepOld(owner, keys, text)).about.id);
    return { ...asRuntime(url), KEPT_REFUSALS: '3' };
  });
  administrator = gateway.administrator;
  await playConversation(gateway.address, keyOf(administrator), () => undefined);
  aanbieder = await gateway.party(dijk, { retourBy: 'gateway' });
  gemeente = await gateway.party('0363', { retourBy: 'gateway', level3: 'advise' });
  await gateway.party(wal);
  software = await gateway.party(house);
  operator = await staff('operator');
});
afterAll(async () => {
  await owner?.close();
  await gateway?.remove();
});

function keyOf({ authorization }: Caller): string {
  return (authorization.Authorization ?? '').replace('Bearer ', '');
}

async function staff(role: 'operator' | 'auditor'): Promise<Caller> {
  const { db } = gateway.store;
  const { key } = await createStaffKey(db, gateway.keys.rows, localCall('test'), role);
  return new Caller(gateway.address, key);
}

/** The answer to a call, when that was done. */
async function done(caller: Caller, method: string, path: string, json?: unknown) {
  const { status, headers, body } = await caller.send(method, path, json);
  expect({ path, status, problem: body.detail }).toMatchObject({
    status: expect.toBeOneOf([200, 201]),
  });
  return { ...body, location: headers.get('location') ?? '' };
}

/** A message that was acknowledged. */
async function delivered(): Promise<string> {
  const id = await settled(aanbieder, jw315());
  await acknowledge(gemeente, id);
  return id;
}

const statusOf = async (id: string) => (await aanbieder.get(`/v1/messages/${id}`)).body.status;

test('it is a role that owns nothing', async () => {
  expect(await runtimeRole(gateway.store.pool)).toEqual({ role: 'ijw_runtime', mayAlter: false });
});

test('contents of the version before are sealed anew by the start, as the owner; the role itself cannot', async () => {
  const contents = async () =>
    (
      await owner.pool.query(
        `select version, mac is not null as signed from message_content join message on message.id = message_id
        where message_id = any($1)`,
        [old],
      )
    ).rows;
  const today = { version: 2, signed: true };
  await expect.poll(contents).toEqual(old.map(() => today));
  await expect.poll(() => gateway.logged.join('')).toContain('"signed":"contents"');
  expect((await aanbieder.content(old[0] as string)).toString()).toBe('old one');
  const { pool } = gateway.store;
  await expect(pool.query('update message_content set version = 2')).rejects.toMatchObject({
    code: '42501',
  });
});

test('messages are replayed, stopped, dismissed and delivered again', async () => {
  // Each in a line of its own: the next would wait.
  const xmls = [jw315(), jw315({ ontvanger: '0362' }), jw315({ ontvanger: '0344' })];
  for (const code of ['0362', '0344']) await gateway.party(code, { retourBy: 'gateway' });
  const [first, second, third] = (await failedMessages(owner, aanbieder, xmls)) as string[];
  const replay = (body: object) =>
    done(operator, 'POST', '/v1/operations/replays', { reason: 'fixed', ...body });
  await replay({ filter: {}, dryRun: true });
  const { location } = await replay({ ids: [first] });
  expect((await reached(operator, location, 'finished')).progress).toMatchObject({ succeeded: 1 });
  const byFilter = await replay({ filter: { party: '0362' } });
  await done(operator, 'DELETE', byFilter.location);
  await expect
    .poll(async () => (await operator.get(byFilter.location)).body.state)
    .not.toBe('running');
  if ((await statusOf(second as string)) === 'failed')
    await reached(operator, (await replay({ ids: [second] })).location, 'finished');
  expect(await statusOf(second as string)).not.toBe('failed');

  await done(operator, 'POST', `/v1/operations/messages/${third}/dismissal`, {
    reason: 'by letter',
  });
  expect(await statusOf(third as string)).toBe('dismissed');

  const id = await delivered();
  const redelivery = { reason: 'a backup', party: '0363', ids: [id] };
  const again = await done(operator, 'POST', '/v1/operations/redeliveries', redelivery);
  expect((await reached(operator, again.location, 'finished')).progress.succeeded).toBe(1);
  await acknowledge(gemeente, id);
  expect((await aanbieder.get(`/v1/messages/${id}`)).body.redelivered).toBe(true);
});

test('the oldest of what is refused go, and one refusal is counted when it comes again', async () => {
  const refused = async (what: string) =>
    (await aanbieder.post(`<refused what="${what}"/>`)).body.messageId;
  const ids: string[] = [];
  for (const what of ['a', 'b', 'c', 'd', 'e']) ids.push(await refused(what));
  const { rows } = await owner.pool.query('select id from message where id = any($1) order by id', [
    ids,
  ]);
  expect(rows.map(({ id }) => id)).toEqual(ids.slice(2));
  const keys = await owner.pool.query('select from data_key where id = any($1)', [ids]);
  expect(keys.rowCount).toBe(3);
  expect(await refused('e')).toBe(ids[4]);
});

test('an operator reads what it gave a reason for', async () => {
  const id = await delivered();
  const path = `/v1/operations/messages/${id}`;
  await done(operator, 'POST', `${path}/disclosures`, { reason: 'it came in garbled' });
  expect((await operator.get(`${path}/content`)).body).toContain('<Bericht');
});

test('mandates are given, used and withdrawn', async () => {
  const wish = { mandatary: house, messageTypes: ['JW315', 'JW316'] };
  const path = `/v1/parties/${dijk}/mandates`;
  const { id } = await done(aanbieder, 'POST', path, wish);
  const ofGemeente = { mandatary: house, messageTypes: ['JW315'] };
  const taken = await done(gemeente, 'POST', '/v1/parties/0363/mandates', ofGemeente);
  const posted = (await software.post(jw315())).body.id;
  await software.settled(posted);
  expect((await software.content(posted)).toString()).toContain('<Bericht');
  await done(software, 'POST', '/v1/inbox/acknowledgements', { ids: [posted] });
  expect(await statusOf(posted)).toBe('delivered');
  await done(aanbieder, 'DELETE', `${path}/${id}`);
  // Who acts by it gives it back.
  await done(software, 'DELETE', `/v1/parties/${house}/mandates/${taken.id}`);
  expect((await software.post(jw315())).status).toBe(403);
});

test('designations are given and withdrawn', async () => {
  const office = '00000001234567890000';
  const manager = await gateway.party(office, { kind: 'regional-office' });
  const path = '/v1/parties/0363/designations';
  const given = await done(gemeente, 'POST', path, { office });
  const timed = await done(gemeente, 'POST', path, { office, until: '2999-01-01T00:00:00Z' });
  expect((await done(manager, 'GET', '/v1/me')).gemeenten).toHaveLength(1);
  await done(gemeente, 'DELETE', `${path}/${given.id}`);
  await done(manager, 'DELETE', `/v1/parties/${office}/designations/${timed.id}`);
  expect((await done(manager, 'GET', '/v1/me')).gemeenten).toEqual([]);
});

test('parties, their keys and their certificates are made, changed and taken back', async () => {
  const path = `/v1/parties/${wal}`;
  await done(administrator, 'PATCH', path, { name: 'De Wal', region: undefined });
  const { id } = await done(administrator, 'POST', `${path}/api-keys`, { name: 'another' });
  await done(administrator, 'DELETE', `${path}/api-keys/${id}`);
  const { certificate } = makeAuthority().client();
  const made = await done(administrator, 'POST', `${path}/certificates`, { certificate });
  await done(administrator, 'DELETE', `${path}/api-keys/${made.id}`);
  await done(administrator, 'PATCH', path, { until: '2024-12-31', successor: dijk });
  const { db } = gateway.store;
  const { rows } = gateway.keys;
  const call = localCall('test');
  const auditor = await createStaffKey(db, rows, call, 'auditor');
  expect((await revokeKey(db, rows, call, null, auditor.id)).revokedAt).toBeInstanceOf(Date);
});

test('what was read is sealed and exported, and chains get checkpoints', async () => {
  const { pool } = gateway.store;
  const { keys } = gateway;
  await gemeente.get('/v1/allocations');
  while (await sealBatch(pool, keys));
  const tomorrow = daysFromNow(1);
  expect((await makeCheckpoints(pool, keys, tomorrow)).length).toBeGreaterThan(0);
  const auditor = await staff('auditor');
  expect((await auditor.get('/v1/access-log?limit=5')).body.items).toHaveLength(5);
  expect((await auditor.get('/v1/access-log/export?format=csv')).body).toContain('read-content');
});

test('open requests of the version before are completed', async () => {
  const { rowCount } = await owner.pool.query(
    'update request set requested_at = null, message_id = null, answered_by = null where type is not null',
  );
  expect(rowCount).toBeGreaterThan(0);
  expect(await completeRequests(gateway.store.pool, gateway.keys)).toBeGreaterThan(0);
  expect(await ledgerDifferences(gateway.store.pool, gateway.keys)).toMatchObject({ agree: true });
});

test('what a hold keeps stays; what is lifted is forgotten: messages, refusals and children', async () => {
  const { pool } = gateway.store;
  const { keys } = gateway;
  const { body } = await gemeente.post(
    fixture('conversation/05-JW301.xml', { identificatie: newIdentificatie() }).replace(
      /\s*<ReferentieAanbieder>.*<\/ReferentieAanbieder>/,
      '',
    ),
  );
  await gemeente.settled(body.id);
  await acknowledge(aanbieder, body.id);
  const message = await delivered();
  const { rows: children } = await owner.pool.query('select id from client');
  expect(children.length).toBeGreaterThan(1);
  // A child is as old as what is known of it.
  await owner.pool.query("update client set created_at = '2001-01-01'");
  const { rowCount: refused } = await owner.pool.query(
    "select from message where status = 'refused'",
  );

  const holds: string[] = [];
  for (const on of [{ message }, { client: children[0].id }, { party: wal }])
    holds.push(
      (await done(administrator, 'POST', '/v1/legal-holds', { ...on, reason: 'a lawsuit' })).id,
    );
  const forget = (days: number) =>
    forgetToday(
      { pool, keys, terms: { ...terms, accessLogMonths: 1200 } },
      { now: daysFromNow(days) },
    );
  const first = await forget(thirtyYears);
  expect(first).toMatchObject({
    forgotten: { refused, clients: children.length - 1 },
    kept: { underHold: { clients: 1 } },
  });
  expect(first?.forgotten.messages).toBeGreaterThan(3);
  expect(first?.kept?.underHold.messages).toBeGreaterThan(0);
  expect(await owner.pool.query('select from data_key where id = $1', [message])).toMatchObject({
    rowCount: 1,
  });
  for (const hold of holds) await done(administrator, 'DELETE', `/v1/legal-holds/${hold}`);
  const second = await forget(thirtyYears + 2);
  expect(second).toMatchObject({ forgotten: { clients: 1 }, kept: { underHold: { messages: 0 } } });
  expect((await aanbieder.get(`/v1/messages/${message}/content`)).status).toBe(410);
  expect((await administrator.get('/v1/forgettings')).body.items.length).toBeGreaterThan(1);
});

test('months of the log go when they are over', async () => {
  const month = `${new Date().getUTCFullYear() - 3}-02`;
  await owner.pool.query('select access_log_make_month($1)', [`${month}-01`]);
  const { pool } = gateway.store;
  const parts = { pool, keys: gateway.keys, terms: { ...terms, accessLogMonths: 13 } };
  const report = await forgetToday(parts, { again: true });
  expect(report?.forgotten.accessLogMonths).toEqual([month]);
});

test('workers that are gone are taken off the list', async () => {
  await owner.pool.query(
    `insert into worker_presence (id, host, pid, version, seen_at)
    values ($1, 'gone', 1, '1', now() - interval '2 days')`,
    [randomUUID()],
  );
  const gone = async () =>
    (await owner.pool.query("select from worker_presence where host = 'gone'")).rowCount;
  await expect.poll(gone, { timeout: 20_000 }).toBe(0);
});

test('after all that everything is as the gateway wrote it, and its log has no refusal of a right', async () => {
  const { pool } = gateway.store;
  const { keys } = gateway;
  await noteAccess(pool, keys.rows, entryOf(localCall('test'), 'read-log'));
  while (await sealBatch(pool, keys));
  expect(await verifyRows(pool, keys)).toMatchObject({ sound: true, faults: [] });
  expect(await verifyChains(pool, keys)).toMatchObject({ sound: true });
  expect(await ledgerDifferences(pool, keys)).toMatchObject({ agree: true });
  expect(await verifyAccessLog(pool, keys)).toMatchObject({ sound: true });
  const wrong = gateway.logged.filter((line) => JSON.parse(line).level >= 40);
  expect(wrong.filter((line) => line.includes('42501'))).toEqual([]);
});
