import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { type Appended, appendEntries, type NewEntry } from '../../src/ledger/chain/append.ts';
import { cents } from '../../src/standard/money.ts';
import type { KeyRing } from '../../src/store/keys/keys.ts';
import { inTransaction } from '../../src/store/transaction.ts';

/** An entry that says that something was allocated, or what is given here. */
export function entry(different: Partial<NewEntry> = {}): NewEntry {
  return {
    municipality: '0363',
    provider: '12345678',
    clientId: randomUUID(),
    toewijzingNummer: '17',
    kind: 'allocated',
    messageId: randomUUID(),
    classPath: 'Client/ToegewezenProducten/ToegewezenProduct[1]',
    effectiveDate: '2026-01-01',
    amountCents: cents(125_050),
    sealed: Buffer.from('ciphertext'),
    ...different,
  };
}

/** So many entries, in one commit. */
export async function append(
  pool: Pool,
  keys: KeyRing,
  municipality: string,
  count: number,
): Promise<Pick<Appended, 'first' | 'last'>> {
  const entries = Array.from({ length: count }, (_, index) =>
    entry({ municipality, toewijzingNummer: String(index + 1) }),
  );
  const [appended] = await inTransaction(pool, (client) => appendEntries(client, keys, entries));
  const { first, last } = appended as Appended;
  return { first, last };
}

/** As migration 0025 has it. */
export const onlyNewVersions =
  'alter table ledger_entry add constraint ledger_entry_version check (version >= 2) not valid';

/**
 * Writes past the gateway, as an attacker with all rights in the database: the triggers and the constraint on
 * versions are off meanwhile.
 */
export function tamper(pool: Pool, ...statements: string[]): Promise<void> {
  const tables = ['ledger_entry', 'ledger_checkpoint'];
  return inTransaction(pool, async (client) => {
    for (const table of tables) await client.query(`alter table ${table} disable trigger all`);
    await client.query('alter table ledger_entry drop constraint if exists ledger_entry_version');
    for (const statement of statements) await client.query(statement);
    await client.query(onlyNewVersions);
    for (const table of tables) {
      await client.query(`alter table ${table} enable trigger all`);
      await client.query(`alter table ${table} enable always trigger ${table}_stays`);
    }
  });
}
