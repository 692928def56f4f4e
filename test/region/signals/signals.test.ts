import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call } from '../../../src/parties/principal.ts';
import { localCall } from '../../../src/parties/principal.ts';
import type { SignalQuery } from '../../../src/region/signals/list.ts';
import type { SignalWish } from '../../../src/region/signals/report.ts';
import { mostLinks, mostOpen } from '../../../src/region/signals/signal.ts';
import { forgetChild } from '../../../src/retention/clients.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { plantSignal } from '../../support/signals.ts';
import { bsnOf } from '../conversion/world.ts';
import { staff, successorOf } from '../terms/world.ts';
import {
  amsterdam,
  beemster,
  diemen,
  dijk,
  makeSignalWorld,
  managerOf,
  office,
  otherOffice,
  type SignalWorld,
  wal,
} from './world.ts';

let world: SignalWorld;
beforeAll(async () => {
  world = await makeSignalWorld();
  await world.designate(amsterdam);
});
afterAll(() => world?.[Symbol.asyncDispose]());

const manager = managerOf(office);
const [gemeente, aanbieder, other] = [callOf(amsterdam), callOf(dijk), callOf(wal)];
const operator = staff('operator');
const text = 'Het budget past niet bij het plan.';
const code = (problem: string) => expect.objectContaining({ code: problem });

const report = (call: Call, wish: Partial<SignalWish> = {}) =>
  world.signals.report(call, { kind: 'budget', text, ...wish });
const inGeneral = (...gemeenten: string[]) => report(aanbieder, { gemeenten });
async function ids(call: Call, query: Partial<SignalQuery> = {}): Promise<string[]> {
  const { items } = await world.signals.list(call, { limit: 1000, ...query });
  return items.map(({ id }) => id);
}

let children = 0;
const child = (of = {}) => world.child(bsnOf(children++), of);

describe('reporting', () => {
  test('about an allocation: gemeente, aanbieder and child follow from it', async () => {
    const { client, allocation } = await child();
    const made = await report(aanbieder, { allocation, segment: 'C' });
    expect(made).toMatchObject({
      ...{ version: 1, reporter: dijk, gemeenten: [amsterdam], kind: 'budget', segment: 'C' },
      ...{ about: 'allocation', provider: dijk, size: 'small', status: 'open', text },
      ...{ client, allocation, answers: [], linked: [], closedAt: null },
    });
    const byGemeente = await report(gemeente, { allocation });
    expect(byGemeente).toMatchObject({ reporter: amsterdam, gemeenten: [amsterdam], client });
    expect(byGemeente.provider).toBe(dijk);
  });

  test('in general: an aanbieder names gemeenten, a gemeente reports for itself', async () => {
    expect(await inGeneral(amsterdam, diemen)).toMatchObject({
      ...{ gemeenten: [amsterdam, diemen], about: 'general', provider: dijk, client: null },
    });
    expect(await report(gemeente)).toMatchObject({
      ...{ gemeenten: [amsterdam], provider: null, size: null },
    });
    await expect(report(aanbieder)).rejects.toThrow(code('invalid-request'));
    await expect(report(gemeente, { gemeenten: [diemen] })).rejects.toThrow(
      code('invalid-request'),
    );
    await expect(inGeneral('0998')).rejects.toThrow(code('unknown-party'));
  });

  test('an allocation of others is as one that there is not', async () => {
    const { allocation } = await child({ provider: wal });
    const missing = '0197f3a0-0000-8000-8000-000000000001';
    for (const id of [allocation, missing])
      await expect(report(aanbieder, { allocation: id })).rejects.toThrow(code('not-found'));
    const both = { allocation, gemeenten: [amsterdam] };
    await expect(report(other, both)).rejects.toThrow(code('invalid-request'));
  });

  test('neither a software house nor an office reports', async () => {
    for (const party of ['00000003123456780000', office])
      await expect(report(callOf(party), { gemeenten: [amsterdam] })).rejects.toThrow(
        code('signal-reporter'),
      );
  });

  test('a text with a BSN is refused, and nothing of it is kept or said', async () => {
    const { rowCount } = await world.store.pool.query('select from signal');
    const wish = { gemeenten: [amsterdam], text: `Dit gaat over 9999 00.006, ziet u` };
    const refused = await report(aanbieder, wish).catch((error) => error);
    expect(refused).toEqual(code('text-has-bsn'));
    expect(JSON.stringify(refused.details)).not.toContain('9999');
    expect((await world.store.pool.query('select from signal')).rowCount).toBe(rowCount);
  });

  test('a party has so many at once that are not closed, also when it reports at once', async () => {
    const { pool } = world.store;
    for (let count = 0; count < mostOpen - 1; count++)
      await plantSignal(pool, world.keys, { reporter: wal, provider: wal });
    const asked = [1, 2, 3].map(() => report(other, { gemeenten: [amsterdam] }));
    const results = await Promise.allSettled(asked);
    const [first, ...more] = results.toSorted((a) => (a.status === 'fulfilled' ? -1 : 1));
    expect(first?.status).toBe('fulfilled');
    for (const one of more)
      expect(one).toMatchObject({ status: 'rejected', reason: code('too-many-signals') });
    const [id = ''] = await ids(other);
    await world.signals.close(other, id, { version: 1, reason: 'withdrawn' });
    expect((await report(other, { gemeenten: [amsterdam] })).status).toBe('open');
  });

  test('the size of the aanbieder is that of the day', async () => {
    const large = await makeSignalWorld(1);
    await using _ = large;
    await large.child(bsnOf(0));
    const wish = { kind: 'tariff', text, gemeenten: [amsterdam] } as const;
    expect((await large.signals.report(aanbieder, wish)).size).toBe('large');
    expect((await large.signals.report(other, wish)).size).toBe('small');
  });
});

