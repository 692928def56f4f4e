import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { isAlive, isGone, killServer, query, Scene, serverPid, until } from './embedded-support.ts';

const scene = new Scene();
afterEach(() => scene.clear());

/** On with flushing, as in earnest: these tests are about what survives. */
const EARNEST = { settings: {} };

/** All that belongs in a DATA_DIR, as far as Postgres goes. */
const WHOLE = ['', '.lock', '.password', '.place', '.present'].map((end) => `postgres${end}`);

/** Connection string of the superuser, which the gateway itself does not get. */
async function superuserUrl(dataDir: string, url: string): Promise<string> {
  const superuser = new URL(url);
  superuser.username = 'postgres';
  superuser.password = (await readFile(join(dataDir, 'postgres.password'), 'utf8')).trim();
  superuser.pathname = '/postgres';
  return superuser.href;
}

describe('the death of the gateway', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'by %s to its process group leaves the server running, and the next one attaches',
    async (signal) => {
      const dataDir = await scene.cluster();
      const { gateway, url } = await scene.joined(dataDir);
      await query(url, 'create table kept as select 1 as one');
      const pid = (await serverPid(dataDir)) as number;
      await gateway.signal(signal);
      await sleep(200);
      expect(isAlive(pid)).toBe(true);

      const next = await scene.joined(dataDir);
      expect(await serverPid(dataDir)).toBe(pid);
      expect(await query(next.url, 'select one from kept')).toEqual([{ one: 1 }]);
      await next.gateway.leave();
      await until(() => isGone(pid));
    },
  );

  test('while the cluster is made leaves nothing that is taken for a cluster', async () => {
    const dataDir = await scene.folder();
    for (const [delay, orphan] of [
      [20, false],
      [150, true],
      [350, false],
      [500, true],
    ] as const) {
      const gateway = scene.start(dataDir);
      await until(() => gateway.logs.some((line) => line.startsWith('Making')));
      await sleep(delay);
      // Now the gateway alone, so that initdb goes on as an orphan, now initdb as well.
      if (orphan) gateway.child.kill('SIGKILL');
      else await gateway.signal('SIGKILL');
      await gateway.ended();
      if (existsSync(join(dataDir, 'postgres'))) break;
    }
    const { gateway } = await scene.joined(dataDir);
    expect(await gateway.query('select 1 as one')).toEqual([{ one: 1 }]);
    await gateway.leave();
    const after = await scene.joined(dataDir);
    expect((await readdir(dataDir)).sort()).toEqual(WHOLE);
    await after.gateway.leave();
  });

  test('while making the cluster leaves no rubbish behind for good', async () => {
    const dataDir = await scene.folder();
    await mkdir(join(dataDir, 'postgres.new-dead00/data'), { recursive: true });
    await writeFile(join(dataDir, 'postgres.new-dead00/data/PG_VERSION'), '18\n');
    const { gateway } = await scene.joined(dataDir);
    expect((await readdir(dataDir)).sort()).toEqual(WHOLE);
    await gateway.leave();
  });

  test('at any moment of the start does not keep the next one from starting', async () => {
    const dataDir = await scene.cluster();
    const first = await scene.joined(dataDir);
    await query(first.url, 'create table kept as select 1 as one');
    await first.gateway.leave();
    for (const delay of [90, 170, 250, 330]) {
      const victim = scene.start(dataDir);
      await sleep(delay);
      await victim.signal('SIGKILL');
      const next = await scene.joined(dataDir);
      expect(await query(next.url, 'select one from kept')).toEqual([{ one: 1 }]);
      await next.gateway.leave();
      expect(await serverPid(dataDir)).toBeUndefined();
    }
  });

  test('at any moment of the stop does not keep the next one from starting', async () => {
    const dataDir = await scene.cluster();
    for (const delay of [0, 10, 30, 60]) {
      const victim = await scene.joined(dataDir);
      victim.gateway.child.stdin?.write('leave\n');
      await sleep(delay);
      await victim.gateway.signal('SIGKILL');
      const next = await scene.joined(dataDir);
      expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await next.gateway.leave();
      expect(await serverPid(dataDir)).toBeUndefined();
    }
  });
});

