/** Prints rows under their headings: the first column to the left, the others to the right. */
export function printTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ');
  console.log(line(headings));
  console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  for (const row of rows) console.log(line(row));
}

/** A rate as people read it: three digits that matter. */
export function rate(perSecond: number): string {
  return perSecond >= 100 ? perSecond.toFixed(0) : perSecond.toPrecision(3);
}

/** Says whether a figure reaches its mark: at least that, or at most. */
export function verdict(
  what: string,
  figure: number,
  mark: number,
  side: 'least' | 'most' = 'least',
): void {
  const digits = mark < 1 ? 3 : mark < 10 ? 2 : 0;
  const reached = side === 'least' ? figure >= mark : figure <= mark;
  const [measured, wanted] = [figure.toFixed(digits), `at ${side} ${mark.toFixed(digits)}`];
  const verdict = reached ? 'reached' : 'NOT REACHED';
  console.log(`${what}: ${measured}, ${wanted}: ${verdict}`);
  verdicts.push([what, wanted, measured, verdict]);
}

const verdicts: string[][] = [];

/** Prints all marks of this run once more, as one table. */
export function printMarks(): void {
  if (verdicts.length === 0) return;
  console.log();
  printTable(['what', 'mark', 'measured', ''], verdicts);
}
