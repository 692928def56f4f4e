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
