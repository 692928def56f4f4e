import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readsOf } from '../../../bench/lists/reads.ts';
import type { Call } from '../../../src/parties/principal.ts';
import { Problem } from '../../../src/problem.ts';
import type { TermCursor, TermQuery } from '../../../src/region/terms/list.ts';
import { Terms } from '../../../src/region/terms/views.ts';
import { rowsToLookAt } from '../../../src/store/walk.ts';
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
  office,
  operator,
  plantRequest,
  purmerend,
  staff,
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
const [gemeente, aanbieder] = [callOf(amsterdam), callOf(dijk)];

/** All ids that a caller finds, page by page. */
async function ids(call: Call, query: Partial<TermQuery> = {}): Promise<string[]> {
  const found: string[] = [];
  let after: TermCursor | undefined;
  do {
    const page = await world.terms.list(call, { limit: 100, ...query, ...(after && { after }) });
    found.push(...page.items.map(({ id }) => id));
    after = page.next;
  } while (after);
  return found;
}

const code = (problem: string) => expect.objectContaining({ code: problem });

describe('who sees what', () => {
  test('a party what it has to do, and what it waits for', async () => {
    const owed = await plant({ kind: 'decision' });
    const awaited = await plant({ kind: 'start', debtor: dijk });
    await plant({ municipality: purmerend, provider: wal });
    expect(await ids(gemeente)).toEqual([owed]);
    expect(await ids(gemeente, { side: 'awaits' })).toEqual([awaited]);
    expect(await ids(aanbieder)).toEqual([awaited]);
    expect(await ids(aanbieder, { side: 'awaits' })).toEqual([owed]);
    expect(await ids(callOf(beemster))).toEqual([]);
    expect(await ids(callOf('00000003123456780000'), { status: 'all' })).toEqual([]);
  });

  test('a successor those of who it took over from, in one order', async () => {
    const later = await plant({ municipality: beemster, dueOn: '2026-11-11' });
    const first = await plant({ municipality: purmerend, dueOn: '2026-11-10' });
    const last = await plant({ municipality: purmerend, dueOn: '2026-11-12' });
    const successor = successorOf(purmerend, beemster);
    expect(await ids(successor)).toEqual([first, later, last]);
    expect(await ids(successor, { limit: 1 })).toEqual([first, later, last]);
    expect((await world.terms.get(successor, later)).owedBy).toBe(beemster);
    expect(await ids(callOf(purmerend))).toEqual([first, last]);
  });

  test('an operator and an administrator all, and nothing by which a child is known', async () => {
    const { id: client } = await child(world, children(1)[0] as string);
    const id = await plant({ clientId: client, toewijzingNummer: '101' });
    const other = await plant({ municipality: purmerend, provider: wal, dueOn: '2026-12-01' });
    for (const call of [operator, staff('administrator')]) {
      expect(await ids(call)).toEqual([id, other]);
      const { items } = await world.terms.list(call, { limit: 10 });
      for (const item of [...items, await world.terms.get(call, id)])
        for (const name of ['client', 'toewijzingNummer', 'referentie'])
          expect(item).not.toHaveProperty(name);
      expect(JSON.stringify(items)).not.toContain(client);
    }
  });

  test('a contract manager those of gemeenten that designated it, as long as they do', async () => {
    const one = await plant();
    const awaited = await plant({ debtor: dijk, kind: 'stop', dueOn: '2026-11-20' });
    const other = await plant({ municipality: purmerend, provider: wal, dueOn: '2026-11-10' });
    await expect(ids(manager)).rejects.toEqual(code('not-designated'));
    const end = await world.designate(amsterdam);
    expect(await ids(manager)).toEqual([one, awaited]);
    const endOther = await world.designate(purmerend);
    expect(await ids(manager)).toEqual([one, other, awaited]);
    expect(await ids(manager, { limit: 1 })).toEqual([one, other, awaited]);
    await end();
    for (const named of [{ municipality: amsterdam }, { party: amsterdam }])
      await expect(ids(manager, named)).rejects.toEqual(code('not-designated'));
    expect(await ids(manager)).toEqual([other]);
    await expect(world.terms.get(manager, one)).rejects.toEqual(code('not-found'));
    await endOther();
    await expect(ids(manager)).rejects.toEqual(code('not-designated'));
  });

  test('nobody else anything', async () => {
    const id = await plant();
    for (const call of [staff('auditor'), staff('contract-manager')]) {
      await expect(world.terms.list(call, { limit: 1 })).rejects.toEqual(code('forbidden'));
      await expect(world.terms.get(call, id)).rejects.toEqual(code('forbidden'));
      await expect(world.terms.ageing(call, { oldest: 1 })).rejects.toEqual(code('forbidden'));
      const months = { from: '2026-01', until: '2026-01' };
      await expect(world.terms.counts(call, months)).rejects.toEqual(code('forbidden'));
    }
  });

  test('one of others is as one that is not there', async () => {
    const id = await plant();
    const end = await world.designate(purmerend);
    for (const call of [callOf(purmerend), callOf(wal), manager])
      for (const one of [id, randomUUID()]) {
        const rows = await world.logged(() =>
          expect(world.terms.get(call, one)).rejects.toEqual(new Problem('not-found')),
        );
        expect(rows).toEqual([]);
      }
    await end();
    await expect(world.terms.get(operator, randomUUID())).rejects.toEqual(code('not-found'));
  });
});

