import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { runInShell } from '../../support/shell.ts';
import { Desk } from './support.ts';

let gateway: TestGateway;
let desk: Desk;
beforeAll(async () => {
  gateway = await startTestGateway();
  desk = await Desk.open(gateway);
});
afterAll(() => gateway?.remove());

/** Runs commands without what curl says of its progress. */
const run = (commands: string, variables: Record<string, string>) =>
  runInShell(`curl() { command curl -s "$@"; }\n${commands}`, variables);

test('the commands of the guide work when they are pasted in order', async () => {
  expect(desk.parties).toMatchObject({ gemeente: '0363', aanbieder: '12345678' });
  await desk.allocated();
  const request = await desk.requested('DIJK-2026-0117');
  const guide = await readFile(new URL('../../../docs/guides/drafts.md', import.meta.url), 'utf8');
  const blocks = [...guide.matchAll(/```sh\n(.*?)```/gs)].map(([, commands = '']) => commands);
  expect(blocks).toHaveLength(5);
  const [answer = '', complete = '', start = '', asking = '', change = ''] = blocks;
  const key = (caller: typeof desk.gemeente) =>
    caller.authorization.Authorization?.replace('Bearer ', '') ?? '';
  const known = {
    ...{ api: gateway.address, gemeente: key(desk.gemeente), aanbieder: key(desk.aanbieder) },
    ...{ request, allocation: await desk.allocationId() },
  };
  const made = JSON.parse(await run(answer, known));
  const [draft] = made.items;
  expect(draft).toMatchObject({ type: 'JW319', state: 'open' });
  expect(JSON.parse(await run(complete, known))).toMatchObject({ aanbieder: '12345678' });
  const started = JSON.parse(await run(start, known));
  expect(started.items).toMatchObject([{ type: 'JW305', findings: [] }]);
  const asked = JSON.parse(await run(asking, known));
  expect(asked.items).toMatchObject([{ type: 'JW315', findings: [], lacking: [] }]);
  const more = { draft: draft.id, bericht: JSON.stringify(draft.bericht) };
  const output = await run(change.replace('curl -X POST', 'echo; curl -X POST'), {
    ...known,
    ...more,
  });
  const [changed, sent] = output.trim().split('\n');
  expect(JSON.parse(changed ?? '')).toMatchObject({ id: draft.id, version: 2 });
  expect(JSON.parse(sent ?? '')).toMatchObject({ type: 'JW319', status: 'received' });
});