describe('the death of the server', () => {
  test('by kill -9 is recovered from by the next gateway, with all that was committed', async () => {
    const dataDir = await scene.cluster();
    const { gateway, url } = await scene.joined(dataDir, EARNEST);
    await query(url, 'create table kept as select n from generate_series(1, 10000) n');
    await gateway.signal('SIGKILL');
    await killServer(dataDir);

    const next = await scene.joined(dataDir, EARNEST);
    expect(await query(next.url, 'select count(*)::int as n from kept')).toEqual([{ n: 10_000 }]);
    await next.gateway.leave();
  });

  test('is restarted by a gateway that lives, under the same connection string', async () => {
    const dataDir = await scene.cluster();
    const { gateway, url } = await scene.joined(dataDir, EARNEST);
    await query(url, 'create table kept as select 1 as one');
    const pid = await serverPid(dataDir);
    await killServer(dataDir);
    await until(() =>
      query(url, 'select one from kept').then(
        () => true,
        () => false,
      ),
    );
    expect(await serverPid(dataDir)).not.toBe(pid);
    await gateway.leave();
    expect(await serverPid(dataDir)).toBeUndefined();
  });

  test('is restarted once when several gateways notice, and all stay present', async () => {
    const dataDir = await scene.cluster();
    const one = await scene.joined(dataDir);
    const two = await scene.joined(dataDir);
    await killServer(dataDir);
    const superuser = await superuserUrl(dataDir, one.url);
    await until(async () => {
      const held = await query<{ n: number }>(
        superuser,
        `select count(*)::int as n from pg_locks where locktype = 'advisory' and granted`,
      ).catch(() => []);
      return held[0]?.n === 2;
    });
    await one.gateway.leave();
    expect(await two.gateway.query('select 1 as one')).toEqual([{ one: 1 }]);
    await two.gateway.leave();
    expect(await serverPid(dataDir)).toBeUndefined();
  });

  test('is never answered with an empty database in the place of a lost one', async () => {
    const dataDir = await scene.cluster();
    const { gateway, url } = await scene.joined(dataDir);
    await query(url, 'create table kept as select 1 as one');
    await rename(join(dataDir, 'postgres'), join(dataDir, 'away'));
    const pid = Number(
      (await readFile(join(dataDir, 'away/data/postmaster.pid'), 'utf8')).split('\n')[0],
    );
    process.kill(pid, 'SIGKILL');
    await until(() => gateway.logs.some((line) => line.includes('is gone')));
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);

    await rename(join(dataDir, 'away'), join(dataDir, 'postgres'));
    await until(() =>
      query(url, 'select one from kept').then(
        () => true,
        () => false,
      ),
    );
    await gateway.leave();
  });
});

describe('a broken connection', () => {
  test('is taken again, so that others do not stop the server under a living gateway', async () => {
    const dataDir = await scene.cluster();
    const one = await scene.joined(dataDir);
    const superuser = await superuserUrl(dataDir, one.url);
    const holders = `from pg_stat_activity where application_name = 'ijw-gateway presence'`;
    const [before] = await query<{ pid: number }>(superuser, `select pid ${holders}`);
    await query(superuser, `select pg_terminate_backend(pid) ${holders}`);
    await until(async () => {
      const [now] = await query<{ pid: number }>(superuser, `select pid ${holders}`);
      return now !== undefined && now.pid !== before?.pid;
    });
    await until(async () => {
      const locks = await query(superuser, `select from pg_locks where locktype = 'advisory'`);
      return locks.length === 1;
    });
    const two = await scene.joined(dataDir);
    await two.gateway.leave();
    expect(await one.gateway.query('select 1 as one')).toEqual([{ one: 1 }]);
    await one.gateway.leave();
    expect(await serverPid(dataDir)).toBeUndefined();
  });
});

describe('a stale postmaster.pid', () => {
  async function stoppedCluster() {
    const dataDir = await scene.cluster();
    const { gateway } = await scene.joined(dataDir);
    const pidFile = join(dataDir, 'postgres/data/postmaster.pid');
    const lines = (await readFile(pidFile, 'utf8')).split('\n');
    await gateway.leave();
    const { uid, gid } = await stat(join(dataDir, 'postgres'));
    const account = process.getuid?.() === 0 ? { uid, gid } : {};
    const pretend = async (pid: number) => {
      await writeFile(pidFile, [pid, ...lines.slice(1)].join('\n'));
      await chown(pidFile, uid, gid);
    };
    return { dataDir, account, pretend };
  }

  async function startsAnyway(dataDir: string) {
    const { gateway } = await scene.joined(dataDir);
    expect(await gateway.query('select 1 as one')).toEqual([{ one: 1 }]);
    await gateway.leave();
  }

  test('of a process that is gone does not keep the server from starting', async () => {
    const { dataDir, pretend } = await stoppedCluster();
    const gone = spawn('true');
    await once(gone, 'exit');
    await pretend(gone.pid as number);
    await startsAnyway(dataDir);
  });

  test('whose number now belongs to another program of the same account does not either', async () => {
    const { dataDir, account, pretend } = await stoppedCluster();
    const other = spawn('sleep', ['60'], account);
    await pretend(other.pid as number);
    await startsAnyway(dataDir);
    expect(other.exitCode).toBeNull();
    other.kill();
  });

  test('whose number belongs to a dead process that nobody reaped does not either', async () => {
    const { dataDir, account, pretend } = await stoppedCluster();
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], account);
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    await pretend(Number(String(line)));
    await startsAnyway(dataDir);
    parent.kill();
  });
});
