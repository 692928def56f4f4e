import type { SignalDetails } from '../../../region/signals/present.ts';
import { closeReasons, mostText } from '../../../region/signals/signal.ts';
import {
  closeReasonWords,
  signalPageWords as say,
  signalStatusWords,
} from '../../../texts/console/signal-page-words.ts';
import { momentText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { sizeWords } from '../../../texts/report-texts.ts';
import {
  areaField,
  choiceField,
  type Faults,
  faultSummary,
  textField,
  tokenField,
} from '../../frame/form.ts';
import { type Html, html, type Part } from '../../frame/html.ts';
import { exactMomentHtml } from '../../frame/moment.ts';
import { partyHtml } from '../../frame/party.ts';
import type { Viewer } from '../../viewer.ts';

/** What was typed in one of the forms, and what is wrong with it. */
export type TypedAnswer = { readonly faults: Faults } & (
  | { readonly form: 'answer'; readonly answer: string }
  | { readonly form: 'close'; readonly reason: string; readonly last: string }
  | { readonly form: 'link'; readonly other: string }
);

type At = (path: string) => string;
const noFaults: Faults = new Map();

/** Whom a signal concerns, and how it stands. */
export function factsHtml(
  signal: SignalDetails,
  names: ReadonlyMap<string, string>,
  at: At,
  language: Language,
): Html {
  const { reporter, gemeenten, segment, about, size, status, reportedAt } = signal;
  const { allocation, client, closedAt, closedBy, closeReason } = signal;
  const row = (head: string, value: Part) => html`<dt>${head}</dt><dd>${value}</dd>\n`;
  const closed =
    closedAt &&
    closeReason &&
    say.closedAs[language]
      .replace('{at}', momentText(closedAt, language))
      .replace('{by}', () => names.get(closedBy ?? '') ?? closedBy ?? '')
      .replace('{reason}', closeReasonWords[closeReason][language]);
  return html`<dl>
${row(say.state[language], signalStatusWords[status][language])}${row(say.reporter[language], partyHtml(reporter, names))}${row(say.reported[language], exactMomentHtml(reportedAt, language))}${row(
  say.gemeenten[language],
  gemeenten.map((code, index) => [index > 0 && ', ', partyHtml(code, names)]),
)}${row(say.kind[language], say.aboutOf[about][language])}${segment && row(say.segment[language], segment)}${size && row(say.size[language], sizeWords[size][language])}${
  allocation &&
  row(
    say.allocation[language],
    html`<a href="${at(`/console/allocations/${allocation}`)}"><code>${allocation}</code></a>`,
  )
}${client && row(say.child[language], html`<code>${client}</code>`)}${closed && row(say.closed[language], closed)}</dl>
`;
}

/** What people wrote, the first first. */
export function textsHtml(
  { text, answers, reporter, reportedAt }: SignalDetails,
  names: ReadonlyMap<string, string>,
  language: Language,
): Html {
  if (text === undefined)
    return html`<h2>${say.what[language]}</h2>\n<p>${say.notShown[language]}</p>\n`;
  const all = [{ by: reporter, at: reportedAt, text }, ...answers];
  const items = all.map(
    (
      one,
    ) => html`<li><p class="soft">${partyHtml(one.by, names)}, ${exactMomentHtml(one.at, language)}</p>
<p class="written">${one.text ?? say.destroyed[language]}</p></li>
`,
  );
  return html`<h2>${say.what[language]}</h2>
<ol class="course">
${items}</ol>
`;
}

/** What this viewer may do: answer or add, and close or withdraw. Nothing for who only reads. */
export function formsHtml(
  signal: SignalDetails,
  viewer: Viewer,
  at: At,
  typed?: TypedAnswer,
): Html | undefined {
  const { language, chosen } = viewer;
  const isManager = chosen.role === 'contract-manager';
  const isReporter = chosen.party?.code === signal.reporter;
  if (signal.status === 'closed' || !(isManager || isReporter)) return undefined;
  const path = at(`/console/signals/${signal.id}`);
  const answer = typed?.form === 'answer' ? typed : undefined;
  const close = typed?.form === 'close' ? typed : undefined;
  const hidden = html`${tokenField(viewer)}<input type="hidden" name="version" value="${signal.version}">`;
  const reasons = closeReasons.map((value) => ({ value, word: closeReasonWords[value][language] }));
  const closing = (isManager ? say.close : say.withdraw)[language];
  return html`${faultSummary(answer?.faults ?? noFaults, language)}<form class="form" method="post" action="${path}/answers" data-keep="signal-answer" novalidate>
${hidden}${areaField({
  ...{
    name: 'signal-answer',
    label: (isManager ? say.answerLabel : say.addLabel)[language],
    rows: 5,
  },
  ...{ hint: say.textHint[language], value: answer?.answer, maxLength: mostText, required: true },
  fault: answer?.faults.get('signal-answer'),
})}<p class="buttons"><button class="strong">${(isManager ? say.answer : say.add)[language]}</button></p>
</form>
<details${close && html` open`}><summary>${closing}</summary>
${faultSummary(close?.faults ?? noFaults, language)}<form class="form" method="post" action="${path}/closure" novalidate>
${hidden}<p>${say.closeAbout[language]}</p>
${isManager && choiceField({ name: 'signal-reason', label: say.reason[language], value: close?.reason ?? 'solved', options: reasons })}${areaField(
  {
    ...{ name: 'signal-last', label: say.lastText[language], rows: 3, value: close?.last },
    ...{ maxLength: mostText, fault: close?.faults.get('signal-last') },
  },
)}<p class="buttons"><button>${closing}</button></p>
</form></details>
`;
}

/** The signals of the same problem; a contract manager links them. */
export function linksHtml(
  { id, linked }: SignalDetails,
  viewer: Viewer,
  at: At,
  typed?: TypedAnswer,
): Html {
  const { language, chosen } = viewer;
  const isManager = chosen.role === 'contract-manager';
  const link = typed?.form === 'link' ? typed : undefined;
  const unlink = (other: string) =>
    isManager &&
    html` <form class="inline" method="post" action="${at(`/console/signals/${id}/links/${other}/removal`)}">${tokenField(viewer)}<button>${say.unlink[language]} <span class="unseen">${other}</span></button></form>`;
  const items = linked.map(
    (other) =>
      html`<li><a href="${at(`/console/signals/${other}`)}"><code>${other}</code></a>${unlink(other)}</li>\n`,
  );
  return html`${linked.length > 0 && html`<h2>${say.linked[language]}</h2>\n<ul>\n${items}</ul>\n`}${
    isManager &&
    html`<details${link && html` open`}><summary>${say.link[language]}</summary>
${faultSummary(link?.faults ?? noFaults, language)}<form class="form" method="post" action="${at(`/console/signals/${id}/links`)}" novalidate>
${tokenField(viewer)}${textField({
  ...{ name: 'signal-other', label: say.linkLabel[language], value: link?.other, maxLength: 300 },
  ...{ required: true, fault: link?.faults.get('signal-other') },
})}<p class="buttons"><button>${say.link[language]}</button></p>
</form></details>
`
  }`;
}
