import { statSync } from 'node:fs';
import { openStore } from '../src/store/database.ts';
import { makeFrozenTables } from './frozen/tables.ts';
import type { InsertLoad } from './insert-load.ts';
import type { Measured } from './load.ts';
import { type Party, region } from './parties.ts';
import { run } from './processes.ts';

/** Makes the frozen tables in a database, for bare inserts. */
export async function fillBare(url: string, parties: readonly Party[]): Promise<void> {
  const store = openStore({ url, size: 1 });
  try {
    await makeFrozenTables(store.pool, parties);
  } finally {
    await store.close();
  }
}

/** Bare inserts of the rows of a JW315, each in a transaction of its own. @param url a database of {@link fillBare} */
export function insertBare(
  url: string,
  {
    connections,
    seconds,
    parties = region,
    batch = 1,
  }: {
    readonly connections: number;
    readonly seconds: number;
    readonly parties?: readonly Party[];
    /** Messages in a transaction. */
    readonly batch?: number;
  },
): Promise<Measured> {
  const { size } = statSync(new URL('../fixtures/JW315/valid-complete.xml', import.meta.url));
  const load: InsertLoad = { url, parties, connections, warmUpSeconds: 1, seconds, size, batch };
  return run<Measured>('./insert-load.ts', load);
}
