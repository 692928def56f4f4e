import type { MessageStatus } from '../../store/tables.ts';
import { statusWords } from '../../texts/console/status-words.ts';
import type { Language } from '../../texts/problem-text.ts';
import { type Html, html } from './html.ts';

/** The colour of each status, and its sign: colour is never alone. */
const looks = {
  received: { kind: 'neutral', sign: '○' },
  accepted: { kind: 'neutral', sign: '●' },
  delivered: { kind: 'safe', sign: '✓' },
  rejected: { kind: 'danger', sign: '✕' },
  refused: { kind: 'danger', sign: '⊘' },
  failed: { kind: 'warning', sign: '▲' },
  dismissed: { kind: 'neutral', sign: '–' },
} as const satisfies Readonly<Record<MessageStatus, { kind: string; sign: string }>>;

/** A status of a message, looking the same everywhere. */
export function statusBadge(status: MessageStatus, language: Language): Html {
  const { kind, sign } = looks[status];
  return html`<span class="utrecht-badge-status utrecht-badge-status--${kind}" data-sign="${sign}">${statusWords[status].word[language]}</span>`;
}
