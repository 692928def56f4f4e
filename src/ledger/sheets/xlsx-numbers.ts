import type { Cell } from './sheet.ts';

/** How a number is shown, as far as that says what it is. */
export type NumberFormat =
  | {
      readonly kind: 'number';
      /** It shows decimals or a currency. */
      readonly amount?: true;
    }
  /** A day, perhaps with a time. */
  | { readonly kind: 'date' }
  | { readonly kind: 'time' }
  /** A number with zeros in front, to so many digits: the format 0000. */
  | { readonly kind: 'padded'; readonly digits: number };

const plain: NumberFormat = { kind: 'number' };
const amount: NumberFormat = { kind: 'number', amount: true };
/** Of those that Excel has by number. */
const amounts = new Set([2, 4, 5, 6, 7, 8, 39, 40, 42, 43, 44]);

/** The formats that Excel has by number and does not write into a file: ECMA-376, part 1, 18.8.30. */
export function builtInFormat(id: number): NumberFormat {
  if (id >= 18 && id <= 21) return { kind: 'time' };
  if (id >= 45 && id <= 47) return { kind: 'time' };
  const isDate = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  if (isDate) return { kind: 'date' };
  return amounts.has(id) ? amount : plain;
}

/** The kind of a format as a file writes it: `dd-mm-yyyy`, `#,##0.00`, `[h]:mm`. */
export function formatOf(code: string): NumberFormat {
  const bare = code
    // Text within quotes, characters after a backslash, an underscore or an asterisk.
    .replace(/"[^"]*"?|[\\_*]./gu, '')
    .toLowerCase();
  // Hours, minutes and seconds that go on counting; other brackets are colours, languages and conditions.
  const counting = /\[(?:h+|m+|s+)\]/.test(bare);
  const [letters = ''] = bare.replace(/\[[^\]]*\]?/g, '').split(';');
  if (/^general\b/.test(letters)) return plain;
  if (counting || (/[hs]/.test(letters) && !/[dy]/.test(letters))) return { kind: 'time' };
  if (/[dmy]/.test(letters)) return { kind: 'date' };
  if (/^0{2,}$/.test(letters)) return { kind: 'padded', digits: letters.length };
  // A currency is a sign, or with its language within brackets: [$€-413]. A language alone is [$-413].
  return /\.[0#?]/.test(letters) || /[€$£]|EUR/.test(code.replaceAll('[$-', '')) ? amount : plain;
}

/**
 * The cell of a number.
 *
 * @param text as the file writes it; undefined is returned when it is no number
 * @param from1904 whether days count from 1 January 1904, as in old workbooks of a Mac
 */
export function numberCell(
  text: string,
  format: NumberFormat,
  from1904: boolean,
): Cell | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text)) return undefined;
  // Binary fractions have noise in their last digits: Excel shows 15.
  const value = Number(Number(text).toPrecision(15));
  if (!Number.isFinite(value)) return undefined;
  const decimal = decimalOf(value);
  switch (format.kind) {
    case 'number':
      return { kind: 'number', text: decimal, ...(format.amount && { amount: true }) };
    case 'padded':
      return /^\d+$/.test(decimal)
        ? { kind: 'number', text: decimal, shown: decimal.padStart(format.digits, '0') }
        : { kind: 'number', text: decimal };
    case 'time':
      return timeCell(value);
    case 'date':
      return dateCell(value, from1904);
  }
}

/** A number without an exponent: `95.5`. */
function decimalOf(value: number): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  if (value === 0) return '0';
  const shift = Number(exponent);
  if (shift === 0) return String(value);
  const digits = whole + fraction;
  const point = whole.length + shift;
  if (point >= digits.length) return sign + digits.padEnd(point, '0');
  return point > 0
    ? `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
    : `${sign}0.${'0'.repeat(-point)}${digits}`;
}

/** A part of a day, with its time when that is one of whole seconds: others differ more than binary noise. */
function timeCell(value: number): Cell {
  const seconds = Math.round(value * 86_400);
  const isTime = seconds >= 0 && seconds < 86_400 && Math.abs(value * 86_400 - seconds) < 1e-3;
  if (!isTime) return { kind: 'odd', what: 'date-time' };
  return {
    kind: 'odd',
    what: 'date-time',
    time: new Date(seconds * 1000).toISOString().slice(11, 19),
  };
}

const dayMs = 86_400_000;
/** Days differ from a whole number by less than a tenth of a second when there is no time. */
const noise = 1e-6;
/** 31 December 9999, by each count. */
const lastDay = { from1900: 2_958_465, from1904: 2_957_003 };

function dateCell(value: number, from1904: boolean): Cell {
  const day = Math.round(value);
  if (Math.abs(value - day) > noise) return { kind: 'odd', what: 'date-time' };
  const last = from1904 ? lastDay.from1904 : lastDay.from1900;
  // By the first count 1900 has a 29 February, day 60, and day 0 is no day.
  const exists = from1904 ? day >= 0 : day >= 1 && day !== 60;
  if (!exists || day > last) return { kind: 'odd', what: 'no-date' };
  const begin = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, day < 60 ? 31 : 30);
  return { kind: 'date', text: new Date(begin + day * dayMs).toISOString().slice(0, 10) };
}
