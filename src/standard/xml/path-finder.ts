import type { Pointer } from './libxml2.ts';
import { NodeType, tree } from './libxml2.ts';

/** The location of an element in a document. */
export interface XmlLocation {
  /** 1-based, 0 when libxml2 does not know it. */
  readonly line: number;
  /** Sorts locations in the order of the document, also those on one line. */
  readonly order: number;
}

/** A step of the paths to find. */
interface Step {
  readonly children: Map<string, Step>;
  location?: XmlLocation;
}

/**
 * Finds elements by their paths: the reverse of {@link NodeLocator}. An element that is missing has the location of its
 * nearest ancestor that exists. One walk finds all paths; it enters only elements on one of these.
 *
 * @param root the document's root, which is in no path
 * @param lineOf the line at which an element starts
 * @returns a location for each path
 */
export function findLocations(
  root: Pointer,
  paths: readonly string[],
  lineOf: (element: Pointer) => number,
): XmlLocation[] {
  const wanted: Step = { children: new Map() };
  const steps = paths.map((path) => stepsTo(wanted, path));
  new Walk(lineOf).visit(root, wanted);
  // The root always has a location.
  return steps.map((chain) => chain.findLast(({ location }) => location)?.location as XmlLocation);
}

/** Adds a path. @returns its steps, the root first */
function stepsTo(root: Step, path: string): Step[] {
  const chain = [root];
  let step = root;
  for (const name of stepNames(path)) {
    let next = step.children.get(name);
    if (!next) {
      next = { children: new Map() };
      step.children.set(name, next);
    }
    chain.push(next);
    step = next;
  }
  return chain;
}

/**
 * The steps of a path below Bericht, all written alike: `A` and `A[1]` are one. None for Bericht
 * itself, which a violation calls by its name and a rule by the empty path.
 */
export function stepNames(path: string): string[] {
  return path === '' || path === 'Bericht' ? [] : path.replaceAll('[1]', '').split('/');
}

class Walk {
  readonly #lineOf: (element: Pointer) => number;
  /** Equal names of a document have one address. */
  readonly #names = new Map<Pointer, string>();
  #visited = 0;

  constructor(lineOf: (element: Pointer) => number) {
    this.#lineOf = lineOf;
  }

  visit(element: Pointer, step: Step): void {
    step.location = { line: this.#lineOf(element), order: this.#visited };
    this.#visited += 1;
    if (step.children.size === 0) return;
    const counts = new Map<Pointer, number>();
    for (let child = tree.firstChild(element); child !== 0; child = tree.next(child)) {
      if (tree.type(child) !== NodeType.element) continue;
      const address = tree.nameAddress(child);
      const count = (counts.get(address) ?? 0) + 1;
      counts.set(address, count);
      const name = this.#name(child, address);
      const next = step.children.get(count === 1 ? name : `${name}[${count}]`);
      if (next) this.visit(child, next);
    }
  }

  #name(element: Pointer, address: Pointer): string {
    let name = this.#names.get(address);
    if (name === undefined) {
      name = tree.name(element);
      this.#names.set(address, name);
    }
    return name;
  }
}
