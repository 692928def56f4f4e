import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { type Appended, appendEntries, type NewEntry } from '../../src/ledger/append.ts';
import { cents } from '../../src/standard/money.ts';
import { inTransaction } from '../../src/store/transaction.ts';

/** An entry that says that something was allocated, or what is given here. */
export function entry(different: Partial<NewEntry> = {}): NewEntry {
  return {
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
export function append(pool: Pool, municipality: string, count: number): Promise<Appended> {
  const entries = Array.from({ length: count }, (_, index) =>
    entry({ toewijzingNummer: String(index + 1) }),
  );
  return inTransaction(pool, (client) => appendEntries(client, municipality, entries));
}

/**
 * Writes past the gateway, as somebody with all power over the database: the triggers are off
 * meanwhile.
 */
export function tamper(pool: Pool, ...statements: string[]): Promise<void> {
  const tables = ['ledger_entry', 'ledger_checkpoint'];
  return inTransaction(pool, async (client) => {
    for (const table of tables) await client.query(`alter table ${table} disable trigger all`);
    for (const statement of statements) await client.query(statement);
    for (const table of tables) {
      await client.query(`alter table ${table} enable trigger all`);
      await client.query(`alter table ${table} enable always trigger ${table}_stays`);
    }
  });
}
