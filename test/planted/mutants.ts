import type { Edit, Kind } from './edit.ts';
import { kinds } from './kinds.ts';
import { calleeOf, type Node, nameOf, part, parts, type Tree } from './tree.ts';

/** One place of a source, changed. */
export interface Mutant {
  readonly kind: Kind;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The rule, function, class or constant that it is in. */
  readonly within: string;
  /** The rule in whose definition it is. */
  readonly rule?: string;
  readonly before: string;
  readonly after: string;
  /** Of those that are the same but for their place, the how manieth. */
  readonly nth: number;
}

/** A mutant, and what is needed to plant it. */
export interface Planting extends Mutant {
  /** The expression that becomes another. */
  readonly host: Node;
  readonly code: string;
}

const RULE_MAKERS = ['rule', 'pastRule', 'declaredRule', 'answeredRule'];

/** The code of the rule that a call defines; undefined for every other node. */
export function ruleDefinedBy(node: Node): string | undefined {
  if (!RULE_MAKERS.includes(calleeOf(node) ?? '')) return undefined;
  const [definition] = parts(node, 'arguments');
  if (definition?.type !== 'ObjectExpression') return undefined;
  for (const property of parts(definition, 'properties'))
    if (property.type === 'Property' && nameOf(part(property, 'key')) === 'code')
      return String(part(property, 'value').value);
  return undefined;
}

/**
 * Every mutant of a source.
 *
 * @param spreading names of functions that take any number of arguments
 */
export function plantingsIn(file: string, tree: Tree, spreading: ReadonlySet<string>): Planting[] {
  const found: Planting[] = [];
  const alike = new Map<string, number>();
  for (const node of tree.nodes()) {
    if (isProse(tree, node)) continue;
    for (const edit of kinds(tree, node, spreading)) {
      const { before, after, kind } = shown(tree, edit);
      const { within, rule } = surroundings(tree, node);
      const key = JSON.stringify([within, kind, before, after]);
      const nth = (alike.get(key) ?? 0) + 1;
      alike.set(key, nth);
      const place = { file, ...tree.position(edit.from), within, ...(rule && { rule }) };
      const host = hostOf(tree, edit.node);
      found.push({ kind, ...place, before, after, nth, host, code: edited(tree, host, edit) });
    }
  }
  return found;
}

function shown(tree: Tree, { kind, from, to, after }: Edit) {
  const short = (text: string) => text.replaceAll('__p.', '').replace(/\s+/g, ' ').trim();
  return { kind, before: short(tree.source.slice(from, to)), after: short(after) };
}

function edited({ source }: Tree, host: Node, { from, to, after }: Edit): string {
  return `${source.slice(host.start, from)}${after}${source.slice(to, host.end)}`;
}

/** What people read: sentences and readings, and the names of errors. */
const PROSE = ['sentence', 'reading', 'berichtklasse', 'nl', 'en', 'name'];
const PROPERTIES = ['Property', 'PropertyDefinition'];

function isProse(tree: Tree, node: Node): boolean {
  for (const at of [node, ...tree.parents(node)])
    if (PROPERTIES.includes(at.type) && PROSE.includes(nameOf(part(at, 'key')) ?? '')) return true;
  return false;
}

function surroundings(tree: Tree, node: Node): { within: string; rule?: string } {
  let within = '';
  for (const at of [node, ...tree.parents(node)]) {
    const rule = ruleDefinedBy(at);
    if (rule) return { within: rule, rule };
    const name = NAMED.includes(at.type) ? nameOf((at.id ?? at.key) as Node) : undefined;
    // What is at the top names a function inside another.
    if (name) within = within && at.type === 'ClassDeclaration' ? `${name}.${within}` : name;
  }
  return { within };
}

const NAMED = ['FunctionDeclaration', 'ClassDeclaration', 'MethodDefinition', 'VariableDeclarator'];

/**
 * The expression that can be replaced as a whole to change a node. What is called, and what is in a
 * chain of `?.`, cannot be set apart from what is around it.
 */
function hostOf(tree: Tree, node: Node): Node {
  const parent = tree.parent(node);
  if (!parent) return node;
  const name = tree.part(node);
  const inChain =
    (name === 'object' || name === 'callee' || name === 'expression') &&
    [parent, ...tree.parents(parent)].find(({ type }) => !CHAINED.includes(type))?.type ===
      'ChainExpression';
  const called = name === 'callee' && node.type === 'MemberExpression';
  const statement = parent.type === 'ExpressionStatement';
  const member = name === 'property' && parent.type === 'MemberExpression' && !parent.computed;
  if (!statement && (inChain || called || member)) return hostOf(tree, parent);
  return node;
}

const CHAINED = ['MemberExpression', 'CallExpression', 'TSNonNullExpression'];
