import type { Random } from '../../support/generate/random.ts';
import { ODD_CHARACTERS } from '../../support/generate/values.ts';
import type { Grammar } from './target.ts';

/** Inputs are strings here, a character for each byte (latin1): so expressions work, and every byte stays. */
export interface Hand {
  readonly random: Random;
  readonly grammar: Grammar;
  /** Another input of the corpus. */
  readonly other: () => string;
}

/** Makes another input out of one, by chance. */
export type Change = (text: string, hand: Hand) => string;

/** As inputs are written here. */
export const asBytes = (text: string) => Buffer.from(text).toString('latin1');

/** What may replace a number. */
const NUMBERS = [
  ...['0', '00', '-0', '-1', '1', '7', '10', '99', '100', '101', '127', '128', '255', '256', '999'],
  ...['1000', '1001', '9999', '65535', '65536', '2147483647', '2147483648', '4294967296'],
  ...['9007199254740991', '9007199254740993', '9223372036854775807', '9223372036854775808'],
  ...[
    '99999999999999999999',
    '1e3',
    '1e400',
    '-1e400',
    '1.5',
    '.5',
    '1.',
    '0x10',
    '+1',
    ' 1',
    '1 ',
  ],
  ...['NaN', 'Infinity', '', '\u0663', '\uff11'],
].map(asBytes);

/** Bytes with a meaning, and text that programs stumble over. */
const ODD = [
  ...ODD_CHARACTERS.map(asBytes),
  ...[
    '\0',
    '\x01',
    '\x1b',
    '\x7f',
    '\r\n',
    '\n',
    '\r',
    '\t',
    '"',
    "'",
    '\\',
    '`',
    '%',
    '%00',
    '%ff',
  ],
  ...['%', '%2', '%c3%28', '%0d%0a', '&', '#', ';', ',', '=', '/', '?', '../', '..%2f', '<', '>'],
  ...[
    '{',
    '}',
    '[',
    ']',
    '[]',
    '{}',
    'null',
    'true',
    'false',
    'undefined',
    '__proto__',
    'constructor',
  ],
  ...['toString', 'hasOwnProperty', '\\u0000', '\\ud800', '$1', '$&', '{0}', "' or 1=1--"],
  // What is not UTF-8: halves, surrogates, written too long, too high; then what is seldom.
  ...['\xff', '\xfe', '\x80', '\xc3', '\xc0\x80', '\xe2\x82', '\xed\xa0\x80', '\xf4\x90\x80\x80'],
  ...['\xef\xbb\xbf', '\xff\xfe', '\xfe\xff'],
  ...['\u0130', '\u0131', '\u212a', '\ufb00', '\u{e0041}', '\ufffd', '\uffff'].map(asBytes),
];

const WORD = /\b\w+/g;
const NUMBER = /(?<![\w.])-?\d+(?:\.\d+)?/g;

interface Found {
  readonly at: number;
  readonly text: string;
}

/** The first place where a global expression matches, from somewhere on: to list all costs too much. */
function findOne(text: string, expression: RegExp, random: Random): Found | undefined {
  for (const from of [random.below(text.length + 1), 0]) {
    expression.lastIndex = from;
    const match = expression.exec(text);
    if (match && match[0] !== '') return { at: match.index, text: match[0] };
  }
  return undefined;
}

/** Replaces the text at one of the places where a global expression matches. */
export function replaceOne(
  text: string,
  expression: RegExp,
  random: Random,
  replacement: (found: string) => string,
): string {
  const found = findOne(text, expression, random);
  if (!found) return text;
  const { at, text: old } = found;
  return text.slice(0, at) + replacement(old) + text.slice(at + old.length);
}

/** Mostly short ones, sometimes any. */
function sliceOf(text: string, random: Random): [from: number, to: number] {
  const from = random.below(text.length + 1);
  const longest = random.chance(0.8) ? 8 : text.length;
  return [from, Math.min(text.length, from + 1 + random.below(longest + 1))];
}

function insert(text: string, at: number, what: string): string {
  return text.slice(0, at) + what + text.slice(at);
}

/** As a bad line makes them, or a client that knows nothing of the form. */
const byteChanges: readonly Change[] = [
  function flipBit(text, { random }) {
    if (text === '') return text;
    const at = random.below(text.length);
    const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << random.below(8)));
    return text.slice(0, at) + flipped + text.slice(at + 1);
  },
  function setByte(text, { random }) {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1);
  },
  function deleteSlice(text, { random }) {
    const [from, to] = sliceOf(text, random);
    return text.slice(0, from) + text.slice(to);
  },
  function doubleSlice(text, { random }) {
    const [from, to] = sliceOf(text, random);
    return insert(text, to, text.slice(from, to).repeat(1 + random.below(3)));
  },
  function moveSlice(text, { random }) {
    const [from, to] = sliceOf(text, random);
    const rest = text.slice(0, from) + text.slice(to);
    return insert(rest, random.below(rest.length + 1), text.slice(from, to));
  },
  function cutOff(text, { random }) {
    const at = random.below(text.length + 1);
    return random.chance(0.8) ? text.slice(0, at) : text.slice(at);
  },
  function splice(text, { random, other }) {
    const donor = other();
    const [from, to] = sliceOf(donor, random);
    const at = random.below(text.length + 1);
    // A part of the other in the midst, or the other from there on.
    if (random.chance(0.7)) return insert(text, at, donor.slice(from, to));
    return text.slice(0, at) + donor.slice(random.below(donor.length + 1));
  },
];

