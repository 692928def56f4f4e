import { type Begun, begin, carryOut, type WalkOptions } from '../operations/verifications/keep.ts';
import type { Conclusion } from '../operations/verifications/model.ts';
import { errorCode, type Store } from '../store/database.ts';
import type { KeyRing } from '../store/keys/keys.ts';
import type { VerifiedKind } from '../store/verification-tables.ts';
import { actorAt } from './session.ts';

/** What is verified from a terminal. */
interface Wish<Result> {
  readonly what: VerifiedKind;
  readonly municipality?: string | undefined;
  readonly walk: (options: Partial<WalkOptions>) => Promise<Result>;
  readonly conclude: (result: Result) => Conclusion;
}

/**
 * Verifies something, and keeps what was found beside the verifications of the gateway. Where that cannot be done, as in a
 * database that can only be read, or while another verifies the same, it says so and verifies all the same.
 */
export async function verifyAndKeep<Result>(
  { pool }: Pick<Store, 'pool'>,
  keys: KeyRing,
  { what, municipality, walk, conclude }: Wish<Result>,
  shown: Pick<Partial<WalkOptions>, 'onProgress'>,
): Promise<Result> {
  const notKept = (code: string) =>
    console.error(`What the verification finds is not kept: ${code}.`);
  const keeping = { pool, macs: keys.rows, onEnd: () => undefined, onNotKept: notKept };
  const asked = { what, by: actorAt(undefined), ...(municipality && { municipality }) };
  const begun: Begun | string = await begin(keeping, asked).catch(errorCode);
  if (typeof begun === 'object') return carryOut(keeping, begun, walk, conclude, shown);
  notKept(begun === 'runs' ? 'another verifies the same now' : begun);
  return walk(shown);
}
