import type { AnyBericht } from '../../standard/messages/berichten.ts';
import { readingWords as say } from '../../texts/console/reading-words.ts';
import { countSentence } from '../../texts/console/written.ts';
import { type Html, html } from '../frame/html.ts';
import { sentence } from '../frame/sentence.ts';
import { type Fact, type Reading, readingOf, type Section } from './facts.ts';
import type { Mark } from './xml-html.ts';

/** Deepest heading of a page: what is deeper has the same. */
const deepest = 6;

/**
 * A message as a person reads it: who it is about, and what is asked, allocated, reported or declared; what is found is
 * said at what it is about. Personal: only for who opened the message.
 *
 * @param marks what is found, by the paths of the elements
 * @param level of the headings
 */
export function readingHtml(
  bericht: AnyBericht,
  reading: Reading,
  {
    marks: given = [],
    level = 3,
  }: { readonly marks?: readonly Mark[]; readonly level?: number } = {},
): Html {
  // The first of several is `A[1]` to a rule, and `A` here.
  const marks = given.map((one) => ({ ...one, path: one.path.replaceAll('[1]', '') }));
  const sections = readingOf(bericht, { ...reading, marked: marks.map(({ path }) => path) });
  return html`<div class="reading">
${sections.map((one) => sectionHtml(one, { reading, marks, level }))}</div>
`;
}

interface Around {
  readonly reading: Reading;
  readonly marks: readonly Mark[];
  readonly level: number;
}

function sectionHtml(section: Section, around: Around): Html {
  const { title, path, facts, sections, leftOut } = section;
  const { reading, marks, level } = around;
  const known = new Set(facts.flatMap(({ paths }) => paths));
  // Of an element that is missing, or of the class as a whole.
  const own = marks.filter(
    (one) => one.path === path || (parentOf(one.path) === path && !known.has(one.path)),
  );
  const inner = sections.map((one) => sectionHtml(one, { ...around, level: level + 1 }));
  return html`<section>
${headingHtml(title, Math.min(level, deepest))}${own.map(markHtml)}${
  facts.length > 0 &&
  html`<dl>
${facts.map((fact) => factHtml(fact, marks))}</dl>
`
}${inner}</section>
${leftOut > 0 && html`<p class="soft">${countSentence(leftOut, say.classesLeftOut, reading.language)}</p>\n`}`;
}

function headingHtml(title: string, level: number): Html {
  if (level <= 3) return html`<h3>${title}</h3>\n`;
  if (level === 4) return html`<h4>${title}</h4>\n`;
  return level === 5 ? html`<h5>${title}</h5>\n` : html`<h6>${title}</h6>\n`;
}

function factHtml({ label, value, paths }: Fact, marks: readonly Mark[]): Html {
  const own = marks.filter(({ path }) =>
    paths.some((one) => path === one || path.startsWith(`${one}/`)),
  );
  return html`<dt>${label}</dt><dd${own.length > 0 && html` class="marked"`}>${value}${own.map(markHtml)}</dd>\n`;
}

function markHtml({ text }: Mark): Html {
  return html`<p class="fault">${sentence(text)}</p>\n`;
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
