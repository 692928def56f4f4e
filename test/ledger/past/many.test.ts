import type { QueryConfig } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Asked } from '../../../src/ledger/past/past-question.ts';
import { askMany, askOne } from '../../../src/ledger/past/read-past.ts';
import { referenceHash } from '../../../src/ledger/projection/projection.ts';
import { PastQuestions, questionOfMessage } from '../../../src/messages/judging/question.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { allocation, asked, start } from '../stories/conversation.ts';
import type { Parties } from '../stories/world.ts';
import { Talk } from './talk.ts';
import { children, jw301, jw305, jw315 } from './write.ts';

// The pasts of several messages in one question: each as when it is asked for alone.

let talk: Talk;
let first: Parties;
let second: Parties;
const bsns = children(4);

beforeAll(async () => {
  talk = new Talk(await startTestGateway());
  first = { ...(await talk.pair()), bsn: bsns[0] ?? '' };
  second = { ...(await talk.pair()), bsn: bsns[1] ?? '' };
  for (const [parties, number] of [
    [first, '101'],
    [second, '202'],
  ] as const) {
    await talk.say(jw315(parties, '2024-02-12', asked(`R${number}`)));
    await talk.say(
      jw301(parties, '2024-02-12', allocation(number, { referentieAanbieder: `R${number}` })),
    );
    await talk.say(jw305(parties, '2024-03-02', start(number, '2024-03-01')));
  }
});
afterAll(() => talk.gateway.remove());

/** A question of a gemeente or an aanbieder about a child, with numbers and references that are known and not. */
function question({ gemeente, aanbieder }: Parties, bsn: string | null, by: string): Asked {
  const { keys } = talk.gateway;
  return {
    ...{ gemeente, aanbieder, today: '2026-01-05', afzender: by, type: 'JW301' },
    bsnHash: bsn === null ? null : keys.clientHash(bsn),
    hashes: ['R101', 'R202', 'R303'].map((one) => referenceHash(keys, aanbieder, one)),
    numbers: ['101', '202', '303'],
    identificatie: 'A1',
    categories: ['45', '45'],
    codes: ['B09P', null],
  };
}

const all = (): Asked[] =>
  [first, second].flatMap((parties) =>
    [parties.gemeente, parties.aanbieder].flatMap((by) =>
      [first.bsn, second.bsn, bsns[2] ?? '', null].map((bsn) => question(parties, bsn, by)),
    ),
  );

test('each answer is that to its own question, in their order', async () => {
  const { pool } = talk.gateway.store;
  const alone = [];
  for (const one of all()) alone.push(await askOne(pool, questionOfMessage, one));
  expect(alone.filter(({ child }) => child).length).toBeGreaterThan(3);
  expect(alone.some(({ entries }) => entries.length > 1)).toBe(true);
  const together = await askMany(pool, questionOfMessage, all());
  expect(together.map((answer) => 'nr' in answer && answer.nr)).toEqual(all().map((_, nr) => nr));
  expect(together).toEqual(alone.map((answer, nr) => ({ nr, ...answer })));
});

test('questions that wait at the same time go together, and one that fails fails alone', async () => {
  const { pool } = talk.gateway.store;
  const sent: string[] = [];
  const listened = new Proxy(pool, {
    get: (target, name) =>
      name === 'query'
        ? (query: QueryConfig) => {
            sent.push(query.name ?? '');
            return target.query(query);
          }
        : Reflect.get(target, name),
  });
  const questions = new PastQuestions(listened, 1);
  const answers = await Promise.all(all().map((one) => questions.ask('12345678', one)));
  expect(answers.map(({ child }) => child?.id)).toEqual(
    (await askMany(pool, questionOfMessage, all())).map(({ child }) => child?.id),
  );
  expect(sent).toEqual(['read-past', 'read-past-many']);
  const wrong = { ...question(first, first.bsn, first.gemeente), identificatie: '\0' };
  const settled = await Promise.allSettled(
    [all()[0], all()[1], wrong, all()[2]].map((one) => questions.ask('12345678', one as Asked)),
  );
  expect(settled.map(({ status }) => status)).toEqual([
    ...['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  ]);
});
