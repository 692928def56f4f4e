import { notations } from '../../support/generate/documents.ts';
import type { ElementModel } from '../../support/generate/model.ts';
import type { Random } from '../../support/generate/random.ts';
import {
  allNodes,
  childNodes,
  escapeText,
  type Node,
  serialise,
} from '../../support/generate/tree.ts';
import { buildValid } from '../../support/generate/valid.ts';
import { edgeValues, ODD_CHARACTERS } from '../../support/generate/values.ts';

/** What says nothing, and holds what a reader may take for something. */
const NOISE = [
  '<!-- 1 -->',
  '<!---->',
  '<!-- </Bsn> <Bsn> "\' <![CDATA[ ]]> <?a ?> &amp; &#13; -->',
  '<!-- <?a it\'s "5>4" </Bericht> <![CDATA[ ?> -->',
];
const EMPTY_TEXT = [...NOISE, '<![CDATA[]]>'];
const WHITE = [' ', '\t', '\n', '  \n  '];
const ATTRIBUTES = ['xmlns:x="urn:a/"', "xmlns:xsi = 'urn:b=c/'", "xmlns:schemaLocation='urn:c//'"];
/** Each is a name of XML; to a program each may be something else. */
const PREFIXES = [
  'constructor',
  '__proto__',
  'toString',
  'xmlnsx',
  'p\ufeff',
  '\u1680',
  'é-.\u00b7',
];

/** The same character of a text, written in one of the ways that XML has. */
function spelled(token: string, random: Random): string {
  const reference = /^&(\w+);$/.exec(token)?.[1];
  const character = reference ? named[reference] : token;
  if (character === undefined) return token;
  const code = character.codePointAt(0) as number;
  const ways = [
    token,
    token,
    `&#${code};`,
    `&#x${code.toString(16)};`,
    `&#x000${code.toString(16).toUpperCase()};`,
  ];
  if (character !== '\r') ways.push(`<![CDATA[${character}]]>`, `<![CDATA[${character}`);
  return random.pick(ways);
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/** Markup of a value, written in another way. */
function respelled(markup: string, random: Random): string {
  let written = '';
  let inCdata = false;
  for (const token of markup.match(/&[^;]+;|[^&]/gu) ?? []) {
    if (inCdata && (token.startsWith('&') || token === ']' || random.chance(0.5))) {
      written += ']]>';
      inCdata = false;
    }
    if (inCdata) {
      written += token;
      continue;
    }
    if (random.chance(0.1)) written += random.pick(EMPTY_TEXT);
    const next = spelled(token, random);
    written += next;
    inCdata = next.startsWith('<![CDATA[') && !next.endsWith(']]>');
  }
  return inCdata ? `${written}]]>` : written + (random.chance(0.2) ? random.pick(EMPTY_TEXT) : '');
}

function changeValue(leaf: Node, random: Random): void {
  const type = leaf.model?.type;
  if (type?.kind !== 'value') return;
  const [markup] = leaf.content;
  if (random.chance(0.1)) leaf.content = [escapeText(random.pick(edgeValues(type)))];
  else if (type.primitive !== 'string')
    leaf.content = [random.pick(WHITE) + markup + random.pick(['', '&#13;', ...WHITE])];
  else if (!type.enumeration) {
    const lines = `\n${random.pick(EMPTY_TEXT)}\n-`;
    leaf.content = [markup + random.pick([lines, escapeText(random.pick(ODD_CHARACTERS))])];
  }
}

/**
 * A document that its schema accepts more often than not, written as oddly as XML allows: a reader
 * that takes one of its comments, references, line ends or prefixes amiss reads something else.
 */
export function oddDocument(bericht: ElementModel, random: Random): string {
  const root = buildValid(bericht, random, { optional: random.pick([0, 0.2, 0.5, 0.8]) });
  const nodes = allNodes(root).map(({ node }) => node);
  const leaves = nodes.filter((node) => node.model?.type.kind === 'value');
  for (const leaf of leaves)
    if (random.chance(0.3))
      leaf.content = leaf.content.map((part) => respelled(String(part), random));
  if (random.chance(0.5)) changeValue(random.pick(leaves), random);
  for (const node of nodes) {
    if (childNodes(node).length > 0 && random.chance(0.1)) {
      const noise = random.pick([...NOISE, ...WHITE]);
      node.content.splice(random.below(node.content.length + 1), 0, noise);
    }
    if (random.chance(0.02)) node.attributes.push(random.pick(ATTRIBUTES));
  }
  const notation = random.chance(0.2)
    ? {
        ...random.pick(notations(bericht.namespace)),
        prefixes: new Map([[bericht.namespace, random.pick(PREFIXES)]]),
      }
    : random.pick(notations(bericht.namespace));
  const xml = serialise(root, notation) + (random.chance(0.2) ? random.pick(NOISE) : '');
  const ends = random.pick([['\n'], ['\r\n'], ['\r'], ['\n', '\r\n', '\r']]);
  return xml.replace(/\r\n|\n/g, () => random.pick(ends));
}
