import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { jw315 } from '../test/support/messages.ts';
import type { PartyWithKey } from './parties.ts';

/** What parties do all day, each its own: post, poll, acknowledge, list; a process of its own. */
export interface OthersLoad {
  readonly address: string;
  readonly parties: readonly PartyWithKey[];
  readonly recipient: string;
  readonly seconds: number;
  /** Begins the Identificaties of this run. */
  readonly run: string;
}

export interface OthersMeasured {
  /** Milliseconds of each call. */
  readonly latencies: readonly number[];
  /** Calls that were not answered as they should be, by status. */
  readonly refused: Readonly<Record<number, number>>;
}

const pauseMs = 25;

async function main({ address, parties, recipient, seconds, run }: OthersLoad): Promise<void> {
  const latencies: number[] = [];
  const refused: Record<number, number> = {};
  const until = performance.now() + seconds * 1000;
  let posted = 0;
  const call = async (key: string, method: string, path: string, body?: string, type?: string) => {
    const began = performance.now();
    const response = await fetch(address + path, {
      method,
      headers: { Authorization: `Bearer ${key}`, ...(type && { 'Content-Type': type }) },
      ...(body && { body }),
    });
    await response.arrayBuffer();
    latencies.push(performance.now() - began);
    if (!response.ok) refused[response.status] = (refused[response.status] ?? 0) + 1;
    await sleep(pauseMs);
  };
  const day = async ({ code, key, kind }: PartyWithKey) => {
    while (performance.now() < until) {
      if (kind === 'aanbieder') {
        const identificatie = `${run}${(posted++).toString(36).padStart(8, '0')}`;
        const xml = jw315({ afzender: code, ontvanger: recipient, identificatie });
        await call(key, 'POST', '/v1/messages', xml, 'application/xml');
      }
      await call(key, 'GET', '/v1/inbox?limit=10');
      const ids = JSON.stringify({ ids: [randomUUID()] });
      await call(key, 'POST', '/v1/inbox/acknowledgements', ids, 'application/json');
      await call(key, 'GET', '/v1/messages?limit=10');
    }
  };
  await Promise.all(parties.map(day));
  console.log(JSON.stringify({ latencies, refused } satisfies OthersMeasured));
}

await main(JSON.parse(process.argv[2] ?? ''));
