import type { FastifyRequest } from 'fastify';
import { bytesOf } from '../../../messages/drafts/judged.ts';
import type { ShownDraft } from '../../../messages/drafts/shown.ts';
import type { Difference } from '../../../problem.ts';
import { answerWords } from '../../../texts/console/answer-words.ts';
import { draftWords as say } from '../../../texts/console/draft-words.ts';
import { ownCheckSentence } from '../../../texts/console/own-contract-words.ts';
import { berichtWords } from '../../../texts/console/page-words.ts';
import { countSentence, exactMomentText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { presentValidation } from '../../../texts/validation-texts.ts';
import { type Html, html, type Part } from '../../frame/html.ts';
import { momentHtml } from '../../frame/moment.ts';
import { languageOf, type PageContent } from '../../frame/page.ts';
import { sentence } from '../../frame/sentence.ts';
import { table } from '../../frame/table.ts';
import { childText } from '../../reading/child.ts';
import { CodeWords } from '../../reading/codes.ts';
import { readBericht } from '../../reading/read-bericht.ts';
import { lineHref, type Mark, xmlHtml } from '../../reading/xml-html.ts';
import type { PageParts } from '../parts.ts';
import { isUnchanged } from './fields.ts';
import { discardForm, editForm, renewForm, sendForm, type Tried } from './forms.ts';
import { draftTable } from './list.ts';
import { byText } from './made-by.ts';
import type { DraftSeen } from './read.ts';

/** What the page says besides: of what was just done, or not done. */
export interface Said extends Tried {
  /** What was done. */
  readonly done?: string | undefined;
  /** What was wrong with the message that it repairs. */
  readonly repairs?: Html | undefined;
  /** What went wrong, and above all it stands. */
  readonly notice?: string | undefined;
  /** What moved since the draft was made. */
  readonly differences?: readonly Difference[] | undefined;
}

/** The page of one draft: what goes out, what is wrong with it, what is missing, and what can be done with it. */
export async function draftContent(
  request: FastifyRequest,
  parts: PageParts,
  seen: DraftSeen,
  said: Said = {},
): Promise<PageContent> {
  const language = languageOf(request);
  const { draft, names, about } = seen;
  const { at } = parts.publicAddress;
  const child = about && childText(about, { codes: new CodeWords(parts.reference), language });
  const title = say.one[language]
    .replace('{type}', draft.type)
    .replace('{to}', () => names.get(draft.recipient) ?? draft.recipient);
  return {
    title,
    up: { path: '/console/drafts', title: say.title[language] },
    main: html`${saidHtml(said, draft, language)}<p class="lead">${berichtWords[draft.type][language]}</p>
${child && html`<p>${answerWords.child[language]}: <strong>${child}</strong></p>\n`}${factsHtml(request, draft, at)}${draft.bericht === null ? goneHtml(request, draft, at) : await openHtml(request, parts, draft, said)}${siblingsHtml(request, seen, at)}${
  draft.state === 'open' && discardForm(request, draft, at)
}`,
  };
}

function saidHtml(
  { done, notice, repairs, differences = [] }: Said,
  { lacking }: ShownDraft,
  language: Language,
): Html {
  const lines = differences.map((one) => {
    const value = (text: string | null) => text ?? say.nothing[language];
    return html`<li>${say.differs[language]
      .replace('{number}', () => one.toewijzingNummer)
      .replace('{field}', () => one.field)
      .replace('{was}', () => value(one.was))
      .replace('{is}', () => value(one.is))}</li>\n`;
  });
  return html`${notice && html`<div class="problem" role="alert" tabindex="-1"><p>${sentence(notice)}</p>${lines.length > 0 && html`<ul>\n${lines}</ul>`}</div>\n`}${
    // Where something is missing, that is said below.
    done &&
    (lacking.length === 0 || done !== say.madeNow.one[language]) &&
    html`<div class="utrecht-alert utrecht-alert--ok" role="status"><p>${done}</p></div>\n`
  }${repairs}`;
}

function factsHtml(
  request: FastifyRequest,
  { changedAt, changedBy, expiresAt, requestId, after }: ShownDraft,
  at: (path: string) => string,
): Html {
  const language = languageOf(request);
  const asked =
    requestId !== null &&
    html`<dt>${say.request[language]}</dt><dd><a href="${at(`/console/messages/${requestId}`)}">${say.toRequest[language]}</a></dd>\n`;
  return html`<dl>
${asked}<dt>${say.changed[language]}</dt><dd>${momentHtml(changedAt, language)}, ${byText(request, changedBy)}</dd>
<dt>${say.until[language]}</dt><dd>${momentHtml(expiresAt, language)}</dd>
</dl>
${after !== null && html`<p>${say.after[language]} <a href="${at(`/console/drafts/${after}`)}">${say.toBefore[language]}</a></p>\n`}`;
}

/** A draft that was sent: there is the message now. */
function goneHtml(
  request: FastifyRequest,
  { sentMessage, changedAt, changedBy }: ShownDraft,
  at: (path: string) => string,
): Html {
  const language = languageOf(request);
  const text = say.wasSent[language]
    .replace('{at}', exactMomentText(changedAt, language))
    .replace('{by}', () => byText(request, changedBy));
  return html`<p>${text}${sentMessage !== null && html` <a href="${at(`/console/messages/${sentMessage}`)}">${say.toMessage[language]}</a>`}</p>\n`;
}

async function openHtml(
  request: FastifyRequest,
  parts: PageParts,
  draft: ShownDraft,
  said: Said,
): Promise<Html> {
  const language = languageOf(request);
  const { at } = parts.publicAddress;
  const { bericht, outdated, lacking, state, refusing = 0 } = draft;
  if (bericht === null) return html``;
  const judged = presentValidation({ ...draft.judged, type: draft.type }, language);
  const marks = judged.findings.map(
    ({ element, line, message }): Mark => ({ path: element, line, text: message }),
  );
  const xml = xmlHtml(bytesOf(bericht), marks, language);
  const isOpen = state === 'open';
  // What is being sent was judged before.
  const isRefused = isOpen && refusing > 0;
  const maySend = !outdated && lacking.length === 0 && !isRefused;
  const edit = isOpen && editForm(request, parts, draft, said);
  // What has to be filled in stands before all that has to be read.
  const editFirst = lacking.length > 0 && !outdated;
  return html`${outdated && html`<div class="problem"><p>${say.outdated[language]}</p>${renewForm(request, draft, at)}</div>\n`}${lackingHtml(draft, language)}${editFirst && edit}<h2>${say.goesOut[language]}</h2>
<p>${goesOutText(draft, language)}</p>
${draft.retourFirst && html`<p>${say.retourFirst[language]}</p>\n`}${findingsHtml(judged, xml.places, language)}${checksHtml(draft, language)}${detailsHtml(draft, language)}${
  isRefused &&
  draft.after === null &&
  html`<div class="problem"><p>${say.refusedIfSent[language]}</p></div>\n`
}${maySend && sendForm(request, draft, at, said)}<p class="soft">${say.logged[language]}</p>
${await readBericht(parts, bericht, language, { marks })}<details><summary>${say.xml[language]}</summary>
<p><a href="${at(`/console/drafts/${draft.id}/xml`)}" download>${say.download[language]}</a></p>
${xml.html}</details>
${!editFirst && edit}`;
}

/** `JW301: 3 producten (2 ongewijzigd)`. */
function goesOutText({ bericht, type }: ShownDraft, language: Language): string {
  if (bericht?.type !== 'JW301') return `${type} ${berichtWords[type][language].toLowerCase()}`;
  const products = bericht.client.toegewezenProducten.toegewezenProduct;
  const unchanged = products.filter(isUnchanged).length;
  const counted = countSentence(products.length, say.products, language);
  const same = say.unchanged[language].replace('{n}', String(unchanged));
  return `${type}: ${counted}${unchanged > 0 ? ` (${same})` : ''}`;
}

function lackingHtml({ lacking }: ShownDraft, language: Language): Html | undefined {
  if (lacking.length === 0) return undefined;
  const items = lacking.map(({ code }) => html`<li>${say.lackings[code][language]}</li>\n`);
  return html`<div class="utrecht-alert utrecht-alert--warning"><div><h2>${say.lacking[language]}</h2>
<ul>\n${items}</ul></div></div>
`;
}

function findingsHtml(
  { findings, findingCount }: ReturnType<typeof presentValidation>,
  places: readonly number[],
  language: Language,
): Html {
  if (findings.length === 0) return html`<p>${say.noFindings[language]}</p>\n`;
  const more = findingCount - findings.length;
  return html`${table({
    caption: say.findings[language],
    columns: [
      { head: say.means[language], cell: ({ message }) => sentence(message) },
      { head: say.rule[language], cell: ({ rule }) => html`<code>${rule}</code>` },
      {
        head: say.place[language],
        cell: ({ element, place }) =>
          html`<a href="${lineHref(place)}"><code>${element || 'Bericht'}</code></a>`,
      },
    ],
    rows: findings.map((one, index) => ({ ...one, place: places[index] ?? 1 })),
  })}${more > 0 && html`<p>${countSentence(more, say.moreFindings, language)}</p>\n`}`;
}

function checksHtml({ checks }: ShownDraft, language: Language): Html | undefined {
  if (checks.length === 0) return undefined;
  const lines: Part[] = checks.map(({ referentie, answer }) => {
    const said = [answer.reason, ...answer.remarks].map((code) => ownCheckSentence(code, language));
    const verdict = answerWords.outcomes[answer.outcome][language];
    return html`<dt>${say.contract[language]} ${referentie}</dt><dd><strong>${verdict}</strong> ${sentence(said.join(' '))}</dd>\n`;
  });
  return html`<dl>\n${lines}</dl>\n`;
}

function detailsHtml({ details }: ShownDraft, language: Language): Html | undefined {
  if (!details) return undefined;
  const text = say.details[language].replace('{source}', say.sources[details.source][language]);
  const [before = '', behind = ''] = text.split('{at}');
  return html`<p>${before}${momentHtml(details.recordedAt, language)}${behind}</p>\n`;
}

function siblingsHtml(
  request: FastifyRequest,
  { siblings, names }: DraftSeen,
  at: (path: string) => string,
): Html | undefined {
  if (siblings.length === 0) return undefined;
  const caption = say.siblings[languageOf(request)];
  return draftTable(request, siblings, { names, at, caption });
}
