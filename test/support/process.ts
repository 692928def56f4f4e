import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expectNothingPersonal } from './leaks.ts';

/** A gateway that runs as a process of its own, as in production. */
export interface GatewayProcess {
  readonly child: ChildProcess;
  readonly address: string;
  /** Everything that it printed. */
  output(): string;
  /** Sends a signal and waits until it is gone. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

/** What a process of a test gets of the environment: nothing that a setting could come from. */
export const bareEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
};

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
/** Says so when an answer is not as the description says. */
const watch = fileURLToPath(new URL('./hold-answers-process.ts', import.meta.url));

/**
 * Starts `src/main.ts` with these settings only, and waits until it runs.
 *
 * @param limits commands of a shell that bound what the process may have, as `ulimit -n 256`
 * @throws with what it printed when it stops instead
 */
export async function startProcess(
  settings: Record<string, string>,
  limits = ':',
): Promise<GatewayProcess> {
  const child = spawn(
    'sh',
    ['-c', `${limits}; exec "$0" --import "$2" "$1"`, process.execPath, main, watch],
    {
      env: { ...bareEnvironment, PORT: '0', LOG_LEVEL: 'info', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  const started = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
      const running = output.split('\n').find((line) => line.includes('"the gateway runs"'));
      if (running) started.resolve(JSON.parse(running).address ?? '');
    });
  child.once('exit', (code) => started.reject(new Error(`exit ${code}: ${output}`)));
  // When all of it has come.
  child.once('close', () => {
    expectNothingPersonal('What a process printed', output);
    const wrong = /An answer is not as .*/.exec(output)?.[0];
    if (wrong) throw new Error(wrong);
  });
  const address = await started.promise;
  return {
    child,
    address,
    output: () => output,
    kill: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const gone = once(child, 'exit');
      child.kill(signal);
      return (await gone)[0];
    },
  };
}
