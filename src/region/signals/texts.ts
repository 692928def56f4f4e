import type { Pool, PoolClient } from 'pg';
import { joinKey, keepKeys, loseKeys } from '../../store/keys/data-keys.ts';
import type { ClientKey, KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import type { SignalRow } from './signal.ts';

/** What somebody wrote: the signal itself (0), or one of its answers (from 1). */
export interface Written {
  readonly ordinal: number;
  /** The party or office that wrote it. */
  readonly by: string;
  readonly at: Date;
}

/** Goes up when the form of what is encrypted changes. */
const form = 1;

const keyOf = unnamed<{ id: string }>(`
  select wrapped from (select $id::uuid as id) whose ${joinKey('whose.id')}`);

const keepKey = unnamed<{ id: string; wrapped: Buffer }>(
  keepKeys('select $id::uuid, $wrapped::bytea'),
);

type Keys = Pick<KeyRing, 'newClientKey' | 'openClientKey'>;
/** What a text is under the key of: the child, or the signal where that is of no child. */
type Whose = Pick<SignalRow, 'id' | 'about' | 'child'>;

/** Makes the key of a signal that is of no child, in the transaction that makes the signal. */
export async function makeSignalKey(client: PoolClient, keys: Keys, id: string): Promise<void> {
  const { wrapped } = keys.newClientKey(id);
  await client.query(keepKey({ id, wrapped }));
}

/** The key of the texts of a signal; undefined when the child was forgotten, or the texts are destroyed. */
async function openKey(
  db: Pool | PoolClient,
  keys: Keys,
  { id, about, child }: Whose,
): Promise<ClientKey | undefined> {
  if (about === 'allocation' && child === null) return undefined;
  const whose = child?.clientId ?? id;
  const { rows } = await db.query<{ wrapped: Buffer }>(keyOf({ id: whose }));
  const [row] = rows;
  return row && keys.openClientKey(whose, row.wrapped);
}

const insertText = unnamed<{
  id: string;
  ordinal: number;
  clientId: string | null;
  sealed: Buffer;
}>(`
  insert into signal_text (signal_id, ordinal, client_id, sealed)
  values ($id::uuid, $ordinal, $clientId::uuid, $sealed)`);

/**
 * Keeps a text, in the transaction that has locked its signal. A child that is forgotten meanwhile makes it fail.
 *
 * @returns whether there is a key for it; when the child was forgotten nothing is kept
 */
export async function keepText(
  client: PoolClient,
  keys: Keys,
  signal: Whose,
  written: Written,
  text: string,
): Promise<boolean> {
  const key = await openKey(client, keys, signal);
  if (!key) return false;
  const { id, child } = signal;
  const bytes = Buffer.from(JSON.stringify({ form, text }));
  const sealed = key.seal(bytes, ...boundTo(id, written));
  const { ordinal } = written;
  await client.query(insertText({ id, ordinal, clientId: child?.clientId ?? null, sealed }));
  return true;
}

const sealedTexts = unnamed<{ id: string }>(
  'select ordinal, sealed from signal_text where signal_id = $id::uuid order by ordinal',
);

/**
 * The texts of a signal, by {@link Written.ordinal}; those that were destroyed are not among them. Who shows them writes
 * the row of the access log.
 *
 * @param written who wrote them and when, as the rows of the signal say it
 * @throws when these do not belong together
 */
export async function textsOf(
  pool: Pool,
  keys: Keys,
  signal: Whose,
  written: readonly Written[],
): Promise<ReadonlyMap<number, string>> {
  const { rows } = await pool.query<{ ordinal: number; sealed: Buffer }>(
    sealedTexts({ id: signal.id }),
  );
  const key = rows.length > 0 ? await openKey(pool, keys, signal) : undefined;
  const texts = new Map<number, string>();
  if (!key) return texts;
  const sealedAt = new Map(rows.map(({ ordinal, sealed }) => [ordinal, sealed]));
  for (const one of written) {
    const sealed = sealedAt.get(one.ordinal);
    if (!sealed) continue;
    const read = JSON.parse(key.unseal(sealed, ...boundTo(signal.id, one)).toString()) as {
      readonly form: number;
      readonly text: string;
    };
    if (read.form !== form) throw new Error('a text of a signal of another form');
    texts.set(one.ordinal, read.text);
  }
  return texts;
}

function boundTo(id: string, { ordinal, by, at }: Written): string[] {
  return ['signal-text', id, String(ordinal), by, at.toISOString()];
}

const destroy = unnamed<{ ids: readonly string[] }>(`
  with gone as (delete from signal_text where signal_id = any($ids::uuid[])),
  lost as (${loseKeys('id = any($ids::uuid[])')})
  update signal set texts_kept = false where id = any($ids::uuid[])`);

/** Destroys the texts of signals, and the keys of those that are of no child, in a transaction that has locked them. */
export async function destroyTexts(client: PoolClient, ids: readonly string[]): Promise<void> {
  await client.query(destroy({ ids }));
}
