import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signedMandate } from '../../src/parties/mandates/signed.ts';
import { waitsForLock } from '../support/database.ts';
import type { Caller, TestGateway } from '../support/gateway.ts';
import { changeSigned } from '../support/macs.ts';
import { dijk, MandateWorld } from '../support/mandate-world.ts';
import { fixture, jw315, jw316, newIdentificatie } from '../support/messages.ts';

/** Mandates that end while something is under way: what counts is the moment at which it is done. */
let world: MandateWorld;
let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;
let software: Caller;

beforeAll(async () => {
  world = await MandateWorld.make();
  ({ gateway, aanbieder, gemeente, software } = world);
});
afterAll(() => gateway?.remove());
beforeEach(() =>
  changeSigned(
    gateway.store.pool,
    gateway.keys.rows,
    signedMandate,
    `withdrawn_at = now(), withdrawn_by = 'test'`,
    'withdrawn_at is null',
  ),
);

const withdrawAll = (client: PoolClient) =>
  changeSigned(
    client,
    gateway.keys.rows,
    signedMandate,
    `withdrawn_at = clock_timestamp(), withdrawn_by = 'test'`,
    'withdrawn_at is null',
  );

/** Gives a mandate. @returns takes it back */
async function mandate(messageTypes: string[]) {
  return (await world.mandate(messageTypes)).withdraw;
}

async function countOf(xml: string): Promise<number> {
  const identificatie = /<ijw:Identificatie>([^<]*)/.exec(xml)?.[1];
  const { rows } = await gateway.store.pool.query(
    `select count(*)::int as count from message where identificatie = $1 and status <> 'refused'`,
    [identificatie],
  );
  return rows[0].count;
}

/** Posts a message of which the second half comes when something else is done. */
async function postSlowly(xml: string, meanwhile: () => Promise<unknown>): Promise<string> {
  const bytes = Buffer.from(xml);
  const socket = connect(Number(new URL(gateway.address).port), '127.0.0.1');
  await once(socket, 'connect');
  const read: Buffer[] = [];
  socket.on('data', (data) => read.push(data));
  socket.write(
    [
      'POST /v1/messages HTTP/1.1',
      'Host: localhost',
      'Connection: close',
      `Authorization: ${software.authorization.Authorization}`,
      'Content-Type: application/xml',
      `Content-Length: ${bytes.length}`,
      '',
      '',
    ].join('\r\n'),
  );
  socket.write(bytes.subarray(0, bytes.length / 2));
  // The gateway has the head and half of the body by then, and has let the caller in.
  await sleep(300);
  await meanwhile();
  socket.write(bytes.subarray(bytes.length / 2));
  await once(socket, 'close');
  return Buffer.concat(read).toString();
}

describe('a slow upload', () => {
  test('is taken by a mandate that holds at its end', async () => {
    await mandate(['JW315']);
    const xml = jw315();
    expect(await postSlowly(xml, async () => undefined)).toMatch(/^HTTP\/1.1 202/);
    expect(await countOf(xml)).toBe(1);
  });

  test('is refused when the mandate was withdrawn meanwhile, and kept for who sent it', async () => {
    const withdraw = await mandate(['JW315']);
    const xml = jw315();
    const answer = await postSlowly(xml, withdraw);
    expect(answer).toMatch(/^HTTP\/1.1 403/);
    expect(answer).toContain('/docs/problems/no-mandate');
    expect(await countOf(xml)).toBe(0);
    const id = /"messageId":"([^"]*)"/.exec(answer)?.[1] ?? '';
    expect((await software.get(`/v1/messages/${id}`)).body.status).toBe('refused');
  });

  test('is refused when the time of the mandate ended meanwhile', async () => {
    await mandate(['JW315']);
    const xml = jw315();
    expect(await postSlowly(xml, () => world.endTime())).toMatch(/^HTTP\/1.1 403/);
    expect(await countOf(xml)).toBe(0);
  });

  test('is taken when the mandate began meanwhile', async () => {
    const xml = jw315();
    expect(await postSlowly(xml, () => mandate(['JW315']))).toMatch(/^HTTP\/1.1 202/);
  });
});

