import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../src/store/database.ts';
import type { ArrivalLoad, ArrivalMeasured } from './arrival-load.ts';
import { insertBare } from './bare.ts';
import type { CountLoad, CountMeasured } from './count-load.ts';
import { type Measured, percentile, together } from './load.ts';
import { type PartyWithKey, region } from './parties.ts';
import { run } from './processes.ts';
import { type RegionGateway, startServers } from './region.ts';
import { printTable, rate, verdict } from './table.ts';

const mark = 0.35;
const markOfOneMailbox = 0.25;
/** Of bare inserts: how many come in a second while the time to the mailbox is measured. */
const arrivalRate = 0.04;
const slowestDelivery = 1000;
const connections = 64;
/** Messages of a round, for each second that a round of bare inserts lasts. */
const perSecond = 500;
const arrivalSeconds = 10;

interface Options {
  readonly seconds: number;
  readonly rounds: number;
  readonly profile: string | undefined;
}

/** A gateway to measure, and what its rounds gave. */
interface Contender {
  readonly name: string;
  readonly gateway: RegionGateway;
  count: number;
  /** Until all were answered, and until all were in a mailbox. */
  acceptingSeconds: number;
  seconds: number;
}

/**
 * Messages per second from the post to the recipient's mailbox, and the time from the 202 to the
 * answer of the recipient's long poll: with BullMQ on Redis (one process `ROLE=api`, one
 * `ROLE=worker`) and with the queue in process (one process for all), beside bare inserts of the
 * same rows. Each has a database of its own on one Postgres; rounds alternate.
 */
export async function benchDelivery(options: Options): Promise<void> {
  console.log(
    `\nFrom the post to the mailbox, ${connections} connections, ${region.length} parties, the last one in included`,
  );
  await using servers = await startServers(options.profile);
  const bareUrl = await servers.bareDatabase();
  const redis = await servers.startOnRedis();
  const inProcess = await servers.startInProcess();
  const contenders = [
    ...(redis ? [contender('BullMQ, api + worker', redis)] : []),
    contender('in process', inProcess),
  ];
  const count = Math.ceil(options.seconds * perSecond);
  const bareRounds: Measured[] = [];
  for (const { gateway } of contenders) await deliverAll(gateway, Math.ceil(count / 3));
  for (let round = 0; round < options.rounds; round++) {
    bareRounds.push(await insertBare(bareUrl, { connections, seconds: options.seconds }));
    for (const each of contenders) {
      const { acceptingSeconds, seconds } = await deliverAll(each.gateway, count);
      each.count += count;
      each.acceptingSeconds += acceptingSeconds;
      each.seconds += seconds;
    }
  }
  const bare = together(bareRounds);
  const bareRate = bare.count / bare.seconds;
  printTable(
    ['queue', 'messages', 'accepted/s', 'in mailbox/s', 'bare/s', 'ratio'],
    contenders.map((each) => [
      each.name,
      String(each.count),
      rate(each.count / each.acceptingSeconds),
      rate(each.count / each.seconds),
      rate(bareRate),
      (each.count / each.seconds / bareRate).toFixed(3),
    ]),
  );
  for (const { name, count, seconds } of contenders)
    verdict(`${name}: in the mailbox over bare inserts`, count / seconds / bareRate, mark);
  await measureOneMailbox(contender('in process', inProcess), count, bareRate);
  await measureWaiting(contenders, arrivalRate * bareRate);
}

/** All messages from one aanbieder to one gemeente. */
async function measureOneMailbox(
  { gateway }: Contender,
  count: number,
  bareRate: number,
): Promise<void> {
  const first = (kind: string) => gateway.parties.find((one) => one.kind === kind);
  const parties = [first('aanbieder'), first('gemeente')] as PartyWithKey[];
  const { seconds } = await deliverAll({ ...gateway, parties }, count);
  console.log(`into one mailbox: ${rate(count / seconds)} per second`);
  verdict('into one mailbox over bare inserts', count / seconds / bareRate, markOfOneMailbox);
}

async function measureWaiting(contenders: readonly Contender[], perSecond: number): Promise<void> {
  console.log(
    `\nFrom the 202 to the answer of the recipient's long poll, ${rate(perSecond)} messages per second at random moments`,
  );
  const rows: string[][] = [];
  const slowest: [name: string, p99: number][] = [];
  const ms = (latencies: readonly number[], part: number) => percentile(latencies, part).toFixed(1);
  for (const { name, gateway } of contenders) {
    const { accepting, delivering } = await run<ArrivalMeasured>('./arrival-load.ts', {
      address: gateway.address,
      parties: gateway.parties,
      after: await positions(gateway.store),
      rate: perSecond,
      warmUpSeconds: 2,
      seconds: arrivalSeconds,
    } satisfies ArrivalLoad);
    slowest.push([name, percentile(delivering, 0.99)]);
    rows.push([
      name,
      String(delivering.length),
      ms(accepting, 0.5),
      ms(accepting, 0.99),
      ms(delivering, 0.5),
      ms(delivering, 0.99),
      Math.max(...delivering).toFixed(1),
    ]);
  }
  printTable(
    ['queue', 'messages', '202 p50 ms', 'p99 ms', 'mailbox p50 ms', 'p99 ms', 'longest ms'],
    rows,
  );
  for (const [name, p99] of slowest)
    verdict(`${name}: p99 from 202 to mailbox, ms`, p99, slowestDelivery, 'most');
}

function contender(name: string, gateway: RegionGateway): Contender {
  return { name, gateway, count: 0, acceptingSeconds: 0, seconds: 0 };
}

/** Posts so many and waits until each is in a mailbox, once. */
async function deliverAll(
  { address, parties, store }: RegionGateway,
  count: number,
): Promise<{ acceptingSeconds: number; seconds: number }> {
  const before = await entries(store);
  const load: CountLoad = { address, parties, connections, count };
  const { beganAt, answeredAt } = await run<CountMeasured>('./count-load.ts', load);
  await untilDelivered(store);
  const endedAt = Date.now();
  const entered = (await entries(store)) - before;
  if (entered !== count) throw new Error(`${entered} of ${count} messages are in a mailbox.`);
  return { acceptingSeconds: (answeredAt - beganAt) / 1000, seconds: (endedAt - beganAt) / 1000 };
}

/**
 * Waits until no message has a step to come.
 *
 * @throws when one was not approved: that is other work than what is measured
 */
export async function untilDelivered(store: Store): Promise<void> {
  for (;;) {
    const { rows } = await store.pool.query('select from outbox limit 1');
    if (rows.length === 0) break;
    await sleep(20);
  }
  const { rows } = await store.pool.query<{ count: string }>(
    "select count(*) from message where status in ('rejected', 'failed')",
  );
  if (rows[0]?.count !== '0') throw new Error(`${rows[0]?.count} messages were not approved.`);
}

async function entries(store: Store): Promise<number> {
  const { rows } = await store.pool.query<{ entries: number }>(
    'select count(*)::integer as entries from mailbox_entry',
  );
  return rows[0]?.entries ?? 0;
}

async function positions(store: Store): Promise<Record<string, number>> {
  const rows = await store.db
    .selectFrom('mailbox')
    .select(['party_code', 'last_position'])
    .execute();
  return Object.fromEntries(rows.map((row) => [row.party_code, Number(row.last_position)]));
}
