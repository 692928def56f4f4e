import type { FastifyRequest } from 'fastify';
import { isAnsweredByRetour, retourOf } from '../../../messages/retouren/answered.ts';
import type { RetourGiven } from '../../../messages/retouren/given.ts';
import type { MessageDetails } from '../../../messages/views/messages.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { Problem } from '../../../problem.ts';
import type { BerichtType } from '../../../standard/catalogue.ts';
import type { PageParts } from '../parts.ts';

/** A message that is to be answered, without its content. */
export interface RetourPage {
  readonly message: MessageDetails;
  /** The name of who sent it. */
  readonly from: string;
  /** The type of its retour. */
  readonly retour: BerichtType;
  /** By when, `yyyy-mm-dd`; undefined where that is not known. */
  readonly due: string | undefined;
  /** The retour that it has already. */
  readonly given: RetourGiven | undefined;
}

/** A message that the party answers. @throws {Problem} `not-found` for all else; `forgotten` */
export async function readRetourPage(
  request: FastifyRequest,
  parts: PageParts,
  id: string,
): Promise<RetourPage> {
  const message = await parts.messages.get(request.principal, id, 0);
  const found = await retourState(request, parts, message);
  if (!found) throw new Problem('not-found');
  const { sender } = message;
  const names = await partyNames(parts.store.pool, [sender]);
  return { message, from: names.get(sender) ?? sender, ...found };
}

/** How a message stands that the party answers; undefined where it does not. */
export async function retourState(
  request: FastifyRequest,
  { retouren, terms }: Pick<PageParts, 'retouren' | 'terms'>,
  message: MessageDetails,
): Promise<Pick<RetourPage, 'retour' | 'due' | 'given'> | undefined> {
  const { id, type, sender, recipient, acceptedAt } = message;
  if (!isAnsweredByRetour(type) || recipient === null || acceptedAt === null) return undefined;
  try {
    const given = await retouren.given(request.principal, id);
    const due = given
      ? undefined
      : (await terms.answersDue([{ id, type, sender, recipient }])).get(id);
    return { retour: retourOf(type), given, due };
  } catch (error) {
    const isOthers =
      error instanceof Problem && (error.code === 'no-retour' || error.code === 'no-mandate');
    if (isOthers) return undefined;
    throw error;
  }
}
