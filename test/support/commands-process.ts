/**
 * Does commands of `ijw` one after the other in one process: see `commands.ts`. Each comes as a message
 * with its words and settings, and goes back as a message with the result.
 */
import type { Command } from './commands.ts';

const program = new URL('../../src/cli/ijw.ts', import.meta.url).href;

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

class Ended extends Error {}

let count = 0;
let ready: Promise<unknown> = Promise.resolve();
process.on('message', (command: Command) => {
  ready = ready.then(async () => process.send?.(await run(command)));
});

async function run({ words, settings }: Command): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  let ended: number | undefined;
  for (const name of ['stdout', 'stderr'] as const)
    process[name].write = (text: string | Uint8Array) => {
      // A process that has ended says nothing more.
      if (ended === undefined) said[name] += text;
      return true;
    };
  process.exit = (code) => {
    ended ??= Number(code ?? process.exitCode ?? 0);
    throw new Ended();
  };
  process.argv = [process.execPath, program, ...words];
  process.exitCode = undefined;
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, settings);
  try {
    // The program itself anew, its modules once.
    await import(`${program}?${count++}`);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
  }
  return { code: ended ?? Number(process.exitCode ?? 0), ...said };
}
