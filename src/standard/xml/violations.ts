import { UNKNOWN, type Violation, type ViolationRule } from './inspection.ts';

/** The languages in which we explain. */
export type Language = 'nl' | 'en';

/** The parts of a sentence. */
interface Parts {
  /** The element, as the start of a sentence. */
  readonly subject: string;
  /** Whether the element is one that the standard does not know. */
  readonly unknown: boolean;
  readonly expected: readonly string[];
  /** `A, B of C`. */
  readonly choice: string;
}

type Sentences = Readonly<Record<ViolationRule, (parts: Parts) => string>>;

/** A longer list is left out of a sentence. */
const LONGEST_LIST = 20;

/**
 * Says in plain words what is wrong with an element and what to change, for people without a
 * technical department. Names elements, codes and limits of the standard; never a value of the
 * message.
 */
export function violationSentence(violation: Violation, language: Language): string {
  const last = violation.element.split('/').at(-1) ?? '';
  const name = last.replace(/\[\d+\]$/, '');
  const unknown = name === UNKNOWN;
  const expected = violation.expected ?? [];
  const parts: Parts = {
    subject: unknown ? unknownSubject[language] : name,
    unknown,
    expected,
    choice: expected.length > LONGEST_LIST ? '' : choice(expected, language),
  };
  return sentences[language][violation.rule](parts);
}

const unknownSubject = {
  nl: 'Een element dat de standaard niet kent',
  en: 'An element that the standard does not know',
} as const;

const dutch: Sentences = {
  'unexpected-element': ({ subject, unknown, expected, choice: here }) => {
    if (unknown) {
      const start = 'Hier staat een element dat de standaard op deze plaats niet kent';
      return here ? `${start}; hier hoort ${here}.` : `${start}. Haal het weg.`;
    }
    // An element with the right name in the right position has the wrong namespace.
    if (expected.includes(subject))
      return `${subject} staat in een verkeerde namespace. Gebruik hier die van het bericht of van het basisschema, zoals het schema zegt.`;
    return here
      ? `${subject} staat niet op deze plaats; hier hoort ${here}. Let op de volgorde van de elementen.`
      : `${subject} mag hier niet (nog eens) staan. Haal het weg of zet het op de juiste plaats.`;
  },
  'missing-element': ({ subject, choice: here }) =>
    here
      ? `${subject} is niet volledig: hier hoort nog ${here}.`
      : `${subject} is niet volledig: er ontbreekt een verplicht element. Vul dat aan.`,
  'unexpected-text': ({ subject }) =>
    `${subject} bevat tekst waar alleen andere elementen mogen staan. Haal die tekst weg.`,
  'unexpected-attribute': ({ subject }) =>
    `${subject} heeft een attribuut dat de standaard niet toestaat. Haal het weg.`,
  empty: ({ subject }) =>
    `${subject} is leeg. Vul het in, of laat het hele element weg als het niet verplicht is.`,
  pattern: ({ subject, expected }) => patternSentence(subject, expected[0], 'nl'),
  enumeration: ({ subject, choice: here }) =>
    here
      ? `${subject} bevat een code die de standaard niet kent; kies ${here}.`
      : `${subject} bevat een code die niet in de codelijst van de standaard staat.`,
  'min-length': ({ subject, expected }) =>
    limit(
      expected,
      (n) => `${subject} is te kort: gebruik minstens ${n} ${n === '1' ? 'teken' : 'tekens'}.`,
    ) ?? `${subject} is te kort.`,
  'max-length': ({ subject, expected }) =>
    limit(
      expected,
      (n) => `${subject} is te lang: gebruik hoogstens ${n} ${n === '1' ? 'teken' : 'tekens'}.`,
    ) ?? `${subject} is te lang.`,
  'min-value': ({ subject, expected }) =>
    limit(expected, (n) => `${subject} is te laag: het getal is minstens ${n}.`) ??
    `${subject} is te laag.`,
  'max-value': ({ subject, expected }) =>
    limit(expected, (n) => `${subject} is te hoog: het getal is hoogstens ${n}.`) ??
    `${subject} is te hoog.`,
  type: ({ subject, expected }) =>
    `${subject} ${typeWords.nl[expected[0] ?? ''] ?? 'bevat een waarde van de verkeerde soort.'}`,
  other: ({ subject }) =>
    `${subject} voldoet niet aan het schema van dit bericht. Vergelijk het met de standaard.`,
};

