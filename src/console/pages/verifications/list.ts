import type { KeptVerification } from '../../../operations/verifications/model.ts';
import { verifiedKinds } from '../../../store/verification-tables.ts';
import { listWords } from '../../../texts/console/frame-words.ts';
import {
  verificationWords as say,
  verificationStateWords,
  verifiedWords,
} from '../../../texts/console/verification-words.ts';
import { durationText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { choiceField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, type Filters, filterForm, isFiltered } from '../../frame/list.ts';
import { exactMomentHtml } from '../../frame/moment.ts';
import { sentence } from '../../frame/sentence.ts';
import { table } from '../../frame/table.ts';
import { faultInWords } from './faults.ts';
import { farText, type Names, whoText } from './standing.ts';

/** The look of each state, and its sign: colour is never alone. */
const looks = {
  running: { kind: 'neutral', sign: '○' },
  sound: { kind: 'safe', sign: '✓' },
  faulty: { kind: 'danger', sign: '✕' },
  stopped: { kind: 'neutral', sign: '–' },
  failed: { kind: 'warning', sign: '▲' },
  'not-believed': { kind: 'danger', sign: '⊘' },
} as const satisfies Readonly<Record<KeptVerification['state'], { kind: string; sign: string }>>;

/** The verifications that are kept, with their filter. */
export function listHtml(
  items: readonly KeptVerification[],
  filters: Filters,
  names: Names,
  language: Language,
): Html {
  return html`<h2>${say.earlier[language]}</h2>
${filterHtml(filters, language)}${rowsHtml(items, filters, names, language)}<p class="soft">${say.kept[language]}</p>
`;
}

function filterHtml(filters: Filters, language: Language): Html {
  const options = verifiedKinds.map((kind) => ({
    value: kind,
    word: verifiedWords[kind].name[language],
  }));
  const field = choiceField({
    ...{ name: 'what', label: say.what[language], value: filters.what },
    options: [{ value: '', word: listWords.any[language] }, ...options],
  });
  return filterForm([field], filters, language);
}

function rowsHtml(
  items: readonly KeptVerification[],
  filters: Filters,
  names: Names,
  language: Language,
): Html {
  if (items.length === 0)
    return emptyList((isFiltered(filters) ? say.noneOfKind : say.none)[language]);
  return table({
    caption: say.newestFirst[language],
    columns: [
      { head: say.begunAt[language], cell: ({ begunAt }) => exactMomentHtml(begunAt, language) },
      { head: say.what[language], cell: (one) => whatHtml(one, names, language) },
      { head: say.result[language], cell: (one) => resultHtml(one, names, language) },
      { head: say.far[language], cell: (one) => farText(one, language) },
      {
        head: say.by[language],
        cell: (one) => html`<span class="wraps">${whoText(one, names, language)}</span>`,
      },
      { head: say.took[language], cell: (one) => tookText(one, language), numeric: true },
    ],
    rows: items,
    list: true,
  });
}

function whatHtml({ what, municipality }: KeptVerification, names: Names, language: Language) {
  const chain = municipality && (names.parties.get(municipality) ?? municipality);
  return html`${verifiedWords[what].name[language]}${chain && html` <span class="soft">${say.chainOf[language]} ${chain}</span>`}`;
}

function resultHtml(one: KeptVerification, names: Names, language: Language): Html {
  const { state, failedCode } = one;
  const { kind, sign } = looks[state];
  const said = faultInWords(one, names.parties, language);
  const code =
    state === 'failed' && failedCode && html` ${say.code[language]} <code>${failedCode}</code>`;
  return html`<span class="utrecht-badge-status utrecht-badge-status--${kind}" data-sign="${sign}">${verificationStateWords[state][language]}</span>${said && html` <span class="wraps">${sentence(said.fault)}</span>`}${code}`;
}

function tookText({ begunAt, endedAt }: KeptVerification, language: Language): string | null {
  return endedAt && durationText(endedAt.getTime() - begunAt.getTime(), language);
}
