import { createHash } from 'node:crypto';
import { Random } from '../../support/generate/random.ts';
import { forgetBlocks, learnBlocks, takeNews } from './blocks.ts';
import { Corpus, type Entry } from './corpus.ts';
import { type Find, findOf, type Outcome, outcomeOf, shrink } from './find.ts';
import { mutate } from './mutate.ts';
import type { OpenTarget, Target } from './target.ts';
import { Watchdog } from './watchdog.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** How many inputs, those that are run again not counted. */
  readonly inputs: number;
  /** Whether inputs that lead to blocks that had not run are mutated too, and not the seeds alone. */
  readonly guided: boolean;
}

export interface FuzzReport {
  readonly inputs: number;
  readonly seconds: number;
  /** Inputs that were mutated: the seeds, and what led to new blocks. */
  readonly corpus: number;
  /** Of all inputs in their order: two runs with the same one did the same. */
  readonly digest: string;
  readonly finds: readonly Find[];
}

/** A fault often has many inputs; with more kinds than this something else is wrong. */
const mostFinds = 10;

/**
 * Mutates the seeds of a target, and inputs that led to something new (a block that had not run, an outcome
 * with another label), and gives it all to the target. What is chosen depends on the seed of chance and
 * on what was new, and on no clock.
 *
 * Inputs with which something new ran are run again, and count only when it runs again: a timer that was
 * due just then is no reason to keep an input. So a target sees some inputs more than once.
 */
export async function fuzz(
  target: Target,
  open: OpenTarget,
  { seed, inputs, guided }: FuzzOptions,
): Promise<FuzzReport> {
  using runner = new Runner(target, open);
  const random = new Random(seed);
  const corpus = new Corpus();
  const digest = createHash('sha256');
  const began = performance.now();
  let done = 0;
  const runNew = (group: readonly string[]) => {
    for (const input of group) digest.update(`${input.length} ${input}`, 'latin1');
    done += group.length;
    return runner.run(group);
  };

  for (const each of [...target.seeds, ...(open.seeds ?? [])]) {
    const input = Buffer.from(each).toString('latin1');
    corpus.add(input);
    if (done < inputs) await runNew([input]);
  }
  while (done < inputs && runner.finds.size < mostFinds) {
    const parents = new Map<string, Entry>();
    for (let count = Math.min(target.atOnce ?? 1, inputs - done); count > 0; count--) {
      const parent = corpus.pick(random);
      const other = () => corpus.any(random);
      parents.set(mutate(parent.input, random, target.grammar, other), parent);
    }
    const group = [...parents.keys()];
    const { news, labelled } = await runNew(group);
    if (!guided) continue;
    const explained = news.length > 0 ? await runner.explain(group, news) : [];
    for (const input of new Set([...labelled, ...explained])) {
      corpus.add(input);
      (parents.get(input) as Entry).spent = 0;
    }
  }
  return {
    inputs: done,
    seconds: (performance.now() - began) / 1000,
    corpus: corpus.size,
    digest: digest.digest('hex').slice(0, 16),
    finds: [...runner.finds.values()],
  };
}

interface Ran {
  /** The blocks that ran for the first time. */
  readonly news: number[];
  /** The inputs that came to something new, by what the target calls it. */
  readonly labelled: string[];
}

/** Gives inputs to a target, and keeps those with which something is wrong. */
class Runner implements Disposable {
  /** By what is wrong. */
  readonly finds = new Map<string, Find>();
  readonly #target: Target;
  readonly #open: OpenTarget;
  readonly #watchdog: Watchdog;
  readonly #labels = new Set<string>();
  #running: readonly string[] = [];

  constructor(target: Target, open: OpenTarget) {
    this.#target = target;
    this.#open = open;
    this.#watchdog = new Watchdog(target.grammar.longest);
    process.on('uncaughtException', this.#surprised).on('unhandledRejection', this.#surprised);
  }

  /** Runs inputs at once, and finds out what is wrong. */
  async run(group: readonly string[]): Promise<Ran> {
    this.#running = group;
    takeNews();
    const outcomes = await Promise.all(group.map((input) => this.#outcome(input)));
    const news = takeNews();
    const isFind = ({ fault }: Outcome) => fault !== undefined && !this.finds.has(fault);
    if (outcomes.some(isFind)) await this.#find(group, outcomes);
    const labelled = group.filter((_, at) => {
      const label = outcomes[at]?.label;
      if (label === undefined || this.#labels.has(label)) return false;
      this.#labels.add(label);
      return true;
    });
    return { news, labelled };
  }

  /** Which inputs of a group lead to some of these blocks again. */
  async explain(group: readonly string[], news: readonly number[]): Promise<string[]> {
    forgetBlocks(news);
    const again = (await this.run(group)).news.filter((block) => news.includes(block));
    learnBlocks(news);
    if (again.length === 0 || group.length < 2) return again.length === 0 ? [] : [...group];
    const middle = Math.ceil(group.length / 2);
    const first = await this.explain(group.slice(0, middle), again);
    const second = await this.explain(group.slice(middle), again);
    return [...first, ...second];
  }

  /** Finds out which of a group it is, and leaves out of that what can be left out. */
  async #find(group: readonly string[], outcomes: readonly Outcome[]): Promise<void> {
    for (const [at, input] of group.entries()) {
      const { fault } = group.length > 1 ? await this.#outcome(input) : (outcomes[at] ?? {});
      if (fault === undefined || this.finds.has(fault)) continue;
      const alike = async (less: string) => (await this.#outcome(less)).fault === fault;
      this.#add(fault, await shrink(input, alike));
    }
    // What shows among others only.
    for (const [at, input] of group.entries()) {
      const { fault } = outcomes[at] ?? {};
      if (fault !== undefined && !this.finds.has(fault)) this.#add(fault, input);
    }
  }

  #outcome(input: string): Promise<Outcome> {
    const bytes = Buffer.from(input, 'latin1');
    this.#watchdog.begin(bytes);
    return outcomeOf(this.#open, bytes);
  }

  #add(fault: string, input: string): void {
    this.finds.set(fault, findOf(this.#target.name, fault, input));
  }

  /** What nobody caught: it would end the program. One of those that run now is why. */
  readonly #surprised = (error: unknown): void => {
    for (const [at, input] of this.#running.entries())
      this.#add(`uncaught: ${error} (${at})`, input);
  };

  [Symbol.dispose](): void {
    process.off('uncaughtException', this.#surprised).off('unhandledRejection', this.#surprised);
    this.#watchdog[Symbol.dispose]();
  }
}
