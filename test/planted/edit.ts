import type { Node } from './tree.ts';

/** What is done to a place. */
export type Kind =
  | 'comparison'
  | 'condition'
  | 'date'
  | 'list'
  | 'element'
  | 'branches'
  | 'number'
  | 'string'
  | 'item'
  | 'nothing';

/** A stretch of a source, and what comes in its place. */
export interface Edit {
  readonly kind: Kind;
  /** The smallest node that holds the stretch. */
  readonly node: Node;
  readonly from: number;
  readonly to: number;
  readonly after: string;
}

/** Another text in the place of a node. */
export function whole(kind: Kind, node: Node, after: string): Edit {
  return { kind, node, from: node.start, to: node.end, after };
}
