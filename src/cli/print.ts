import { dutchTime } from './moments.ts';

/** Rows as columns that line up; numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cells = rows.map((row) => row.map(cell));
  const widths = header.map((name, column) =>
    Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[], from: readonly unknown[]) =>
    row
      .map((text, column) => {
        const width = widths[column] ?? 0;
        return typeof from[column] === 'number' ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(header, []), ...cells.map((row, index) => line(row, rows[index] ?? []))].join('\n');
}

/** Names with their values, one to a line; those without a value are left out. */
export function facts(pairs: readonly (readonly [name: string, value: unknown])[]): string {
  const given = pairs.filter(([, value]) => value !== null && value !== undefined);
  const width = Math.max(...given.map(([name]) => name.length));
  return given.map(([name, value]) => `${name.padEnd(width)}  ${cell(value)}`).join('\n');
}

/** JSON for scripts: one value. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** The option for how a command prints its result. */
export interface Printed {
  readonly json?: boolean;
}

/** Prints a value: as JSON when that was asked for, or as text. */
export function print<T>(value: T, options: Printed, textOf: (value: T) => string): void {
  console.log(options.json ? json(value) : textOf(value));
}

/** A moment of JSON as a Date, which is printed in the time of the Netherlands. */
export function at(moment: string | null): Date | null {
  return moment === null ? null : new Date(moment);
}

/** The line below a list that has more items. */
export function more(next: string | null): string {
  return next === null ? '' : `\nMore: --after ${next}`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (value instanceof Date) return dutchTime(value);
  return String(value);
}

/** `1 row`, `2 rows`. */
export function counted(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
