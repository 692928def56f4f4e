import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signedDisclosure } from '../../../src/messages/signed.ts';
import { sealBatch } from '../../../src/parties/access-log/seal.ts';
import { verifyAccessLog } from '../../../src/parties/access-log/verify.ts';
import { createStaffKey } from '../../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { breakDelivery, repairDelivery } from '../../operations/support.ts';
import { openKeys } from '../../parties/access-log/support.ts';
import { Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { changeSigned } from '../../support/macs.ts';
import { fixture, jw315, newIdentificatie } from '../../support/messages.ts';

const [amsterdam, dijk, wal] = ['0363', '12345678', '12345679'];
const bsn = '999912008';
let gateway: TestGateway;
let gemeente: Caller;
let aanbieder: Caller;
let other: Caller;
let auditor: Caller;
let operator: Caller;

beforeAll(async () => {
  gateway = await startTestGateway();
  gemeente = await gateway.party(amsterdam, { retourBy: 'gateway', level3: 'advise' });
  aanbieder = await gateway.party(dijk, { retourBy: 'gateway' });
  other = await gateway.party(wal);
  const staff = async (role: 'auditor' | 'operator') =>
    new Caller(
      gateway.address,
      (await createStaffKey(gateway.store.db, gateway.keys.rows, localCall('test'), role)).key,
    );
  auditor = await staff('auditor');
  operator = await staff('operator');
});
afterAll(() => gateway?.remove());

interface Row {
  readonly id: string;
  readonly action: string;
  readonly [name: string]: unknown;
}

/** What the log has, but for that it was read: each look adds such a row. */
async function rowsOf(caller: Caller, query = ''): Promise<Row[]> {
  return (await allRowsOf(caller, query)).filter(({ action }) => action !== 'read-log');
}

async function allRowsOf(caller: Caller, query: string): Promise<Row[]> {
  const { status, body } = await caller.get(`/v1/access-log?limit=1000&${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.items;
}

const actionsOf = (rows: readonly Row[]) => rows.map(({ action }) => action);
async function delivered(): Promise<string> {
  const { body } = await aanbieder.post(jw315());
  await aanbieder.settled(body.id);
  return body.id;
}

describe('messages', () => {
  test('a read is there for both parties and the auditor: who, what, when and from where', async () => {
    const id = await delivered();
    const began = Date.now();
    const response = await fetch(`${gateway.address}/v1/messages/${id}/content`, {
      headers: gemeente.authorization,
    });
    await response.arrayBuffer();
    const [row] = await rowsOf(auditor, `messageId=${id}&action=read-content`);
    expect(row).toMatchObject({
      actor: gemeente.authorization.Authorization?.slice(7, 23),
      role: 'party',
      actorParty: amsterdam,
      party: amsterdam,
      counterparty: dijk,
      messageId: id,
      address: '127.0.0.1',
      requestId: response.headers.get('request-id'),
      reason: null,
    });
    expect(Math.abs(Date.parse(String(row?.at)) - began)).toBeLessThan(60_000);
    // The sender sees that it was read, and by whom, but not with what.
    const [seen] = await rowsOf(aanbieder, `messageId=${id}&action=read-content`);
    expect(seen).toEqual({ ...row, actor: null, address: null, requestId: null });
    expect(await rowsOf(other, `messageId=${id}`)).toEqual([]);
  });

  test('nothing of a message goes out before its row is committed', async () => {
    const id = await delivered();
    const client = await gateway.store.pool.connect();
    await client.query('begin');
    await client.query('lock table access_log_fresh in share mode');
    let answered = false;
    const reading = gemeente.content(id).then((bytes) => {
      answered = true;
      return bytes;
    });
    await sleep(300);
    expect(answered).toBe(false);
    await client.query('rollback');
    client.release();
    expect((await reading).toString()).toContain('<Bericht');
    expect(actionsOf(await rowsOf(gemeente, `messageId=${id}`))).toEqual(['read-content', 'post']);
  });

  test('what cannot be written down is not read: no bytes, and an error', async () => {
    const id = await delivered();
    const { pool } = gateway.store;
    await pool.query('alter table access_log_fresh rename column actor to misplaced');
    const answers = await Promise.all([
      gemeente.get(`/v1/messages/${id}/content`),
      gemeente.get('/v1/allocations'),
      gemeente.send('POST', '/v1/allocations/searches', { bsn }),
    ]);
    await pool.query('alter table access_log_fresh rename column misplaced to actor');
    for (const { status, body } of answers) {
      expect(status).toBe(500);
      expect(body.type).toBe('/docs/problems/internal');
    }
  });

  test('what is not there, or of another, leaves no row', async () => {
    const id = await delivered();
    expect((await other.get(`/v1/messages/${id}/content`)).status).toBe(404);
    expect(actionsOf(await rowsOf(auditor, `messageId=${id}`))).toEqual(['post']);
  });

  test('a POST has one row: the message itself, and later its copy', async () => {
    await breakDelivery(gateway.store);
    const { headers, body } = await aanbieder.post(jw315());
    const id = body.id;
    const waiting = await rowsOf(aanbieder, `messageId=${id}`);
    expect(waiting).toMatchObject([
      { id, action: 'post', messageId: id, party: dijk, counterparty: null, sealed: false },
    ]);
    expect(waiting[0]?.requestId).toBe(headers.get('request-id'));
    expect(await rowsOf(gemeente, `messageId=${id}`)).toEqual([]);
    await expect
      .poll(async () => (await aanbieder.get(`/v1/messages/${id}`)).body.status)
      .toBe('failed');
    expect(await rowsOf(aanbieder, `messageId=${id}`)).toEqual(waiting);
    await repairDelivery(gateway.store);
    await operator.send('POST', '/v1/operations/replays', { reason: 'fixed', ids: [id] });
    await expect
      .poll(async () => (await aanbieder.get(`/v1/messages/${id}`)).body.status)
      .toBe('accepted');
    const after = await rowsOf(aanbieder, `messageId=${id}`);
    expect(after).toHaveLength(1);
    // By now it is known which child it was about.
    const clientIds = [expect.any(String)];
    expect(after[0]).toMatchObject({ ...waiting[0], counterparty: amsterdam, clientIds });
    expect(actionsOf(await rowsOf(gemeente, `messageId=${id}`))).toEqual(['post']);
  });

  test('a recipient hears nothing of what was refused in its name, or given up', async () => {
    const wrong = jw315().replace(/(<Geboortedatum>\s*<ijw:Datum>)[^<]+/, '$12099-01-01');
    const rejected = await aanbieder.post(wrong);
    const { body: settled } = await aanbieder.settled(rejected.body.id);
    expect(settled.status).toBe('rejected');
    await breakDelivery(gateway.store);
    const { body: failed } = await aanbieder.post(jw315());
    await expect
      .poll(async () => (await aanbieder.get(`/v1/messages/${failed.id}`)).body.status)
      .toBe('failed');
    await repairDelivery(gateway.store);
    const dismissal = `/v1/operations/messages/${failed.id}/dismissal`;
    expect((await operator.send('POST', dismissal, { reason: 'sent twice' })).status).toBe(200);
    for (const { id } of [rejected.body, failed]) {
      expect(await rowsOf(gemeente, `messageId=${id}`)).toEqual([]);
      expect(actionsOf(await rowsOf(aanbieder, `messageId=${id}`))).toEqual(['post']);
    }
  });

  test('a refused message has its row, once, however often it is sent', async () => {
    const wrong = jw315().slice(0, 900);
    const first = await aanbieder.post(wrong);
    await aanbieder.post(wrong);
    const id = first.body.messageId;
    expect(await rowsOf(aanbieder, `messageId=${id}`)).toMatchObject([{ id, action: 'post' }]);
  });

  test('a dry run shows the past to who may see it, and that is logged', async () => {
    const xml = fixture('conversation/07-JW305.xml', { identificatie: newIdentificatie() });
    const tryOut = async (caller: Caller) => {
      const response = await fetch(`${gateway.address}/v1/validations`, {
        method: 'POST',
        headers: { ...caller.authorization, 'Content-Type': 'application/xml' },
        body: xml,
      });
      expect(response.status).toBe(200);
      await response.text();
    };
    await tryOut(other);
    expect(await rowsOf(auditor, 'action=try-out')).toEqual([]);
    await tryOut(aanbieder);
    expect(await rowsOf(auditor, 'action=try-out')).toMatchObject([
      { actorParty: dijk, party: dijk, counterparty: amsterdam },
    ]);
  });
});

describe('an operator who must read a message', () => {
  let id: string;
  beforeEach(async () => {
    id = await delivered();
  });
  const read = (caller: Caller) => caller.get(`/v1/operations/messages/${id}/content`);
  const open = (caller: Caller, reason: unknown) =>
    caller.send('POST', `/v1/operations/messages/${id}/disclosures`, { reason });

  test('says why first, reads it for a while, and both parties see that and the reason', async () => {
    const refused = await read(operator);
    expect(refused).toMatchObject({ status: 403, body: { type: /reason-needed$/ } });
    expect(refused.body.detail).toContain(`/v1/operations/messages/${id}/disclosures`);
    const opened = await open(operator, 'De Dijk says that it came in garbled');
    expect(opened).toMatchObject({ status: 201, body: { messageId: id } });
    const { content } = opened.body.links;
    const { body } = await operator.get(content.href);
    expect(body).toContain('<Bericht');
    for (const caller of [aanbieder, gemeente, auditor]) {
      const rows = await rowsOf(caller, `messageId=${id}`);
      expect(actionsOf(rows)).toEqual(['read-content', 'break-glass', 'post']);
      for (const row of rows.slice(0, 2))
        expect(row).toMatchObject({
          ...{ role: 'operator', actorParty: null, party: dijk, counterparty: amsterdam },
          actor: operator.authorization.Authorization?.slice(7, 23),
          reason: 'De Dijk says that it came in garbled',
        });
    }
    for (const caller of [aanbieder, gemeente])
      expect((await caller.get(`/v1/messages/${id}`)).body.disclosures).toMatchObject([
        { reason: 'De Dijk says that it came in garbled' },
      ]);
  });

  test('opens it for nobody else, and not for longer', async () => {
    await open(operator, 'it does not arrive');
    const { key } = await createStaffKey(
      gateway.store.db,
      gateway.keys.rows,
      localCall('test'),
      'operator',
    );
    expect((await read(new Caller(gateway.address, key))).status).toBe(403);
    await changeSigned(
      gateway.store.pool,
      gateway.keys.rows,
      signedDisclosure,
      "expires_at = now() - interval '1 s'",
    );
    expect((await read(operator)).status).toBe(403);
  });

  test('cannot do without a reason, and no other role can', async () => {
    for (const reason of [undefined, '', ' ', 'x'.repeat(501)])
      expect((await open(operator, reason)).status).toBe(400);
    for (const caller of [gateway.administrator, auditor, aanbieder])
      expect([(await open(caller, 'curious')).status, (await read(caller)).status]).toEqual([
        403, 403,
      ]);
    expect((await read(operator)).status).toBe(403);
    expect(actionsOf(await rowsOf(auditor, `messageId=${id}`))).toEqual(['post']);
  });

  test('finds what is not there to be nowhere', async () => {
    id = '0197f3a0-0000-7000-8000-000000000001';
    expect((await open(operator, 'lost')).status).toBe(404);
    expect((await read(operator)).status).toBe(404);
  });
});

describe('children', () => {
  let allocation: string;
  let client: string;
  beforeAll(async () => {
    const { body } = await gemeente.post(
      fixture('conversation/05-JW301.xml', { identificatie: newIdentificatie() }).replace(
        /\s*<ReferentieAanbieder>.*<\/ReferentieAanbieder>/,
        '',
      ),
    );
    expect((await gemeente.settled(body.id)).body.status).toBe('accepted');
    const { items } = (await gemeente.get('/v1/allocations')).body;
    ({ id: allocation, client } = items[0]);
    // A message about the child that was read.
    await aanbieder.content(body.id);
  });

  test('each look at what is known of a child has a row with the random id of that child', async () => {
    const looks: [action: string, look: () => Promise<unknown>][] = [
      ['list-allocations', () => aanbieder.get('/v1/allocations?status=allocated')],
      ['search-allocations', () => aanbieder.send('POST', '/v1/allocations/searches', { bsn })],
      ['read-allocation', () => aanbieder.get(`/v1/allocations/${allocation}`)],
      ['read-entries', () => aanbieder.get(`/v1/allocations/${allocation}/entries`)],
    ];
    for (const [action, look] of looks) {
      expect(await look()).toMatchObject({ status: 200 });
      const [row] = await rowsOf(
        auditor,
        `clientId=${client}&actor=${keyOf(aanbieder)}&action=${action}`,
      );
      expect(row).toMatchObject({ action, actorParty: dijk, party: dijk, clientIds: [client] });
    }
  });

  test('an auditor finds by BSN who saw what of a child, messages about it included', async () => {
    const search = (caller: Caller, asked: object) =>
      caller.send('POST', '/v1/access-log/searches', asked);
    await aanbieder.get(`/v1/allocations/${allocation}`);
    const { status, body } = await search(auditor, { bsn, limit: 1000 });
    expect(status).toBe(200);
    expect(actionsOf(body.items)).toEqual(
      expect.arrayContaining([
        ...['post', 'read-content', 'try-out', 'list-allocations', 'search-allocations'],
        ...['read-allocation', 'read-entries'],
      ]),
    );
    expect(JSON.stringify(body)).not.toContain(bsn);
    const ofGemeente = await search(gemeente, { bsn, limit: 1000 });
    expect(ofGemeente.body.items.length).toBeLessThan(body.items.length);
    for (const row of ofGemeente.body.items)
      expect([row.party, row.counterparty]).toContain(amsterdam);
    expect(
      (await search(other, { bsn })).body.items.filter((row: Row) => row.action !== 'read-log'),
    ).toEqual([]);
    expect((await search(auditor, { bsn: '999900006' })).body).toEqual({ items: [], next: null });
    expect((await search(auditor, { bsn: '1' })).status).toBe(400);
  });
});

function keyOf(caller: Caller): string {
  return caller.authorization.Authorization?.slice(7, 23) ?? '';
}

describe('keys and parties', () => {
  test('a party sees in its log each key that was made for it, and each revocation', async () => {
    const path = `/v1/parties/${wal}/api-keys`;
    const made = await gateway.administrator.send('POST', path, { name: 'a new one' });
    const { id, prefix } = made.body;
    await other.send('DELETE', `${path}/${id}`);
    await other.send('DELETE', `${path}/${id}`);
    const rows = (await rowsOf(other)).filter(({ action }) => /key$/.test(action)).slice(0, 2);
    expect(rows).toMatchObject([
      { action: 'revoke-key', actorParty: wal, party: wal, detail: { keyId: id, prefix } },
      {
        ...{ action: 'make-key', role: 'administrator', actorParty: null, party: wal },
        detail: { keyId: id, prefix, role: 'party' },
      },
    ]);
    expect(JSON.stringify(rows)).not.toContain(made.body.key);
    expect(
      (await rowsOf(aanbieder)).some(({ detail }) => JSON.stringify(detail)?.includes(id)),
    ).toBe(false);
  });

  test('what an administrator changes of a party is in its log by the names of what changed', async () => {
    const rename = (name: string) =>
      gateway.administrator.send('PATCH', `/v1/parties/${wal}`, { name });
    await rename('De Wal');
    await rename('De Wal');
    const [row, before] = (await rowsOf(other)).filter(({ action }) => action === 'put-party');
    expect(row).toMatchObject({ party: wal, role: 'administrator', detail: { changed: ['name'] } });
    expect(before).toMatchObject({ detail: { made: true } });
  });
});

describe('the log', () => {
  test('shows who read the log', async () => {
    await auditor.get('/v1/access-log?party=0363');
    const [row] = await allRowsOf(auditor, 'action=read-log');
    expect(row).toMatchObject({ role: 'auditor', party: null, detail: { filters: ['party'] } });
  });

  test('is the same when it is sealed, and whole', async () => {
    const keys = await openKeys(gateway.store);
    const unsealed = (rows: Row[]) => rows.map(({ sealed: _, ...row }) => row);
    const before = unsealed(await rowsOf(aanbieder));
    while (await sealBatch(gateway.store.pool, keys));
    const after = await rowsOf(aanbieder);
    expect(unsealed(after)).toEqual(before);
    expect(after.filter(({ sealed }) => !sealed)).toEqual([]);
    expect(await verifyAccessLog(gateway.store.pool, keys)).toMatchObject({ sound: true });
    const lines = await fetch(`${gateway.address}/v1/access-log/verifications`, {
      method: 'POST',
      headers: { ...auditor.authorization, 'Content-Type': 'application/json' },
      body: '{}',
    });
    const last = (await lines.text()).trim().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ result: { sound: true } });
  });

  test('is exported as CSV and JSON, the same rows as it lists', async () => {
    const reason = '=HYPERLINK("http://x"), "quoted"\nnext';
    const id = await delivered();
    await operator.send('POST', `/v1/operations/messages/${id}/disclosures`, { reason });
    const exported = async (format: string) => {
      const response = await fetch(
        `${gateway.address}/v1/access-log/export?format=${format}&messageId=${id}`,
        { headers: aanbieder.authorization },
      );
      return { type: response.headers.get('content-type'), text: await response.text() };
    };
    const listed = await rowsOf(aanbieder, `messageId=${id}`);
    const json = await exported('json');
    expect(json.type).toBe('application/json');
    const ours = JSON.parse(json.text).filter(({ id }: Row) => listed.some((row) => row.id === id));
    expect(ours).toEqual(listed);
    const csv = await exported('csv');
    expect(csv.type).toContain('text/csv');
    expect(csv.text).toMatch(/^at,action,actor,.*,id\r\n/);
    for (const row of listed) expect(csv.text).toContain(`${row.id}\r\n`);
    // What a spreadsheet would run is text, and quotes and line ends stay in their cell.
    expect(csv.text).toContain('"\'=HYPERLINK(""http://x""), ""quoted""\nnext"');
    const [row] = await rowsOf(aanbieder, `action=export-log`);
    expect(row).toMatchObject({ messageId: id });
  });

  test('an export of nothing is an empty table, or an empty array', async () => {
    const none = 'from=2001-01-01T00:00:00Z&to=2001-01-02T00:00:00Z';
    const { body } = await auditor.get(`/v1/access-log/export?format=json&${none}`);
    expect(body).toEqual([]);
    const csv = await auditor.get(`/v1/access-log/export?format=csv&${none}`);
    expect(csv.body.split('\r\n')).toHaveLength(2);
  });

  test('a wrong question is answered with what to change', async () => {
    for (const query of [
      'action=look',
      'party=1',
      'messageId=1',
      'from=yesterday',
      'limit=0',
      'x=1',
    ])
      expect((await auditor.get(`/v1/access-log?${query}`)).status, query).toBe(400);
    expect((await auditor.get('/v1/access-log/export')).status).toBe(400);
    expect((await auditor.get('/v1/access-log/export?format=pdf')).status).toBe(400);
  });
});
