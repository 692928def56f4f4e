import type { Pool } from 'pg';
import { type RequestDecided, requestsDecided } from '../../ledger/views/requests-decided.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { answersOn } from './approved.ts';
import { referencesIn } from './content.ts';
import { listDrafts } from './list.ts';
import { isGone, sentBericht } from './sent-answers.ts';

/** How a gemeente answered a request: by what it decided, and whether a reference is left. */
export interface RequestAnswered {
  readonly says: 'allocated' | 'refused' | 'both';
  readonly whole: boolean;
}

/** Drafts that are looked at for answers whose retour is not in: those that were sent last. */
const mostSent = 100;

/**
 * How a gemeente answered some requests that it got, those whose answer waits for its retour too. Requests about which nothing
 * was decided are not in it.
 *
 * @param ids of messages that the gemeente may see
 */
export async function requestsAnswered(
  pool: Pool,
  keys: KeyRing,
  gemeente: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RequestAnswered>> {
  if (ids.length === 0) return new Map();
  const decided = await requestsDecided(pool, ids);
  const underWay = await underWayOn(pool, keys, gemeente, ids);
  return new Map(
    ids.flatMap((id) => {
      const answered = answeredBy(decided.get(id), underWay.get(id));
      return answered ? [[id, answered] as const] : [];
    }),
  );
}

interface UnderWay {
  readonly allocated: number;
  readonly refused: number;
}

function answeredBy(
  { references, allocated, refused }: RequestDecided = { references: 0, allocated: 0, refused: 0 },
  underWay: UnderWay = { allocated: 0, refused: 0 },
): RequestAnswered | undefined {
  const allocates = allocated + underWay.allocated;
  const refuses = refused + underWay.refused;
  if (allocates + refuses === 0) return undefined;
  return {
    says: refuses === 0 ? 'allocated' : allocates === 0 ? 'refused' : 'both',
    whole: allocates + refuses >= references,
  };
}

/** How many references of requests were decided by messages that wait for their retour. */
async function underWayOn(
  pool: Pool,
  keys: KeyRing,
  gemeente: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, UnderWay>> {
  const { items } = await listDrafts(pool, gemeente, { state: 'sent', limit: mostSent });
  const sent = items.flatMap(({ requestId, sentMessage, type }) =>
    requestId !== null && sentMessage !== null && ids.includes(requestId)
      ? [{ requestId, id: sentMessage, type }]
      : [],
  );
  const states = await answersOn(
    pool,
    keys.rows,
    sent.map(({ id }) => id),
  );
  const found = new Map<string, UnderWay>();
  for (const { requestId, id, type } of sent) {
    const state = states.get(id);
    const isUnderWay = state && !isGone(state) && state.said !== 'approved';
    if (!isUnderWay || (type !== 'JW301' && type !== 'JW319')) continue;
    const bericht = await sentBericht(pool, keys, id, type);
    if (!bericht) continue;
    const { allocated, refused } = found.get(requestId) ?? { allocated: 0, refused: 0 };
    const count = new Set(referencesIn(bericht)).size;
    if (bericht.type === 'JW301') found.set(requestId, { allocated: allocated + count, refused });
    else if (bericht.antwoord.verzoekAntwoord === '1')
      found.set(requestId, { allocated, refused: refused + count });
  }
  return found;
}
