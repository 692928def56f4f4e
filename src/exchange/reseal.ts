import type { Pool } from 'pg';
import type { KeyRing, SealedContent, SealedFor } from '../store/keys.ts';
import { type Proof, proofOf } from '../store/row-mac.ts';
import { signedMessage } from './signed.ts';

/** Most contents, and about how many bytes of them, that are in memory at a time. */
const most = { contents: 500, bytes: 16 * 1024 * 1024 };

type Row = SealedFor &
  Omit<SealedContent, 'wrappedKey'> & { readonly wrappedKey: Buffer | null; readonly proof: Proof };

/**
 * Seals contents of version 1 in today's, bound to the parties and the type of their message, whose row must
 * be believed for that. What cannot be read is left: it cannot be read afterwards, either.
 *
 * Runs twice, or in two processes: each is sealed by one of them. Dies halfway: the rest is still found.
 *
 * @param onBatch told after each commit how many were done
 * @returns how many were sealed anew, and the ids of what was left
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
      `update message_content set sealed = made.sealed, version = 2
      from unnest($1::uuid[], $2::bytea[]) made (id, sealed)
      where message_id = made.id and version = 1`,
      [made.map(({ id }) => id), made.map(({ sealed }) => sealed)],
    );
    result.sealed += made.length;
    onBatch?.(result.sealed);
  }
}

/** The next contents of version 1, by their ids: the first, and as many more as are few bytes. */
async function readBatch(pool: Pool, after: string): Promise<Row[]> {
  const { rows } = await pool.query<Row>(
    `with next as materialized (
      select message_id, sum(octet_length(sealed)) over (order by message_id) - octet_length(sealed) as before
      from (
        select message_id, sealed from message_content
        where version = 1 and message_id > $1 order by message_id limit ${most.contents}
      ) found
    )
    select m.id, m.type, m.sender, m.recipient, content.sealed, content.version,
      data_key.wrapped as "wrappedKey", ${proofOf(signedMessage, 'm')} as proof
    from next join message_content content using (message_id)
    join message m on m.id = message_id left join data_key on data_key.id = m.id
    where before < ${most.bytes} order by m.id`,
    [after],
  );
  return rows;
}
