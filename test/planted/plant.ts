import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Mutant, type Planting, plantingsIn, ruleDefinedBy } from './mutants.ts';
import { type Node, nameOf, part, parts, Tree } from './tree.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A plugin of Vite that plants all mutants of files at once: each is behind a switch
 * (`globalThis.planted`), so that thousands run in one process that loads the program once.
 *
 * @param files expressions of the paths, from the root of the project, in which mutants are planted
 * @param kept of which constants get their values anew for each mutant
 */
export function plant(files: RegExp, kept: RegExp) {
  const spreading = new Set(
    ['src/standard/rules'].flatMap((folder) => functionsThatSpread(join(root, folder))),
  );
  return {
    name: 'plant-mutants',
    enforce: 'pre' as const,
    transform(code: string, id: string) {
      const file = relative(root, id.replace(/\?.*$/, '')).replaceAll('\\', '/');
      if (files.test(file)) return { code: planted(code, file, spreading), map: null };
      if (kept.test(file)) return { code: planted(code, file, spreading, false), map: null };
      return undefined;
    },
  };
}

const isProgram = (file: string) => file.endsWith('.ts');

function functionsThatSpread(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter(isProgram).flatMap((file) => {
    const source = readFileSync(join(folder, file), 'utf8');
    return [...source.matchAll(/function (\w+)(?:<[^(]*>)?\([^)]*\.\.\./g)].map(
      ([, name = '']) => name,
    );
  });
}

interface Insertion {
  readonly at: number;
  /** Text of the source that goes. */
  readonly instead?: number;
  readonly text: string;
  /** Closes what was opened: comes before what opens at the same place, and the innermost comes first. */
  readonly closes: boolean;
}

/** The source with a switch at each place. No line is added. */
export function planted(
  source: string,
  file: string,
  spreading: ReadonlySet<string>,
  mutate = true,
): string {
  const tree = new Tree(source);
  const plantings = mutate ? plantingsIn(file, tree, spreading) : [];
  const insertions: Insertion[] = [];
  const open = (at: number, text: string) => insertions.push({ at, text, closes: false });
  const close = (at: number, text: string) => insertions.push({ at, text, closes: true });
  const constants = new Map(
    parts(tree.program, 'body')
      .flatMap((statement) => constantIn(statement))
      .map((constant) => [constant.name, constant] as const),
  );
  const hosted = Map.groupBy(
    plantings.map((planting, number) => ({ ...planting, number })),
    ({ host }) => host,
  );
  for (const { name, statement, declarator } of constants.values()) {
    // `const a = 1` becomes `let a;__p.init(()=>{a = 1})`.
    const instead = String(statement.kind).length;
    insertions.push({ at: statement.start, instead, text: 'let', closes: false });
    const init = part(declarator, 'init');
    insertions.push({
      at: part(declarator, 'id').end,
      instead: init.start - part(declarator, 'id').end,
      text: `;__p.init(()=>{${name}=`,
      closes: false,
    });
    close(declarator.end, '})');
  }
  for (const node of tree.nodes()) {
    const reads = mutate && node.type === 'Identifier' && constants.has(String(node.name));
    if (reads && tree.isRead(node)) {
      open(node.start, `(__p.read(${JSON.stringify(`${file} ${node.name}`)},`);
      close(node.end, '))');
    }
    const mutants = hosted.get(node);
    if (mutants) {
      const ways = mutants.map(({ number, code }) => `__p.on(__b+${number})?(${code}):`);
      open(node.start, `(${ways.join('')}(`);
      close(node.end, '))');
    }
    if (ruleDefinedBy(node)) {
      open(node.start, '__p.asked(');
      close(node.end, ')');
    }
    if (/^(For|While|DoWhile)/.test(node.type)) {
      const body = part(node, 'body');
      if (body.type === 'BlockStatement') open(body.start + 1, '__p.step();');
      else {
        open(body.start, '{__p.step();');
        close(body.end, '}');
      }
    }
  }
  const listed = plantings.map(({ host: _, code: __, ...mutant }: Planting): Mutant => mutant);
  const head = `const __p=globalThis.planted,__b=__p.load(${JSON.stringify(listed)});`;
  return head + withInsertions(source, insertions);
}

/** The constant of a statement at the top of a file. */
function constantIn(statement: Node): { name: string; statement: Node; declarator: Node }[] {
  const declared = (statement.declaration as Node | null | undefined) ?? statement;
  if (declared.type !== 'VariableDeclaration') return [];
  const [declarator] = parts(declared, 'declarations');
  const name = declarator && nameOf(part(declarator, 'id'));
  return declarator && name ? [{ name, statement: declared, declarator }] : [];
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
  for (const { at, text, instead = 0 } of sorted) {
    made += code.slice(done, at) + text;
    done = at + instead;
  }
  return made + code.slice(done);
}
