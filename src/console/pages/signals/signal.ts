import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteApp } from '../../../http/server/parts.ts';
import { IdParams } from '../../../http/server/schemas.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import type { Call } from '../../../parties/principal.ts';
import { Problem, type ProblemCode } from '../../../problem.ts';
import type { SignalDetails } from '../../../region/signals/present.ts';
import { closeReasons, leastText, mostText } from '../../../region/signals/signal.ts';
import { signalRoles } from '../../../region/signals/viewer.ts';
import { findBsnInText } from '../../../standard/bsn-in-text.ts';
import { signalPageWords as say } from '../../../texts/console/signal-page-words.ts';
import type { Words } from '../../../texts/console/words.ts';
import { signalWords } from '../../../texts/report-texts.ts';
import { html } from '../../frame/html.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';
import { factsHtml, formsHtml, linksHtml, type TypedAnswer, textsHtml } from './signal-parts.ts';

const querystring = Type.Object({ done: Filter, lang: Lang }, { additionalProperties: false });
const Typed = Type.String({ default: '', maxLength: 5000 });
const Version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });
const answerBody = Type.Object({ token: Typed, version: Version, 'signal-answer': Typed });
const closeBody = Type.Object({
  ...{ token: Typed, version: Version },
  ...{ 'signal-reason': Typed, 'signal-last': Typed },
});
const linkBody = Type.Object({ token: Typed, 'signal-other': Typed });
const linkParams = Type.Object({
  id: Type.String({ format: 'uuid' }),
  other: Type.String({ format: 'uuid' }),
});
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** The page of one signal: what was written, and what may be done with it. */
export const signalPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  app.get(
    '/console/signals/:id',
    {
      config: pageConfig(parts, signalRoles),
      schema: { hide: true, params: IdParams, querystring },
    },
    (request, reply) => {
      const { params, query } = request;
      return show(request, reply, parts, params.id.toLowerCase(), { done: query.done });
    },
  );
  answering(app, parts);
  linking(app, parts);
};

function answering(app: RouteApp, parts: PageParts): void {
  const writers = pageConfig(parts, ['party', 'contract-manager'], 'heavy');
  app.post(
    '/console/signals/:id/answers',
    { config: writers, schema: { hide: true, params: IdParams, body: answerBody } },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { version, 'signal-answer': answer } = request.body;
      const text = written(answer);
      const typed = {
        form: 'answer',
        answer,
        faults: faultsOf('signal-answer', text, true, request),
      } as const;
      return carryOut(request, reply, parts, { id, typed }, async () => {
        await parts.signals.answer(request.viewer.call, id, { version, text });
        return 'answered';
      });
    },
  );
  app.post(
    '/console/signals/:id/closure',
    { config: writers, schema: { hide: true, params: IdParams, body: closeBody } },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { version, 'signal-reason': asked, 'signal-last': last } = request.body;
      const text = written(last);
      const reason = closeReasons.find((one) => one === asked) ?? 'withdrawn';
      const faults = faultsOf('signal-last', text, false, request);
      const typed = { form: 'close', reason, last, faults } as const;
      return carryOut(request, reply, parts, { id, typed }, async () => {
        const wish = { version, reason, ...(text && { text }) };
        await parts.signals.close(request.viewer.call, id, wish);
        return 'closed';
      });
    },
  );
}

function linking(app: RouteApp, parts: PageParts): void {
  const { at } = parts.publicAddress;
  const managers = pageConfig(parts, ['contract-manager'], 'heavy');
  app.post(
    '/console/signals/:id/links',
    { config: managers, schema: { hide: true, params: IdParams, body: linkBody } },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { 'signal-other': other } = request.body;
      const found = uuid.exec(other)?.[0].toLowerCase();
      const faults = new Map<string, string>();
      if (!found) faults.set('signal-other', say.linkMissing[languageOf(request)]);
      const typed = { form: 'link', other, faults } as const;
      return carryOut(request, reply, parts, { id, typed }, async () => {
        await parts.signals.link(request.viewer.call, id, found ?? id, true);
        return 'linked';
      });
    },
  );
  app.post(
    '/console/signals/:id/links/:other/removal',
    { config: managers, schema: { hide: true, params: linkParams } },
    async (request, reply) => {
      const { id, other } = request.params;
      await parts.signals.link(request.viewer.call, id.toLowerCase(), other.toLowerCase(), false);
      return reply.redirect(at(`/console/signals/${id.toLowerCase()}?done=unlinked`), 303);
    },
  );
}

