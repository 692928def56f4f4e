import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { joinEmbeddedPostgres } from '../src/store/embedded/embedded.ts';
import { memoryOf, processorSecondsOf, serverOf } from './proc.ts';

/** A process of the gateway. */
export interface StartedProcess {
  /** Where it listens; empty for a worker. */
  readonly address: string;
  /** Resident memory in bytes; NaN where the system does not report it. */
  memory(): Promise<number>;
  /** Seconds of processor time taken so far; NaN where the system does not report it. */
  processorSeconds(): Promise<number>;
  stop(): Promise<void>;
}

/** A gateway in a process of its own, on its embedded defaults in a temporary folder. */
export interface GatewayProcess extends StartedProcess {
  readonly dataDir: string;
  /** With that of its Postgres. */
  processorSeconds(): Promise<number>;
  readonly administratorKey: string;
  /** Stops it, and removes its folder. */
  remove(): Promise<void>;
}

/** A folder that is gone after its removal, with all that is in it. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'ijw-gateway-bench-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** The root of the tree that this bench is of. */
export const ownTree = fileURLToPath(new URL('..', import.meta.url));

interface StartOptions {
  /** Folder for a CPU profile of the process. */
  readonly profile?: string | undefined;
  /** The root of the tree whose gateway it is; this one's when absent. */
  readonly tree?: string;
  /** Settings besides those that a bench always has; an empty one is as it comes. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Ctrl+C does not reach it: the one that started it stops it, in good order. */
  readonly apart?: boolean;
  /** Seconds in which it starts, at most; 60 when absent. */
  readonly patience?: number;
}

/**
 * Starts a gateway as `npm start` does, on a free port.
 *
 * @throws when it does not run within a minute, with what it said
 */
export async function startGatewayProcess(options: StartOptions): Promise<GatewayProcess> {
  const folder = await temporaryFolder();
  const dataDir = join(folder.path, 'data');
  try {
    const started = await startProcess(
      { DATA_DIR: dataDir, PORT: '0', ...options.environment },
      { folder: folder.path, ...options },
    );
    const administratorKey = (await readFile(join(dataDir, 'operator.key'), 'utf8')).trim();
    const remove = async () => {
      await started.stop();
      // One that was killed leaves it running.
      if (await serverOf(dataDir)) await (await joinEmbeddedPostgres({ dataDir })).leave();
      await folder.remove();
    };
    const processorSeconds = async () =>
      (await started.processorSeconds()) + (await processorSecondsOf(await serverOf(dataDir)));
    return {
      ...started,
      processorSeconds,
      dataDir,
      administratorKey,
      remove,
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/**
 * Starts `src/main.ts`.
 *
 * @param environment its settings
 * @param options.folder gets its log
 * @throws when it does not run within `options.patience`, with what it said
 */
export async function startProcess(
  environment: Readonly<Record<string, string>>,
  options: StartOptions & { readonly folder: string },
): Promise<StartedProcess> {
  const logFile = join(options.folder, `log-${randomUUID()}`);
  const log = await open(logFile, 'a');
  const child = spawn(
    process.execPath,
    [
      ...(options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : []),
      join(options.tree ?? ownTree, 'src', 'main.ts'),
    ],
    {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        // No load balancer looks: nothing is waited for at the end.
        DRAIN_SECONDS: '0',
        // More than comes: what is measured is not when it says no.
        RATE_LIMIT_PER_MINUTE: '1000000000',
        RATE_LIMIT_PROCESSOR_SECONDS: '1000000',
        RATE_LIMIT_BYTES_PER_MINUTE: '1000000000000',
        ...environment,
      },
      stdio: ['ignore', log.fd, log.fd],
      detached: options.apart ?? false,
    },
  );
  await log.close();
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  };
  try {
    const address = await addressIn(logFile, child, options.patience ?? 60);
    return {
      address,
      memory: () => memoryOf(child.pid),
      processorSeconds: () => processorSecondsOf(child.pid),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addressIn(logFile: string, child: ChildProcess, patience: number): Promise<string> {
  for (let tries = 0; tries < patience * 10; tries++) {
    const said = await readFile(logFile, 'utf8');
    if (said.includes('the gateway runs')) return /"address":"([^"]+)"/.exec(said)?.[1] ?? '';
    if (child.exitCode !== null) throw new Error(`The gateway does not start:\n${said}`);
    await sleep(100);
  }
  throw new Error(`The gateway did not start within ${patience} seconds.`);
}

/**
 * Runs a file of this folder with one argument.
 *
 * @returns the JSON that it prints
 */
export async function run<T>(file: string, argument: object, signal?: AbortSignal): Promise<T> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return JSON.parse(await execute(process.execPath, [path, JSON.stringify(argument)], { signal }));
}

/**
 * Runs a program to its end.
 *
 * @param options.signal ends it
 * @returns what it prints
 * @throws when it fails
 */
export async function execute(
  program: string,
  args: readonly string[],
  { cwd, signal }: { readonly cwd?: string; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  signal?.throwIfAborted();
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const end = () => child.kill();
  signal?.addEventListener('abort', end);
  try {
    const parts: Buffer[] = [];
    child.stdout.on('data', (part) => parts.push(part));
    const [code] = await once(child, 'close');
    signal?.throwIfAborted();
    if (code !== 0) throw new Error(`${program} ${args[0]} failed.`);
    return Buffer.concat(parts).toString();
  } finally {
    signal?.removeEventListener('abort', end);
  }
}
