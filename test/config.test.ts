import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

const shared = {
  DATABASE_URL: 'postgres://gateway:secret@db/ijw',
  ENCRYPTION_KEY: 'ab'.repeat(32),
  REDIS_URL: 'redis://:secret@redis',
};

test('without settings the gateway listens on 127.0.0.1:8080 and keeps its data in ./data', () => {
  expect(readConfig({ DATABASE_URL: ' ' })).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    role: 'all',
    dataDir: expect.stringMatching(/data$/),
    databaseUrl: undefined,
    maxMessageBytes: 25 * 1024 * 1024,
  });
});

test('a database without an encryption key is refused', () => {
  expect(() => readConfig({ DATABASE_URL: shared.DATABASE_URL })).toThrow(/ENCRYPTION_KEY/);
  expect(readConfig(shared).databaseUrl).toBe(shared.DATABASE_URL);
});

test('roles that share the work need both URLs', () => {
  for (const ROLE of ['api', 'worker']) {
    expect(readConfig({ ...shared, ROLE }).role).toBe(ROLE);
    expect(() => readConfig({ ...shared, REDIS_URL: '', ROLE })).toThrow(/REDIS_URL/);
    expect(() => readConfig({ ROLE })).toThrow(/DATABASE_URL/);
  }
});

test('Redis is found by its URL, or by Sentinels that know where it is', () => {
  expect(readConfig(shared).redis).toEqual({ url: shared.REDIS_URL });
  expect(readConfig({ ...shared, REDIS_CLUSTER: 'true' }).redis).toEqual({
    url: shared.REDIS_URL,
    cluster: true,
  });
  const sentinels = {
    ...shared,
    REDIS_SENTINELS: 'one:26379, 10.0.0.2:26380,[::1]:26381',
    REDIS_SENTINEL_NAME: 'queue',
    REDIS_SENTINEL_PASSWORD: 'theirs',
  };
  expect(readConfig(sentinels).redis).toEqual({
    url: shared.REDIS_URL,
    sentinel: {
      hosts: [
        { host: 'one', port: 26379 },
        { host: '10.0.0.2', port: 26380 },
        { host: '::1', port: 26381 },
      ],
      name: 'queue',
      password: 'theirs',
    },
  });
  const wrong: [Record<string, string>, RegExp][] = [
    [{ REDIS_SENTINELS: 'one' }, /REDIS_SENTINELS is not of the form host:port/],
    [{ REDIS_SENTINELS: 'one:26379,' }, /REDIS_SENTINELS is not of the form host:port/],
    [{ REDIS_SENTINELS: 'one:99999' }, /REDIS_SENTINELS is not of the form host:port/],
    [{ REDIS_SENTINEL_NAME: '' }, /set together or not at all/],
    [{ REDIS_SENTINELS: '' }, /set together or not at all/],
    [{ REDIS_URL: '' }, /Set it too/],
    [{ REDIS_URL: 'redis://:50%@redis' }, /percent-encoded/],
    [{ REDIS_URL: 'redis://redis/first' }, /the database is a number/],
    [{ REDIS_CLUSTER: 'true' }, /exclude each other/],
    [{ REDIS_CLUSTER: 'yes' }, /REDIS_CLUSTER is not one of/],
    [{ WORKER_CONCURRENCY: '0' }, /WORKER_CONCURRENCY is not a whole number from 1 to 64/],
  ];
  for (const [settings, sentence] of wrong) {
    const read = () => readConfig({ ...sentinels, ...settings });
    expect(read).toThrow(sentence);
    expect(read).not.toThrow(/theirs|50%/);
  }
});

test('all wrong settings are named at once, and secrets are not repeated', () => {
  const wrong = {
    PORT: '80 80',
    ROLE: 'boss',
    LOG_LEVEL: 'loud',
    DATABASE_URL: 'mysql://user:secret@db',
  };
  expect(() => readConfig(wrong)).toThrow(ConfigError);
  try {
    readConfig(wrong);
  } catch (error) {
    const { message } = error as Error;
    for (const name of Object.keys(wrong)) expect(message).toContain(name);
    expect(message).not.toContain('secret');
  }
});
