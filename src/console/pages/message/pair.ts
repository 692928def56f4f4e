import { ownerOf } from '../../../messages/views/whose.ts';
import type { LinkedMessage, OperatorMessageDetails } from '../../../operations/overview.ts';
import { messageWords } from '../../../texts/console/message-words.ts';
import { berichtWords } from '../../../texts/console/page-words.ts';
import { pairWords as say } from '../../../texts/console/pair-words.ts';
import { countSentence } from '../../../texts/console/written.ts';
import { findingSentence } from '../../../texts/finding-texts.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { statusBadge } from '../../frame/badge.ts';
import { type Html, html } from '../../frame/html.ts';
import { exactMomentHtml } from '../../frame/moment.ts';
import { sentence } from '../../frame/sentence.ts';
import { table } from '../../frame/table.ts';

type At = (path: string) => string;
type Finding = OperatorMessageDetails['findings'][number];

/** A message and the one that answers it, or that it answers, beside each other; below each other on a narrow screen. */
export function pairHtml(
  message: OperatorMessageDetails,
  other: OperatorMessageDetails,
  at: At,
  language: Language,
): Html {
  const [first, second] = message.heenberichtId === other.id ? [other, message] : [message, other];
  const side = (one: OperatorMessageDetails) => sideHtml(one, one === message, at, language);
  return html`<h2>${say.pair[language]}</h2>
<div class="pair">
${side(first)}${side(second)}</div>
`;
}

function sideHtml(one: OperatorMessageDetails, isThis: boolean, at: At, language: Language): Html {
  const { id, type, heenberichtId, receivedAt, acceptedAt, deliveredAt } = one;
  const word = heenberichtId === null ? say.heenbericht[language] : say.retour[language];
  const name = html`${type} <span class="soft">${type && berichtWords[type][language]}</span>`;
  const moment = (moment: Date | null) =>
    moment ? exactMomentHtml(moment, language) : say.notYet[language];
  return html`<section>
<h3>${word} ${isThis && html`<span class="soft">${say.thisOne[language]}</span>`}</h3>
<p>${isThis ? name : html`<a href="${at(`/console/messages/${id}`)}">${name}</a>`}</p>
<p>${statusBadge(one.status, language)}</p>
<dl>
<dt>${messageWords.received[language]}</dt><dd>${exactMomentHtml(receivedAt, language)}</dd>
<dt>${say.accepted[language]}</dt><dd>${moment(acceptedAt)}</dd>
<dt>${say.delivered[language]}</dt><dd>${moment(deliveredAt)}</dd>
</dl>
${findingList(one, at, language)}</section>
`;
}

/** In a narrow column each finding is a paragraph. */
function findingList(
  { findings, findingCount }: OperatorMessageDetails,
  at: At,
  language: Language,
): Html {
  if (findings.length === 0) return html`<p>${say.noFindings[language]}</p>\n`;
  const items = findings.map(
    (one) =>
      html`<li><p>${ruleLink(one, at)} ${sentence(findingSentence(one.rule, language))}</p>
<p class="soft"><code>${one.path}</code>, ${codeAndOwner(one, language)}</p></li>\n`,
  );
  return html`<h4>${messageWords.findings[language]}</h4>
<ul class="findings">
${items}</ul>
${moreFindings(findingCount - findings.length, language)}`;
}

/** What was found on one message, as a table. */
export function findingsTable(
  { findings, findingCount }: OperatorMessageDetails,
  at: At,
  language: Language,
): Html | undefined {
  if (findings.length === 0) return undefined;
  return html`${table({
    caption: messageWords.findings[language],
    columns: [
      { head: messageWords.rule[language], cell: (one) => ruleLink(one, at) },
      {
        head: messageWords.means[language],
        cell: ({ rule }) => sentence(findingSentence(rule, language)),
      },
      { head: messageWords.place[language], cell: ({ path }) => html`<code>${path}</code>` },
      { head: say.retourCode[language], cell: ({ retourCode }) => retourCode },
      { head: say.whose[language], cell: (one) => ownerText(one, language) },
    ],
    rows: findings,
  })}${moreFindings(findingCount - findings.length, language)}`;
}

function moreFindings(count: number, language: Language): Html | undefined {
  if (count <= 0) return undefined;
  return html`<p>${countSentence(count, messageWords.moreFindings, language)}</p>\n`;
}

function ruleLink({ rule }: Finding, at: At): Html {
  return html`<a href="${at('/docs/rules')}#${rule}">${rule}</a>`;
}

function ownerText(finding: Finding, language: Language): string {
  const owner = ownerOf(finding);
  return (owner ? say.owners[owner] : say.advice)[language];
}

function codeAndOwner(finding: Finding, language: Language): string {
  const { retourCode } = finding;
  const code = retourCode === null ? '' : `${say.retourCode[language]} ${retourCode}, `;
  return code + ownerText(finding, language);
}

/** The requests that a message answers, or the answers to its requests; nothing when none are known. */
export function decisionsHtml(
  { requests, decisions }: OperatorMessageDetails,
  at: At,
  language: Language,
): Html | undefined {
  const list = (title: string, linked: readonly LinkedMessage[]) =>
    linked.length > 0 &&
    html`<h3>${title}</h3>
<ul>
${linked.map((one) => linkHtml(one, at, language))}</ul>
`;
  if (requests.length + decisions.length === 0) return undefined;
  return html`<h2>${say.answered[language]}</h2>
${list(say.requests[language], requests)}${list(say.decisions[language], decisions)}`;
}

function linkHtml({ id, type, status }: LinkedMessage, at: At, language: Language): Html {
  return html`<li><a href="${at(`/console/messages/${id}`)}">${type}</a> <span class="soft">${berichtWords[type][language]}</span> ${statusBadge(status, language)}</li>\n`;
}
