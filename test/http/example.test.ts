import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { escapeHtml } from '../../src/http/pages/html.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { runInShell } from '../support/shell.ts';

const file = 'examples/conversation.sh';
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway?.remove());

test('is in the pages as it is, has ten lines, and the README leads to it', async () => {
  const script = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
  const [, steps = ''] = script.split('set -euo pipefail\n');
  expect(steps.trimEnd().split('\n')).toHaveLength(10);
  for (const language of ['nl', 'en']) {
    const page = await fetch(`${gateway.address}/docs/example?lang=${language}`);
    expect(await page.text()).toContain(escapeHtml(script));
  }
  expect(await readFile(new URL('../../README.md', import.meta.url), 'utf8')).toContain(
    `](${file})`,
  );
});

test('posts, polls, answers and acknowledges, and does so again when it is run again', async () => {
  const keyOf = ({ authorization }: Caller) =>
    authorization.Authorization?.replace('Bearer ', '') ?? '';
  const aanbieder = await gateway.party('12345678');
  const gemeente = await gateway.party('0363');
  for (let run = 1; run <= 2; run += 1) {
    const jw315 = 'fixtures/conversation/01-JW315.xml';
    const script = `set -- ${gateway.address} "$aanbieder" "$gemeente" ${jw315}; . ${file}`;
    const output = await runInShell(script, {
      aanbieder: keyOf(aanbieder),
      gemeente: keyOf(gemeente),
    });
    const [posted, answered, acknowledged, inbox] = output
      .trimEnd()
      .split(/\n+/)
      .map((line) => JSON.parse(line));
    expect(posted).toMatchObject({ type: 'JW315', status: 'received' });
    expect(answered).toMatchObject({ type: 'JW316', status: 'received' });
    expect(acknowledged).toEqual({ acknowledged: [posted.id], unknown: [] });
    expect(inbox.items).toHaveLength(1);
    expect(inbox.items.at(-1)).toMatchObject({
      id: answered.id,
      type: 'JW316',
      outcome: 'approved',
    });
    expect((await aanbieder.get(`/v1/messages/${posted.id}`)).body).toMatchObject({
      status: 'delivered',
      outcome: 'approved',
    });
    // As its software would: else the next poll is answered by it, and does not wait.
    await aanbieder.send('POST', '/v1/inbox/acknowledgements', { ids: [answered.id] });
    // An Identificatie counts seconds.
    await sleep(1100);
  }
});
