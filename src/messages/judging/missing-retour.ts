import type { Pool } from 'pg';
import type { About } from '../../ledger/past/about.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { statement } from '../../store/statement.ts';
import { requestHash } from '../lifecycle/line.ts';

/** The code of the finding that the retour of a request is missing. */
export const retourMissing = 'retour-missing';

/** The rule of the standard for a reference that belongs to no open request. */
const notOpen = 'TR379';

const retourIsMissing = statement<{ references: readonly Buffer[] }>(
  'missing-retour',
  `select from request_reference join message on message.id = message_id
  where reference_hash = any($references::bytea[]) and message.status in ('accepted', 'delivered')
    and not exists (select from message answer where answer.heenbericht_id = message.id)
  limit 1`,
);

/**
 * Explains a TR379, a JW301 that honours no open request: the request is in the gateway, but its retour is
 * missing. Until the gemeente approves a request, it does not count as made.
 *
 * @param about what the message names; only requests between its own gemeente and aanbieder are looked up
 * @param findings paths below Bericht
 * @returns the path of the first finding that has this cause; undefined when none has
 */
export async function missingRetour(
  { pool, keys }: { readonly pool: Pool; readonly keys: KeyRing },
  about: About,
  findings: readonly { readonly rule: string; readonly path: string }[],
): Promise<string | undefined> {
  const found = findings.find(({ rule }) => rule === notOpen);
  if (about.type !== 'JW301' || !found || about.referenties.length === 0) return undefined;
  const { rows } = await pool.query(
    retourIsMissing({ references: about.referenties.map((one) => requestHash(keys, about, one)) }),
  );
  return rows.length > 0 ? found.path : undefined;
}
