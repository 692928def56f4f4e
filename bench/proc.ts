import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Linux counts the time of processes in these, wherever Node runs. */
const ticksPerSecond = 100;

/** Resident memory of a process in bytes; NaN where the system does not report it. */
export async function memoryOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}

/**
 * Seconds of processor time that a process, its children, and theirs that ended have taken; NaN where
 * the system does not report it.
 */
export async function processorSecondsOf(pid: number | undefined): Promise<number> {
  const own = await statOf(String(pid));
  if (!own) return Number.NaN;
  const names = await readdir('/proc');
  const all = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(statOf));
  const children = all.filter((stat) => stat?.parent === pid);
  return children.reduce((sum, child) => sum + (child?.seconds ?? 0), own.seconds);
}

/** The server of a folder of embedded Postgres; undefined when none runs. */
export async function serverOf(dataDir: string): Promise<number | undefined> {
  const file = join(dataDir, 'postgres', 'data', 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => '');
  return text ? Number.parseInt(text, 10) : undefined;
}

/** The process that started a process; undefined when it ended. */
export async function parentOf(pid: number): Promise<number | undefined> {
  return (await statOf(String(pid)))?.parent;
}

async function statOf(pid: string): Promise<{ parent: number; seconds: number } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined); // It ended.
  // The name is in brackets, and may hold anything.
  const fields = text
    ?.slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  if (!fields) return undefined;
  // User and system time, its own and that of children that ended.
  const ticks = fields.slice(11, 15).reduce((sum, each) => sum + each, 0);
  return { parent: fields[1] ?? 0, seconds: ticks / ticksPerSecond };
}
