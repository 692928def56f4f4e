import { readFileSync } from 'node:fs';
import { daysInMonth, isAfter, isBefore } from '../calendar.ts';

/** What rules ask about municipalities. */
export interface GemeenteList {
  /** Whether a message about this day may name this code (TR378). */
  readonly allows: (code: string, day: string) => boolean;
}

/** The list cannot be used. The message names the file and each line, and says what to do. */
export class GemeentenError extends Error {
  override readonly name = 'GemeentenError';
}

/** A municipality by its code of the CBS. */
export interface Gemeente {
  readonly code: string;
  readonly naam: string;
  /** First day, `yyyy-mm-dd`; absent when it lies before the days that the list knows. */
  readonly from?: string;
  /** Last day. */
  readonly until?: string;
  /** Code of the municipality that took over. */
  readonly successor?: string;
}

interface Line {
  readonly number: number;
  readonly cells: readonly string[];
}

const HEADING = ['code', 'naam', 'from', 'until', 'successor'];
/** From this day the list knows every municipality. */
const COMPLETE_SINCE = '2021-01-01';
/** Faults that one error lists at most: a file of another kind has one in every line. */
const TOLD = 10;

/**
 * Reads what rules ask about municipalities, from the file of {@link readGemeenten}.
 *
 * @throws {GemeentenError} when the file is not such a list
 */
export function loadGemeenten(file: string): GemeenteList {
  return listOf(readGemeenten(file));
}

/**
 * Reads the municipalities from a file: tab-separated, in UTF-8, with the columns of its heading;
 * empty lines and lines that begin with # do not count.
 *
 * @returns by their code, in the order of the file
 * @throws {GemeentenError} when the file is not such a list
 */
export function readGemeenten(file: string): ReadonlyMap<string, Gemeente> {
  const [heading, ...lines] = readLines(file);
  if (heading?.cells.join() !== HEADING.join())
    throw unusable(file, [
      `line ${heading?.number ?? 1}: the first line must be the heading: ${HEADING.join(', ')}, with a tab between each.`,
    ]);
  const faults: string[] = [];
  const known = new Map<string, Gemeente>();
  for (const line of lines) {
    const fault = faultOf(line) ?? (known.has(codeOf(line)) && 'the code is there already');
    if (fault) faults.push(`line ${line.number}: ${fault}.`);
    else known.set(codeOf(line), gemeenteOf(line));
  }
  // Only when all codes are right, or one typing error would be reported twice.
  if (faults.length === 0)
    for (const line of lines) {
      const fault = successionFault(gemeenteOf(line), known);
      if (fault) faults.push(`line ${line.number}: ${fault}.`);
    }
  if (known.size === 0 && faults.length === 0) faults.push('it holds no municipality.');
  if (faults.length > 0) throw unusable(file, faults);
  return known;
}

function readLines(file: string): Line[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw unusable(file, [`it cannot be read (${code}).`], cause);
  }
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '' && !line.startsWith('#'))
    .map(({ line, number }) => ({ number, cells: line.split('\t').map((cell) => cell.trim()) }));
}

function codeOf({ cells: [code = ''] }: Line): string {
  return code;
}

function gemeenteOf({ cells: [code = '', naam = '', from, until, successor] }: Line): Gemeente {
  return {
    code,
    naam,
    ...(from && { from }),
    ...(until && { until }),
    ...(successor && { successor }),
  };
}

/** What is wrong with a line by itself. */
function faultOf(line: Line): string | undefined {
  if (line.cells.length > HEADING.length) return 'there are more columns than the heading has';
  const { code, from, until, successor } = gemeenteOf(line);
  if (!/^\d{4}$/.test(code)) return 'the code must be four digits, as in 0363';
  for (const [column, date] of Object.entries({ from, until }))
    if (date !== undefined && !isDay(date))
      return `${column} must be a date such as 2022-01-01, or empty`;
  if (from && until && isBefore(until, from)) return 'until lies before from';
  if (successor !== undefined && until === undefined)
    return 'with a successor, until must say the last day before it took over';
  return undefined;
}

function isDay(text: string): boolean {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.slice(1).map(Number);
  if (!found) return false;
  const [year = 0, month = 0, day = 0] = found;
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** What is wrong with who comes after whom. */
function successionFault(
  gemeente: Gemeente,
  known: ReadonlyMap<string, Gemeente>,
): string | undefined {
  const { successor } = gemeente;
  if (successor === undefined) return undefined;
  const next = known.get(successor);
  if (!next) return 'the successor must be a code of this list';
  // A municipality that lasts longer than its predecessors can never be its own successor.
  if (next.until && gemeente.until && !isAfter(next.until, gemeente.until))
    return 'the successor must last longer than the municipality that it took over';
  return undefined;
}

function unusable(file: string, faults: readonly string[], cause?: unknown): GemeentenError {
  const lines = faults.slice(0, TOLD).map((fault) => `\n  ${fault}`);
  if (faults.length > TOLD) lines.push(`\n  and ${faults.length - TOLD} more.`);
  return new GemeentenError(
    `Cannot use the list of municipalities ${file}:${lines.join('')}\nMend it, or leave out GEMEENTEN_FILE to use the list of the gateway.`,
    { cause },
  );
}

function listOf(known: ReadonlyMap<string, Gemeente>): GemeenteList {
  const predecessors = Map.groupBy(known.values(), ({ successor }) => successor);

  /** Whether it, or one that it took over, held on that day. */
  const heldOn = (gemeente: Gemeente, day: string): boolean =>
    holds(gemeente, day) ||
    (predecessors.get(gemeente.code) ?? []).some((before) => heldOn(before, day));

  return {
    allows: (code, day) => {
      const gemeente = known.get(code);
      if (gemeente?.until && isAfter(day, gemeente.until)) return false;
      if (gemeente && heldOn(gemeente, day)) return true;
      return isBefore(day, COMPLETE_SINCE);
    },
  };
}

function holds({ from, until }: Gemeente, day: string): boolean {
  return !(from && isBefore(day, from)) && !(until && isAfter(day, until));
}
