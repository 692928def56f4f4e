import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CommitParams, NumberParams } from '../../../http/conversions/conversion-schemas.ts';
import type { ConversionRecord } from '../../../ledger/conversion/row.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { Problem } from '../../../problem.ts';
import type { ConversionContent } from '../../../region/conversion/content.ts';
import {
  conversionListWords,
  oneConversionWords as say,
  sendingWords,
} from '../../../texts/console/conversion-words.ts';
import { countSentence, dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList } from '../../frame/list.ts';
import { momentHtml } from '../../frame/moment.ts';
import { languageOf, sendFragment, sendPage } from '../../frame/page.ts';
import { partyHtml } from '../../frame/party.ts';
import type { Viewer } from '../../viewer.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';
import { stateText } from './conversions.ts';
import { filesHtml } from './exports.ts';
import { barsHtml, differenceHtml, reasonsHtml, rowsAt, saidHtml } from './figures.ts';
import { isMoving, sendHtml, sentHtml, shareHtml } from './sending.ts';
import { filled, orNotFound, pathOf, roles, sideOf } from './side.ts';

const path = '/console/conversions/:number';
const querystring = Type.Object({ done: Filter, lang: Lang }, { additionalProperties: false });
const Text = Type.String({ default: '', maxLength: 200 });
type PageApp = Parameters<FastifyPluginAsyncTypebox<PageParts>>[0];

/** The page of one conversion: its sums, what both sides say of it, and sharing and sending it. */
export const conversionPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('Cache-Control', 'private, no-store');
  });
  show(app, parts);
  progress(app, parts);
  share(app, parts);
  send(app, parts);
  stop(app, parts);
};

function show(app: PageApp, parts: PageParts): void {
  const config = pageConfig(parts, roles, 'heavy');
  const schema = { hide: true, params: NumberParams, querystring };
  app.get(path, { config, schema }, async (request, reply) => {
    const { done } = request.query;
    const notice = isDone(done) && sendingWords.done[done][languageOf(request)];
    return sendConversion(request, reply, parts, request.params.number, {
      ...(notice && { notice }),
    });
  });
}

function isDone(done: string | undefined): done is keyof typeof sendingWords.done {
  return done !== undefined && Object.hasOwn(sendingWords.done, done);
}

