import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Commands, type Result, startCommand } from '../support/commands.ts';
import {
  Caller,
  startTestGateway,
  type TestGateway,
  testEncryptionKey,
} from '../support/gateway.ts';

const commands = new Commands();
afterAll(() => commands.stop());

const ijw = (settings: Record<string, string>, ...words: string[]): Promise<Result> =>
  commands.run({ words, settings });
const processOfIjw = (settings: Record<string, string>, ...words: string[]): Promise<Result> =>
  startCommand({ words, settings }).ended;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.remove());

test('`ijw operators create` prints a key that makes parties at once', async () => {
  const settings = { DATABASE_URL: gateway.databaseUrl, ENCRYPTION_KEY: testEncryptionKey };
  const { stdout } = await processOfIjw(settings, 'operators', 'create');
  expect(stdout).toMatch(/^ijw_[0-9a-f]{12}_[A-Za-z0-9_-]{43}\n$/);
  const administrator = new Caller(gateway.address, stdout.trim());
  const party = { kind: 'gemeente', name: 'Zaanstad' };
  expect((await administrator.send('PUT', '/v1/parties/0479', party)).status).toBe(201);
});

test('commands take secrets from files, as the gateway does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-cli-'));
  try {
    const settings = {
      DATABASE_URL_FILE: join(folder, 'database'),
      ENCRYPTION_KEY_FILE: join(folder, 'key'),
    };
    await writeFile(settings.DATABASE_URL_FILE, `${gateway.databaseUrl}\n`);
    await writeFile(settings.ENCRYPTION_KEY_FILE, `${testEncryptionKey}\n`);
    expect((await processOfIjw(settings, 'operators', 'list')).stdout).toContain('administrator');
    // This one needs the key.
    expect((await ijw(settings, 'ledger', 'verify')).stdout).toBe('There is no chain.\n');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('`operators create --out` writes the key into a new file, and prints none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-cli-'));
  try {
    const settings = { DATABASE_URL: gateway.databaseUrl, ENCRYPTION_KEY: testEncryptionKey };
    const file = join(folder, 'smit.key');
    const make = () => ijw(settings, 'operators', 'create', '--role', 'operator', '--out', file);
    const made = await make();
    const key = (await readFile(file, 'utf8')).trim();
    expect(made.stdout).toBe(`The key ${key.slice(0, 16)} is in ${file}.\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await new Caller(gateway.address, key).get('/v1/operations/queue')).status).toBe(200);
    expect(await make()).toMatchObject({ code: 2, stderr: expect.stringMatching(/exists/) });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('operators and auditors get keys that expire, are listed and are revoked', async () => {
  const settings = { DATABASE_URL: gateway.databaseUrl, ENCRYPTION_KEY: testEncryptionKey };
  const operators = async (...words: string[]) =>
    (await ijw(settings, 'operators', ...words)).stdout.trim();
  const key = await operators(
    ...['create', '--role', 'operator', '--name', 'Night shift', '--expires', '2999-01-01'],
  );
  const operator = new Caller(gateway.address, key);
  expect((await operator.get('/v1/operations/queue')).status).toBe(200);
  expect((await operator.get('/v1/legal-holds')).status).toBe(403);
  const prefix = key.slice(0, 'ijw_'.length + 12);
  const listed = JSON.parse(await operators('list', '--json'));
  expect(listed.items).toContainEqual(
    expect.objectContaining({
      prefix,
      role: 'operator',
      name: 'Night shift',
      // A day is that of the Netherlands.
      expiresAt: '2998-12-31T23:00:00.000Z',
      revokedAt: null,
    }),
  );
  expect(await operators('list')).toMatch(new RegExp(`${prefix}  operator +Night shift`));
  expect(await operators('list')).not.toContain(key);
  expect(await operators('revoke', prefix)).toContain(`Revoked the key ${prefix} of an operator`);
  await expect.poll(async () => (await operator.get('/v1/operations/queue')).status).toBe(401);
});

test('a key that cannot be made or found is a sentence', async () => {
  const settings = { DATABASE_URL: gateway.databaseUrl, ENCRYPTION_KEY: testEncryptionKey };
  await gateway.party('0363');
  const { rows } = await gateway.store.pool.query(
    "select prefix from api_key where role = 'party'",
  );
  const wrong: [string[], number, RegExp][] = [
    [['create', '--role', 'party'], 2, /Allowed choices are administrator, operator, auditor/],
    [['create', '--expires', '2020-01-01'], 1, /Choose a later moment/],
    [['create', '--expires', 'soon'], 2, /Write a moment as/],
    [['revoke', 'ijw_000000000000'], 1, /No administrator, operator or auditor has the key/],
    [['revoke', rows[0].prefix], 1, /Keys of parties: `ijw keys revoke`/],
    [['revoke', `${rows[0].prefix}_${'A'.repeat(43)}`], 2, /A prefix is ijw_ and 12/],
  ];
  for (const [words, code, stderr] of wrong)
    expect(await ijw(settings, 'operators', ...words), words.join(' ')).toMatchObject({
      code,
      stderr: expect.stringMatching(stderr),
    });
});

test('a database that is away ends with 3, a wrong word with 2, each with a sentence', async () => {
  const settings = {
    DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/x',
    ENCRYPTION_KEY: testEncryptionKey,
  };
  expect(await processOfIjw(settings, 'operators', 'create')).toMatchObject({
    code: 3,
    reads: 'Database: postgres://nobody@127.0.0.1:1/x',
    stderr: expect.stringMatching(/ECONNREFUSED/),
  });
  expect(await processOfIjw({}, 'operator')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/unknown command/),
  });
});

test('commands that tests do in one process say what they say in one of their own', async () => {
  const settings = { DATABASE_URL: gateway.databaseUrl, ENCRYPTION_KEY: testEncryptionKey };
  for (const words of [
    ['replay', '--help'],
    ['operators', 'revoke', 'ijw_000000000000'],
    ['messages', '--status', 'failed'],
  ])
    expect(await ijw(settings, ...words)).toEqual(await processOfIjw(settings, ...words));
});
