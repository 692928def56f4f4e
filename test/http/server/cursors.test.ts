import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import { startGateway } from '../../../src/app/gateway.ts';
import { entryOf } from '../../../src/ledger/chain/entries.ts';
import type { LedgerEvent } from '../../../src/ledger/model/events.ts';
import { clientsOf, type LedgerClient } from '../../../src/ledger/projection/clients.ts';
import { referenceHash } from '../../../src/ledger/projection/projection.ts';
import { createStaffKey } from '../../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { MasterKey } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { rotateMasterKey } from '../../../src/store/keys/rotation.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { declaratie, jw323 } from '../../ledger/declarations/writing.ts';
import { plantedBsn, plantFailed } from '../../operations/support.ts';
import { plantConversion } from '../../support/conversions.ts';
import { plantDraft } from '../../support/drafts.ts';
import {
  type Answer,
  Caller,
  startTestGateway,
  type TestGateway,
  testEncryptionKey,
  testEnvironment,
} from '../../support/gateway.ts';
import { macsOf } from '../../support/macs.ts';
import { jw315 } from '../../support/messages.ts';
import { asCalled } from '../../support/openapi.ts';
import { fromTest, sessionsBeside } from '../../support/sessions.ts';
import { plantSignal } from '../../support/signals.ts';
import { plantTerm } from '../../support/terms.ts';
import { plantVerification } from '../../support/verifications.ts';

const dijk = '12345678';
const bsn = '999900006';
/** How the Identificatie of each message begins that is planted. */
const searched = `${plantedBsn}-`;
const day = '2020-01-03';
let gateway: TestGateway;
let callers: Record<
  'party' | 'another party' | 'gemeente' | 'operator' | 'auditor' | 'administrator',
  Caller
>;
/** Of the replay and the redelivery whose messages are listed, and of the allocation whose entries are. */
const ids: Record<string, string> = {};

/** Every list that goes on by a cursor: who reads it, and another who may. */
const lists = {
  'GET /v1/messages': ['party', 'another party'],
  'GET /v1/drafts': ['party', 'another party'],
  'GET /v1/declarations': ['party', 'another party'],
  'GET /v1/allocations': ['party', 'another party'],
  'POST /v1/allocations/searches': ['party', 'another party'],
  'GET /v1/open-requests': ['party', 'gemeente'],
  'GET /v1/allocations/{id}/entries': ['party', 'gemeente'],
  'GET /v1/contracts': ['party', 'gemeente'],
  'GET /v1/contracts/{id}/lines': ['party', 'gemeente'],
  'GET /v1/contracts/{id}/versions': ['party', 'gemeente'],
  'GET /v1/terms': ['gemeente', 'operator'],
  'GET /v1/signals': ['gemeente', 'operator'],
  'GET /v1/conversions': ['gemeente', 'administrator'],
  'GET /v1/conversions/{number}/rows': ['gemeente', 'administrator'],
  'GET /v1/access-log': ['party', 'another party'],
  'POST /v1/access-log/searches': ['party', 'another party'],
  'GET /v1/parties': ['party', 'another party'],
  'GET /v1/parties/{code}/mandates': ['party', 'administrator'],
  'GET /v1/parties/{code}/designations': ['gemeente', 'administrator'],
  'GET /v1/legal-holds': ['administrator', 'auditor'],
  'GET /v1/sessions': ['administrator', 'auditor'],
  'GET /v1/verifications': ['auditor', 'operator'],
  'GET /v1/forgettings': ['operator', 'auditor'],
  'GET /v1/forgettings/{day}/items': ['operator', 'auditor'],
  'GET /v1/operations/messages': ['operator', 'administrator'],
  'POST /v1/operations/searches': ['operator', 'administrator'],
  'GET /v1/operations/replays': ['operator', 'administrator'],
  'GET /v1/operations/replays/{id}/messages': ['operator', 'administrator'],
  'GET /v1/operations/redeliveries': ['operator', 'administrator'],
  'GET /v1/operations/redeliveries/{id}/messages': ['operator', 'administrator'],
} as const;
type List = keyof typeof lists;
const names = Object.keys(lists) as List[];

