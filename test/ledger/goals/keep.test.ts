import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { goalDomains, goalOutcomes } from '../../../src/ledger/goals/goal.ts';
import { openGoal, readGoal } from '../../../src/ledger/goals/rows.ts';
import { Goals } from '../../../src/ledger/goals/views.ts';
import { rebuildLedger } from '../../../src/ledger/projection/rebuild.ts';
import { verifyRows } from '../../../src/operations/integrity/verify-rows.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { forgetChild } from '../../../src/retention/clients.ts';
import { isHeld } from '../../../src/retention/holds-in-force.ts';
import { liftHold, placeHold } from '../../../src/retention/legal-holds.ts';
import { MasterKey, newSecret } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { rotateMasterKey } from '../../../src/store/keys/rotation.ts';
import { NotBelieved } from '../../../src/store/keys/row-mac.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { domainName, outcomeName } from '../../../src/texts/goal-texts.ts';
import { consent, wish } from '../../http/goals/support.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { makeStore, waitsForLock } from '../../support/database.ts';
import { plantGoal } from '../../support/goals.ts';
import { between, bsnOf, complete, makeParties, report } from '../lives.ts';

const [amsterdam, dijk] = ['0363', '12345678'] as const;
const master = new MasterKey(newSecret());
const aanbieder = callOf(dijk);
const gemeente = callOf(amsterdam);

let store: Awaited<ReturnType<typeof makeStore>>;
let keys: KeyRing;
let goals: Goals;
let allocation: string;
let client: string;
beforeEach(async () => {
  store = await makeStore();
  keys = await KeyRing.open(store.db, master);
  goals = new Goals(store.pool, keys, isHeld);
  await makeParties(store);
  const child = { bsn: bsnOf(1), aanbieder: dijk, prefix: '' };
  await inTransaction(store.pool, (tx) => report(tx, keys, between(complete, child, amsterdam)));
  const { rows } = await store.pool.query('select id, client_id as client from allocation limit 1');
  [{ id: allocation, client }] = rows;
});
afterEach(() => store.drop());

const make = async () => (await goals.make(aanbieder, allocation, wish)).goal;
const faults = async () => (await verifyRows(store.pool, keys)).faults;
const count = async (text: string) => (await store.pool.query(text)).rowCount;
const forget = () =>
  inTransaction(store.pool, (tx) => forgetChild(tx, keys.rows, localCall('test'), client));

test('each part of life and each outcome has a name in both languages', () => {
  for (const language of ['nl', 'en'] as const)
    for (const name of [
      ...goalDomains.map((domain) => domainName(domain, language)),
      ...goalOutcomes.map((outcome) => outcomeName(outcome, language)),
    ])
      expect(name).toMatch(/^[A-Z][a-z, :]+/);
});

test('a goal outlives a rebuild of the ledger, and opens under a new master key', async () => {
  const { id } = await make();
  await rebuildLedger(store.pool, keys);
  const next = new MasterKey(newSecret());
  const given = { current: next, previous: master };
  expect(await rotateMasterKey(store, given, { settleMs: 0 })).toMatchObject({ unreadable: [] });
  const ring = await KeyRing.open(store.db, next);
  const later = new Goals(store.pool, ring, isHeld);
  expect(await later.get(aanbieder, id)).toMatchObject({
    text: wish.text,
    allocationId: allocation,
  });
  expect(await later.list(aanbieder, allocation)).toHaveLength(1);
});

test('a child that is forgotten takes its goals and their keys along, and gets no new ones', async () => {
  const { id } = await make();
  await goals.make(gemeente, allocation, wish);
  const other = await plantGoal(store.pool, keys);
  expect(await forget()).toMatchObject({ outcome: 'forgotten' });
  const { rows } = await store.pool.query('select id from goal');
  expect(rows).toEqual([{ id: other }]);
  expect(await count(`select from data_key where id = '${id}'`)).toBe(0);
  await expect(goals.get(aanbieder, id)).rejects.toMatchObject({ code: 'not-found' });
  expect(await goals.list(aanbieder, allocation)).toEqual([]);
  await expect(make()).rejects.toMatchObject({ code: 'goal-forgotten' });
  expect((await faults()).filter(({ table }) => table === 'goal')).toEqual([]);
  expect(await forget()).toMatchObject({ outcome: 'forgotten' });
});

test('a goal that is made while its child is forgotten is not kept', async () => {
  const holding = await store.pool.connect();
  await holding.query('begin');
  expect(await forgetChild(holding, keys.rows, localCall('test'), client)).toMatchObject({
    outcome: 'forgotten',
  });
  const made = make().then(
    () => 'made',
    (error) => error.code,
  );
  await waitsForLock(store.pool, '%insert into goal (%');
  await holding.query('commit');
  holding.release();
  expect(await made).toBe('goal-forgotten');
  expect(await count('select from goal')).toBe(0);
});

test('while a legal hold keeps the child or a party nothing is destroyed; when it is lifted it is', async () => {
  const { id } = await make();
  const place = (target: Parameters<typeof placeHold>[3]) =>
    placeHold(store.pool, keys.rows, localCall('test'), target, 'a lawsuit');
  for (const target of [{ client }, { party: amsterdam }]) {
    const hold = await place(target);
    await expect(goals.remove(aanbieder, id)).rejects.toMatchObject({ code: 'goal-held' });
    await expect(goals.destroyTexts(aanbieder, id)).rejects.toMatchObject({ code: 'goal-held' });
    expect(await forget()).toMatchObject({ outcome: 'under-hold' });
    // Who did not write it learns of no hold.
    await expect(goals.remove(gemeente, id)).rejects.toMatchObject({ code: 'not-your-goal' });
    await expect(goals.remove(callOf('0518'), id)).rejects.toMatchObject({ code: 'not-found' });
    await liftHold(store.pool, keys.rows, localCall('test'), hold.id);
  }
  expect(await goals.get(aanbieder, id)).toMatchObject({ text: wish.text });
  await goals.remove(aanbieder, id);
  expect(await count('select from goal')).toBe(0);
});

