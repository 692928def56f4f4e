import type { FastifyRequest } from 'fastify';
import { draftWords as say } from '../../../texts/console/draft-words.ts';
import { languageOf } from '../../frame/page.ts';

/** Who changed a draft, for the one who looks: oneself, or the credential by which a colleague did. */
export function byText(request: FastifyRequest, changedBy: string): string {
  const isOwn = changedBy === request.principal.credential.name;
  return isOwn ? say.yourself[languageOf(request)] : changedBy;
}
