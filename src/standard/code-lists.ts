import type { Gemeente } from './rules/gemeenten.ts';
import { libxml2, NodeType, type Pointer, parse, stringAt, tree } from './xml/libxml2.ts';
import { elementsIn } from './xml/schema-set.ts';
import { localName } from './xml/vocabulary.ts';

/** A value of a code list. */
export interface Code {
  readonly code: string;
  /** What it means, in Dutch; null where our list does not say it. */
  readonly description: string | null;
  /** First day, `yyyy-mm-dd`; null: none is known. */
  readonly from: string | null;
  /** Last day; null: it goes on. */
  readonly until: string | null;
  /** The code that took over; null: none. */
  readonly successor: string | null;
}

/** The values that some elements may have. */
export interface CodeList {
  /** Its name in a URL, as in `reden-van-wijziging`. */
  readonly list: string;
  /** What it is of, in Dutch. */
  readonly description: string | null;
  /** The elements that have these values, as in `RedenWijziging`. */
  readonly elements: readonly string[];
  readonly codes: readonly Code[];
}

/** The type of the schemas whose values are in the list of the CBS. */
const GEMEENTECODE = 'Gemeentecode';

/**
 * The code lists of the standard as the gateway has them: the enumerations of its schemas, in their order,
 * and the gemeenten.
 *
 * @param schemas our own, whose types give the lists their names
 * @returns by the name of the list
 */
export function readCodeLists(
  schemas: Iterable<Uint8Array>,
  gemeenten: Iterable<Gemeente>,
): ReadonlyMap<string, CodeList> {
  const found = new Map<string, CodeList>();
  const users = new Map<string, Set<string>>();
  for (const bytes of schemas) {
    const { document } = parse(bytes);
    if (document === 0) throw new Error('A schema is not well-formed.');
    try {
      const root = libxml2._xmlDocGetRootElement(document);
      noteUsers(root, users);
      for (const type of elementsIn(root, 'simpleType')) {
        const name = tree.attribute(type, 'name') ?? '';
        const codes = name === GEMEENTECODE ? [...gemeenten].map(codeOfGemeente) : codesOf(type);
        if (codes.length > 0)
          found.set(name, {
            list: kebabCase(name),
            description: documentationOf(type),
            elements: [],
            codes,
          });
      }
    } finally {
      libxml2._xmlFreeDoc(document);
    }
  }
  return new Map(
    [...found].map(([name, list]) => {
      const elements = [...(users.get(name) ?? [])].sort();
      return [list.list, { ...list, elements }];
    }),
  );
}

/** Adds the names of elements, each to the type that it has. */
function noteUsers(within: Pointer, users: Map<string, Set<string>>): void {
  for (let child = tree.firstChild(within); child !== 0; child = tree.next(child)) {
    if (tree.type(child) !== NodeType.element) continue;
    const [name, type] = [tree.attribute(child, 'name'), tree.attribute(child, 'type')];
    if (name !== undefined && type !== undefined) {
      const key = localName(type);
      users.set(key, (users.get(key) ?? new Set()).add(name));
    }
    noteUsers(child, users);
  }
}

function kebabCase(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}

function codesOf(type: Pointer): Code[] {
  return [...elementsIn(type, 'restriction')].flatMap((restriction) =>
    [...elementsIn(restriction, 'enumeration')].map((enumeration) => ({
      code: tree.attribute(enumeration, 'value') ?? '',
      description: documentationOf(enumeration),
      ...{ from: null, until: null, successor: null },
    })),
  );
}

function codeOfGemeente({ code, naam, from, until, successor }: Gemeente): Code {
  const dates = { from: from ?? null, until: until ?? null, successor: successor ?? null };
  return { code, description: naam || null, ...dates };
}

/** What a schema says about a part of itself, on one line. */
function documentationOf(element: Pointer): string | null {
  for (const annotation of elementsIn(element, 'annotation'))
    for (const documentation of elementsIn(annotation, 'documentation'))
      return textIn(documentation).replace(/\s+/g, ' ').trim() || null;
  return null;
}

function textIn(element: Pointer): string {
  let text = '';
  for (let child = tree.firstChild(element); child !== 0; child = tree.next(child))
    if (tree.type(child) === NodeType.text || tree.type(child) === NodeType.cdata)
      text += stringAt(tree.contentAddress(child));
  return text;
}
