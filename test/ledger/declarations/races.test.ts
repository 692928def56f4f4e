import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { InspectionDispatcher } from '../../../src/messages/judging/inspection-dispatcher.ts';
import { MessageSteps } from '../../../src/messages/judging/steps.ts';
import { sweepOf } from '../../../src/messages/waiting.ts';
import { Bell } from '../../../src/store/bell.ts';
import { standardFiles, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { Talk } from '../past/talk.ts';
import { children } from '../past/write.ts';
import { declaratie, jw323, jw325 } from './writing.ts';

let gateway: TestGateway;
let talk: Talk;
const bsns = children(1000);
const [anna] = bsns as [string];
beforeAll(async () => {
  gateway = await startTestGateway();
  talk = new Talk(gateway);
});
afterAll(() => gateway.remove());

const count = async (what: string, ...values: unknown[]) => {
  const [row] = await talk.rows<{ count: string }>(`select count(*) from ${what}`, ...values);
  return Number(row?.count);
};

test('two declarations with one ReferentieNummer in the same instant, to two gemeenten: one has it', async () => {
  const first = await talk.pair();
  const second = { ...(await talk.pair()), aanbieder: first.aanbieder };
  for (let round = 0; round < 5; round++) {
    const [nummer, referentie] = [`SAME${round}`, `same ${round}`];
    const both = [first, second].map((parties) =>
      declaratie(parties, [{ bsn: anna, referentie, bedrag: 10 }], { nummer }),
    );
    const said = await Promise.all(both.map((one) => talk.say(jw323(one))));
    expect(said.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
    const ids = said.map(({ id }) => id);
    const of = 'prestatie where declaration_id = any($1)';
    expect(await count(of, ids)).toBe(2);
    expect(await count(`${of} and owns_reference`, ids)).toBe(1);
    expect(await count(`${of} and owns_number`, ids)).toBe(1);
  }
  await talk.expectSoundLedger();
});

test('two answers to one declaration in the same instant: one is taken, the other learns when', async () => {
  const parties = await talk.pair();
  const one = declaratie(parties, [{ bsn: anna, referentie: 'twice', bedrag: 10 }]);
  await talk.say(jw323(one));
  const gemeente = talk.caller(parties.gemeente);
  const answers = await Promise.all([
    gemeente.post(jw325(one, 'granted')),
    gemeente.post(jw325(one, 'refused')),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  const taken = answers.find(({ status }) => status === 202);
  const refused = answers.find(({ status }) => status === 409);
  expect(refused?.body.type).toBe('/docs/problems/declaration-answered');
  await gemeente.settled(taken?.body.id);
  const { body } = await gemeente.get(`/v1/messages/${taken?.body.id}`);
  expect(refused?.body.detail).toContain(new Date(body.receivedAt).toISOString());
  const entries = "ledger_entry where municipality = $1 and kind <> 'declared'";
  expect(await count(entries, parties.gemeente)).toBe(1);
  // The same bytes again are no second answer.
  const again = await gemeente.post(jw325(one, 'refused'));
  expect(again.status).toBe(409);
});

test('a declaration of 1,000 children, and its answer, done twice', async () => {
  const parties = await talk.pair();
  const one = declaratie(
    parties,
    bsns.map((bsn, index) => ({
      ...{ bsn, referentie: `many ${index}`, bedrag: 100 + index, nummer: String(10_000 + index) },
    })),
  );
  const declared = await talk.say(jw323(one));
  const entries = 'ledger_entry where municipality = $1';
  expect(await count(entries, parties.gemeente)).toBe(1000);
  const { store, keys } = gateway;
  const bell = await Bell.open(store, sweepOf(store), () => undefined);
  onTestFinished(() => bell.close());
  const inspections = await InspectionDispatcher.open(standardFiles);
  onTestFinished(() => inspections.close());
  const queue = { announce: () => undefined };
  const steps = new MessageSteps({
    ...{ store, keys, bell, inspections, queue },
    onError: () => undefined,
  });
  await steps.step(declared.id);
  expect(await count(entries, parties.gemeente)).toBe(1000);
  const answer = await talk.say(jw325(one, ['many 7']));
  await steps.step(answer.id);
  expect(await count(entries, parties.gemeente)).toBe(2000);
  expect(await count(`${entries} and kind = 'granted'`, parties.gemeente)).toBe(999);
  expect(await count('prestatie where decided_by = $1', answer.id)).toBe(1000);
  await talk.expectSoundLedger();
}, 240_000);
