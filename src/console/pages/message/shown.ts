import type { OperatorMessageDetails } from '../../../operations/overview.ts';
import type { SubjectEvent } from '../../../store/events/of-subject.ts';
import { type MessageStatus, messageStatuses } from '../../../store/tables.ts';
import { describeFailure, waitingSentence } from '../../../texts/cause-texts.ts';
import { messageWords as say } from '../../../texts/console/message-words.ts';
import { momentText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { problemTexts } from '../../../texts/problem-texts.ts';
import { statusBadge } from '../../frame/badge.ts';
import { type Html, html } from '../../frame/html.ts';
import { exactMomentHtml, momentHtml } from '../../frame/moment.ts';
import { sentence } from '../../frame/sentence.ts';
import { table } from '../../frame/table.ts';

/** What is the matter with a message, in a sentence; nothing when nothing is. */
export function matterHtml(
  message: OperatorMessageDetails,
  at: (path: string) => string,
  language: Language,
): Html | undefined {
  const lines = [...whyLines(message, language)];
  const { heldBy, dismissal } = message;
  const holder =
    heldBy !== null &&
    html`<p><a href="${at(`/console/messages/${heldBy}`)}">${say.heldBy[language]}</a></p>\n`;
  if (dismissal)
    lines.push(
      say.dismissal[language]
        .replace('{at}', momentText(dismissal.at, language))
        .replace('{by}', () => dismissal.by.name)
        .replace('{reason}', () => dismissal.reason),
    );
  if (lines.length === 0) return undefined;
  return html`<h2>${say.matter[language]}</h2>
${lines.map((line) => html`<p>${typeof line === 'string' ? sentence(line) : line}</p>\n`)}${holder}`;
}

function whyLines(
  { errorCode, refusal, held, waiting }: OperatorMessageDetails,
  language: Language,
): (string | Html)[] {
  const code = (text: string) => html`${say.code[language]}: <code>${text}</code>`;
  return [
    ...(errorCode ? [describeFailure(errorCode, language).message, code(errorCode)] : []),
    ...(refusal ? [refusalSentence(refusal, language), code(refusal)] : []),
    ...(held ? [say.held[language]] : []),
    ...(waiting && !held ? [waitingSentence(waiting.cause, language)] : []),
  ];
}

/** Why a message was refused at the door: the title of its problem; the code of one that this version does not have. */
function refusalSentence(code: string, language: Language): string {
  const known = Object.entries(problemTexts).find(([name]) => name === code);
  return known ? `${known[1].title[language]}.` : code;
}

/** The moments of a message, the first first. @param name of a party, by its code */
export function courseHtml(
  course: readonly SubjectEvent[],
  name: (code: string | null) => string,
  language: Language,
): Html {
  if (course.length === 0)
    return html`<h2>${say.course[language]}</h2>\n<p>${say.noCourse[language]}</p>\n`;
  const status = (to: string | null) => messageStatuses.find((one) => one === to);
  const moved = (to: MessageStatus | undefined, kind: string) =>
    to ? statusBadge(to, language) : html`<code>${kind}</code>`;
  return table({
    caption: say.course[language],
    columns: [
      { head: say.at[language], cell: ({ at }) => exactMomentHtml(at, language) },
      { head: say.what[language], cell: ({ to, kind }) => moved(status(to), kind) },
      {
        head: say.by[language],
        // A message is refused while its sender posts it: it is the gateway that refuses.
        cell: ({ by, to, party }) => {
          if (by !== 'party' || to === 'refused')
            return say.doers[by === 'operator' ? by : 'gateway'][language];
          return party === null ? say.doers.party[language] : name(party);
        },
      },
      {
        head: say.code[language],
        cell: ({ code, reconstructed }) => [
          code && html`<code>${code}</code> `,
          reconstructed && say.reconstructed[language],
        ],
      },
    ],
    rows: course,
  });
}

/** Replays and redeliveries of a message, the newest first; nothing when there are none. */
export function operationsHtml(
  { operations }: OperatorMessageDetails,
  at: (path: string) => string,
  language: Language,
): Html | undefined {
  if (operations.length === 0) return undefined;
  return table({
    caption: say.operations[language],
    columns: [
      {
        head: say.what[language],
        cell: ({ id, kind }) =>
          html`<a href="${at(`/console/replays/${id}`)}">${say.kinds[kind][language]}</a>`,
      },
      { head: say.started[language], cell: ({ createdAt }) => momentHtml(createdAt, language) },
      { head: say.who[language], cell: ({ by }) => by },
      { head: say.reason[language], cell: ({ reason }) => reason },
      { head: say.status[language], cell: ({ state }) => say.states[state][language] },
    ],
    rows: operations,
  });
}