beforeAll(async () => {
  gateway = await startTestGateway();
  const { db, pool } = gateway.store;
  const gemeente = await gateway.party('0363');
  const staff = async (role: 'operator' | 'auditor') =>
    new Caller(
      gateway.address,
      (await createStaffKey(db, await macsOf(db), localCall('test'), role)).key,
    );
  callers = {
    party: await gateway.party(dijk),
    'another party': await gateway.party('12345679'),
    gemeente,
    operator: await staff('operator'),
    auditor: await staff('auditor'),
    administrator: gateway.administrator,
  };
  const { rows: own } = await pool.query("select id from api_key where role = 'operator'");
  for (let count = 0; count < 3; count++)
    await sessionsBeside(gateway).sessions.signInByKey(own[0].id, fromTest);
  for (let count = 0; count < 3; count++) await plantVerification(pool, gateway.keys.rows);
  const posted: string[] = [];
  for (let count = 0; count < 3; count++) {
    const { body } = await callers.party.post(jw315());
    await callers.party.settled(body.id);
    posted.push(body.id);
  }
  for (const referentie of ['P1', 'P2', 'P3']) {
    const prestatie = { bsn, referentie, bedrag: 100 };
    const one = declaratie({ gemeente: '0363', aanbieder: dijk }, [prestatie]);
    const { body } = await callers.party.post(jw323(one));
    await callers.party.settled(body.id);
  }
  const keys = await KeyRing.open(db, MasterKey.parse(testEncryptionKey));
  const children = await inTransaction(pool, (session) => clientsOf(session, keys, [bsn]));
  const child = children.get(bsn) as LedgerClient;
  const client = child.id;
  for (const referentieAanbieder of ['R1', 'R2', 'R3'])
    await pool.query(
      `insert into request (provider, reference_hash, municipality, client_id, type, owns_reference,
        answers, honoured, requested_at, sealed, sealed_version)
      values ($1, $2, '0363', $3, 'JW317', true, '{}', false, now(), $4, 2)`,
      [
        dijk,
        referenceHash(keys, dijk, referentieAanbieder),
        client,
        entryOf(importedRequest(referentieAanbieder), {
          ...{ municipality: '0363', provider: dijk, clientId: client, key: child.key },
          messageId: null,
        }).sealed,
      ],
    );
  for (const number of ['1', '2', '3']) {
    const id = randomUUID();
    ids.allocations = id;
    await pool.query(
      `insert into allocation (id, municipality, provider, client_id, toewijzing_nummer, owns_number,
        status, changed_at) values ($1, '0363', $2, $3, $4, true, 'allocated', now())`,
      [id, dijk, client, number],
    );
  }
  // By these its parties know the child.
  await pool.query(
    `insert into ledger_entry (municipality, chain_number, version, provider, client_id,
      toewijzing_nummer, kind, class_path, recorded_at, previous_hash, hash)
    select '0363', number, 2, $1, $2, '3', 'allocated', 'Client[' || number || ']', now(), '', ''
    from generate_series(901, 903) number`,
    [dijk, client],
  );

  for (const type of ['JW305', 'JW307', 'JW315'])
    await callers.party.send('POST', `/v1/parties/${dijk}/mandates`, {
      mandatary: '12345679',
      messageTypes: [type],
    });
  for (const office of ['1', '2', '3'].map((last) => `0000000123456789000${last}`)) {
    await gateway.party(office, { kind: 'regional-office' });
    await gemeente.send('POST', '/v1/parties/0363/designations', { office });
  }
  // Three contracts, one of three versions and as many lines.
  for (const tariff of [10, 11, 12]) {
    const lines = ['1;B1', '1;B2', '1;B3', '2;B4', '3;B5'].map((line) => {
      const [number, code] = line.split(';');
      return `C-${number};${dijk};0363;2026-01-01;45;${code};${tariff};04`;
    });
    const file = ['contract;aanbieder;gemeenten;begin;categorie;code;tariff;eenheid', ...lines];
    const { body } = await gateway.administrator.file('/v1/contracts/imports', file.join('\n'));
    ids.contracts = body.contracts[0].id;
  }
  for (const code of [dijk, '12345679'])
    for (let count = 0; count < 3; count++) await plantDraft(pool, keys, { party: code });
  for (let count = 0; count < 3; count++) await plantSignal(pool, keys);
  for (let count = 0; count < 3; count++) await plantTerm(pool, { dueOn: `2026-11-0${count + 1}` });
  for (let count = 0; count < 3; count++) await plantConversion(pool, keys, { rows: 3 });
  for (let count = 0; count < 3; count++) {
    const hold = { party: dijk, reason: 'an inquiry' };
    await gateway.administrator.send('POST', '/v1/legal-holds', hold);
  }
  await pool.query(
    'insert into forgetting (day, terms) select day, $2 from unnest($1::date[]) day',
    [
      ['2020-01-01', '2020-01-02', day],
      JSON.stringify({ payloadDays: 1, refusedDays: 1, accessLogMonths: 13, ledgerYears: 1 }),
    ],
  );
  await pool.query(
    `insert into forgotten (day, id, kind)
    select $1, gen_random_uuid(), 'message' from generate_series(1, 3)`,
    [day],
  );
  // What the access log has of that child.
  for (let count = 0; count < 3; count++) await callers.party.get('/v1/allocations');

  const wishes = {
    replays: async () => ({ ids: await plantFailed(gateway.store, 3) }),
    redeliveries: async () => {
      await gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: posted });
      return { party: '0363', ids: posted };
    },
  };
  for (const [kind, wish] of Object.entries(wishes))
    for (let count = 0; count < 3; count++) {
      const path = `/v1/operations/${kind}`;
      const asked = { reason: 'a list of more than a page', ...(await wish()) };
      const { status, body } = await callers.operator.send('POST', path, asked);
      expect(status, JSON.stringify(body)).toBe(201);
      ids[kind] = body.id;
      await vi.waitFor(async () => {
        const record = await callers.operator.get(`${path}/${body.id}`);
        expect(record.body.state).toBe('finished');
      }, 15_000);
    }
});
afterAll(() => gateway?.remove());

