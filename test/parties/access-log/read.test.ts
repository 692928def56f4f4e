import { randomUUID } from 'node:crypto';
import type { Pool, QueryConfig } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logSources } from '../../../src/messages/views/log-sources.ts';
import {
  type AccessEntry,
  type AccessWish,
  accessActions,
  entryOf,
} from '../../../src/parties/access-log/entry.ts';
import type { LogFilter } from '../../../src/parties/access-log/filter.ts';
import { noteAccess } from '../../../src/parties/access-log/note.ts';
import { listAccess } from '../../../src/parties/access-log/read.ts';
import { sealBatch } from '../../../src/parties/access-log/seal.ts';
import { localCall } from '../../../src/parties/principal.ts';
import { makeStore } from '../../support/database.ts';
import { callOf, openKeys } from './support.ts';

const codes = ['0363', '0344', '12345678', '12345679'];
const clients = [randomUUID(), randomUUID()];
const messages = [randomUUID(), randomUUID()];
let store: Awaited<ReturnType<typeof makeStore>>;
/** All that was written, newest first. */
const written: AccessEntry[] = [];

beforeAll(async () => {
  store = await makeStore();
  const keys = await openKeys(store);
  for (let number = 0; number < 400; number++) {
    const at = <T>(values: readonly T[], step: number) =>
      values[Math.floor(number / step) % values.length] as T;
    const call = at([...codes.map(callOf), localCall('cli:jan')], 1);
    const wish: AccessWish = {
      party: at([...codes, null], 3),
      counterparty: at([null, ...codes], 7),
      messageId: at([null, ...messages], 5),
      clientIds: at([[], clients, clients.slice(1)], 11),
      mandateId: at([null, null, randomUUID()], 2),
    };
    const entry = entryOf(call, at(accessActions, 1), wish);
    await noteAccess(store.pool, keys.rows, entry);
    written.push(entry);
    if (number % 90 === 89) await sealBatch(store.pool, keys);
  }
  written.sort((one, other) => (one.id < other.id ? 1 : -1));
});
afterAll(() => store.drop());

/** What the log should say, by the words of the documentation. */
function wanted(viewer: readonly string[] | null, filter: LogFilter): string[] {
  const isOf = (entry: AccessEntry, party: string) =>
    entry.party === party ||
    entry.counterparty === party ||
    (entry.mandateId !== null && entry.actorParty === party);
  return written
    .filter((entry) => viewer === null || viewer.some((party) => isOf(entry, party)))
    .filter(({ action }) => !filter.action || action === filter.action)
    .filter((entry) => !filter.party || isOf(entry, filter.party))
    .filter(({ messageId }) => !filter.messageId || messageId === filter.messageId)
    .filter(({ clientIds }) => !filter.clientId || clientIds.includes(filter.clientId))
    .filter(({ actor }) => !filter.actor || actor === filter.actor)
    .map(({ id }) => id);
}

async function listed(viewer: readonly string[] | null, filter: LogFilter, limit: number) {
  const ids: string[] = [];
  for (let before: string | undefined; ; ) {
    const page = { ...filter, limit, ...(before && { before }) };
    const { items, next } = await listAccess(store.pool, logSources, viewer, page);
    expect(items.length).toBeLessThanOrEqual(limit);
    ids.push(...items.map(({ id }) => id));
    if (next === null) return ids;
    before = next;
  }
}

test('each page by each filter holds what it should for who looks, once, newest first', async () => {
  const viewers = [null, ['0363'], ['12345678'], ['0344', '0363']];
  const filters: LogFilter[] = [
    {},
    { action: 'read-content' },
    { party: '0363' },
    { party: '12345679' },
    { messageId: messages[0] as string },
    { clientId: clients[0] as string },
    { actor: 'cli:jan' },
    { actor: 'key-of-0363', party: '0344' },
  ];
  for (const viewer of viewers)
    for (const filter of filters)
      for (const limit of [7, 1000])
        expect(await listed(viewer, filter, limit), JSON.stringify([viewer, filter])).toEqual(
          wanted(viewer, filter),
        );
  expect(wanted(['0363'], {}).length).toBeGreaterThan(50);
});

test('a period is from a moment to before another', async () => {
  const { rows } = await store.pool.query<{ id: string; at: Date }>(
    `select id, at from access_log union all select id, at from access_log_fresh order by at, id`,
  );
  const [from, to] = [rows[100]?.at as Date, rows[300]?.at as Date];
  const inside = rows.filter(({ at }) => at >= from && at < to).map(({ id }) => id);
  expect(inside.length).toBeGreaterThan(100);
  expect((await listed(null, { from, to }, 50)).sort()).toEqual(inside.sort());
  expect(await listed(null, { to: new Date(0) }, 50)).toEqual([]);
});

test('what is another party has nothing to do with its credentials and computers', async () => {
  const { items } = await listAccess(store.pool, logSources, ['0363'], { limit: 1000 });
  for (const item of items) {
    const own = item.actorParty === '0363' || item.party === '0363';
    if (item.actorParty === null) expect(item).toMatchObject({ actor: 'cli:jan', address: null });
    else if (own) expect(item.actor).toBe(`key-of-${item.actorParty}`);
    else expect(item).toMatchObject({ actor: null, address: null, requestId: null });
  }
  expect(items.some(({ actor }) => actor === null)).toBe(true);
});

test('pages of a large log are read by an index, for every viewer', async () => {
  await store.pool.query(
    `insert into access_log (sealed_at, batch, ordinal, id, action, actor, party, counterparty, message_id)
    select now(), 100, n, ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'read-content',
      'k', (array['0363', '0344'])[n % 2 + 1], '12345678', gen_random_uuid()
    from generate_series(1, 100000) n`,
  );
  await store.pool.query('analyze access_log');
  const plans: string[] = [];
  const explaining = {
    connect: async () => {
      const client = await store.pool.connect();
      const query = async (asked: string | QueryConfig) => {
        if (typeof asked === 'string') return client.query(asked);
        const { rows } = await client.query(`explain ${asked.text}`, asked.values);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
        return { rows: [] };
      };
      return { query, release: (error?: Error) => client.release(error) };
    },
  } as unknown as Pool;
  const from = new Date(Date.now() - 60_000);
  for (const viewer of [null, ['0363'], ['12345678']])
    for (const filter of [{}, { from }, { party: '0344' }, { messageId: messages[0] as string }])
      await listAccess(explaining, logSources, viewer, { ...filter, limit: 100 });
  expect(plans).toHaveLength(12);
  await listAccess(explaining, logSources, null, { clientId: clients[0] as string, limit: 100 });
  const ofChild = plans.pop();
  const month = new Date().toISOString().slice(0, 7).replace('-', '_');
  const thisMonth = `access_log_${month}`;
  // Those of a child by the table that leads to them, without a walk through the log.
  expect(ofChild).toContain(`access_log_child_${month}_client_id_code_id_idx`);
  expect(ofChild).not.toMatch(new RegExp(`Seq Scan on ${thisMonth}|${thisMonth}_id_idx`));
  for (const [index, plan] of plans.entries()) {
    expect(plan).toMatch(new RegExp(`Index Scan.* on ${thisMonth}`));
    expect(plan).not.toMatch(new RegExp(`Seq Scan on ${thisMonth}`));
    // Rows of that month come in their order, and are not sorted; but for those of one message.
    if (index % 4 !== 3)
      expect(plan).not.toMatch(new RegExp(`-> +Sort .*\\n.*Sort Key.*\\n.*Scan.* on ${thisMonth}`));
  }
});
