import type { FastifyReply, FastifyRequest } from 'fastify';
import { partyMessageWords as say } from '../../../../texts/console/party-message-words.ts';
import { retourWords } from '../../../../texts/console/retour-words.ts';
import type { Words } from '../../../../texts/console/words.ts';
import { html } from '../../../frame/html.ts';
import { languageOf, sendPage } from '../../../frame/page.ts';
import type { PageParts } from '../../parts.ts';
import { type PartyMessage, readPartyMessage } from './read.ts';
import { partyMessage } from './shown.ts';

type Status = PartyMessage['message']['status'];

/** What became of a message that was just sent. */
function sentText(status: Status): Words {
  if (status === 'received' || status === 'failed') return say.sentNow;
  return isRefused(status) ? say.sentRefused : say.sentTaken;
}

/** What was done with the message on the page before. */
function saidText(done: string | undefined, status: Status): Words | undefined {
  if (done === 'acknowledged') return say.acknowledged;
  if (done === 'retour') return retourWords.sentNow;
  return done === 'sent' ? sentText(status) : undefined;
}

function isRefused(status: Status): boolean {
  return status === 'rejected' || status === 'refused' || status === 'dismissed';
}

/** Sends the page of one message to who sent or received it. */
export async function sendPartyMessage(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  asked: {
    readonly id: string;
    readonly done: string | undefined;
    /** Why something was not done: it stands above all. */
    readonly notice?: string;
  },
): Promise<FastifyReply> {
  const language = languageOf(request);
  const shown = await readPartyMessage(request, parts, asked.id);
  const { title, main } = await partyMessage(request, parts, shown, { on: 'message' });
  const { status } = shown.message;
  const said = saidText(asked.done, status);
  const kind = said === say.sentRefused ? 'warning' : 'ok';
  const { notice } = asked;
  const content = {
    title,
    up: { path: '/console/messages', title: say.title[language] },
    main: html`${notice && html`<p class="problem" role="alert" tabindex="-1">${notice}</p>\n`}${said && html`<div class="utrecht-alert utrecht-alert--${kind}" role="status"><p>${said[language]}</p></div>\n`}${main}`,
  };
  return sendPage(request, reply, content, notice === undefined ? 200 : 409);
}
