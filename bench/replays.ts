import { setTimeout as sleep } from 'node:timers/promises';
import type { CountLoad, CountMeasured } from './count-load.ts';
import { untilDelivered } from './delivery.ts';
import { run } from './processes.ts';
import { type RegionGateway, startServers } from './region.ts';
import { printTable, rate } from './table.ts';

const count = 10_000;
const connections = 64;
const errorCode = 'BENCH';

interface Replay {
  readonly id: string;
  readonly state: string;
  readonly count: number;
  readonly progress: Readonly<Record<string, number>>;
}

/**
 * Replays per second: messages are posted while no worker runs and made `failed` as the step does
 * it, then one replay by the API takes them all, until the last is in its mailbox. BullMQ on Redis,
 * one process `ROLE=api` and one `ROLE=worker`.
 */
export async function benchReplays(profile: string | undefined): Promise<void> {
  console.log(`\nReplays per second over ${count} failed messages (BullMQ, api + worker)`);
  await using servers = await startServers(profile);
  const gateway = await servers.startOnRedis({ worker: false });
  if (!gateway) return;
  const { address, parties } = gateway;
  await run<CountMeasured>('./count-load.ts', {
    address,
    parties,
    connections,
    count,
  } satisfies CountLoad);
  await failAll(gateway);
  // What was announced of them would be work for nothing, in the time that is measured.
  await servers.emptyRedis();
  await gateway.startWorker();
  // As it would be in a database of some age.
  await gateway.store.pool.query('analyze');

  const begin = performance.now();
  const started = await call<Replay>(gateway, 'POST', '/v1/operations/replays', {
    reason: 'Bench',
    filter: { errorCode },
  });
  const startedMs = performance.now() - begin;
  let replay = started;
  while (replay.state === 'running') {
    await sleep(100);
    replay = await call<Replay>(gateway, 'GET', `/v1/operations/replays/${started.id}`);
  }
  const seconds = (performance.now() - begin) / 1000;
  if (replay.count !== count || replay.progress.succeeded !== count)
    throw new Error(`${replay.progress.succeeded} of ${count} messages were replayed.`);
  await untilDelivered(gateway.store);
  printTable(
    ['messages', 'starting it ms', 'seconds in all', 'replays/s'],
    [[String(count), startedMs.toFixed(0), seconds.toFixed(1), rate(count / seconds)]],
  );
}

/** As a step does that gives up. */
async function failAll({ store }: RegionGateway): Promise<void> {
  const { rowCount } = await store.pool.query(
    `with taken as (delete from outbox returning id as message_id)
    update message set status = 'failed', error_code = $1, changed_at = now()
    from taken where id = taken.message_id and status = 'received'`,
    [errorCode],
  );
  if (rowCount !== count) throw new Error(`${rowCount} of ${count} messages wait.`);
}

async function call<T>(
  { address, administratorKey }: RegionGateway,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const response = await fetch(address + path, {
    method,
    headers: {
      Authorization: `Bearer ${administratorKey}`,
      ...(body && { 'Content-Type': 'application/json' }),
    },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return (await response.json()) as T;
}
