import { Caller } from './caller.ts';
import { load } from './load.ts';

/** Gets these paths in turn, again and again; a process of its own. */
export interface GetLoad {
  readonly address: string;
  readonly key: string;
  readonly paths: readonly string[];
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

async function main(options: GetLoad): Promise<void> {
  const { address, key, paths, connections, warmUpSeconds, seconds } = options;
  const caller = new Caller(address, connections);
  let next = 0;
  const measured = await load(connections, warmUpSeconds, seconds, async () => {
    const { status } = await caller.call('GET', paths[next++ % paths.length] as string, key);
    if (status !== 200) throw new Error(`The gateway answered ${status}.`);
  });
  caller.end();
  console.log(JSON.stringify(measured));
}

await main(JSON.parse(process.argv[2] ?? ''));
