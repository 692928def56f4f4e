import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestGateway } from '../../support/gateway.ts';
import { allocation, asked, start } from '../stories/conversation.ts';
import type { Parties } from '../stories/world.ts';
import { Talk } from './talk.ts';
import { TestWorker } from './workers.ts';
import { children, jw301, jw305, jw315 } from './write.ts';

let talk: Talk;
let worker: TestWorker;
let parties: Parties;
let statements: string[];

beforeAll(async () => {
  talk = new Talk(await startTestGateway({ ROLE: 'api', REDIS_URL: 'redis://127.0.0.1:1' }));
  worker = await TestWorker.open(talk.gateway.databaseUrl, (name) => {
    statements.push(name ?? 'unnamed');
  });
});
afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await talk.gateway.remove();
});
beforeEach(async () => {
  parties = await strangers();
});

const bsns = children(10);

/** Two parties that never spoke, about a child of whom nobody spoke. */
async function strangers(): Promise<Parties> {
  return { ...(await talk.pair()), bsn: bsns.shift() ?? '' };
}

/** The statements of the step in which a message is approved. */
async function statementsOf(xml: Uint8Array): Promise<string[]> {
  const id = await talk.post(xml);
  statements = [];
  await worker.step(id);
  const rows = await talk.rows('select status from message where id = $1', id);
  expect(rows).toEqual([{ status: 'accepted' }]);
  return statements;
}

const days = (index: number) => new Date(Date.UTC(2024, 2, 1 + index)).toISOString().slice(0, 10);

/** So many allocations of one day each. */
function allocations(count: number) {
  return Array.from({ length: count }, (_, index) =>
    allocation(String(101 + index), { ingangsdatum: days(index), einddatum: days(index) }),
  );
}

test.each([
  ['JW301', (count: number) => jw301(parties, '2024-02-12', ...allocations(count))],
  [
    'JW315',
    (count: number) =>
      jw315(
        parties,
        '2024-02-12',
        ...Array.from({ length: count }, (_, index) =>
          asked(`R${index}`, {
            toewijzingIngangsdatum: days(index),
            toewijzingEinddatum: days(index),
          }),
        ),
      ),
  ],
])('a %s with 1,000 products asks Postgres as often as one with 1', async (_type, message) => {
  const one = await statementsOf(message(1));
  parties = await strangers();
  const thousand = await statementsOf(message(1000));
  // The past is one question of these.
  expect(one.filter((name) => name === 'read-past')).toHaveLength(1);
  // A large content is read by itself.
  expect(thousand.filter((name) => name !== 'read-large-content')).toEqual(one);
});

test('so does a message about a child of which much is known', async () => {
  await statementsOf(jw301(parties, '2024-02-12', ...allocations(500)));
  const many = await statementsOf(jw305(parties, '2024-03-05', start('101', '2024-03-01')));
  parties = await strangers();
  await statementsOf(jw301(parties, '2024-02-12', ...allocations(1)));
  const one = await statementsOf(jw305(parties, '2024-03-05', start('101', '2024-03-01')));
  expect(many).toEqual(one);
});
