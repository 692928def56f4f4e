import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitOf, unfinishedCommits } from '../../../src/ledger/conversion/commits.ts';
import { noPost } from '../../../src/ledger/conversion/posts.ts';
import { gemeenteNow } from '../../../src/messages/views/gemeente.ts';
import { Problem } from '../../../src/problem.ts';
import { gemeentenOnce, type SendParts, sendBatch } from '../../../src/region/conversion/send.ts';
import { settle } from '../../../src/region/conversion/settle.ts';
import type { Store } from '../../../src/store/database.ts';
import { advisoryLock } from '../../../src/store/locks.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { type Fault, Injected, Process } from '../../support/crash/process.ts';
import { amsterdam, bsnOf, type Care, day, dijk, Region } from './world.ts';

let region: Region;
beforeAll(async () => {
  region = await Region.open();
});
afterAll(() => region?.[Symbol.asyncDispose]());

/** Keeps the process of the gateway from sending. */
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

/** What sends in a process that may die; messages go by HTTP, as long as it lives. */
function partsOf(store: Store, isDead: () => boolean): SendParts {
  const { keys } = region.gateway;
  return {
    ...{ store, keys },
    gemeente: gemeentenOnce(store.pool, (pool, code) => gemeenteNow(pool, keys.rows, code, day)),
    intake: {
      submit: async (call, bytes) => {
        if (isDead()) throw new Injected('crash');
        const { status, body } = (await region.callers[call.principal.party ?? '']?.post(
          bytes,
        )) ?? {
          ...{ status: 0, body: {} },
        };
        if (status !== 202 && status !== 200) throw new Problem('xsd');
        return { ...body, repeated: status === 200 };
      },
    },
  };
}

/** Only each so many statements. */
const every = Number(process.env.EVERY_POINT ?? 1);
let nextChild = 1000;

/** A preview to which both agreed, of two new children. */
async function agreed(): Promise<{ preview: number; cares: Care[] }> {
  const cares = [0, 1].map((): Care => {
    nextChild += 1;
    return { child: nextChild, number: String(800_000 + nextChild) };
  });
  await region.add(cares);
  const preview = await region.preview({ gemeenten: [amsterdam], aanbieders: [dijk] });
  const own = new Set(cares.map(({ number }) => number));
  await region.agree(preview, ({ toewijzingNummer }) => own.has(toewijzingNummer ?? ''));
  return { preview, cares };
}

/** Sends all of the commit, in a process of which one statement goes wrong. @returns how many statements it took */
async function send(fault?: Fault): Promise<{ statements: number; died: boolean }> {
  const { store, keys } = region.gateway;
  const process = new Process(store);
  process.fault = fault;
  const parts = partsOf(process.store, () => process.dead);
  const ended = await unfinishedCommits(store.pool)
    .then(async ([id]) => {
      const commit = id && (await commitOf(store.pool, keys.rows, id));
      if (commit) while ((await sendBatch(parts, commit)) > 0);
      await settle(parts, noPost);
      return true;
    })
    .catch((error) => {
      if (!(error instanceof Injected)) throw error;
      return false;
    });
  await process.rest();
  return { statements: process.statements, died: !ended };
}

/** The JW301s that the ledger has of a child, and its allocations that hold on the day of conversion. */
async function outcomeOf({ child }: Care): Promise<unknown> {
  const { store, keys } = region.gateway;
  const { rows } = await store.pool.query(
    `select (
        select count(distinct message_id)::int from ledger_entry where client_id = client.id and message_id is not null
      ) as messages,
      array(select product_code from allocation where client_id = client.id and begin_date <= $2
        and (end_date is null or end_date >= $2) and status = 'allocated') as holds
    from client where bsn_hash = $1`,
    [keys.clientHash(bsnOf(child)), day],
  );
  return rows[0];
}

test('killed at any statement, each child is converted once, by who goes on', {
  timeout: 600_000,
}, async () => {
  const first = await agreed();
  let statements = 0;
  await byHand(async () => {
    await region.commits.commit(callOf(amsterdam), first.preview);
    ({ statements } = await send());
  });
  expect(statements).toBeGreaterThan(15);
  let deaths = 0;
  for (const when of ['before', 'after'] as const)
    for (let at = 1; at <= statements; at += every) {
      const title = `${when} statement ${at}`;
      const { preview, cares } = await agreed();
      await byHand(async () => {
        await region.commits.commit(callOf(amsterdam), preview);
        const { died } = await send({ at, when, kind: 'crash' });
        if (died) deaths += 1;
        await send();
      });
      expect(await region.settled(preview), title).toEqual({ approved: 2 });
      for (const care of cares)
        expect(await outcomeOf(care), title).toEqual({ messages: 1, holds: ['45B01'] });
    }
  expect(deaths).toBeGreaterThan(statements / every);
});
