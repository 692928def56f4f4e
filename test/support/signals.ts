import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { clientsOf, type LedgerClient } from '../../src/ledger/projection/clients.ts';
import { insertNew, type NewSignal } from '../../src/region/signals/keep.ts';
import { keepText, makeSignalKey } from '../../src/region/signals/texts.ts';
import type { KeyRing } from '../../src/store/keys/keys.ts';
import { inTransaction } from '../../src/store/transaction.ts';

/** A child that the ledger knows, with an allocation of De Dijk by Amsterdam unless told. */
export async function plantChild(
  pool: Pool,
  keys: KeyRing,
  { bsn, number, municipality = '0363', provider = '12345678' }: PlantedChild,
): Promise<{ client: string; allocation: string }> {
  const found = await inTransaction(pool, (session) => clientsOf(session, keys, [bsn]));
  const { id: client } = found.get(bsn) as LedgerClient;
  const allocation = randomUUID();
  await pool.query(
    `insert into allocation (id, municipality, provider, client_id, toewijzing_nummer, owns_number, status, begin_date,
      changed_at) values ($1, $2, $3, $4, $5, true, 'allocated', '2026-01-01', now())`,
    [allocation, municipality, provider, client, number],
  );
  return { client, allocation };
}

interface PlantedChild {
  readonly bsn: string;
  readonly number: string;
  readonly municipality?: string;
  readonly provider?: string;
}

/** What is given of a signal; the rest is of one in general that De Dijk reported to Amsterdam. */
export type PlantedSignal = Partial<NewSignal> & { readonly text?: string };

/** Keeps a signal as the gateway does. @returns its id */
export async function plantSignal(
  pool: Pool,
  keys: KeyRing,
  { text = 'Het past niet.', ...given }: PlantedSignal = {},
): Promise<string> {
  return inTransaction(pool, async (client) => {
    const signal: NewSignal = {
      ...{ reporter: '12345678', gemeenten: ['0363'], kind: 'budget', segment: 'B' },
      ...{ provider: '12345678', size: 'small', child: null },
      about: given.child ? 'allocation' : 'general',
      ...given,
    };
    const made = await insertNew(client, keys.rows, signal);
    if (!made.child) await makeSignalKey(client, keys, made.id);
    const written = { ordinal: 0, by: made.reporter, at: made.reportedAt };
    await keepText(client, keys, made, written, text);
    return made.id;
  });
}
