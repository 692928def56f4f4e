import type { Pool } from 'pg';
import { putParty } from '../src/parties/directory/parties.ts';
import { localCall } from '../src/parties/principal.ts';
import { followFigures } from '../src/region/figures/follow.ts';
import { Reports } from '../src/region/report/views.ts';
import { numberEvents } from '../src/store/events/number.ts';
import { children } from '../test/ledger/past/write.ts';
import { allocation, partiesOf } from './ledger-fill.ts';
import { Stepper } from './ledger-steps.ts';
import { percentile } from './load.ts';
import { startServers } from './region.ts';
import { printTable, verdict } from './table.ts';

/** Rows of figures. */
const sizes = [1000, 1_000_000];
const gemeenten = 10;
const reports = 7;
/** The most that a report may take, in milliseconds, by its median. */
const mostMs = 1500;
/** Messages whose counting is measured. */
const messages = 600;
/** The most that counting may take for each message, in milliseconds. */
const mostMsEach = 1;

/** How long a report takes when a region has many figures, and what counting costs for each message. */
export async function benchReport(): Promise<void> {
  console.log(`\nThe report of ${gemeenten} gemeenten, and counting ${messages} messages`);
  await using servers = await startServers();
  await using stepper = await Stepper.open(await servers.emptyDatabase('report'));
  const { store, keys } = stepper;
  const call = localCall('bench');
  for (let n = 0; n < gemeenten; n++) {
    const party = {
      code: codeOf(n),
      kind: 'gemeente',
      name: `Gemeente ${n}`,
      region: 'Bench',
    } as const;
    await putParty(store.db, keys.rows, call, party).catch(() => undefined);
  }
  const each = await countingMs(stepper);
  const rows: [string, number[]][] = [];
  for (const count of sizes) {
    await fill(store.pool, count);
    const asked = new Reports(store, keys);
    const taken: number[] = [];
    for (let n = 0; n < reports; n++) {
      const began = performance.now();
      await asked.region(call, { from: '2026-06-01', to: '2026-06-21' });
      taken.push(performance.now() - began);
    }
    rows.push([String(count), taken]);
  }
  const ms = (taken: number[], part: number) => percentile(taken, part).toFixed(1);
  printTable(
    ['figures', 'report p50, ms', 'p99'],
    rows.map(([name, taken]) => [name, ms(taken, 0.5), ms(taken, 0.99)]),
  );
  console.log(`counting: ${each.toFixed(3)} ms for each message`);
  for (const [name, taken] of rows)
    verdict(`report over ${name} figures, ms`, percentile(taken, 0.5), mostMs, 'most');
  verdict('counting a message, ms', each, mostMsEach, 'most');
}

function codeOf(n: number): string {
  return String(9000 + n);
}

/** Figures of three years, evenly over gemeenten, subjects and sizes. */
async function fill(pool: Pool, count: number): Promise<void> {
  await pool.query('truncate figure');
  await pool.query(
    `insert into figure (municipality, day, subject, key, size, count)
    select (9000 + n % $2)::text, date '2024-01-01' + (n / $2 / 2 / 3) % 1000,
      (array['message', 'rule', 'allocated'])[1 + n / $2 / 2 % 3], 'K' || n / $2 / 2 / 3 / 1000,
      (array['small', 'large'])[1 + n / $2 % 2], 1 + n % 5
    from generate_series(0, $1::integer - 1) n`,
    [count, gemeenten],
  );
  await pool.query('analyze figure');
}

/** Counts messages that were judged. @returns milliseconds for each */
async function countingMs(stepper: Stepper): Promise<number> {
  const { pool } = stepper.store;
  const bsns = children(messages);
  let next = 900_000_000;
  for (const [n, bsn] of bsns.entries()) {
    const who = { ...partiesOf(n), bsn };
    const post = n % 2 ? stepper.requested(who) : stepper.allocated(who, [allocation(next++)]);
    await stepper.step(await stepper.keep(post));
  }
  while ((await numberEvents(pool)) > 0);
  const began = performance.now();
  while (await followFigures({ pool, smallBelow: 50 }));
  return (performance.now() - began) / messages;
}
