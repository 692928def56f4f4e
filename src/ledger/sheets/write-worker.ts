import { parentPort, workerData } from 'node:worker_threads';
import type { OutRow, OutSheet } from './out-sheet.ts';
import { writeHere } from './write-here.ts';

/** The sheets, of which the rows come later. */
export type WriteWorkerData = readonly Omit<OutSheet, 'rows'>[];

/** Some rows of a sheet, by its index; or `end`, when there are no more. */
export type WriteWorkerPart = 'end' | { readonly sheet: number; readonly rows: readonly OutRow[] };

/** A message from the worker: it asks for `more`, and after `done` or `failed` it ends by itself. */
export type WriteWorkerAnswer =
  | { readonly kind: 'more' }
  | { readonly kind: 'done'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** The kind of an error, and nothing of the rows. */
  | { readonly kind: 'failed'; readonly reason: string };

if (!parentPort) throw new Error('write-worker.ts runs as a worker thread only');
const port = parentPort;

function post(answer: WriteWorkerAnswer, transferred: ArrayBuffer[] = []): void {
  port.postMessage(answer, transferred);
}

function nextPart(): Promise<WriteWorkerPart> {
  return new Promise((resolve) => {
    port.once('message', resolve);
    post({ kind: 'more' });
  });
}

async function write(sheets: WriteWorkerData): Promise<void> {
  const gathered = sheets.map((sheet) => ({ ...sheet, rows: [] as OutRow[] }));
  for (let part = await nextPart(); part !== 'end'; part = await nextPart())
    gathered[part.sheet]?.rows.push(...part.rows);
  const bytes = new Uint8Array(await writeHere(gathered));
  post({ kind: 'done', bytes }, [bytes.buffer]);
}

try {
  await write(workerData as WriteWorkerData);
} catch (error) {
  post({ kind: 'failed', reason: error instanceof Error ? error.name : 'unknown' });
}
