import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { amsterdam, dijk } from '../../region/conversion/world.ts';
import { runInShell } from '../../support/shell.ts';
import { Desk } from './support.ts';

const made = [
  ...['conversion.xlsx', 'conversion.svg', 'marks.csv'],
  ...['mapping.json', 'declared.json', 'wish.json'],
];
const root = new URL('../../../', import.meta.url);

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
  await desk.region.add([{ child: 1, number: '100001' }]);
});
afterAll(async () => {
  for (const name of made) await rm(new URL(name, root), { force: true });
  await desk?.[Symbol.asyncDispose]();
});

test('the commands of the guide work when they are pasted in order', async () => {
  const guide = await readFile(new URL('docs/guides/conversion.md', root), 'utf8');
  const blocks = [...guide.matchAll(/```sh\n(.*?)```/gs)].map(([, commands = '']) => commands);
  expect(blocks).toHaveLength(8);
  const [read = '', make = '', files = '', look = '', share = '', ...rest] = blocks;
  const [mark = '', file = '', commit = ''] = rest;
  const key = (code: string) =>
    desk.caller(code).authorization.Authorization?.replace('Bearer ', '') ?? '';
  const known = {
    ...{ api: desk.region.gateway.address, gemeente: key(amsterdam), aanbieder: key(dijk) },
  };
  const run = async (commands: string) =>
    runInShell(`curl() { command curl -s "$@"; }\nnode() { "$node" "$@"; }\n${commands}`, known);
  expect(JSON.parse(await run(read))).toMatchObject({ kind: 'mapping', rows: { length: 11 } });
  expect(JSON.parse(await run(make))).toMatchObject({ number: 1, state: 'making' });
  await desk.ready('/v1/conversions/1');
  expect(JSON.parse(await run(files))).toMatchObject({ number: 2, gemeenten: [amsterdam] });
  await desk.ready('/v1/conversions/2');
  const [record = '', rows = ''] = (await run(look.replace('\ncurl', '\necho; curl'))).split('\n');
  expect(JSON.parse(record)).toMatchObject({ state: 'ready', totals: { mapped: 1 } });
  expect(JSON.parse(rows)).toMatchObject({ items: [{ remains: { declared: 'file' } }] });
  expect((await readFile(new URL('conversion.xlsx', root))).subarray(0, 2).toString()).toBe('PK');
  expect(await readFile(new URL('conversion.svg', root), 'utf8')).toMatch(/^<svg/);
  expect(JSON.parse(await run(share)).sharedAt).toEqual(expect.any(String));
  expect(JSON.parse(await run(mark))).toEqual({ marked: 1 });
  const csv = 'row;version;toewijzingNummer;mark\\n1;1;100001;akkoord\\n';
  expect(JSON.parse(await run(`printf '${csv}' > marks.csv\n${file}`))).toEqual({ marked: 1 });
  expect(JSON.parse(await run(commit))).toMatchObject({ kind: 'commit' });
  await desk.settled('/v1/conversions/1');
  expect(await desk.row('/v1/conversions/1', '100001')).toMatchObject({ step: 'approved' });
});
