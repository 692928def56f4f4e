/** A mutant that does what the original does. */
export interface Equal {
  readonly file: string;
  readonly within: string;
  readonly before: string;
  readonly after: string;
  /** Of those that are the same but for their place, the how manieth; all of them when left out. */
  readonly nth?: number;
  readonly because: string;
}

export const equal: readonly Equal[] = [];
