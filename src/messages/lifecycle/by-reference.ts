import type { Pool } from 'pg';
import { partyTable } from '../../parties/directory/party-table.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { statement, unnamed } from '../../store/statement.ts';
import { requestHash } from './line.ts';

const gemeenten = unnamed<object>(
  `select code from ${partyTable} party where length(code) = 4 order by code`,
);

const most = 100;

const withReference = statement<{ hashes: readonly string[] }>(
  'requests-with-reference',
  `select found.message_id as id
  from unnest($hashes::text[]) asked (hash)
  cross join lateral (
    select message_id from request_reference
    where reference_hash = decode(asked.hash, 'hex') limit ${most} offset 0
  ) found limit ${most}`,
);

/**
 * The messages in which an aanbieder asked something under a reference, of any gemeente: also those that were not
 * approved. Only a keyed hash of each reference is kept, with both parties in it: so it is found as it was written, and
 * each gemeente is one look.
 *
 * @returns their ids
 */
export async function messagesWithReference(
  pool: Pool,
  keys: KeyRing,
  aanbieder: string,
  referentie: string,
): Promise<string[]> {
  const { rows: parties } = await pool.query<{ code: string }>(gemeenten({}));
  const hashes = parties.map(({ code: gemeente }) =>
    requestHash(keys, { gemeente, aanbieder }, referentie).toString('hex'),
  );
  const { rows } = await pool.query<{ id: string }>(withReference({ hashes }));
  return rows.map(({ id }) => id);
}