test('a term is shown with all that its parties may know', async () => {
  const known = await child(world, children(2)[1] as string);
  const referenceHash = await plantRequest(world, known, 'DIJK-2026-0117');
  const message = randomUUID();
  const id = await plant({
    ...{ clientId: known.id, referenceHash, messageId: message, toewijzingNummer: '12' },
    ...{ status: 'missed', dueOn: '2026-11-09', since: '2026-11-02' },
  });
  const shown = {
    ...{ id, kind: 'decision', status: 'overdue', owedBy: amsterdam, owedTo: dijk },
    ...{ municipality: amsterdam, provider: dijk, since: '2026-11-02', dueOn: '2026-11-09' },
    dueAt: new Date('2026-11-09T23:00:00Z'),
    ...{ overdueDays: 3, metAt: null, metBy: null, pending: false, taken: null },
    ...{ unit: 'working-days', messageId: message, client: known.id, toewijzingNummer: '12' },
    voidReason: null,
  };
  for (const call of [gemeente, aanbieder])
    expect(await world.terms.get(call, id)).toEqual({ ...shown, referentie: 'DIJK-2026-0117' });
  const end = await world.designate(amsterdam);
  expect(await world.terms.get(manager, id)).toEqual(shown);
  await end();
});

test('a reference that is not there, or cannot be decrypted, is null', async () => {
  const known = await child(world, children(3)[2] as string);
  const absent = await plant({ clientId: known.id, referenceHash: Buffer.alloc(32, 7) });
  expect((await world.terms.get(aanbieder, absent)).referentie).toBeNull();
  const referenceHash = await plantRequest(world, known, 'SPOILED-1');
  const spoiled = await plant({ clientId: known.id, referenceHash });
  await world.store.pool.query(`update request set sealed = '\\x00' where reference_hash = $1`, [
    referenceHash,
  ]);
  expect((await world.terms.get(aanbieder, spoiled)).referentie).toBeNull();
  expect(world.notBelieved.splice(0)).toHaveLength(1);
});

test('a term that is over is overdue, whether that was noticed yet or not', async () => {
  for (const status of ['open', 'missed'] as const) {
    const over = await plant({ status, dueOn: '2026-11-11' });
    expect(await world.terms.get(gemeente, over)).toMatchObject({
      ...{ status: 'overdue', overdueDays: 1 },
    });
    const due = await plant({ status, dueOn: '2026-11-12' });
    expect(await world.terms.get(gemeente, due)).toMatchObject({
      ...{ status: 'open', overdueDays: null },
    });
  }
  const met = await plant({
    status: 'late',
    dueOn: '2026-11-01',
    kind: 'investigation',
    taken: 60,
  });
  expect(await world.terms.get(gemeente, met)).toMatchObject({
    ...{ status: 'late', overdueDays: null, taken: 60, unit: 'calendar-days' },
  });
});

