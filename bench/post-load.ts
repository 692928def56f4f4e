import { load } from './load.ts';
import type { PartyWithKey } from './parties.ts';
import { Poster } from './poster.ts';

/** Posts messages to a gateway; runs as a process of its own, so that it shares no event loop. */
export interface PostLoad {
  readonly address: string;
  readonly parties: readonly PartyWithKey[];
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

async function main(options: PostLoad): Promise<void> {
  const { address, parties, connections, warmUpSeconds, seconds } = options;
  const poster = new Poster(address, parties, connections);
  const measured = await load(connections, warmUpSeconds, seconds, async () => {
    await poster.post();
  });
  poster.end();
  console.log(JSON.stringify(measured));
}

await main(JSON.parse(process.argv[2] ?? ''));
