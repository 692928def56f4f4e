import { randomUUIDv7 } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitOf, unfinishedCommits } from '../../../src/ledger/conversion/commits.ts';
import { mappingOfRows } from '../../../src/ledger/conversion/mapping-file.ts';
import { lineOfChild } from '../../../src/messages/lifecycle/line.ts';
import { gemeenteNow } from '../../../src/messages/views/gemeente.ts';
import { Problem } from '../../../src/problem.ts';
import { gemeentenOnce, type SendParts, sendBatch } from '../../../src/region/conversion/send.ts';
import { draftApproved, type SettleParts } from '../../../src/region/conversion/settle.ts';
import { advisoryLock } from '../../../src/store/locks.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { amsterdam, bsnOf, type Care, day, dijk, Region, rules, until } from './world.ts';

/*
 * What sends is driven by hand here: the process of the gateway is kept from it by the lock that lets one process at a time
 * do so.
 */
let region: Region;
beforeAll(async () => {
  region = await Region.open();
});
afterAll(() => region?.[Symbol.asyncDispose]());

async function byHand<T>(work: () => Promise<T>): Promise<T> {
  const client = await region.gateway.store.pool.connect();
  try {
    await client.query(`select pg_advisory_lock(${advisoryLock('conversions')})`);
    return await work();
  } finally {
    await client.query(`select pg_advisory_unlock(${advisoryLock('conversions')})`);
    client.release();
  }
}

type Submit = SendParts['intake']['submit'];

/** Posts as the gemeente would over HTTP. */
const submit: Submit = async (call, bytes) => {
  const caller = region.callers[call.principal.party ?? ''];
  const { status, body } = (await caller?.post(bytes)) ?? { status: 0, body: {} };
  if (status !== 202 && status !== 200) throw new Problem(body.type?.split('/').at(-1));
  return { ...body, repeated: status === 200 };
};

function partsWith(send: Submit): SendParts {
  const { store, keys } = region.gateway;
  const gemeente = gemeentenOnce(store.pool, (pool, code) =>
    gemeenteNow(pool, keys.rows, code, '2026-07-01'),
  );
  return { store, keys, intake: { submit: send }, gemeente };
}

let nextChild = 100;

/** A preview to which both agreed, of new children with one allocation each. */
async function agreed(count: number): Promise<number> {
  const cares = Array.from({ length: count }, (): Care => {
    nextChild += 1;
    return { child: nextChild, number: String(700_000 + nextChild) };
  });
  const numbers = new Set(cares.map(({ number }) => number));
  await region.add(cares);
  const preview = await region.preview({ aanbieders: [dijk] });
  await region.agree(preview, ({ toewijzingNummer }) => numbers.has(toewijzingNummer ?? ''));
  return preview;
}

const firstCommit = async () => {
  const { store, keys } = region.gateway;
  const [id] = await unfinishedCommits(store.pool);
  if (!id) throw new Error('no commit');
  return commitOf(store.pool, keys.rows, id);
};

const messagesOf = async (type: string) =>
  (
    await region.gateway.store.pool.query('select from message where type = $1 and sender = $2', [
      type,
      amsterdam,
    ])
  ).rowCount ?? 0;

test.each(['before a message went', 'after it went'])(
  'a process that dies %s sends each message once',
  async (when) => {
    const number = await agreed(4);
    const before = await messagesOf('JW301');
    await byHand(async () => {
      await region.commits.commit(callOf(amsterdam), number);
      const commit = await firstCommit();
      let turns = 0;
      const dying = partsWith(async (call, bytes) => {
        turns += 1;
        const turn = turns;
        if (when === 'after it went') await submit(call, bytes);
        if (turn >= 2) throw new Error('the process died');
        return submit(call, bytes);
      });
      await expect(sendBatch(dying, commit)).rejects.toThrow('died');
      expect((await region.commits.list(callOf(amsterdam), number))[0]?.posts.posting).toBe(3);
      while ((await sendBatch(partsWith(submit), commit)) > 0);
    });
    expect(await region.settled(number)).toEqual({ approved: 4 });
    expect((await messagesOf('JW301')) - before).toBe(4);
    const rows = (await region.rows(number)).filter(({ step }) => step === 'approved');
    expect(new Set(rows.map(({ newNumber }) => newNumber)).size).toBe(4);
  },
);

