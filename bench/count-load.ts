import type { PartyWithKey } from './parties.ts';
import { Poster } from './poster.ts';

/** Posts so many messages, as quickly as they are taken; a process of its own. */
export interface CountLoad {
  readonly address: string;
  readonly parties: readonly PartyWithKey[];
  readonly connections: number;
  readonly count: number;
}

export interface CountMeasured {
  /** When the first post began and the last was answered, as `Date.now()` says. */
  readonly beganAt: number;
  readonly answeredAt: number;
}

async function main(options: CountLoad): Promise<void> {
  const poster = new Poster(options.address, options.parties, options.connections);
  const beganAt = Date.now();
  const line = async () => {
    while (poster.posted < options.count) await poster.post();
  };
  await Promise.all(Array.from({ length: options.connections }, line));
  console.log(JSON.stringify({ beganAt, answeredAt: Date.now() } satisfies CountMeasured));
  poster.end();
}

await main(JSON.parse(process.argv[2] ?? ''));
