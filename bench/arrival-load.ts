import { setTimeout as sleep } from 'node:timers/promises';
import type { PartyWithKey } from './parties.ts';
import { Poster } from './poster.ts';

/**
 * Posts messages at a rate, whether or not those before were answered, while each gemeente polls
 * its mailbox and acknowledges what came; a process of its own.
 */
export interface ArrivalLoad {
  readonly address: string;
  readonly parties: readonly PartyWithKey[];
  /** The position in each mailbox after which it begins to look. */
  readonly after: Readonly<Record<string, number>>;
  /** Messages per second, on average: the moments are random. */
  readonly rate: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** Milliseconds of each message that was posted within the measured time. */
export interface ArrivalMeasured {
  /** From the beginning of the post to the 202. */
  readonly accepting: readonly number[];
  /** From the 202, as its sender has it, to the answer of the long poll that names the message. */
  readonly delivering: readonly number[];
}

const longestDrainMs = 60_000;

async function main(options: ArrivalLoad): Promise<void> {
  const poster = new Poster(options.address, options.parties);
  const seenAt = new Map<string, number>();
  const ending = new AbortController();
  const recipients = Promise.all(
    options.parties
      .filter((party) => party.kind === 'gemeente')
      .map((party) => receive(options, party, seenAt, ending.signal)),
  );
  const posts = await postAtRate(options, poster);
  const answered = await Promise.all(posts.map(({ answer }) => answer));
  const giveUpAt = performance.now() + longestDrainMs;
  while (answered.some(({ id }) => !seenAt.has(id))) {
    if (performance.now() > giveUpAt) throw new Error('A message did not come into its mailbox.');
    await sleep(20);
  }
  ending.abort();
  await recipients;
  poster.end();
  const accepting: number[] = [];
  const delivering: number[] = [];
  for (const [n, { beganAt, counts }] of posts.entries()) {
    const { id, answeredAt } = answered[n] as { id: string; answeredAt: number };
    if (!counts) continue;
    accepting.push(answeredAt - beganAt);
    // The poll may be answered before the 202 is read.
    delivering.push(Math.max(0, (seenAt.get(id) ?? Number.NaN) - answeredAt));
  }
  console.log(JSON.stringify({ accepting, delivering } satisfies ArrivalMeasured));
}

interface Post {
  readonly beganAt: number;
  readonly counts: boolean;
  readonly answer: Promise<{ id: string; answeredAt: number }>;
}

async function postAtRate(options: ArrivalLoad, poster: Poster): Promise<Post[]> {
  const posts: Post[] = [];
  const from = performance.now() + options.warmUpSeconds * 1000;
  const until = from + options.seconds * 1000;
  for (let due = performance.now(); due < until; due += between(options.rate)) {
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    const answer = poster.post();
    answer.catch(() => undefined); // Whoever awaits all of them hears it.
    // Of the moment that was meant: what is sent late because the machine is busy counts as slow.
    posts.push({ beganAt: due, counts: due >= from, answer });
  }
  return posts;
}

/** Milliseconds between two arrivals of a Poisson process. */
function between(rate: number): number {
  return (-Math.log(1 - Math.random()) * 1000) / rate;
}

/** What the software of a gemeente does: polls, notes, acknowledges. */
async function receive(
  { address, after }: ArrivalLoad,
  { code, key }: PartyWithKey,
  seenAt: Map<string, number>,
  ending: AbortSignal,
): Promise<void> {
  const headers = { Authorization: `Bearer ${key}` };
  let position = after[code] ?? 0;
  while (!ending.aborted) {
    const path = `/v1/inbox?limit=100&waitSeconds=30&after=${position}`;
    const response = await fetch(address + path, { headers, signal: ending }).catch((error) => {
      if (ending.aborted) return undefined;
      throw error;
    });
    if (!response) return;
    if (!response.ok) throw new Error(`The mailbox answered ${response.status}.`);
    const { items } = (await response.json()) as { items: { id: string; position: number }[] };
    const now = performance.now();
    for (const { id } of items) seenAt.set(id, now);
    position = items.at(-1)?.position ?? position;
    if (items.length > 0) await acknowledge(address, headers, items);
  }
}

async function acknowledge(
  address: string,
  headers: Record<string, string>,
  items: readonly { id: string }[],
): Promise<void> {
  const response = await fetch(`${address}/v1/inbox/acknowledgements`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ ids: items.map(({ id }) => id) }),
  });
  if (!response.ok) throw new Error(`The acknowledgement got ${response.status}.`);
  await response.arrayBuffer();
}

await main(JSON.parse(process.argv[2] ?? ''));
