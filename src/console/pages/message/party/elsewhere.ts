import type { FastifyRequest } from 'fastify';
import type { BerichtOf } from '../../../../standard/messages/berichten.ts';
import { partyMessageWords as say } from '../../../../texts/console/party-message-words.ts';
import { tokenField } from '../../../frame/form.ts';
import { type Html, html } from '../../../frame/html.ts';
import type { PageParts } from '../../parts.ts';
import { owesRetour } from './answering.ts';
import { berichtOf } from './content.ts';
import type { PartyMessage } from './read.ts';

/** RedenAfwijzingVerzoek: another gemeente is responsible, by where the child lived. */
export const byResidence = '8';

/** The gemeente that a JW319 names where it refuses on residence. */
export function namedIn({ antwoord }: BerichtOf<'JW319'>): string | undefined {
  return antwoord.redenAfwijzingVerzoek === byResidence
    ? antwoord.woonplaatsbeginsel?.gemeente
    : undefined;
}

/** To an aanbieder whose request was refused on residence, once it opened the answer: the same request for the other gemeente. */
export function elsewhereHtml(
  { viewer }: FastifyRequest,
  { publicAddress: { at } }: PageParts,
  shown: PartyMessage,
): Html | undefined {
  const { message, side, content } = shown;
  const { language, chosen } = viewer;
  const isTheirs = chosen.party?.kind === 'aanbieder' && side === 'received';
  if (!isTheirs || message.type !== 'JW319' || typeof content === 'string') return undefined;
  const bericht = berichtOf(message, content);
  const gemeente = bericht?.type === 'JW319' ? namedIn(bericht) : undefined;
  if (gemeente === undefined || message.requests.length === 0) return undefined;
  // Only a refusal that was approved is known to the ledger.
  if (owesRetour(shown)) return html`<p>${say.elsewhereLater[language]}</p>\n`;
  if (message.outcome !== 'approved') return undefined;
  const path = at(`/console/messages/${message.id}/elsewhere`);
  const about = say.elsewhereAbout[language].replace('{gemeente}', () => gemeente);
  return html`<p>${about}</p>
<form method="post" action="${path}">${tokenField(viewer)}<input type="hidden" name="once" value="${crypto.randomUUID()}"><button class="strong">${say.elsewhere[language]}</button></form>
`;
}