const written = (text: string): string => text.replaceAll('\r\n', '\n').trim();

function faultsOf(field: string, text: string, needed: boolean, request: FastifyRequest) {
  const language = languageOf(request);
  const faults = new Map<string, string>();
  const empty = text === '' && !needed;
  if (!empty && (text.length < leastText || text.length > mostText || text.includes('\u0000')))
    faults.set(field, say.textMissing[language]);
  else if (findBsnInText(text)) faults.set(field, say.textHasBsn[language]);
  return faults;
}

/** What others did meanwhile, or what the form cannot do: with a field where it is of one. */
const refusals: Partial<
  Readonly<Record<ProblemCode, { readonly field?: string; readonly words: Words }>>
> = {
  'signal-changed': { words: say.changed },
  'signal-closed': { words: say.isClosed },
  'link-to-itself': { field: 'signal-other', words: say.linkItself },
};

async function carryOut(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  { id, typed }: { readonly id: string; readonly typed: TypedAnswer },
  act: () => Promise<string>,
): Promise<FastifyReply> {
  if (typed.faults.size > 0) return show(request, reply, parts, id, { typed });
  const language = languageOf(request);
  try {
    const done = await act();
    return reply.redirect(parts.publicAddress.at(`/console/signals/${id}?done=${done}`), 303);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === 'not-found' && typed.form === 'link')
      return show(request, reply, parts, id, {
        typed: { ...typed, faults: new Map([['signal-other', say.linkUnknown[language]]]) },
      });
    const refusal = refusals[error.code];
    if (!refusal) throw error;
    const faults = refusal.field
      ? new Map([[refusal.field, refusal.words[language]]])
      : typed.faults;
    const notice = refusal.field ? undefined : refusal.words[language];
    return show(request, reply, parts, id, { typed: { ...typed, faults }, notice });
  }
}

/** A signal; for a contract manager of no gemeente there is none. @throws {Problem} `not-found` */
async function find({ signals }: PageParts, call: Call, id: string): Promise<SignalDetails> {
  try {
    return await signals.get(call, id);
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-designated') throw new Problem('not-found');
    throw error;
  }
}

/** What the page says of what was just done, or not done. */
interface Said {
  readonly typed?: TypedAnswer;
  readonly notice?: string | undefined;
  readonly done?: string | undefined;
}

async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  id: string,
  { typed, notice, done }: Said,
): Promise<FastifyReply> {
  const { viewer } = request;
  const language = languageOf(request);
  const { at } = parts.publicAddress;
  const signal = await find(parts, viewer.call, id);
  const names = await partyNames(parts.store.pool, [
    ...[signal.reporter, ...signal.gemeenten, ...signal.answers.map(({ by }) => by)],
    ...(signal.closedBy ? [signal.closedBy] : []),
  ]);
  const said = Object.entries(say.done).find(([one]) => one === done)?.[1];
  reply.header('Cache-Control', 'private, no-store');
  return sendPage(
    request,
    reply,
    {
      title: say.one[language].replace('{kind}', signalWords[signal.kind][language]),
      up: { path: '/console/signals', title: say.title[language] },
      main: html`${notice && html`<p class="problem" role="alert" tabindex="-1">${notice}</p>\n`}${said && html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${said[language]}</p></div>\n`}${factsHtml(signal, names, at, language)}${textsHtml(signal, names, language)}${formsHtml(signal, viewer, at, typed)}${linksHtml(signal, viewer, at, typed)}`,
    },
    notice ? 409 : typed ? 400 : 200,
  );
}
