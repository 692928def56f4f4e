import { setTimeout as sleep } from 'node:timers/promises';
import type { CountLoad, CountMeasured } from './count-load.ts';
import { makeParties, type Party, type PartyWithKey, pair } from './parties.ts';
import { type GatewayProcess, run } from './processes.ts';

/** Messages in the mailbox that is polled. */
export const waiting = 300;

const [aanbieder, posted] = pair as [Party, Party];
/** Other mailboxes than the one that what is posted comes into: they stay as they are. */
const full: Party = { ...posted, code: '0479' };
const empty: Party = { ...posted, code: '0439' };

/** A gateway that is measured beside another one, ready for it. Only its API is spoken. */
export interface Side {
  readonly gateway: GatewayProcess;
  readonly aanbieder: PartyWithKey;
  /** Gemeenten: who gets what is posted, whose mailbox is full, whose is empty. */
  readonly posted: PartyWithKey;
  readonly full: PartyWithKey;
  readonly empty: PartyWithKey;
  /** Paths of the content of each message in the full mailbox. */
  readonly contents: readonly string[];
}

/** Makes the parties, and fills the mailbox that is polled. */
export async function prepareSide(gateway: GatewayProcess, signal: AbortSignal): Promise<Side> {
  const parties = await makeParties(gateway, [aanbieder, posted, full, empty]);
  const [sender, taker, ...mailboxes] = parties as [PartyWithKey, PartyWithKey, ...PartyWithKey[]];
  const [filled, unfilled] = mailboxes as [PartyWithKey, PartyWithKey];
  const load: CountLoad = {
    address: gateway.address,
    parties: [sender, filled],
    connections: 16,
    count: waiting,
  };
  await run<CountMeasured>('./count-load.ts', load, signal);
  await untilDone(gateway, signal);
  return {
    gateway,
    aanbieder: sender,
    posted: taker,
    full: filled,
    empty: unfilled,
    contents: await contentsOf(gateway, filled),
  };
}

/** Waits until no message has a step to come, so that the other side's turn is quiet. */
export async function untilDone(gateway: GatewayProcess, signal: AbortSignal): Promise<void> {
  const look = () =>
    get<{ depth: number }>(gateway, '/v1/operations/queue', gateway.administratorKey);
  while ((await look()).depth > 0) await sleep(50, undefined, { signal });
}

/** @throws when a message was not approved: that is other work than what is measured */
export async function expectApproved({ gateway, aanbieder }: Side): Promise<void> {
  for (const status of ['rejected', 'failed']) {
    const path = `/v1/messages?status=${status}&limit=1`;
    const { items } = await get<{ items: object[] }>(gateway, path, aanbieder.key);
    if (items.length > 0) throw new Error(`There are messages that were ${status}.`);
  }
}

async function contentsOf(gateway: GatewayProcess, { key }: PartyWithKey): Promise<string[]> {
  interface Page {
    readonly items: readonly { readonly id: string }[];
    readonly next: number | null;
  }
  const paths: string[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: Page = await get(gateway, `/v1/inbox?limit=100&after=${after}`, key);
    paths.push(...page.items.map(({ id }) => `/v1/messages/${id}/content`));
    after = page.next;
  }
  if (paths.length !== waiting)
    throw new Error(`${paths.length} of ${waiting} messages are in the mailbox.`);
  return paths;
}

async function get<T>({ address }: GatewayProcess, path: string, key: string): Promise<T> {
  const response = await fetch(address + path, { headers: { Authorization: `Bearer ${key}` } });
  if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
  return (await response.json()) as T;
}
