import type { BerichtType } from '../catalogue.ts';
import { textOf } from './header.ts';
import type { Subject } from './inspection.ts';
import { NodeType, type Pointer, tree } from './libxml2.ts';

/** The paths of the child and of the requests, in the types that name one child or answer a request. */
const bsnAt = ['Client', 'Bsn'];
const pathsOf: Readonly<
  Partial<Record<BerichtType, { readonly bsn?: string[]; readonly referenties?: string[] }>>
> = {
  JW301: { bsn: bsnAt },
  JW305: { bsn: bsnAt },
  JW307: { bsn: bsnAt },
  JW315: {
    bsn: bsnAt,
    referenties: ['Client', 'AangevraagdeProducten', 'AangevraagdProduct', 'ReferentieAanbieder'],
  },
  JW317: { bsn: bsnAt, referenties: ['Client', 'Verzoek', 'ReferentieAanbieder'] },
  JW319: { referenties: ['Antwoord', 'ReferentieAanbieder'] },
};

/**
 * The child and the requests that a valid message is about. A retour has the subject of its heenbericht, and a
 * declaration has many: for those this is empty.
 */
export function readSubject(root: Pointer, type: BerichtType): Subject {
  const { bsn, referenties } = pathsOf[type] ?? {};
  const found = bsn && textOf(elementsAt(root, bsn)[0] ?? 0);
  return {
    ...(found !== undefined && { bsn: found }),
    referenties: (referenties ? elementsAt(root, referenties) : []).map(
      (element) => textOf(element) ?? '',
    ),
  };
}

/** All elements on a path of local names, in the order of the document. */
function elementsAt(root: Pointer, path: readonly string[]): Pointer[] {
  let parents = [root];
  for (const name of path) {
    const next: Pointer[] = [];
    for (const parent of parents)
      for (let child = tree.firstChild(parent); child !== 0; child = tree.next(child))
        if (tree.type(child) === NodeType.element && tree.name(child) === name) next.push(child);
    parents = next;
  }
  return parents;
}
