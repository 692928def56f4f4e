import type { Change } from './mutate.ts';

/** Something that takes bytes of strangers, and what must hold whatever they are. One file in `targets/`. */
export interface Target {
  /** As the file is called; also the folder of its finds. */
  readonly name: string;
  /** Which part of FUZZ_INPUTS it gets; slow ones less. All targets together get all of them, or more. */
  readonly share: number;
  /** So many inputs at once instead of one after the other: for what waits for a network. */
  readonly atOnce?: number;
  /** How the paths begin of the files whose blocks count, as in `src/parties/`. */
  readonly watches: readonly string[];
  /** What mutation begins with, each an ordinary or a known nasty input. */
  readonly seeds: readonly (string | Uint8Array)[];
  readonly grammar: Grammar;
  /** Starts what is needed. */
  open(): Promise<OpenTarget>;
}

/** What mutation knows of the inputs of a target. */
export interface Grammar {
  /** Words that mean something to the program, or might. */
  readonly dictionary: readonly string[];
  /**
   * Matches a part that can be left out, doubled, moved or taken over from another input: a header, a
   * parameter, an element. Global. It looks at bytes, each as one character.
   */
  readonly units?: RegExp;
  /** Changes that know more of its form. */
  readonly changes?: readonly Change[];
  /** Bytes of an input at most. */
  readonly longest: number;
}

export interface OpenTarget extends AsyncDisposable {
  /** More of them, that are only known when it was open. */
  readonly seeds?: readonly (string | Uint8Array)[];
  /**
   * Gives the program an input, and checks what comes of it.
   *
   * @returns in a few words the result, when blocks alone do not show it: an input that comes to
   *   something new is mutated further
   * @throws when something is wrong, with a message that says what; never with what differs each time,
   *   such as an id: finds with the same message are one
   */
  run(input: Buffer): Promise<string | undefined> | string | undefined;
}

/** Fails with this message unless it holds. */
export function must(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}
