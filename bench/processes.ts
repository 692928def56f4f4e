import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A process of the gateway. */
export interface StartedProcess {
  /** Where it listens; empty for a worker. */
  readonly address: string;
  /** Resident memory in bytes; NaN where the system does not tell. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

/** A gateway in a process of its own, on its embedded defaults in a temporary folder. */
export interface GatewayProcess extends StartedProcess {
  readonly dataDir: string;
  readonly administratorKey: string;
  /** Stops it, and removes its folder. */
  remove(): Promise<void>;
}

/** A folder that is gone after its removal, with all that is in it. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'ijw-gateway-bench-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/**
 * Starts a gateway as `npm start` does, on a free port.
 *
 * @param profile folder for a CPU profile of the process
 * @throws when it does not run within a minute, with what it said
 */
export async function startGatewayProcess(profile?: string): Promise<GatewayProcess> {
  const folder = await temporaryFolder();
  const dataDir = join(folder.path, 'data');
  try {
    const started = await startProcess(
      { DATA_DIR: dataDir, PORT: '0' },
      { folder: folder.path, profile },
    );
    const administratorKey = (await readFile(join(dataDir, 'operator.key'), 'utf8')).trim();
    const remove = async () => {
      await started.stop();
      await folder.remove();
    };
    return { ...started, dataDir, administratorKey, remove };
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
 * @param options.profile folder for a CPU profile of the process
 * @throws when it does not run within a minute, with what it said
 */
export async function startProcess(
  environment: Readonly<Record<string, string>>,
  options: { readonly folder: string; readonly profile: string | undefined },
): Promise<StartedProcess> {
  const logFile = join(options.folder, `log-${randomUUID()}`);
  const log = await open(logFile, 'a');
  const child = spawn(
    process.execPath,
    [
      ...(options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : []),
      fileURLToPath(new URL('../src/main.ts', import.meta.url)),
    ],
    {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        // No load balancer looks: nothing is waited for at the end.
        DRAIN_SECONDS: '0',
        // More than comes: what is measured is not when it says no.
        RATE_LIMIT_PER_MINUTE: '1000000000',
        ...environment,
      },
      stdio: ['ignore', log.fd, log.fd],
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
    const address = await addressIn(logFile, child);
    return { address, memory: () => memoryOf(child.pid), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addressIn(logFile: string, child: ChildProcess): Promise<string> {
  for (let tries = 0; tries < 600; tries++) {
    const said = await readFile(logFile, 'utf8');
    if (said.includes('the gateway runs')) return /"address":"([^"]+)"/.exec(said)?.[1] ?? '';
    if (child.exitCode !== null) throw new Error(`The gateway does not start:\n${said}`);
    await sleep(100);
  }
  throw new Error('The gateway did not start within a minute.');
}

async function memoryOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}

/**
 * Runs a file of this folder with one argument.
 *
 * @returns the JSON that it prints
 */
export async function run<T>(file: string, argument: object): Promise<T> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [path, JSON.stringify(argument)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part) => parts.push(part));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${file} failed.`);
  return JSON.parse(Buffer.concat(parts).toString());
}
