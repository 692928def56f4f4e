import { checkWords as say } from '../../../texts/console/check-words.ts';
import { countSentence, countText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { problemDetail } from '../../../texts/problem-texts.ts';
import { presentValidation } from '../../../texts/validation-texts.ts';
import { type Html, html } from '../../frame/html.ts';
import { sentence } from '../../frame/sentence.ts';
import type { CodeWords } from '../../reading/codes.ts';
import { listOf } from '../../reading/values.ts';
import { lineHref, type Mark, xmlHtml } from '../../reading/xml-html.ts';
import type { Judged, Outcome } from './outcome.ts';

/** A larger message is not shown, or what is none: putting it in lines would keep others waiting. */
const mostShownBytes = { message: 2 ** 20, other: 64 * 1024 };
/** How many findings are marked in the XML: as many as there is room for. */
const marksTried = [40, 8, 1];

/** With less room nothing is said: the longest sentence that stands alone fits in it. */
const leastRoom = 2048;

/** A message whose findings are shown. */
export interface Shown {
  readonly name: string;
  readonly outcome: Outcome;
  readonly bytes: Buffer | undefined;
  /** Before the ids of its lines. */
  readonly prefix: string;
  readonly codes: CodeWords;
}

/**
 * What is found in a message, beside its lines; or what became of it, where that needs a sentence. It stays within a
 * number of bytes.
 *
 * @returns undefined when there is nothing to say, or no room for it
 */
export function detailsHtml(shown: Shown, room: number, language: Language): Html | undefined {
  const { outcome } = shown;
  if (room < leastRoom) return undefined;
  switch (outcome.kind) {
    case 'unreadable':
      return html`<p>${say.fileFaults[outcome.fault][language]}</p>\n`;
    case 'refused': {
      const { code, details } = outcome.problem;
      return html`<p>${sentence(problemDetail(code, details, language))}</p>\n`;
    }
    case 'unsure':
      return html`<p>${say.unsure[language]}</p>\n`;
    case 'good':
    case 'left':
    case 'sent':
    case 'sent-before':
      return undefined;
    default:
      return judgedHtml(shown, outcome, room, language);
  }
}

function judgedHtml(
  shown: Shown,
  judged: Judged & Outcome,
  room: number,
  language: Language,
): Html | undefined {
  const { kind } = judged;
  const whole = kind === 'rejectable' || kind === 'advised' ? say[kind] : say.refusable;
  const intro = html`<p>${whole[language]}</p>\n`;
  const { bytes } = shown;
  const tooLarge = bytes && bytes.length > mostShownBytes[judged.type ? 'message' : 'other'];
  if (bytes && !tooLarge)
    for (const marks of marksTried) {
      const found = besideXml(shown, bytes, judged, marks, language);
      if (sizeOf(intro) + sizeOf(found) <= room) return html`${intro}${found}`;
    }
  const why = tooLarge && html`<p class="soft">${say.noExcerpt[language]}</p>\n`;
  const alone = html`${intro}${findingsHtml(shown, judged, [], language)}${why}`;
  if (sizeOf(alone) <= room) return alone;
  const apart = html`${intro}<p>${say.apart[language]}</p>\n`;
  return sizeOf(apart) <= room ? apart : undefined;
}

/** The findings, and at their side the lines that they are about. @param most marks in the lines */
function besideXml(
  shown: Shown,
  bytes: Buffer,
  judged: Judged,
  most: number,
  language: Language,
): Html {
  const marks: Mark[] = presented(judged, language)
    .slice(0, most)
    .map(({ element, line, message }) => ({ path: pathOf(element), line, text: message }));
  const { name, prefix } = shown;
  const label = say.xmlOf[language].replace('{name}', () => name);
  const place = { prefix, label, excerpt: true };
  const xml = xmlHtml(bytes, marks, language, place);
  return html`<div class="beside-xml"><div>
${findingsHtml(shown, judged, xml.places, language)}</div>
<div>
${xml.html}</div></div>
`;
}

function presented({ type, findings, count }: Judged, language: Language) {
  const outcome = { ...(type && { type }), findings, findingCount: count, notAssessed: [] };
  return presentValidation(outcome, language).findings;
}

/** A finding about the root has no path below it. */
const pathOf = (element: string): string => (element === 'Bericht' ? '' : element);

/** @param places the lines of the first findings in the XML beside them */
function findingsHtml(
  { name, prefix, codes }: Shown,
  judged: Judged,
  places: readonly number[],
  language: Language,
): Html {
  const found = presented(judged, language);
  const items = found.map(({ line, element, rule, message }, index) => {
    const place = places[index];
    const number = say.line[language].replace('{n}', countText(place ?? line, language));
    const where =
      place !== undefined
        ? html`<a href="${lineHref(place, prefix)}">${number}</a> `
        : line > 0 && html`<span class="soft">${number}</span> `;
    return html`<li>${where}${sentence(message)}${codesText(judged.findings[index], codes, language)} <span class="soft"><code>${element}</code>${isOfStandard(rule) && ` ${rule}`}</span></li>\n`;
  });
  const more = judged.count - found.length;
  return html`<ol aria-label="${say.findingsOf[language].replace('{name}', () => name)}">
${items}</ol>
${more > 0 && html`<p>${countSentence(more, say.moreFindings, language)}</p>\n`}`;
}

/** Rules of the standard have a name that one looks up; the words of the gateway say no more than the sentence. */
const isOfStandard = (rule: string): boolean => /^[A-Z]/.test(rule);

/** More codes than this are not in the sentence either. */
const mostCodes = 20;

/** What the codes mean between which somebody chooses. */
function codesText(
  finding: Judged['findings'][number] | undefined,
  codes: CodeWords,
  language: Language,
): string | undefined {
  if (finding?.kind !== 'schema' || finding.rule !== 'enumeration') return undefined;
  const { expected = [], element } = finding;
  const place = element.slice(0, Math.max(0, element.lastIndexOf('/')));
  const last = element.slice(place === '' ? 0 : place.length + 1).replace(/\[\d+\]$/, '');
  const list = listOf(`${last.slice(0, 1).toLowerCase()}${last.slice(1)}`, place);
  if (list === undefined || expected.length > mostCodes) return undefined;
  const known = expected.flatMap((code) => {
    const meaning = codes.meaning(list, code);
    return meaning === undefined ? [] : `${code} ${meaning}`;
  });
  return known.length === 0
    ? undefined
    : ` ${say.codesMean[language].replace('{list}', () => known.join(', '))}`;
}

export const sizeOf = (part: Html): number => Buffer.byteLength(part.toString());
