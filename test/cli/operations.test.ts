import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { barOf } from '../../src/cli/bar.ts';
import { progressOf } from '../../src/cli/watch.ts';
import { canHeal } from '../../src/store/errors.ts';
import {
  breakDelivery,
  failedMessages,
  plantedBsn,
  plantFailed,
  repairDelivery,
  statusesOf,
} from '../operations/support.ts';
import { Commands, type Result, startCommand } from '../support/commands.ts';
import { makeStore } from '../support/database.ts';
import {
  type Caller,
  startTestGateway,
  type TestGateway,
  testEncryptionKey,
} from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;

beforeEach(async () => {
  gateway = await startTestGateway();
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
});
afterEach(() => gateway.remove());

const commands = new Commands();
afterAll(() => commands.stop());

const settingsOf = (databaseUrl: string) => ({
  DATABASE_URL: databaseUrl,
  ENCRYPTION_KEY: testEncryptionKey,
});

/** A process of its own, as at a terminal: above all what waits must end by itself. */
async function processOfIjw(databaseUrl: string, ...words: string[]): Promise<Result> {
  return discreet(await startCommand({ words, settings: settingsOf(databaseUrl) }).ended);
}

async function ijw(...words: string[]): Promise<Result> {
  return discreet(await commands.run({ words, settings: settingsOf(gateway.databaseUrl) }));
}

function discreet(result: Result): Result {
  expect(result.stdout + result.stderr).not.toContain(plantedBsn);
  return result;
}

const because = ['--reason', 'the column is back'];

test('`ijw messages` lists what failed, with counts, for a person and for a script', async () => {
  const ids = await plantFailed(gateway.store, 3);
  const wanted = ['--status', 'failed', '--type', 'JW315'];
  const { code, stdout, stderr } = await processOfIjw(gateway.databaseUrl, 'messages', ...wanted);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  for (const id of ids) expect(stdout).toContain(id);
  expect(stdout).toContain('23514 3');
  const first = JSON.parse(
    (await ijw('messages', '--party', '0363', '--limit', '2', '--json')).stdout,
  );
  expect(first.items.map((item: { id: string }) => item.id)).toEqual([ids[2], ids[1]]);
  expect(first.counts).toMatchObject({ count: 3, byStatus: { failed: 3 } });
  const more = JSON.parse((await ijw('messages', '--after', first.next, '--json')).stdout);
  expect(more.items.map((item: { id: string }) => item.id)).toEqual([ids[0]]);
  expect((await ijw('messages', '--party', '0999')).stdout).toContain('No messages.');
});

test('`ijw messages` goes on over pages that are short or empty', async () => {
  await gateway.party('0479');
  const rare = await plantFailed(gateway.store, 2, { recipient: '0479' });
  await plantFailed(gateway.store, 1000);
  const found = JSON.parse((await ijw('messages', '--party', '0479', '--json')).stdout);
  expect(found.items.map((item: { id: string }) => item.id)).toEqual(rare.toReversed());
  expect(found.next).toBeNull();
  const one = await ijw('messages', '--party', '0479', '--limit', '1');
  expect(one.stdout).toMatch(new RegExp(`^More: --after ${rare[1]}$`, 'm'));
});

test('`ijw messages find` finds by what is at hand, and says in the access log who searched', async () => {
  const ids = [];
  for (const identificatie of ['VOT24000117', 'VOT24000118']) {
    const { body } = await aanbieder.post(jw315({ identificatie }));
    ids.push(body.id);
  }
  const find = (...words: string[]) => ijw('messages', 'find', '--as', 'Joop', ...words);
  const first = JSON.parse(
    (await find('--identificatie', 'vot24', '--limit', '1', '--json')).stdout,
  );
  expect(first.items.map(({ id }: { id: string }) => id)).toEqual([ids[0]]);
  const second = await find('--identificatie', 'vot24', '--after', first.next);
  expect(second.stdout).toContain(ids[1]);
  const { stdout } = await find('--referentie', 'DIJK-2024-0117', '--aanbieder', '12345678');
  expect(stdout).toContain(ids[0]);
  expect((await find('--toewijzing', '9999')).stdout).toContain('No messages.');
  const { rows } = await gateway.store.pool.query(
    `select actor, detail from access_log_fresh where action = 'search-messages'`,
  );
  expect(rows).toHaveLength(4);
  for (const row of rows) expect(row.actor).toBe('cli:Joop');
  for (const [words, said] of [
    [[], /Give one of/],
    [['--identificatie', 'VOT'], /Give 4 characters or more/],
    [['--identificatie', 'VOT2', '--toewijzing', '9999'], /Give one of/],
    [['--referentie', 'DIJK-1'], /Give --aanbieder/],
    [['--identificatie', 'VOT2', '--after', 'x'], /not the end of a page/],
  ] as const) {
    const { code, stderr } = await find(...words);
    expect(code, words.join(' ')).not.toBe(0);
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/^ +at /m);
  }
});

