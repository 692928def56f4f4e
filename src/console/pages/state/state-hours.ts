import type { HourOfMessages } from '../../../operations/hours/read.ts';
import type { PartyNotPolling } from '../../../operations/not-polling.ts';
import type { overdueByParty } from '../../../region/terms/overdue.ts';
import { hourWords as say } from '../../../texts/console/hour-words.ts';
import { statusWords } from '../../../texts/console/status-words.ts';
import {
  countText,
  durationText,
  hourText,
  shortTimeText,
} from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Chart, type Line, legend, stackedBars, steppedLines } from '../../frame/chart.ts';
import { type Html, html } from '../../frame/html.ts';
import { table } from '../../frame/table.ts';

/** Statuses of the chart, from the lowest part of a bar to the highest. */
const charted = ['accepted', 'delivered', 'rejected', 'refused', 'failed'] as const;

/** Hours between two labels below a chart. */
const labelled = 6;

/** Messages by the hour, and how long the way to the mailbox took: as charts, each with its table. */
export function hourCharts(hours: readonly HourOfMessages[], language: Language): Html {
  if (hours.every(({ moved }) => charted.every((status) => (moved[status] ?? 0) === 0)))
    return html`<h2>${say.perHour[language]}</h2>\n<p>${say.quiet[language]}</p>\n`;
  const series = charted.map((status) => ({
    kind: status,
    word: statusWords[status].word[language],
    value: ({ moved }: HourOfMessages) => moved[status] ?? 0,
  }));
  const lines: Line<HourOfMessages>[] = [
    {
      kind: 'half',
      word: say.half[language],
      value: ({ toMailbox }) => bounded(toMailbox?.half, toMailbox),
    },
    {
      kind: 'most',
      word: say.most[language],
      value: ({ toMailbox }) => bounded(toMailbox?.most, toMailbox),
    },
  ];
  const chart: Omit<Chart<HourOfMessages>, 'number' | 'title'> = {
    rows: hours,
    label: ({ from }, index) => (index % labelled === 0 ? hourText(from, language) : undefined),
  };
  const number = (value: number) => countText(value, language);
  const time = (ms: number) => shortTimeText(ms, language);
  return html`<h2>${say.perHour[language]}</h2>
${stackedBars({ ...chart, title: say.perHour[language], number }, series)}${legend(series)}<p>${say.eachStatus[language]}</p>
${asTable(messageTable(hours, language), language)}<h2>${say.toMailbox[language]}</h2>
${steppedLines({ ...chart, title: say.toMailbox[language], number: time }, lines, { least: 10, most: 10_000 })}${legend(lines)}${asTable(
  timeTable(hours, language),
  language,
)}`;
}

/** What took longer than can be said stands at the edge of the chart. */
function bounded(ms: number | null | undefined, toMailbox: object | null): number | null {
  return toMailbox ? (ms ?? Number.POSITIVE_INFINITY) : null;
}

function asTable(inside: Html, language: Language): Html {
  return html`<details><summary>${say.asTable[language]}</summary>
${inside}</details>
`;
}

/** The newest first; hours in which nothing happened are left out. */
function messageTable(hours: readonly HourOfMessages[], language: Language): Html {
  return table({
    caption: say.perHour[language],
    columns: [
      { head: say.hour[language], cell: ({ from }) => hourText(from, language) },
      ...charted.map((status) => ({
        head: statusWords[status].word[language],
        cell: ({ moved }: HourOfMessages) => countText(moved[status] ?? 0, language),
        numeric: true,
      })),
    ],
    rows: hours
      .filter(({ moved }) => charted.some((status) => (moved[status] ?? 0) > 0))
      .toReversed(),
  });
}

function timeTable(hours: readonly HourOfMessages[], language: Language): Html {
  const time = (ms: number | null | undefined) =>
    ms === null || ms === undefined ? say.longer[language] : shortTimeText(ms, language);
  return table({
    caption: say.toMailbox[language],
    columns: [
      { head: say.hour[language], cell: ({ from }) => hourText(from, language) },
      {
        head: say.messages[language],
        cell: ({ toMailbox }) => countText(toMailbox?.count ?? 0, language),
        numeric: true,
      },
      { head: say.half[language], cell: ({ toMailbox }) => time(toMailbox?.half), numeric: true },
      { head: say.most[language], cell: ({ toMailbox }) => time(toMailbox?.most), numeric: true },
    ],
    rows: hours.filter(({ toMailbox }) => toMailbox !== null).toReversed(),
  });
}

/** Parties that leave messages in their mailbox; nothing when there are none. */
export function notPollingTable(
  rows: readonly PartyNotPolling[],
  now: Date,
  at: (path: string) => string,
  language: Language,
): Html | undefined {
  if (rows.length === 0) return undefined;
  const ago = (moment: Date | null) =>
    moment ? durationText(now.getTime() - moment.getTime(), language) : say.never[language];
  return table({
    caption: say.notPolling[language],
    columns: [
      { head: say.party[language], cell: ({ name }) => name },
      { head: say.code[language], cell: ({ party }) => party },
      {
        head: say.waitsFor[language],
        cell: ({ party, since }) =>
          html`<a href="${at('/console/messages')}?status=accepted&amp;party=${party}">${ago(since)}</a>`,
      },
      { head: say.lastSeen[language], cell: ({ lastSeenAt }) => ago(lastSeenAt) },
    ],
    rows,
  });
}

/** Parties whose terms are over; nothing when there are none. */
export function overdueTable(
  { items, complete }: Awaited<ReturnType<typeof overdueByParty>>,
  names: ReadonlyMap<string, string>,
  language: Language,
): Html | undefined {
  if (items.length === 0) return undefined;
  return html`${table({
    caption: say.overdue[language],
    columns: [
      { head: say.party[language], cell: ({ party }) => names.get(party) ?? party },
      { head: say.code[language], cell: ({ party }) => party },
      { head: say.count[language], cell: ({ count }) => countText(count, language), numeric: true },
    ],
    rows: items,
  })}${!complete && html`<p>${say.notAllOverdue[language]}</p>\n`}`;
}
