import type { Pool } from 'pg';
import { signedMessage } from '../../messages/signed.ts';
import type { KeyRing, SealedContent, SealedFor } from '../../store/keys/keys.ts';
import { type Proof, proofOf } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';

/** The most contents in memory, and about how many bytes of them. */
const most = { contents: 500, bytes: 16 * 1024 * 1024 };

type Row = SealedFor &
  Omit<SealedContent, 'wrappedKey'> & { readonly wrappedKey: Buffer | null; readonly proof: Proof };

const putSealed = unnamed<{ ids: readonly string[]; contents: readonly Buffer[] }>(`
  update message_content set sealed = made.sealed, version = 2
  from unnest($ids::uuid[], $contents::bytea[]) made (id, sealed)
  where message_id = made.id and version = 1`);

/**
 * Encrypts contents of version 1 again in the present version, which binds them to the parties and the type of their
 * message; the MAC of that row is checked first. Contents that cannot be read are left as they are.
 *
 * When it runs twice, or in two processes, each content is encrypted by one of them. When it dies halfway, the next run
 * finds the rest.
 *
 * @param onBatch called after each commit with the number done so far
 * @returns how many were encrypted again, and the ids of those that could not be read
 */
export async function resealContents(
  pool: Pool,
  keys: KeyRing,
  { onBatch, signal }: { onBatch?: (done: number) => void; signal?: AbortSignal } = {},
): Promise<{ sealed: number; unreadable: string[] }> {
  const result = { sealed: 0, unreadable: [] as string[] };
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    signal?.throwIfAborted();
    const rows = await readBatch(pool, after);
    const last = rows.at(-1);
    if (!last) return result;
    after = last.id;
    const made: { id: string; sealed: Buffer }[] = [];
    for (const row of rows) {
      try {
        keys.rows.check(signedMessage, row.proof);
        const { wrappedKey, ...content } = row;
        if (!wrappedKey) throw new Error('Its key is gone.');
        made.push({ id: row.id, sealed: keys.resealMessage(row, { ...content, wrappedKey }) });
      } catch {
        result.unreadable.push(row.id);
      }
    }
    await pool.query(
      putSealed({ ids: made.map(({ id }) => id), contents: made.map(({ sealed }) => sealed) }),
    );
    result.sealed += made.length;
    onBatch?.(result.sealed);
  }
}

const nextContents = unnamed<{ after: string }>(`
  with next as materialized (
    select message_id, sum(octet_length(sealed)) over (order by message_id) - octet_length(sealed) as before
    from (
      select message_id, sealed from message_content
      where version = 1 and message_id > $after order by message_id limit ${most.contents}
    ) found
  )
  select m.id, m.type, m.sender, m.recipient, content.sealed, content.version,
    data_key.wrapped as "wrappedKey", ${proofOf(signedMessage, 'm')} as proof
  from next join message_content content using (message_id)
  join message m on m.id = message_id left join data_key on data_key.id = m.id
  where before < ${most.bytes} order by m.id`);

/** The next contents of version 1 by their ids: at least one, and more up to the limit of bytes. */
async function readBatch(pool: Pool, after: string): Promise<Row[]> {
  const { rows } = await pool.query<Row>(nextContents({ after }));
  return rows;
}