test('`ijw messages show` and `dismiss`: one message, given up by whom and why', async () => {
  const [failed] = (await failedMessages(gateway.store, aanbieder, [jw315()])) as [string];
  const behind = (await aanbieder.post(jw315())).body.id;
  expect((await ijw('messages', 'show', behind)).stdout).toContain(failed);
  const given = await processOfIjw(
    gateway.databaseUrl,
    ...['messages', 'dismiss', failed, '--reason', 'by letter', '--as', 'Joop'],
  );
  expect(given.code).toBe(0);
  const shown = JSON.parse((await ijw('messages', 'show', failed, '--json')).stdout);
  expect(shown.dismissal).toMatchObject({ reason: 'by letter', by: { name: 'cli:Joop' } });
  // What waited behind it goes on, though this process has no queue to announce to.
  await expect
    .poll(() => statusesOf(gateway.store, [behind]), { timeout: 20_000 })
    .toEqual(['accepted']);
  const again = await ijw('messages', 'dismiss', behind, ...because);
  expect(again).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^The message has not failed\. Only a message .*\n$/),
  });
});

test('`ijw replay` by filter waits until it has finished; the gateway does the work', async () => {
  const ids = await plantFailed(gateway.store, 20);
  const dry = JSON.parse(
    (await ijw('replay', '--status', 'failed', ...because, '--dry-run', '--json')).stdout,
  );
  expect(dry).toMatchObject({ count: 20, ids });
  const watched = ['replay', '--type', 'JW315', ...because, '--watch'];
  const { code, stdout, stderr } = await processOfIjw(gateway.databaseUrl, ...watched);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^succeeded +20$/m);
  expect(stdout).toMatch(new RegExp(`^by +cli:${userInfo().username}$`, 'm'));
  // A bar is for terminals.
  expect(stderr).toBe('');
  expect(new Set(await statusesOf(gateway.store, ids))).toEqual(new Set(['accepted']));
  const { items: list } = JSON.parse((await ijw('replay', 'list', '--json')).stdout);
  expect(list).toEqual([expect.objectContaining({ state: 'finished', count: 20 })]);
  const shown = await ijw('replay', 'show', list[0].id);
  expect(shown.stdout).toContain('the column is back');
  expect(JSON.parse((await ijw('replay', 'stop', list[0].id, '--json')).stdout)).toEqual(list[0]);
});

test('`ijw replay` ends with 1 when a message failed again or there is nothing to do, with 2 for wrong words', async () => {
  const ids = await failedMessages(gateway.store, aanbieder, [jw315()]);
  await breakDelivery(gateway.store);
  const { code, stdout } = await ijw('replay', ...ids, ...because, '--watch', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout).progress).toMatchObject({ failed: 1, succeeded: 0 });
  await repairDelivery(gateway.store);
  const wrong: [string[], number, RegExp][] = [
    [['replay', '--type', 'JW301', ...because], 1, /Nothing was started/],
    [['replay', ...because], 1, /Name the messages/],
    [['replay', ...ids], 2, /reason/],
    [['replay', ...ids, ...because, '--as', 'J'.repeat(201)], 2, /200 characters/],
    [['replay', 'everything', ...because], 2, /not an id/],
    [['replay', '--from', 'yesterday', ...because], 2, /Write a moment/],
    [['messages', '--status', 'lost'], 2, /Allowed choices/],
    [['messages', 'show', '01a2055b-732f-712d-aff7-9ee7d3ee453f'], 1, /does not exist/],
  ];
  const results = await Promise.all(wrong.map(([words]) => ijw(...words)));
  for (const [index, [words, code, sentence]] of wrong.entries()) {
    expect(results[index]?.code, words.join(' ')).toBe(code);
    expect(results[index]?.stderr).toMatch(sentence);
    expect(results[index]?.stderr).not.toMatch(/^ {4}at /m);
  }
});

