import type { Pool } from 'pg';
import type { About } from '../ledger/about.ts';
import { remember } from '../ledger/memory.ts';
import { entryOf } from '../parties/access-log/entry.ts';
import { noteAccess } from '../parties/access-log/note.ts';
import { mandateIdFor } from '../parties/acting.ts';
import type { Call } from '../parties/principal.ts';
import { dutchDate } from '../standard/calendar.ts';
import type { Validation } from '../standard/validation.ts';
import type { KeyRing } from '../store/keys.ts';
import type { InspectionPool } from './inspection-pool.ts';

/**
 * Says everything that is wrong with a message, and keeps nothing of it. What was said before is looked
 * up for who sends the message, or may post it for the sender, only: others must not learn from it whom a
 * gemeente helps. When a mandate ends meanwhile nothing is said of the past. That it was looked up is in
 * the access log before this returns.
 *
 * @throws {InspectionFailed} when there is no answer, {@link Defect} when a rule of ours failed
 */
export async function dryRun(
  parts: { readonly pool: Pool; readonly keys: KeyRing; readonly inspections: InspectionPool },
  call: Call,
  bytes: Uint8Array,
): Promise<Validation> {
  const { pool, keys, inspections } = parts;
  const { party: mandatary, actsFor } = call.principal;
  const mandateTo = ({ afzender, type }: About) =>
    mandatary === undefined ? undefined : mandateIdFor(pool, { mandatary, party: afzender, type });
  let another: About | undefined;
  const payer = mandatary ?? call.principal.credential.name;
  const validation = await inspections.validate(payer, bytes, async (about) => {
    let mandateId: string | undefined;
    if (!actsFor.includes(about.afzender)) {
      mandateId = await mandateTo(about);
      if (mandateId === undefined) return undefined;
      another = about;
    }
    const { memory, ledgerCase } = await remember(pool, keys, about, dutchDate(new Date()));
    const { afzender, gemeente, aanbieder } = about;
    const wish = {
      party: afzender,
      counterparty: afzender === gemeente ? aanbieder : gemeente,
      clientIds: ledgerCase.client ? [ledgerCase.client.id] : [],
      mandateId: mandateId ?? null,
    };
    await noteAccess(pool, entryOf(call, 'try-out', wish));
    return memory;
  });
  if (!another || (await mandateTo(another)) !== undefined) return validation;
  return inspections.validate(payer, bytes, async () => undefined);
}
