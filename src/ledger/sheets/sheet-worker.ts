import { parentPort, workerData } from 'node:worker_threads';
import { readHere } from './read.ts';
import type { Fault, SheetRow, TableSpec } from './sheet.ts';

/** The file, and what to read of it. */
export interface SheetWorkerData {
  readonly bytes: Uint8Array;
  readonly spec: TableSpec<string>;
}

/**
 * A message from the worker: `ready` once, when it has loaded everything, then parts of what it read. Each
 * part but the first waits for a message, of any kind, so that the thread that gets them can do other work in
 * between. After `last` or `failed` it ends by itself.
 */
export type SheetWorkerAnswer =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'part';
      readonly rows: readonly SheetRow<string>[];
      readonly faults: readonly Fault[];
    }
  | { readonly kind: 'last'; readonly hidden: readonly string[] }
  /** The kind of an error, and nothing of the file. */
  | { readonly kind: 'failed'; readonly reason: string };

/** The most rows, and faults, in a part: a few milliseconds of the thread that gets them. */
const partSize = 500;

if (!parentPort) throw new Error('sheet-worker.ts runs as a worker thread only');
const port = parentPort;

function post(answer: SheetWorkerAnswer): void {
  port.postMessage(answer);
}

function askedForMore(): Promise<void> {
  return new Promise((resolve) => port.once('message', () => resolve()));
}

async function answer({ bytes, spec }: SheetWorkerData): Promise<void> {
  const { rows, faults, hidden } = await readHere(bytes, spec);
  for (let at = 0; at < Math.max(rows.length, faults.length); at += partSize) {
    if (at > 0) await askedForMore();
    const end = at + partSize;
    post({ kind: 'part', rows: rows.slice(at, end), faults: faults.slice(at, end) });
  }
  post({ kind: 'last', hidden });
}

post({ kind: 'ready' });
try {
  await answer(workerData as SheetWorkerData);
} catch (error) {
  post({ kind: 'failed', reason: error instanceof Error ? error.name : 'unknown' });
}
