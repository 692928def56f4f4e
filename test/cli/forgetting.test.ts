import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeHold } from '../../src/retention/legal-holds.ts';
import { signedHold } from '../../src/retention/signed.ts';
import type { Store } from '../../src/store/database.ts';
import {
  administrator,
  forgottenOf,
  keysOf,
  makeParties,
  plantDelivered,
} from '../retention/support.ts';
import { Commands, type Result } from '../support/commands.ts';
import { makeStore } from '../support/database.ts';
import { testEncryptionKey } from '../support/gateway.ts';
import { changeSigned, macsOf } from '../support/macs.ts';

const commands = new Commands();

let store: Store & { drop: () => Promise<void> };
/** Delivered 400 and 40 days ago. */
let old: string[];
let young: string[];
beforeAll(async () => {
  store = await makeStore();
  await keysOf(store);
  await makeParties(store);
  old = await plantDelivered(store, 3, 400);
  young = await plantDelivered(store, 2, 40);
  await placeHold(
    store.pool,
    await macsOf(store.db),
    administrator,
    { message: old[0] ?? '' },
    'a lawsuit',
  );
});
afterAll(async () => {
  await commands.stop();
  await store.drop();
});

function ijw(words: string[], settings: Record<string, string> = {}): Promise<Result> {
  return commands.run({
    words,
    settings: { DATABASE_URL: store.url, ENCRYPTION_KEY: testEncryptionKey, ...settings },
  });
}

test('what is over is counted first, then forgotten, and listed', async () => {
  expect((await ijw(['forgetting'])).stdout).toBe('Nothing was looked at yet.\n');
  const tried = await ijw(['forgetting', 'run', '--dry-run']);
  expect(tried).toMatchObject({ code: 0, stderr: '' });
  expect(tried.stdout).toMatch(/^Nothing was done\. It would be:$/m);
  expect(tried.stdout).toMatch(/^messages +2$/m);
  expect(tried.stdout).toMatch(/^under a legal hold: messages +1$/m);
  expect(await forgottenOf(store, [...old, ...young])).toEqual([]);

  const run = await ijw(['forgetting', 'run']);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toMatch(/^messages +2$/m);
  expect(await forgottenOf(store, [...old, ...young])).toEqual(old.slice(1));

  // By another term, on the same day.
  const shorter = { RETENTION_PAYLOAD_DAYS: '30' };
  const again = JSON.parse((await ijw(['forgetting', 'run', '--json'], shorter)).stdout);
  const { day } = again;
  expect(again).toMatchObject({
    ...{ terms: { payloadDays: 30, refusedDays: 90, accessLogMonths: 60, ledgerYears: 20 } },
    forgotten: { messages: 4 },
    kept: { underHold: { messages: 1 } },
  });

  expect((await ijw(['forgetting', 'list'])).stdout).toMatch(
    new RegExp(`^${day} +4 +0 +0 +0 +1 `, 'm'),
  );
  const shown = await ijw(['forgetting', 'show', day, '--limit', '1']);
  expect(shown.stdout).toMatch(new RegExp(`^message +${old[1]}$`, 'm'));
  const more = await ijw(['forgetting', 'show', day, '--json', '--after', old[1] ?? '']);
  expect(JSON.parse(more.stdout).items).toEqual(
    [old[2], ...young].map((id) => ({ id, kind: 'message' })),
  );
  expect((await ijw(['messages', 'show', old[1] ?? ''])).stdout).toMatch(/^forgotten +20/m);
});

test('a child under a hold is not forgotten, and the sentence says why', async () => {
  const id = '7c000000-0000-4000-8000-000000000001';
  await store.pool.query(
    `insert into client (id, bsn_hash, bsn_sealed) values ($1, 'hash', 'sealed')`,
    [id],
  );
  await store.pool.query('insert into data_key (id, wrapped) values ($1, $2)', [id, 'a key']);
  const hold = await placeHold(
    store.pool,
    await macsOf(store.db),
    administrator,
    { client: id },
    'a lawsuit',
  );
  const refused = await ijw(['ledger', 'forget', '--client', id, '--yes']);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/^Nothing was done: a legal hold keeps this child/);
  await changeSigned(
    store.pool,
    await macsOf(store.db),
    signedHold,
    "lifted_at = now(), lifted_by = 'test'",
    `id = '${hold.id}'`,
  );
  expect((await ijw(['ledger', 'forget', '--client', id, '--yes'])).code).toBe(0);
  const { rows } = await store.pool.query(
    "select actor, client_ids as clients from access_log_fresh where action = 'forget-client'",
  );
  expect(rows).toEqual([{ actor: expect.stringMatching(/^cli:/), clients: [id] }]);
});

test('what cannot be done is said in a sentence, and ends with 1 or 2', async () => {
  const wrong: [string[], Record<string, string>, number, RegExp][] = [
    [['run'], { ENCRYPTION_KEY: '' }, 2, /ENCRYPTION_KEY is not/],
    [
      ['run'],
      { RETENTION_ACCESS_LOG_MONTHS: '12' },
      2,
      /^RETENTION_ACCESS_LOG_MONTHS is not .* 13 /,
    ],
    [['show', 'yesterday'], {}, 2, /Write a day as/],
    [['show', '2020-01-01'], {}, 1, /does not exist/],
  ];
  for (const [words, settings, code, sentence] of wrong) {
    const result = await ijw(['forgetting', ...words], settings);
    expect(result.code, words.join(' ')).toBe(code);
    expect(result.stderr).toMatch(sentence);
  }
});
