import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyRows } from '../../src/operations/integrity/verify-rows.ts';
import { beginVerification, endVerification } from '../../src/operations/verifications/records.ts';
import { Commands } from '../support/commands.ts';
import { makeEmptyDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { startTestGateway, type TestGateway, testEncryptionKey } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';

let gateway: TestGateway;
let message: string;
let keyId: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  const [aanbieder] = [await gateway.party('12345678'), await gateway.party('0363')];
  message = (await aanbieder.post(jw315())).body.id;
  await aanbieder.settled(message);
  const path = '/v1/parties/12345678/api-keys';
  keyId = (await gateway.administrator.send('POST', path)).body.id;
  await gateway.administrator.send('DELETE', `${path}/${keyId}`);
});
afterAll(() => gateway?.remove());

const commands = new Commands();
afterAll(() => commands.stop());
const ijw = (words: string[], settings: Record<string, string> = {}) =>
  commands.run({
    words: ['verify', ...words],
    settings: { DATABASE_URL: gateway.databaseUrl, ENCRYPTION_KEY: testEncryptionKey, ...settings },
  });
const query = (text: string) => gateway.store.pool.query(text);

test('all is well: 0, in Dutch, English and JSON', async () => {
  const dutch = await ijw([]);
  expect(dutch).toMatchObject({ code: 0 });
  expect(dutch.stdout).toMatch(/^Alles is zoals de gateway het schreef\.$/m);
  expect((await ijw(['--lang', 'en'])).stdout).toMatch(/^All is as the gateway wrote it\.$/m);
  const { sound, rows } = JSON.parse((await ijw(['--json'])).stdout);
  expect(sound).toBe(true);
  expect(rows.rows).toMatchObject({ party: 2, message: 1 });
});

test('what it finds is kept, and listed beside what the gateway found', async () => {
  const list = (words: string[] = []) =>
    commands.run({
      words: ['verifications', ...words],
      settings: { DATABASE_URL: gateway.databaseUrl, ENCRYPTION_KEY: testEncryptionKey },
    });
  await ijw([]);
  const { items } = JSON.parse((await list(['--json', '--limit', '3'])).stdout);
  expect(items.map(({ what, state }: Record<string, string>) => [what, state])).toEqual([
    ...[
      ['rows', 'sound'],
      ['access-log', 'sound'],
      ['ledger', 'sound'],
    ],
  ]);
  expect(items[0].by).toMatch(/^cli:/);
  const { stdout } = await list(['--what', 'ledger']);
  expect(stdout).toMatch(/^begun +what +of +state/);
  expect(stdout).toMatch(/ledger +all +sound/);
  expect(stdout).not.toContain('access-log');
});

test('while another verifies the same, it verifies all the same, and says that it keeps nothing', async () => {
  const id = randomUUIDv7();
  const by = { name: 'ijw_test', keyId: null };
  await beginVerification(gateway.store.pool, gateway.keys.rows, { id, what: 'rows', by });
  const { code, stderr, stdout } = await ijw([]);
  expect(code).toBe(0);
  expect(stdout).toContain('Alles is zoals de gateway het schreef.');
  expect(stderr).toContain('is not kept: another verifies the same now');
  const end = { state: 'stopped', done: 0, code: 'stopping' } as const;
  await endVerification(gateway.store.pool, gateway.keys.rows, id, 0, end);
});

test.each([
  ['not-believed', 'message', () => `update message set sender = '0363' where id = '${message}'`],
  ['no-key', 'data_key', () => `update data_key set wrapped = '\\x00' where id = '${message}'`],
  [
    'misplaced',
    'mailbox_entry',
    () => `insert into mailbox_entry (party_code, position, message_id, entered_at)
      values ('12345678', 99, '${message}', now())`,
  ],
  [
    'revived',
    'api_key',
    // As the owner, who can: with the MAC from before.
    () => `alter table api_key disable trigger api_key_goes_on;
      update api_key set revoked_at = null where id = '${keyId}'`,
  ],
] as const)('%s rows are named, and it ends with 1', async (kind, table, change) => {
  const { pool } = gateway.store;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(change());
    // What was changed is seen by this session only.
    const seen = await verifyRows(client as never, gateway.keys);
    expect(seen.faults).toContainEqual(expect.objectContaining({ kind, table }));
  } finally {
    await client.query('rollback');
    client.release();
  }
});

test('a fault ends the command with 1, and says which row', async () => {
  await query(`update message set size = size, sender = '0363' where id = '${message}'`);
  const found = await ijw(['--lang', 'en']);
  await query(`update message set sender = '12345678' where id = '${message}'`);
  expect(found.code).toBe(1);
  expect(found.stdout).toContain(`message ${message}: was changed`);
  expect(found.stdout).toMatch(/^NOT ALL IS AS THE GATEWAY WROTE IT/m);
});

test('words and settings that cannot be used end it with 2, without a look at the database', async () => {
  const wrong: [string[], Record<string, string>, RegExp][] = [
    [['--lang', 'fr'], {}, /Allowed choices are nl, en/],
    [['--all'], {}, /unknown option/],
    [['rows'], {}, /too many arguments/],
    [[], { ENCRYPTION_KEY: 'short' }, /ENCRYPTION_KEY/],
  ];
  for (const [words, settings, stderr] of wrong)
    expect(await ijw(words, settings), words.join(' ')).toMatchObject({
      ...{ code: 2, stdout: '' },
      stderr: expect.stringMatching(stderr),
    });
});

test('a database that is away, or of no gateway, ends it with 3: nothing was verified', async () => {
  const away = { DATABASE_URL: `postgres://nobody:secret@127.0.0.1:${await freePort()}/x` };
  const result = await ijw([], away);
  expect(result).toMatchObject({ code: 3, stdout: '' });
  expect(result.stderr).toMatch(/ECONNREFUSED/);
  expect(result.stderr + result.reads).not.toContain('secret');
  const { url, drop } = await makeEmptyDatabase();
  try {
    expect(await ijw([], { DATABASE_URL: url })).toMatchObject({ code: 3, stdout: '' });
  } finally {
    await drop();
  }
});
