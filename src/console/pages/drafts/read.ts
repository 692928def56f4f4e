import type { FastifyRequest } from 'fastify';
import { callOf } from '../../../http/server/caller.ts';
import { isRequest } from '../../../messages/drafts/asked.ts';
import type { DraftFacts } from '../../../messages/drafts/keep.ts';
import type { ShownDraft } from '../../../messages/drafts/shown.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { Problem } from '../../../problem.ts';
import type { AnyBericht } from '../../../standard/messages/berichten.ts';
import { parseBericht } from '../../../standard/messages/parse.ts';
import { isOpened } from '../../opened.ts';
import type { PageParts } from '../parts.ts';

/** Drafts of the same request that are named. */
const mostSiblings = 20;

/** A draft as its page shows it. */
export interface DraftSeen {
  readonly draft: ShownDraft;
  /** The message that says about which child it is: the draft, or the request that it answers where that was opened. */
  readonly about: AnyBericht | undefined;
  /** Other drafts about the same request, of colleagues too. */
  readonly siblings: readonly DraftFacts[];
  /** Names of parties, by code. */
  readonly names: ReadonlyMap<string, string>;
}

/** Reads a draft for its page; that is in the access log. @throws {Problem} `not-found`, `draft-forgotten` */
export async function readDraftSeen(
  request: FastifyRequest,
  parts: PageParts,
  id: string,
): Promise<DraftSeen> {
  const call = callOf(request);
  const draft = await parts.drafts.get(call, id);
  const names = await partyNames(parts.store.pool, [draft.recipient]);
  const { requestId } = draft;
  const about = await aboutOf(request, parts, draft);
  if (requestId === null) return { draft, names, about, siblings: [] };
  const { items } = await parts.drafts.list(call, { request: requestId, limit: mostSiblings });
  return { draft, names, about, siblings: items.filter((one) => one.id !== id) };
}

/** A JW319 does not say about whom it is: its request does, which is read where somebody opened it. */
async function aboutOf(
  request: FastifyRequest,
  parts: PageParts,
  { bericht, requestId }: ShownDraft,
): Promise<AnyBericht | undefined> {
  if (bericht === null) return undefined;
  if (bericht.type !== 'JW319') return bericht;
  if (requestId === null || !isOpened(request, parts, requestId)) return undefined;
  try {
    const { type } = await parts.messages.get(request.principal, requestId, 0);
    if (!isRequest(type)) return undefined;
    return parseBericht(type, await parts.messages.content(callOf(request), requestId));
  } catch (error) {
    // The request was forgotten meanwhile.
    if (error instanceof Problem && (error.code === 'forgotten' || error.code === 'not-found'))
      return undefined;
    throw error;
  }
}
