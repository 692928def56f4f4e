import {
  markDrafted,
  movePosts,
  noPost,
  numbersOfRows,
  type Post,
  type PostMoved,
  postsToDraft,
  sentPosts,
} from '../../ledger/conversion/posts.ts';
import { conversionOf } from '../../ledger/conversion/records.ts';
import { allocationIds } from '../../ledger/views/case-state.ts';
import { answersOn, type SentState } from '../../messages/drafts/approved.ts';
import type { Drafts } from '../../messages/drafts/drafts.ts';
import type { DraftForm } from '../../messages/drafts/forms.ts';
import { dayBefore, dutchDate } from '../../standard/calendar.ts';
import { normalNumber } from '../../standard/rules/engine/past.ts';
import { callAs, type SendParts } from './send.ts';

/** What answers to messages of a conversion are followed with. */
export interface SettleParts extends Omit<SendParts, 'intake'> {
  readonly drafts: Pick<Drafts, 'propose'>;
}

/** Messages that are looked at together. */
const atOnce = 200;
/** Of how many something is drafted in one call, and of how many at the same time. */
const draftedAtOnce = 32;
const lanes = 4;
/** RedenBeeindiging: initiated by the gemeente (JZ588). */
const byGemeente = '36';

/**
 * Follows what became of messages that were sent: approved, refused, or failed.
 *
 * @param after where the round before ended
 * @returns where the next begins, whether something moved, and failures of messages of which the answer is not believed:
 *   these keep no others waiting
 */
export async function settle(
  { store, keys }: Pick<SettleParts, 'store' | 'keys'>,
  after: string,
): Promise<{ readonly next: string; readonly moved: boolean; readonly failures: unknown[] }> {
  const posts = await sentPosts(store.pool, after, atOnce);
  const failures: unknown[] = [];
  const answers = await answersOn(
    store.pool,
    keys.rows,
    posts.flatMap(({ messageId }) => messageId ?? []),
    (error) => failures.push(error),
  );
  const moves = posts.flatMap((post) => {
    const move = moveOf(post, answers.get(post.messageId ?? ''));
    return move ? [move] : [];
  });
  await movePosts(store.pool, moves);
  const next = posts.length < atOnce ? noPost : (posts.at(-1)?.id ?? noPost);
  return { next, moved: moves.length > 0 || next !== noPost, failures };
}

/**
 * Drafts for aanbieders the stop of the old help and the start of the new, of messages that were approved, from the day of
 * conversion on. It takes longer than sending does, so who sends does it when nothing else is to be done.
 *
 * @returns of how many messages
 * @throws the first failure, when all were tried
 */
export async function draftApproved(parts: SettleParts): Promise<number> {
  const posts = await postsToDraft(parts.store.pool, dutchDate(new Date()), draftedAtOnce);
  const waiting = posts.values();
  const failures: unknown[] = [];
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const post of waiting)
        await draft(parts, post).catch((error: unknown) => failures.push(error));
    }),
  );
  if (failures.length > 0) throw failures[0];
  return posts.length;
}

function moveOf({ id }: Post, state: SentState | undefined): PostMoved | undefined {
  if (!state) return undefined;
  const { said, status, rules } = state;
  if (said === 'approved') return { id, step: 'approved' };
  if (said === 'refused')
    return { id, step: 'refused', why: rules.length > 0 ? rules : ['by-aanbieder'] };
  // One that failed may be replayed; one that was given up is not.
  return status === 'dismissed' ? { id, step: 'failed', why: ['dismissed'] } : undefined;
}

/** Drafts for the aanbieder what follows from one message. */
async function draft(parts: SettleParts, post: Post): Promise<void> {
  const { store, keys } = parts;
  const { pool } = store;
  if (post.kind === 'revert') {
    await markDrafted(pool, post.id);
    return;
  }
  const { day, number } = await conversionOf(pool, keys.rows, post.conversionId);
  const rows = await numbersOfRows(pool, post.conversionId, post.rowNumbers);
  const { family } = await parts.gemeente(post.municipality);
  const numbers = rows.flatMap(({ old, newNumber }) => [old ?? [], newNumber ?? []].flat());
  const ids = await allocationIds(pool, family, post.provider, numbers.map(normalNumber));
  const idOf = (one: string | null) => (one === null ? undefined : ids.get(normalNumber(one)));
  const groups = rows.flatMap(({ old, newNumber }): DraftForm[][] => {
    const [ended, begun] = [idOf(old), idOf(newNumber)];
    if (ended === undefined || begun === undefined) return [];
    const stop = { einddatum: dayBefore(day), redenBeeindiging: byGemeente };
    return [
      [
        { kind: 'stop', allocationId: ended, reports: stop },
        { kind: 'start', allocationId: begun, reports: { begindatum: day } },
      ],
    ];
  });
  const call = callAs(number, post.provider, [post.provider]);
  // Help that did not start has no stop, and nobody knows when the new help starts.
  await parts.drafts.propose(call, groups, (client) => markDrafted(client, post.id));
}
