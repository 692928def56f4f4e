import { randomUUID } from 'node:crypto';
import {
  giveDesignation,
  withdrawDesignation,
} from '../../../src/parties/designations/designations.ts';
import { putParty } from '../../../src/parties/directory/parties.ts';
import { type Call, localCall } from '../../../src/parties/principal.ts';
import { Signals } from '../../../src/region/signals/views.ts';
import type { Store } from '../../../src/store/database.ts';
import type { KeyRing } from '../../../src/store/keys/keys.ts';
import { callOf, openKeys } from '../../parties/access-log/support.ts';
import { makeStore } from '../../support/database.ts';
import { plantChild } from '../../support/signals.ts';

export const [amsterdam, diemen, beemster] = ['0363', '0384', '0370'] as const;
export const [dijk, wal] = ['12345678', '12345679'] as const;
export const [office, otherOffice] = ['00000001234567890000', '00000001234567890001'] as const;

/** A contract manager. */
export function managerOf(code: string): Call {
  const call = callOf(code);
  return { ...call, principal: { ...call.principal, role: 'contract-manager' } };
}

/** A database with parties, and who reports and answers there. */
export interface SignalWorld extends AsyncDisposable {
  readonly store: Store & { drop: () => Promise<void> };
  readonly keys: KeyRing;
  readonly signals: Signals;
  readonly notBelieved: unknown[];
  /** Lets an office act for a gemeente. @returns what ends it */
  designate(gemeente: string, office?: string): Promise<() => Promise<unknown>>;
  /** A child with an allocation. */
  child(
    bsn: string,
    of?: { municipality?: string; provider?: string },
  ): Promise<{ client: string; allocation: string }>;
  /** What the access log got while this was done, by party: rows of one moment have no order. */
  logged(act: () => Promise<unknown>): Promise<Record<string, unknown>[]>;
}

export async function makeSignalWorld(smallBelow = 2): Promise<SignalWorld> {
  const store = await makeStore();
  const keys = await openKeys(store);
  for (const [code, kind] of [
    [amsterdam, 'gemeente'],
    [diemen, 'gemeente'],
    [beemster, 'gemeente'],
    [dijk, 'aanbieder'],
    [wal, 'aanbieder'],
    [office, 'regional-office'],
    [otherOffice, 'regional-office'],
  ] as const)
    await putParty(store.db, keys.rows, localCall('test'), { code, kind, name: code });
  const notBelieved: unknown[] = [];
  return {
    ...{ store, keys, notBelieved },
    signals: new Signals({
      ...{ store, keys, smallBelow, onNotBelieved: (error) => notBelieved.push(error) },
    }),
    designate: async (gemeente, to = office) => {
      const by = callOf(gemeente);
      const wish = { office: to };
      const given = await giveDesignation(store.db, keys.rows, by, gemeente, wish);
      return () => withdrawDesignation(store.db, keys.rows, by, gemeente, given.designation.id);
    },
    child: (bsn, of) => plantChild(store.pool, keys, { bsn, number: randomUUID(), ...of }),
    logged: async (act) => {
      const known = await store.pool.query('select id from access_log_fresh');
      await act();
      const { rows } = await store.pool.query(
        'select * from access_log_fresh where id <> all($1) order by party, id',
        [known.rows.map(({ id }) => id)],
      );
      return rows.map((row) => ({ ...row, detail: row.detail && JSON.parse(row.detail) }));
    },
    [Symbol.asyncDispose]: () => store.drop(),
  };
}
