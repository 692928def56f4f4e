import { insertBare } from './bare.ts';
import { type Measured, percentile, together } from './load.ts';
import type { PostLoad } from './post-load.ts';
import { run } from './processes.ts';
import { startServers } from './region.ts';
import { printTable, rate, verdict } from './table.ts';

const mark = 0.8;
const connections = 64;
const warmUpSeconds = 1;
const seconds = 5;

/**
 * A burst: messages accepted per second by a process that only takes them in (`ROLE=api`, BullMQ on Redis), beside bare
 * inserts of the same rows by the frozen statement. Rounds of both alternate; what was accepted waits in the queue.
 */
export async function benchBurst(rounds: number): Promise<void> {
  console.log(`\nA burst of ${seconds} seconds, ROLE=api, ${connections} connections`);
  await using servers = await startServers();
  const bareUrl = await servers.bareDatabase();
  const gateway = await servers.startOnRedis({ worker: false });
  if (!gateway) return;
  const { address, parties } = gateway;
  const load: PostLoad = { address, parties, connections, warmUpSeconds, seconds };
  const posted: Measured[] = [];
  const inserted: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    posted.push(await run<Measured>('./post-load.ts', load));
    inserted.push(await insertBare(bareUrl, { connections, seconds }));
  }
  const [accepted, bare] = [together(posted), together(inserted)];
  const [acceptedRate, bareRate] = [accepted, bare].map(
    ({ count, seconds }) => count / seconds,
  ) as [number, number];
  const ms = (part: number) => percentile(accepted.latencies, part).toFixed(1);
  printTable(
    ['', 'accepted/s', 'p50 ms', 'p99 ms', 'bare/s', 'ratio'],
    [
      [
        'burst',
        rate(acceptedRate),
        ms(0.5),
        ms(0.99),
        rate(bareRate),
        (acceptedRate / bareRate).toFixed(2),
      ],
    ],
  );
  verdict('a burst with ROLE=api: accepted over bare inserts', acceptedRate / bareRate, mark);
}
