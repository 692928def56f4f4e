import type { FastifyRequest } from 'fastify';
import type { RetourGiven } from '../../../../messages/retouren/given.ts';
import { retourWords as say } from '../../../../texts/console/retour-words.ts';
import { exactMomentText } from '../../../../texts/console/written.ts';
import { tokenField } from '../../../frame/form.ts';
import { type Html, html } from '../../../frame/html.ts';
import type { PageParts } from '../../parts.ts';
import { dueText } from '../../retour/shown.ts';
import { canAnswer } from './matter.ts';
import type { PartyMessage } from './read.ts';

/** Whether a message waits for a retour of the one who looks. */
export function owesRetour({ message: { status }, retour }: PartyMessage): boolean {
  const isTaken = status === 'accepted' || status === 'delivered';
  return isTaken && retour !== undefined && retour.given === undefined;
}

/** Answering a message with a retour: by when it is due, and the way to it; or who gave it, and what became of that. */
export function answeringHtml(
  request: FastifyRequest,
  { publicAddress: { at } }: PageParts,
  shown: PartyMessage,
  from: string,
): Html | undefined {
  const { viewer } = request;
  const { language } = viewer;
  const { message, retour } = shown;
  if (!retour) return undefined;
  const { given } = retour;
  if (given?.byGateway) return undefined;
  const head = html`<h2>${say.heading[language]}</h2>\n`;
  if (given) return html`${head}<p>${givenText(request, given, from)}</p>\n`;
  if (!owesRetour(shown)) return undefined;
  const decides = viewer.chosen.party?.kind === 'gemeente' && canAnswer(shown);
  const about = decides ? say.byDecision : say.bySoftware;
  return html`${head}<p>${dueText(retour, language)}</p>
<p>${about[language]}</p>
<form method="post" action="${at(`/console/messages/${message.id}/open`)}">${tokenField(viewer)}<input type="hidden" name="to" value="retour"><button${!decides && html` class="strong" data-answer`}>${say.answer[language]}</button></form>
`;
}

/** Who gave a retour, when, what it says, and how it stands. */
function givenText(request: FastifyRequest, given: RetourGiven, from: string): string {
  const { language } = request.viewer;
  const isOwn = given.by === request.principal.credential.name;
  const { status } = given;
  const known = Object.entries(say.became).find(([name]) => name === status);
  return say.sentBy[language]
    .replace('{says}', say.says[given.says][language])
    .replace('{retour}', given.type)
    .replace('{at}', exactMomentText(given.at, language))
    .replace('{by}', () => (isOwn ? say.yourselfBy[language] : given.by))
    .replace('{became}', () => known?.[1][language].replace('{from}', () => from) ?? '')
    .trim();
}