describe('who sees what', () => {
  test('reporter, gemeente and contract manager with texts, an operator without, others nothing', async () => {
    const { client, allocation } = await child();
    const { id } = await report(aanbieder, { allocation });
    for (const call of [aanbieder, gemeente, manager, successorOf('12345670', dijk)]) {
      expect(await world.signals.get(call, id)).toMatchObject({ text, client });
      expect(await ids(call)).toContain(id);
    }
    const coded = await world.signals.get(operator, id);
    expect(coded).toMatchObject({ kind: 'budget', provider: dijk, answers: [] });
    for (const name of ['text', 'client', 'allocation']) expect(coded).not.toHaveProperty(name);
    expect(await ids(operator)).toContain(id);
    for (const call of [other, callOf(diemen), callOf('00000003123456780000')]) {
      await expect(world.signals.get(call, id)).rejects.toThrow(code('not-found'));
      expect(await ids(call)).not.toContain(id);
      await expect(world.signals.answer(call, id, { version: 1, text: 'Van mij' })).rejects.toThrow(
        code('not-found'),
      );
    }
  });

  test('a contract manager sees what it acts for now, also of several gemeenten, and nothing afterwards', async () => {
    const act = managerOf(otherOffice);
    await expect(ids(act)).rejects.toThrow(code('not-designated'));
    const end = await world.designate(diemen, otherOffice);
    const both = (await inGeneral(amsterdam, diemen)).id;
    const one = (await inGeneral(amsterdam)).id;
    expect(await ids(act)).toContain(both);
    expect(await ids(act)).not.toContain(one);
    await expect(world.signals.get(act, one)).rejects.toThrow(code('not-found'));
    await expect(ids(act, { municipality: amsterdam })).rejects.toThrow(code('not-designated'));
    await end();
    await expect(world.signals.get(act, both)).rejects.toThrow(code('not-designated'));
  });

  test('filters', async () => {
    const day = (await inGeneral(beemster)).reportedAt.toISOString().slice(0, 10);
    const { id } = await report(aanbieder, {
      ...{ kind: 'waiting', segment: 'B', gemeenten: [beemster] },
    });
    const found = (query: Partial<SignalQuery>) =>
      ids(operator, { municipality: beemster, ...query });
    expect(await found({})).toHaveLength(2);
    for (const query of [
      { kind: 'waiting' },
      { segment: 'B' },
      { segment: 'B', status: 'open', provider: dijk },
      { kind: 'waiting', from: '2020-01-01', until: '2999-01-01' },
    ] as const)
      expect(await found(query), JSON.stringify(query)).toEqual([id]);
    expect(await found({ until: '2020-01-01' })).toEqual([]);
    expect(await found({ provider: wal })).toEqual([]);
    await expect(found({ from: day, until: '2020-01-01' })).rejects.toThrow(
      code('invalid-request'),
    );
  });

  test('pages go on where the one before ended, also over several gemeenten', async () => {
    const act = managerOf(otherOffice);
    const ends = [
      await world.designate(diemen, otherOffice),
      await world.designate(beemster, otherOffice),
    ];
    const made: string[] = [];
    for (const of of [[diemen], [diemen, beemster], [beemster], [beemster, diemen, amsterdam]])
      made.unshift((await inGeneral(...of)).id);
    const all = await ids(act);
    expect(all.slice(0, 4)).toEqual(made);
    const paged: string[] = [];
    let after: string | undefined;
    do {
      const page = await world.signals.list(act, { limit: 1, ...(after && { after }) });
      paged.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after);
    expect(paged).toEqual(all);
    for (const end of ends) await end();
  });
});

