import { spawn } from 'node:child_process';

/** An account of the operating system, by its numbers. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface RunOptions {
  /** Working directory. It is entered before the account changes, see `DATA_AS_SEEN_INSIDE`. */
  readonly cwd: string;
  /** Run as this account instead of one's own; needs root. */
  readonly account?: Account | undefined;
  /** Give it a session of its own, so that a Ctrl-C on the gateway does not stop it halfway. */
  readonly ownSession?: boolean;
}

export interface RunResult {
  readonly ok: boolean;
  /** What it wrote to stdout and stderr, together; the last 16 KB. */
  readonly output: string;
}

const OUTPUT_LIMIT = 16_384;

/** The gateway's environment holds keys and PG* settings that are none of the server's business. */
const PASSED_ON = ['PATH', 'SystemRoot', 'SYSTEMROOT', 'windir', 'TEMP', 'TMP', 'COMSPEC'];

/**
 * Runs a program to its end, with an environment of little more than PATH.
 *
 * @returns whether it exited with 0 and what it said; a program that cannot be started (absent,
 *   not executable, not reachable for the account) gives `ok: false` with the reason as output
 */
export function run(
  file: string,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  const env: Record<string, string> = { LC_ALL: 'C', TZ: 'UTC' };
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(file, args, {
      cwd: options.cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: options.ownSession ?? false,
      windowsHide: true,
      ...(options.account ? { uid: options.account.uid, gid: options.account.gid } : {}),
    });
    const add = (chunk: string) => {
      output = (output + chunk).slice(-OUTPUT_LIMIT);
    };
    child.stdout.setEncoding('utf8').on('data', add);
    child.stderr.setEncoding('utf8').on('data', add);
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code, signal) => {
      if (signal) add(`\n(ended by ${signal})`);
      resolve({ ok: code === 0, output });
    });
  });
}
