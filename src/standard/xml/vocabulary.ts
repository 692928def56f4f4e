import type { Pointer } from './libxml2.ts';
import { libxml2, NodeType, tree } from './libxml2.ts';

/**
 * The words of the schemas. Only these may appear in what the gateway reports about a message: all else in a text of
 * libxml2 may have been written by the sender.
 */
export interface Vocabulary {
  /** Names of elements. */
  readonly elements: ReadonlySet<string>;
  /** Values of facets: lengths, bounds, patterns, enumerations. */
  readonly facets: ReadonlySet<string>;
  /** Type name, as in `LDT_Datum` or `date`, to the built-in type that it restricts. */
  readonly builtIns: ReadonlyMap<string, string>;
}

const BUILT_INS: readonly string[] = ['string', 'date', 'time', 'dateTime', 'integer', 'decimal'];

/** Collects the words of parsed schema documents. */
export function readVocabulary(documents: readonly Pointer[]): Vocabulary {
  const elements = new Set<string>();
  const facets = new Set<string>();
  const bases = new Map<string, string>();
  const visit = (element: Pointer, typeName: string | undefined): void => {
    const kind = tree.name(element);
    const name = tree.attribute(element, 'name');
    if (kind === 'element' && name !== undefined) elements.add(name);
    const base = tree.attribute(element, 'base');
    if (kind === 'restriction' && base !== undefined && typeName !== undefined) {
      bases.set(typeName, localName(base));
    }
    const value = tree.attribute(element, 'value');
    if (value !== undefined) facets.add(value);
    const within = kind === 'simpleType' ? name : typeName;
    for (let child = tree.firstChild(element); child !== 0; child = tree.next(child)) {
      if (tree.type(child) === NodeType.element) visit(child, within);
    }
  };
  for (const document of documents) visit(libxml2._xmlDocGetRootElement(document), undefined);
  return { elements, facets, builtIns: resolve(bases) };
}

function resolve(bases: ReadonlyMap<string, string>): Map<string, string> {
  const builtIns = new Map(BUILT_INS.map((name) => [name, name]));
  for (const name of bases.keys()) {
    let base: string | undefined = name;
    // A chain of types is never longer than there are types.
    for (let i = 0; i <= bases.size && base !== undefined && !builtIns.has(base); i += 1) {
      base = bases.get(base);
    }
    const builtIn = base === undefined ? undefined : builtIns.get(base);
    if (builtIn !== undefined) builtIns.set(name, builtIn);
  }
  return builtIns;
}

/** `a:b` without its prefix, `{namespace}b` without its namespace. */
export function localName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf(':'), name.lastIndexOf('}')) + 1);
}
