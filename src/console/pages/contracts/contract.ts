import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { IdParams } from '../../../http/server/schemas.ts';
import type { JudgedBy } from '../../../ledger/contracts/between.ts';
import type { ContractVersion } from '../../../ledger/contracts/read.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { Problem } from '../../../problem.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import { contractLoadWords } from '../../../texts/console/contract-load-words.ts';
import { oneContractWords as say } from '../../../texts/console/contract-words.ts';
import { contractWords } from '../../../texts/console/page-words.ts';
import { countSentence, momentText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { pageRows, pager } from '../../frame/list.ts';
import { momentHtml } from '../../frame/moment.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { partyHtml } from '../../frame/party.ts';
import { sentence } from '../../frame/sentence.ts';
import { table } from '../../frame/table.ts';
import { CodeWords } from '../../reading/codes.ts';
import type { Viewer } from '../../viewer.ts';
import { Filter, Lang, type PageParts, pageConfig } from '../parts.ts';
import { periodHtml } from './contracts.ts';
import { differenceOf } from './difference.ts';
import { linesHtml, tariffChange } from './lines.ts';

const Count = Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 }));
const querystring = Type.Object(
  { version: Count, after: Count, done: Filter, lang: Lang },
  { additionalProperties: false },
);
/** Versions on the page. */
const shownVersions = 20;
/** Tariffs that are named of each version. */
const shownTariffs = 10;

/** The page of one contract: its lines with tariffs, as they are or were, and its versions. */
export const contractPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, ['contract-manager', 'party', 'administrator'], 'heavy');
  const { at } = parts.publicAddress;
  app.get(
    '/console/contracts/:id',
    { config, schema: { hide: true, params: IdParams, querystring } },
    async (request, reply) => {
      const { viewer, query } = request;
      const id = request.params.id.toLowerCase();
      const { version, after = 0 } = query;
      const language = languageOf(request);
      const found = await parts.contracts.get(viewer.call, id, {
        ...(version && { version }),
      });
      const present = version ? await presentOf(parts, viewer, id) : heldBy(found);
      const { items: versions, next } = await parts.contracts.versions(viewer.call, id, {
        limit: shownVersions,
      });
      const { contract } = found;
      const names = await partyNames(parts.store.pool, [contract.aanbieder, ...contract.gemeenten]);
      const codes = new CodeWords(parts.reference);
      const end = after + pageRows;
      const pages = {
        filters: { version: version ? String(version) : undefined },
        cursor: { ...(after && { after: String(after) }) },
        next: contract.lines.length > end ? { after: String(end) } : undefined,
      };
      reply.header('Cache-Control', 'private, no-store');
      return sendPage(request, reply, {
        title: say.title[language].replace('{number}', () => contract.number),
        up: { path: '/console/contracts', title: contractWords.title[language] },
        main: html`${doneHtml(query.done, language)}${factsHtml(found, names, language)}${earlierHtml(found, present, at(`/console/contracts/${id}`), language)}${contract.list && html`<p>${say.list[language]}</p>\n`}${linesHtml(contract.lines.slice(after, end), codes, language)}${pager(pages, language)}${versionsHtml(versions, next !== undefined, codes, language)}${withdrawHtml(found, present, viewer, at)}`,
      });
    },
  );
  app.post(
    '/console/contracts/:id/withdrawal',
    { config, schema: { hide: true, params: IdParams } },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      // Who withdrew it sees the versions before.
      const { version } = await parts.contracts.withdraw(request.viewer.call, id);
      const before = Math.max(1, version - 1);
      return reply.redirect(at(`/console/contracts/${id}?version=${before}&done=withdrawn`), 303);
    },
  );
};