describe('answers', () => {
  test('a contract manager answers, the reporter adds, and both see who wrote what', async () => {
    const { id } = await inGeneral(amsterdam);
    const answered = await world.signals.answer(manager, id, { version: 1, text: 'Wij bellen.' });
    expect(answered).toMatchObject({ version: 2, status: 'answered', answerCount: 1 });
    const added = await world.signals.answer(aanbieder, id, { version: 2, text: 'Niet gebeld.' });
    expect(added).toMatchObject({
      ...{ version: 3, status: 'open' },
      answers: [
        { by: office, text: 'Wij bellen.' },
        { by: dijk, text: 'Niet gebeld.' },
      ],
    });
    const closed = await world.signals.close(manager, id, {
      ...{ version: 3, reason: 'solved', text: 'Nu wel gebeld.' },
    });
    expect(closed).toMatchObject({
      ...{ status: 'closed', closeReason: 'solved', closedBy: office, answerCount: 3 },
    });
    for (const call of [aanbieder, manager])
      await expect(world.signals.answer(call, id, { version: 4, text: 'Toch' })).rejects.toThrow(
        code('signal-closed'),
      );
    const { rows } = await world.store.pool.query(
      `select from_state, to_state, by, party, code from event_fresh where subject_id = $1 order by ordinal`,
      [id],
    );
    expect(rows).toEqual([
      { from_state: null, to_state: 'open', by: 'party', party: dijk, code: 'budget' },
      { from_state: 'open', to_state: 'answered', by: 'party', party: dijk, code: null },
      { from_state: 'answered', to_state: 'open', by: 'party', party: dijk, code: null },
      { from_state: 'open', to_state: 'closed', by: 'party', party: dijk, code: 'solved' },
    ]);
  });

  test('of two at once one is told that the other was first', async () => {
    const { id } = await inGeneral(amsterdam);
    const both = await Promise.allSettled([
      world.signals.answer(manager, id, { version: 1, text: 'De een' }),
      world.signals.close(aanbieder, id, { version: 1, reason: 'withdrawn' }),
    ]);
    const [done, refused] = both.toSorted((a) => (a.status === 'fulfilled' ? -1 : 1));
    expect(done?.status).toBe('fulfilled');
    expect(refused).toMatchObject({ reason: code('signal-changed') });
  });

  test('a gemeente that did not report it only reads; a reporter only withdraws', async () => {
    const { id } = await inGeneral(amsterdam);
    await expect(
      world.signals.answer(gemeente, id, { version: 1, text: 'Van ons' }),
    ).rejects.toThrow(code('signal-read-only'));
    await expect(
      world.signals.close(aanbieder, id, { version: 1, reason: 'solved' }),
    ).rejects.toThrow(code('invalid-request'));
    const wish = { version: 1, reason: 'withdrawn' } as const;
    expect(await world.signals.close(aanbieder, id, wish)).toMatchObject({ closedBy: dijk });
  });

  test('an answer with a BSN is refused', async () => {
    const { id } = await inGeneral(amsterdam);
    const wish = { version: 1, text: 'BSN 999900006' };
    await expect(world.signals.answer(manager, id, wish)).rejects.toThrow(code('text-has-bsn'));
    await expect(world.signals.close(manager, id, { ...wish, reason: 'solved' })).rejects.toThrow(
      code('text-has-bsn'),
    );
  });
});

describe('links', () => {
  test('go both ways, once, and a party sees one when it sees both', async () => {
    const one = (await inGeneral(amsterdam)).id;
    const two = (await report(gemeente)).id;
    for (let twice = 0; twice < 2; twice++)
      expect((await world.signals.link(manager, one, two, true)).linked).toEqual([two]);
    expect((await world.signals.get(gemeente, two)).linked).toEqual([one]);
    expect((await world.signals.get(aanbieder, one)).linked).toEqual([]);
    for (const call of [gemeente, aanbieder, operator])
      await expect(world.signals.link(call, two, one, false)).rejects.toThrow(code('forbidden'));
    await world.signals.link(manager, two, one, false);
    expect((await world.signals.get(manager, one)).linked).toEqual([]);
  });

  test('not to itself, to nothing, or to what is not seen; and not to too many', async () => {
    const { id } = await inGeneral(amsterdam);
    const unseen = (await inGeneral(diemen)).id;
    await expect(world.signals.link(manager, id, id, true)).rejects.toThrow(code('link-to-itself'));
    for (const one of [unseen, '0197f3a0-0000-7000-8000-000000000001'])
      await expect(world.signals.link(manager, id, one, true)).rejects.toThrow(code('not-found'));
    const { pool } = world.store;
    const more: string[] = [];
    for (let count = 0; count <= mostLinks; count++)
      more.push(await plantSignal(pool, world.keys, { reporter: amsterdam }));
    const [last = '', ...most] = more;
    for (const one of most) await world.signals.link(manager, one, id, true);
    await expect(world.signals.link(manager, id, last, true)).rejects.toThrow(
      code('too-many-links'),
    );
    expect((await world.signals.get(manager, last)).linked).toEqual([]);
  });
});

