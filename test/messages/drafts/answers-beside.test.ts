import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { lockAnswersBeside } from '../../../src/messages/drafts/answers-beside.ts';
import type { DraftFacts } from '../../../src/messages/drafts/keep.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { Desk, problemOf } from '../../http/drafts/support.ts';
import { retourOf } from '../../ledger/past/write.ts';
import { type Answer, startTestGateway, type TestGateway } from '../../support/gateway.ts';

let gateway: TestGateway;
let first: Desk;
let desk: Desk;
beforeAll(async () => {
  gateway = await startTestGateway();
  first = await Desk.open(gateway);
});
afterAll(() => gateway?.remove());
beforeEach(async () => {
  desk = await first.another();
});

const send = (id: string) => desk.gemeente.send('POST', `/v1/drafts/${id}/sending`, { version: 1 });

/** How many wait for an advisory lock in the database of this test. */
async function waiting(): Promise<number> {
  const { rows } = await gateway.store.pool.query<{ count: number }>(`
    select count(*)::integer as count from pg_locks
    where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`);
  return rows[0]?.count ?? 0;
}

/** Sends drafts that all have composed and judged before one of them may be decided on. */
async function sendTogether(drafts: readonly Pick<DraftFacts, 'id' | 'type'>[]): Promise<Answer[]> {
  const { answers } = await inTransaction(gateway.store.pool, async (client) => {
    await lockAnswersBeside(client, drafts[0] as DraftFacts);
    let done = 0;
    const sent = drafts.map(async ({ id }) => {
      const answer = await send(id);
      done += 1;
      return answer;
    });
    const there = async () => done + (await waiting());
    await expect.poll(there, { timeout: 20_000 }).toBe(drafts.length);
    // Nobody went on without the lock.
    expect(done).toBe(0);
    return { answers: Promise.all(sent) };
  });
  return answers;
}

test('of two drafts for one reference that are sent in the same instant one goes', async () => {
  const { request, draft } = await desk.refusal();
  const decisions = [{ decision: 'refuse', referentie: 'R1', reden: '3' }];
  const other = (await desk.answer(request, { decisions })).body.items[0];
  const answers = await sendTogether([draft, other]);
  const sent = answers.find(({ status }) => status < 300);
  const late = answers.find(({ status }) => status >= 300);
  expect(late).toMatchObject({
    status: 409,
    body: { violations: [{ rule: 'reference-decided' }] },
  });
  expect(problemOf(late as Answer)).toBe('draft-outdated');
  expect((await desk.gemeente.settled(sent?.body.id)).body.status).toBe('accepted');
  expect((await desk.gemeente.get('/v1/messages?type=JW319')).body.items).toHaveLength(1);
});

test('drafts for two references of one child, sent in the same instant, both go', async () => {
  const request = await desk.requested('R1', 'R2');
  const wish = (referentie: string) => ({
    decisions: [{ decision: 'refuse', referentie, reden: '3' }],
  });
  const one = (await desk.answer(request, wish('R1'))).body.items[0];
  const two = (await desk.answer(request, wish('R2'))).body.items[0];
  const answers = await sendTogether([one, two]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  for (const { body } of answers)
    expect((await desk.gemeente.settled(body.id)).body.status).toBe('accepted');
});

test('a reference whose answer was refused by its retour can be answered again', async () => {
  desk = await first.another({ aanbieder: { retourBy: 'party' } });
  const { request, draft } = await desk.refusal();
  const decisions = [{ decision: 'refuse', referentie: 'R1', reden: '3' }];
  const other = (await desk.answer(request, { decisions })).body.items[0];
  const sent = (await send(draft.id)).body.id;
  await desk.gemeente.settled(sent);
  expect(problemOf(await send(other.id))).toBe('draft-outdated');
  const xml = await desk.aanbieder.content(sent);
  const retour = await desk.aanbieder.post(retourOf(xml, 'JW320', 'refused'));
  await desk.aanbieder.settled(retour.body.id);
  const again = await send(other.id);
  expect(again.status).toBe(202);
});
