import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createStaffKey,
  hashOf,
  newApiKeyText,
  prefixOf,
} from '../../src/parties/credentials/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import { NotBelieved } from '../../src/store/keys/row-mac.ts';
import { forgetIn, twoYears } from '../retention/support.ts';
import { Caller } from '../support/gateway.ts';
import { dijk, MandateWorld, wal } from '../support/mandate-world.ts';
import { fixture, jw315 } from '../support/messages.ts';

/*
 * Somebody writes in the database, as its owner: nothing there refuses it. What they write is not believed.
 */

let world: MandateWorld;
beforeAll(async () => {
  world = await MandateWorld.make();
});
afterAll(() => world?.gateway.remove());

const query = (text: string, values: unknown[] = []) =>
  world.gateway.store.pool.query(text, values);
const logged = () => world.gateway.logged.join('');

/** Does something while rows of a table are not what they were. */
async function meanwhile<T>(
  table: string,
  id: string,
  change: string,
  work: () => Promise<T>,
): Promise<T> {
  const key = table === 'party' ? 'code' : 'id';
  const { rows } = await query(`select to_jsonb(one) as row from ${table} one where ${key} = $1`, [
    id,
  ]);
  await query(`update ${table} set ${change} where ${key} = $1`, [id]);
  try {
    return await work();
  } finally {
    const columns = change.split(/,\s*(?=\w+ =)/).map((one) => one.split(' ')[0]);
    await query(
      `update ${table} one set ${columns.map((name) => `${name} = was.${name}`).join(', ')}
      from jsonb_populate_record(null::${table}, $2) was where one.${key} = $1`,
      [id, rows[0].row],
    );
  }
}

const keyOf = async (caller: string) =>
  (await query('select id from api_key where party_code = $1', [caller])).rows[0].id as string;
/** Longer than what was looked up is believed. */
const aSecond = () => new Promise((resolve) => setTimeout(resolve, 1100));

describe('keys', () => {
  test.each([
    ['role', "role = 'administrator', party_code = null"],
    ['party', `party_code = '0363'`],
    ['end', "expires_at = now() + interval '1 year'"],
    ['hash', "key_hash = '\\x00'"],
  ])('of another %s are let in nowhere, and the log says which', async (_what, change) => {
    const id = await keyOf(wal);
    await aSecond();
    const answer = await meanwhile('api_key', id, change, () => world.neighbour.get('/v1/me'));
    expect(answer.status).toBe(401);
    expect(change.startsWith('key_hash') || logged().includes(`row ${id} of api_key`)).toBe(true);
    await aSecond();
    expect((await world.neighbour.get('/v1/me')).status).toBe(200);
  });

  test('that were inserted are let in nowhere', async () => {
    const key = newApiKeyText();
    await query(
      `insert into api_key (id, role, prefix, key_hash, mac)
      select $1, 'administrator', $2, $3, mac from api_key where role = 'administrator' limit 1`,
      [randomUUID(), prefixOf(key), hashOf(key)],
    );
    expect((await new Caller(world.gateway.address, key).get('/v1/parties')).status).toBe(401);
  });

  test('that were revoked do not come back', async () => {
    const { administrator, address } = world.gateway;
    const path = `/v1/parties/${wal}/api-keys`;
    const { id, key } = (await administrator.send('POST', path)).body;
    const { rows } = await query('select mac, revision from api_key where id = $1', [id]);
    await administrator.send('DELETE', `${path}/${id}`);
    await expect(
      query('update api_key set revoked_at = null, revision = $2, mac = $3 where id = $1', [
        ...[id, rows[0].revision, rows[0].mac],
      ]),
    ).rejects.toMatchObject({ code: '23001' });
    await expect(query('delete from api_key where id = $1', [id])).rejects.toThrow();
    await expect(
      query('update api_key set id = gen_random_uuid() where id = $1', [id]),
    ).rejects.toThrow();
    const open = () => new Caller(address, key).get('/v1/me');
    expect((await meanwhile('api_key', id, 'revoked_at = null', open)).status).toBe(401);
    expect((await open()).status).toBe(401);
  });
});