const english: Sentences = {
  'unexpected-element': ({ subject, unknown, expected, choice: here }) => {
    if (unknown) {
      const start = 'There is an element here that the standard does not know in this place';
      return here ? `${start}; ${here} belongs here.` : `${start}. Remove it.`;
    }
    if (expected.includes(subject))
      return `${subject} is in a wrong namespace. Use that of the message or of the basisschema here, as the schema says.`;
    return here
      ? `${subject} is not in its place; ${here} belongs here. Mind the order of the elements.`
      : `${subject} must not be here (again). Remove it, or move it to the right place.`;
  },
  'missing-element': ({ subject, choice: here }) =>
    here
      ? `${subject} is incomplete: ${here} is still to follow here.`
      : `${subject} is incomplete: a mandatory element is missing.`,
  'unexpected-text': ({ subject }) =>
    `${subject} holds text where only other elements may be. Remove that text.`,
  'unexpected-attribute': ({ subject }) =>
    `${subject} has an attribute that the standard does not allow. Remove it.`,
  empty: ({ subject }) =>
    `${subject} is empty. Fill it in, or leave the whole element out if it is not mandatory.`,
  pattern: ({ subject, expected }) => patternSentence(subject, expected[0], 'en'),
  enumeration: ({ subject, choice: here }) =>
    here
      ? `${subject} holds a code that the standard does not know; choose ${here}.`
      : `${subject} holds a code that is not in the code list of the standard.`,
  'min-length': ({ subject, expected }) =>
    limit(
      expected,
      (n) =>
        `${subject} is too short: use at least ${n} ${n === '1' ? 'character' : 'characters'}.`,
    ) ?? `${subject} is too short.`,
  'max-length': ({ subject, expected }) =>
    limit(
      expected,
      (n) => `${subject} is too long: use at most ${n} ${n === '1' ? 'character' : 'characters'}.`,
    ) ?? `${subject} is too long.`,
  'min-value': ({ subject, expected }) =>
    limit(expected, (n) => `${subject} is too low: the number is at least ${n}.`) ??
    `${subject} is too low.`,
  'max-value': ({ subject, expected }) =>
    limit(expected, (n) => `${subject} is too high: the number is at most ${n}.`) ??
    `${subject} is too high.`,
  type: ({ subject, expected }) =>
    `${subject} ${typeWords.en[expected[0] ?? ''] ?? 'holds a value of the wrong kind.'}`,
  other: ({ subject }) =>
    `${subject} does not satisfy the schema of this message. Compare it with the standard.`,
};

const sentences: Readonly<Record<Language, Sentences>> = { nl: dutch, en: english };

const typeWords: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  nl: {
    date: 'is geen bestaande datum. Schrijf de datum als jjjj-mm-dd, zoals 2026-01-31.',
    time: 'is geen tijd. Schrijf de tijd als uu:mm:ss, zoals 09:30:00.',
    dateTime: 'is geen datum met tijd. Schrijf die als jjjj-mm-ddTuu:mm:ss.',
    integer: 'is geen geheel getal. Gebruik alleen cijfers, zonder punten, komma’s of spaties.',
    decimal: 'is geen getal. Gebruik cijfers en hoogstens één punt, geen komma.',
  },
  en: {
    date: 'is not an existing date written as yyyy-mm-dd, as in 2026-01-31.',
    time: 'is not a time written as hh:mm:ss, as in 09:30:00.',
    dateTime: 'is not a date with a time written as yyyy-mm-ddThh:mm:ss.',
    integer: 'is not a whole number. Use digits only, without point, comma or space.',
    decimal: 'is not a number. Use digits and at most one point, no comma.',
  },
};

/** Patterns that schemas of iJw use, in any way of writing, and what they ask for. */
const patternWords: readonly {
  readonly pattern: RegExp;
  readonly nl: (found: readonly string[]) => string;
  readonly en: (found: readonly string[]) => string;
}[] = [
  {
    pattern: /^(?:\[0-9\]|\\d)\{(\d+)\}$/,
    nl: ([, n]) => `moet uit precies ${n} cijfers bestaan.`,
    en: ([, n]) => `must be exactly ${n} digits.`,
  },
  {
    pattern: /^\(?(?:\[0-9\]|\\d)\)?[*+]$/,
    nl: () => 'mag alleen cijfers bevatten.',
    en: () => 'may hold digits only.',
  },
  {
    pattern: /^\(?\[(?:a-zA-Z|A-Za-z)0-9\]\)?[*+]$/,
    nl: () => 'mag alleen letters zonder accent en cijfers bevatten.',
    en: () => 'may hold digits and letters without accents only.',
  },
  {
    pattern: /^\(?\[(?:a-zA-Z|A-Za-z)[^\]\d]*\]\)?[*+]$/,
    nl: () => 'mag alleen letters bevatten.',
    en: () => 'may hold letters only.',
  },
  {
    pattern: /^([A-Za-z0-9]+)$/,
    nl: ([, value]) => `moet in dit bericht ${value} zijn.`,
    en: ([, value]) => `must be ${value} in this message.`,
  },
  {
    pattern: /\\\.[^.]*\\\./,
    nl: () => 'moet een versienummer van drie getallen met punten ertussen zijn, zoals 1.0.0.',
    en: () => 'must be a version of three numbers with points between them, as in 1.0.0.',
  },
  {
    pattern: /^\[\^[^\]]*Z[^\]]*\][*+]$/,
    nl: () => 'mag geen tijdzone bevatten: laat alles na de datum of tijd weg.',
    en: () => 'must not hold a time zone: leave out all that follows the date or time.',
  },
  {
    pattern: /(?:\[\^\\s\]|\\S)\.\*$/,
    nl: () => 'mag niet alleen uit spaties bestaan en moet op één regel staan.',
    en: () => 'must hold more than spaces and be on one line.',
  },
  {
    pattern: /\\S/,
    nl: () => 'mag niet alleen uit spaties en lege regels bestaan.',
    en: () => 'must hold more than spaces and empty lines.',
  },
];

function patternSentence(subject: string, pattern: string | undefined, language: Language): string {
  for (const words of pattern === undefined ? [] : patternWords) {
    const found = words.pattern.exec(pattern ?? '');
    if (found) return `${subject} ${words[language](found)}`;
  }
  return language === 'nl'
    ? `${subject} heeft niet de vorm die de standaard voorschrijft.`
    : `${subject} does not have the form that the standard prescribes.`;
}

function limit(
  expected: readonly string[],
  sentence: (limit: string) => string,
): string | undefined {
  return expected[0] === undefined ? undefined : sentence(expected[0]);
}

function choice(words: readonly string[], language: Language): string {
  if (words.length < 2) return words[0] ?? '';
  const or = language === 'nl' ? 'of' : 'or';
  return `${words.slice(0, -1).join(', ')} ${or} ${words.at(-1)}`;
}
