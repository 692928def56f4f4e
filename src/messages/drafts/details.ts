import type { Pool, PoolClient } from 'pg';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { ClientKey, KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import type { KnownDetails } from './composing.ts';
import type { ClientDetails } from './forms.ts';

/** Where details that are kept come from. */
export type DetailsSource = 'import' | 'typed';

/** Goes up when the form of what is encrypted changes: it is kept as long as the child is known. */
const form = 1;

interface Row {
  readonly source: DetailsSource;
  readonly sealed: Buffer;
  readonly recordedAt: Date;
  readonly wrapped: Buffer;
}

const findDetails = unnamed<{ gemeente: string; clientId: string }>(`
  select kept.*, wrapped
  from (select client_id, source, sealed, recorded_at as "recordedAt" from client_details
    where client_id = $clientId::uuid and municipality = $gemeente) kept
  ${joinKey('kept.client_id')}`);

/**
 * What a gemeente imported or typed of a child, for who composes a message; undefined where it did not. Who shows it
 * writes the row of the access log.
 */
export async function keptDetails(
  pool: Pool,
  keys: KeyRing,
  gemeente: string,
  clientId: string,
): Promise<KnownDetails | undefined> {
  const { rows } = await pool.query<Row>(findDetails({ gemeente, clientId }));
  const [row] = rows;
  return row && opened(keys, gemeente, clientId, row);
}

function opened(
  keys: KeyRing,
  gemeente: string,
  clientId: string,
  { source, sealed, recordedAt, wrapped }: Row,
): KnownDetails {
  const key = keys.openClientKey(clientId, wrapped);
  const bytes = key.unseal(sealed, ...factsOf(gemeente, source, recordedAt));
  const read = JSON.parse(bytes.toString()) as { form: number; details: ClientDetails };
  if (read.form !== form) throw new Error('client details of another form');
  return { details: read.details, source, recordedAt };
}

const findThose = unnamed<{ gemeenten: readonly string[]; clientIds: readonly string[] }>(`
  select kept.*, wrapped
  from unnest($gemeenten::text[], $clientIds::uuid[]) asked (gemeente, client_id)
  cross join lateral (
    select client_id as "clientId", municipality as gemeente, source, sealed, recorded_at as "recordedAt"
    from client_details where client_id = asked.client_id and municipality = asked.gemeente offset 0
  ) kept
  ${joinKey('kept."clientId"')}`);

/** As {@link keptDetails} of many, in the order in which they are asked. */
export async function keptDetailsOf(
  pool: Pool,
  keys: KeyRing,
  asked: readonly { readonly gemeente: string; readonly clientId: string }[],
): Promise<(KnownDetails | undefined)[]> {
  const { rows } = await pool.query<Row & { clientId: string; gemeente: string }>(
    findThose({
      gemeenten: asked.map(({ gemeente }) => gemeente),
      clientIds: asked.map(({ clientId }) => clientId),
    }),
  );
  const found = new Map(
    rows.map((row) => [
      `${row.gemeente} ${row.clientId}`,
      opened(keys, row.gemeente, row.clientId, row),
    ]),
  );
  return asked.map(({ gemeente, clientId }) => found.get(`${gemeente} ${clientId}`));
}

const keyOf = unnamed<{ clientId: string }>(`
  select wrapped from (select $clientId::uuid as id) child ${joinKey('child.id')}`);

const putDetails = unnamed<{
  clientId: string;
  gemeente: string;
  source: DetailsSource;
  sealed: Buffer;
  recordedAt: Date;
  by: string;
}>(`
  insert into client_details (client_id, municipality, source, sealed, recorded_at, recorded_by)
  values ($clientId::uuid, $gemeente, $source, $sealed, $recordedAt::timestamptz, $by)
  on conflict (client_id, municipality) do update set source = excluded.source, sealed = excluded.sealed,
    recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by`);

/**
 * Keeps what a gemeente knows of a child, in the transaction of the caller; what was kept before is replaced.
 *
 * @param by who typed or imported it
 * @returns whether the child has a key: one that was forgotten has none, and nothing is kept
 */
export async function keepDetails(
  client: PoolClient,
  keys: KeyRing,
  gemeente: string,
  clientId: string,
  { details, source, recordedAt }: KnownDetails & { readonly source: DetailsSource },
  by: string,
): Promise<boolean> {
  const { rows } = await client.query<{ wrapped: Buffer }>(keyOf({ clientId }));
  const [row] = rows;
  if (!row) return false;
  const key: ClientKey = keys.openClientKey(clientId, row.wrapped);
  const bytes = Buffer.from(JSON.stringify({ form, details }));
  const sealed = key.seal(bytes, ...factsOf(gemeente, source, recordedAt));
  await client.query(putDetails({ clientId, gemeente, source, sealed, recordedAt, by }));
  return true;
}

/** What the ciphertext is bound to, besides the child. */
function factsOf(gemeente: string, source: DetailsSource, recordedAt: Date): string[] {
  return ['client-details', gemeente, source, recordedAt.toISOString()];
}
