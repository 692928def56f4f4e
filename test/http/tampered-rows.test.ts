import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStaffKey, hashOf, newApiKeyText, prefixOf } from '../../src/parties/api-keys.ts';
import { localCall } from '../../src/parties/principal.ts';
import { NotBelieved } from '../../src/store/row-mac.ts';
import { forgetIn, twoYears } from '../exchange/forgetting/support.ts';
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

  test('that answer in another way than was told get no messages', async () => {
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
    await query(
      `insert into mailbox_entry (party_code, position, message_id, entered_at) values ($1, 1000, $2, now())`,
      [wal, posted.id],
    );
    expect((await neighbour.get('/v1/inbox')).status).toBe(500);
    expect(logged()).toContain(`"table":"mailbox_entry"`);
    await query('delete from mailbox_entry where party_code = $1', [wal]);
    const { items } = (await gemeente.get('/v1/inbox')).body;
    const change = `sender = '${wal}'`;
    const inbox = () => gemeente.get('/v1/inbox');
    expect((await meanwhile('message', posted.id, change, inbox)).status).toBe(500);
    expect((await inbox()).body.items).toHaveLength(items.length);
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
