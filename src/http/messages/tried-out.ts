import type { DryRun } from '../../messages/intake/dry-run.ts';
import { InspectionFailed } from '../../messages/judging/inspection-failed.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { tooComplex } from '../../standard/validation.ts';
import type { RouteParts } from '../server/parts.ts';

/**
 * Tries a message out. A document that is too complex to judge gives a finding; other failures are not caused by it.
 *
 * @throws {Problem} `too-much-at-once`; `unavailable`
 */
export async function triedOut(
  { tryOut }: Pick<RouteParts, 'tryOut'>,
  call: Call,
  bytes: Uint8Array,
): Promise<DryRun> {
  try {
    return await tryOut(call, bytes);
  } catch (error) {
    if (!(error instanceof InspectionFailed)) throw error;
    if (error.code === 'too-complex' || error.code === 'timeout')
      return { ...tooComplex, recipient: null, taken: null };
    if (error.code === 'busy') throw new Problem('too-much-at-once');
    throw new Problem('unavailable', {}, error.message);
  }
}
