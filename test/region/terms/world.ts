import { entryOf } from '../../../src/ledger/chain/entries.ts';
import { clientsOf, type LedgerClient } from '../../../src/ledger/projection/clients.ts';
import { referenceHash } from '../../../src/ledger/projection/projection.ts';
import {
  giveDesignation,
  withdrawDesignation,
} from '../../../src/parties/designations/designations.ts';
import { putParty } from '../../../src/parties/directory/parties.ts';
import { type Call, localCall, type Role } from '../../../src/parties/principal.ts';
import { Terms } from '../../../src/region/terms/views.ts';
import type { Store } from '../../../src/store/database.ts';
import type { KeyRing } from '../../../src/store/keys/keys.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import { callOf, openKeys } from '../../parties/access-log/support.ts';
import { makeStore } from '../../support/database.ts';

export const [amsterdam, purmerend, beemster] = ['0363', '0439', '0370'] as const;
export const [dijk, wal] = ['12345678', '12345679'] as const;
export const office = '00000001234567890000';
/** The day on which the tests look. */
export const today = '2026-11-12';

export const operator = staff('operator');

/** Who is of no party. */
export function staff(role: Role): Call {
  const credential = { name: `ijw_${role}`, keyId: null };
  return { principal: { role, credential, actsFor: [] }, address: null, requestId: null };
}

/** A contract manager. */
export const manager: Call = {
  ...callOf(office),
  principal: { ...callOf(office).principal, role: 'contract-manager' },
};

/** A party that took over from others. */
export function successorOf(party: string, ...others: string[]): Call {
  const call = callOf(party);
  return { ...call, principal: { ...call.principal, actsFor: [party, ...others] } };
}

/** A database with parties and no terms, and who looks at them on one day. */
export interface TermWorld extends AsyncDisposable {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly terms: Terms;
  /** References that could not be decrypted. */
  readonly notBelieved: unknown[];
  /** Lets the office act for a gemeente. @returns what ends it */
  designate(gemeente: string): Promise<() => Promise<unknown>>;
  /** What the access log got while this was done, the oldest first. */
  logged(act: () => Promise<unknown>): Promise<Record<string, unknown>[]>;
}

export async function makeTermWorld(): Promise<TermWorld> {
  const store = await makeStore();
  const keys = await openKeys(store);
  for (const [code, kind] of [
    [amsterdam, 'gemeente'],
    [purmerend, 'gemeente'],
    [beemster, 'gemeente'],
    [dijk, 'aanbieder'],
    [wal, 'aanbieder'],
    [office, 'regional-office'],
  ] as const)
    await putParty(store.db, keys.rows, localCall('test'), { code, kind, name: code });
  const notBelieved: unknown[] = [];
  return {
    ...{ store, keys, notBelieved },
    terms: new Terms(
      store,
      keys,
      (error) => notBelieved.push(error),
      () => today,
    ),
    designate: async (gemeente) => {
      const by = callOf(gemeente);
      const given = await giveDesignation(store.db, keys.rows, by, gemeente, { office });
      return () => withdrawDesignation(store.db, keys.rows, by, gemeente, given.designation.id);
    },
    logged: async (act) => {
      const known = await store.pool.query('select id from access_log_fresh');
      await act();
      const { rows } = await store.pool.query(
        'select * from access_log_fresh where id <> all($1) order by id',
        [known.rows.map(({ id }) => id)],
      );
      return rows.map((row) => ({ ...row, detail: row.detail && JSON.parse(row.detail) }));
    },
    [Symbol.asyncDispose]: () => store.drop(),
  };
}

/** A child that the ledger knows. */
export async function child({ store, keys }: TermWorld, bsn: string): Promise<LedgerClient> {
  const found = await inTransaction(store.pool, (session) => clientsOf(session, keys, [bsn]));
  return found.get(bsn) as LedgerClient;
}

/** A request of the ledger. @returns the hash of its reference */
export async function plantRequest(
  { store, keys }: TermWorld,
  of: LedgerClient,
  reference: string,
  { municipality = amsterdam, provider = dijk }: { municipality?: string; provider?: string } = {},
): Promise<Buffer> {
  const hash = referenceHash(keys, provider, reference);
  const base = { path: 'Client/Verzoek', effective: '2026-01-01' };
  const content = { referentieAanbieder: reference, redenVerzoek: '1' } as const;
  const asked = { kind: 'requested', type: 'JW317', ...base, content } as const;
  const { sealed } = entryOf(
    { kind: 'imported', ...base, of: asked },
    { municipality, provider, clientId: of.id, key: of.key, messageId: null },
  );
  await store.pool.query(
    `insert into request (provider, reference_hash, municipality, client_id, type, owns_reference,
      answers, honoured, requested_at, sealed, sealed_version)
    values ($1, $2, $3, $4, 'JW317', true, '{}', false, now(), $5, 2)`,
    [provider, hash, municipality, of.id, sealed],
  );
  return hash;
}