test('a successor reads and changes what its predecessor wrote', async () => {
  const { id } = await make();
  const { principal } = callOf('12345679');
  const successor = { ...aanbieder, principal: { ...principal, actsFor: ['12345679', dijk] } };
  expect(await goals.get(successor, id)).toMatchObject({ own: true, text: wish.text });
  const patch = { revision: 1, outcome: 'dropped', outcomeOn: '2024-05-01' } as const;
  expect(await goals.change(successor, id, patch)).toMatchObject({ writer: dijk, revision: 2 });
});

describe('who writes the database', () => {
  const guarded =
    'alter table goal disable trigger goal_same; alter table goal disable trigger goal_goes_on;';

  test.each([
    "shared_with = 'both'",
    "writer = '0363'",
    "municipality = '0518'",
    "outcome = 'dropped', outcome_on = '2024-05-01'",
    "consent_by = 'jeugdige'",
    "consent_on = '2024-01-01'",
    'client_id = (select id from client order by id desc limit 1)',
    'sealed = sha256(sealed)',
    'mac = null',
    "evaluate_on = '2025-01-01'",
    "changed_by = 'somebody'",
  ])('who changes %s is not believed, and found', async (change) => {
    const { id } = await make();
    await plantGoal(store.pool, keys, { clientId: 'ffffffff-0000-4000-8000-000000000000' });
    await store.pool.query("update signing set state = 'signed', mac = $1 where part = 'rows'", [
      keys.rows.markOf('rows'),
    ]);
    await keys.refresh(store.db);
    const ofGoals = async () => (await faults()).filter(({ table }) => table === 'goal');
    expect(await ofGoals()).toEqual([]);
    await store.pool.query(`${guarded} update goal set ${change} where id = '${id}'`);
    const codes = [amsterdam, dijk, '0518'];
    await expect(readGoal(store.pool, keys, codes, id)).rejects.toThrow(NotBelieved);
    expect(await ofGoals()).toContainEqual({ kind: 'not-believed', table: 'goal', id });
  });

  test('ciphertext opens for its own goal, writer and consent only', async () => {
    const { id } = await make();
    const kept = await readGoal(store.pool, keys, [dijk], id);
    if (!kept) throw new Error('there is no goal');
    expect(openGoal(keys, kept)).toMatchObject({ text: wish.text });
    for (const change of [
      { allocationId: randomUUID() },
      { writer: amsterdam },
      { consent: { ...consent, sharedWith: 'both' } },
      { consent: { ...consent, on: '2024-02-02' } },
      { id: randomUUID() },
      { wrapped: null },
    ] as const)
      expect(() => openGoal(keys, { ...kept, ...change })).toThrow();
  });

  test('what was destroyed or changed is found when it is put back', async () => {
    const { id } = await make();
    const { rows: then } = await store.pool.query('select goal::text as row from goal');
    const { rows: key } = await store.pool.query('select * from data_key where id = $1', [id]);
    await goals.destroyTexts(aanbieder, id);
    const putBack = () =>
      store.pool.query('insert into goal select ($1::text::goal).*', [then[0].row]);
    const putKey = () =>
      store.pool.query('insert into data_key (id, wrapped) values ($1, $2)', [id, key[0].wrapped]);
    expect(await faults()).toEqual([]);
    // The key of what is gone.
    await putKey();
    expect(await faults()).toEqual([{ kind: 'revived', table: 'goal', id }]);
    // All of it.
    await store.pool.query('delete from goal where id = $1', [id]);
    await putBack();
    expect(await faults()).toEqual([{ kind: 'revived', table: 'goal', id }]);
    await goals.remove(aanbieder, id);
    expect(await faults()).toEqual([]);
    await putBack();
    await putKey();
    expect(await faults()).toContainEqual({ kind: 'revived', table: 'goal', id });
  });

  test('what is gone though nobody deleted it is found', async () => {
    const { id } = await make();
    await store.pool.query('delete from data_key where id = $1', [id]);
    expect(await faults()).toEqual([{ kind: 'gone', table: 'goal', id }]);
    await expect(goals.get(aanbieder, id)).rejects.toThrow(NotBelieved);
    await store.pool.query('delete from goal where id = $1', [id]);
    expect(await faults()).toEqual([{ kind: 'gone', table: 'goal', id }]);
  });

  test('a goal that is in no state that there is, is refused by the table', async () => {
    const { id } = await make();
    for (const change of [
      'consent_by = null',
      'consent_by = null, consent_on = null, consent_how = null, shared_with = null',
      "outcome = 'reached'",
      "outcome_on = '2024-05-01'",
      "evaluate_on = '2020-01-01'",
      "writer = '87654321'",
    ])
      await expect(
        store.pool.query(
          `alter table goal disable trigger goal_same; update goal set ${change} where id = '${id}'`,
        ),
        change,
      ).rejects.toMatchObject({ code: '23514' });
  });
});
