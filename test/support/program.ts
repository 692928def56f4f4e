import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where servers are that are not for everybody's PATH, on Debian. */
export const serverPath = [process.env.PATH, '/usr/sbin', '/usr/local/sbin'].join(':');

const ensured = new Map<string, Promise<void>>();

/**
 * Makes sure of a program that tests start, and installs it where that may be done: on Debian, as root.
 *
 * @param name of the program, which knows one of these flags, and of its Debian package
 * @throws with what to do when it is not there
 */
export function ensureProgram(name: string, flag: '--version' | '-v' = '--version'): Promise<void> {
  let one = ensured.get(name);
  if (!one) {
    one = ensure(name, flag);
    ensured.set(name, one);
  }
  return one;
}

async function ensure(name: string, flag: string): Promise<void> {
  if (await isThere(name, flag)) return;
  if (process.getuid?.() === 0 && process.platform === 'linux') {
    // Another test file may be installing something too: apt waits for the other.
    const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    const wait = ['-o', 'DPkg::Lock::Timeout=120', '-q', '-y'];
    await run('apt-get', ['update', ...wait], options).catch(() => undefined); // Said below.
    await run('apt-get', ['install', '--no-install-recommends', ...wait, name], options).catch(
      () => undefined, // Said below.
    );
    if (await isThere(name, flag)) return;
  }
  throw new Error(
    `These tests start ${name}, and find no such program. Install it: \`apt-get install ${name}\` on Debian, \`brew install\` on macOS.`,
  );
}

async function isThere(name: string, flag: string): Promise<boolean> {
  try {
    await run(name, [flag], { env: { ...process.env, PATH: serverPath } });
    return true;
  } catch {
    return false;
  }
}
