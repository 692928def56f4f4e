import type { LogItem } from '../../../parties/access-log/read.ts';
import { actionWords, endWords, signInWords } from '../../../texts/console/action-words.ts';
import { roleWords } from '../../../texts/console/frame-words.ts';
import { logWords as say } from '../../../texts/console/page-words.ts';
import { countText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html, type Part } from '../../frame/html.ts';
import { emptyList, type Filters, isFiltered } from '../../frame/list.ts';
import { exactMomentHtml } from '../../frame/moment.ts';
import { partyHtml } from '../../frame/party.ts';
import { table } from '../../frame/table.ts';

/** Rows of the access log, and what is needed to show them. */
export interface LogRows {
  readonly items: readonly LogItem[];
  /** Names of parties, by code. */
  readonly names: ReadonlyMap<string, string>;
  /** Names of keys, by prefix. */
  readonly keys: ReadonlyMap<string, string>;
  readonly filters: Filters;
}

/** The rows of the access log: who did what, when, from where and why. */
export function logTable({ items, names, keys, filters }: LogRows, language: Language): Html {
  if (items.length === 0)
    return emptyList((isFiltered(filters) ? say.emptyHere : say.empty)[language]);
  return table({
    caption: say.caption[language],
    columns: [
      { head: say.at[language], cell: ({ at }) => exactMomentHtml(at, language) },
      { head: say.action[language], cell: (item) => actionHtml(item, language) },
      { head: say.actor[language], cell: ({ actor }) => actorHtml(actor, keys, language) },
      { head: say.role[language], cell: ({ role }) => roleText(role, language) },
      { head: say.party[language], cell: ({ party }) => party && partyHtml(party, names) },
      {
        head: say.children[language],
        cell: ({ clientIds }) => clientIds.length > 0 && countText(clientIds.length, language),
        numeric: true,
      },
      { head: say.address[language], cell: ({ address }) => address },
      { head: say.reason[language], cell: (item) => reasonHtml(item, language) },
    ],
    rows: items,
    list: true,
  });
}

/** What was done, and with which message. */
function actionHtml({ action, messageId }: LogItem, language: Language): Html {
  const word = actionWords[action][language];
  return html`${word}${messageId && html` <code class="soft">${messageId}</code>`}`;
}

/** Who did it: the name of the key where it has one, and what the log calls it. */
export function actorHtml(
  actor: string | null,
  keys: ReadonlyMap<string, string>,
  language: Language,
): Html | string {
  if (actor === null) return say.hidden[language];
  const name = keys.get(actor);
  if (name === undefined) return html`<code>${actor}</code>`;
  return html`<span class="wraps">${name}</span> <code class="soft">${actor}</code>`;
}

/** The reason that somebody gave; of a session how it began, or why it ended. */
function reasonHtml({ action, reason, detail }: LogItem, language: Language): Part {
  if (reason !== null) return html`<span class="wraps">${reason}</span>`;
  if (action === 'sign-out') return wordOf(endWords, detail?.why)?.[language];
  if (action !== 'sign-in') return undefined;
  return wordOf(signInWords, detail?.after === undefined ? detail?.by : 'after')?.[language];
}

function wordOf<Word>(words: Readonly<Record<string, Word>>, name: unknown): Word | undefined {
  return typeof name === 'string' && Object.hasOwn(words, name) ? words[name] : undefined;
}

/** A role in words. */
export function roleText(role: string | null, language: Language): string | null {
  return role === null ? null : (wordOf(roleWords, role)?.[language] ?? role);
}
