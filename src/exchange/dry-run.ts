import type { Pool } from 'pg';
import { remember } from '../ledger/memory.ts';
import { entryOf } from '../parties/access-log/entry.ts';
import { noteAccess } from '../parties/access-log/note.ts';
import type { Call } from '../parties/principal.ts';
import { dutchDate } from '../standard/calendar.ts';
import type { Validation } from '../standard/validation.ts';
import type { KeyRing } from '../store/keys.ts';
import type { InspectionPool } from './inspection-pool.ts';

/**
 * Says everything that is wrong with a message, and keeps nothing of it. What was said before is looked
 * up for who sends the message only: others must not learn from it whom a gemeente helps. That it was
 * looked up is in the access log before this returns.
 *
 * @throws {InspectionFailed} when there is no answer, {@link Defect} when a rule of ours failed
 */
export function dryRun(
  parts: { readonly pool: Pool; readonly keys: KeyRing; readonly inspections: InspectionPool },
  call: Call,
  bytes: Uint8Array,
): Promise<Validation> {
  const { pool, keys, inspections } = parts;
  return inspections.validate(bytes, async (about) => {
    if (!call.principal.actsFor.includes(about.afzender)) return undefined;
    const { memory, ledgerCase } = await remember(pool, keys, about, dutchDate(new Date()));
    const { afzender, gemeente, aanbieder } = about;
    const wish = {
      party: afzender,
      counterparty: afzender === gemeente ? aanbieder : gemeente,
      clientIds: ledgerCase.client ? [ledgerCase.client.id] : [],
    };
    await noteAccess(pool, entryOf(call, 'try-out', wish));
    return memory;
  });
}