describe('a filter', () => {
  let planted: Record<string, string>;
  beforeEach(async () => {
    planted = {
      over: await plant({ dueOn: '2026-11-01', kind: 'retour' }),
      missed: await plant({ dueOn: '2026-11-11', status: 'missed' }),
      today: await plant({ dueOn: '2026-11-12' }),
      five: await plant({ dueOn: '2026-11-17', provider: wal }),
      six: await plant({ dueOn: '2026-11-18' }),
      late: await plant({ dueOn: '2026-11-02', status: 'late' }),
      inTime: await plant({ dueOn: '2026-11-19', status: 'in-time' }),
      void: await plant({ dueOn: '2026-11-20', status: 'void' }),
      owed: await plant({ dueOn: '2026-11-15', debtor: dijk, kind: 'start' }),
      elsewhere: await plant({ dueOn: '2026-11-16', municipality: purmerend }),
    };
  });
  const named = async (call: Call, query: Partial<TermQuery>) => {
    const names = new Map(Object.entries(planted).map(([name, id]) => [id, name]));
    return (await ids(call, query)).map((id) => names.get(id));
  };

  test.each<[Partial<TermQuery>, string[]]>([
    [{}, ['over', 'missed', 'today', 'five', 'six']],
    [{ status: 'open' }, ['over', 'missed', 'today', 'five', 'six']],
    [{ status: 'overdue' }, ['over', 'missed']],
    [{ status: 'dueSoon' }, ['today', 'five']],
    [{ status: 'dueSoon', withinDays: 0 }, ['today']],
    [{ status: 'dueSoon', withinDays: 6 }, ['today', 'five', 'six']],
    [{ status: 'late' }, ['late']],
    [{ status: 'inTime' }, ['inTime']],
    [{ status: 'void' }, ['void']],
    [{ status: 'all' }, ['over', 'late', 'missed', 'today', 'five', 'six', 'inTime', 'void']],
    [{ side: 'awaits' }, ['owed']],
    [{ kind: 'retour' }, ['over']],
    [{ kind: 'start', side: 'awaits' }, ['owed']],
    [{ counterparty: wal }, ['five']],
    [{ counterparty: wal, side: 'awaits' }, []],
    [{ dueFrom: '2026-11-12' }, ['today', 'five', 'six']],
    [{ dueUntil: '2026-11-11' }, ['over', 'missed']],
    [{ dueFrom: '2026-11-11', dueUntil: '2026-11-12' }, ['missed', 'today']],
    [{ status: 'overdue', dueFrom: '2026-11-02', dueUntil: '2026-12-31' }, ['missed']],
    [{ status: 'dueSoon', dueFrom: '2026-11-13' }, ['five']],
  ])('of a gemeente: %j', async (query, expected) => {
    expect(await named(gemeente, query)).toEqual(expected);
    expect(await named(gemeente, { ...query, limit: 1 })).toEqual(expected);
  });

  test.each<[Partial<TermQuery>, string[]]>([
    [{}, ['over', 'missed', 'today', 'owed', 'elsewhere', 'five', 'six']],
    [{ party: dijk }, ['owed']],
    [{ party: amsterdam, status: 'overdue' }, ['over', 'missed']],
    [{ municipality: purmerend }, ['elsewhere']],
    [{ municipality: amsterdam, kind: 'start' }, ['owed']],
    [{ provider: wal }, ['five']],
    [{ provider: dijk }, ['over', 'missed', 'today', 'owed', 'elsewhere', 'six']],
    [{ provider: dijk, municipality: purmerend }, ['elsewhere']],
    [{ provider: dijk, party: purmerend }, ['elsewhere']],
    [{ status: 'late', party: amsterdam }, ['late']],
  ])('of an operator: %j; and of a contract manager', async (query, expected) => {
    expect(await named(operator, query)).toEqual(expected);
    expect(await named(operator, { ...query, limit: 1 })).toEqual(expected);
    const ends = [await world.designate(amsterdam), await world.designate(purmerend)];
    expect(await named(manager, query)).toEqual(expected);
    expect(await named(manager, { ...query, limit: 1 })).toEqual(expected);
    for (const end of ends) await end();
  });

  test.each<[Partial<TermQuery>, string, string]>([
    [{ dueFrom: '2026-11-12', dueUntil: '2026-11-11' }, 'dueUntil', 'after'],
    [{ withinDays: 3 }, 'withinDays', 'onlyWith'],
    [{ withinDays: 61, status: 'dueSoon' }, 'withinDays', 'maximum'],
  ])('that do not go together are refused: %j', async (query, element, rule) => {
    const faults = [expect.objectContaining({ element: `querystring/${element}`, rule })];
    await expect(ids(gemeente, query)).rejects.toEqual(
      expect.objectContaining({ code: 'invalid-request', details: { faults } }),
    );
  });

  test('that name nobody are refused, but for parties', async () => {
    const nobody = '87654321';
    await expect(ids(operator, { party: nobody })).rejects.toEqual(code('unknown-party'));
    // A party does not learn who else is one.
    expect(await ids(gemeente, { counterparty: nobody })).toEqual([]);
  });

  test('that is not for this caller is refused, with its name', async () => {
    const wrong = async (call: Call, query: Partial<TermQuery>, filter: string) =>
      expect(world.terms.list(call, { limit: 1, ...query })).rejects.toEqual(
        expect.objectContaining({
          code: 'filter-not-for-role',
          details: { params: { filter, role: call.principal.role } },
        }),
      );
    await wrong(gemeente, { party: dijk }, 'party');
    await wrong(gemeente, { municipality: amsterdam }, 'municipality');
    await wrong(aanbieder, { provider: dijk }, 'provider');
    await wrong(operator, { side: 'owes' }, 'side');
    const end = await world.designate(amsterdam);
    await wrong(manager, { counterparty: dijk }, 'counterparty');
    await end();
  });
});

