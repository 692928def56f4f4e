import { randomUUIDv7 } from 'node:crypto';
import type { Pool } from 'pg';
import {
  beginVerification,
  type End,
  endVerification,
} from '../../src/operations/verifications/records.ts';
import type { RowMacs } from '../../src/store/keys/row-mac.ts';
import type { VerifiedKind } from '../../src/store/verification-tables.ts';

/** The first entry of a chain that is wrong. */
export const wrongEntry = {
  ...{ kind: 'changed', municipality: '0363', number: 4, to: null, table: null, id: null },
} as const;

/** What a verification ended with, of each state. */
export const ends: Readonly<Record<End['state'], End>> = {
  sound: { state: 'sound', done: 2510, faultCount: 0, fault: null },
  faulty: { state: 'faulty', done: 3, faultCount: 1, fault: wrongEntry },
  stopped: { state: 'stopped', done: 1000, code: 'stopping' },
  failed: { state: 'failed', done: 1000, code: '57P01' },
};

/** A verification that has ended. @returns its id */
export async function plantVerification(
  pool: Pool,
  macs: RowMacs,
  what: VerifiedKind = 'ledger',
  state: End['state'] = 'sound',
): Promise<string> {
  const id = randomUUIDv7();
  const by = { name: 'gateway', keyId: null };
  const began = await beginVerification(pool, macs, { id, what, by });
  if (began !== 'begins') throw new Error(began);
  await endVerification(pool, macs, id, 2510, ends[state]);
  return id;
}
