import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';

// A machine with Node and nothing else has no curl: then a stand-in for it goes on the PATH.
const curlOrStandIn = `
if ! command -v curl > /dev/null; then
  folder=$(mktemp -d)
  trap 'rm -r "$folder"' EXIT
  printf '#!/bin/sh\\nexec "%s" test/support/curl-process.ts "$@"\\n' "$node" > "$folder/curl"
  chmod +x "$folder/curl"
  PATH="$folder:$PATH"
fi
`;

/**
 * Runs commands of ours by bash, in the folder of the project.
 *
 * @returns what they print; none may fail, or say anything beside it
 */
export async function runInShell(
  script: string,
  variables: Record<string, string>,
): Promise<string> {
  // Not waited for in a way that would stop this process: the gateway runs in it.
  const shell = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', curlOrStandIn + script], {
    cwd: new URL('../..', import.meta.url),
    env: { ...process.env, ...variables, node: process.execPath },
  });
  const [output, errors] = await Promise.all([
    text(shell.stdout),
    text(shell.stderr),
    once(shell, 'close'),
  ]);
  expect(errors).toBe('');
  expect(shell.exitCode).toBe(0);
  return output;
}
