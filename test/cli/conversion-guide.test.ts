import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway, testEncryptionKey } from '../support/gateway.ts';
import { runInShell } from '../support/shell.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

let gateway: TestGateway;
let folder: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  folder = await mkdtemp(join(tmpdir(), 'ijw-conversion-guide-'));
  await symlink(join(root, 'examples'), join(folder, 'examples'));
});
afterAll(async () => {
  await gateway?.remove();
  await rm(folder, { recursive: true });
});

/** Runs commands of the guide in an empty folder. @returns what they print, and how they end where that is not with 0 */
function run(commands: string, variables: Record<string, string> = {}): Promise<string> {
  const npx = `npx() { shift; "$node" ${root}src/cli/ijw.ts "$@" 2>&1 || echo "exit code $?"; }`;
  return runInShell(`${npx}\ncd "$folder"\n${commands}`, {
    ...{ folder, DATABASE_URL: gateway.databaseUrl, ENCRYPTION_KEY: testEncryptionKey },
    ...{ IJW_GATEWAY: gateway.address, IJW_KEY: administratorKey(), ...variables },
  });
}

const administratorKey = () =>
  gateway.administrator.authorization.Authorization?.replace('Bearer ', '') ?? '';

/** What the parties of the guide fill in: they agree with each row of theirs that has a SPIC. */
async function fillIn(): Promise<void> {
  const [header = '', ...lines] = (await readFile(join(folder, 'conversion-1.csv'), 'utf8'))
    .trimEnd()
    .split('\r\n');
  const names = header.split(';');
  const at = (name: string) => names.indexOf(name);
  for (const [file, column, code] of [
    ['amsterdam', 'gemeente', '0363'],
    ['diemen', 'gemeente', '0384'],
    ['de-dijk', 'aanbieder', '12345678'],
    ['het-baken', 'aanbieder', '87654321'],
  ] as const) {
    const own = lines.map((line) => line.split(';')).filter((cells) => cells[at(column)] === code);
    const rows = own.map((cells) => {
      const filled = cells[at('toCode')] === '' ? cells : cells.with(at('mark'), 'akkoord');
      return filled.join(';');
    });
    await writeFile(join(folder, `${file}.csv`), [header, ...rows].join('\r\n'));
  }
}

test('the commands of the guide work on the example files when they are pasted in order', async () => {
  const guide = await readFile(join(root, 'docs/guides/conversion-at-the-terminal.md'), 'utf8');
  const blocks = [...guide.matchAll(/```sh\n(.*?)```/gs)].map(([, commands = '']) => commands);
  expect(blocks).toHaveLength(10);
  const [parties = '', complete = '', preview = '', look = '', share = '', ...rest] = blocks;
  const [mark = '', commit = '', report = '', revert = '', check = ''] = rest;
  const begun = await run(parties);
  expect(begun).toContain('Loaded 2 contracts: 2 new');
  expect(begun).toMatch(/^imported +13$/m);
  expect(begun).toContain('Kept the details of 8 children.');
  expect(begun).toContain('Kept the details of 3 children.');
  expect(begun + (await run(complete))).not.toContain('exit code');
  const made = await run(preview);
  expect(made).toMatch(/^state +ready$/m);
  expect(made).toMatch(/^allocations +13$/m);
  expect(made).toMatch(/^not mapped +2$/m);
  expect(made).toMatch(/^held back +2$/m);
  // Each of these figures is of an allocation of the example.
  expect(made).not.toMatch(/^not used/m);
  const looked = await run(look);
  expect(looked).toMatch(/ 100472 .* no-rule$/m);
  expect(looked).toMatch(/ 100872 .* no-contract$/m);
  expect(looked).toMatch(/ 20059 .* client-data$/m);
  expect(looked).toContain('Nobody said anything of it yet.');
  expect(await run(share)).toContain('Written to conversion-1.csv: 13 rows.');
  await fillIn();
  expect((await run(mark)).match(/^Kept what \d+ says of \d rows\.$/gm)).toHaveLength(4);
  const sent = await run(commit);
  expect(sent).toContain('11 messages to send.');
  expect(sent).toMatch(/^approved +9$/m);
  expect(sent).toMatch(/^held back +2$/m);
  expect(sent).toMatch(/^exit code 1$/m);
  expect(await run(report)).toMatch(/^goedgekeurd +9$/m);
  const { stdout, row } = await firstApproved(revert);
  expect(stdout).toMatch(/^taken back +1$/m);
  expect(await run(`npx ijw conversion rows 1 --step reverted`)).toMatch(
    new RegExp(`^ *${row} .* reverted `, 'm'),
  );
  expect(await run(check)).toContain('Conversion 1 comes to the same: 13 rows.');
});

/** Takes back the first row that was approved, as its reader would after the first of the two commands. */
async function firstApproved(revert: string): Promise<{ stdout: string; row: string }> {
  const [list = '', back = ''] = revert.trim().split('\n');
  const row = /^ *(\d+) +03/m.exec(await run(list))?.[1] as string;
  return { stdout: await run(back, { row }), row };
}
