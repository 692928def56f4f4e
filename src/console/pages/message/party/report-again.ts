import type { FastifyRequest } from 'fastify';
import type { AnyBericht } from '../../../../standard/messages/berichten.ts';
import { partyMessageWords as say } from '../../../../texts/console/party-message-words.ts';
import { type Html, html } from '../../../frame/html.ts';
import type { PageParts } from '../../parts.ts';
import { berichtOf } from './content.ts';
import type { PartyMessage } from './read.ts';

/** Allocations that are linked at most: a message may report on more. */
const mostLinked = 10;

/** To an aanbieder whose start or stop was rejected: where to report it again. The numbers show once it was opened. */
export async function reportAgainHtml(
  { viewer }: FastifyRequest,
  parts: PageParts,
  { message, side, content }: PartyMessage,
): Promise<Html | undefined> {
  const { type, status, sender, recipient } = message;
  const { language, chosen } = viewer;
  const isRefused = status === 'rejected' || status === 'refused';
  const isReport = type === 'JW305' || type === 'JW307';
  if (chosen.party?.kind !== 'aanbieder' || side !== 'sent' || !isRefused || !isReport)
    return undefined;
  const { at } = parts.publicAddress;
  const all = html`<a href="${at('/console/allocations')}">${say.allocations[language]}</a>`;
  if (typeof content === 'string') return html`<p>${say.reportAgainAbout[language]} ${all}</p>\n`;
  const numbers = numbersIn(berichtOf(message, content)).slice(0, mostLinked);
  const places = numbers.map((toewijzingNummer) => ({
    ...{ municipality: recipient ?? '', provider: sender, toewijzingNummer },
  }));
  const ids = await parts.allocations.idsOf(viewer.call, places);
  const form = type === 'JW305' ? 'start' : 'stop';
  const links = places.flatMap(({ municipality, provider, toewijzingNummer }) => {
    const id = ids.get(`${municipality} ${provider} ${toewijzingNummer}`);
    if (id === undefined) return [];
    const path = at(`/console/allocations/${id}?open=${form}#${form}`);
    return [html`<p><a href="${path}">${say.reportAgain[language]} ${toewijzingNummer}</a></p>\n`];
  });
  if (links.length > 0) return html`${links}`;
  return html`<p>${say.reportAgainUnknown[language]} ${all}</p>\n`;
}

/** The numbers of the allocations that a start or stop is about. */
function numbersIn(bericht: AnyBericht | undefined): string[] {
  const client = bericht && 'client' in bericht ? bericht.client : undefined;
  if (!client) return [];
  const products =
    'startProducten' in client
      ? client.startProducten.startProduct
      : 'stopProducten' in client
        ? client.stopProducten.stopProduct
        : [];
  return [...new Set(products.flatMap(({ toewijzingNummer }) => toewijzingNummer ?? []))];
}
