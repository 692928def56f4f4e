import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';

/**
 * One party does its worst within its limits; others go on. The bounds are counts, so that no busy machine
 * changes what comes of it: what of the one runs at once, and what the others are answered.
 */
let gateway: TestGateway;
let attacker: Caller;
let mailbox: Caller;
let others: Caller[];
let watcher: pg.Client;

beforeAll(async () => {
  gateway = await startTestGateway();
  attacker = await gateway.party('12345678');
  mailbox = await gateway.party('0385');
  await gateway.party('0363');
  others = await Promise.all(
    ['23456789', '34567890', '0362', '0384', '0358'].map((code) => gateway.party(code)),
  );
  watcher = new pg.Client({ connectionString: gateway.databaseUrl });
  await watcher.connect();
});
afterAll(async () => {
  await watcher?.end();
  await gateway?.remove();
});

const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
afterAll(() => agent.destroy());

/** Calls on a connection of its own. */
function call(
  who: Caller,
  method: string,
  path: string,
  body?: string | Buffer,
  type = 'application/xml',
  address = gateway.address,
): { answered: Promise<number>; hangUp: () => void } {
  const { promise, resolve } = Promise.withResolvers<number>();
  const sent = request(`${address}${path}`, {
    agent,
    method,
    headers: {
      ...who.authorization,
      ...(body && { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }),
    },
  });
  sent.on('error', () => resolve(0));
  sent.on('response', (response) => {
    response.on('error', () => resolve(0)).on('close', () => resolve(response.statusCode ?? 0));
    response.resume();
  });
  sent.end(body);
  return { answered: promise, hangUp: () => sent.destroy() };
}

/** What everybody does all day: posts, polls, reads, lists. */
async function ordinaryDay(posts: boolean): Promise<number[]> {
  const statuses: number[] = [];
  for (const [n, who] of others.entries()) {
    if (posts && n < 2) {
      const code = ['23456789', '34567890'][n] as string;
      statuses.push((await who.post(jw315({ afzender: code, ontvanger: '0362' }))).status);
    }
    statuses.push((await who.get('/v1/inbox')).status);
    statuses.push((await who.get('/v1/messages?limit=5')).status);
    const acknowledged = { ids: [randomUUID()] };
    statuses.push((await who.send('POST', '/v1/inbox/acknowledgements', acknowledged)).status);
  }
  return statuses;
}

async function othersGoOn({ posts = true } = {}): Promise<void> {
  const statuses = await ordinaryDay(posts);
  expect(statuses.filter((status) => status !== 200 && status !== 202)).toEqual([]);
}

