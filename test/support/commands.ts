import { type ChildProcess, type ExecFileException, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { bareEnvironment } from './process.ts';

const program = fileURLToPath(new URL('../../src/cli/ijw.ts', import.meta.url));
const shared = fileURLToPath(new URL('./commands-process.ts', import.meta.url));

/** A command of `ijw`. */
export interface Command {
  readonly words: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
}

/** The result of a command. */
export interface Result {
  /** -1: a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  /** Without the line that says what is read. */
  readonly stderr: string;
  /** Which database or gateway it read, as it says first: `Database: ...`. */
  readonly reads: string;
}

function resultOf(code: number, stdout: string, said: string): Result {
  const reads = /^(?:Database|Gateway): .*\n/.exec(said)?.[0] ?? '';
  return { code, stdout, stderr: said.slice(reads.length), reads: reads.trimEnd() };
}

/** Starts a command as a process of its own, as people do, with these settings only. */
export function startCommand({ words, settings }: Command): {
  child: ChildProcess;
  ended: Promise<Result>;
} {
  const { promise: ended, resolve } = Promise.withResolvers<Result>();
  const child = execFile(
    process.execPath,
    [program, ...words],
    { env: { ...bareEnvironment, ...settings } },
    (error, stdout, stderr) => resolve(resultOf(codeOf(error), stdout, stderr)),
  );
  return { child, ended };
}

function codeOf(error: ExecFileException | null): number {
  if (!error) return 0;
  return typeof error.code === 'number' ? error.code : -1;
}

/**
 * Does commands one after the other in one process, for tests that are about what a command does and
 * not about its process: a process takes longer to load the program than to do most commands.
 */
export class Commands {
  #child: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** @throws when the process ends instead, which a command cannot make it do */
  run(command: Command): Promise<Result> {
    const result = this.#last.then(() => this.#ask(command));
    this.#last = result.catch(() => undefined); // Told to who asked.
    return result;
  }

  async #ask(command: Command): Promise<Result> {
    this.#child ??= fork(shared, { env: bareEnvironment });
    const child = this.#child;
    const answered = new AbortController();
    const { signal } = answered;
    const ended = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`the process of the commands ended with ${code}`);
    });
    try {
      child.send(command);
      const [result] = await Promise.race([once(child, 'message', { signal }), ended]);
      return resultOf(result.code, result.stdout, result.stderr);
    } finally {
      ended.catch(() => undefined); // Nobody waits for it any more.
      answered.abort();
    }
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}
