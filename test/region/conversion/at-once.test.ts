import { afterAll, beforeAll, expect, test } from 'vitest';
import { localCall } from '../../../src/parties/principal.ts';
import { callOf } from '../../parties/access-log/support.ts';
import { amsterdam, dijk, Region, until } from './world.ts';

let region: Region;
beforeAll(async () => {
  region = await Region.open();
});
afterAll(() => region?.[Symbol.asyncDispose]());

/** Starts some work while the rows of a preview are locked, each once the one before it waits for a lock. */
async function whileLocked<T>(number: number, works: readonly (() => Promise<T>)[]) {
  const { pool } = region.gateway.store;
  const client = await pool.connect();
  const begun: Promise<T>[] = [];
  try {
    await client.query('begin');
    await client.query(
      `select from conversion_row mine join conversion on conversion.id = conversion_id
      where conversion.number = $1 for update of mine`,
      [number],
    );
    for (const work of works) {
      begun.push(work());
      await until(async () => {
        const { rows } = await client.query<{ waiting: number }>(`
          select count(*)::integer as waiting from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`);
        return rows[0]?.waiting === begun.length;
      });
    }
  } finally {
    await client.query('commit');
    client.release();
  }
  return Promise.allSettled(begun);
}

test('of two commits at once one sends, and the other finds nothing to send', async () => {
  await region.add([
    { child: 11, number: '410001' },
    { child: 12, number: '410002' },
  ]);
  const number = await region.preview();
  await region.agree(number);
  const commit = () => region.commits.commit(callOf(amsterdam), number);
  const [one, other] = await whileLocked(number, [commit, commit]);
  expect(one?.status).toBe('fulfilled');
  expect(other).toMatchObject({ status: 'rejected', reason: { code: 'nothing-agreed' } });
  expect(await region.settled(number)).toEqual({ approved: 2 });
  expect((await region.rows(number)).map(({ step }) => step)).toEqual(['approved', 'approved']);
});

test('of two reverts at once one takes back', async () => {
  await region.add([{ child: 13, number: '410003' }]);
  const number = await region.preview({ gemeenten: [amsterdam], aanbieders: [dijk] });
  await region.agree(number);
  await region.commits.commit(callOf(amsterdam), number);
  await region.settled(number);
  const rows = await region.rows(number);
  const row = rows.find((one) => one.toewijzingNummer === '410003')?.number ?? 0;
  const revert = () => region.commits.revert(callOf(amsterdam), number, { row, reason: 'once' });
  const [one, other] = await whileLocked(number, [revert, revert]);
  expect(one?.status).toBe('fulfilled');
  expect(other).toMatchObject({ status: 'rejected', reason: { code: 'not-converted' } });
});

test('a row that a commit takes is not marked meanwhile: what goes is what both sides agreed on', async () => {
  await region.add([{ child: 14, number: '410004' }]);
  const number = await region.preview();
  await region.agree(number, ({ toewijzingNummer }) => toewijzingNummer === '410004');
  const row = (await region.rows(number)).find((one) => one.toewijzingNummer === '410004');
  const wish = {
    ...({ row: row?.number ?? 0, version: 1, mark: 'changed', reason: 'other' } as const),
    to: { categorie: '45', code: '45B02' },
  };
  const [committed, marked] = await whileLocked<unknown>(number, [
    () => region.commits.commit(callOf(amsterdam), number),
    () => region.conversions.mark(callOf(amsterdam), number, [wish]),
  ]);
  expect(committed?.status).toBe('fulfilled');
  expect(marked).toMatchObject({
    status: 'rejected',
    reason: { faults: [{ row: row?.number, code: 'row-sent' }] },
  });
  await region.settled(number, localCall('test'));
  const after = (await region.rows(number)).find((one) => one.toewijzingNummer === '410004');
  expect(after).toMatchObject({ step: 'approved', version: 1 });
});