/** Statements like this that wait in Postgres for what the test holds. */
async function waitingStatements(like = '%'): Promise<number> {
  const { rows } = await watcher.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query ilike $1`,
    [like],
  );
  return rows[0]?.count ?? 0;
}

/** Holds a table as long as something is done; statements on it wait. */
async function holding(table: string, work: () => Promise<void>): Promise<void> {
  const holder = new pg.Client({ connectionString: gateway.databaseUrl });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query(`lock table ${table} in access exclusive mode`);
    await work();
  } finally {
    await holder.query('rollback').catch(() => undefined);
    await holder.end();
  }
}

const search = () => {
  const body = JSON.stringify({ bsn: '999900006' });
  return call(attacker, 'POST', '/v1/access-log/searches', body, 'application/json');
};
const exportLog = () => call(attacker, 'GET', '/v1/access-log/export?format=csv');

test.each<[string, number, string, () => ReturnType<typeof call>]>([
  ['exports of the access log', 30, 'access_log', exportLog],
  ['searches of the access log', 40, 'known_child', search],
  ['pages of the access log', 40, 'access_log', () => call(attacker, 'GET', '/v1/access-log')],
])(
  'of %s one runs at a time, and the others do not notice',
  {
    timeout: 120_000,
  },
  async (_what, count, table, attack) => {
    const waiting = () =>
      waitingStatements(
        table === 'known_child' ? '%from known_child%' : '%actor_party as "actorParty"%',
      );
    await holding(table, async () => {
      const attacks = Array.from({ length: count }, attack);
      await expect.poll(waiting, { timeout: 20_000 }).toBe(1);
      // A message is about a child, so that posts wait for the table too.
      await othersGoOn({ posts: table !== 'known_child' });
      expect(await waiting()).toBe(1);
      for (const { hangUp } of attacks) hangUp();
      await Promise.all(attacks.map(({ answered }) => answered));
    });
    // What was hung up on is not begun any more: the party is served again at once.
    await expect.poll(async () => (await attacker.get('/v1/access-log')).status).toBe(200);
  },
);

test('searches and dry runs beyond the share wait for their turn, and are answered', {
  timeout: 120_000,
}, async () => {
  const attacks = Array.from({ length: 60 }, (_, n) =>
    n % 2 ? search() : call(attacker, 'POST', '/v1/validations', jw315()),
  );
  await othersGoOn();
  const statuses = await Promise.all(attacks.map(({ answered }) => answered));
  expect(new Set(statuses)).toEqual(new Set([200]));
});

test('exports beyond the share are asked to come back', { timeout: 60_000 }, async () => {
  await holding('access_log', async () => {
    const running = Array.from({ length: 3 }, exportLog);
    expect(await Promise.race(running.map(({ answered }) => answered))).toBe(429);
    const refused = await attacker.get('/v1/access-log/export?format=csv');
    expect(refused).toMatchObject({
      status: 429,
      body: { type: '/docs/problems/too-much-at-once' },
    });
    expect(refused.headers.get('retry-after')).toBe('5');
    for (const { hangUp } of running) hangUp();
  });
});

test('posts of one party leave connections for the others', {
  timeout: 120_000,
}, async () => {
  const xml = () => jw315({ afzender: '12345678', ontvanger: '0363' });
  const inserts = () => waitingStatements('/* receive%');
  const attacks: ReturnType<typeof call>[] = [];
  await holding('outbox', async () => {
    for (let n = 0; n < 200; n += 1) attacks.push(call(attacker, 'POST', '/v1/messages', xml()));
    await expect.poll(inserts, { timeout: 20_000 }).toBe(1);
    for (const who of others) expect((await who.get('/v1/inbox')).status).toBe(200);
    // All have come by now, and wait for one connection.
    expect(await inserts()).toBe(1);
    // What others post is in the next statement, before most of these.
    attacks.push(
      call(others[0] as Caller, 'POST', '/v1/messages', jw315({ afzender: '23456789' })),
    );
  });
  const statuses = await Promise.all(attacks.map(({ answered }) => answered));
  expect(statuses.filter((status) => status !== 202)).toEqual([]);
});

describe('long polls', () => {
  /** Counts how often a mailbox was read, as long as something is done. */
  async function countingReads(work: (reads: () => number) => Promise<void>): Promise<void> {
    let reads = 0;
    const { pool } = gateway.store;
    const query = pool.query.bind(pool) as (...args: unknown[]) => unknown;
    Object.assign(pool, {
      query: (...args: unknown[]) => {
        if ((args[0] as { name?: string })?.name === 'inbox') reads += 1;
        return query(...args);
      },
    });
    try {
      await work(() => reads);
    } finally {
      Object.assign(pool, { query });
    }
  }

  test('on one mailbox ask one question when something comes in, whatever they ask for', {
    timeout: 180_000,
  }, async () => {
    const polls = 600;
    const arrivals = 5;
    await countingReads(async (reads) => {
      const [near, ...far] = Array.from({ length: polls }, (_, n) =>
        call(mailbox, 'GET', `/v1/inbox?waitSeconds=30&limit=${1 + n}&after=${n * 1000}`),
      );
      await expect.poll(reads, { timeout: 25_000 }).toBe(polls);
      for (let n = 0; n < arrivals; n++) {
        const { body } = await attacker.post(jw315({ ontvanger: '0385' }));
        await attacker.settled(body.id);
      }
      expect(await near?.answered).toBe(200);
      // One for each ring; an arrival may ring more than once, and the sweep finds it too.
      expect(reads() - polls).toBeGreaterThanOrEqual(1);
      expect(reads() - polls).toBeLessThanOrEqual(10 * arrivals);
      await othersGoOn();
      for (const { hangUp } of far) hangUp();
      await Promise.all(far.map(({ answered }) => answered));
    });
  });

  test('beyond the share are asked to come back, and those of others wait on', {
    timeout: 120_000,
  }, async () => {
    const small = await startTestGateway({ MAX_CONNECTIONS: '80' });
    try {
      const one = await small.party('0363');
      const two = await small.party('0362');
      const poll = (who: Caller) =>
        fetch(`${small.address}/v1/inbox?waitSeconds=3`, { headers: who.authorization });
      const answers = await Promise.all([
        ...Array.from({ length: 30 }, () => poll(one)),
        poll(two),
      ]);
      const statuses = answers.map(({ status }) => status);
      expect(statuses.at(-1)).toBe(200);
      expect(statuses.filter((status) => status === 200).length).toBe(10 + 1);
      expect(statuses.filter((status) => status === 429).length).toBe(20);
    } finally {
      await small.remove();
    }
  });
});

test('refused messages that differ by a byte are kept within bounds, one after the other', {
  timeout: 120_000,
}, async () => {
  const few = await startTestGateway({ KEPT_REFUSALS: '10' });
  try {
    const one = await few.party('12345678');
    const two = await few.party('0363');
    const faulty = (n: number) => `<a>${'x'.repeat(n)}</a>`;
    const posts = Array.from({ length: 100 }, (_, n) => one.post(faulty(n)));
    for (let n = 0; n < 10; n++) expect((await two.get('/v1/inbox')).status).toBe(200);
    const statuses = (await Promise.all(posts)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([400]));
    const { rows } = await few.store.pool.query<{ kept: number }>(
      `select count(*)::int as kept from message where status = 'refused'`,
    );
    // Those that were refused at the same time may each have left another its place.
    expect(rows[0]?.kept).toBeLessThanOrEqual(10 + 6);
  } finally {
    await few.remove();
  }
});

test('who has sent much, or much that is dear to judge, waits until the minute is over', {
  timeout: 60_000,
}, async () => {
  const strict = await startTestGateway({
    RATE_LIMIT_BYTES_PER_MINUTE: '200000',
    RATE_LIMIT_PROCESSOR_SECONDS: '1',
  });
  try {
    const one = await strict.party('12345678');
    const two = await strict.party('0363');
    const large = Buffer.alloc(60_000, ' ');
    const answers: { status: number }[] = [];
    for (let n = 0; n < 5; n++) answers.push(await one.post(large));
    const last = await one.post(large);
    expect(last).toMatchObject({
      status: 429,
      body: { type: '/docs/problems/too-much-sent' },
    });
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await one.get('/v1/inbox')).status).toBe(200);
    expect((await two.post(large)).status).toBe(400);
    // Much that is dear: each of these takes milliseconds.
    const faulty = Buffer.from(
      `<a ${Array.from({ length: 200 }, (_, n) => `b${n}=""`).join(' ')}/>`,
    );
    await expect
      .poll(async () => (await two.post(faulty)).status, { interval: 0, timeout: 40_000 })
      .toBe(429);
  } finally {
    await strict.remove();
  }
});

describe('connections', () => {
  let small: TestGateway;
  beforeAll(async () => {
    small = await startTestGateway({ MAX_CONNECTIONS: '40' });
  });
  afterAll(() => small?.remove());

  async function open(): Promise<Socket> {
    const socket = connect(Number(new URL(small.address).port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  test('that say nothing, or little, give place to those who ask something', async () => {
    const party = await small.party('12345678');
    const sockets: Socket[] = [];
    for (let n = 0; n < 200; n++) {
      const socket = await open();
      if (n % 2) socket.write('GET /v1/inbox HTTP/1.1\r\nHost: x\r\nX-Slow: ');
      sockets.push(socket);
    }
    for (let n = 0; n < 20; n++)
      expect(
        (await fetch(`${small.address}/v1/inbox`, { headers: party.authorization })).status,
      ).toBe(200);
    await expect.poll(() => sockets.filter((socket) => socket.closed).length).toBeGreaterThan(150);
    expect(small.logged.join('')).toContain('as many connections as there may be');
    for (const socket of sockets) socket.destroy();
  });

  test('that are all at work leave no place, and a new one gets 503', {
    timeout: 60_000,
  }, async () => {
    const parties = await Promise.all(
      Array.from({ length: 12 }, (_, n) => small.party(String(12345700 + n))),
    );
    const polls: ReturnType<typeof call>[] = [];
    const pollOnce = () => {
      const who = parties[polls.length % parties.length] as Caller;
      const path = '/v1/inbox?waitSeconds=30';
      polls.push(call(who, 'GET', path, undefined, undefined, small.address));
    };
    const probe = async () => {
      // One after the other: who has just come and not asked yet may have to give place.
      pollOnce();
      await sleep(20);
      const socket = await open();
      socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      let read = '';
      socket.setEncoding('utf8').on('data', (text) => {
        read += text;
      });
      await once(socket, 'close');
      return read.slice(0, 12);
    };
    await expect.poll(probe, { interval: 1, timeout: 28_000 }).toBe('HTTP/1.1 503');
    for (const { hangUp } of polls) hangUp();
    await Promise.all(polls.map(({ answered }) => answered));
  });
});

test('a body that hardly comes is answered and cut off, long before its time is over', {
  timeout: 90_000,
}, async () => {
  const socket = connect(Number(new URL(gateway.address).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  let read = '';
  socket.setEncoding('utf8').on('data', (text) => {
    read += text;
  });
  socket.write(
    [
      'POST /v1/messages HTTP/1.1',
      'Host: x',
      `Authorization: ${attacker.authorization.Authorization}`,
      'Content-Type: application/xml',
      'Content-Length: 100000',
      '',
      '<',
    ].join('\r\n'),
  );
  const dripping = setInterval(() => socket.write(' '), 100);
  await once(socket, 'close');
  clearInterval(dripping);
  expect(read).toMatch(/^HTTP\/1\.1 408 /);
});
