import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CompleteLedger } from '../../../messages/drafts/complete.ts';
import { kindOf } from '../../../parties/directory/codes.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { Problem } from '../../../problem.ts';
import { completeWords as say } from '../../../texts/console/complete-words.ts';
import { draftWords } from '../../../texts/console/draft-words.ts';
import { fileWords } from '../../../texts/console/file-words.ts';
import { countText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { checkField, type Faults, faultSummary, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList } from '../../frame/list.ts';
import { momentHtml } from '../../frame/moment.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { partyHtml } from '../../frame/party.ts';
import { table } from '../../frame/table.ts';
import type { Viewer } from '../../viewer.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';

const path = '/console/complete-ledgers';
/** Aanbieders on the page, at most. */
const mostShown = 200;
const querystring = Type.Object({ done: Filter, lang: Lang }, { additionalProperties: false });
const Typed = Type.String({ default: '', maxLength: 200 });
const body = Type.Object({ token: Typed, 'complete-aanbieder': Typed, 'complete-sure': Typed });
const params = Type.Object({ aanbieder: Type.String({ pattern: '^[0-9]{8}$' }) });

/** A declaration that was typed and not made. */
interface TypedComplete {
  readonly aanbieder: string;
  readonly sure: boolean;
  readonly faults: Faults;
}

/** For which aanbieders a gemeente says that the gateway has all of its allocations: saying so, and taking it back. */
export const completePage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, ['party']);
  const { at } = parts.publicAddress;
  app.get(path, { config, schema: { hide: true, querystring } }, (request, reply) => {
    const { done } = request.query;
    return sendComplete(request, reply, parts, {
      ...(done === 'declared' || done === 'withdrawn' ? { done } : {}),
    });
  });
  app.post(path, { config, schema: { hide: true, body } }, async (request, reply) => {
    const language = languageOf(request);
    const aanbieder = request.body['complete-aanbieder'].trim();
    const sure = request.body['complete-sure'] === 'yes';
    const faults = new Map<string, string>();
    if (kindOf(aanbieder) !== 'aanbieder')
      faults.set('complete-aanbieder', say.codeMissing[language]);
    if (!sure) faults.set('complete-sure', say.tickMissing[language]);
    const again = () =>
      sendComplete(request, reply, parts, { typed: { aanbieder, sure, faults } }, 400);
    if (faults.size > 0) return again();
    try {
      await parts.drafts.declareComplete(request.viewer.call, aanbieder);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'unknown-party') throw error;
      faults.set('complete-aanbieder', say.unknown[language]);
      return again();
    }
    return reply.redirect(at(`${path}?done=declared`), 303);
  });
  const schema = { hide: true, params };
  app.post(`${path}/:aanbieder/withdrawal`, { config, schema }, async (request, reply) => {
    const { call } = request.viewer;
    // Who may not is told so; the second of two presses finds that it was taken back.
    const standing = await parts.drafts.completeLedgers(call);
    if (standing.some(({ aanbieder }) => aanbieder === request.params.aanbieder))
      await parts.drafts.withdrawComplete(call, request.params.aanbieder).catch(unlessGone);
    return reply.redirect(at(`${path}?done=withdrawn`), 303);
  });
};

function unlessGone(error: unknown): void {
  if (!(error instanceof Problem) || error.code !== 'not-found') throw error;
}

async function sendComplete(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  said: { readonly done?: keyof typeof say.done; readonly typed?: TypedComplete },
  status = 200,
): Promise<FastifyReply> {
  const { viewer } = request;
  const { at } = parts.publicAddress;
  const language = languageOf(request);
  const standing = await parts.drafts.completeLedgers(viewer.call);
  const names = await partyNames(
    parts.store.pool,
    standing.slice(0, mostShown).map(({ aanbieder }) => aanbieder),
  );
  const { done, typed } = said;
  return sendPage(
    request,
    reply,
    {
      title: say.title[language],
      up: { path: '/console/drafts', title: draftWords.title[language] },
      main: html`${typed && faultSummary(typed.faults, language)}${done && html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${say.done[done][language]}</p></div>\n`}<p>${say.about[language]}</p>
${listHtml(standing, names, viewer, at)}${formHtml(viewer, at(path), typed)}`,
    },
    status,
  );
}

function listHtml(
  standing: readonly CompleteLedger[],
  names: ReadonlyMap<string, string>,
  viewer: Viewer,
  at: (path: string) => string,
): Html {
  const { language } = viewer;
  if (standing.length === 0) return emptyList(say.empty[language]);
  return html`${table<CompleteLedger>({
    caption: say.caption[language],
    columns: [
      { head: say.aanbieder[language], cell: ({ aanbieder }) => partyHtml(aanbieder, names) },
      { head: say.at[language], cell: ({ declaredAt }) => momentHtml(declaredAt, language) },
      {
        head: say.by[language],
        cell: ({ declaredBy }) => html`<code class="wraps">${declaredBy}</code>`,
      },
      {
        head: say.withdraw[language],
        cell: ({ aanbieder }) => withdrawHtml(aanbieder, names, viewer, at),
      },
    ],
    rows: standing.slice(0, mostShown),
  })}${leftOut(standing.length, language)}`;
}

function leftOut(all: number, language: Language): Html | undefined {
  if (all <= mostShown) return undefined;
  const text = fileWords.firstOnly[language]
    .replace('{shown}', countText(mostShown, language))
    .replace('{all}', countText(all, language));
  return html`<p>${text}</p>\n`;
}

function withdrawHtml(
  aanbieder: string,
  names: ReadonlyMap<string, string>,
  viewer: Viewer,
  at: (path: string) => string,
): Html {
  const { language } = viewer;
  const name = names.get(aanbieder) ?? aanbieder;
  return html`<details><summary>${say.withdraw[language]} <span class="unseen">${name}</span></summary>
<form class="form" method="post" action="${at(`${path}/${aanbieder}/withdrawal`)}">
${tokenField(viewer)}<p>${say.withdrawAbout[language].replace('{name}', () => name)}</p>
<p class="buttons"><button>${say.withdraw[language]}</button></p></form></details>
`;
}

function formHtml(viewer: Viewer, action: string, typed: TypedComplete | undefined): Html {
  const { language } = viewer;
  const { aanbieder = '', sure = false } = typed ?? {};
  const faults: Faults = typed?.faults ?? new Map<string, string>();
  return html`<h2>${say.declare[language]}</h2>
<form class="form" method="post" action="${action}" novalidate>
${tokenField(viewer)}<p>${say.declareAbout[language]}</p>
${textField({
  ...{ name: 'complete-aanbieder', label: say.code[language], value: aanbieder, digits: true },
  ...{ maxLength: 20, required: true, fault: faults.get('complete-aanbieder') },
})}${checkField({
  ...{ name: 'complete-sure', label: say.sure[language], chosen: sure ? ['yes'] : [] },
  options: [{ value: 'yes', word: say.tick[language] }],
  fault: faults.get('complete-sure'),
})}<p class="buttons"><button class="strong">${say.button[language]}</button></p>
</form>
`;
}
