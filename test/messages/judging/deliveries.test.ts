import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Outdated } from '../../../src/ledger/projection/update-projection.ts';
import { Deliveries, deliver } from '../../../src/messages/judging/deliver.ts';
import { type InHand, readInHand } from '../../../src/messages/judging/in-hand.ts';
import { InspectionDispatcher } from '../../../src/messages/judging/inspection-dispatcher.ts';
import { PastQuestions } from '../../../src/messages/judging/question.ts';
import { judge, type Verdict } from '../../../src/messages/judging/verdict.ts';
import type { NewMessage } from '../../../src/messages/lifecycle/new-message.ts';
import { receive } from '../../../src/messages/lifecycle/receive.ts';
import { children } from '../../ledger/past/write.ts';
import { standardFiles, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { installWitness, violationsOf } from '../../support/invariants.ts';
import { jw315, newIdentificatie } from '../../support/messages.ts';
import { message } from '../../support/new-message.ts';

/* Messages that are judged at the same time are delivered in one transaction. */

let gateway: TestGateway;
let inspections: InspectionDispatcher;
const bsns = children(40);

// An api process accepts and does no steps: each one is done here by hand. The gateway answers, so that
// requests become part of the ledger by their own step.
beforeAll(async () => {
  gateway = await startTestGateway({ ROLE: 'api', REDIS_URL: 'redis://127.0.0.1:1' });
  for (const code of ['12345678', '23456789', '34567890']) await gateway.party(code);
  for (const code of ['0363', '0362', '0384']) await gateway.party(code, { retourBy: 'gateway' });
  await installWitness(gateway.store.pool);
  inspections = await InspectionDispatcher.open(standardFiles);
});
afterAll(async () => {
  await inspections?.close();
  await gateway?.remove();
});

const posted: string[] = [];

/** A request of a child, with a reference of its own by default. */
async function post(bsn: string, wishes: { afzender?: string; ontvanger?: string } = {}) {
  const { afzender = '12345678', ontvanger = '0363' } = wishes;
  const identificatie = newIdentificatie();
  const xml = jw315({ afzender, ontvanger, identificatie })
    .replace('<Bsn>999912008<', `<Bsn>${bsn}<`)
    .replaceAll('<ReferentieAanbieder>', `$&${identificatie} `);
  const { body, status } = await (await gateway.party(afzender)).post(xml);
  expect(status).toBe(202);
  posted.push(body.id);
  return body.id as string;
}

/** What is to become of messages, by the past as it is now. */
async function judged(ids: readonly string[]) {
  const { store, keys } = gateway;
  const found = await readInHand(store.pool, keys.rows, ids);
  return Promise.all(
    found
      .filter((one) => one !== undefined)
      .map(async (one) => {
        const message = one as InHand;
        const questions = new PastQuestions(store.pool, 1);
        const parts = { pool: store.pool, keys, inspections, questions };
        return { message, verdict: await judge(message, parts) };
      }),
  );
}

function deliverAllAtOnce(
  decided: readonly {
    readonly message: Parameters<Deliveries['deliver']>[0];
    readonly verdict: Verdict;
  }[],
) {
  const deliveries = new Deliveries(gateway.store.pool, gateway.keys);
  return Promise.allSettled(
    decided.map(({ message, verdict }) => deliveries.deliver(message, verdict)),
  );
}

/** In how many transactions messages came into their mailboxes. */
async function transactionsOf(ids: readonly string[]): Promise<number> {
  const { rows } = await gateway.store.pool.query(
    `select count(distinct xmin::text)::integer as count from mailbox_entry where message_id = any($1)`,
    [ids],
  );
  return rows[0].count;
}

async function expectOrder(): Promise<void> {
  const answers = posted.map(
    (id) => ({ bytes: id, id, status: 202, began: 0, answered: 0 }) as const,
  );
  expect(await violationsOf({ pool: gateway.store.pool, answers, keys: gateway.keys })).toEqual([]);
}

test('the first goes alone, what is judged meanwhile goes together, to several gemeenten', async () => {
  const ids = await Promise.all(
    bsns.slice(0, 12).map((bsn, n) => post(bsn, { ontvanger: n % 2 ? '0363' : '0362' })),
  );
  const settled = await deliverAllAtOnce(await judged(ids));
  expect(settled.every((one) => one.status === 'fulfilled' && one.value)).toBe(true);
  expect(await transactionsOf(ids)).toBe(2);
  await expectOrder();
});

test('of two about one child the second is judged anew, and the others are delivered', async () => {
  const [child = '', ...others] = bsns.slice(12, 20);
  // Two aanbieders of one child: neither knows it from the other, and both find it unknown.
  const ids = await Promise.all([
    ...others.map((bsn) => post(bsn)),
    post(child, { afzender: '23456789' }),
    post(child, { afzender: '34567890' }),
  ]);
  const settled = await deliverAllAtOnce(await judged(ids));
  const failed = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  // Either may be the first for a child that was not known; none is delivered twice.
  for (const reason of failed) expect(reason).toBeInstanceOf(Outdated);
  const delivered = ids.filter((_, n) => settled[n]?.status === 'fulfilled');
  expect(delivered.slice(0, 7)).toEqual(ids.slice(0, 7));
  const again = ids.filter((id) => !delivered.includes(id));
  for (const one of await deliverAllAtOnce(await judged(again)))
    expect(one.status).toBe('fulfilled');
  await expectOrder();
});

test('of two that were judged by one past of a child the second is judged anew', async () => {
  const { store, keys } = gateway;
  const child = bsns[30] as string;
  const [known] = await judged([await post(child)]);
  await deliverAllAtOnce([known as NonNullable<typeof known>]);
  // The same aanbieder knows the child, and asks two other gemeenten: two lines.
  const ids = [await post(child, { ontvanger: '0362' }), await post(child, { ontvanger: '0384' })];
  const [first, second] = await judged(ids);
  const alone = (one: typeof first) =>
    deliver(store.pool, keys, one?.message.id as string, one?.verdict as Verdict);
  expect(await alone(first)).toBeDefined();
  await expect(alone(second)).rejects.toBeInstanceOf(Outdated);
  const [again] = await judged([ids[1] as string]);
  expect(await alone(again)).toBeDefined();
  await expectOrder();
});

test('of two in one batch about one child the first is delivered, and the second is judged anew', async () => {
  const [child = '', another = ''] = children(60).slice(50);
  await deliverAllAtOnce(await judged([await post(child)]));
  const ids = [
    // It goes alone, so that the others are in one batch.
    await post(another),
    await post(child, { ontvanger: '0362' }),
    await post(child, { ontvanger: '0384' }),
  ];
  const decided = await judged(ids);
  // As one that names no child: a batch knows it by another key.
  const otherwise = decided.map(({ message, verdict }, n) => ({
    message,
    verdict: {
      ...verdict,
      notes: verdict.notes.map(({ ledgerCase: { bsn, ...rest }, ...note }) => ({
        ...note,
        ledgerCase: n === 2 || bsn === undefined ? rest : { ...rest, bsn },
      })),
    },
  }));
  expect(otherwise[2]?.verdict.notes[0]?.ledgerCase.client).toBeDefined();
  const settled = await deliverAllAtOnce(otherwise);
  const failed = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(failed).toEqual([expect.any(Outdated)]);
  const left = ids.filter((_, n) => settled[n]?.status === 'rejected');
  for (const one of await deliverAllAtOnce(await judged(left)))
    expect(one.status).toBe('fulfilled');
  await expectOrder();
});

test('what the ledger does not take is not delivered either', async () => {
  const { store, keys } = gateway;
  const [one] = await judged([await post(bsns[31] as string)]);
  const { message, verdict } = one as NonNullable<typeof one>;
  const stateOf = async () => {
    const { rows } = await store.pool.query(
      `select status, (select count(*)::integer from mailbox_entry where message_id = $1) as entries,
        (select count(*)::integer from outbox where id = $1) as steps
      from message where id = $1`,
      [message.id],
    );
    return rows[0];
  };
  const before = await stateOf();
  expect(before).toEqual({ status: 'received', entries: 0, steps: 1 });
  await store.pool.query('alter table ledger_entry add constraint broken check (false) not valid');
  try {
    await expect(deliver(store.pool, keys, message.id, verdict)).rejects.toThrow();
    expect(await stateOf()).toEqual(before);
  } finally {
    await store.pool.query('alter table ledger_entry drop constraint broken');
  }
  expect(await deliver(store.pool, keys, message.id, verdict)).toBeDefined();
  await expectOrder();
});

test('what was done before, and what is not there, is passed over', async () => {
  const ids = await Promise.all(bsns.slice(20, 26).map((bsn) => post(bsn)));
  const decided = await judged(ids);
  await deliverAllAtOnce(decided.slice(0, 2));
  const unknown = decided.slice(5).map(({ message, verdict }) => ({
    message: { ...message, id: randomUUIDv7() },
    verdict,
  }));
  const settled = await deliverAllAtOnce([...decided, ...unknown]);
  expect(settled.map((one) => one.status === 'fulfilled' && one.value !== undefined)).toEqual([
    ...[false, false, true, true, true, true, false],
  ]);
  await expectOrder();
});

test('two processes with the same Identificaties in lines of their own do not wait each for the other', async () => {
  const { pool } = gateway.store;
  const deadlocks = async () =>
    (await pool.query('select deadlocks from pg_stat_database where datname = current_database()'))
      .rows[0].deadlocks;
  const before = await deadlocks();
  const verdict = { approved: true, findings: [], firstUse: true, refuses: false, notes: [] };
  for (let round = 0; round < 8; round += 1) {
    const some = Array.from({ length: 40 }, () => message());
    // By whatever Postgres takes them (their ids, their places, the list): the other way round.
    const others = some
      .toReversed()
      .map(({ identificatie }) => message({ identificatie, opensIdentificatie: false }));
    for (const list of [some, others]) await receive(pool, list);
    const decided = (list: readonly NewMessage[]) =>
      list.map((one) => ({ message: { ...one, type: 'JW315' as const }, verdict }));
    // Each was judged by a past in which none of the others is.
    await Promise.all([deliverAllAtOnce(decided(some)), deliverAllAtOnce(decided(others))]);
  }
  // Postgres counts a little later.
  await sleep(1500);
  expect(await deadlocks()).toBe(before);
});
