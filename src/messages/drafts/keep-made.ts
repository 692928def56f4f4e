import type { PoolClient } from 'pg';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { errorCode, violatedUnique } from '../../store/database.ts';
import { inTransaction } from '../../store/transaction.ts';
import {
  ChildGone,
  countDrafts,
  draftsOfGroup,
  keepDraft,
  mostDrafts,
  type NewDraft,
} from './keep.ts';
import { type DraftParts, noteDraft, partyOf } from './parts.ts';

/** The code of Postgres for a row that refers to one that is not there. */
const noSuchChild = '23503';

/**
 * Keeps drafts of one form, or finds those that were kept of it before.
 *
 * @returns the ids of the drafts that are there
 * @throws {Problem} as {@link keepMade}
 */
export async function keepMadeOnce(
  parts: DraftParts,
  call: Call,
  groupId: string,
  drafts: readonly NewDraft[],
): Promise<readonly string[]> {
  try {
    await keepMade(parts, call, drafts);
    return drafts.map(({ id }) => id);
  } catch (error) {
    if (violatedUnique(error) !== 'draft_ordinal') throw error;
    return draftsOfGroup(parts.store.pool, partyOf(call), groupId);
  }
}

/**
 * Keeps drafts of the calling party: all or none.
 *
 * @param also what else is written in this transaction; false: keep nothing
 * @returns how many were kept
 * @throws {Problem} `too-many-drafts`, `draft-forgotten`
 */
export async function keepMade(
  parts: DraftParts,
  call: Call,
  drafts: readonly NewDraft[],
  also: (client: PoolClient) => Promise<boolean> = async () => true,
): Promise<number> {
  const { keys, store } = parts;
  const party = partyOf(call);
  return inTransaction(store.pool, async (client) => {
    if (!(await also(client))) return 0;
    const own = drafts.filter(({ proposed }) => !proposed).length;
    const before = own > 0 ? await countDrafts(client, party) : 0;
    if (before + own > mostDrafts)
      throw new Problem('too-many-drafts', { params: { limit: mostDrafts } });
    for (const draft of drafts) {
      await keepDraft(client, keys, draft);
      const otherClients = draft.others.flatMap(({ clientId }) => clientId ?? []);
      await noteDraft(parts, call, 'make-draft', { ...draft, otherClients }, {}, client);
    }
    return drafts.length;
  }).catch((error) => {
    // The child was forgotten since its messages were composed: the draft would be about nobody that is there.
    if (error instanceof ChildGone || errorCode(error) === noSuchChild)
      throw new Problem('draft-forgotten');
    throw error;
  });
}
