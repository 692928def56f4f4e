import type { Pool, QueryConfig } from 'pg';
import { expect, test } from 'vitest';
import { KeptRefusals } from '../../src/retention/refusals.ts';
import { makeStore } from '../support/database.ts';
import { keysOf } from './support.ts';

test('however many refusals there are at once, their parties are looked at a few times', async () => {
  const store = await makeStore();
  try {
    const asked: unknown[] = [];
    const pool = {
      query: (query: QueryConfig<unknown[]>) => {
        asked.push(query.values?.[0]);
        return store.pool.query(query);
      },
    } as Pool;
    const kept = new KeptRefusals(pool, (await keysOf(store)).rows, { count: 10, bytes: 1e6 });
    const senders = Array.from({ length: 60 }, (_, n) => (n === 30 ? '87654321' : '12345678'));
    await Promise.all(senders.map((sender) => kept.keptOneMore(sender)));
    // The first, and all that came meanwhile.
    expect(asked.sort()).toEqual(['12345678', '12345678', '87654321']);
  } finally {
    await store.drop();
  }
});

test('a failure for one party is no failure for another', async () => {
  const store = await makeStore();
  try {
    const pool = {
      query: async (query: QueryConfig<unknown[]>) => {
        if (query.values?.[0] === '12345678') throw new Error('It failed.');
        return store.pool.query(query);
      },
    } as Pool;
    const kept = new KeptRefusals(pool, (await keysOf(store)).rows, { count: 10, bytes: 1e6 });
    const results = await Promise.allSettled(
      ['0363', '12345678', '87654321'].map((sender) => kept.keptOneMore(sender)),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  } finally {
    await store.drop();
  }
});
