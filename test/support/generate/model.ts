import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { type BerichtType, berichten } from '../../../src/standard/catalogue.ts';

/** The built-in types on which iJw builds its values. */
export type Primitive = 'string' | 'integer' | 'date' | 'time';

/** What a value may be: the facets of a simple type and of everything that it derives from. */
export interface ValueType {
  readonly kind: 'value';
  readonly primitive: Primitive;
  readonly enumeration?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minInclusive?: number;
  readonly maxInclusive?: number;
  /** XSD regular expressions, all of which must match. */
  readonly patterns: readonly string[];
}

/** A class of the standard: elements in a fixed order. */
export interface ClassType {
  readonly kind: 'class';
  readonly children: readonly ElementModel[];
}

export interface ElementModel {
  readonly name: string;
  readonly namespace: string;
  readonly min: number;
  /** Infinity when the schema says unbounded. */
  readonly max: number;
  readonly type: ValueType | ClassType;
}

const XS = 'http://www.w3.org/2001/XMLSchema';

/** One schema file, with its types found by name. */
interface SchemaFile {
  readonly targetNamespace: string;
  readonly root: XmlElement;
  readonly types: Map<string, XmlElement>;
}

function elementsIn(parent: XmlElement, ...names: string[]): XmlElement[] {
  const found: XmlElement[] = [];
  for (let node = parent.firstChild; node !== null; node = node.next) {
    if (node instanceof XmlElement && node.namespaceUri === XS && names.includes(node.name)) {
      found.push(node);
    }
  }
  return found;
}

function only(elements: XmlElement[], what: string): XmlElement {
  const [first] = elements;
  if (first === undefined || elements.length > 1) throw new Error(`expected one ${what}`);
  return first;
}

/** Knows the small part of XML Schema that iJw uses, and refuses what it does not know. */
class Reader {
  readonly #files: Map<string, SchemaFile>;
  readonly #known = new Map<string, ValueType | ClassType>();

  constructor(files: readonly SchemaFile[]) {
    this.#files = new Map(files.map((file) => [file.targetNamespace, file]));
  }

  /** The model of a global or local element declaration in a given file. */
  element(declaration: XmlElement, file: SchemaFile): ElementModel {
    const attribute = (name: string) => declaration.attr(name)?.value;
    const typeName = attribute('type');
    const max = attribute('maxOccurs') ?? '1';
    return {
      name: attribute('name') ?? '',
      namespace: file.targetNamespace,
      min: Number(attribute('minOccurs') ?? '1'),
      max: max === 'unbounded' ? Number.POSITIVE_INFINITY : Number(max),
      type:
        typeName === undefined
          ? this.#value(only(elementsIn(declaration, 'simpleType'), 'simpleType'))
          : this.#named(typeName, declaration),
    };
  }

  #named(typeName: string, scope: XmlElement): ValueType | ClassType {
    const [prefix = '', local = ''] = typeName.split(':');
    const namespace = scope.namespaceForPrefix(prefix) ?? '';
    if (namespace === XS) return { kind: 'value', primitive: local as Primitive, patterns: [] };
    const key = `${namespace} ${local}`;
    const known = this.#known.get(key);
    if (known) return known;
    const file = this.#files.get(namespace);
    const definition = file?.types.get(local);
    if (!file || !definition) throw new Error(`unknown type ${typeName}`);
    const type =
      definition.name === 'simpleType' ? this.#value(definition) : this.#class(definition, file);
    this.#known.set(key, type);
    return type;
  }

  #class(definition: XmlElement, file: SchemaFile): ClassType {
    const sequence = only(elementsIn(definition, 'sequence'), 'sequence');
    const children = elementsIn(sequence, 'element').map((child) => this.element(child, file));
    return { kind: 'class', children };
  }

  #value(definition: XmlElement): ValueType {
    const restriction = only(elementsIn(definition, 'restriction'), 'restriction');
    const base = this.#named(restriction.attr('base')?.value ?? '', restriction);
    if (base.kind !== 'value') throw new Error('a value cannot restrict a class');
    const facets = (name: string) =>
      elementsIn(restriction, name).map((facet) => facet.attr('value')?.value ?? '');
    const number = (name: 'minLength' | 'maxLength' | 'minInclusive' | 'maxInclusive') => {
      const [value] = facets(name);
      return value === undefined ? base[name] : Number(value);
    };
    const enumeration = facets('enumeration');
    return {
      kind: 'value',
      primitive: base.primitive,
      enumeration: enumeration.length > 0 ? enumeration : base.enumeration,
      minLength: number('minLength'),
      maxLength: number('maxLength'),
      minInclusive: number('minInclusive'),
      maxInclusive: number('maxInclusive'),
      patterns: [...base.patterns, ...facets('pattern')],
    };
  }
}

/**
 * Reads a folder with basisschema.xsd and JW301.xsd ... JW325.xsd.
 *
 * @returns per message type the model of its root element Bericht.
 * @throws when a file is missing or uses more of XML Schema than iJw does.
 */
export function readModels(schemaDir: string): Map<BerichtType, ElementModel> {
  const documents: XmlDocument[] = [];
  const read = (name: string): SchemaFile => {
    const document = XmlDocument.fromBuffer(readFileSync(join(schemaDir, `${name}.xsd`)));
    documents.push(document);
    const root = document.root;
    const types = elementsIn(root, 'simpleType', 'complexType');
    return {
      targetNamespace: root.attr('targetNamespace')?.value ?? '',
      root,
      types: new Map(types.map((type) => [type.attr('name')?.value ?? '', type])),
    };
  };
  try {
    const basis = read('basisschema');
    const models = new Map<BerichtType, ElementModel>();
    for (const { type } of berichten) {
      const file = read(type);
      const bericht = only(elementsIn(file.root, 'element'), 'global element');
      models.set(type, new Reader([basis, file]).element(bericht, file));
    }
    return models;
  } finally {
    for (const document of documents) document.dispose();
  }
}

/** The facts of a schema file that say which version it is (xs:appinfo), as name and text. */
export function readVersions(schemaDir: string, name: string): [string, string][] {
  const document = XmlDocument.fromBuffer(readFileSync(join(schemaDir, `${name}.xsd`)));
  try {
    const facts = document.find('//xs:appinfo/*', { xs: XS });
    return facts.map((fact) => [fact instanceof XmlElement ? fact.name : '', fact.content]);
  } finally {
    document.dispose();
  }
}
