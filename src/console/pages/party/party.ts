import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { Party } from '../../../parties/directory/parties.ts';
import { dutchDate, isBefore } from '../../../standard/calendar.ts';
import { partyPageWords as say } from '../../../texts/console/party-page-words.ts';
import { kindWords, partyWords } from '../../../texts/console/party-words.ts';
import { dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { type PageContent, sendPage } from '../../frame/page.ts';
import type { Viewer } from '../../viewer.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';
import { keyForms, keysHtml, makeKeyHtml } from './keys.ts';
import { permissionForms } from './permissions.ts';
import { permissionsHtml } from './permissions-html.ts';
import { lookers, readParty, type ShownParty } from './read.ts';
import { settingsForm, settingsHtml } from './settings.ts';
import type { ShowAgain, TypedForm } from './typed.ts';

const params = Type.Object({ code: Type.String({ maxLength: 20 }) });
const querystring = Type.Object({ done: Filter, lang: Lang }, { additionalProperties: false });

/** The page of one party: what it is, its settings, keys, certificates, mandates and designations. */
export const partyPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, lookers);
  const { at } = parts.publicAddress;
  app.get(
    '/console/parties/:code',
    { config, schema: { hide: true, params, querystring } },
    async (request, reply) => {
      const shown = await readParty(request, parts, request.params.code);
      return sendPage(
        request,
        reply,
        partyContent(shown, request.viewer, at, { done: request.query.done }),
      );
    },
  );
  const again: ShowAgain = async (request, reply, code, typed) => {
    const shown = await readParty(request, parts, code);
    return sendPage(request, reply, partyContent(shown, request.viewer, at, { typed }), 400);
  };
  await app.register(settingsForm(again), parts);
  await app.register(keyForms(again), parts);
  await app.register(permissionForms(again), parts);
};

function partyContent(
  shown: ShownParty,
  viewer: Viewer,
  at: (path: string) => string,
  { typed, done }: { readonly typed?: TypedForm; readonly done?: string | undefined },
): PageContent {
  const { party, all, own } = shown;
  const { code, name } = party;
  const { language } = viewer;
  const said = Object.entries(say.done).find(([one]) => one === done)?.[1];
  const listed = viewer.chosen.role !== 'party' && viewer.chosen.role !== 'contract-manager';
  return {
    title: name,
    ...(listed && { up: { path: '/console/parties', title: partyWords.title[language] } }),
    main: html`${said && html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${said[language]}</p></div>\n`}${factsHtml(shown, language)}${
      all && settingsHtml(party, viewer, at(`/console/parties/${code}/settings`), typed)
    }${own && keysHtml(code, own.keys, viewer, at)}${all && makeKeyHtml(code, viewer, at, typed)}${permissionsHtml(shown, viewer, at, typed)}`,
  };
}

function hasEnded({ until }: Party): boolean {
  return until !== null && isBefore(until, dutchDate(new Date()));
}

function factsHtml({ party, all }: ShownParty, language: Language): Html {
  const { code, kind, until, successor, retourBy, level3, declarations, region } = party;
  const row = (head: string, value: string) => html`<dt>${head}</dt><dd>${value}</dd>\n`;
  return html`${hasEnded(party) && html`<p><strong>${say.ended[language]}</strong></p>\n`}<dl>
${row(say.code[language], code)}${row(say.kind[language], kindWords[kind][language])}${
  until && row(say.until[language], dayText(until, language))
}${successor && row(say.successor[language], successor)}${
  all &&
  (kind === 'gemeente' || kind === 'aanbieder') &&
  row(say.retourBy[language], say.retourByWords[retourBy][language])
}${
  all &&
  kind === 'gemeente' && [
    row(say.level3[language], say.level3Words[level3][language]),
    row(say.declarations[language], say.declarationsWords[declarations][language]),
    row(say.region[language], region ?? say.noRegion[language]),
  ]
}</dl>
`;
}