test('`ijw redeliver` puts back what a party acknowledged', async () => {
  const { body } = await aanbieder.post(jw315());
  await gemeente.get('/v1/inbox?waitSeconds=10');
  await gemeente.send('POST', '/v1/inbox/acknowledgements', { ids: [body.id] });
  const from = new Date(Date.now() - 60_000).toISOString();
  const watched = ['redeliver', '--party', '0363', '--from', from, ...because, '--watch'];
  const done = await processOfIjw(gateway.databaseUrl, ...watched);
  expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/^succeeded +1$/m) });
  const inbox = await gemeente.get('/v1/inbox');
  expect(inbox.body.items).toEqual([
    expect.objectContaining({ id: body.id, position: 2, redelivered: true }),
  ]);
  expect((await ijw('redeliver', 'list')).stdout).toContain('finished');
});

test('`ijw queue` shows the depth, held lines and workers', async () => {
  const [failed] = (await failedMessages(gateway.store, aanbieder, [jw315()])) as [string];
  await aanbieder.post(jw315());
  const { code, stdout } = await ijw('queue');
  // A message failed: a person has to look.
  expect(code).toBe(1);
  expect(stdout).toMatch(/^failed +1 \(23514 1\)$/m);
  expect(stdout).toContain('1, with 1 messages');
  expect(stdout).toContain(failed);
  const view = JSON.parse((await ijw('queue', '--json')).stdout);
  expect(view).toMatchObject({
    heldLineCount: 1,
    heldMessages: 1,
    heldLines: [{ heldBy: failed, errorCode: '23514', waiting: 1 }],
    workers: [{ pid: process.pid }],
    redis: 'not-used',
    failed: { count: 1, byErrorCode: { 23514: 1 } },
  });
});

test('where no worker runs, `ijw replay --watch` says so and keeps the replay', async () => {
  const store = await makeStore();
  try {
    await store.pool.query(`insert into party (code, kind, name)
      values ('0363', 'gemeente', 'A'), ('12345678', 'aanbieder', 'B')`);
    await plantFailed(store, 1);
    const { code, stdout, stderr } = await processOfIjw(
      store.url,
      'replay',
      '--status',
      'failed',
      ...because,
      '--watch',
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/^No worker runs now/);
    expect(stdout).toMatch(/^state +running$/m);
    expect((await processOfIjw(store.url, 'queue')).code).toBe(1);
  } finally {
    await store.drop();
  }
});

test('every command says in its help how it ends', async () => {
  const commands = [
    ...[['messages'], ['messages', 'show'], ['replay'], ['redeliver'], ['queue'], []],
    ...[['parties', 'set'], ['keys', 'rotate'], ['mandates', 'give'], ['holds'], ['post']],
    ...[['validate'], ['ledger', 'import'], ['access-log', 'export'], ['spic', 'load']],
  ];
  const helps = await Promise.all(commands.map((words) => ijw(...words, '--help')));
  for (const { stdout } of helps) expect(stdout.split('Exit codes: 0')).toHaveLength(2);
});

test('the documents replay what can fail, and not what heals by itself', async () => {
  const guide = await readFile(new URL('../../docs/guides/operate.md', import.meta.url), 'utf8');
  const codes = [...guide.matchAll(/ijw replay --error (\S+)/g)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(0);
  for (const code of codes) expect(canHeal(Object.assign(new Error(), { code })), code).toBe(false);
});

test('the bar shows how far a replay is', () => {
  const progress = { pending: 4, running: 1, succeeded: 3, failed: 2, skipped: 0, stopped: 0 };
  expect(barOf(...progressOf({ count: 10, progress }))).toBe(
    `[${'#'.repeat(15)}${'-'.repeat(15)}] 50% of 10 messages, 2 failed`,
  );
});
