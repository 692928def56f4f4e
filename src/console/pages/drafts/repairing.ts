import type { FastifyRequest } from 'fastify';
import { present } from '../../../http/messages/message-details.ts';
import { Problem } from '../../../problem.ts';
import { draftWords as say } from '../../../texts/console/draft-words.ts';
import { type Html, html } from '../../frame/html.ts';
import { languageOf } from '../../frame/page.ts';
import { sentence } from '../../frame/sentence.ts';
import type { PageParts } from '../parts.ts';

/** What was wrong with the message that a draft repairs; undefined where it is not there, or not one's own. */
export async function repairedHtml(
  request: FastifyRequest,
  parts: PageParts,
  id: string,
): Promise<Html | undefined> {
  const language = languageOf(request);
  const message = await parts.messages.get(request.principal, id, 0).catch((error) => {
    if (error instanceof Problem) return undefined;
    throw error;
  });
  if (!message) return undefined;
  const presented = present(message, language, parts.publicAddress);
  const reasons = ('reasons' in presented && presented.reasons) || [];
  const violations = presented.problem?.violations ?? [];
  const told = [...reasons, ...violations].flatMap((one) => ('message' in one ? one.message : []));
  const items = [...new Set(told)].map((text) => html`<li>${sentence(text)}</li>\n`);
  return html`<div class="utrecht-alert utrecht-alert--warning"><div><h2>${say.repairing[language]}</h2>
${items.length > 0 && html`<ul>\n${items}</ul>\n`}<p>${say.repairingAbout[language]} <a href="${parts.publicAddress.at(`/console/messages/${id}`)}">${say.repaired[language]}</a></p></div></div>
`;
}
