import type { ConversionCommit } from '../../../ledger/conversion/commits.ts';
import { type ConversionRecord, rowSteps, type Totals } from '../../../ledger/conversion/row.ts';
import type { ReadyCounts } from '../../../ledger/conversion/said.ts';
import type { ConversionContent } from '../../../region/conversion/content.ts';
import { dayBefore } from '../../../standard/calendar.ts';
import {
  oneConversionWords,
  sendingWords as say,
  stepWords,
} from '../../../texts/console/conversion-words.ts';
import { countSentence, countText, dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { momentHtml } from '../../frame/moment.ts';
import { table } from '../../frame/table.ts';
import type { Viewer } from '../../viewer.ts';
import { filled, pathOf } from './side.ts';

/** What would go now, and what again. */
export interface Ready {
  readonly first: ReadyCounts;
  readonly again: ReadyCounts;
}

type At = (path: string) => string;

/** What is awaited of a commit. */
function openOf({ posts }: ConversionCommit) {
  const count = (step: string) => Number(posts[step] ?? 0);
  const going = count('waiting') + count('posting');
  const all = Object.values(posts).reduce((sum, one) => sum + one, 0);
  return { waiting: count('waiting'), going, sent: count('sent'), all };
}

/** How soon a page asks again how far messages are: while these go, and while retours are awaited. */
function everySeconds(commits: readonly ConversionCommit[]): number | undefined {
  if (commits.some((one) => !one.finishedAt)) return 3;
  return commits.some((one) => openOf(one).sent > 0) ? 20 : undefined;
}

/** Whether what was sent still moves. */
export function isMoving(commits: readonly ConversionCommit[]): boolean {
  return everySeconds(commits) !== undefined;
}

/** What was sent and how far it is: while it moves it asks for itself again. */
export function sentHtml(
  number: number,
  commits: readonly ConversionCommit[],
  viewer: Viewer,
  at: At,
): Html {
  const { language } = viewer;
  if (commits.length === 0) return html`<div><p>${say.neverSent[language]}</p></div>`;
  const seconds = everySeconds(commits);
  const again =
    seconds &&
    html` hx-get="${at(pathOf(number, '/progress'))}" hx-trigger="every ${seconds}s" hx-swap="outerHTML"`;
  return html`<div${again}>${table<ConversionCommit>({
    caption: say.sentTitle[language],
    columns: [
      { head: say.when[language], cell: ({ madeAt }) => momentHtml(madeAt, language) },
      { head: say.what[language], cell: (one) => whatHtml(one, language) },
      { head: say.far[language], cell: (one) => farHtml(one, language) },
      { head: say.stop[language], cell: (one) => stopHtml(number, one, viewer, at) },
    ],
    rows: [...commits].reverse(),
  })}</div>`;
}

function whatHtml({ kind, state, reason }: ConversionCommit, language: Language): Html {
  return html`${say[kind][language]}, ${say.states[state][language]}${reason !== null && html`<br><span class="soft wraps">${reason}</span>`}`;
}

function farHtml(commit: ConversionCommit, language: Language): Html {
  const { going, sent, all } = openOf(commit);
  const done = all - going - sent;
  const counted = { done: countText(done, language), all: countText(all, language) };
  const steps = rowSteps.flatMap((step) => {
    const count = Number(commit.posts[step] ?? 0);
    return count > 0 ? [`${stepWords[step][language]}: ${countText(count, language)}`] : [];
  });
  const text = filled(say.answered[language], counted);
  return html`<progress aria-label="${text}" value="${done}" max="${Math.max(1, all)}"></progress><br>${text}<br><span class="soft">${steps.join(', ')}</span>`;
}

function stopHtml(number: number, one: ConversionCommit, viewer: Viewer, at: At): Html | undefined {
  const { language } = viewer;
  if (one.state !== 'running') return undefined;
  const path = pathOf(number, `/commits/${one.id}/stop`);
  return html`<form method="post" action="${at(path)}">${tokenField(viewer)}<p>${countSentence(openOf(one).waiting, say.stopAbout, language)}</p><p class="buttons"><button>${say.stop[language]}</button></p></form>`;
}

/** Sharing, for who has not shared all that is theirs. @param strong whether it is the button of the page */
export function shareHtml(
  { record, totals, pairs }: ConversionContent,
  strong: boolean,
  viewer: Viewer,
  at: At,
): Html | undefined {
  const { language } = viewer;
  if (isShared(record) || totals.rows === 0) return undefined;
  const open = pairs.filter(({ gemeente }) => !record.sharedGemeenten.includes(gemeente));
  const aanbieders = new Set(open.map(({ aanbieder }) => aanbieder)).size;
  const count = open.reduce((sum, { totals: { rows } }) => sum + rows, 0);
  const rows = countSentence(count, oneConversionWords.rows, language);
  return html`<h2 id="share">${say.share[language]}</h2>
<p>${filled(countSentence(aanbieders, say.shareAbout, language), { rows })}</p>
<form class="form" method="post" action="${at(pathOf(record.number, '/share'))}">
${tokenField(viewer)}<p class="buttons"><button${strong && html` class="strong"`}>${say.share[language]}</button></p>
</form>
`;
}

/** Whether the aanbieders see all that the viewer may share. */
export function isShared({ gemeenten, sharedGemeenten }: ConversionRecord): boolean {
  return gemeenten.every((code) => sharedGemeenten.includes(code));
}

/** Sending what both sides agree to. */
export function sendHtml(
  record: ConversionRecord,
  totals: Totals,
  { first, again }: Ready,
  viewer: Viewer,
  at: At,
): Html {
  const { language } = viewer;
  const { number, day } = record;
  const action = at(pathOf(number, '/commits'));
  const counted = ({ rows }: ReadyCounts) => countSentence(rows, oneConversionWords.rows, language);
  const about = filled(say.sendAbout[language], {
    ...{ rows: counted(first), day: dayText(dayBefore(day), language) },
  });
  const hidden = html`${tokenField(viewer)}<input type="hidden" name="messages" value="${first.messages}"><input type="hidden" name="refused" value="${again.messages}">`;
  const box =
    again.messages > 0 &&
    html`<p class="field"><label class="check"><input type="checkbox" name="again" value="yes"> ${countSentence(again.messages, say.again, language)}</label></p>\n`;
  const none = first.messages === 0;
  if (none && again.messages === 0)
    return html`<h2 id="send">${say.send[language]}</h2>
<p>${totals.rows > 0 && say.nothing[language]}</p>
`;
  return html`<h2 id="send">${say.send[language]}</h2>
<p>${none ? say.nothing[language] : about}</p>
<form class="form" method="post" action="${action}">
${hidden}${box}<p class="buttons"><button class="strong">${none ? say.sendAgain[language] : countSentence(first.messages, say.sendNow, language)}</button></p>
</form>
`;
}
