import { readingWords as say } from '../../texts/console/reading-words.ts';
import { countSentence } from '../../texts/console/written.ts';
import type { Language } from '../../texts/problem-text.ts';
import { type Html, html } from '../frame/html.ts';
import { sentence } from '../frame/sentence.ts';
import { type XmlLine, xmlLines } from './xml-lines.ts';

/** Something that is said about an element of a message. */
export interface Mark {
  /** Path below Bericht; empty for the document as a whole. */
  readonly path: string;
  /** From 1, for what has no path: a document that is no XML. */
  readonly line?: number;
  /** What is the matter, in a sentence. */
  readonly text: string;
}

/** Lines of a document that are shown whole. */
const shortDocument = 400;
/** Of a longer one: lines at its begin, and at both sides of a line that is marked. */
const atBegin = 20;
const aside = 5;
/** Marks that are shown in the lines. */
const mostMarks = 60;

/** How the XML stands on its page. */
export interface XmlPlace {
  /** Before the ids of its lines, where a page has more than one document. */
  readonly prefix?: string;
  /** What it is called; absent: XML. */
  readonly label?: string;
  /** Only the lines around the marks, however short it is. */
  readonly excerpt?: boolean;
}

/** The address within the page of a line that is marked: `#line-51`. */
export const lineHref = (line: number, prefix = ''): string => `#${prefix}line-${line}`;

/**
 * The XML with the numbers of its lines; those that something is said of are marked, with the sentence below them. Of a
 * long document only the lines around the marks are shown.
 *
 * @param content bytes of the message
 * @param place how it stands on its page
 * @returns the HTML, and the line of each mark, in their order
 */
export function xmlHtml(
  content: Uint8Array,
  marks: readonly Mark[],
  language: Language,
  place: XmlPlace = {},
): { readonly html: Html; readonly places: readonly number[] } {
  const document = new TextDecoder().decode(content);
  const {
    lines,
    broken,
    places: found,
  } = xmlLines(
    document,
    marks.map(({ path }) => path),
  );
  const places = marks.map(({ path, line }, index) =>
    path === '' && line && !broken ? Math.min(line, lines.length) : (found[index] ?? 1),
  );
  const sentences = new Map<number, string[]>();
  for (const [index, line] of places.slice(0, mostMarks).entries())
    sentences.set(line, [...(sentences.get(line) ?? []), marks[index]?.text ?? '']);
  const shown = lines.filter(
    place.excerpt ? isNear(sentences, 0) : isShown(lines.length, sentences),
  );
  return { places, html: listHtml(shown, lines.length, sentences, broken, language, place) };
}

function isShown(count: number, marked: ReadonlyMap<number, unknown>) {
  return count <= shortDocument ? () => true : isNear(marked, atBegin);
}

function isNear(marked: ReadonlyMap<number, unknown>, begin: number) {
  const near = new Set<number>();
  for (const line of marked.keys())
    for (let one = line - aside; one <= line + aside; one += 1) near.add(one);
  return ({ number }: XmlLine) => number <= begin || near.has(number);
}

function listHtml(
  shown: readonly XmlLine[],
  count: number,
  sentences: ReadonlyMap<number, readonly string[]>,
  broken: boolean,
  language: Language,
  { prefix = '', label = 'XML' }: XmlPlace,
): Html {
  const items = shown.map((line, index) => {
    const left = line.number - (shown[index - 1]?.number ?? 0) - 1;
    return html`${leftOut(left, language)}${lineHtml(line, sentences.get(line.number) ?? [], prefix)}`;
  });
  const rest = count - (shown.at(-1)?.number ?? 0);
  return html`${broken && html`<p class="soft">${say.broken[language]}</p>\n`}<div class="xml" role="region" aria-label="${label}" tabindex="0"><ol>
${items}${leftOut(rest, language)}</ol></div>
`;
}

function leftOut(count: number, language: Language): Html | undefined {
  if (count <= 0) return undefined;
  return html`<li class="gap">${countSentence(count, say.linesLeftOut, language)}</li>\n`;
}

function lineHtml({ number, text }: XmlLine, sentences: readonly string[], prefix: string): Html {
  if (sentences.length === 0) return html`<li value="${number}"><code>${text}</code></li>\n`;
  const said = sentences.map((one) => html`<p>${sentence(one)}</p>`);
  return html`<li value="${number}" id="${prefix}line-${number}" class="marked"><code><mark>${text}</mark></code>${said}</li>\n`;
}
