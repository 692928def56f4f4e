import type { Pool } from 'pg';
import type { BerichtOf } from '../../standard/messages/berichten.ts';
import { parseBericht } from '../../standard/messages/parse.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import { lendNewest } from '../views/lent.ts';
import { answersOn, type SentState } from './approved.ts';
import { type DraftFacts, draftColumns, readDraft } from './keep.ts';

/** The answers of a gemeente to an aanbieder about one child. */
export interface AnswersAsked {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly bsn: string;
}

/** An answer that was sent and not refused, and what its retour says so far. */
export interface SentAnswer extends DraftFacts {
  readonly said: SentState['said'];
}

/** Answers about one child that are looked at, the newest. */
const most = 100;

const answersAbout = unnamed<{ gemeente: string; aanbieder: string; childHash: Buffer }>(`
  select ${draftColumns} from draft
  where child_hash = $childHash::bytea and party = $gemeente and recipient = $aanbieder
    and type in ('JW301', 'JW319') and state in ('sending', 'sent') and expires_at > now()
  order by changed_at desc, id desc limit ${most}`);

const gone: ReadonlySet<SentState['status']> = new Set(['refused', 'rejected', 'dismissed']);

/** Whether a message that was sent came to nothing. */
export function isGone({ status, said }: SentState): boolean {
  return gone.has(status) || said === 'refused';
}

/**
 * The drafts about a child that a gemeente sent and that were not refused, the oldest first: also those whose retour is not
 * in, of which the ledger knows nothing yet. Shows nothing of what they say.
 */
export async function sentAnswers(
  pool: Pool,
  keys: KeyRing,
  { gemeente, aanbieder, bsn }: AnswersAsked,
): Promise<SentAnswer[]> {
  const { rows } = await pool.query<DraftFacts>(
    answersAbout({ gemeente, aanbieder, childHash: keys.clientHash(bsn) }),
  );
  const ids = rows.flatMap(({ sentMessage }) => sentMessage ?? []);
  const states = await answersOn(pool, keys.rows, ids);
  return rows.toReversed().flatMap((draft): SentAnswer[] => {
    if (draft.sentMessage === null) return [{ ...draft, said: 'none' }];
    const state = states.get(draft.sentMessage);
    if (!state || isGone(state)) return [];
    return [{ ...draft, said: state.said }];
  });
}

/** What those say that wait for their retour. For composing, which shows it to nobody. */
export async function answersUnderWay(
  pool: Pool,
  keys: KeyRing,
  asked: AnswersAsked,
): Promise<BerichtOf<'JW301' | 'JW319'>[]> {
  const found: BerichtOf<'JW301' | 'JW319'>[] = [];
  for (const { id, type, said, sentMessage } of await sentAnswers(pool, keys, asked)) {
    if (said === 'approved' || (type !== 'JW301' && type !== 'JW319')) continue;
    // One that is being sent is still a draft.
    const bericht =
      sentMessage === null
        ? (await readDraft(pool, keys, asked.gemeente, id))?.content?.bericht
        : await sentBericht(pool, keys, sentMessage, type);
    if (bericht?.type === 'JW301' || bericht?.type === 'JW319') found.push(bericht);
  }
  return found;
}

/** What an answer says that was sent; undefined where that is kept no more. Shows it to nobody. */
export async function sentBericht(
  pool: Pool,
  keys: KeyRing,
  id: string,
  type: 'JW301' | 'JW319',
): Promise<BerichtOf<'JW301' | 'JW319'> | undefined> {
  const lent = await lendNewest(pool, keys, [id]);
  return lent && parseBericht(type, lent.bytes);
}
