import { expect, test } from 'vitest';
import { parseAst } from 'vitest/node';
import { filesIn, read } from '../support/sources.ts';

/** A function of more lines than this does not fit a screen. */
const mostLines = 60;

/** Files with functions that are still too long. This list may only become shorter. */
const stillTooLong: readonly string[] = [];

/** A node of the syntax tree, as far as it is looked at here. */
interface Node {
  readonly type?: string;
  readonly start: number;
  readonly end: number;
  readonly body?: unknown;
  readonly id?: { readonly name?: string } | null;
  readonly key?: { readonly name?: string };
}

/** Functions of a source with more than `mostLines` lines, from their first line to their last: `file:line name`. */
function longFunctions(file: string, source: string): string[] {
  const found: string[] = [];
  const linesBetween = (start: number, end: number) => source.slice(start, end).split('\n').length;
  const visit = (part: unknown, name: string): void => {
    if (Array.isArray(part)) {
      for (const one of part) visit(one, name);
      return;
    }
    if (typeof part !== 'object' || part === null) return;
    const node = part as Node;
    const own = node.id?.name ?? node.key?.name ?? name;
    if (node.type?.includes('Function') && node.body) {
      const lines = linesBetween(node.start, node.end);
      if (lines > mostLines)
        found.push(`${file}:${linesBetween(0, node.start)} ${own} has ${lines} lines: divide it`);
    }
    for (const child of Object.values(node)) visit(child, own);
  };
  visit(parseAst(source, { lang: 'ts' }), '');
  return found;
}

test('every function of the program fits a screen', { timeout: 60_000 }, async () => {
  const faults: string[] = [];
  const tooLong: string[] = [];
  for (const file of await filesIn('src', '.ts')) {
    const found = longFunctions(file, await read(file));
    if (found.length > 0 && stillTooLong.includes(file)) tooLong.push(file);
    else faults.push(...found);
  }
  expect(faults).toEqual([]);
  expect(tooLong, 'files that can be taken from the list').toEqual([...stillTooLong].sort());
});

test('a long function is found, by its name and first line, also within another one', () => {
  const lines = (count: number) => Array.from({ length: count }, () => '  work();').join('\n');
  const source = `
function fits(): void {
${lines(mostLines - 2)}
}

export const outer = (done: boolean): (() => void) => {
  return function inner() {
${lines(mostLines - 1)}
  };
};

class Steps {
  #step(): void {
${lines(mostLines)}
  }
}
`;
  expect(longFunctions('planted.ts', source).map((one) => one.split(' has ')[0])).toEqual([
    'planted.ts:63 outer',
    'planted.ts:64 inner',
    'planted.ts:128 step',
  ]);
});
