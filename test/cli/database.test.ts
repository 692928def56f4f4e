import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { candidates, findDataFolder } from '../../src/cli/data-folder.ts';
import { openStore } from '../../src/store/database.ts';
import { Commands } from '../support/commands.ts';
import { makeEmptyDatabase } from '../support/database.ts';

const commands = new Commands();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ijw-nothing-'));
});
afterAll(async () => {
  await commands.stop();
  await rm(folder, { recursive: true });
});

/** Commands of each kind that reads a database. */
const lines = [
  ['queue'],
  ['messages'],
  ['operators', 'create'],
  ['ledger', 'verify'],
  ['access-log', 'verify'],
  ['forgetting'],
  ['spic', 'list'],
  ['keys', 'rotate'],
];

test.each(lines)('`ijw %s %s` makes no database in a folder without one', async (...words) => {
  const run = { words: words.filter(Boolean), settings: { DATA_DIR: folder } };
  expect(await commands.run(run)).toMatchObject({
    code: 3,
    stdout: '',
    stderr: `There is no database of a gateway in ${folder}. Set DATABASE_URL, or DATA_DIR to the folder of the gateway; if it is new, start it first (npm start).\n`,
  });
  expect(await readdir(folder)).toEqual([]);
});

test('in a database without a gateway it makes no tables, and says which database that is', async () => {
  const { url, drop } = await makeEmptyDatabase();
  const store = openStore({ url });
  try {
    const settings = { DATABASE_URL: url, ENCRYPTION_KEY: 'ab'.repeat(32) };
    for (const words of [['messages'], ['ledger', 'verify']]) {
      const { code, stdout, stderr, reads } = await commands.run({ words, settings });
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toMatch(/^This database is of no gateway: .*DATABASE_URL/);
      const { username, host, pathname, password } = new URL(url);
      expect(reads).toBe(`Database: postgres://${username && `${username}@`}${host}${pathname}`);
      if (password) expect(reads + stderr).not.toContain(password);
    }
    const { rows } = await store.pool.query(
      "select tablename from pg_tables where schemaname = 'public'",
    );
    expect(rows).toEqual([]);
  } finally {
    await store.close();
    await drop();
  }
});

test('without DATA_DIR a database is looked for here, and then in the folder of the program', async () => {
  const program = fileURLToPath(new URL('../..', import.meta.url));
  const here = await mkdtemp(join(tmpdir(), 'ijw-here-'));
  const from = process.cwd();
  process.chdir(here);
  try {
    const places = [join(process.cwd(), 'data'), join(program, 'data')];
    expect(candidates({})).toEqual(places);
    await mkdir(join(here, 'data/postgres/data'), { recursive: true });
    await writeFile(join(here, 'data/postgres/data/PG_VERSION'), '18\n');
    expect(await findDataFolder({})).toBe(places[0]);
    expect(await findDataFolder({ DATA_DIR: folder })).toBeUndefined();
  } finally {
    process.chdir(from);
    await rm(here, { recursive: true });
  }
});

test('wrong settings end with 2', async () => {
  const settings = { DATABASE_URL: 'mysql://x' };
  expect(await commands.run({ words: ['queue'], settings })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^DATABASE_URL is not a URL.*/),
  });
});