test('a stop keeps back what was not decided on, and what was goes', async () => {
  const number = await agreed(40);
  await byHand(async () => {
    const { id } = await region.commits.commit(callOf(amsterdam), number);
    const dying = partsWith(async () => {
      throw new Problem('busy');
    });
    let stopped: unknown;
    const stopping = partsWith(async (call, bytes) => {
      stopped ??= await region.commits.stop(callOf(amsterdam), number, id);
      return dying.intake.submit(call, bytes);
    });
    await sendBatch(stopping, await firstCommit(), 16);
    expect(stopped).toMatchObject({ state: 'stopping' });
    const rows = (await region.rows(number)).filter(({ step }) => step === 'stopped');
    expect(rows.length).toBeGreaterThan(0);
  });
  const { approved = 0, stopped = 0 } = await region.settled(number);
  expect([approved + stopped, approved >= 16]).toEqual([40, true]);
  await region.commits.commit(callOf(amsterdam), number);
  expect((await region.settled(number)).approved).toBe(40);
});

test('of two conversions of one child, the second waits until the first is answered', async () => {
  const first = await agreed(1);
  const second = await region.preview({ aanbieders: [dijk] });
  await region.agree(
    second,
    ({ toewijzingNummer }) => toewijzingNummer === String(700_000 + nextChild),
  );
  await byHand(async () => {
    await region.commits.commit(callOf(amsterdam), first);
    await region.commits.commit(callOf(amsterdam), second);
    const [, other] = [
      await region.commits.list(callOf(amsterdam), first),
      await region.commits.list(callOf(amsterdam), second),
    ];
    expect(other?.[0]?.posts).toEqual({ 'held-back': 1 });
  });
  expect(await region.settled(first)).toEqual({ approved: 1 });
  await region.commits.commit(callOf(amsterdam), second);
  expect(await region.settled(second)).toEqual({ 'held-back': 2 });
  const [held] = (await region.rows(second)).filter(({ step }) => step === 'held-back');
  expect(held?.why).toEqual(['care-changed']);
});

test('a message that is not judged yet holds a child back', async () => {
  const number = await agreed(1);
  const { store, keys } = region.gateway;
  const line = lineOfChild(keys, { gemeente: amsterdam, aanbieder: dijk }, bsnOf(nextChild));
  const id = randomUUIDv7();
  await store.pool.query(
    `insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening, sender, recipient,
      status, content_hash, size, received_at, changed_at, line)
    values ($1, 999999, 'JW301', '0363', '12345678', 'X', '2026-07-01', '0363', '12345678', 'failed', $2, 1, now(),
      now(), $3)`,
    [id, Buffer.from(id), line],
  );
  await region.commits.commit(callOf(amsterdam), number);
  expect(await region.settled(number)).toEqual({ 'held-back': 1 });
  const [held] = (await region.rows(number)).filter(({ step }) => step === 'held-back');
  expect(held?.why).toEqual(['message-under-way']);
});

test('a message that the door refuses is told, and the others go', async () => {
  const number = await agreed(2);
  await byHand(async () => {
    await region.commits.commit(callOf(amsterdam), number);
    let turn = 0;
    const parts = partsWith(async (call, bytes) => {
      turn += 1;
      if (turn === 1) throw new Problem('xsd');
      return submit(call, bytes);
    });
    expect(await sendBatch(parts, await firstCommit())).toBe(2);
  });
  expect(await region.settled(number)).toEqual({ approved: 1, failed: 1 });
  const [failed] = (await region.rows(number)).filter(({ step }) => step === 'failed');
  expect(failed?.why).toEqual(['xsd']);
});