describe('parties', () => {
  test('that have ended or taken over by hand act for nobody', async () => {
    const over = "until = '2020-01-01', successor = '12345679'";
    const answer = await meanwhile('party', dijk, over, async () => {
      await aSecond();
      return Promise.all([world.neighbour.get('/v1/inbox'), world.aanbieder.get('/v1/inbox')]);
    });
    expect(answer.map(({ status }) => status)).toEqual([401, 401]);
    await aSecond();
  });

  test('that answer in another way than was set get no messages', async () => {
    const { body } = await meanwhile('party', '0363', "retour_by = 'gateway'", async () => {
      const { body: posted } = await world.aanbieder.post(jw315());
      return world.aanbieder.settled(posted.id);
    });
    expect(body).toMatchObject({ status: 'failed' });
    const { rows } = await query('select error_code from message where id = $1', [body.id]);
    expect(rows[0].error_code).toBe('row-not-believed');
    await query(`update message set status = 'dismissed' where id = $1`, [body.id]);
  });
});

describe('mandates', () => {
  test('that were made larger or longer, or put back, allow nothing', async () => {
    const { software, aanbieder } = world;
    const { body: posted } = await aanbieder.post(jw315());
    await aanbieder.settled(posted.id);
    await using mandate = await world.mandate(['JW305']);
    const asked = () =>
      Promise.all([
        software.post(jw315()),
        software.get(`/v1/messages/${posted.id}`),
        software.get(`/v1/messages/${posted.id}/content`),
        software.get(`/v1/messages?party=${dijk}`),
        software.get(`/v1/inbox?party=${dijk}`),
      ]);
    const larger = "message_types = array['JW305', 'JW315']";
    const statuses = (await meanwhile('mandate', mandate.id, larger, asked)).map(
      (one) => one.status,
    );
    expect(statuses).toEqual([500, 500, 500, 500, 500]);
    expect(logged()).toContain(`"table":"mandate","id":"${mandate.id}"`);
    await mandate.withdraw();
    const back = 'withdrawn_at = null, withdrawn_by = null';
    const again = await meanwhile('mandate', mandate.id, back, asked);
    expect(again.map((one) => one.status)).toEqual([403, 404, 404, 500, 500]);
    expect((await asked()).map((one) => one.status)).toEqual([403, 404, 404, 403, 403]);
  });

  test('by hand acknowledge nothing', async () => {
    const { software, gemeente, aanbieder } = world;
    const { body: posted } = await aanbieder.post(jw315());
    await aanbieder.settled(posted.id);
    await using mandate = await world.mandate(['JW301'], { by: gemeente, party: '0363' });
    const acknowledge = () =>
      software.send('POST', '/v1/inbox/acknowledgements', { ids: [posted.id] });
    const larger = "message_types = array['JW315']";
    expect((await meanwhile('mandate', mandate.id, larger, acknowledge)).status).toBe(500);
    expect((await acknowledge()).body).toEqual({ acknowledged: [], unknown: [posted.id] });
    await using right = await world.mandate(['JW315'], { by: gemeente, party: '0363' });
    expect(right.id).not.toBe(mandate.id);
    expect((await acknowledge()).body).toEqual({ acknowledged: [posted.id], unknown: [] });
  });

  test('of who has ended hold no longer, whatever is written of its end', async () => {
    await using mandate = await world.mandate(['JW315']);
    const answer = await meanwhile('party', dijk, "until = '2040-01-01'", () =>
      world.software.get(`/v1/inbox?party=${dijk}`),
    );
    expect(answer.status, mandate.id).toBe(500);
    await aSecond();
  });
});

