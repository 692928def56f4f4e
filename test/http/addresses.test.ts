import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressReader, networkOf, readAddress } from '../../src/http/server/address.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { TestRedis } from '../support/redis.ts';

const perMinute = 20;

test.each([
  ['203.0.113.7', '203.0.113.7'],
  [' 203.0.113.7 ', '203.0.113.7'],
  ['203.0.113.7:49152', '203.0.113.7'],
  ['2001:DB8:0:0::7', '2001:db8::7'],
  ['[2001:db8::7]', '2001:db8::7'],
  ['[2001:db8::7]:49152', '2001:db8::7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['[::ffff:cb00:7107]:1', '203.0.113.7'],
  ['fe80::1%eth0', 'fe80::1'],
])('an address is read as proxies write it: %s', (text, address) => {
  expect(readAddress(text)).toBe(address);
});

test.each([
  ['unknown'],
  ['_hidden'],
  [''],
  ['localhost'],
  ['203.0.113.256'],
  ['203.0.113.7:'],
  ['203.0.113.7:999999'],
  ['203.0.113.007'],
  ['[203.0.113.7]'],
  ['[2001:db8::7'],
  ['2001:db8::7]:1'],
  ['203.0.113.7\r\n 203.0.113.8'],
  ['203.0.113.7 203.0.113.8'],
  ['"203.0.113.7"'],
])('what is no address is none: %j', (text) => {
  expect(readAddress(text)).toBeNull();
});

test('an IPv6 address counts under what one place gets', () => {
  expect(networkOf('203.0.113.7')).toBe('203.0.113.7');
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1::/48');
  expect(networkOf('2001:db8::1')).toBe('2001:db8:0::/48');
  expect(networkOf('::1')).toBe('0:0:0::/48');
  expect(networkOf('1::3:4:5:6:7:8')).toBe('1:0:3::/48');
});

test('the nearest that is no proxy of ours counts, and what is before it is hearsay', () => {
  const read = addressReader(['10.0.0.5', '10.1.0.0/16', 'fd00::/8', '::ffff:10.9.0.0/112']);
  const from = (remoteAddress: string | undefined, forwarded?: string) =>
    read({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } } as never);
  expect(from('203.0.113.1', '198.51.100.1')).toBe('203.0.113.1');
  expect(from('::ffff:10.0.0.5', '198.51.100.1, 203.0.113.1:99')).toBe('203.0.113.1');
  expect(from('10.0.0.5', '203.0.113.1, 10.1.2.3:4711, [fd00::1]:80, 10.9.255.255')).toBe(
    '203.0.113.1',
  );
  // Nothing is read past what cannot be read.
  expect(from('10.0.0.5', '203.0.113.1, unknown')).toBeNull();
  expect(from('10.0.0.5', '203.0.113.1,')).toBe('203.0.113.1');
  expect(from('10.0.0.5')).toBe('10.0.0.5');
  expect(from('10.0.0.5', '10.1.0.1')).toBe('10.1.0.1');
  expect(from(undefined, '203.0.113.1')).toBeNull();
});

describe('behind a proxy', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({
      RATE_LIMIT_PER_MINUTE: String(perMinute),
      TRUSTED_PROXIES: '127.0.0.1, ::1',
    });
  });
  afterAll(() => gateway?.remove());

  async function get(path: string, headers: Record<string, string>): Promise<number> {
    const response = await fetch(gateway.address + path, { headers });
    await response.arrayBuffer();
    return response.status;
  }

  /** Statuses of more calls than are allowed, each with a header of its own. */
  async function statusesOf(forwarded: (n: number) => string): Promise<Set<number>> {
    const statuses = new Set<number>();
    for (let n = 0; n < 2 * perMinute; n++)
      statuses.add(await get('/v1/rules', { 'X-Forwarded-For': forwarded(n) }));
    return statuses;
  }

  test.each<[string, (n: number) => string]>([
    ['an address with a port', (n) => `203.0.113.77:${40_000 + n}`],
    ['IPv6 in brackets with a port', (n) => `[2001:db8:7::1]:${40_000 + n}`],
    ['networks of one place', (n) => `2001:db8:8:${n.toString(16)}::1`],
    ['text that is no address', (n) => `_hidden${n}`],
  ])('%s is counted under one name, whatever differs', async (_what, forwarded) => {
    expect(await statusesOf(forwarded)).toEqual(new Set([200, 429]));
  });

  test('the access log gets the address alone, or none', async () => {
    const party = await gateway.party('12345678');
    const noted = async (forwarded: string) => {
      const headers = { ...party.authorization, 'X-Forwarded-For': forwarded };
      expect(await get('/v1/allocations', headers)).toBe(200);
      const { rows } = await gateway.store.pool.query<{ address: string | null }>(
        `select address from access_log_fresh where action = 'list-allocations' order by id desc limit 1`,
      );
      return rows[0]?.address;
    };
    expect(await noted('203.0.113.9:50123')).toBe('203.0.113.9');
    expect(await noted('[2001:db8::9]:50123')).toBe('2001:db8::9');
    expect(await noted("203.0.113.9'; drop")).toBeNull();
  });
});

test('no number of strangers makes the gateway forget what a party did', {
  timeout: 60_000,
}, async () => {
  const redis = await TestRedis.start();
  const gateway = await startTestGateway({
    RATE_LIMIT_PER_MINUTE: String(perMinute),
    TRUSTED_PROXIES: '127.0.0.1, ::1',
    REDIS_URL: redis.url,
  });
  try {
    const party = await gateway.party('12345678');
    const ask = async () => (await party.get('/v1/inbox')).status;
    await expect.poll(ask, { interval: 1, timeout: 10_000 }).toBe(429);
    const stranger = async (n: number) => {
      const forwarded = `2001:db8:${n.toString(16)}::1`;
      const response = await fetch(`${gateway.address}/v1/rules`, {
        headers: { 'X-Forwarded-For': forwarded },
      });
      await response.arrayBuffer();
      return response.status;
    };
    const answers: Record<number, number> = {};
    for (let n = 0; n < 6000; n += 50) {
      const some = Array.from({ length: 50 }, (_, more) => stranger(n + more));
      for (const status of await Promise.all(some)) answers[status] = (answers[status] ?? 0) + 1;
    }
    // Within the minute it is still known, here and in Redis, where strangers have bounded room.
    expect(await ask()).toBe(429);
    expect(answers[200]).toBeLessThanOrEqual(2 * 10 * perMinute);
    const names = await redis.ask((client) => client.keys('*:requests:address:*'));
    expect(names.length).toBeLessThanOrEqual(2 * 10 * perMinute);
  } finally {
    await gateway.remove();
    await redis.remove();
  }
});
