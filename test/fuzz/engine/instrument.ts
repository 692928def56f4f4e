import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vitest/node';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [part: string]: unknown;
}

interface Insertion {
  readonly at: number;
  readonly text: string;
  /** Closes what was opened: comes before what opens at the same place, and the innermost comes first. */
  readonly closes: boolean;
}

/**
 * A plugin of Vite that makes the blocks of the program report when they run: bodies of functions and
 * loops, both ways of an `if` or `?:` (also the `else` that is not written), cases, and the right side
 * of `&&`, `||` and `??`.
 *
 * V8 can report that too (precise coverage), but each question costs it 3 to 12 milliseconds, more as time
 * goes on, for it looks at every function of the process: that halved the inputs in a second.
 *
 * @param files expressions of the paths, from the root of the project, that are instrumented
 */
export function instrument(files: RegExp) {
  let next = 0;
  return {
    name: 'mark-blocks',
    enforce: 'post' as const,
    transform(code: string, id: string) {
      const file = relative(root, id.replace(/\?.*$/, '')).replaceAll('\\', '/');
      if (!files.test(file)) return undefined;
      const instrumented = instrumentCode(code, file, next);
      next += instrumented.count;
      return { code: instrumented.code, map: null };
    },
  };
}

/**
 * The code with a call at each block. No line is added, so that lines in stacks stay right.
 *
 * @param from the number of its first block
 */
export function instrumentCode(
  code: string,
  file: string,
  from: number,
): { code: string; count: number } {
  const insertions: Insertion[] = [];
  let count = 0;
  const mark = () => {
    const block = from + count++;
    return `__ran[${block}]||__first(${block})`;
  };
  const open = (at: number, text: string) => insertions.push({ at, text, closes: false });
  const close = (at: number, text: string) => insertions.push({ at, text, closes: true });
  /** Reports at the begin of a statement. */
  const statement = (node: Node) => {
    if (node.type === 'BlockStatement') return void open(node.start + 1, `${mark()};`);
    open(node.start, `{${mark()};`);
    close(node.end, '}');
  };
  const expression = (node: Node) => {
    open(node.start, `(${mark()},`);
    close(node.end, ')');
  };
  visit(parseAst(code) as unknown as Node, (node) => {
    const part = (name: string) => node[name] as Node;
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        if (part('body').type === 'BlockStatement') statement(part('body'));
        else expression(part('body'));
        break;
      case 'IfStatement':
        if (!node.alternate) close(node.end, ` else{${mark()}}`);
        statement(part('consequent'));
        if (node.alternate) statement(part('alternate'));
        break;
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'CatchClause':
        statement(part('body'));
        break;
      case 'SwitchCase':
        open((node.consequent as Node[])[0]?.start ?? node.end, `${mark()};`);
        break;
      case 'ConditionalExpression':
        expression(part('consequent'));
        expression(part('alternate'));
        break;
      case 'LogicalExpression':
        expression(part('right'));
        break;
    }
  });
  const head =
    'const{ran:__ran,first:__first}=globalThis.fuzzBlocks;' +
    `globalThis.fuzzBlocks.load(${JSON.stringify(file)},${from},${count});`;
  return { code: head + withInsertions(code, insertions), count };
}

/** Goes through a tree, what is around before what is inside. */
function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const part of Object.values(node))
    for (const child of Array.isArray(part) ? part : [part])
      if (typeof child?.type === 'string') visit(child, see);
}

function withInsertions(code: string, insertions: Insertion[]): string {
  const sorted = insertions
    .map((insertion, order) => ({ ...insertion, order }))
    .sort(
      (a, b) =>
        a.at - b.at ||
        Number(b.closes) - Number(a.closes) ||
        (a.closes ? b.order - a.order : a.order - b.order),
    );
  let done = 0;
  let made = '';
  for (const { at, text } of sorted) {
    made += code.slice(done, at) + text;
    done = at;
  }
  return made + code.slice(done);
}
