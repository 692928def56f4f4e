import { endingOf, refuseEnded } from '../../parties/directory/ending.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem, type ProblemCode } from '../../problem.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Submitted } from '../intake/same-bytes.ts';
import { approvingBytes } from '../retouren/bytes.ts';
import { answersBeside, lockAnswersBeside } from './answers-beside.ts';
import { retourOn } from './approved.ts';
import type { DraftContent } from './content.ts';
import { keepDetails } from './details.ts';
import { differencesOf } from './differences.ts';
import { bytesOf, datedOn, refusing } from './judged.ts';
import { changeDraft, type Draft, draftBefore, draftSent } from './keep.ts';
import { indexOf } from './made.ts';
import { composed, type DraftParts, draftOf, noteDraft } from './parts.ts';
import { judgedDraft } from './shown.ts';
import { draftClosed, draftOutdated, type OpenDraft, openDraft } from './versions.ts';

export interface SendWish {
  /** That the caller saw. */
  readonly version: number;
  /** Of a JW301: the caller looked at what is said of the client. */
  readonly clientDetailsConfirmed?: boolean;
}

/** Problems after which the same bytes may be taken a moment later. */
const passing: ReadonlySet<ProblemCode> = new Set([
  ...(['too-much-at-once', 'unavailable', 'busy', 'stopping', 'internal'] as const),
]);

/**
 * Sends a draft: judges it as it is today, decides on its bytes, and posts these. From the moment that the bytes are
 * committed they stay the same, so that they are posted once, however often and by how many this is called, and when the
 * process dies anywhere between: who calls again goes on where it ended.
 *
 * @returns the message; `repeated` when the draft had been sent already
 * @throws {Problem} why it may not go, or not as it is: `draft-changed`, `draft-waits`, `draft-incomplete`,
 *   `details-unconfirmed`, `draft-outdated`, `draft-refused`, `draft-forgotten`, `party-ended`, `not-found`
 */
export async function sendDraft(
  parts: DraftParts,
  call: Call,
  id: string,
  wish: SendWish,
): Promise<Submitted> {
  const draft = await draftOf(parts, call, id);
  if (draft.sentMessage !== null) return sentBefore(parts, call, draft);
  refuseEnded(await endingOf(parts.store.db, parts.keys.rows, draft.party));
  if (draft.state === 'open' && !(await decideOnce(parts, call, draft, wish)))
    // Somebody else was first: to change it, to send it, or to send another answer about its child.
    return sendDraft(parts, call, id, wish);
  return post(parts, call, id);
}

/** Same as {@link decide}; what speaks against a draft that somebody else sent meanwhile comes of that. */
async function decideOnce(
  parts: DraftParts,
  call: Call,
  draft: Draft,
  wish: SendWish,
): Promise<boolean> {
  try {
    return await decide(parts, call, draft, wish);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const now = await draftOf(parts, call, draft.id);
    if (now.state === 'open') throw error;
    return false;
  }
}

/** The message that a draft became. */
async function sentBefore({ messages }: DraftParts, call: Call, draft: Draft): Promise<Submitted> {
  const id = draft.sentMessage as string;
  const { status, type } = await messages.get(call.principal, id, 0);
  return { id, type: type as BerichtType, status, repeated: true };
}

/**
 * Judges a draft, and keeps the bytes that go.
 *
 * @returns whether it was as it is until the end, and nobody decided on another answer about its child meanwhile
 */
async function decide(
  parts: DraftParts,
  call: Call,
  draft: Draft,
  wish: SendWish,
): Promise<boolean> {
  const open = openDraft(draft, wish.version);
  await refuseBeforeItsTurn(parts, open);
  const { content } = open;
  if (content.lacking.length > 0)
    throw new Problem('draft-incomplete', { draftFaults: content.lacking });
  const isTyped = content.typed !== null || content.details === null;
  if (open.type === 'JW301' && !isTyped && wish.clientDetailsConfirmed !== true)
    throw new Problem('details-unconfirmed');
  const now = new Date();
  // Read before what it is composed of: what another one decides from here on is noticed below.
  const beside = await answersBeside(parts.store.pool, open);
  await refuseOutdated(parts, call, open, now);
  const today = dutchDate(now);
  const bericht = datedOn(content.bericht, today);
  const bytes = bytesOf(bericht);
  const judged = await judgedDraft(parts, call, open, bytes);
  const refused = await refusing(parts.store.pool, open, judged.findings);
  if (refused.length > 0)
    throw new Problem('draft-refused', { judged: refused, params: { type: open.type } });
  const retour = retourBefore(parts, open, today);
  const decided: DraftContent = {
    ...{ ...content, bericht },
    post: { retour: retour?.toString('base64') ?? null, message: bytes.toString('base64') },
  };
  return inTransaction(parts.store.pool, async (client) => {
    await lockAnswersBeside(client, open);
    if ((await answersBeside(client, open)) !== beside) return false;
    const changedBy = call.principal.credential.name;
    const { version } = open;
    const change = { version, content: decided, changedBy, state: 'sending' } as const;
    if (!(await changeDraft(client, parts.keys, open, 'open', change, 0))) return false;
    await noteDraft(parts, call, 'send-draft', open, { version }, client);
    return true;
  });
}

