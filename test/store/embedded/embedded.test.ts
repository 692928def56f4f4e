import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { joinEmbeddedPostgres } from '../../../src/store/embedded/embedded.ts';
import { FAST, isAlive, query, Scene, serverPid } from './embedded-support.ts';

const scene = new Scene();
afterEach(() => scene.clear());

describe('the embedded Postgres', () => {
  test('is made under DATA_DIR at first, and keeps what was written', async () => {
    const dataDir = join(await scene.folder(), 'not/yet/there');
    const first = await joinEmbeddedPostgres({ dataDir, settings: FAST });
    await query(first.url, "create table kept as select 'ja' as word");
    await first.leave();
    expect(await serverPid(dataDir)).toBeUndefined();

    const second = await joinEmbeddedPostgres({ dataDir, settings: FAST });
    expect(await query(second.url, 'select word from kept')).toEqual([{ word: 'ja' }]);
    expect(second.url).toBe(first.url);
    await second.leave();
  });

  test('flushes to the disk, is UTF-8 with plain ordering, and listens on 127.0.0.1 only', async () => {
    const dataDir = await scene.folder();
    const postgres = await joinEmbeddedPostgres({ dataDir });
    expect(
      await query(
        postgres.url,
        `select current_setting('fsync') as fsync,
                current_setting('listen_addresses') as listens,
                current_setting('server_encoding') as encoding,
                current_setting('data_checksums') as checksums,
                (select datcollate from pg_database where datname = current_database()) as collate,
                (select rolsuper from pg_roles where rolname = current_user) as superuser,
                current_database() as database`,
      ),
    ).toEqual([
      {
        fsync: 'on',
        listens: '127.0.0.1',
        encoding: 'UTF8',
        checksums: 'on',
        collate: 'C',
        superuser: false,
        database: 'ijw',
      },
    ]);
    const pidFile = await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8');
    const [port, sockets, listens] = pidFile.split('\n').slice(3, 6);
    expect({ port, sockets, listens }).toEqual({
      port: new URL(postgres.url).port,
      sockets: '',
      listens: '127.0.0.1',
    });
    await postgres.leave();
  });

  test('lets nobody in without the password, which others cannot read', async () => {
    const dataDir = await scene.folder();
    const postgres = await joinEmbeddedPostgres({ dataDir, settings: FAST });
    for (const user of ['ijw', 'postgres']) {
      for (const password of ['', 'ijw', 'postgres']) {
        const url = new URL(postgres.url);
        url.username = user;
        const { hostname: host, port } = url;
        const client = new pg.Client({ host, port: Number(port), user, password, database: user });
        await expect(client.connect()).rejects.toThrow(/password/);
        await client.end();
      }
    }
    expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, 'postgres'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(dataDir, 'postgres.lock'))).mode & 0o777).toBe(0o600);
    await postgres.leave();
  });

  test('lets the gateway make databases, as the tests do', async () => {
    const dataDir = await scene.cluster();
    const postgres = await joinEmbeddedPostgres({ dataDir, settings: FAST });
    await query(postgres.url, 'create database another');
    const url = new URL(postgres.url);
    url.pathname = '/another';
    expect(await query(url.href, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.leave();
  });

  test('takes settings as they are, quotes, dollars and spaces included', async () => {
    const dataDir = await scene.cluster();
    const application_name = "it's $HOME `id`; \\ done";
    const settings = { ...FAST, application_name, work_mem: '5MB' };
    const postgres = await joinEmbeddedPostgres({ dataDir, settings });
    const [row] = await query<{ work_mem: string; boot: string }>(
      postgres.url,
      `select current_setting('work_mem') as work_mem,
              (select reset_val from pg_settings where name = 'application_name') as boot`,
    );
    expect(row).toEqual({ work_mem: '5MB', boot: application_name });
    await postgres.leave();
  });

  test('refuses a setting that could not be passed on unchanged', async () => {
    const dataDir = await scene.folder();
    const bad: Record<string, string>[] = [{ 'fsync=off -c x': '1' }, { work_mem: '5MB\n' }];
    for (const settings of bad) {
      await expect(joinEmbeddedPostgres({ dataDir, settings })).rejects.toThrow(/cannot be passed/);
    }
  });

  test('writes no word of a failing statement to the log of the server', async () => {
    const dataDir = await scene.cluster();
    const postgres = await joinEmbeddedPostgres({ dataDir, settings: FAST });
    await query(postgres.url, 'create table child (bsn text primary key)');
    await query(postgres.url, "insert into child values ('999900006')");
    await expect(query(postgres.url, "insert into child values ('999900006')")).rejects.toThrow();
    await expect(query(postgres.url, "select '999900006x'::int")).rejects.toThrow();
    await postgres.leave();
    const log = await readFile(join(dataDir, 'postgres/server.log'), 'utf8');
    expect(log).toContain('ready to accept connections');
    expect(log).not.toContain('999900006');
  });

  test('can be left twice', async () => {
    const dataDir = await scene.cluster();
    const postgres = await joinEmbeddedPostgres({ dataDir, settings: FAST });
    await Promise.all([postgres.leave(), postgres.leave()]);
    await postgres.leave();
    expect(await serverPid(dataDir)).toBeUndefined();
  });

  test('can be left when its server was stopped by somebody else', async () => {
    const dataDir = await scene.cluster();
    const postgres = await joinEmbeddedPostgres({ dataDir, settings: FAST });
    const pid = (await serverPid(dataDir)) as number;
    process.kill(pid, 'SIGINT');
    await postgres.leave();
    expect(await serverPid(dataDir)).toBeUndefined();
  });

  test('works in a folder whose name the shell would make something of', async () => {
    const dataDir = join(await scene.folder(), 'a b"$(touch x)`\'é');
    const postgres = await joinEmbeddedPostgres({ dataDir, settings: FAST });
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.leave();
  });
});