/** What was done just now. */
function doneHtml(done: string | undefined, language: Language): Html | undefined {
  const text =
    done === 'withdrawn' ? say.done : done === 'loaded' ? contractLoadWords.loadedOne : undefined;
  return (
    text &&
    html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${text[language]}</p></div>\n`
  );
}

function factsHtml(
  { contract, version, recordedAt }: ContractVersion,
  names: ReadonlyMap<string, string>,
  language: Language,
): Html {
  const { aanbieder, gemeenten, region, segments } = contract;
  const since = say.since[language]
    .replace('{version}', String(version))
    .replace('{at}', momentText(recordedAt, language));
  const places = gemeenten.map((code, index) => [index > 0 && ', ', partyHtml(code, names)]);
  return html`<dl>
<dt>${say.aanbieder[language]}</dt><dd>${partyHtml(aanbieder, names)}</dd>
${gemeenten.length > 0 && html`<dt>${say.gemeenten[language]}</dt><dd>${places}</dd>\n`}${
  region !== undefined && html`<dt>${say.region[language]}</dt><dd>${region}</dd>\n`
}<dt>${say.period[language]}</dt><dd>${periodHtml(contract, dutchDate(new Date()), language)}</dd>
${segments !== undefined && html`<dt>${say.segments[language]}</dt><dd>${segments.join(', ')}</dd>\n`}<dt>${say.version[language]}</dt><dd>${since}</dd>
</dl>
`;
}

/** Its number, where it holds for a gemeente. */
function heldBy({ version, contract }: JudgedBy): number | undefined {
  return contract.gemeenten.length > 0 ? version : undefined;
}

/** The number of the present version; undefined when it was withdrawn. */
async function presentOf(
  { contracts }: PageParts,
  { call }: Viewer,
  id: string,
): Promise<number | undefined> {
  try {
    return heldBy(await contracts.get(call, id));
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-found') return undefined;
    throw error;
  }
}

function earlierHtml(
  { version }: ContractVersion,
  present: number | undefined,
  href: string,
  language: Language,
): Html | undefined {
  if (present === version) return undefined;
  if (present === undefined) return html`<p><strong>${say.withdrawn[language]}</strong></p>\n`;
  return html`<p>${say.earlier[language]} <a href="${href}">${say.present[language]}</a></p>\n`;
}

/** The versions, newest first, each with what changed since the one before. */
function versionsHtml(
  versions: readonly ContractVersion[],
  more: boolean,
  codes: CodeWords,
  language: Language,
): Html {
  const rows = versions.map((one, index) => ({ one, before: versions[index + 1] }));
  return html`${table({
    caption: say.versions[language],
    columns: [
      {
        head: say.version[language],
        cell: ({ one }) => html`<a href="?version=${one.version}">${one.version}</a>`,
      },
      { head: say.recorded[language], cell: ({ one }) => momentHtml(one.recordedAt, language) },
      {
        head: say.changes[language],
        cell: ({ one, before }) => {
          if (before) return changesHtml(before, one, codes, language);
          return one.version === 1 && say.first[language];
        },
      },
    ],
    rows,
  })}${more && html`<p>${sentence(say.moreVersions[language])}</p>\n`}`;
}

function changesHtml(
  { contract: before }: JudgedBy,
  { contract: after }: JudgedBy,
  codes: CodeWords,
  language: Language,
): Html {
  if (after.gemeenten.length === 0) return html`${say.withdrawn[language]}`;
  const { added, gone, changed, tariffs } = differenceOf(before.lines, after.lines);
  const counts = (['added', 'gone', 'changed'] as const)
    .map((kind) => [kind, { added, gone, changed }[kind]] as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => countSentence(count, say[kind], language));
  if (counts.length === 0) return html`${say.nothing[language]}`;
  const named = tariffs
    .slice(0, shownTariffs)
    .map((one) => html`<li>${tariffChange(one, codes, language)}</li>\n`);
  return html`${counts.join(', ')}${named.length > 0 && html`<ul>\n${named}</ul>`}`;
}

/** Withdrawing the present version; not for an aanbieder, which may not. */
function withdrawHtml(
  { id, contract, version }: ContractVersion,
  present: number | undefined,
  viewer: Viewer,
  at: (path: string) => string,
): Html | undefined {
  const { language, chosen } = viewer;
  const isPresent = present === version && contract.gemeenten.length > 0;
  if (!isPresent || chosen.party?.kind === 'aanbieder') return undefined;
  return html`<details><summary>${say.withdraw[language]}</summary>
<form class="form" method="post" action="${at(`/console/contracts/${id}/withdrawal`)}">
${tokenField(viewer)}<p>${countSentence(contract.lines.length, say.withdrawAbout, language)}</p>
<p class="buttons"><button>${say.withdraw[language]}</button></p></form></details>
`;
}