test('what both did not agree to does not go, also where the database says that it is to go', async () => {
  const { pool } = region.gateway.store;
  const number = await agreed(1);
  nextChild += 1;
  const other = { child: nextChild, number: String(700_000 + nextChild) };
  await region.add([other]);
  const preview = await region.preview({ aanbieders: [dijk] });
  await region.agree(preview, ({ toewijzingNummer }) => toewijzingNummer === other.number);
  const before = await messagesOf('JW301');
  await byHand(async () => {
    await region.commits.commit(callOf(amsterdam), preview);
    const [row] = (await region.rows(preview)).filter(
      ({ toewijzingNummer }) => toewijzingNummer === String(700_000 + nextChild - 1),
    );
    const { rowCount } = await pool.query(
      `update conversion_post post set (case_number, client_id, row_numbers) = (
        select case_number, of.client_id, array[mine.number] from conversion_row mine
        join conversion_case of on of.conversion_id = mine.conversion_id and of.number = case_number
        where mine.conversion_id = post.conversion_id and mine.number = $2
      ) where conversion_id = (select id from conversion where number = $1)`,
      [preview, row?.number],
    );
    expect(rowCount).toBe(1);
  });
  expect(await region.settled(preview)).toEqual({ 'held-back': 1 });
  const { rows } = await pool.query<{ why: string }>(
    'select why from conversion_post where conversion_id = (select id from conversion where number = $1)',
    [preview],
  );
  expect(rows).toEqual([{ why: 'not-agreed' }]);
  expect(await messagesOf('JW301')).toBe(before);
  // The one that was agreed to in its own preview goes.
  await region.commits.commit(callOf(amsterdam), number);
  expect(await region.settled(number)).toEqual({ approved: 1 });
});

/** Writes who made a preview, and the commits of another, past the triggers. */
async function write(madeBy: string, preview: number, committed: number): Promise<void> {
  const tables = ['conversion', 'conversion_commit'];
  const { pool } = region.gateway.store;
  await pool.query(`
    ${tables.map((table) => `alter table ${table} disable trigger ${table}_same;`).join('')}
    update conversion set made_by = ${madeBy} where number = ${preview};
    update conversion_commit set made_by = ${madeBy}
    where conversion_id = (select id from conversion where number = ${committed});
    ${tables.map((table) => `alter table ${table} enable always trigger ${table}_same;`).join('')}`);
}

test('a commit and a preview that are not believed keep no others waiting', async () => {
  const { pool } = region.gateway.store;
  const [first, second] = [await agreed(1), await agreed(1)];
  const broken = await byHand(async () => {
    await region.commits.commit(callOf(amsterdam), first);
    await region.commits.commit(callOf(amsterdam), second);
    const mapping = await mappingOfRows(rules);
    const { number } = await region.conversions.make(callOf(amsterdam), { day, mapping });
    await write(`made_by || '?'`, number, first);
    return number;
  });
  expect(await region.settled(second)).toEqual({ approved: 1 });
  await region.preview({ aanbieders: [dijk] });
  // Of those nothing went; when they are as they were, they go on.
  const [kept] = (
    await pool.query<{ step: string }>(
      'select step from conversion_post where conversion_id = (select id from conversion where number = $1)',
      [first],
    )
  ).rows;
  expect(kept?.step).toBe('waiting');
  await write(`rtrim(made_by, '?')`, broken, first);
  expect(await region.settled(first)).toEqual({ approved: 1 });
  await until(
    async () => (await region.conversions.get(callOf(amsterdam), broken)).record.state === 'ready',
  );
});

test('when two processes draft at once, drafts are made once', async () => {
  const { store, keys } = region.gateway;
  nextChild += 1;
  const care = { child: nextChild, number: String(700_000 + nextChild), started: '2026-03-10' };
  await region.add([care]);
  const number = await region.preview({ aanbieders: [dijk] });
  await region.agree(number, ({ toewijzingNummer }) => toewijzingNummer === care.number);
  await region.commits.commit(callOf(amsterdam), number);
  await region.settled(number);
  const made = { count: 0 };
  const drafts = {
    propose: async (
      _call: unknown,
      groups: readonly unknown[],
      also: Parameters<SettleParts['drafts']['propose']>[2],
    ) => {
      const client = await store.pool.connect();
      try {
        await client.query('begin');
        if (await also(client)) made.count += groups.length;
        await client.query('commit');
        return { made: groups.length, leftOut: [] };
      } finally {
        client.release();
      }
    },
  };
  await byHand(async () => {
    await store.pool.query(
      `update conversion_post set drafted = false where conversion_id = (select id from conversion where number = $1)`,
      [number],
    );
    const { gemeente } = partsWith(submit);
    const parts = { store, keys, gemeente, drafts };
    await Promise.all([draftApproved(parts), draftApproved(parts)]);
  });
  expect(made.count).toBe(1);
});
