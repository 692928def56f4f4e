import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { type Gateway, startGateway } from '../../src/app/gateway.ts';
import { Commands, startCommand } from '../support/commands.ts';
import {
  Caller,
  startTestGateway,
  testEncryptionKey,
  testEnvironment,
} from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';

const oldKey = testEncryptionKey;
const newKey = 'ab'.repeat(32);
const bothKeys = { ENCRYPTION_KEY: newKey, PREVIOUS_ENCRYPTION_KEY: oldKey };

const words = ['keys', 'rotate'];
const rotate = (settings: Record<string, string>) => startCommand({ words, settings });

/** Posts messages and reads them back, for as long as something else goes on. */
async function talkDuring(
  work: Promise<unknown>,
  aanbieder: Caller,
  posted: Map<string, string>,
): Promise<void> {
  let going = true;
  const ended = work.finally(() => {
    going = false;
  });
  do {
    const xml = jw315();
    const { status, body } = await aanbieder.post(xml);
    expect(status).toBe(202);
    posted.set(body.id, xml);
    for (const [id, sent] of [...posted].slice(-5))
      expect((await aanbieder.content(id)).toString()).toBe(sent);
    await sleep(150);
  } while (going);
  await ended;
}

async function expectReadable(aanbieder: Caller, posted: Map<string, string>): Promise<void> {
  for (const [id, xml] of posted) {
    expect((await aanbieder.content(id)).toString()).toBe(xml);
    expect((await aanbieder.settled(id)).body.status).not.toBe('failed');
  }
}

test('processes restarted one by one, a rotation that is killed and run again: messages pass all the time', async () => {
  const before = await startTestGateway();
  const silent = pino({ level: 'silent' });
  const start = (keys: Record<string, string>) =>
    startGateway(readConfig({ ...testEnvironment(before.databaseUrl), ...keys }), silent);
  const gateways: Gateway[] = [];
  try {
    const [aanbieder] = await Promise.all([before.party('12345678'), before.party('0363')]);
    const posted = new Map<string, string>();
    await talkDuring(Promise.resolve(), aanbieder, posted);

    const during = await start(bothKeys);
    gateways.push(during);
    // Both run: what one keeps the other reads.
    const next = new Caller(during.address ?? '', keyOf(aanbieder));
    await talkDuring(Promise.resolve(), next, posted);
    await expectReadable(aanbieder, posted);
    await before.stop();

    const rotation = { DATABASE_URL: before.databaseUrl, ...bothKeys };
    const fingerprints = async () =>
      (await during.store.pool.query('select name from key_fingerprint')).rows.length;
    const killed = rotate(rotation);
    const begun = async () => {
      while ((await fingerprints()) === 1 && killed.child.exitCode === null) await sleep(10);
      killed.child.kill('SIGKILL');
      return killed.ended;
    };
    await talkDuring(begun(), next, posted);
    expect(await fingerprints()).toBe(2);
    await expect(start({ ENCRYPTION_KEY: newKey })).rejects.toThrow(/in PREVIOUS_ENCRYPTION_KEY/);

    const second = rotate(rotation);
    await talkDuring(second.ended, next, posted);
    const { code, stdout, stderr } = await second.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^Done: \d+ data keys, \d+ of them put under the new master key now\.$/m,
    );
    expect(await fingerprints()).toBe(1);

    await during.stop();
    await expect(start({ ENCRYPTION_KEY: oldKey })).rejects.toThrow(/^ENCRYPTION_KEY is not/);
    const after = await start({ ENCRYPTION_KEY: newKey });
    gateways.push(after);
    await expectReadable(new Caller(after.address ?? '', keyOf(aanbieder)), posted);
  } finally {
    for (const gateway of gateways) await gateway.stop();
    await before.remove();
  }
});

function keyOf(caller: Caller): string {
  return caller.authorization.Authorization?.replace('Bearer ', '') ?? '';
}

test('on the embedded Postgres the key in the file is replaced while the gateway runs', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'ijw-gateway-rotation-'));
  const start = () =>
    startGateway(
      readConfig({ DATA_DIR: dataDir, PORT: '0', DRAIN_SECONDS: '0' }),
      pino({ level: 'silent' }),
    );
  let gateway = await start();
  try {
    const file = join(dataDir, 'encryption.key');
    const old = await readFile(file, 'utf8');
    const administrator = new Caller(gateway.address ?? '', gateway.operator?.key);
    await administrator.send('PUT', '/v1/parties/0363', { kind: 'gemeente', name: 'Amsterdam' });
    await administrator.send('PUT', '/v1/parties/12345678', { kind: 'aanbieder', name: 'De Dijk' });
    const { body } = await administrator.send('POST', '/v1/parties/12345678/api-keys');
    const posted = new Map<string, string>();
    const run = rotate({ DATA_DIR: dataDir });
    await talkDuring(run.ended, new Caller(gateway.address ?? '', body.key), posted);
    expect(await run.ended).toMatchObject({ code: 0, stderr: '' });
    expect(posted.size).toBeGreaterThan(1);
    expect(await readFile(file, 'utf8')).not.toBe(old);
    expect(existsSync(`${file}.previous`)).toBe(false);

    await gateway.stop();
    gateway = await start();
    await expectReadable(new Caller(gateway.address ?? '', body.key), posted);
  } finally {
    await gateway.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});

test('what cannot be rotated is said in a sentence, and nothing is changed', async () => {
  const { databaseUrl, remove } = await startTestGateway();
  const commands = new Commands();
  try {
    const wrong: [Record<string, string>, RegExp][] = [
      [{ ENCRYPTION_KEY: oldKey }, /^PREVIOUS_ENCRYPTION_KEY is not set\. To rotate/],
      [{ PREVIOUS_ENCRYPTION_KEY: oldKey }, /^DATABASE_URL is set and ENCRYPTION_KEY is not/],
      [{ ...bothKeys, PREVIOUS_ENCRYPTION_KEY: 'cd'.repeat(32) }, /^ENCRYPTION_KEY is not the key/],
      [
        { ...bothKeys, PREVIOUS_ENCRYPTION_KEY: 'short' },
        /^PREVIOUS_ENCRYPTION_KEY is not 32 bytes/,
      ],
    ];
    for (const [settings, sentence] of wrong) {
      const result = await commands.run({
        words,
        settings: { DATABASE_URL: databaseUrl, ...settings },
      });
      expect(result.code).toBe(2);
      expect(result.stderr).toMatch(sentence);
      expect(result.stderr).not.toMatch(/short|^ {4}at /m);
    }
  } finally {
    await commands.stop();
    await remove();
  }
});
