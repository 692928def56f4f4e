import { statSync } from 'node:fs';
import { openStore, type Store } from '../src/store/database.ts';
import { joinEmbeddedPostgres } from '../src/store/embedded/embedded.ts';
import { fillBare, insertBare } from './bare.ts';
import { untilDelivered } from './delivery.ts';
import { type Measured, percentile, together } from './load.ts';
import { makeParties, pair } from './parties.ts';
import type { PostLoad } from './post-load.ts';
import { run, startGatewayProcess } from './processes.ts';
import { printTable, rate, verdict } from './table.ts';

const mark = 0.3;
const levels = [1, 16, 64];
const warmUpSeconds = 1;
const batch = 32;
const batchConnections = 2;

interface Options {
  readonly seconds: number;
  readonly rounds: number;
  readonly profile: string | undefined;
}

/**
 * Accepted messages per second through the whole intake of a gateway that runs with embedded
 * Postgres (fsync on), beside bare inserts of the same rows into another database of that same
 * server. Rounds of both alternate, so that other work of the machine hits both.
 */
export async function benchMessages(options: Options): Promise<void> {
  const size = statSync(new URL('../fixtures/JW315/valid-complete.xml', import.meta.url)).size;
  console.log(
    `\nAccepted messages per second (JW315 of ${size} bytes, each with an Identificatie of its own)`,
  );
  const gateway = await startGatewayProcess(options);
  try {
    const postgres = await joinEmbeddedPostgres({ dataDir: gateway.dataDir });
    const store = openStore({ url: postgres.url });
    try {
      const parties = await makeParties(gateway, pair);
      const bareUrl = await makeBareDatabase(store);
      await measure(options, {
        store,
        post: (connections) =>
          run<Measured>('./post-load.ts', {
            address: gateway.address,
            parties,
            connections,
            warmUpSeconds,
            seconds: options.seconds,
          } satisfies PostLoad),
        insert: (connections, batch = 1) =>
          insertBare(bareUrl, { connections, seconds: options.seconds, parties: pair, batch }),
      });
      console.log(`memory of the gateway: ${Math.round((await gateway.memory()) / 2 ** 20)} MB`);
    } finally {
      await store.close();
      await postgres.leave();
    }
  } finally {
    await gateway.remove();
  }
}

interface Bench {
  readonly store: Store;
  post(connections: number): Promise<Measured>;
  insert(connections: number, batch?: number): Promise<Measured>;
}

async function measure(options: Options, bench: Bench): Promise<void> {
  const rows: string[][] = [];
  let ratio = 0;
  for (const connections of levels) {
    const posts: Measured[] = [];
    const inserts: Measured[] = [];
    let routed = 0;
    let routingSeconds = 0;
    for (let round = 0; round < options.rounds; round++) {
      const posted = await bench.post(connections);
      const begin = performance.now();
      await untilDelivered(bench.store);
      routed += posted.all;
      routingSeconds += warmUpSeconds + options.seconds + (performance.now() - begin) / 1000;
      posts.push(posted);
      inserts.push(await bench.insert(connections));
    }
    const accepted = together(posts);
    const bare = together(inserts);
    const acceptedRate = accepted.count / accepted.seconds;
    const bareRate = bare.count / bare.seconds;
    ratio = acceptedRate / bareRate;
    const ms = (value: number) => value.toFixed(1);
    rows.push([
      String(connections),
      rate(acceptedRate),
      ms(percentile(accepted.latencies, 0.5)),
      ms(percentile(accepted.latencies, 0.99)),
      rate(routed / routingSeconds),
      rate(bareRate),
      ms(percentile(bare.latencies, 0.5)),
      ms(percentile(bare.latencies, 0.99)),
      ratio.toFixed(2),
    ]);
  }
  printTable(
    [
      'connections',
      'accepted/s',
      'p50 ms',
      'p99 ms',
      'in mailbox/s',
      'bare/s',
      'p50 ms',
      'p99 ms',
      'ratio',
    ],
    rows,
  );
  verdict(`accepted over bare inserts at ${levels.at(-1)} connections`, ratio, mark);
  const batched = await bench.insert(batchConnections, batch);
  console.log(
    `bare inserts in batches of ${batch}, the limit of this machine: ${rate((batch * batched.count) / batched.seconds)} per second`,
  );
}

/** The gateway does not look into this one, so nobody routes what is in its outbox. */
async function makeBareDatabase(store: Store): Promise<string> {
  await store.pool.query('create database bare');
  const url = new URL(store.url);
  url.pathname = '/bare';
  await fillBare(url.href, pair);
  return url.href;
}