/** @param said.problem what was not carried out, and why */
async function sendConversion(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  number: number,
  said: { readonly notice?: string; readonly problem?: string } = {},
): Promise<FastifyReply> {
  const { viewer } = request;
  const language = languageOf(request);
  const content = await orNotFound(parts.conversions.get(viewer.call, number));
  const { record } = content;
  const names = await partyNames(parts.store.pool, record.gemeenten);
  const { notice, problem } = said;
  const title = filled(say.title[language], {
    ...{ n: String(number), day: dayText(record.day, language) },
  });
  const main =
    record.state === 'ready'
      ? await readyHtml(content, names, viewer, parts)
      : notReadyHtml(record, parts.publicAddress.at, language);
  return sendPage(
    request,
    reply,
    {
      title,
      up: { path: '/console/conversions', title: conversionListWords.title[language] },
      main: html`${problem && html`<p class="problem" role="alert" tabindex="-1">${problem}</p>\n`}${notice && html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${notice}</p></div>\n`}${main}`,
      live: record.state === 'making' || isMoving(content.commits),
    },
    problem ? 409 : 200,
  );
}

/** While it is made it says how far that is, and asks for itself again. */
function notReadyHtml(
  record: ConversionRecord,
  at: (path: string) => string,
  language: Language,
): Html {
  const { number, state, progress } = record;
  if (state === 'failed') return emptyList(say.failed[language]);
  const show = html`<a href="${at(pathOf(number))}">${say.show[language]}</a>`;
  if (state === 'ready')
    return html`<div class="utrecht-alert utrecht-alert--ok"><p>${say.isReady[language]} ${show}</p></div>\n`;
  const { done, total } = progress;
  const part = total !== null && html` value="${done}" max="${Math.max(1, total)}"`;
  return html`<div class="utrecht-alert" hx-get="${at(pathOf(number, '/progress'))}?making=yes" hx-trigger="every 3s" hx-swap="outerHTML"><div><p><strong>${say.making[language]}</strong> ${stateText(record, language)}. ${show}</p>
<progress aria-label="${say.making[language]}"${part}></progress></div></div>
`;
}

async function readyHtml(
  content: ConversionContent,
  names: ReadonlyMap<string, string>,
  viewer: Viewer,
  { conversions, conversionCommits, publicAddress: { at } }: PageParts,
): Promise<Html> {
  const { language, call } = viewer;
  const { record, totals, bars, reasons, commits } = content;
  const { number } = record;
  const side = sideOf(viewer);
  const said = await conversions.said(call, number);
  const ready = side === 'aanbieder' ? undefined : await conversionCommits.ready(call, number);
  const to = rowsAt(at(pathOf(number, '/rows')));
  const sends = ready !== undefined && ready.first.messages + ready.again.messages > 0;
  const sending =
    ready &&
    html`${shareHtml(content, !sends, viewer, at)}${sendHtml(record, totals, ready, viewer, at)}<h2>${sendingWords.sentTitle[language]}</h2>
${sentHtml(number, commits, viewer, at)}`;
  if (totals.rows === 0)
    return html`${factsHtml(content, names, to({}), language)}${emptyList(say.none[language])}`;
  return html`${factsHtml(content, names, to({}), language)}<p><a href="${to({})}">${say.toRows[language]}</a></p>
${differenceHtml(totals, to, language)}${barsHtml(bars, to, language)}${saidHtml(said, totals, side, to, language)}${reasonsHtml(reasons, to, language)}${sending}
<h2>${say.files[language]}</h2>
${filesHtml(number, '', at, language)}`;
}

function factsHtml(
  { record, totals }: ConversionContent,
  names: ReadonlyMap<string, string>,
  rows: string,
  language: Language,
): Html {
  const { gemeenten, progress, sharedAt, madeAt } = record;
  const { total, leftOut } = progress;
  const places = gemeenten.map((code, index) => [index > 0 && ', ', partyHtml(code, names)]);
  const unmapped = countSentence(totals.unmapped, say.unmapped, language);
  return html`<dl>
${gemeenten.length > 0 && html`<dt>${say.gemeenten[language]}</dt><dd>${places}</dd>\n`}${
  total !== null &&
  html`<dt>${say.clients[language]}</dt><dd>${countSentence(total, say.cases, language)}${leftOut > 0 && html`, <strong>${countSentence(leftOut, say.leftOut, language)}</strong>`}</dd>\n`
}<dt>${say.allocations[language]}</dt><dd><a href="${rows}">${countSentence(totals.rows, say.rows, language)}</a>: <a href="${rows}?reason=mapped">${countSentence(totals.mapped, say.mapped, language)}</a>, <a href="${rows}?reason=unmapped">${unmapped}</a></dd>
<dt>${sendingWords.shared[language]}</dt><dd>${sharedAt ? momentHtml(sharedAt, language) : conversionListWords.notShared[language]}</dd>
<dt>${say.made[language]}</dt><dd>${momentHtml(madeAt, language)}</dd>
</dl>
`;
}

/** A part of the page, for htmx. */
function progress(app: PageApp, parts: PageParts): void {
  const { conversions, conversionCommits, publicAddress } = parts;
  const asked = Type.Object({ making: Filter }, { additionalProperties: false });
  app.get(
    `${path}/progress`,
    {
      config: { ...pageConfig(parts, roles), byItself: true },
      schema: { hide: true, params: NumberParams, querystring: asked },
    },
    async (request, reply) => {
      const { viewer, params, query } = request;
      const { number } = params;
      if (query.making) {
        const { record } = await orNotFound(conversions.get(viewer.call, number));
        return sendFragment(reply, notReadyHtml(record, publicAddress.at, languageOf(request)));
      }
      if (sideOf(viewer) === 'aanbieder') throw new Problem('not-found');
      const commits = await orNotFound(conversionCommits.list(viewer.call, number));
      return sendFragment(reply, sentHtml(number, commits, viewer, publicAddress.at));
    },
  );
}

function share(app: PageApp, parts: PageParts): void {
  const schema = { hide: true, params: NumberParams };
  app.post(
    `${path}/share`,
    { config: pageConfig(parts, roles), schema },
    async (request, reply) => {
      const { number } = request.params;
      await parts.conversions.share(request.viewer.call, number);
      return reply.redirect(parts.publicAddress.at(pathOf(number, '?done=shared')), 303);
    },
  );
}

/** Sends what the page said would go: when that is another number now, nothing goes and the page says so. */
function send(app: PageApp, parts: PageParts): void {
  const config = pageConfig(parts, roles, 'heavy');
  const body = Type.Object({ token: Text, messages: Text, refused: Text, again: Text });
  const schema = { hide: true, params: NumberParams, body };
  app.post(`${path}/commits`, { config, schema }, async (request, reply) => {
    const { number } = request.params;
    const { call } = request.viewer;
    const again = request.body.again === 'yes';
    const { at } = parts.publicAddress;
    const ready = await parts.conversionCommits.ready(call, number);
    const goes = ready.first.messages + (again ? ready.again.messages : 0);
    // The second of two presses finds that all went.
    if (goes === 0) return reply.redirect(at(pathOf(number, '?done=nothing')), 303);
    const seen = Number(request.body.messages) + (again ? Number(request.body.refused) : 0);
    if (seen !== goes) {
      const language = languageOf(request);
      const messages = countSentence(goes, sendingWords.messages, language);
      const problem = filled(sendingWords.moreMeanwhile[language], { messages });
      return sendConversion(request, reply, parts, number, { problem });
    }
    const done = await parts.conversionCommits
      .commit(call, number, undefined, again)
      .then(() => 'sent')
      .catch((error: unknown) => {
        if (error instanceof Problem && error.code === 'nothing-agreed') return 'nothing';
        throw error;
      });
    return reply.redirect(at(pathOf(number, `?done=${done}`)), 303);
  });
}

function stop(app: PageApp, parts: PageParts): void {
  const schema = { hide: true, params: CommitParams };
  app.post(
    `${path}/commits/:id/stop`,
    { config: pageConfig(parts, roles), schema },
    async (request, reply) => {
      const { number, id } = request.params;
      await parts.conversionCommits.stop(request.viewer.call, number, id.toLowerCase());
      return reply.redirect(parts.publicAddress.at(pathOf(number, '?done=stopped')), 303);
    },
  );
}
