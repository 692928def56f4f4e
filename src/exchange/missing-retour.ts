import type { Pool } from 'pg';
import type { About } from '../ledger/about.ts';
import type { KeyRing } from '../store/keys.ts';
import { requestHash } from './line.ts';

/** What a finding is called that says that the retour of a request is missing. */
export const retourMissing = 'retour-missing';

/** By which the standard says that a reference is of no open request. */
const notOpen = 'TR379';

/**
 * Why a JW301 honours no open request (TR379): the request is there, and waits for its retour. Until the
 * gemeente approves it, it was not made.
 *
 * @param about what the message names; of requests of its own gemeente and aanbieder only
 * @param findings paths below Bericht
 * @returns the path of the first finding that this explains; undefined when it explains none
 */
export async function missingRetour(
  { pool, keys }: { readonly pool: Pool; readonly keys: KeyRing },
  about: About,
  findings: readonly { readonly rule: string; readonly path: string }[],
): Promise<string | undefined> {
  const found = findings.find(({ rule }) => rule === notOpen);
  if (about.type !== 'JW301' || !found || about.referenties.length === 0) return undefined;
  const { rows } = await pool.query({
    name: 'missing-retour',
    text: `select from request_reference join message on message.id = message_id
      where reference_hash = any($1) and message.status in ('accepted', 'delivered')
        and not exists (select from message answer where answer.heenbericht_id = message.id)
      limit 1`,
    values: [about.referenties.map((one) => requestHash(keys, about, one))],
  });
  return rows.length > 0 ? found.path : undefined;
}
