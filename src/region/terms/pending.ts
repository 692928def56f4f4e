import type { PoolClient } from 'pg';
import { referenceHash } from '../../ledger/projection/projection.ts';
import {
  type ChildAtProvider,
  childrenByHash,
  childrenByReference,
} from '../../ledger/views/history.ts';
import type { InspectionDispatcher } from '../../messages/judging/inspection-dispatcher.ts';
import { readUnanswered, type Unanswered } from '../../messages/judging/unanswered.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { statement } from '../../store/statement.ts';
import type { OnUnreadable, PendingOf } from './facts.ts';

// Messages that are with their recipient and wait for its retour. The ledger has nothing of them yet, but they meet and
// begin terms, until they are refused.

/** What is needed to read messages. */
export interface ReadingParts {
  readonly keys: KeyRing;
  readonly inspections: InspectionDispatcher;
}

/** What waits for a retour, with the child where the ledger knows it. */
export interface Waiting {
  readonly unanswered: Unanswered;
  readonly clientId: string | null;
}

interface PendingRow {
  readonly messageId: string;
  readonly provider: string;
  readonly clientId: string | null;
}

/** Of one child at one aanbieder this many are read, the newest: each has to be decrypted. */
const mostWaiting = 50;

const waitingAmong = statement<{ messages: readonly string[] }>(
  'pending-among',
  `select message_id as "messageId", provider, client_id as "clientId" from term_pending
  where message_id = any($messages::uuid[])`,
);

const waitingFor = statement<{ clients: readonly string[]; providers: readonly string[] }>(
  'pending-for',
  `select pending.message_id as "messageId", pending.provider, pending.client_id as "clientId"
  from unnest($clients::uuid[], $providers::text[]) asked (client_id, provider)
  cross join lateral (
    select * from term_pending where client_id = asked.client_id and provider = asked.provider
    order by message_id desc limit ${mostWaiting}
  ) pending`,
);

const keepThose = statement<{
  messages: readonly string[];
  municipalities: readonly string[];
  providers: readonly string[];
  clients: readonly (string | null)[];
}>(
  'keep-pending',
  `insert into term_pending (message_id, municipality, provider, client_id)
  select * from unnest($messages::uuid[], $municipalities::text[], $providers::text[], $clients::uuid[])
  on conflict (message_id) do update set client_id = excluded.client_id`,
);

const dropThose = statement<{ messages: readonly string[] }>(
  'drop-pending',
  `delete from term_pending where message_id = any($messages::uuid[])
  returning message_id as "messageId", provider, client_id as "clientId"`,
);

/**
 * Notes that messages wait for a retour.
 *
 * @param messageIds that began to wait, as far as they can be read
 * @returns what they say, and about which child
 */
export async function beginWaiting(
  client: PoolClient,
  parts: ReadingParts,
  messageIds: readonly string[],
  onUnreadable: OnUnreadable,
): Promise<Waiting[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await client.query<PendingRow>(waitingAmong({ messages: messageIds }));
  // Those of a child that the ledger does not know have no history by which they are made again.
  const known = new Set(
    rows.flatMap(({ messageId, clientId }) => (clientId === null ? [] : messageId)),
  );
  const fresh = messageIds.filter((id) => !known.has(id));
  const read = await readUnanswered(client, parts, fresh, (messageId) =>
    onUnreadable({ messageId }),
  );
  if (read.length === 0) return [];
  const waiting = await withChildren(client, parts.keys, read);
  await client.query(
    keepThose({
      messages: waiting.map(({ unanswered }) => unanswered.messageId),
      municipalities: waiting.map(({ unanswered }) => unanswered.about.gemeente),
      providers: waiting.map(({ unanswered }) => unanswered.about.aanbieder),
      clients: waiting.map(({ clientId }) => clientId),
    }),
  );
  return waiting;
}

/** Finds the child of each message by its BSN, or by the request that a JW319 answers. */
async function withChildren(
  client: PoolClient,
  keys: KeyRing,
  read: readonly Unanswered[],
): Promise<Waiting[]> {
  const named = read.map((unanswered) => {
    const { bsn, aanbieder, referenties } = unanswered.about;
    const [reference] = referenties;
    return {
      unanswered,
      byBsn: bsn === undefined ? undefined : keys.clientHash(bsn),
      byReference:
        reference === undefined
          ? undefined
          : { provider: aanbieder, hash: referenceHash(keys, aanbieder, reference) },
    };
  });
  const byHash = await childrenByHash(
    client,
    named.flatMap(({ byBsn }) => byBsn ?? []),
  );
  const byReference = await childrenByReference(
    client,
    named.flatMap((one) => (one.byBsn ? [] : (one.byReference ?? []))),
  );
  return named.map(({ unanswered, byBsn, byReference: asked }) => ({
    unanswered,
    clientId:
      (byBsn
        ? byHash.get(byBsn.toString('hex'))
        : asked && byReference.get(`${asked.provider} ${asked.hash.toString('hex')}`)) ?? null,
  }));
}

/**
 * Notes that messages wait no longer.
 *
 * @returns the children that the ones were about that waited
 */
export async function endWaiting(
  client: PoolClient,
  messageIds: readonly string[],
): Promise<ChildAtProvider[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await client.query<PendingRow>(dropThose({ messages: messageIds }));
  return rows.flatMap(({ clientId, provider }) =>
    clientId === null ? [] : [{ clientId, provider }],
  );
}

/** What waits about some children. */
export async function waitingAbout(
  client: PoolClient,
  parts: ReadingParts,
  children: readonly ChildAtProvider[],
  onUnreadable: OnUnreadable,
): Promise<PendingOf[]> {
  if (children.length === 0) return [];
  const { rows } = await client.query<PendingRow & { readonly clientId: string }>(
    waitingFor({
      clients: children.map(({ clientId }) => clientId),
      providers: children.map(({ provider }) => provider),
    }),
  );
  const childOf = new Map(rows.map((row) => [row.messageId, row]));
  const read = await readUnanswered(
    client,
    parts,
    rows.map(({ messageId }) => messageId),
    (messageId) => onUnreadable({ messageId }),
  );
  return read.flatMap((unanswered) => {
    const row = childOf.get(unanswered.messageId);
    return row ? [{ unanswered, clientId: row.clientId, provider: row.provider }] : [];
  });
}