describe('messages', () => {
  test.each([
    ['recipient', `recipient = '${wal}'`],
    ['sender', `sender = '${wal}'`],
    ['type', "type = 'JW305'"],
  ])('of another %s are shown to nobody', async (_what, change) => {
    const { aanbieder, neighbour, gemeente } = world;
    const { body: posted } = await aanbieder.post(jw315());
    await aanbieder.settled(posted.id);
    const path = `/v1/messages/${posted.id}`;
    const sees = async () => {
      const statuses: number[] = [];
      for (const caller of [aanbieder, neighbour, gemeente])
        for (const one of [path, `${path}/content`]) statuses.push((await caller.get(one)).status);
      return statuses;
    };
    for (const status of await meanwhile('message', posted.id, change, sees))
      expect([404, 500]).toContain(status);
    expect(await sees()).toEqual([200, 200, 404, 404, 200, 200]);
  });

  test('that were put into a mailbox of another are not handed out there', async () => {
    const { aanbieder, neighbour, gemeente } = world;
    const { body: posted } = await aanbieder.post(jw315());
    await aanbieder.settled(posted.id);
    const waiting = (await gemeente.get('/v1/inbox')).body.items.length;
    await query(
      `insert into mailbox_entry (party_code, position, message_id, entered_at) values ($1, 1000, $2, now())`,
      [wal, posted.id],
    );
    expect(await inboxOf(neighbour)).toEqual([]);
    expect(logged()).toContain(`"table":"mailbox_entry","id":"${posted.id}"`);
    await query('delete from mailbox_entry where party_code = $1', [wal]);
    expect(await inboxOf(gemeente)).toHaveLength(waiting);
  });

  test('are answered only as what they were', async () => {
    const { aanbieder, gemeente } = world;
    const identificatie = 'ANDERS000001';
    const { body: posted } = await aanbieder.post(jw315({ identificatie: 'ANDERS000002' }));
    await aanbieder.settled(posted.id);
    const change = `identificatie = '${identificatie}'`;
    const answer = fixture('conversation/02-JW316.xml', { identificatie });
    const answered = await meanwhile('message', posted.id, change, () => gemeente.post(answer));
    expect(answered.status).toBe(500);
  });
});

