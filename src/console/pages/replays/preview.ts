import { causeOf } from '../../../messages/views/cause.ts';
import type { Counted, Preview } from '../../../operations/preview.ts';
import { failedSentence } from '../../../texts/cause-texts.ts';
import { messageWords } from '../../../texts/console/message-words.ts';
import { berichtWords } from '../../../texts/console/page-words.ts';
import { replayWords as say } from '../../../texts/console/replay-words.ts';
import { countSentence, countText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Faults, faultSummary, textField, tokenField } from '../../frame/form.ts';
import { type Html, html, type Part } from '../../frame/html.ts';
import type { Filters } from '../../frame/list.ts';
import { momentHtml } from '../../frame/moment.ts';
import { partyHtml } from '../../frame/party.ts';
import { table } from '../../frame/table.ts';
import type { Viewer } from '../../viewer.ts';
import { messagesTable } from '../messages/table.ts';

/** Messages of a preview that are shown. */
export const shownFirst = 10;
/** Rows of a table of counts. */
const mostGroups = 20;

/** What somebody typed in the form. */
export interface TypedReplay {
  readonly reason: string;
  readonly faults: Faults;
}

interface Shown {
  readonly preview: Preview;
  /** Names of parties, by code. */
  readonly names: ReadonlyMap<string, string>;
  readonly filters: Filters;
  readonly typed: TypedReplay;
}

/** What would happen, in numbers; the form to start it; and which messages it is about. */
export function previewHtml(
  { preview, names, filters, typed }: Shown,
  viewer: Viewer,
  at: (path: string) => string,
): Html {
  const { language } = viewer;
  const { count, parties, types, codes, oldest, first } = preview;
  return html`<h2>${say.what[language]}</h2>
<p class="lead"><strong>${countSentence(count, say.whatCount, language)}</strong></p>
<p>${countSentence(parties.length, say.whatParties, language)} ${oldest && html`${say.oldest[language]}: ${momentHtml(oldest, language)}.`}</p>
<p>${say.whatThen[language]}</p>
${formHtml(preview, { filters, typed }, viewer, at)}
${countsTable(codes, { caption: say.byCode[language], head: say.code[language], cell: (name) => html`<code>${name}</code> <span class="soft">${failedSentence(causeOf(name), language)}</span>` }, language)}${countsTable(
  types,
  {
    caption: say.byType[language],
    head: messageWords.type[language],
    cell: (name) => html`${name} <span class="soft">${berichtWords[name][language]}</span>`,
  },
  language,
)}${countsTable(parties, { caption: say.byParty[language], head: say.party[language], cell: (name) => partyHtml(name, names) }, language)}${messagesTable(
  {
    ...{ items: first, names, at, back: '/console/messages' },
    caption: countSentence(first.length, say.first, language),
  },
  language,
)}`;
}

/** The filters and what was seen go along, so that nothing else is started. */
function formHtml(
  { count, selection }: Preview,
  { filters, typed }: Pick<Shown, 'filters' | 'typed'>,
  viewer: Viewer,
  at: (path: string) => string,
): Html {
  const { language } = viewer;
  const { status: _, held: __, ...chosen } = filters;
  const hidden = Object.entries({ ...chosen, selection, seen: String(count) }).map(
    ([name, value]) => value && html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`${faultSummary(typed.faults, language)}<form class="form" method="post" action="${at('/console/replays')}" novalidate>
${tokenField(viewer)}<input type="hidden" name="once" value="${crypto.randomUUID()}">${hidden}
${textField({
  ...{ name: 'reason', label: messageWords.reason[language] },
  ...{ hint: messageWords.reasonHint[language], value: typed.reason },
  ...{ maxLength: 500, required: true, fault: typed.faults.get('reason') },
})}<p class="buttons"><button class="strong">${say.start[language]} (${countText(count, language)})</button></p>
</form>`;
}

function countsTable<Name extends string>(
  groups: readonly Counted<Name>[],
  { caption, head, cell }: { caption: string; head: string; cell: (name: Name) => Part },
  language: Language,
): Html | undefined {
  if (groups.length === 0) return undefined;
  const rest = groups.length > mostGroups;
  return html`${table({
    caption,
    columns: [
      { head, cell: ({ name }) => cell(name) },
      {
        head: say.count[language],
        cell: ({ count }) => countText(count, language),
        numeric: true,
      },
    ],
    rows: groups.slice(0, mostGroups),
  })}${rest && html`<p>${say.more[language].replace('{n}', String(mostGroups))}</p>\n`}`;
}
