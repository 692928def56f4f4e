import type { Operation } from '../../../operations/operation-records.ts';
import { operationMessageStates } from '../../../store/tables.ts';
import { replayWords as say } from '../../../texts/console/replay-words.ts';
import { countSentence, countText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { momentHtml } from '../../frame/moment.ts';
import type { Viewer } from '../../viewer.ts';

type At = (path: string) => string;

/** Whether something of it is still to come. */
export function isUnderWay({ state }: Operation): boolean {
  return state === 'running' || state === 'stopping';
}

/**
 * How far a replay is: a bar, and a number for each result, which leads to the messages that have it. While it is under way
 * the part asks for itself again; without a script the page is read anew.
 */
export function progressHtml(operation: Operation, at: At, language: Language): Html {
  const { id, count, progress, state, finishedAt } = operation;
  const done = count - progress.pending - progress.running;
  const path = at(`/console/replays/${id}`);
  const moves = isUnderWay(operation);
  const far = say.far[language]
    .replace('{done}', countText(done, language))
    .replace('{all}', countText(count, language));
  const states = operationMessageStates
    .filter((one) => progress[one] > 0)
    .map(
      (one) =>
        html`<dt>${say.itemStates[one][language]}</dt><dd><a href="${path}?state=${one}">${countText(progress[one], language)}</a></dd>\n`,
    );
  const ended = finishedAt && html`, ${momentHtml(finishedAt, language)}`;
  return html`<div id="progress"${moves && html` hx-get="${at(`/console/replays/${id}/progress`)}" hx-trigger="every 2s" hx-swap="outerHTML"`}>
<p class="lead"><strong>${say.states[state][language]}</strong>${ended}. ${far}</p>
<p><progress max="${count}" value="${done}" aria-label="${say.progress[language]}">${far}</progress></p>
<dl>
${states}</dl>
${moves && html`<p class="soft">${say.movesByItself[language]} <a href="${path}">${say.reload[language]}</a></p>\n`}</div>
`;
}

/** The form to stop, while messages wait for their turn. */
export function stopForm(
  { id, state, progress: { pending } }: Operation,
  viewer: Viewer,
  at: At,
): Html | undefined {
  if (state !== 'running' || pending === 0) return undefined;
  const { language } = viewer;
  return html`<form class="form" method="post" action="${at(`/console/replays/${id}/stop`)}">
${tokenField(viewer)}<p>${countSentence(pending, say.stopAbout, language)}</p>
<p class="buttons"><button>${say.stop[language]}</button></p>
</form>
`;
}
