import type { BelievedMandate } from '../parties/acting.ts';
import { endingOf, refuseEnded } from '../parties/ending.ts';
import type { Call } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import type { Store } from '../store/database.ts';
import type { KeyRing } from '../store/keys.ts';
import { addressOf } from './address.ts';
import type { InspectionPool } from './inspection-pool.ts';
import { mayPost } from './may-post.ts';
import { postingOf, type Recognised, sound } from './recognised.ts';
import { findSameBytes, type Submitted } from './same-bytes.ts';
import { findSameContent } from './same-content.ts';

/** What a post would meet at the door, besides what is wrong with the message itself. */
export interface AtTheDoor {
  /** It was taken before: a post is answered with this, and nothing else is said of it. */
  readonly taken?: Submitted;
  /** Why a post would be refused. */
  readonly problems: readonly Problem[];
  /** The caller may post it. */
  readonly allowed: boolean;
  /** By which mandates: see {@link mayPost}. */
  readonly mandates: readonly BelievedMandate[] | null;
}

interface DoorParts {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly inspections: InspectionPool;
}

/**
 * Asks what the intake asks of a post, by the same functions, and keeps nothing. Who may not post the
 * message learns that and no more: what it answers, and what was taken before, is looked up for its
 * sender, and for who acts for that one, only.
 *
 * @throws {InspectionFailed} when two messages could not be compared
 */
export async function atTheDoor(
  { store, keys, inspections }: DoorParts,
  call: Call,
  message: Recognised,
  bytes: Uint8Array,
): Promise<AtTheDoor> {
  const { pool, db } = store;
  const { principal } = call;
  const party = principal.party ?? '';
  const posting = postingOf(message);
  const hash = keys.contentHash(bytes);
  const may = await orProblem(() => mayPost(pool, keys.rows, principal, posting));
  const allowed = !(may instanceof Problem);
  const mandates = allowed ? may : null;
  const taken = await findSameBytes(pool, keys.rows, principal, hash, posting.sender ?? null);
  if (taken) return { taken, problems: [], allowed, mandates };
  if (!allowed) return { problems: [may], allowed, mandates };

  const problems: Problem[] = [];
  const ended = await orProblem(async () => refuseEnded(await endingOf(db, keys.rows, party)));
  if (ended) problems.push(ended);
  if (message.subject) {
    const { header } = sound(message);
    const answers = await orProblem(() => addressOf(pool, keys.rows, posting.bericht, header));
    // A retour has the Identificatie of its heenbericht: only where that is answered it was taken before.
    const isRetour = posting.bericht.retourOf !== undefined;
    if (!isRetour || (answers instanceof Problem && answers.code === 'already-answered')) {
      const repeat = { party, type: message.type, header, bytes };
      const before = await findSameContent({ pool, keys, inspections }, repeat);
      if (typeof before === 'object') return { taken: before, problems: [], allowed, mandates };
    }
    if (answers instanceof Problem) problems.push(answers);
  }
  return { problems, allowed, mandates };
}

async function orProblem<T>(ask: () => Promise<T>): Promise<T | Problem> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
