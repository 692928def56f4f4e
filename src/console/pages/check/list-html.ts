import { randomBytes } from 'node:crypto';
import { escapeHtml } from '../../../http/pages/html.ts';
import { checkWords as say } from '../../../texts/console/check-words.ts';
import { berichtWords } from '../../../texts/console/page-words.ts';
import { countSentence, countText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { partyHtml } from '../../frame/party.ts';
import type { CodeWords } from '../../reading/codes.ts';
import { detailsHtml, sizeOf } from './details-html.ts';
import type { Entry } from './entries.ts';
import { isGood, type Outcome } from './outcome.ts';

/** Bytes of a page besides its frame, and of its lines when there are many. */
const mostBytes = 130 * 1024;
const mostLines = 70 * 1024;
/** Bytes of a line besides its name: with what became of it alone, and with all that is known. */
const bareLine = 45;
const wholeLine = 450;
/** Bytes of a name where all that is known is shown. */
const wholeName = 150;
/** One message takes this part of the room that is left at most. */
const part = 4;

type Names = ReadonlyMap<string, string>;
type At = (path: string) => string;

/** A message and what became of it, ready for its page. */
interface Row {
  readonly name: string;
  readonly outcome: Outcome;
  readonly details: Html | undefined;
}

/** What became of the messages of a form: their findings as far as there is room for them, and a line for each. */
export class OutcomeList {
  readonly #language: Language;
  readonly #codes: CodeWords;
  readonly #send: boolean;
  readonly #rows: Row[] = [];
  /** A page may get more such lists. */
  readonly #id = randomBytes(4).toString('hex');
  readonly #count: number;
  /** Whether there are so few that each line says all that is known. */
  readonly #whole: boolean;
  #room: number;
  #leftOut = 0;

  /**
   * @param codes what the codes of the standard mean
   * @param count how many there will be
   * @param send whether what is good was to be sent
   */
  constructor(language: Language, codes: CodeWords, count: number, send: boolean) {
    this.#codes = codes;
    this.#language = language;
    this.#send = send;
    this.#count = count;
    const lines = count * (wholeLine + wholeName);
    this.#whole = lines <= mostLines;
    this.#room = mostBytes - Math.min(lines, mostLines);
  }

  /** Makes what is found readable, while the bytes of the message are there. */
  add({ name }: Entry, outcome: Outcome, bytes: Buffer | undefined): void {
    const shown = {
      name,
      outcome,
      bytes,
      prefix: `f${this.#id}-${this.#rows.length}-`,
      codes: this.#codes,
    };
    const room = this.#count === 1 ? this.#room : this.#room / part;
    const details = detailsHtml(shown, room, this.#language);
    if (details) this.#room -= sizeOf(details);
    else if (isSaid(outcome)) this.#leftOut += 1;
    this.#rows.push({ name, outcome, details });
  }

  /** For how many there was no room to say what is found; undefined: for all there was. */
  leftOut(): string | undefined {
    if (this.#leftOut === 0) return undefined;
    return countSentence(this.#leftOut, say.leftOut, this.#language);
  }

  /** The codes of the parties that are named. */
  get recipients(): string[] {
    return this.#rows.flatMap(({ outcome }) =>
      'recipient' in outcome && outcome.recipient !== undefined ? [outcome.recipient] : [],
    );
  }

  /** How many there are of each kind, in a sentence. */
  totals(): string {
    const language = this.#language;
    const kinds = this.#rows.map(({ outcome }) => outcome);
    const counts = {
      good: kinds.filter(isGood).length,
      sent: kinds.filter(({ kind }) => kind === 'sent').length,
      before: kinds.filter(({ kind }) => kind === 'sent-before').length,
      left: kinds.filter(({ kind }) => kind === 'left' || kind === 'unsure').length,
    };
    const wrong = kinds.length - Object.values(counts).reduce((sum, one) => sum + one, 0);
    const said = Object.entries({ ...counts, wrong }).flatMap(([name, count]) =>
      count === 0
        ? []
        : [
            say.totals[name as keyof typeof say.totals][language].replace(
              '{n}',
              countText(count, language),
            ),
          ],
    );
    return `${countSentence(kinds.length, say.total, language)} ${said.join(', ')}.`;
  }

  /**
   * The lines, each in its `li`.
   *
   * @param names of parties, by code
   * @param at the address of a path
   * @param alone whether the page has no other lines: then a single one is open at once
   */
  items(names: Names, at: At, alone = false): Html[] {
    const most = this.#whole ? wholeName : mostLines / this.#count - bareLine;
    const open = alone && this.#count === 1 && html` open`;
    return this.#rows.map((row) => {
      const name = this.#count === 1 ? row.name : cut(row.name, most);
      const line = this.#whole ? this.#wholeLine(row, name, names, at) : this.#bareLine(row, name);
      const good = isGood(row.outcome) && html` data-good`;
      if (!row.details) return html`<li${good}>${line}</li>\n`;
      return html`<li${good}><details${open}><summary>${line}</summary>
${row.details}</details></li>
`;
    });
  }

  #bareLine({ outcome }: Row, name: string): Html {
    return html`${looks[outcome.kind].sign} ${name}: ${wordOf(outcome, this.#language)}`;
  }

  #wholeLine(row: Row, name: string, names: Names, at: At): Html {
    const { outcome } = row;
    const { look, sign } = looks[outcome.kind];
    const left = (this.#send ? say.leftUnsent : say.left)[this.#language];
    const why = outcome.kind === 'left' && html` <span class="soft">${left}</span>`;
    return html`<span class="wraps">${name}</span> <span class="utrecht-badge-status utrecht-badge-status--${look}" data-sign="${sign}">${wordOf(outcome, this.#language)}</span>${this.#facts(row, names, at)}${why}`;
  }

  /** The type of a message, to whom it goes, and where it is now. */
  #facts({ outcome }: Row, names: Names, at: At): Html | undefined {
    const language = this.#language;
    const { type, recipient, id } = {
      type: undefined,
      recipient: undefined,
      id: undefined,
      ...outcome,
    };
    if (!type) return undefined;
    const to = recipient && html` ${say.to[language]} ${partyHtml(recipient, names)}`;
    const link =
      id && html` <a href="${at(`/console/messages/${id}`)}">${say.toMessage[language]}</a>`;
    return html` <span class="soft">${type} ${berichtWords[type][language]}${to}</span>${link}`;
  }
}