describe('between the door and the commit', () => {
  /** Holds the row of the mandate, as who withdraws it does, while a message is being kept. */
  async function whileWithdrawing(xml: string, end: 'commit' | 'rollback') {
    const client = await gateway.store.pool.connect();
    try {
      await client.query('begin');
      await withdrawAll(client);
      // To the door the mandate still holds: the change is not committed.
      const posted = software.post(xml);
      await waitsForLock(gateway.store.pool, '/* receive */%');
      await client.query(end);
      return await posted;
    } finally {
      client.release();
    }
  }

  test('a mandate that is being withdrawn is waited for, and refuses when it is', async () => {
    await mandate(['JW315']);
    const xml = jw315();
    const posted = await whileWithdrawing(xml, 'commit');
    expect(posted).toMatchObject({
      status: 403,
      body: { type: '/docs/problems/no-mandate' },
    });
    expect(await countOf(xml)).toBe(0);
  });

  test('a withdrawal that did not happen refuses nothing', async () => {
    await mandate(['JW315']);
    const xml = jw315();
    expect((await whileWithdrawing(xml, 'rollback')).status).toBe(202);
    expect(await countOf(xml)).toBe(1);
  });

  test('another mandate for the same takes over', async () => {
    await mandate(['JW315']);
    const client = await gateway.store.pool.connect();
    try {
      await client.query('begin');
      await withdrawAll(client);
      await mandate(['JW305', 'JW315']);
      // Nobody waits for what becomes of the first.
      expect((await software.post(jw315())).status).toBe(202);
      await client.query('commit');
    } finally {
      // What is not committed by now is undone with its connection.
      client.release(true);
    }
  });

  test('no message comes in by a mandate after its withdrawal was answered', async () => {
    for (let round = 0; round < 6; round++) {
      const withdraw = await mandate(['JW315']);
      let over = false;
      const statuses: number[] = [];
      const posters = Array.from({ length: 4 }, async () => {
        while (!over) statuses.push((await software.post(jw315())).status);
      });
      await expect.poll(() => statuses).toContain(202);
      await sleep(round * 17);
      await withdraw();
      const { rows } = await gateway.store.pool.query(
        'select count(*)::int as count from message where mandate_id is not null',
      );
      await expect.poll(() => statuses).toContain(403);
      over = true;
      await Promise.all(posters);
      expect(new Set(statuses)).toEqual(new Set([202, 403]));
      const after = await gateway.store.pool.query(
        'select count(*)::int as count from message where mandate_id is not null',
      );
      expect(after.rows[0].count).toBe(rows[0].count);
    }
    // Nor does any row say so, to the microsecond.
    const { rows } = await gateway.store.pool.query(
      `select message.id from message join mandate on mandate.id = mandate_id
      where received_at >= withdrawn_at or received_at < valid_from`,
    );
    expect(rows).toEqual([]);
  });
});

describe('a poll that waits', () => {
  async function poll(meanwhile: () => Promise<unknown>, seconds = 20) {
    const polled = software.get(
      `/v1/inbox?party=${dijk}&waitSeconds=${seconds}&after=${await last()}`,
    );
    await sleep(300);
    await meanwhile();
    return polled;
  }
  const last = async () => {
    const { rows } = await gateway.store.pool.query(
      `select last_position as last from mailbox where party_code = '${dijk}'`,
    );
    return rows[0].last;
  };
  /** Lets a retour come in for De Dijk. */
  async function retour(): Promise<string> {
    const header = { identificatie: newIdentificatie() };
    const heen = (await aanbieder.post(jw315(header))).body.id;
    await aanbieder.settled(heen);
    return (await gemeente.post(jw316(header))).body.id;
  }

  test('hears of a message of its types, and of no other', async () => {
    await mandate(['JW316']);
    let id = '';
    const answer = await poll(async () => {
      await gemeente.post(
        fixture('conversation/05-JW301.xml', { identificatie: newIdentificatie() }),
      );
      await sleep(500);
      id = await retour();
    });
    expect(answer.body.items).toEqual([expect.objectContaining({ id, type: 'JW316' })]);
  });

  test('gives nothing of a mandate that was withdrawn while it waited', async () => {
    const withdraw = await mandate(['JW316']);
    const answer = await poll(async () => {
      await withdraw();
      await retour();
    });
    expect(answer).toMatchObject({
      status: 403,
      body: { type: '/docs/problems/no-mandate' },
    });
  });

  test('nor of one whose time ended, also when nothing comes in', async () => {
    await mandate(['JW316']);
    expect((await poll(() => world.endTime(), 2)).status).toBe(403);
  });

  test('for a message that is not judged yet, likewise', async () => {
    const withdraw = await mandate(['JW315']);
    const id = (await software.post(jw315())).body.id;
    await software.settled(id);
    await gateway.store.pool.query("update message set status = 'received' where id = $1", [id]);
    const looked = software.get(`/v1/messages/${id}?waitSeconds=2`);
    await sleep(300);
    await withdraw();
    expect((await looked).status).toBe(404);
    await gateway.store.pool.query("update message set status = 'accepted' where id = $1", [id]);
  });
});

test('a dry run shows nothing of the past when the mandate ends while it runs', async () => {
  const start = fixture('conversation/07-JW305.xml', { identificatie: newIdentificatie() });
  const withdraw = await mandate(['JW305']);
  // What was said before is looked up, and kept waiting.
  const client = await gateway.store.pool.connect();
  await client.query('begin');
  await client.query('lock table client, allocation in access exclusive mode');
  const tried = world.notAssessed(start);
  await waitsForLock(gateway.store.pool, '%');
  await withdraw();
  await client.query('commit');
  client.release();
  expect(await tried).toContain('TR019');
});