/** The ids in a mailbox, page by page. */
async function inboxOf(caller: Caller, query = ''): Promise<string[]> {
  const ids: string[] = [];
  for (let after = 0; ; ) {
    const { status, body } = await caller.get(`/v1/inbox?limit=2&after=${after}${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    ids.push(...body.items.map((item: { id: string }) => item.id));
    if (body.next === null) return ids;
    after = body.next;
  }
}

describe('a message that was changed', () => {
  let ids: string[];
  let retourId: string;
  beforeAll(async () => {
    const { aanbieder, gemeente } = world;
    const { acknowledged } = (
      await gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: await inboxOf(gemeente) })
    ).body;
    expect(acknowledged.length).toBeGreaterThan(0);
    ids = [];
    for (const identificatie of ['ONGELOOFD01', 'ONGELOOFD02', 'ONGELOOFD03', 'ONGELOOFD04']) {
      const { body } = await aanbieder.post(jw315({ identificatie }));
      await aanbieder.settled(body.id);
      ids.push(body.id);
    }
    const retour = fixture('conversation/02-JW316.xml', { identificatie: 'ONGELOOFD04' });
    retourId = (await gemeente.post(retour)).body.id;
    await gemeente.settled(retourId);
  });

  const changes = [
    ['sender', `sender = '${wal}'`],
    ['recipient', `recipient = '${wal}'`],
    ['Identificatie', "identificatie = E'X\\x1fY'"],
    ['MAC', 'mac = null'],
    ['moment', "received_at = 'infinity'"],
  ] as const;

  test.each(changes)('in its %s is not handed out, and holds up no other', async (_, change) => {
    const { gemeente } = world;
    for (const at of [0, 1, 3]) {
      const id = ids[at] as string;
      const before = logged().length;
      const others = ids.filter((other) => other !== id);
      expect(await meanwhile('message', id, change, () => inboxOf(gemeente))).toEqual(others);
      expect(logged().slice(before)).toContain(`"table":"message","id":"${id}"`);
      expect(logged().slice(before)).toContain('"level":50');
      expect(await inboxOf(gemeente)).toEqual(ids);
    }
  });

  test('with all others of its page holds up no later page', async () => {
    const { gemeente } = world;
    const [first = '', second = '', ...others] = ids;
    const change = `sender = '${wal}'`;
    const page = await meanwhile('message', first, change, () =>
      meanwhile('message', second, change, () => gemeente.get('/v1/inbox?limit=2')),
    );
    expect(page.body.items.map(({ id }: { id: string }) => id)).toEqual(others);
    expect(page.body.next).toBeNull();
  });

  test('and is all there is, is waited past', async () => {
    const { gemeente, aanbieder } = world;
    const rest = ids.slice(0, 3);
    const last = ids.at(-1) as string;
    const { position } = (await gemeente.get('/v1/inbox')).body.items[2];
    const poll = () => gemeente.get(`/v1/inbox?waitSeconds=20&after=${position}`);
    const { body, next } = await meanwhile('message', last, `sender = '${wal}'`, async () => {
      const polling = poll();
      await aSecond();
      const { body: next } = await aanbieder.post(jw315());
      return { body: (await polling).body, next };
    });
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([next.id]);
    await gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: [next.id] });
    expect(await inboxOf(gemeente)).toEqual([...rest, last]);
  });

  test('is not handed out by mandate, nor acknowledged', async () => {
    const { software, gemeente } = world;
    await using _mandate = await world.mandate(['JW315'], { by: gemeente, party: '0363' });
    const [id = '', ...others] = ids;
    const change = "type = 'JW317'";
    const found = await meanwhile('message', id, change, () => inboxOf(software, '&party=0363'));
    expect(found).toEqual(others);
    const acknowledge = () =>
      software.send('POST', '/v1/inbox/acknowledgements', { ids: [id, others[0]] });
    // For its type there is a mandate as well, as it is there.
    await using _other = await world.mandate(['JW317'], { by: gemeente, party: '0363' });
    const { status, body } = await meanwhile('message', id, change, acknowledge);
    expect({ status, ...body }).toEqual({ status: 200, acknowledged: [others[0]], unknown: [id] });
    ids = [id, ...others.slice(1)];
  });

  test('is no answer to another', async () => {
    const { gemeente, aanbieder } = world;
    const heenbericht = ids.at(-1) as string;
    const item = async (caller: Caller, path: string) => {
      const { status, body } = await caller.get(path);
      expect(status, JSON.stringify(body)).toBe(200);
      const { answer, outcome } = body.items.find(({ id }: { id: string }) => id === heenbericht);
      return { answer, outcome };
    };
    const lists: [Caller, string][] = [
      [gemeente, '/v1/inbox'],
      [gemeente, '/v1/messages?limit=200'],
      [aanbieder, '/v1/messages?limit=200'],
    ];
    for (const [caller, path] of lists) {
      expect(await item(caller, path)).toEqual({ answer: retourId, outcome: 'approved' });
      const before = logged().length;
      expect(
        await meanwhile('message', retourId, 'refuses = true', () => item(caller, path)),
      ).toEqual({ answer: null, outcome: null });
      expect(logged().slice(before)).toContain(`"table":"message","id":"${retourId}"`);
    }
  });

  test('is in no list of messages, and holds up no other there', async () => {
    const { gemeente, aanbieder } = world;
    const listOf = async (caller: Caller) => {
      const { status, body } = await caller.get('/v1/messages?limit=200&type=JW315');
      expect(status, JSON.stringify(body)).toBe(200);
      return body.items.map(({ id }: { id: string }) => id);
    };
    for (const caller of [gemeente, aanbieder]) {
      const [id = ''] = ids;
      const all = await listOf(caller);
      expect(all).toContain(id);
      const before = logged().length;
      const found = await meanwhile('message', id, "identificatie = 'ANDERS'", () =>
        listOf(caller),
      );
      expect(found).toEqual(all.filter((other: string) => other !== id));
      expect(logged().slice(before)).toContain(`"table":"message","id":"${id}"`);
    }
  });
});

test('a reason to read that was prolonged opens nothing', async () => {
  const { store, keys, address } = world.gateway;
  const made = await createStaffKey(store.db, keys.rows, localCall('test'), 'operator');
  const operator = new Caller(address, made.key);
  const { body: posted } = await world.aanbieder.post(jw315());
  const path = `/v1/operations/messages/${posted.id}`;
  const { body } = await operator.send('POST', `${path}/disclosures`, { reason: 'to see it' });
  const read = () => operator.get(`${path}/content`);
  expect((await read()).status).toBe(200);
  const later = "expires_at = now() + interval '1 day'";
  expect((await meanwhile('disclosure', body.id, later, read)).status).toBe(500);
});

test('a hold that was lifted by hand still keeps: nothing is forgotten until it is looked at', async () => {
  const { administrator, store } = world.gateway;
  const hold = { party: dijk, reason: 'a lawsuit' };
  const { body, status } = await administrator.send('POST', '/v1/legal-holds', hold);
  expect(status, JSON.stringify(body)).toBe(201);
  const lifted = "lifted_at = now(), lifted_by = 'test'";
  const list = () => administrator.get('/v1/legal-holds');
  expect((await meanwhile('legal_hold', body.id, lifted, list)).status).toBe(500);
  expect((await list()).status).toBe(200);
  const forget = () => forgetIn(store, twoYears);
  await expect(meanwhile('legal_hold', body.id, lifted, forget)).rejects.toThrow(NotBelieved);
});
