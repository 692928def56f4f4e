import type { Random } from './random.ts';
import type { Node } from './tree.ts';
import { allNodes, childNodes, escapeText } from './tree.ts';
import { edgeValues, ODD_CHARACTERS } from './values.ts';

/**
 * Changes a document in place in one way. Not every change makes a document invalid: what is
 * optional may be dropped, a comment does no harm.
 */
type Mutation = (root: Node, random: Random, vocabulary: Vocabulary) => void;

/** Names and namespaces of all the schemas together. */
export interface Vocabulary {
  readonly names: readonly string[];
  readonly namespaces: readonly string[];
}

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const ATTRIBUTES = [
  'versie="2"',
  'xml:lang="nl"',
  'xml:space="preserve"',
  'id=""',
  `xmlns:xsi="${XSI}" xsi:nil="true"`,
  `xmlns:xsi="${XSI}" xsi:nil="false"`,
  `xmlns:xsi="${XSI}" xsi:type="xs:string" xmlns:xs="http://www.w3.org/2001/XMLSchema"`,
  `xmlns:xsi="${XSI}" xsi:type="Onbekend"`,
  `xmlns:xsi="${XSI}" xsi:schemaLocation="http://example.org/a a.xsd"`,
  `xmlns:xsi="${XSI}" xsi:noNamespaceSchemaLocation="a.xsd"`,
  'xmlns:onbekend="http://example.org/"',
];

const WHITE = [' ', '\t', '\n', '\r\n', '&#13;', '\u00a0', '\u2003', '  \n  '];

function classes(root: Node): Node[] {
  return allNodes(root)
    .map(({ node }) => node)
    .filter((node) => childNodes(node).length > 0);
}

function leaves(root: Node): Node[] {
  return allNodes(root)
    .map(({ node }) => node)
    .filter((node) => node.model?.type.kind === 'value');
}

/** Any element but the root, and its place among its siblings. */
function place(root: Node, random: Random): { node: Node; parent: Node; index: number } {
  const parent = random.pick(classes(root));
  const node = random.pick(childNodes(parent));
  return { node, parent, index: parent.content.indexOf(node) };
}

function textOf(node: Node): string {
  return node.content.filter((part) => typeof part === 'string').join('');
}

/** Text in parts with something harmless between them. */
function split(node: Node, random: Random, join: string): void {
  const text = textOf(node);
  const at = random.below(text.length + 1);
  // Never inside a reference such as &amp; or between the halves of a surrogate pair.
  const safe = text.includes('&') || /[\ud800-\udfff]/.test(text) ? 0 : at;
  node.content = [text.slice(0, safe) + join + text.slice(safe)];
}

function setValue(node: Node, value: string): void {
  node.content = value === '' ? [] : [escapeText(value)];
}

export const mutations: Readonly<Record<string, Mutation>> = {
  dropped(root, random) {
    const { parent, index } = place(root, random);
    parent.content.splice(index, 1);
  },
  doubled(root, random) {
    const { node, parent } = place(root, random);
    parent.content.splice(random.below(parent.content.length + 1), 0, structuredClone(node));
  },
  reordered(root, random) {
    const candidates = classes(root).filter((node) => childNodes(node).length > 1);
    const parent = random.pick(candidates);
    const from = random.below(parent.content.length);
    const [moved] = parent.content.splice(from, 1);
    if (moved !== undefined)
      parent.content.splice(random.below(parent.content.length + 1), 0, moved);
  },
  renamed(root, random, { names }) {
    const { node } = random.chance(0.05) ? { node: root } : place(root, random);
    const { name } = node;
    node.name = random.pick([
      name.toLowerCase(),
      `${name}s`,
      name.slice(1),
      `${name}\u0301`,
      random.pick(names),
    ]);
  },
  'wrong namespace'(root, random, { namespaces }) {
    const { node } = random.chance(0.05) ? { node: root } : place(root, random);
    const { namespace } = node;
    const odd = [namespace.replace('3_2', '3_1'), `${namespace}/`, namespace.toUpperCase(), ''];
    node.namespace = random.pick([...odd, ...namespaces]);
    const whole = random.chance(0.5) ? allNodes(node) : [];
    for (const { node: child } of whole) child.namespace = node.namespace;
  },
  'foreign element'(root, random, { names, namespaces }) {
    const parent = random.chance(0.3) ? random.pick(leaves(root)) : random.pick(classes(root));
    const name = random.chance(0.2) ? 'Onbekend' : random.pick(names);
    const namespace = random.chance(0.6) ? parent.namespace : random.pick(namespaces);
    const content = random.chance(0.5) ? ['1'] : [];
    const at = random.below(parent.content.length + 1);
    parent.content.splice(at, 0, { name, namespace, attributes: [], content });
  },
  'moved element'(root, random) {
    const { node, parent, index } = place(root, random);
    const target = random.pick(
      classes(root).filter((c) => !allNodes(node).some((n) => n.node === c)),
    );
    parent.content.splice(index, 1);
    target.content.splice(random.below(target.content.length + 1), 0, node);
  },
  empty(root, random) {
    const { node } = place(root, random);
    node.content = random.pick([[], [''], ['<!-- leeg -->'], ['<![CDATA[]]>'], [' '], ['\n']]);
  },
  'text in a class'(root, random) {
    const parent = random.pick(classes(root));
    const text = random.pick([...WHITE, 'x', '0', '&#160;', '<![CDATA[ ]]>', '<![CDATA[x]]>', '.']);
    parent.content.splice(random.below(parent.content.length + 1), 0, text);
  },
  'value at an edge'(root, random) {
    const leaf = random.pick(leaves(root));
    const type = leaf.model?.type;
    if (type?.kind === 'value') setValue(leaf, random.pick(edgeValues(type)));
  },
  'value of another element'(root, random) {
    const candidates = leaves(root);
    random.pick(candidates).content = [...random.pick(candidates).content];
  },
  'odd white space'(root, random) {
    const leaf = random.pick(leaves(root));
    const text = textOf(leaf);
    const white = random.pick(WHITE);
    leaf.content = random.pick([[white + text], [text + white], [white + text + white], [white]]);
  },
  'odd character'(root, random) {
    split(random.pick(leaves(root)), random, escapeText(random.pick(ODD_CHARACTERS)));
  },
  'comment, instruction or CDATA in a value'(root, random) {
    const leaf = random.pick(leaves(root));
    const text = textOf(leaf);
    if (text.includes('&') || random.chance(0.5)) {
      split(leaf, random, random.pick(['<!-- 1 -->', '<?a 1?>', '<![CDATA[]]>', '<![CDATA[1]]>']));
    } else {
      const references = [...text].map((c) => `&#x${c.codePointAt(0)?.toString(16)};`).join('');
      leaf.content = [random.pick([`<![CDATA[${text}]]>`, references])];
    }
  },
  attribute(root, random) {
    const { node } = random.chance(0.2) ? { node: root } : place(root, random);
    node.attributes.push(random.pick(ATTRIBUTES));
  },
  'many at once'(root, random, vocabulary) {
    const kinds = Object.keys(mutations).filter((kind) => kind !== 'many at once');
    for (let times = 2 + random.below(4); times > 0; times--) {
      // Earlier ones may have left too little to change.
      const left = leaves(root).length > 0 && classes(root).some((c) => childNodes(c).length > 1);
      if (left) mutations[random.pick(kinds)]?.(root, random, vocabulary);
    }
  },
};