/** As a client makes them that knows the form. */
const textChanges: readonly Change[] = [
  function insertWord(text, { random, grammar }) {
    return insert(text, random.below(text.length + 1), asBytes(random.pick(grammar.dictionary)));
  },
  function replaceWord(text, { random, grammar }) {
    return replaceOne(text, WORD, random, () => asBytes(random.pick(grammar.dictionary)));
  },
  function wordOfOther(text, { random, other }) {
    const word = findOne(other(), WORD, random);
    return word ? replaceOne(text, WORD, random, () => word.text) : text;
  },
  function deleteWord(text, { random }) {
    return replaceOne(text, WORD, random, () => '');
  },
  function otherNumber(text, { random }) {
    return replaceOne(text, NUMBER, random, (found) => {
      if (random.chance(0.7)) return random.pick(NUMBERS);
      return String(Number(found) + random.pick([-1, 1, 1000, -1000]));
    });
  },
  function otherCase(text, { random }) {
    return replaceOne(text, WORD, random, (found) =>
      random.chance(0.5) ? found.toUpperCase() : found.toLowerCase(),
    );
  },
  function oddText(text, { random }) {
    return insert(text, random.below(text.length + 1), random.pick(ODD));
  },
  function oddWord(text, { random }) {
    return replaceOne(text, WORD, random, (found) => {
      const at = random.pick([0, found.length, random.below(found.length + 1)]);
      return insert(found, at, random.pick(ODD));
    });
  },
  function percentEncode(text, { random }) {
    return replaceOne(text, /[\s\S]/g, random, (found) => {
      const code = found.charCodeAt(0).toString(16).padStart(2, '0');
      return `%${code}`;
    });
  },
];

/** Of whole parts. */
const unitChanges: readonly Change[] = [
  function deleteUnit(text, { random, grammar }) {
    return grammar.units ? replaceOne(text, grammar.units, random, () => '') : text;
  },
  function doubleUnit(text, { random, grammar }) {
    if (!grammar.units) return text;
    return replaceOne(text, grammar.units, random, (found) => found + found);
  },
  function swapUnits(text, { random, grammar }) {
    if (!grammar.units) return text;
    const [one, two] = [0, 1]
      .map(() => findOne(text, grammar.units as RegExp, random))
      .sort((a, b) => (a?.at ?? 0) - (b?.at ?? 0));
    if (!one || !two || one.at + one.text.length > two.at) return text;
    const between = text.slice(one.at + one.text.length, two.at);
    const end = text.slice(two.at + two.text.length);
    return text.slice(0, one.at) + two.text + between + one.text + end;
  },
  function unitOfOther(text, { random, grammar, other }) {
    const unit = grammar.units && findOne(other(), grammar.units, random);
    if (!grammar.units || !unit) return text;
    return replaceOne(text, grammar.units, random, (found) =>
      random.chance(0.5) ? unit.text : found + unit.text,
    );
  },
];

/** A part over and over, up to some length that a programmer may have thought is enough. */
const grow: Change = (text, { random, grammar }) => {
  const [from, to] = sliceOf(text, random);
  const part = random.chance(0.3) ? random.pick(ODD) : text.slice(from, to) || 'x';
  const length = Math.min(grammar.longest, random.pick([256, 1024, 4096, 16_384, 65_536]));
  return insert(text, to, part.repeat(Math.ceil(length / part.length)).slice(0, length));
};

/**
 * Makes a new input out of an old one. Takes its chances from `random` alone, so that the same chances
 * make the same input.
 *
 * @param input a character for each byte
 * @param other gives another input of the corpus
 */
export function mutate(
  input: string,
  random: Random,
  grammar: Grammar,
  other: () => string,
): string {
  const hand = { random, grammar, other };
  const own = grammar.changes ? [grammar.changes] : [];
  const kinds = [byteChanges, textChanges, textChanges, unitChanges, ...own, ...own];
  let text = input;
  do {
    const kind = random.pick(kinds);
    const change = random.chance(0.01) ? grow : random.pick(kind);
    text = change(text, hand);
  } while (random.chance(0.5));
  return text.slice(0, grammar.longest);
}
