import { endingOf, refuseEnded } from '../../parties/directory/ending.ts';
import type { BelievedMandate } from '../../parties/mandates/acting.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import type { Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { InspectionDispatcher } from '../judging/inspection-dispatcher.ts';
import { addressOf } from './address.ts';
import type { DoorQuestions } from './door-questions.ts';
import { mayPost } from './may-post.ts';
import { postingOf, type Recognised, sound } from './recognised.ts';
import { findSameBytes, type Submitted } from './same-bytes.ts';
import { earlierWith, sameAmong } from './same-content.ts';

/** What the intake would say to a post, besides what is wrong with the message itself. */
export interface AtTheDoor {
  /** It was taken before: a post gets only this answer. */
  readonly taken?: Submitted;
  /** The problems with which a post would be refused. */
  readonly problems: readonly Problem[];
  /** The caller may post it. */
  readonly allowed: boolean;
  /** The mandates by which it may: see {@link mayPost}. */
  readonly mandates: readonly BelievedMandate[] | null;
}

interface DoorParts {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly inspections: InspectionDispatcher;
  readonly questions: DoorQuestions;
}

/**
 * Does the checks of the intake, with the same functions, but keeps nothing. A caller that may not post the
 * message learns only that. The message that it answers, and what was taken before, are looked up only for its
 * sender and for parties that act for the sender.
 *
 * @throws {InspectionFailed} when two messages could not be compared
 */
export async function atTheDoor(
  { store, keys, inspections, questions }: DoorParts,
  call: Call,
  message: Recognised,
  bytes: Uint8Array,
): Promise<AtTheDoor> {
  const { pool, db } = store;
  const { principal } = call;
  const party = principal.party ?? '';
  const posting = postingOf(message);
  const hash = keys.contentHash(bytes);
  const may = await orProblem(() => mayPost(questions, principal, posting));
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
    const wanted = { bericht: posting.bericht, header, heenbericht: null };
    const answers = await orProblem(() => addressOf(questions, party, wanted));
    // A retour has the Identificatie of its heenbericht. It can only have been taken if that has its answer.
    const isRetour = posting.bericht.retourOf !== undefined;
    if (!isRetour || (answers instanceof Problem && answers.code === 'already-answered')) {
      const repeat = { party, type: message.type, header, bytes };
      const earlier = await earlierWith(pool, repeat);
      const before = await sameAmong({ keys, inspections }, earlier, repeat);
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