/** A page of one item. */
function page(list: List, caller: Caller, cursor?: string, id?: string): Promise<Answer> {
  const [method = '', route = ''] = list.split(' ');
  const path = route
    .replace('{code}', route.endsWith('designations') ? '0363' : dijk)
    .replace('{day}', day)
    .replace('{number}', '2')
    .replace('{id}', id ?? ids[route.replace(/^.v1.(?:operations.)?|.[{].*/g, '')] ?? '');
  const asked = path.endsWith('operations/searches')
    ? { by: 'identificatie', text: searched }
    : { bsn };
  if (method === 'POST') return caller.send('POST', path, { ...asked, limit: 1, cursor });
  const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  return caller.get(`${path}?limit=1${query}`);
}

async function firstCursor(list: List): Promise<string> {
  const { status, body } = await page(list, callers[lists[list][0]]);
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body.next).toMatch(/^[A-Za-z0-9_-]{22,260}$/);
  return body.next;
}

const refused = { status: 400, body: { type: '/docs/problems/cursor-invalid' } };

test('these are all lists of the API that go on by a cursor', async () => {
  const { body } = await gateway.administrator.get('/v1/openapi.json');
  // biome-ignore lint/suspicious/noExplicitAny: a description of which the test looks at parts
  type Operation = any;
  const found = Object.entries<Operation>(asCalled(body).paths).flatMap(([path, operations]) =>
    Object.entries<Operation>(operations)
      .filter(
        ([, { parameters = [], requestBody }]) =>
          parameters.some((one: { name: string }) => one.name === 'cursor') ||
          requestBody?.content?.['application/json']?.schema.properties?.cursor,
      )
      .map(([method, operation]) => {
        expect(operation.responses[400].content, path).toMatchObject({
          'application/problem+json': { examples: { 'cursor-invalid': {} } },
        });
        return `${method.toUpperCase()} ${path}`;
      }),
  );
  expect(found.sort()).toEqual([...names].sort());
});