const looks = {
  good: { look: 'safe', sign: '✓' },
  advised: { look: 'safe', sign: '✓' },
  rejectable: { look: 'warning', sign: '▲' },
  refusable: { look: 'danger', sign: '✕' },
  'no-xml': { look: 'danger', sign: '✕' },
  'no-message': { look: 'danger', sign: '✕' },
  refused: { look: 'danger', sign: '⊘' },
  unreadable: { look: 'danger', sign: '✕' },
  sent: { look: 'safe', sign: '●' },
  'sent-before': { look: 'neutral', sign: '●' },
  left: { look: 'neutral', sign: '○' },
  unsure: { look: 'warning', sign: '▲' },
} as const satisfies Readonly<Record<Outcome['kind'], { look: string; sign: string }>>;

function wordOf(outcome: Outcome, language: Language): string {
  if (outcome.kind === 'rejectable' || outcome.kind === 'refusable')
    return countSentence(outcome.count, say.findings, language);
  return say.kinds[outcome.kind][language];
}

/** Whether there is something to say of it besides its line. */
function isSaid({ kind }: Outcome): boolean {
  return !['good', 'left', 'sent', 'sent-before'].includes(kind);
}

/** The end of a name, as far as it takes no more bytes than this when it is escaped. */
function cut(name: string, most: number): string {
  if (Buffer.byteLength(escapeHtml(name)) <= most) return name;
  let kept = '';
  let bytes = 3;
  for (const letter of [...name].toReversed()) {
    bytes += Buffer.byteLength(escapeHtml(letter));
    if (bytes > most) break;
    kept = letter + kept;
  }
  return `…${kept}`;
}
