import type { AnyBericht } from '../../../src/standard/messages/berichten.ts';
import { libxml2, NodeType, parse, stringAt, tree } from '../../../src/standard/xml/libxml2.ts';
import type { ElementModel } from '../../support/generate/model.ts';

/** An element with its value; of a class, or an element that the schema does not know, the path alone. */
type Fact = readonly [path: string, value?: string];

/** What libxml2 holds of a document that its schema accepts, element by element. */
export function factsOfDocument(bytes: Uint8Array, bericht: ElementModel): Fact[] {
  const { document } = parse(bytes);
  if (document === 0) throw new Error('not well-formed');
  const facts: Fact[] = [];
  const walk = (element: number, model: ElementModel, path: string): void => {
    if (model.type.kind === 'value') {
      const text = textIn(element);
      // What XML Schema calls collapse.
      const collapsed = () => text.replace(/[ \t\n\r]+/g, ' ').replace(/^ | $/g, '');
      facts.push([path, model.type.primitive === 'string' ? text : collapsed()]);
      return;
    }
    facts.push([path]);
    for (let child = tree.firstChild(element); child !== 0; child = tree.next(child)) {
      if (tree.type(child) !== NodeType.element) continue;
      const name = tree.name(child);
      const found = model.type.children.find((one) => one.name === name);
      if (!found) throw new Error(`the schema has no ${path}/${name}`);
      walk(child, found, `${path}/${name}`);
    }
  };
  try {
    walk(libxml2._xmlDocGetRootElement(document), bericht, 'Bericht');
  } finally {
    libxml2._xmlFreeDoc(document);
  }
  return facts;
}

const COMMENT = 8;
const INSTRUCTION = 7;

function textIn(element: number): string {
  let text = '';
  for (let child = tree.firstChild(element); child !== 0; child = tree.next(child)) {
    const type = tree.type(child);
    if (type === NodeType.text || type === NodeType.cdata)
      text += stringAt(tree.contentAddress(child));
    else if (type !== COMMENT && type !== INSTRUCTION) throw new Error(`a node of type ${type}`);
  }
  return text;
}

/** The same of a message as an object: names from fields, lists as what they repeat. */
export function factsOfObject({ type: _, ...bericht }: AnyBericht): Fact[] {
  const facts: Fact[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'string') {
      facts.push([path, value]);
      return;
    }
    facts.push([path]);
    for (const [field, inside] of Object.entries(value as object)) {
      const name = `${path}/${field.charAt(0).toUpperCase()}${field.slice(1)}`;
      for (const each of Array.isArray(inside) ? inside : [inside]) walk(each, name);
    }
  };
  walk(bericht, 'Bericht');
  return facts;
}
