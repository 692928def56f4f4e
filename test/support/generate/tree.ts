import type { ElementModel } from './model.ts';

/** An element of a document in the making. A string in `content` is markup, written as it is. */
export interface Node {
  name: string;
  namespace: string;
  /** Markup of the attributes, as in `a="b"`. */
  attributes: string[];
  content: (Node | string)[];
  /** What the schema says of it; absent for what the schema does not know. */
  model?: ElementModel;
}

/** How a document is written; none of it matters to what the document says. */
export interface Notation {
  /** Prefix per namespace; a namespace without one is declared as default where needed. */
  readonly prefixes: ReadonlyMap<string, string>;
  /** The white space before an element, once per level: '' writes all on one line. */
  readonly newline: '' | '\n' | '\r\n';
  readonly indent: string;
  readonly declaration: string;
}

/** Text as in an XML document. A carriage return must be a reference to survive. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** All elements of a document with their parent, the root first. */
export function allNodes(root: Node): { node: Node; parent?: Node }[] {
  const found: { node: Node; parent?: Node }[] = [{ node: root }];
  for (const { node } of found) {
    for (const child of node.content) {
      if (typeof child !== 'string') found.push({ node: child, parent: node });
    }
  }
  return found;
}

/** The child elements of a node, markup left out. */
export function childNodes(node: Node): Node[] {
  return node.content.filter((child) => typeof child !== 'string');
}

/** Writes a document as XML. */
export function serialise(root: Node, notation: Notation): string {
  const declarations = [...notation.prefixes].map(([uri, prefix]) => `xmlns:${prefix}="${uri}"`);
  return notation.declaration + write(root, '', '', declarations, notation) + notation.newline;
}

function write(
  node: Node,
  defaultNamespace: string,
  margin: string,
  declarations: readonly string[],
  notation: Notation,
): string {
  const prefix = notation.prefixes.get(node.namespace);
  const name = prefix === undefined ? node.name : `${prefix}:${node.name}`;
  const attributes = [...declarations, ...node.attributes];
  const inner = prefix === undefined ? node.namespace : defaultNamespace;
  if (inner !== defaultNamespace) attributes.unshift(`xmlns="${inner}"`);
  const start = [name, ...attributes].join(' ');
  if (node.content.length === 0) return `<${start}/>`;
  const mixed = node.content.some((child) => typeof child === 'string');
  const deeper = margin + notation.indent;
  const gap = mixed || notation.newline === '' ? '' : notation.newline + deeper;
  const end = gap === '' ? '' : notation.newline + margin;
  const content = node.content.map((child) =>
    typeof child === 'string' ? child : gap + write(child, inner, deeper, [], notation),
  );
  return `<${start}>${content.join('')}${end}</${name}>`;
}
