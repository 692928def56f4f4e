import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callOf } from '../../../http/server/caller.ts';
import { IdParams } from '../../../http/server/schemas.ts';
import type { RetourWish } from '../../../messages/retouren/verdict.ts';
import { Problem } from '../../../problem.ts';
import { retourWords as say } from '../../../texts/console/retour-words.ts';
import { tokenField } from '../../frame/form.ts';
import { html } from '../../frame/html.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { isOpened, rememberOpened } from '../../opened.ts';
import { Lang, type PageParts, pageConfig } from '../parts.ts';
import { type RetourPage, readRetourPage } from './read.ts';
import { dueText, givenHtml, retourContent, titleOf } from './shown.ts';
import { readRetourForm, type TypedRetour } from './wish.ts';

const querystring = Type.Object({ lang: Lang }, { additionalProperties: false });
const Text = Type.String({ default: '', maxLength: 400 });
const Body = Type.Object({
  ...{ token: Text, verdict: Text, rule: Text, place: Text, add: Text },
  fault: Type.Optional(Type.Union([Text, Type.Array(Text, { maxItems: 100 })])),
});

/** A party answers a message with a retour: approves it, or refuses it by rules. It goes at once. */
export const retourPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const path = '/console/messages/:id/retour';
  const config = pageConfig(parts, ['party'], 'heavy');
  app.get(
    path,
    { config, schema: { hide: true, params: IdParams, querystring } },
    async (request, reply) => {
      const page = await readRetourPage(request, parts, request.params.id.toLowerCase());
      const { id } = page.message;
      if (page.given) return sendGiven(request, reply, parts, page);
      if (!isOpened(request, parts, id)) return sendShield(request, reply, parts, page);
      const choices = await parts.retouren.choices(callOf(request), id);
      return sendPage(request, reply, await retourContent(request, parts, page, choices));
    },
  );

  app.post(
    path,
    { config, schema: { hide: true, params: IdParams, body: Body } },
    async (request, reply) => {
      const page = await readRetourPage(request, parts, request.params.id.toLowerCase());
      const { id } = page.message;
      // Who sends the form has seen the message.
      rememberOpened(request, reply, parts, id);
      const choices = await parts.retouren.choices(callOf(request), id);
      const { verdict, rule, place, add, fault = [] } = request.body;
      const typed: TypedRetour = { verdict, rule, place, add, fault: [fault].flat() };
      const { wish, ...read } = readRetourForm(typed, choices, languageOf(request));
      if (wish) return send(request, reply, parts, page, wish);
      if (page.given) return sendGiven(request, reply, parts, page);
      const content = await retourContent(request, parts, page, choices, { typed, read });
      return sendPage(request, reply, content, read.faults.size > 0 ? 400 : 200);
    },
  );
};

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  { message: { id } }: RetourPage,
  wish: RetourWish,
): Promise<FastifyReply> {
  try {
    const submitted = await parts.retouren.send(callOf(request), id, wish);
    request.messageId = submitted.id;
    return reply.redirect(parts.publicAddress.at(`/console/messages/${id}?done=retour`), 303);
  } catch (error) {
    const isLate =
      error instanceof Problem &&
      (error.code === 'retour-given' || error.code === 'answered-by-gateway');
    if (!isLate) throw error;
    return sendGiven(request, reply, parts, await readRetourPage(request, parts, id), wish);
  }
}

/** The message has its retour. @param late what was sent now, and did not go */
function sendGiven(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  page: RetourPage,
  late?: RetourWish,
): FastifyReply {
  const language = languageOf(request);
  const main = html`${page.given && givenHtml(request, parts, page.given, late)}`;
  return sendPage(request, reply, { ...titleOf(page, language), main }, late ? 409 : 200);
}

/** The message is shielded until it is opened. */
function sendShield(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  page: RetourPage,
): FastifyReply {
  const language = languageOf(request);
  const path = parts.publicAddress.at(`/console/messages/${page.message.id}/open`);
  const main = html`<p>${dueText(page, language)}</p>
<div class="shield"><p>${say.shielded[language]}</p>
<form method="post" action="${path}">${tokenField(request.viewer)}<input type="hidden" name="to" value="retour"><button class="strong" data-answer>${say.show[language]}</button></form></div>
`;
  return sendPage(request, reply, { ...titleOf(page, language), main });
}