describe('the access log', () => {
  test('of a contract manager each gemeente concerned finds it, with the child', async () => {
    const { client, allocation } = await child();
    const { id } = await report(aanbieder, { allocation });
    const general = (await inGeneral(amsterdam, diemen)).id;
    expect(await world.logged(() => world.signals.get(manager, id))).toMatchObject([
      {
        ...{ action: 'read-signal', actor_party: office, party: amsterdam, counterparty: dijk },
        ...{ client_ids: [client], detail: { signalId: id } },
      },
    ]);
    expect(await world.logged(() => world.signals.get(manager, general))).toMatchObject([
      { party: amsterdam, client_ids: [] },
      { party: diemen, client_ids: [] },
    ]);
    const list = () => world.signals.list(manager, { limit: 2, kind: 'budget' });
    expect(await world.logged(list)).toMatchObject([
      { action: 'list-signals', party: amsterdam, client_ids: [client], detail: { items: 2 } },
      { action: 'list-signals', party: diemen, client_ids: [], detail: { items: 1 } },
    ]);
    const answer = () => world.signals.answer(manager, id, { version: 1, text: 'Goed' });
    expect(await world.logged(answer)).toMatchObject([
      { action: 'answer-signal', party: amsterdam, client_ids: [client] },
    ]);
    expect(await world.logged(() => world.signals.get(aanbieder, id))).toMatchObject([
      { action: 'read-signal', party: dijk, counterparty: amsterdam, client_ids: [client] },
    ]);
    expect(await world.logged(() => world.signals.get(operator, id))).toEqual([]);
  });
});

describe('a child that is forgotten', () => {
  test('takes texts and link with it; the coded row stays', async () => {
    const { client, allocation } = await child();
    const { id } = await report(aanbieder, { allocation, kind: 'waiting' });
    await world.signals.answer(manager, id, { version: 1, text: 'Wij zoeken mee.' });
    const { pool } = world.store;
    await inTransaction(pool, (session) =>
      forgetChild(session, world.keys.rows, localCall('test'), client),
    );
    for (const table of ['signal_text', 'signal_child'])
      expect((await pool.query(`select from ${table} where signal_id = $1`, [id])).rowCount).toBe(
        0,
      );
    const left = await world.signals.get(manager, id);
    expect(left).toMatchObject({
      ...{ kind: 'waiting', client: null, allocation: null, text: null, status: 'answered' },
      answers: [{ by: office, text: null }],
    });
    const wish = { version: left.version, text: 'Nog iets' };
    await expect(world.signals.answer(manager, id, wish)).rejects.toThrow(code('signal-forgotten'));
    await expect(report(aanbieder, { allocation })).rejects.toThrow(code('not-found'));
    const closing = { version: left.version, reason: 'not-solvable-here' } as const;
    expect((await world.signals.close(manager, id, closing)).status).toBe('closed');
  });
});

describe('what was changed outside the gateway', () => {
  test.each([
    ['reporter', `reporter = '${wal}'`],
    ['gemeenten', `gemeenten = '{${diemen}}'`],
    ['status', `status = 'answered'`],
    ['answers', 'answer_count = 5'],
  ])('%s: it is not believed, and left out of lists', async (_, change) => {
    const { id } = await inGeneral(amsterdam);
    const { pool } = world.store;
    await pool.query('alter table signal disable trigger user');
    await pool.query(`update signal set ${change} where id = $1`, [id]);
    await expect(world.signals.get(manager, id)).rejects.toThrow(code('row-not-believed'));
    expect(await ids(manager)).not.toContain(id);
    expect(world.notBelieved.length).toBeGreaterThan(0);
    await pool.query('alter table signal disable trigger user');
  });

  test('a text that was put with another signal, or another place, does not open', async () => {
    const { pool } = world.store;
    const [one, two] = [(await inGeneral(amsterdam)).id, (await inGeneral(amsterdam)).id];
    await world.signals.answer(manager, one, { version: 1, text: 'Antwoord' });
    await pool.query('alter table signal_text disable trigger user');
    await pool.query(
      `update signal_text set sealed = (select sealed from signal_text where signal_id = $1 and ordinal = 0)
      where signal_id = $2`,
      [one, two],
    );
    await expect(world.signals.get(manager, two)).rejects.toThrow();
    await pool.query(
      `update signal_text set sealed = (select sealed from signal_text where signal_id = $1 and ordinal = 0)
      where signal_id = $1 and ordinal = 1`,
      [one],
    );
    await expect(world.signals.get(manager, one)).rejects.toThrow();
    await pool.query('alter table signal_answer disable trigger user');
    await pool.query('delete from signal_answer where signal_id = $1', [one]);
    await expect(world.signals.get(manager, one)).rejects.toThrow(code('row-not-believed'));
  });
});
