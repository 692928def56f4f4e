import { type ReadonlyMatcher, XMLParser } from 'fast-xml-parser';
import type { BerichtType } from '../catalogue.ts';
import { type BerichtOf, berichtModels } from './berichten.ts';
import { plainMarkup, unescapeText } from './markup.ts';
import { type Element, elementName, type Fields } from './model.ts';

/**
 * Reads a message into an object, with every value to the letter. Elements that its model does not have are skipped,
 * and of an element that should occur once the first counts, because the XSD judges these.
 *
 * @param type which message it is
 * @param bytes well-formed XML in UTF-8 without DOCTYPE; what the XSD accepts gives all that the
 *   type promises
 * @throws when it is not XML with a Bericht as its root; never with a text of the message
 */
export function parseBericht<T extends BerichtType>(type: T, bytes: Uint8Array): BerichtOf<T> {
  const { xml, cdata } = plainMarkup(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(),
  );
  const reading = new Reading(berichtModels[type]);
  try {
    new XMLParser({
      ...options,
      // The parser calls at each start tag, and after each text. When the callback leaves out the element, the parser
      // stores nothing of it, but still reads what is inside: half the time and memory of a tree.
      updateTag: (name, place) => {
        reading.start(name, (place as ReadonlyMatcher).getDepth());
        return false;
      },
      tagValueProcessor: (_, markup, place) => {
        reading.text(unescapeText(markup, cdata), (place as ReadonlyMatcher).getDepth());
        return '';
      },
    }).parse(xml);
  } catch {
    // The error of the parser quotes the message.
    throw new Error('the message is not well-formed');
  }
  const { bericht } = reading;
  if (!bericht) throw new Error('the message has no Bericht');
  return { type, ...bericht } as unknown as BerichtOf<T>;
}

/** References are ours to read: the parser counts them, and stops. */
const options = {
  preserveOrder: true,
  ignoreDeclaration: true,
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  jPath: false,
  // libxml2 sets the limit.
  maxNestedTags: Number.POSITIVE_INFINITY,
  // Names at which the parser throws. No element of the standard has them.
  transformTagName: (name: string) =>
    name === 'constructor' || name === 'prototype' || name === '__proto__' ? '-' : name,
} as const;

/** What a class holds: the element's name leads to its field. */
type FieldMap = ReadonlyMap<string, Field>;
interface Field {
  readonly name: string;
  readonly of: Element;
  readonly repeats: boolean;
}

type Values = Record<string | number, unknown>;

/** A class or a text that has been opened, and the object that it becomes or the place of its value. */
type Open =
  | { readonly kind: 'class'; readonly object: Values; readonly fields: FieldMap }
  | {
      readonly kind: 'text';
      readonly collapses: boolean;
      readonly into: Values;
      readonly key: string | number;
    };

/** Builds the object of a message from its start tags and texts, in the order of the document. */
class Reading {
  readonly #document: Values = {};
  /** What is open at each depth; nothing where the model has no such element. */
  readonly #open: (Open | undefined)[];

  constructor(model: Element) {
    const fields = new Map([['Bericht', { name: 'bericht', of: model, repeats: false }]]);
    this.#open = [{ kind: 'class', object: this.#document, fields }];
  }

  get bericht(): object | undefined {
    return this.#document.bericht as object | undefined;
  }

  start(name: string, depth: number): void {
    this.#open[depth] = undefined;
    const parent = this.#open[depth - 1];
    if (parent?.kind !== 'class') return;
    const field = parent.fields.get(name);
    if (!field) return;
    let into = parent.object;
    let key: string | number = field.name;
    if (field.repeats) {
      const list = into[key] as unknown[];
      into = list as unknown as Values;
      key = list.length;
    } else if (key in into) return;
    const { of } = field;
    if (of.kind === 'text') {
      into[key] = '';
      this.#open[depth] = { kind: 'text', collapses: of.collapses, into, key };
      return;
    }
    const object: Values = {};
    if (of.role === 'lijst') for (const each of Object.keys(of.fields)) object[each] = [];
    into[key] = object;
    this.#open[depth] = { kind: 'class', object, fields: fieldsOf(of.fields, of.role === 'lijst') };
  }

  text(text: string, depth: number): void {
    const open = this.#open[depth];
    if (open?.kind !== 'text') return;
    const value = open.into[open.key] + text;
    open.into[open.key] = open.collapses ? value.trim() : value;
  }
}

const known = new WeakMap<Fields, FieldMap>();

function fieldsOf(fields: Fields, repeats: boolean): FieldMap {
  let map = known.get(fields);
  if (!map) {
    map = new Map(
      Object.entries(fields).map(([name, field]) => [
        elementName(name),
        { name, of: field.kind === 'optional' ? field.of : field, repeats },
      ]),
    );
    known.set(fields, map);
  }
  return map;
}
