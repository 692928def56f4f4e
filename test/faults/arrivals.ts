import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../support/generate/random.ts';
import type { Counts } from './client.ts';
import type { Service } from './service.ts';

/** What recipients have polled. */
export class Arrivals {
  /** Ids, by mailbox. */
  readonly polled = new Map<string, Set<string>>();
  readonly #arrived = new Set<string>();
  readonly #ids = new Map<string, string>();

  /** Whoever posts knows which message an id is of. */
  name(id: string, name: string): void {
    this.#ids.set(name, id);
  }

  has(name: string): boolean {
    const id = this.#ids.get(name);
    return id !== undefined && this.#arrived.has(id);
  }

  add(mailbox: string, id: string): void {
    const own = this.polled.get(mailbox) ?? new Set();
    this.polled.set(mailbox, own.add(id));
    this.#arrived.add(id);
  }
}

/**
 * Polls a mailbox as a sensible back office does, until it is stopped: takes what is there, keeps it,
 * acknowledges it; without an answer it asks again, another process.
 */
export async function pollMailbox(
  mailbox: string,
  authorization: string,
  around: {
    readonly apis: readonly Service[];
    readonly arrivals: Arrivals;
    readonly counts: Counts;
  },
  random: Random,
  stopping: AbortSignal,
): Promise<void> {
  const { apis, arrivals, counts } = around;
  const ask = async (method: string, path: string, json?: object) => {
    const response = await fetch(`${random.pick(apis).address}${path}`, {
      method,
      headers: {
        Authorization: authorization,
        ...(json && { 'Content-Type': 'application/json' }),
      },
      body: json && JSON.stringify(json),
      signal: AbortSignal.any([stopping, AbortSignal.timeout(10_000)]),
    });
    if (!response.ok) throw new Error(`${path} ${response.status}`);
    return response.json() as Promise<{ items: { id: string }[] }>;
  };
  while (!stopping.aborted) {
    try {
      const { items } = await ask('GET', '/v1/inbox?limit=200&waitSeconds=2');
      const ids = items.map(({ id }) => id);
      for (const id of ids) arrivals.add(mailbox, id);
      if (ids.length > 0) await ask('POST', '/v1/inbox/acknowledgements', { ids });
      counts.add('polls');
    } catch {
      counts.add('polls without an answer');
      await sleep(200 + 200 * random.next());
    }
  }
}
