import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestGateway } from '../../support/gateway.ts';
import { installWitness, violationsOf } from '../../support/invariants.ts';
import { Talk } from '../past/talk.ts';
import { TestWorker } from '../past/workers.ts';
import { children, jw301 } from '../past/write.ts';
import { type Allocation, allocation, decided } from '../stories/conversation.ts';
import { allIsKnown } from './complete.ts';
import { declaratie, jw323 } from './writing.ts';

/* The gateway decides by what it read: what came meanwhile makes it decide again. */

let talk: Talk;
let worker: TestWorker;
const [anna] = children(1) as [string];
const posted: string[] = [];
/** What is done, or waited for, when the past of a declaration was read. */
let whenRead: (() => Promise<void> | void) | undefined;

// An api process accepts and does no steps: the worker does them here, when the test says so.
beforeAll(async () => {
  talk = new Talk(await startTestGateway({ ROLE: 'api', REDIS_URL: 'redis://127.0.0.1:1' }));
  await installWitness(talk.gateway.store.pool);
  worker = await TestWorker.open(talk.gateway.databaseUrl, async (statement) => {
    if (statement === 'read-declared-past') await whenRead?.();
  });
});
afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await talk.gateway.remove();
});
beforeEach(() => {
  whenRead = undefined;
});

type Parties = { readonly gemeente: string; readonly aanbieder: string };

const year = { ingangsdatum: '2024-01-01', einddatum: '2024-12-31' };
const money = (cents: number): Allocation =>
  allocation('101', { ...year, omvang: { volume: String(cents), eenheid: '83', frequentie: '6' } });

async function post(xml: Uint8Array): Promise<string> {
  const id = await talk.post(xml);
  posted.push(id);
  return id;
}

/** A gemeente in whose name the gateway decides, with an allocation of Anna at an aanbieder. */
async function deciding(aanbieder?: string): Promise<Parties> {
  const pair = await talk.pair({ gemeente: { declarations: 'gateway' } });
  const parties = { ...pair, aanbieder: aanbieder ?? pair.aanbieder };
  await allIsKnown(talk.gateway, parties);
  await worker.step(await post(jw301({ ...parties, bsn: anna }, '2024-02-12', money(1000))));
  return parties;
}

/** Does steps at once, each by a past that knows nothing of the others. */
async function race(ids: readonly string[]): Promise<void> {
  const all = Promise.withResolvers<void>();
  let lookups = ids.length;
  whenRead = () => {
    lookups -= 1;
    if (lookups === 0) all.resolve();
    return all.promise;
  };
  await Promise.all(ids.map((id) => worker.step(id)));
}

/** What became of declarations, as `accepted granted 10`: status, entries and codes. */
async function outcomes(ids: readonly string[]): Promise<string[]> {
  const rows = await talk.rows<{ outcome: string }>(
    `select concat_ws(' ', declared.status,
      (select string_agg(kind || ' ' || amount_cents, ' ' order by chain_number)
        from ledger_entry where message_id = answer.id),
      (select string_agg(retour_code, ' ' order by ordinal) from message_finding
        where message_id = declared.id)) as outcome
    from message declared join message answer on answer.heenbericht_id = declared.id
    where declared.id = any($1) order by outcome`,
    ids,
  );
  return rows.map(({ outcome }) => outcome);
}

async function expectOrder(): Promise<void> {
  expect(worker.failures).toEqual([]);
  const answers = posted.map(
    (id) => ({ bytes: id, id, status: 202, began: 0, answered: 0 }) as const,
  );
  const { pool } = talk.gateway.store;
  expect(await violationsOf({ pool, answers, keys: await talk.keys() })).toEqual([]);
}

test('TR314: of two declarations with one reference, to two gemeenten, one is granted', async () => {
  const one = await deciding();
  const other = await deciding(one.aanbieder);
  const ids = [];
  for (const parties of [one, other]) {
    const prestaties = [{ bsn: anna, referentie: 'same', bedrag: 10 }];
    ids.push(await post(jw323(declaratie(parties, prestaties))));
  }
  await race(ids);
  expect(await outcomes(ids)).toEqual([
    'accepted granted 10',
    'accepted refusedPerformance 10 8021',
  ]);
  await expectOrder();
});

test('TR333: of two declarations with one DeclaratieNummer, to two gemeenten, one counts as never sent', async () => {
  const one = await deciding();
  const other = await deciding(one.aanbieder);
  const ids = [];
  for (const [index, parties] of [one, other].entries()) {
    const prestaties = [{ bsn: anna, referentie: `number ${index}`, bedrag: 10 }];
    ids.push(await post(jw323(declaratie(parties, prestaties, { nummer: 'SAME' }))));
  }
  await race(ids);
  expect(await outcomes(ids)).toEqual(['accepted granted 10', 'rejected 9333']);
  await expectOrder();
});

test('TR322: an allocation that becomes less while a declaration on it is judged', async () => {
  const parties = await deciding();
  const id = await post(
    jw323(declaratie(parties, [{ bsn: anna, referentie: 'too much', bedrag: 1000 }])),
  );
  const less = decided('2024-03-01', money(1000), {
    omvang: { volume: '999', eenheid: '83', frequentie: '6' },
  });
  const changes = await post(jw301({ ...parties, bsn: anna }, '2024-03-01', less));
  let rounds = 0;
  whenRead = async () => {
    rounds += 1;
    if (rounds === 1) await worker.step(changes);
  };
  await worker.step(id);
  expect(rounds).toBe(2);
  const [outcome] = await outcomes([id]);
  expect(outcome).toContain('accepted refusedPerformance 1000');
  expect(outcome).toContain('9322');
  await expectOrder();
});

test('a child that the aanbieder comes to know while a declaration about it is judged', async () => {
  const pair = await talk.pair({ gemeente: { declarations: 'gateway' } });
  await allIsKnown(talk.gateway, pair);
  const id = await post(
    jw323(declaratie(pair, [{ bsn: anna, referentie: 'just allocated', bedrag: 10 }])),
  );
  const first = await post(jw301({ ...pair, bsn: anna }, '2024-02-12', money(1000)));
  let rounds = 0;
  whenRead = async () => {
    rounds += 1;
    if (rounds === 1) await worker.step(first);
  };
  await worker.step(id);
  expect(rounds).toBe(2);
  expect(await outcomes([id])).toEqual(['accepted granted 10']);
  await expectOrder();
});

test('done twice, and by two at once: one JW325', async () => {
  const parties = await deciding();
  const id = await post(
    jw323(declaratie(parties, [{ bsn: anna, referentie: 'once', bedrag: 10 }])),
  );
  await race([id, id]);
  whenRead = undefined;
  await worker.step(id);
  expect(await outcomes([id])).toEqual(['accepted granted 10']);
  await expectOrder();
});
