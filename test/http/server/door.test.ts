import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import { type Gateway, startGateway } from '../../../src/app/gateway.ts';
import { version } from '../../../src/app/version.ts';
import {
  Caller,
  startTestGateway,
  type TestGateway,
  testEnvironment,
} from '../../support/gateway.ts';
import { everythingIn, TestRedis } from '../../support/redis.ts';

const perMinute = 25;

/** Calls until it is refused, and says how often it was let in. */
async function callsUntilRefused(call: () => Promise<{ status: number }>): Promise<number> {
  for (let calls = 0; calls < 10 * perMinute; calls++)
    if ((await call()).status === 429) return calls;
  return expect.unreachable('nothing was refused');
}

async function get(url: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(url, { headers });
  await response.arrayBuffer();
  return response;
}

describe('the headers of an answer', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway?.remove());

  const forBrowsers = {
    'content-security-policy': expect.stringMatching(
      /^default-src 'none';.*frame-ancestors 'none'/,
    ),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': expect.stringMatching(/^max-age=\d{8,}$/),
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': expect.stringMatching(/no-store|public/),
    'content-type': expect.any(String),
    'api-version': version,
  };

  test.each([
    ['JSON', '/v1/rules', 200],
    ['the front', '/', 200],
    ['health', '/health/live', 200],
    ['the description', '/v1/openapi.json', 200],
    ['a wrong query', '/v1/rules?level=9', 400],
    ['an address that cannot be read', '/%', 400],
    ['a page about a problem', '/docs/problems/xsd', 200],
    ['a list of pages', '/docs/problems', 200],
    ['the versions', '/docs/versions', 200],
    ['a refusal', '/v1/messages', 401],
    ['what is not there', '/v1/nothing', 404],
    ['a page', '/docs/rules', 200],
    ['a page of the API', '/docs/', 200],
  ])('of %s let a browser do no more than it must', async (_what, path, status) => {
    const { status: came, headers } = await get(gateway.address + path);
    expect(came).toBe(status);
    expect(Object.fromEntries(headers)).toMatchObject(forBrowsers);
  });

  test('of a fault of the gateway, and of what is no request, are the same', async () => {
    const { body } = await gateway.administrator.get('/v1/version-that-is-not-there');
    expect(body.status).toBe(404);
    // A database that is gone: the statement fails, and it is nobody's fault who asks.
    const other = await startTestGateway();
    await other.store.pool.query('alter table party rename to party_gone');
    const failed = await fetch(`${other.address}/v1/parties`, {
      headers: other.administrator.authorization,
    });
    await failed.arrayBuffer();
    expect(failed.status).toBe(500);
    expect(Object.fromEntries(failed.headers)).toMatchObject(forBrowsers);
    await other.remove();

    const ask = (method: string) =>
      `${method} /v1/rules HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    // Methods that are for no route at all are refused in different places.
    for (const said of ['this is no HTTP\r\n\r\n', ...['PURGE', 'QUERY', 'M-SEARCH'].map(ask)]) {
      const socket = connect(Number(new URL(gateway.address).port), '127.0.0.1');
      socket.write(said);
      const answer = await text(socket);
      const [first, ...lines] = answer.split('\r\n\r\n')[0]?.split('\r\n') ?? [];
      expect(first, said).toMatch(/^HTTP\/1\.1 40[0-9] /);
      const raw = lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]);
      expect(
        Object.fromEntries(raw.map(([name, value]) => [name.toLowerCase(), value])),
        said,
      ).toMatchObject(forBrowsers);
    }
  });

  test('let no other origin in: not after a question beforehand, and not without one', async () => {
    const origin = { Origin: 'https://elsewhere.example' };
    const asks = { ...origin, 'Access-Control-Request-Method': 'GET' };
    for (const path of ['/', '/v1/rules', '/v1/messages', '/v1/openapi.json', '/docs/', '/v1/no'])
      for (const [method, headers] of [
        ['OPTIONS', asks],
        ['GET', origin],
        ['GET', { ...origin, ...gateway.administrator.authorization }],
        ['POST', { ...origin, 'Content-Type': 'text/plain' }],
      ] as const) {
        const answer = await fetch(gateway.address + path, { method, headers });
        await answer.arrayBuffer();
        const names = [...answer.headers.keys()].filter((name) =>
          name.startsWith('access-control'),
        );
        expect(names, `${method} ${path}`).toEqual([]);
        if (method === 'OPTIONS') expect(answer.ok, path).toBe(false);
      }
  });

  test('name no server and no framework', async () => {
    for (const path of ['/v1/rules', '/v1/nothing', '/docs/']) {
      const { headers } = await get(gateway.address + path);
      const names = [...headers.keys()];
      expect(names).not.toContain('server');
      expect(names).not.toContain('x-powered-by');
      expect([...headers.values()].join().toLowerCase()).not.toMatch(/fastify|node/);
    }
  });

  test('keep what is asked with a key out of caches, and let the pages be kept', async () => {
    expect((await gateway.administrator.get('/v1/parties')).headers.get('cache-control')).toBe(
      'no-store',
    );
    const script = await get(`${gateway.address}/docs/try.js`);
    expect(script.headers.get('cache-control')).toMatch(/public/);
  });

  test('and bodies have their limits: 16 KB of the one, 1 MB of JSON', async () => {
    const long = await get(`${gateway.address}/v1/rules`, { 'X-Long': 'x'.repeat(17 * 1024) });
    expect(long.status).toBe(431);
    const party = await gateway.party('0363');
    const ids = 'x'.repeat(1024 * 1024);
    const answer = await party.send('POST', '/v1/inbox/acknowledgements', { ids });
    expect(answer).toMatchObject({
      status: 413,
      body: {
        type: '/docs/problems/too-large',
        detail: expect.stringContaining('1048576'),
      },
    });
  });
});

describe('a minute of requests', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({
      RATE_LIMIT_PER_MINUTE: String(perMinute),
      TRUSTED_PROXIES: '127.0.0.1, ::1',
    });
  });
  afterAll(() => gateway?.remove());

  const from = (address: string, more: Record<string, string> = {}) =>
    get(`${gateway.address}/v1/rules`, { 'X-Forwarded-For': address, ...more });

  test('of a party has an end, whichever of its keys it uses, and others go on', async () => {
    const gemeente = await gateway.party('0363');
    const aanbieder = await gateway.party('12345678');
    const made = await gateway.administrator.send('POST', '/v1/parties/0363/api-keys');
    const other = new Caller(gateway.address, made.body.key);
    let turn = 0;
    const calls = await callsUntilRefused(() =>
      (turn++ % 2 === 0 ? gemeente : other).get('/v1/inbox'),
    );
    expect(calls).toBeGreaterThanOrEqual(perMinute);
    const refused = await gemeente.get('/v1/inbox');
    expect(refused).toMatchObject({
      status: 429,
      body: { type: '/docs/problems/too-many-requests', status: 429 },
    });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(refused.body.detail).toContain(`${perMinute} requests`);
    expect((await aanbieder.get('/v1/inbox')).status).toBe(200);
    expect((await gateway.administrator.get('/v1/parties')).status).toBe(200);
  });

  test('without a key is of the address that a trusted proxy names, of IPv6 of its network', async () => {
    expect(await callsUntilRefused(() => from('203.0.113.1'))).toBeGreaterThanOrEqual(perMinute);
    // What a caller writes in front of it by itself counts for nothing.
    expect((await from('198.51.100.7, 203.0.113.1')).status).toBe(429);
    expect((await from('203.0.113.2')).status).toBe(200);
    await callsUntilRefused(() => from('2001:db8:1:1::1'));
    expect((await from('2001:db8:1:ffff::2')).status).toBe(429);
    expect((await from('2001:db8:2:1::1')).status).toBe(200);
  });

  test('with wrong keys counts for the address, and keeps out nobody with a right one', async () => {
    const aanbieder = await gateway.party('87654321');
    const wrong = { Authorization: `Bearer ijw_${'0'.repeat(12)}_${'A'.repeat(43)}` };
    const flood = '203.0.113.66';
    const calls = await callsUntilRefused(async () => {
      const response = await get(`${gateway.address}/v1/inbox`, {
        'X-Forwarded-For': flood,
        ...wrong,
      });
      expect([401, 429]).toContain(response.status);
      return response;
    });
    expect(calls).toBeGreaterThanOrEqual(perMinute);
    expect((await from(flood)).status).toBe(429);
    const right = await get(`${gateway.address}/v1/inbox`, {
      'X-Forwarded-For': flood,
      ...aanbieder.authorization,
    });
    expect(right.status).toBe(200);
  });

  test('does not count the questions whether it is well', async () => {
    for (let i = 0; i < 2 * perMinute; i++)
      for (const path of ['/health/live', '/health/ready'])
        expect((await get(gateway.address + path)).status).toBe(200);
  });

  test('is of the connection when no proxy is trusted', async () => {
    const bare = await startTestGateway({ RATE_LIMIT_PER_MINUTE: String(perMinute) });
    try {
      let turn = 0;
      const url = `${bare.address}/v1/rules`;
      await callsUntilRefused(() => get(url, { 'X-Forwarded-For': `203.0.113.${turn++ % 250}` }));
      expect((await get(url, { 'X-Forwarded-For': '198.51.100.1' })).status).toBe(429);
    } finally {
      await bare.remove();
    }
  });
});

describe('with Redis', () => {
  let redis: TestRedis;
  let one: TestGateway;
  let two: Gateway;
  beforeAll(async () => {
    redis = await TestRedis.start();
    const settings = { REDIS_URL: redis.url, RATE_LIMIT_PER_MINUTE: String(perMinute) };
    one = await startTestGateway(settings);
    const config = readConfig({ ...testEnvironment(one.databaseUrl), ...settings });
    two = await startGateway(config, pino({ level: 'silent' }));
  });
  afterAll(async () => {
    await two?.stop();
    await one?.remove();
    await redis?.remove();
  });

  const counted = async () =>
    (await redis.ask(everythingIn)).filter((text) => /:requests:/.test(text));

  test('processes count together, and no count is kept for longer than a minute', async () => {
    const gemeente = await one.party('0363');
    const aanbieder = await one.party('12345678');
    const elsewhere = (who: Caller) => get(`${two.address}/v1/inbox`, who.authorization);
    // Both are connected once they have counted a request.
    await expect
      .poll(async () => [(await gemeente.get('/v1/inbox')).status, await counted()])
      .toEqual([200, expect.arrayContaining(['{ijw-gateway}:requests:party:0363'])]);
    await expect
      .poll(async () => [(await elsewhere(aanbieder)).status, await counted()])
      .toEqual([200, expect.arrayContaining(['{ijw-gateway}:requests:party:12345678'])]);
    await callsUntilRefused(() => gemeente.get('/v1/inbox'));
    expect((await elsewhere(gemeente)).status).toBe(429);
    for (const key of await counted()) {
      const left = await redis.ask((client) => client.pttl(key));
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(60_000);
    }
  });

  test('that hangs or is gone each process counts for itself', async () => {
    const aanbieder = await one.party('87654321');
    const elsewhere = () => get(`${two.address}/v1/inbox`, aanbieder.authorization);
    expect((await aanbieder.get('/v1/inbox')).status).toBe(200);
    redis.pause();
    expect((await aanbieder.get('/v1/inbox')).status).toBe(200);
    redis.resume();
    await redis.kill();
    await callsUntilRefused(() => aanbieder.get('/v1/inbox'));
    expect((await elsewhere()).status).toBe(200);
    await callsUntilRefused(elsewhere);
    await redis.start();
    // They count together again when Redis is back.
    const gemeente = await one.party('0362');
    await expect
      .poll(async () => [(await gemeente.get('/v1/inbox')).status, await counted()])
      .toEqual([200, expect.arrayContaining(['{ijw-gateway}:requests:party:0362'])]);
  });
});

describe('a slow client', () => {
  let gateway: TestGateway;
  let server: Server | undefined;
  beforeAll(async () => {
    const listen = (message: unknown) => {
      server = (message as { fastify: FastifyInstance }).fastify.server;
    };
    subscribe('fastify.initialization', listen);
    gateway = await startTestGateway({ REQUEST_TIMEOUT_SECONDS: '2' });
    unsubscribe('fastify.initialization', listen);
  });
  afterAll(() => gateway?.remove());

  async function open(): Promise<Socket> {
    const socket = connect(Number(new URL(gateway.address).port), '127.0.0.1');
    // A connection that the gateway cuts while we still write is part of the play.
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  /** Writes this, then a byte each moment, until the gateway has had enough. */
  async function drip(begin: string, byte: string): Promise<string> {
    const socket = await open();
    let read = '';
    socket.setEncoding('utf8').on('data', (data) => {
      read += data;
    });
    const closed = once(socket, 'close');
    socket.write(begin);
    const dripping = setInterval(() => socket.write(byte), 100);
    await closed;
    clearInterval(dripping);
    return read;
  }

  const post = 'POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/xml\r\n';

  test.each([
    ['that says nothing', '', ''],
    ['whose headers come by the byte', post, 'x'],
    ['whose body comes by the byte', '', ' '],
  ])('%s gets 408 when it took too long, and is cut off', async (what, begin, byte) => {
    const { authorization } = await gateway.party('12345678');
    const headers = `${post}Authorization: ${authorization.Authorization}\r\nContent-Length: 9999\r\n\r\n`;
    const answer = await drip(what.includes('body') ? headers : begin, byte);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('ERR_HTTP_REQUEST_TIMEOUT');
  });

  test('keeps nobody else waiting, however many there are', async () => {
    const gemeente = await gateway.party('0363');
    const sockets = await Promise.all(Array.from({ length: 200 }, open));
    for (const socket of sockets) socket.write('GET / HTTP/1.1\r\nX-Slow: ');
    expect((await gemeente.get('/v1/inbox')).status).toBe(200);
    await Promise.all(
      sockets.map((socket) => (socket.closed ? undefined : once(socket.resume(), 'close'))),
    );
    expect((await gemeente.get('/v1/inbox')).status).toBe(200);
  });

  test('that does not read its answer is cut off too, later than the longest poll waits', () => {
    // Not waited for here: half a minute.
    expect(server?.timeout).toBe(32_000);
    expect(server?.keepAliveTimeout).toBeGreaterThan(60_000);
  });
});
