import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { copyCluster } from '../support/cluster.ts';
import { type Answer, Caller } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';
import { type GatewayProcess, startProcess } from '../support/process.ts';
import { killServer, query } from './embedded/embedded-support.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'ijw-gateway-full-'));
/** More than a cluster needs at first, and less than what takes long to fill up. */
const mounted =
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=192m,mode=0700', 'tmpfs', dataDir]).status === 0;
if (!mounted)
  console.warn('No disk was filled: a small one is mounted for it, which takes root on Linux.');

const ballast = join(dataDir, 'ballast');

/** Takes all the room that is left, as anything else on the same disk may. */
async function fillDisk(): Promise<void> {
  const file = await open(ballast, 'w');
  try {
    for (const size of [2 ** 20, 2 ** 12])
      for (let full = false; !full; )
        full = await file.write(Buffer.alloc(size)).then(
          ({ bytesWritten }) => bytesWritten < size,
          (error: NodeJS.ErrnoException) => {
            if (error.code !== 'ENOSPC') throw error;
            return true;
          },
        );
  } finally {
    await file.close();
  }
}

async function makeRoom(): Promise<void> {
  await rm(ballast);
}

/** A statement of the superuser. */
async function superuser(statement: string): Promise<void> {
  const password = (await readFile(join(dataDir, 'postgres.password'), 'utf8')).trim();
  const port = (await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8')).split(
    '\n',
  )[3];
  await query(`postgres://postgres:${password}@127.0.0.1:${port}/postgres`, statement);
}

/** A message that needs room: what is random cannot be compressed. */
function largeMessage(): string {
  return `${jw315()}<!--${randomBytes(500_000).toString('base64')}-->`;
}

describe.skipIf(!mounted)('a DATA_DIR on a disk that is full', () => {
  let gateway: GatewayProcess;
  let aanbieder: Caller;
  let gemeente: Caller;

  beforeAll(async () => {
    await copyCluster(inject('clusterTemplate'), dataDir);
    gateway = await startProcess({ DATA_DIR: dataDir, DRAIN_SECONDS: '0' });
    const key = (await readFile(join(dataDir, 'operator.key'), 'utf8')).trim();
    const administrator = new Caller(gateway.address, key);
    const party = async (code: string, kind: string) => {
      const party = { kind, name: code, retourBy: 'party' };
      await administrator.send('PUT', `/v1/parties/${code}`, party);
      const { body } = await administrator.send('POST', `/v1/parties/${code}/api-keys`);
      return new Caller(gateway.address, body.key);
    };
    aanbieder = await party('12345678', 'aanbieder');
    gemeente = await party('0363', 'gemeente');
  });
  afterAll(async () => {
    await gateway?.kill('SIGTERM');
    await killServer(dataDir);
    spawnSync('umount', [dataDir]);
    rmSync(dataDir, { recursive: true });
  });

  function expectUnavailable({ status, headers, body }: Answer): void {
    expect([status, body.type]).toEqual([503, '/docs/problems/unavailable']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }

  /** The ids in the mailbox, in their order, once there are so many. */
  async function mailbox(count: number): Promise<string[]> {
    const ids = async () =>
      (await gemeente.get('/v1/inbox')).body.items.map((item: { id: string }) => item.id);
    await expect.poll(async () => (await ids()).length).toBe(count);
    return ids();
  }

  test('takes nothing that it cannot keep, shows what it has, and takes the same bytes later', async () => {
    const before = await aanbieder.post(jw315());
    expect(before.status).toBe(202);
    await mailbox(1);
    // A log with room in it, so that it is the tables that cannot grow.
    await superuser('select pg_switch_wal()');
    await superuser('checkpoint');
    await fillDisk();
    const message = largeMessage();
    for (let attempt = 0; attempt < 3; attempt++) expectUnavailable(await aanbieder.post(message));
    expect(gateway.output()).toContain('"code":"53100"');
    expect((await gemeente.content(before.body.id)).length).toBeGreaterThan(0);
    expect((await aanbieder.get(`/v1/messages/${before.body.id}`)).body.status).toBe('accepted');
    const { body } = await aanbieder.get('/v1/messages');
    expect(body.items.map((item: { id: string }) => item.id)).toEqual([before.body.id]);

    await makeRoom();
    const after = await aanbieder.post(message);
    expect(after.status).toBe(202);
    expect(await mailbox(2)).toEqual([before.body.id, after.body.id]);
    expect(String(await gemeente.content(after.body.id))).toBe(message);
  });

  test('is away where the log of Postgres finds no room, and comes back with all that it took', async () => {
    const kept = await mailbox(2);
    await fillDisk();
    // Postgres gives up altogether: what it cannot write down it must not do.
    const useUpLog = async () => {
      for (let files = 0; files < 20; files++) {
        await superuser('select pg_switch_wal()');
        await superuser("select pg_logical_emit_message(true, 'test', 'a commit')");
      }
    };
    await expect(useUpLog()).rejects.toThrow();
    const message = largeMessage();
    expectUnavailable(await aanbieder.post(message));
    const log = () => readFile(join(dataDir, 'postgres/server.log'), 'utf8');
    expect(await log()).toMatch(/PANIC: .*No space left on device/);
    // Nor does it start again.
    await expect.poll(log).toContain('shutting down due to startup process failure');
    expectUnavailable(await aanbieder.post(message));
    expect((await aanbieder.get('/health/live')).status).toBe(200);
    expect((await aanbieder.get('/health/ready')).status).toBe(503);

    await makeRoom();
    await expect
      .poll(async () => (await aanbieder.post(message)).status, { timeout: 60_000 })
      .toBe(202);
    const [first, second, third] = await mailbox(3);
    expect([first, second]).toEqual(kept);
    expect(String(await gemeente.content(String(third)))).toBe(message);
  });
});
