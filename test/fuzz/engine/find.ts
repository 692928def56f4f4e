import { createHash } from 'node:crypto';
import type { OpenTarget } from './target.ts';

/** An input with which something was wrong. */
export interface Find {
  readonly fault: string;
  readonly input: Buffer;
  /** Where it is to be kept, from the root of the project. */
  readonly file: string;
}

/** The result of an input. */
export interface Outcome {
  /** What is wrong with it; absent when all is well. */
  readonly fault?: string;
  /** As the target calls it, if it does. */
  readonly label?: string | undefined;
}

export async function outcomeOf(open: OpenTarget, input: Buffer): Promise<Outcome> {
  try {
    return { label: await open.run(input) };
  } catch (error) {
    const fault = error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
    return { fault };
  }
}

/** @param input a character for each byte */
export function findOf(target: string, fault: string, input: string): Find {
  const bytes = Buffer.from(input, 'latin1');
  const name = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return { fault, input: bytes, file: `test/fuzz/finds/${target}/${name}` };
}

/** Leaves out what can be left out of an input while it fails alike, in a bounded number of tries. */
export async function shrink(
  input: string,
  failsAlike: (smaller: string) => Promise<boolean>,
): Promise<string> {
  let smallest = input;
  let tries = 500;
  for (let size = Math.ceil(input.length / 2); size >= 1 && tries > 0; size = Math.floor(size / 2))
    for (let at = 0; at < smallest.length && tries > 0; tries--) {
      const smaller = smallest.slice(0, at) + smallest.slice(at + size);
      if (await failsAlike(smaller)) smallest = smaller;
      else at += size;
    }
  return smallest;
}

/** What is needed to fix the fault and to keep the input. */
export function describeFind({ fault, input, file }: Find): string {
  const folder = file.slice(0, file.lastIndexOf('/'));
  return [
    `FIND ${fault}`,
    `  ${JSON.stringify(input.subarray(0, 300).toString('latin1'))}`,
    `  mkdir -p ${folder} && echo ${input.toString('base64')} | base64 -d > ${file}`,
  ].join('\n');
}
