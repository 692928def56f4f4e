import type { Pool } from 'pg';
import { remember } from '../ledger/memory.ts';
import type { Principal } from '../parties/principal.ts';
import { dutchDate } from '../standard/calendar.ts';
import type { Validation } from '../standard/validation.ts';
import type { KeyRing } from '../store/keys.ts';
import type { InspectionPool } from './inspection-pool.ts';

/**
 * Says everything that is wrong with a message, and keeps nothing. What was said before is looked up
 * for who sends the message only: others must not learn from it whom a gemeente helps.
 *
 * @throws {InspectionFailed} when there is no answer, {@link Defect} when a rule of ours failed
 */
export function dryRun(
  parts: { readonly pool: Pool; readonly keys: KeyRing; readonly inspections: InspectionPool },
  { actsFor }: Pick<Principal, 'actsFor'>,
  bytes: Uint8Array,
): Promise<Validation> {
  const { pool, keys, inspections } = parts;
  return inspections.validate(bytes, async (about) =>
    actsFor.includes(about.afzender)
      ? (await remember(pool, keys, about, dutchDate(new Date()))).memory
      : undefined,
  );
}
