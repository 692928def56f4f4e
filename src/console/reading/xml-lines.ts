import { stepNames } from '../../standard/xml/path-finder.ts';

/** A line of a document as a page shows it. */
export interface XmlLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** A document in lines, and where its elements are. */
export interface XmlText {
  readonly lines: readonly XmlLine[];
  /** Whether the gateway put it in lines: those of the document were too long to read. */
  readonly broken: boolean;
  /** The line of each path that was asked for, in order; that of its nearest ancestor where the element is missing. */
  readonly places: readonly number[];
}

/** A line that is longer holds more than one element: nobody can read it. */
const longLine = 300;
/** Characters of a line that are shown. */
const shownOfLine = 400;

/** A comment, CDATA, an instruction, or a tag. */
interface Token {
  readonly index: number;
  readonly text: string;
  /** Of a tag. */
  readonly tag?: { readonly name: string; readonly ends: boolean; readonly closed: boolean };
}

const wrapped = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;
const tagStart = /<(\/?)(?:[\w.-]+:)?([\w.-]+)/y;

/**
 * The tokens of a document, each character of which is looked at a few times at most, whatever is in it: what looked like a
 * tag and is none is not looked at again, and behind what never ends there is nothing.
 */
function* tokensIn(document: string): Generator<Token> {
  for (let index = document.indexOf('<'); index !== -1; ) {
    const pair = wrapped.find(([open]) => document.startsWith(open, index));
    const [end, tag] = pair ? [behind(document, pair, index)] : tagAt(document, index);
    if (end === -1) return;
    if (pair || tag) yield { index, text: document.slice(index, end), ...(tag && { tag }) };
    index = document.indexOf('<', end);
  }
}

function behind(document: string, [open, close]: (typeof wrapped)[number], index: number): number {
  const found = document.indexOf(close, index + open.length);
  return found === -1 ? -1 : found + close.length;
}

/** @returns where to go on, -1 for the end of the document; and the tag, if it is one */
function tagAt(document: string, index: number): [number, Token['tag']?] {
  tagStart.lastIndex = index;
  const found = tagStart.exec(document);
  if (!found) return [index + 1];
  for (let at = tagStart.lastIndex; at < document.length; at += 1) {
    const letter = document[at];
    if (letter === '<') return [at];
    if (letter === '>') {
      const [, slash, name = ''] = found;
      return [at + 1, { name, ends: slash === '/', closed: document[at - 1] === '/' }];
    }
    if (letter !== '"' && letter !== "'") continue;
    at = document.indexOf(letter, at + 1);
    if (at === -1) break;
  }
  return [-1];
}

/**
 * Puts a document in lines, and finds elements by their paths below Bericht. It only shows, and judges nothing: of a
 * document that is no XML it gives the lines, and for a path the first of them.
 *
 * @param document text, as `new TextDecoder().decode` gives it
 */
export function xmlLines(document: string, paths: readonly string[]): XmlText {
  const given = document.split(/\r\n|\n|\r/);
  const broken = given.some(({ length }) => length > longLine);
  const text = broken ? inLines(document) : given.join('\n');
  return {
    lines: text.split('\n').map((line, index) => ({ number: index + 1, text: cut(line) })),
    broken,
    places: placesOf(text, paths),
  };
}

function cut(line: string): string {
  return line.length > shownOfLine ? `${line.slice(0, shownOfLine)}…` : line;
}

/** Starts a line at each tag that follows a tag, indented by how deep it is. */
function inLines(document: string): string {
  let depth = 0;
  let last = 0;
  let before: 'start' | 'end' | undefined;
  let text = '';
  for (const { index, text: found, tag } of tokensIn(document)) {
    // CDATA is text.
    if (found.startsWith('<![CDATA[')) continue;
    const between = document.slice(last, index).replaceAll(/\s+/g, ' ').trim();
    if (tag?.ends) depth = Math.max(0, depth - 1);
    const beside = between !== '' || (tag?.ends && before === 'start');
    text +=
      between + (beside || text === '' ? '' : `\n${'  '.repeat(Math.min(depth, 20))}`) + found;
    last = index + found.length;
    const opens = tag !== undefined && !tag.ends && !tag.closed;
    if (opens) depth += 1;
    before = opens ? 'start' : 'end';
  }
  return text + document.slice(last).trim();
}

/** The line of each path: of the deepest element on it that is there. */
function placesOf(text: string, paths: readonly string[]): number[] {
  const chains = paths.map(prefixesOf);
  const wanted = new Set(chains.flat());
  const found = wanted.size > 1 ? linesOf(text, wanted) : new Map<string, number>();
  return chains.map((chain) => {
    const deepest = chain.findLast((prefix) => found.has(prefix));
    return (deepest === undefined ? undefined : found.get(deepest)) ?? 1;
  });
}

/** `A/B[2]`: nothing, `A`, `A/B[2]`. */
function prefixesOf(path: string): string[] {
  const steps = stepNames(path);
  return ['', ...steps.map((_, index) => steps.slice(0, index + 1).join('/'))];
}

/** An element that is open; deeper than any that is wanted it has no path. */
interface Open {
  readonly path: string | undefined;
  readonly counts: Map<string, number>;
}

/** One walk: the line at which each of these elements starts. */
function linesOf(text: string, wanted: ReadonlySet<string>): Map<string, number> {
  const found = new Map<string, number>();
  const deepest = Math.max(...[...wanted].map((path) => path.split('/').length));
  const open: Open[] = [];
  let line = 1;
  let last = 0;
  for (const { index, text: token, tag } of tokensIn(text)) {
    line += newlinesIn(text, last, index);
    last = index;
    if (!tag) continue;
    if (tag.ends) {
      open.pop();
      continue;
    }
    const path = open.length > deepest ? undefined : pathOf(tag.name, open.at(-1));
    if (path !== undefined && wanted.has(path) && !found.has(path)) found.set(path, line);
    if (!tag.closed) open.push({ path, counts: new Map() });
    line += newlinesIn(token, 0, token.length);
    last = index + token.length;
  }
  return found;
}

/** The path of an element below Bericht; that of Bericht itself is empty. */
function pathOf(name: string, parent: Open | undefined): string {
  if (!parent) return '';
  const count = (parent.counts.get(name) ?? 0) + 1;
  parent.counts.set(name, count);
  const step = count === 1 ? name : `${name}[${count}]`;
  return parent.path ? `${parent.path}/${step}` : step;
}

function newlinesIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1))
    count += 1;
  return count;
}