describe('several processes on one DATA_DIR', () => {
  test('share one server, which the last to leave stops', async () => {
    const dataDir = await scene.cluster();
    const one = await scene.joined(dataDir);
    const pid = (await serverPid(dataDir)) as number;
    const two = await scene.joined(dataDir);
    expect(two.url).toBe(one.url);
    expect(await serverPid(dataDir)).toBe(pid);

    await one.gateway.leave();
    expect(isAlive(pid)).toBe(true);
    expect(await two.gateway.query('select 2 as two')).toEqual([{ two: 2 }]);
    await two.gateway.leave();
    expect(await serverPid(dataDir)).toBeUndefined();
  });

  test('may start at the same moment on nothing', async () => {
    const dataDir = join(await scene.folder(), 'data');
    const gateways = Array.from({ length: 4 }, () => scene.start(dataDir));
    const urls = await Promise.all(gateways.map((gateway) => gateway.url()));
    expect(new Set(urls).size).toBe(1);
    for (const gateway of gateways) {
      expect(await gateway.query('select 1 as one')).toEqual([{ one: 1 }]);
    }
    await Promise.all(gateways.map((gateway) => gateway.leave()));
    expect(await serverPid(dataDir)).toBeUndefined();
  });

  test('may come at the moment at which the last leaves', async () => {
    const dataDir = await scene.cluster();
    let present = await scene.joined(dataDir);
    for (let round = 0; round < 3; round++) {
      const newcomer = scene.start(dataDir);
      // Around the moment at which the newcomer looks for the server, now before, now after.
      await new Promise((resolve) => setTimeout(resolve, 60 + round * 25));
      await present.gateway.leave();
      const url = await newcomer.url();
      expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
      present = { gateway: newcomer, url };
    }
    await present.gateway.leave();
    expect(await serverPid(dataDir)).toBeUndefined();
  });

  test('do not keep the server of another DATA_DIR', async () => {
    const [left, right] = [await scene.cluster(), await scene.cluster()];
    const one = await scene.joined(left);
    const two = await scene.joined(right);
    expect(two.url).not.toBe(one.url);
    await one.gateway.leave();
    expect(await serverPid(left)).toBeUndefined();
    expect(await two.gateway.query('select 1 as one')).toEqual([{ one: 1 }]);
    await two.gateway.leave();
  });

  test('keep a DATA_DIR that others may read closed where it matters', async () => {
    const dataDir = await scene.folder();
    await chmod(dataDir, 0o755);
    const { gateway } = await scene.joined(dataDir);
    expect((await stat(join(dataDir, 'postgres'))).mode & 0o077).toBe(0);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o755);
    await gateway.leave();
  });
});
