import type { Pool } from 'pg';
import type { OperatorMessage } from '../../../operations/overview.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import { messageWords as say } from '../../../texts/console/message-words.ts';
import { berichtWords } from '../../../texts/console/page-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { statusBadge } from '../../frame/badge.ts';
import { type Html, html } from '../../frame/html.ts';
import { momentHtml } from '../../frame/moment.ts';
import { table } from '../../frame/table.ts';

/** Messages as a table shows them. */
export interface ShownMessages {
  readonly items: readonly OperatorMessage[];
  /** Names of their parties, by code. */
  readonly names: ReadonlyMap<string, string>;
  readonly at: (path: string) => string;
  /** Where these stand, for who comes back from one of them. */
  readonly back: string;
  readonly caption: string;
}

/** The names of the parties of messages, by code. */
export function namesOf(
  pool: Pool,
  items: readonly Pick<OperatorMessage, 'sender' | 'recipient'>[],
): Promise<ReadonlyMap<string, string>> {
  const codes = items.flatMap(({ sender, recipient }) => [
    sender,
    ...(recipient ? [recipient] : []),
  ]);
  return partyNames(pool, codes);
}

/** A link to a message, by its type. */
export function messageLink(
  { id, type }: Pick<OperatorMessage, 'id' | 'type'>,
  { at, back }: Pick<ShownMessages, 'at' | 'back'>,
  language: Language,
): Html {
  const from = back === '/console/messages' ? '' : `?${new URLSearchParams({ back })}`;
  return html`<a href="${at(`/console/messages/${id}`)}${from}">${type === null ? say.unreadable[language] : `${type} ${berichtWords[type][language]}`}</a>`;
}

/** A table of messages: nothing that a party wrote but types and codes. */
export function messagesTable(shown: ShownMessages, language: Language): Html {
  const { items, names, caption } = shown;
  return table({
    caption,
    columns: [
      { head: say.type[language], cell: (one) => messageLink(one, shown, language) },
      { head: say.status[language], cell: ({ status }) => statusBadge(status, language) },
      { head: say.from[language], cell: ({ sender }) => names.get(sender) ?? sender },
      {
        head: say.to[language],
        cell: ({ recipient }) => recipient && (names.get(recipient) ?? recipient),
      },
      {
        head: say.received[language],
        cell: ({ receivedAt }) => momentHtml(receivedAt, language),
      },
      {
        head: say.why[language],
        cell: ({ errorCode, refusal }) => {
          const code = errorCode ?? refusal;
          return code && html`<code>${code}</code>`;
        },
      },
    ],
    rows: items,
    list: true,
  });
}