describe.each(names)('%s', (list) => {
  const [reader, other] = lists[list];

  test('goes on with the cursor that it gave, and with no other text', async () => {
    const cursor = await firstCursor(list);
    const caller = callers[reader];
    const first = await page(list, caller);
    const second = await page(list, caller, cursor);
    expect(second.status).toBe(200);
    expect(second.body.items).toHaveLength(1);
    expect(second.body.items).not.toEqual(first.body.items);
    const third = await page(list, caller, second.body.next);
    expect(third.body.items).toHaveLength(1);

    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const changed = [...cursor].map(
      (sign, at) => `${cursor.slice(0, at)}${sign === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`,
    );
    // In its last sign are bits that mean nothing.
    for (const sign of alphabet) changed.push(cursor.slice(0, -1) + sign);
    changed.push('', 'x', cursor.slice(0, -1), cursor.slice(1), cursor.slice(0, 22));
    changed.push(`${cursor}A`, `${cursor}=`, `${cursor}\n`, ` ${cursor}`, `${cursor}.`);
    changed.push(cursor.repeat(2), 'A'.repeat(9000), 'geen base64url!', '\u0000', '%');
    changed.push(Buffer.from(cursor, 'base64url').toString('base64'));
    for (const wrong of changed.filter((one) => one !== cursor))
      expect(await page(list, caller, wrong), wrong).toMatchObject(refused);
  });

  test('gives cursors that cannot be read: no number or id of the list is in them', async () => {
    const cursors = [await firstCursor(list), await firstCursor(list)];
    const read = cursors.map((cursor) => Buffer.from(cursor, 'base64url').toString('latin1'));
    expect(cursors[0]).not.toBe(cursors[1]);
    for (const text of read) expect(text).not.toMatch(/[0-9a-f]{8}-|[0-9]{8}|901/);
  });

  test('does not go on with a cursor of another caller, or of another list', async () => {
    const cursor = await firstCursor(list);
    expect(await page(list, callers[other], cursor)).toMatchObject(refused);
    for (const another of names.filter((one) => one !== list))
      expect(await page(another, callers[lists[another][0]], cursor), another).toMatchObject(
        refused,
      );
  });
});

test('a cursor of the messages of one replay is none of another', async () => {
  const list = 'GET /v1/operations/replays/{id}/messages';
  const { body } = await callers.operator.get('/v1/operations/replays');
  const others = body.items.filter(({ id }: { id: string }) => id !== ids.replays);
  expect(others).toHaveLength(2);
  const cursor = await firstCursor(list);
  expect((await page(list, callers.operator, cursor)).status).toBe(200);
  expect(await page(list, callers.operator, cursor, others[0].id)).toMatchObject(refused);
});

test('a cursor works whatever the size of the page and the filter', async () => {
  const cursor = await firstCursor('GET /v1/messages');
  const { body } = await callers.party.get(`/v1/messages?limit=50&type=JW315&cursor=${cursor}`);
  expect(body.items.length).toBeGreaterThan(1);
});

test.each([
  ['nl', /zonder `cursor`/],
  ['en', /again without `cursor`/],
])('who is refused reads in %s to begin again', async (language, sentence) => {
  const response = await fetch(`${gateway.address}/v1/messages?cursor=x`, {
    headers: { ...callers.party.authorization, 'Accept-Language': language },
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ detail: expect.stringMatching(sentence) });
});

test('a cursor works in every process, after a restart, and after a rotation of the master key', async () => {
  const cursor = await firstCursor('GET /v1/messages');
  const worksWith = async (settings: Record<string, string>) => {
    const other = await startGateway(
      readConfig({ ...testEnvironment(gateway.databaseUrl), ...settings }),
      pino({ level: 'silent' }),
    );
    try {
      const key = callers.party.authorization.Authorization?.replace('Bearer ', '');
      const caller = new Caller(other.address ?? '', key);
      return (await page('GET /v1/messages', caller, cursor)).status;
    } finally {
      await other.stop();
    }
  };
  expect(await worksWith({})).toBe(200);
  const fresh = '00'.repeat(31).concat('02');
  const [current, previous] = [fresh, testEncryptionKey].map((key) => MasterKey.parse(key));
  if (!current || !previous) throw new Error('no keys');
  await rotateMasterKey(gateway.store, { current, previous }, { settleMs: 0 });
  expect(await worksWith({ ENCRYPTION_KEY: fresh })).toBe(200);
  expect((await page('GET /v1/messages', callers.party, cursor)).status).toBe(200);
});

function importedRequest(referentieAanbieder: string): LedgerEvent {
  const base = { path: 'Client/Verzoek', effective: '2026-01-01' };
  const content = { referentieAanbieder, redenVerzoek: '1' };
  const of = { kind: 'requested', type: 'JW317', ...base, content } as const;
  return { kind: 'imported', ...base, of };
}
