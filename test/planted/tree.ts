import { parseAst } from 'vitest/node';

/** A node of a syntax tree, as ESTree has them. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [part: string]: unknown;
}

/** The tree of a source in TypeScript, in which each node knows what is around it. */
export class Tree {
  readonly source: string;
  readonly program: Node;
  readonly #around = new Map<Node, { readonly parent: Node; readonly part: string }>();

  constructor(source: string) {
    this.source = source;
    this.program = parseAst(source, { lang: 'ts' }) as unknown as Node;
    this.#enter(this.program);
  }

  #enter(parent: Node): void {
    for (const [part, child] of childrenOf(parent)) {
      this.#around.set(child, { parent, part });
      this.#enter(child);
    }
  }

  /** All nodes of the program that runs: types are left out. What is around comes before what is inside. */
  nodes(): Node[] {
    return [...this.#around.keys()];
  }

  parent(node: Node): Node | undefined {
    return this.#around.get(node)?.parent;
  }

  /** As what its parent has it, as in `test` of an IfStatement. */
  part(node: Node): string | undefined {
    return this.#around.get(node)?.part;
  }

  /** What is around a node, from the inside to the outside. */
  *parents(node: Node): Iterable<Node> {
    for (let at = this.parent(node); at; at = this.parent(at)) yield at;
  }

  /** Whether an identifier is a value, and neither names nor receives one. */
  isRead(node: Node): boolean {
    const [parent, name] = [this.parent(node), this.part(node)];
    if (!parent || name === 'key' || (name === 'property' && parent.computed !== true))
      return false;
    if (PATTERNS.includes(parent.type) || /^(Import|Export)/.test(parent.type)) return false;
    if (parent.type === 'Property')
      return parent.shorthand !== true && this.parent(parent)?.type !== 'ObjectPattern';
    if (parent.type === 'AssignmentExpression' || parent.type === 'AssignmentPattern')
      return name === 'right';
    return !['id', 'params', 'label'].includes(name ?? '');
  }

  text(node: { readonly start: number; readonly end: number }): string {
    return this.source.slice(node.start, node.end);
  }

  /** Line and column of a place, both from 1. */
  position(offset: number): { line: number; column: number } {
    const lines = this.source.slice(0, offset).split('\n');
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  }
}

const PATTERNS = ['ArrayPattern', 'ObjectPattern', 'RestElement', 'UpdateExpression'];

const TYPE_PARTS = ['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments'];

function* childrenOf(node: Node): Iterable<readonly [string, Node]> {
  for (const [part, value] of Object.entries(node)) {
    if (TYPE_PARTS.includes(part)) continue;
    for (const child of Array.isArray(value) ? value : [value])
      if (isNode(child) && !isType(child)) yield [part, child];
  }
}

function isNode(value: unknown): value is Node {
  return typeof (value as Node | null)?.type === 'string';
}

const WITH_A_VALUE = ['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'];

function isType({ type }: Node): boolean {
  return type.startsWith('TS') && !WITH_A_VALUE.includes(type);
}

/** One part of a node. @throws when it has none of that name */
export function part(node: Node, name: string): Node {
  const found = node[name];
  if (!isNode(found)) throw new Error(`a ${node.type} has no ${name}`);
  return found;
}

/** A list of parts of a node, without holes. */
export function parts(node: Node, name: string): Node[] {
  const found = node[name];
  return Array.isArray(found) ? found.filter(isNode) : [];
}

/** What is in a part, behind `as` and the like. */
export function bare(node: Node): Node {
  return WITH_A_VALUE.includes(node.type) ? bare(part(node, 'expression')) : node;
}

/** The name of an identifier, or of what a member is of: `isBefore`, and `has` of `known.has`. */
export function nameOf(node: Node): string | undefined {
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return String(node.name);
  if (node.type === 'MemberExpression' && node.computed !== true)
    return nameOf(part(node, 'property'));
  return undefined;
}

/** The name of what a call calls. */
export function calleeOf(call: Node): string | undefined {
  return call.type === 'CallExpression' ? nameOf(part(call, 'callee')) : undefined;
}
