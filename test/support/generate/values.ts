import type { ValueType } from './model.ts';

/** Characters that look like nothing, like something else, or count for more than one. */
export const ODD_CHARACTERS = [
  ' ',
  '\t',
  '\n',
  '\r',
  '\u0085',
  '\u00a0',
  '\u00ad',
  '\u0301',
  '\u0660',
  '\u1680',
  '\u1ef3',
  '\u1ef4',
  '\u200b',
  '\u200d',
  '\u202e',
  '\u2028',
  '\u2029',
  '\u3000',
  '\ufeff',
  '\uff11',
  '\u{1d7d8}',
  '\u{1f9d2}',
  '\u{10fffd}',
  '\u00d7',
  '\u00bf',
  '\u00c0',
];

const ALPHABETS = ['7', 'a', 'É', '\u{1f9d2}', 'e\u0301', ' x', '-'];

const ODD_NUMBERS = [
  '',
  ' ',
  '+5',
  '-0',
  '+0',
  '00',
  '007',
  '1.0',
  '1e3',
  ' 3 ',
  '3\n',
  '03',
  '0x1',
  '٣',
];
const HUGE_NUMBERS = [
  '9'.repeat(25),
  `-${'9'.repeat(25)}`,
  `${'0'.repeat(30)}3`,
  '--1',
  '1 2',
  'NaN',
  'INF',
];

const DATES = ['2024-02-29', '1900-01-01', '2012-05-01', '9999-12-31', '2024-12-31'];
const ODD_DATES = [
  '',
  ' 2024-01-01 ',
  '\n2024-01-01',
  '2024-01-01Z',
  '2024-01-01+01:00',
  '2024-01-01-14:00',
  '2024-01-01+14:01',
  '2024-02-30',
  '2023-02-29',
  '1900-02-29',
  '2000-02-29',
  '2024-13-01',
  '2024-00-10',
  '2024-1-1',
  '24-01-01',
  '20240101',
  '01-02-2024',
  '2024-01-01T00:00:00',
  '0000-01-01',
  '-0001-01-01',
  '-2024-01-01',
  '12024-01-01',
  '02024-01-01',
  '+2024-01-01',
  '2024-01-32',
  '2024\u201101\u201101',
];
const TIMES = ['10:30:00', '00:00:00', '23:59:59', '09:05:07.5'];
const ODD_TIMES = [
  '',
  ' 10:30:00 ',
  '24:00:00',
  '24:00:01',
  '23:60:00',
  '23:59:60',
  '10:30',
  '10:30:00Z',
  '10:30:00+01:00',
  '10:30:00-05:00',
  '10:30:00.',
  '10:30:00.000000000001',
  '1:30:00',
  '-10:30:00',
  '103000',
  '10.30.00',
  '10:30:00 Z',
];

/** `count` characters (code points) of a repeated text. */
function ofLength(text: string, count: number): string {
  const points = [...text];
  return Array.from({ length: count }, (_, i) => points[i % points.length]).join('');
}

/** An XSD expression as one of JavaScript: \s and . are narrower in XSD. */
function toRegExp(pattern: string): RegExp {
  let source = '';
  let inClass = false;
  for (const part of pattern.match(/\\.|[\s\S]/gu) ?? []) {
    if (part === '[') inClass = true;
    if (part === ']') inClass = false;
    if (part === '\\s') source += inClass ? ' \\t\\n\\r' : '[ \\t\\n\\r]';
    else if (part === '\\S') source += inClass ? '\\S\\v\\f\\u0085\\u00a0' : '[^ \\t\\n\\r]';
    else if (part === '.' && !inClass) source += '[^\\n\\r]';
    else source += part;
  }
  return new RegExp(`^(?:${source})$`, 'u');
}

const expressions = new Map<string, RegExp>();

/** Whether a plain value (as a sender would write it) fits its type. Knows no odd spellings. */
function fits(type: ValueType, value: string): boolean {
  const length = [...value].length;
  if (type.enumeration && !type.enumeration.includes(value)) return false;
  if (type.minLength !== undefined && length < type.minLength) return false;
  if (type.maxLength !== undefined && length > type.maxLength) return false;
  if (type.minInclusive !== undefined && Number(value) < type.minInclusive) return false;
  if (type.maxInclusive !== undefined && Number(value) > type.maxInclusive) return false;
  return type.patterns.every((pattern) => {
    const known = expressions.get(pattern) ?? toRegExp(pattern);
    expressions.set(pattern, known);
    return known.test(value);
  });
}

/** Patterns such as 436 are the value that they ask for. */
function literals(type: ValueType): string[] {
  return type.patterns.filter((pattern) => /^[A-Za-z0-9]+$/.test(pattern));
}

function lengths(type: ValueType): number[] {
  const { minLength = 0, maxLength = 40 } = type;
  const around = [
    minLength - 1,
    minLength,
    minLength + 1,
    4,
    8,
    9,
    maxLength - 1,
    maxLength,
    maxLength + 1,
  ];
  return [...new Set(around)].filter((length) => length >= 0);
}

const plain = new Map<ValueType, readonly string[]>();

/** Values of a type as a sender would write them, every one of them valid. */
export function plainValues(type: ValueType): readonly string[] {
  const known = plain.get(type);
  if (known) return known;
  const { minInclusive = 0, maxInclusive = 99 } = type;
  const candidates = {
    string: [
      ...(type.enumeration ?? []),
      ...lengths(type).flatMap((n) => ALPHABETS.map((text) => ofLength(text, n))),
      '0.1.0',
      '12.0.345',
      "Zoë & <d'Ávila>",
    ],
    integer: [minInclusive, minInclusive + 1, 42, maxInclusive - 1, maxInclusive].map(String),
    date: DATES,
    time: TIMES,
  }[type.primitive];
  const values = [...new Set([...literals(type), ...candidates])].filter((v) => fits(type, v));
  if (values.length === 0) throw new Error(`no value known for ${JSON.stringify(type)}`);
  plain.set(type, values);
  return values;
}

/** Values on and just past every facet of a type, near misses of its codes, odd spellings. */
export function edgeValues(type: ValueType): readonly string[] {
  const { minInclusive = 0, maxInclusive = 99 } = type;
  const [sample = ''] = plainValues(type);
  const codes = type.enumeration ?? [];
  const nearCodes = codes
    .slice(0, 12)
    .flatMap((code) => [` ${code}`, `${code}\n`, `${code}0`, code.slice(1), code.toLowerCase()]);
  const odd = ODD_CHARACTERS.flatMap((character) => [
    character,
    sample + character,
    character + sample,
    sample.slice(1) + character,
  ]);
  const ofPrimitive = {
    string: lengths(type).flatMap((n) => ALPHABETS.map((text) => ofLength(text, n))),
    integer: [
      ...[minInclusive - 1, minInclusive, maxInclusive, maxInclusive + 1].map(String),
      ...ODD_NUMBERS,
      ...HUGE_NUMBERS,
    ],
    date: [...DATES, ...ODD_DATES],
    time: [...TIMES, ...ODD_TIMES],
  }[type.primitive];
  return [...new Set([...codes, ...nearCodes, ...literals(type), ...ofPrimitive, ...odd])];
}
