import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Makes a `DATA_DIR` with a cluster as initdb leaves it, without the second that initdb
 * takes.
 *
 * @param template a `DATA_DIR` on which no server ever ran
 */
export async function copyCluster(template: string, dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // Node's own copy does not keep the owner.
  const parts = ['postgres', 'postgres.password'].map((name) => join(template, name));
  await promisify(execFile)('cp', ['-a', ...parts, dataDir]);
}
