import { randomUUID } from 'node:crypto';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { Standing } from '../../../operations/verifications/read.ts';
import { actorOf } from '../../../parties/actor.ts';
import { type VerifiedKind, verifiedKinds } from '../../../store/verification-tables.ts';
import {
  verificationWords as say,
  verifiedWords,
} from '../../../texts/console/verification-words.ts';
import { momentText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { pageRows, pager } from '../../frame/list.ts';
import { languageOf, sendFragment, sendPage } from '../../frame/page.ts';
import type { Viewer } from '../../viewer.ts';
import { Filter, Lang, PageCursor, type PageParts, pageConfig } from '../parts.ts';
import { filled } from './faults.ts';
import { listHtml } from './list.ts';
import { type Names, namesOf, standingHtml, whoText } from './standing.ts';

const path = '/console/verifications';
const roles = ['auditor', 'operator', 'administrator'] as const;
const querystring = Type.Object(
  {
    ...{ what: Filter, begun: Filter, runs: Filter },
    ...{ cursor: PageCursor, lang: Lang },
  },
  { additionalProperties: false },
);
const Kind = Type.Unsafe<VerifiedKind>({ type: 'string', enum: [...verifiedKinds] });
const Text = Type.String({ default: '', maxLength: 2000 });
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const kindOf = (text: string | undefined) => verifiedKinds.find((kind) => kind === text);

/** "Verificatie": whether all is as the gateway wrote it, when that was verified, and verifying it now. */
export const verificationsPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  showPage(app, parts);
  showProgress(app, parts);
  startOne(app, parts);
};

type PageApp = Parameters<FastifyPluginAsyncTypebox<PageParts>>[0];

function showPage(app: PageApp, parts: PageParts): void {
  const { cursors, verifications, publicAddress } = parts;
  const schema = { hide: true, querystring };
  app.get(path, { config: pageConfig(parts, roles), schema }, async (request, reply) => {
    const { principal, viewer, query } = request;
    const what = kindOf(query.what);
    const language = languageOf(request);
    const before = cursors.read<string>('verifications', principal, query.cursor);
    const standings = await verifications.standings(new Date());
    const { items, next } = await verifications.list({
      ...{ limit: pageRows, ...(what && { what }) },
      ...(before !== undefined && { before }),
    });
    const names = await namesOf(parts, [
      ...items,
      ...standings.flatMap(({ by, running }) => [by, running]),
    ]);
    const onward = cursors.write('verifications', principal, next);
    const pages = {
      ...{ filters: { what }, cursor: { cursor: query.cursor }, newestFirst: true },
      next: onward === null ? undefined : { cursor: onward },
    };
    const notice = noticeHtml(query, standings, names, language);
    const sections = standings.map((standing) =>
      sectionHtml(standing, names, viewer, publicAddress.at),
    );
    return sendPage(request, reply, {
      title: say.title[language],
      main: html`<p>${say.about[language]}</p>
${notice}${sections}${listHtml(items, { what }, names, language)}${pager(pages, language)}`,
      live: standings.some(({ running }) => running !== null),
    });
  });
}

function showProgress(app: PageApp, parts: PageParts): void {
  app.get(
    `${path}/progress`,
    {
      config: { ...pageConfig(parts, roles), byItself: true },
      schema: {
        hide: true,
        querystring: Type.Object({ what: Filter }, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      const standings = await parts.verifications.standings(new Date());
      const shown = standings.filter(({ what }) => what === request.query.what);
      const names = await namesOf(
        parts,
        shown.flatMap(({ by, running }) => [by, running]),
      );
      const language = languageOf(request);
      return sendFragment(
        reply,
        html`${shown.map((one) => standingHtml(one, names, parts.publicAddress.at, language))}`,
      );
    },
  );
}

/** Begins one in the background; the page says how far it is. */
function startOne(app: PageApp, parts: PageParts): void {
  const schema = { hide: true, body: Type.Object({ token: Text, what: Kind, once: Text }) };
  app.post(path, { config: pageConfig(parts, roles), schema }, async (request, reply) => {
    const { what, once } = request.body;
    const formKey = uuid.test(once) ? once : randomUUID();
    const begun = await parts.verifications.start(what, actorOf(request.principal), formKey);
    const said = begun ? 'begun' : 'runs';
    return reply.redirect(parts.publicAddress.at(`${path}?${said}=${what}`), 303);
  });
}

/** A kind: how it is, and the button that verifies it now. */
function sectionHtml(
  standing: Standing,
  names: Names,
  viewer: Viewer,
  at: (path: string) => string,
): Html {
  const { what } = standing;
  const { language } = viewer;
  const { name, about } = verifiedWords[what];
  return html`<section aria-labelledby="${what}">
<h2 id="${what}">${name[language]}</h2>
<p class="soft">${about[language]}</p>
<div aria-live="polite">${standingHtml(standing, names, at, language)}</div>
<form class="form" method="post" action="${at(path)}">
${tokenField(viewer)}<input type="hidden" name="what" value="${what}"><input type="hidden" name="once" value="${randomUUID()}">
<p class="buttons"><button aria-describedby="${what}">${say.now[language]}</button></p>
</form>
</section>
`;
}

/** What became of a press on the button; nothing when none was pressed. */
function noticeHtml(
  { begun, runs }: { readonly begun?: string; readonly runs?: string },
  standings: readonly Standing[],
  names: Names,
  language: Language,
): Html | undefined {
  const what = kindOf(begun) ?? kindOf(runs);
  if (!what) return undefined;
  const name = verifiedWords[what].name[language];
  const running = standings.find((one) => one.what === what)?.running;
  const values = running && {
    at: momentText(running.begunAt, language),
    by: whoText(running, names, language),
  };
  const ran = values ? filled(say.runs[language], values) : say.ranAlready[language];
  const text = kindOf(begun) ? say.begun[language] : ran;
  return html`<div class="utrecht-alert" role="status"><p><strong>${name}.</strong> ${text}</p></div>\n`;
}
