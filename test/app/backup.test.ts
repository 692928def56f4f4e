import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { type Gateway, startGateway } from '../../src/app/gateway.ts';
import { openStore } from '../../src/store/database.ts';
import { joinEmbeddedPostgres } from '../../src/store/embedded/embedded.ts';
import { Commands } from '../support/commands.ts';
import { Caller } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';

// The steps of docs/guides/back-up.md and docs/guides/upgrade.md, as they are written there.
let folder: string;
let dataDir: string;
let safe: string;
let gateway: Gateway | undefined;
let keys: { readonly aanbieder: string; readonly gemeente: string };
const commands = new Commands();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-backup-'));
  dataDir = join(folder, 'data');
  safe = join(folder, 'safe');
  await start();
  keys = {
    aanbieder: await partyKey('12345678', 'aanbieder'),
    gemeente: await partyKey('0363', 'gemeente'),
  };
});
afterAll(async () => {
  await commands.stop();
  await gateway?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const config = readConfig({ DATA_DIR: dataDir, PORT: '0', DRAIN_SECONDS: '0' });
  gateway = await startGateway(config, pino({ level: 'silent' }));
}

async function stop(): Promise<void> {
  await gateway?.stop();
  gateway = undefined;
}

/** `cp -a`, as root and as anybody else. */
async function copy(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to]);
}

async function restore(): Promise<void> {
  await stop();
  await rm(dataDir, { recursive: true });
  await copy(safe, dataDir);
}

async function partyKey(code: string, kind: string): Promise<string> {
  const administrator = new Caller(gateway?.address ?? '', gateway?.operator?.key);
  await administrator.send('PUT', `/v1/parties/${code}`, { kind, name: code });
  const made = await administrator.send('POST', `/v1/parties/${code}/api-keys`);
  return made.body.key;
}

const as = (who: 'aanbieder' | 'gemeente') => new Caller(gateway?.address ?? '', keys[who]);

async function postAndSettle(xml: string): Promise<string> {
  const { status, body } = await as('aanbieder').post(xml);
  expect(status).toBe(202);
  await as('aanbieder').settled(body.id);
  return body.id;
}

const verify = () => commands.run({ words: ['verify'], settings: { DATA_DIR: dataDir } });

test('a folder that is put back whole has all that it had: it is sound, readable, and takes what came since again', async () => {
  const before = jw315();
  const since = jw315()
    .replaceAll('999912008', '999934508')
    .replaceAll('DIJK-2024-0091', 'DIJK-2024-0092');
  const kept = await postAndSettle(before);
  await stop();
  await copy(dataDir, safe);
  await start();
  const lost = await postAndSettle(since);

  await restore();
  await start();
  const forgot = await commands.run({
    words: ['forgetting', 'run'],
    settings: { DATA_DIR: dataDir },
  });
  expect(forgot).toMatchObject({ code: 0 });
  expect((await verify()).code).toBe(0);
  expect((await as('gemeente').content(kept)).toString()).toBe(before);
  expect((await as('gemeente').get('/v1/inbox')).body.items).toMatchObject([{ id: kept }]);
  expect((await as('aanbieder').get(`/v1/messages/${lost}`)).status).toBe(404);
  // Who posted it does so again: what is there keeps its id, what is not is taken.
  expect((await as('aanbieder').post(before)).body.id).toBe(kept);
  const again = await postAndSettle(since);
  expect((await as('aanbieder').content(again)).toString()).toBe(since);
  expect((await verify()).code).toBe(0);
});

test('after a newer version changed the tables this one does not start, until the backup is put back', async () => {
  const postgres = await joinEmbeddedPostgres({ dataDir });
  const store = openStore({ url: postgres.url, size: 1 });
  await store.pool.query("insert into kysely_migration values ('9999-of-next-year', now())");
  await store.close();
  await postgres.leave();
  await stop();
  await expect(start()).rejects.toThrow(/9999-of-next-year is missing. Start the version/);
  await restore();
  await start();
  expect((await as('gemeente').get('/v1/inbox')).body.items).toHaveLength(1);
});
