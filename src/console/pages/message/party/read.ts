import type { FastifyRequest } from 'fastify';
import { callOf } from '../../../../http/server/caller.ts';
import { isRequest } from '../../../../messages/drafts/asked.ts';
import type { RequestAnswered } from '../../../../messages/drafts/requests-answered.ts';
import type { MessageDetails } from '../../../../messages/views/messages.ts';
import { partyNames } from '../../../../parties/directory/party-list.ts';
import { Problem } from '../../../../problem.ts';
import { isOpened } from '../../../opened.ts';
import type { PageParts } from '../../parts.ts';
import { retourState } from '../../retour/read.ts';

/** Messages that belong with one, of each kind, that are looked up for its page. */
const mostLinked = 8;
/** A larger message is not shown on a page, in bytes. */
const mostShown = 256 * 1024;

/** How a message belongs with another. */
export type LinkKind = 'heenbericht' | 'retour' | 'request' | 'decision';

/** A message as one of its parties looks at it. */
export interface PartyMessage {
  readonly message: MessageDetails;
  /** Whether the one who looks sent it, or received it. */
  readonly side: 'sent' | 'received';
  /** Names of its parties, by code. */
  readonly names: ReadonlyMap<string, string>;
  readonly linked: readonly { readonly kind: LinkKind; readonly message: MessageDetails }[];
  /** Messages that belong with it and were not looked up. */
  readonly more: number;
  /** How a gemeente answered this request; undefined where it did not, and for other messages. */
  readonly answered: RequestAnswered | undefined;
  /** Where the one who looks answers it with a retour: how that stands. */
  readonly retour: Awaited<ReturnType<typeof retourState>>;
  /** Its XML, where it was opened. That it was read stands in the access log. */
  readonly content: Buffer | 'shielded' | 'too-large';
}

/** Reads a message for the page of it, with its content where that was opened. @throws {Problem} `not-found`, `forgotten` */
export async function readPartyMessage(
  request: FastifyRequest,
  parts: PageParts,
  id: string,
): Promise<PartyMessage> {
  const { principal } = request;
  const message = await parts.messages.get(principal, id, 0);
  const { sender, recipient, heenberichtId, answerId, requests, decisions } = message;
  const isSent = principal.actsFor.includes(sender);
  const names = await partyNames(parts.store.pool, [sender, ...(recipient ? [recipient] : [])]);
  const links = [
    ...linksOf('heenbericht', heenberichtId === null ? [] : [heenberichtId]),
    ...linksOf('retour', answerId === null ? [] : [answerId]),
    ...linksOf('request', requests),
    ...linksOf('decision', decisions),
  ];
  const linked = await Promise.all(
    links.slice(0, mostLinked).map(async ({ kind, id: other }) => {
      const found = await findLinked(request, parts, other);
      return found ? [{ kind, message: found }] : [];
    }),
  );
  return {
    ...{ message, names, linked: linked.flat() },
    answered: await answeredOf(request, parts, message),
    retour: isSent ? undefined : await retourState(request, parts, message),
    side: isSent ? 'sent' : 'received',
    more: Math.max(0, links.length - mostLinked),
    content: await contentOf(request, parts, message),
  };
}

async function answeredOf(
  { principal, viewer }: FastifyRequest,
  { drafts }: PageParts,
  { id, type, recipient }: MessageDetails,
): Promise<RequestAnswered | undefined> {
  const isOwn = recipient !== null && principal.actsFor.includes(recipient);
  if (!isOwn || !isRequest(type) || viewer.chosen.party?.kind !== 'gemeente') return undefined;
  return (await drafts.requestsAnswered(viewer.call, [id])).get(id);
}

function linksOf(kind: LinkKind, ids: readonly string[]) {
  return ids.map((id) => ({ kind, id }));
}

/** A message that belongs with another; undefined when it was forgotten. */
async function findLinked(
  { principal }: FastifyRequest,
  { messages }: PageParts,
  id: string,
): Promise<MessageDetails | undefined> {
  try {
    return await messages.get(principal, id, 0);
  } catch (error) {
    if (error instanceof Problem && (error.code === 'forgotten' || error.code === 'not-found'))
      return undefined;
    throw error;
  }
}

async function contentOf(
  request: FastifyRequest,
  parts: PageParts,
  { id, size }: MessageDetails,
): Promise<PartyMessage['content']> {
  if (size > mostShown) return 'too-large';
  if (!isOpened(request, parts, id)) return 'shielded';
  return parts.messages.content(callOf(request), id);
}