describe('the access log', () => {
  test('has the children of a page once, and the filters', async () => {
    const [one, other] = await Promise.all(children(2).map((bsn) => child(world, bsn)));
    for (const clientId of [one?.id, one?.id, other?.id, null])
      await plant({ clientId: clientId ?? null });
    const rows = await world.logged(() =>
      world.terms.list(gemeente, { limit: 10, kind: 'decision', dueFrom: '2026-01-01' }),
    );
    expect(rows).toMatchObject([
      {
        ...{ action: 'list-terms', role: 'party', actor_party: amsterdam, party: amsterdam },
        detail: { filters: ['dueFrom', 'kind'], items: 4 },
      },
    ]);
    expect(new Set(rows[0]?.client_ids as string[])).toEqual(new Set([one?.id, other?.id]));
    expect(rows[0]?.client_ids).toHaveLength(2);
  });

  test('has a row of a term, for both of its parties', async () => {
    const { id: client } = await child(world, children(1)[0] as string);
    const id = await plant({ clientId: client });
    const end = await world.designate(amsterdam);
    for (const [call, party, counterparty] of [
      [aanbieder, dijk, amsterdam],
      [gemeente, amsterdam, dijk],
      [manager, amsterdam, dijk],
    ] as const)
      expect(await world.logged(() => world.terms.get(call, id))).toMatchObject([
        { action: 'read-term', party, counterparty, client_ids: [client], detail: { termId: id } },
      ]);
    await end();
  });

  test('has what a contract manager read of each gemeente in a row of that gemeente', async () => {
    const { id: client } = await child(world, children(1)[0] as string);
    await plant({ clientId: client });
    await plant({ municipality: purmerend });
    const ends = [await world.designate(amsterdam), await world.designate(purmerend)];
    const rows = await world.logged(() => world.terms.list(manager, { limit: 10 }));
    const by = { actor_party: office, role: 'contract-manager', action: 'list-terms' };
    expect(rows.toSorted((a, b) => String(a.party).localeCompare(String(b.party)))).toMatchObject([
      { ...by, party: amsterdam, client_ids: [client], detail: { filters: [], items: 1 } },
      { ...by, party: purmerend, client_ids: [], detail: { filters: [], items: 1 } },
    ]);
    for (const end of ends) await end();
    const refused = () => expect(ids(manager)).rejects.toEqual(code('not-designated'));
    expect(await world.logged(refused)).toEqual([]);
  });

  test('has no row of operators, who read nothing of a child', async () => {
    const id = await plant();
    const rows = await world.logged(async () => {
      await world.terms.list(operator, { limit: 10 });
      await world.terms.get(operator, id);
    });
    expect(rows).toEqual([]);
  });
});

test('pages go on where the one before ended, also within a day', async () => {
  const all = await Promise.all(
    Array.from({ length: 7 }, (_, index) => plant({ dueOn: `2026-11-1${index % 2}` })),
  );
  const whole = await ids(gemeente);
  expect(whole.toSorted()).toEqual(all.toSorted());
  for (const limit of [1, 2, 3, 7]) expect(await ids(gemeente, { limit })).toEqual(whole);
});

test('a page reads a bounded number of rows, and a rare term is found page by page', async () => {
  await world.store.pool.query(
    `insert into term (id, kind, municipality, provider, debtor, creditor, since, due_on, status)
    select gen_random_uuid(), 'decision', '${amsterdam}', '${dijk}', '${amsterdam}', '${dijk}',
      '2026-01-01', date '2026-01-05' + n % 300, 'open' from generate_series(1, 1000) n`,
  );
  const rare = await plant({ provider: wal, dueOn: '2026-12-01' });
  const first = await world.terms.list(gemeente, { limit: 10, counterparty: wal });
  expect(first).toMatchObject({ items: [], next: expect.anything() });
  expect(await ids(gemeente, { limit: 10, counterparty: wal })).toEqual([rare]);
  const client = await world.store.pool.connect();
  const { rows: looked } = await readsOf(client, (pool) =>
    new Terms({ ...world.store, pool }, world.keys, refuse, () => today).list(gemeente, {
      ...{ limit: 10, counterparty: wal },
    }),
  );
  client.release();
  expect(looked).toBeGreaterThan(0);
  expect(looked).toBeLessThanOrEqual(rowsToLookAt(10));
});

const refuse = (error: Error) => {
  throw error;
};
