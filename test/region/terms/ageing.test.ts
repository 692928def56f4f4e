import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Call } from '../../../src/parties/principal.ts';
import { children } from '../../ledger/past/write.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { type PlantedTerm, plantTerm } from '../../support/terms.ts';
import {
  amsterdam,
  beemster,
  child,
  dijk,
  makeTermWorld,
  manager,
  operator,
  plantRequest,
  purmerend,
  successorOf,
  type TermWorld,
  today,
  wal,
} from './world.ts';

let world: TermWorld;
beforeAll(async () => {
  world = await makeTermWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());
beforeEach(() => world.store.pool.query('delete from term'));

const plant = (given: PlantedTerm = {}) => plantTerm(world.store.pool, given);
const ageing = (call: Call, party?: string, oldest = 20) =>
  world.terms.ageing(call, { oldest, ...(party !== undefined && { party }) });
const code = (problem: string) => expect.objectContaining({ code: problem });
const none = { over20: 0, over6To20: 0, over1To5: 0, dueIn5: 0, later: 0 };

test.each([
  ['2026-10-22', 'over20', 'more than 20 days'],
  ['2026-10-23', 'over6To20', '20 days'],
  ['2026-11-06', 'over6To20', '6 days'],
  ['2026-11-07', 'over1To5', '5 days'],
  ['2026-11-11', 'over1To5', 'one day'],
  ['2026-11-12', 'dueIn5', 'due today'],
  ['2026-11-17', 'dueIn5', 'due in five days'],
  ['2026-11-18', 'later', 'due in six days'],
])('what is due on %s is %s: %s', async (dueOn, name) => {
  await plant({ dueOn, status: dueOn < today ? 'missed' : 'open' });
  expect(await ageing(callOf(amsterdam))).toMatchObject({
    ...{ today, complete: true },
    ages: [{ kind: 'decision', ...none, [name]: 1 }],
    oldest: [{ dueOn }],
  });
});

test('it counts by kind, what is open alone, and names the oldest', async () => {
  const old = await plant({ dueOn: '2026-08-31', kind: 'investigation' });
  const next = await plant({ dueOn: '2026-11-01', kind: 'retour' });
  await plant({ dueOn: '2026-11-02', kind: 'decision' });
  await plant({ dueOn: '2026-11-12', kind: 'retour' });
  for (const status of ['in-time', 'late', 'void'] as const)
    await plant({ dueOn: '2026-11-01', status });
  await plant({ debtor: dijk, kind: 'start' });
  const { ages, oldest } = await ageing(callOf(amsterdam), undefined, 2);
  expect(ages).toEqual([
    { kind: 'retour', ...none, over6To20: 1, dueIn5: 1 },
    { kind: 'decision', ...none, over6To20: 1 },
    { kind: 'investigation', ...none, over20: 1 },
  ]);
  expect(oldest.map(({ id }) => id)).toEqual([old, next]);
  expect((await ageing(callOf(beemster))).ages).toEqual([]);
});

describe('whose', () => {
  beforeEach(async () => {
    await plant({ dueOn: '2026-11-10' });
    await plant({ dueOn: '2026-11-10', municipality: purmerend });
    await plant({ dueOn: '2026-11-10', debtor: dijk, kind: 'start' });
    await plant({ dueOn: '2026-11-10', debtor: dijk, kind: 'start', municipality: purmerend });
    await plant({ dueOn: '2026-11-10', debtor: wal, provider: wal, kind: 'start' });
  });
  const counted = async (call: Call, party?: string) => {
    const { ages, oldest } = await ageing(call, party);
    const count = ages.reduce((sum, { over1To5 }) => sum + over1To5, 0);
    expect(oldest).toHaveLength(count);
    return count;
  };

  test('a party asks of itself, and of who it took over from', async () => {
    expect(await counted(callOf(dijk))).toBe(2);
    expect(await counted(successorOf(purmerend, amsterdam))).toBe(2);
    await expect(ageing(callOf(dijk), amsterdam)).rejects.toEqual(code('filter-not-for-role'));
    await expect(ageing(callOf(dijk), dijk)).rejects.toEqual(code('filter-not-for-role'));
  });

  test('an operator names any party', async () => {
    expect(await counted(operator, dijk)).toBe(2);
    expect(await counted(operator, purmerend)).toBe(1);
    expect(await counted(operator, beemster)).toBe(0);
    for (const { client, toewijzingNummer } of (await ageing(operator, dijk)).oldest)
      expect([client, toewijzingNummer]).toEqual([undefined, undefined]);
  });

  test('a contract manager gets what is of its gemeenten', async () => {
    await expect(counted(manager, dijk)).rejects.toEqual(code('not-designated'));
    const end = await world.designate(amsterdam);
    expect(await counted(manager, dijk)).toBe(1);
    expect(await counted(manager, amsterdam)).toBe(1);
    await expect(counted(manager, purmerend)).rejects.toEqual(code('not-designated'));
    const endOther = await world.designate(purmerend);
    expect(await counted(manager, dijk)).toBe(2);
    await end();
    await expect(counted(manager, amsterdam)).rejects.toEqual(code('not-designated'));
    await endOther();
  });

  test('others than parties say whose, and name one that is there', async () => {
    const end = await world.designate(amsterdam);
    for (const call of [operator, manager]) {
      await expect(ageing(call)).rejects.toEqual(
        expect.objectContaining({
          code: 'invalid-request',
          details: { faults: [{ element: 'querystring/party', rule: 'required' }] },
        }),
      );
      await expect(ageing(call, '87654321')).rejects.toEqual(code('unknown-party'));
    }
    await end();
  });
});

test('the children of the oldest terms are in the access log, and a reference is shown', async () => {
  const known = await child(world, children(1)[0] as string);
  const referenceHash = await plantRequest(world, known, 'DIJK-1');
  await plant({ clientId: known.id, referenceHash });
  let found: unknown;
  const rows = await world.logged(async () => {
    found = await ageing(callOf(amsterdam));
  });
  expect(found).toMatchObject({ oldest: [{ client: known.id, referentie: 'DIJK-1' }] });
  expect(rows).toMatchObject([
    { action: 'list-terms', party: amsterdam, client_ids: [known.id], detail: { ageing: true } },
  ]);
  expect(await world.logged(() => ageing(operator, amsterdam))).toEqual([]);
  const end = await world.designate(amsterdam);
  expect(await world.logged(() => ageing(manager, amsterdam))).toMatchObject([
    { role: 'contract-manager', party: amsterdam, client_ids: [known.id], detail: { items: 1 } },
  ]);
  await end();
});

test('of very many terms those that are due first are counted', async () => {
  await world.store.pool.query(
    `insert into term (id, kind, municipality, provider, debtor, creditor, since, due_on, status)
    select gen_random_uuid(), 'stop', '${amsterdam}', '${dijk}', '${dijk}', '${amsterdam}', '2026-01-01',
      case when n < 4 then date '2026-11-10' else date '2027-01-01' end, 'open'
    from generate_series(1, 10002) n`,
  );
  const { ages, complete, oldest } = await ageing(callOf(dijk), undefined, 1);
  expect(complete).toBe(false);
  expect(ages).toMatchObject([{ kind: 'stop', over1To5: 3 }]);
  expect(oldest).toHaveLength(1);
});
