import type { Pool } from 'pg';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { NotBelieved, type OnNotBelieved } from '../../store/keys/row-mac.ts';
import { statement } from '../../store/statement.ts';
import { entryEvent } from '../chain/entries.ts';
import { referenceOf } from '../model/events.ts';

/** What opens a client. */
type Opener = Pick<KeyRing, 'openClientKey'>;

/** A row of `request`, as far as it tells the reference. */
export interface SealedRequest {
  readonly municipality: string;
  readonly provider: string;
  /** Random id of the child. */
  readonly client: string;
  /** The message that made it; null where it was imported. */
  readonly messageId: string | null;
  readonly sealed: Buffer;
  /** Of how it was sealed. */
  readonly version: number;
  /** The key of the child. */
  readonly wrapped: Buffer;
}

/**
 * Decrypts the ReferentieAanbieder of a request. Who shows it writes the row of the access log.
 *
 * @returns an empty text where the request has none
 * @throws where it was not sealed by this gateway, for this child
 */
export function openReference(keys: Opener, row: SealedRequest): string {
  const { client, wrapped, version, municipality, provider, sealed, messageId } = row;
  const event = entryEvent(keys.openClientKey(client, wrapped), {
    ...{ version, municipality, provider, sealed },
    // A request without a message was imported.
    kind: messageId === null ? 'imported' : 'requested',
    chainNumber: null,
  });
  return referenceOf(event) ?? '';
}

/** Which request. */
export interface RequestPlace {
  readonly municipality: string;
  readonly provider: string;
  /** Random id of the child. */
  readonly client: string;
  /** Keyed hash of the ReferentieAanbieder. */
  readonly referenceHash: Buffer;
}

const sealedRequests = statement<
  Record<'municipalities' | 'providers' | 'clients' | 'hashes', readonly string[]>
>(
  'sealed-requests',
  `select place.nth::integer as nth, request.*, wrapped
  from unnest($municipalities::text[], $providers::text[], $clients::uuid[], $hashes::text[])
    with ordinality place (municipality, provider, client, hash, nth)
  cross join lateral (
    select municipality, provider, client_id as client, message_id as "messageId", sealed,
      sealed_version as version
    from request
    where request.provider = place.provider and request.reference_hash = decode(place.hash, 'hex')
      and request.municipality = place.municipality and request.client_id = place.client
      and sealed is not null
    offset 0
  ) request
  ${joinKey('request.client')}`,
);

/**
 * The ReferentieAanbieder of requests. Who shows them writes the row of the access log: it is for callers who may see
 * the requests.
 *
 * @param places at most some hundreds: each is looked up by itself
 * @returns one for each place, in their order; null where there is no such request, its child was forgotten, or it
 *   cannot be decrypted
 */
export async function referencesOf(
  pool: Pool,
  keys: Opener,
  places: readonly RequestPlace[],
  onNotBelieved: OnNotBelieved,
): Promise<(string | null)[]> {
  const found = places.map((): string | null => null);
  if (places.length === 0) return found;
  const { rows } = await pool.query<SealedRequest & { nth: number }>(
    sealedRequests({
      municipalities: places.map(({ municipality }) => municipality),
      providers: places.map(({ provider }) => provider),
      clients: places.map(({ client }) => client),
      hashes: places.map(({ referenceHash }) => referenceHash.toString('hex')),
    }),
  );
  for (const row of rows)
    try {
      found[row.nth - 1] = openReference(keys, row) || null;
    } catch (error) {
      onNotBelieved(new NotBelieved('request', row.messageId ?? row.client, { cause: error }));
    }
  return found;
}
