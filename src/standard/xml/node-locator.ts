import { UNKNOWN } from './inspection.ts';
import type { Pointer } from './libxml2.ts';
import { NodeType, stringAt, tree } from './libxml2.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A path of more elements than any message has is cut off. */
const DEEPEST = 32;
const LINE_IS_LONG = 65_535;

/** How far a parent's children have been counted, for the index in a path. */
interface Counted {
  last: Pointer;
  readonly counts: Map<Pointer, number>;
}

/**
 * Gives the path and the line of an element in a message. Errors come in the order of the document, so the children of
 * each parent are counted once, and all paths together cost one walk.
 */
export class NodeLocator {
  readonly #vocabulary: Vocabulary;
  readonly #counted = new Map<Pointer, Counted>();

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** Path below the root, as in `Client/AangevraagdeProducten/AangevraagdProduct[2]/Omvang`. */
  path(element: Pointer): string {
    const chain: Pointer[] = [];
    for (let n = element; n !== 0 && tree.type(n) === NodeType.element; n = tree.parent(n)) {
      chain.push(n);
    }
    // The root is Bericht, which paths leave out.
    if (chain.length === 1) return this.#name(element);
    const steps = chain.reverse().slice(1, DEEPEST + 1);
    const path = steps.map((step) => this.#step(step)).join('/');
    return chain.length > DEEPEST + 1 ? `${path}/...` : path;
  }

  /** The 1-based line at which the element starts, 0 when libxml2 does not know it. */
  line(element: Pointer): number {
    if (element === 0) return 0;
    const line = tree.shortLine(element);
    if (line < LINE_IS_LONG) return line;
    // Beyond 16 bits only texts have a line, that of their end.
    const before = tree.previous(element);
    if (isText(before)) return endLine(before);
    let first = tree.firstChild(element);
    for (let i = 0; i < DEEPEST && first !== 0 && !isText(first); i += 1) {
      first = tree.firstChild(first);
    }
    if (isText(first)) return startLine(first);
    const after = tree.next(element);
    return isText(after) ? startLine(after) : 0;
  }

  #name(element: Pointer): string {
    const name = tree.name(element);
    return this.#vocabulary.elements.has(name) ? name : UNKNOWN;
  }

  #step(element: Pointer): string {
    const name = this.#name(element);
    if (name === UNKNOWN) return name;
    const index = this.#index(element);
    return index > 1 || isFollowedByLike(element) ? `${name}[${index}]` : name;
  }

  /** Which of its parent's children of this name it is, from 1. */
  #index(element: Pointer): number {
    const parent = tree.parent(element);
    let counted = this.#counted.get(parent);
    if (!counted) {
      counted = { last: 0, counts: new Map() };
      this.#counted.set(parent, counted);
    }
    const name = tree.nameAddress(element);
    let n = counted.last === 0 ? tree.firstChild(parent) : counted.last;
    while (n !== 0 && counted.last !== element) {
      if (n !== counted.last && tree.type(n) === NodeType.element) {
        const like = tree.nameAddress(n);
        counted.counts.set(like, (counted.counts.get(like) ?? 0) + 1);
      }
      counted.last = n;
      n = tree.next(n);
    }
    return counted.counts.get(name) ?? 1;
  }
}

function isText(n: Pointer): boolean {
  return n !== 0 && tree.type(n) === NodeType.text;
}

function endLine(text: Pointer): number {
  const line = tree.shortLine(text);
  return line < LINE_IS_LONG ? line : tree.longLine(text);
}

function startLine(text: Pointer): number {
  const content = stringAt(tree.contentAddress(text), 4096);
  return endLine(text) - (content.split('\n').length - 1);
}

function isFollowedByLike(element: Pointer): boolean {
  const name = tree.nameAddress(element);
  let n = tree.next(element);
  // Repeated elements of the standard follow one another: looking at a few is enough.
  for (let i = 0; i < 20 && n !== 0; i += 1, n = tree.next(n)) {
    if (tree.type(n) === NodeType.element && tree.nameAddress(n) === name) return true;
  }
  return false;
}