/** The retour that approves the request of a draft, where that is to go first. */
function retourBefore({ keys }: DraftParts, draft: OpenDraft, today: string): Buffer | null {
  const { content, requestId: id } = draft;
  if (!content.retourFirst || !content.request || id === null) return null;
  return approvingBytes(keys, { id, bericht: content.request }, today);
}

/** @throws {Problem} `draft-waits` until the draft before it was sent and approved */
async function refuseBeforeItsTurn({ store, keys }: DraftParts, draft: OpenDraft): Promise<void> {
  if (!draft.afterPrevious) return;
  const before = await draftBefore(store.pool, draft);
  const approved = before?.sentMessage
    ? await retourOn(store.pool, keys.rows, before.sentMessage)
    : 'none';
  if (approved !== 'approved') throw new Problem('draft-waits');
}

/** What says that a draft is of something that is not there any more, or not as it was. */
const ofThePast: ReadonlySet<ProblemCode> = new Set(['draft-outdated', 'not-found', 'forgotten']);

/** Whether the past is not what an open draft was composed of. */
export async function isOutdated(
  parts: DraftParts,
  call: Call,
  draft: OpenDraft,
): Promise<boolean> {
  try {
    await refuseOutdated(parts, call, draft, new Date());
    return false;
  } catch (error) {
    if (error instanceof Problem && ofThePast.has(error.code)) return true;
    throw error;
  }
}

/** @throws {Problem} `draft-outdated` where the past is not what the draft was composed of */
async function refuseOutdated(
  parts: DraftParts,
  call: Call,
  draft: OpenDraft,
  now: Date,
): Promise<void> {
  const { form, typed, basis } = draft.content;
  const again = await composed(parts, call, form, typed, now).catch((error) => {
    if (!(error instanceof Problem) || error.code !== 'draft-form') throw error;
    const { draftFaults } = error.details;
    throw draftOutdated(draft, [], draftFaults);
  });
  const index = indexOf(again, draft);
  const differences = differencesOf(basis, again.drafts[index]?.basis ?? {});
  if (index === -1 || differences.length > 0) throw draftOutdated(draft, differences);
}

/** Posts what was decided, and notes that. What was posted before is found by its bytes. */
async function post(parts: DraftParts, call: Call, id: string): Promise<Submitted> {
  const draft = await draftOf(parts, call, id);
  if (draft.sentMessage !== null) return sentBefore(parts, call, draft);
  const { content } = draft;
  // It was put back meanwhile, because it was refused.
  if (!content?.post) throw draftClosed(draft);
  const { retour, message } = content.post;
  let submitted: Submitted;
  try {
    if (retour !== null) await postRetour(parts, call, draft, Buffer.from(retour, 'base64'));
    submitted = await parts.intake.submit(call, Buffer.from(message, 'base64'));
  } catch (error) {
    if (error instanceof Problem && !passing.has(error.code))
      await putBack(parts, draft as OpenDraft);
    throw error;
  }
  await inTransaction(parts.store.pool, async (client) => {
    if (!(await draftSent(client, draft, submitted.id))) return;
    const { typed } = content;
    if (draft.type !== 'JW301' || typed === null || draft.clientId === null) return;
    const known = { details: typed, source: 'typed', recordedAt: draft.createdAt } as const;
    await keepDetails(client, parts.keys, draft.party, draft.clientId, known, draft.changedBy);
  });
  return submitted;
}

/** The retour that goes first. A party that answered the request itself meanwhile needs none. */
async function postRetour(
  parts: DraftParts,
  call: Call,
  { requestId }: Draft,
  bytes: Buffer,
): Promise<void> {
  try {
    await parts.intake.submit(call, bytes, requestId);
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'already-answered')) throw error;
  }
}

/** Opens a draft again whose message was refused at the door, so that a person mends it. */
async function putBack({ store, keys }: DraftParts, draft: OpenDraft): Promise<void> {
  const { version, changedBy } = draft;
  const content: DraftContent = { ...draft.content, post: null };
  const change = { version, content, changedBy, state: 'open' } as const;
  await changeDraft(store.pool, keys, draft, 'sending', change, 1);
}
