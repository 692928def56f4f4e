import type { Pointer } from './libxml2.ts';
import { NodeType, tree } from './libxml2.ts';

/** Where an element stands in a document. */
export interface Place {
  /** 1-based, 0 when libxml2 does not tell. */
  readonly line: number;
  /** Puts places in the order of the document, also those on one line. */
  readonly order: number;
}

/** A step of the paths that are looked for. */
interface Step {
  readonly children: Map<string, Step>;
  place?: Place;
}

/**
 * Finds elements by their paths, for {@link NodeLocator} the other way round. An element that is
 * not there has the place of its nearest ancestor that is. One walk finds all paths; it goes into
 * no element that none of them leads to.
 *
 * @param root the document's root, which stands in no path
 * @param lineOf the line at which an element starts
 * @returns a place for each path
 */
export function findPlaces(
  root: Pointer,
  paths: readonly string[],
  lineOf: (element: Pointer) => number,
): Place[] {
  const wanted: Step = { children: new Map() };
  const steps = paths.map((path) => stepsTo(wanted, path));
  new Walk(lineOf).visit(root, wanted);
  // The root is always there.
  return steps.map((chain) => chain.findLast(({ place }) => place)?.place as Place);
}

/** Adds a path; gives its steps, the root first. */
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
    step.place = { line: this.#lineOf(element), order: this.#visited };
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
