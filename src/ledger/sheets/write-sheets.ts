import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { checked, type OutRow, type OutSheet } from './out-sheet.ts';
import type { WriteWorkerAnswer, WriteWorkerData, WriteWorkerPart } from './write-worker.ts';

/**
 * The most cells, and characters in them, of a file: the library has all of them in memory at once. A million cells take
 * half a gigabyte; a thread that reaches its limit can take the process with it, so these keep it far from that.
 */
const mostCells = 1_500_000;
const mostCharacters = 30_000_000;
/** Megabytes of memory of JavaScript that a file may take. */
const memoryLimit = 1024;
/** Rows that are handed over before others get a turn. */
const partSize = 500;

/** A file could not be written: the message names the kind of error, and nothing of the rows. */
export class SheetWriterFailed extends Error {
  override readonly name = 'SheetWriterFailed';

  constructor(reason: string) {
    super(`The writer of spreadsheets failed: ${reason}.`);
  }
}

/** The rows are too many for one file: other forms, as CSV, have no such limit. */
export class SheetsTooLarge extends Error {
  override readonly name = 'SheetsTooLarge';

  constructor() {
    super('A file of spreadsheets cannot hold so much.');
  }
}

/** Settled when the last file that was asked for is done. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Writes sheets as an XLSX, for people: headers stay in sight and have filters; texts are never formulas, and keep the
 * zeros in front. `readSheets` gives the same values back. It is done in a worker thread, one file at a time, and rows are
 * asked for only as that takes them: some 3,000 rows of 40 columns a second.
 *
 * @throws {TypeError} for a value that is not of the kind of its column
 * @throws {SheetsTooLarge} beyond some 40,000 rows of 37 columns
 * @throws {SheetWriterFailed} and what the rows throw
 */
export function writeSheets(sheets: readonly OutSheet[]): Promise<Buffer> {
  const written = last.then(() => writeNow(sheets));
  last = written.catch(() => undefined);
  return written;
}

async function writeNow(sheets: readonly OutSheet[]): Promise<Buffer> {
  const worker = startWorker(sheets);
  const parts = partsOf(sheets);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const postNext = async () => {
    const { done, value } = await parts.next();
    const part: WriteWorkerPart = done ? 'end' : value;
    worker.postMessage(part);
  };
  worker.on('message', (answer: WriteWorkerAnswer) => {
    if (answer.kind === 'more') postNext().catch(reject);
    else if (answer.kind === 'done') resolve(Buffer.from(answer.bytes.buffer));
    else reject(new SheetWriterFailed(answer.reason));
  });
  worker.on('error', (error: NodeJS.ErrnoException) =>
    reject(new SheetWriterFailed(error.code ?? error.name)),
  );
  worker.on('exit', () => reject(new SheetWriterFailed('it ended')));
  try {
    return await promise;
  } finally {
    await worker.terminate();
    await parts.return(undefined);
  }
}

/** Rows in parts, in the order of the sheets. */
async function* partsOf(
  sheets: readonly OutSheet[],
): AsyncGenerator<Exclude<WriteWorkerPart, 'end'>, undefined> {
  let cells = 0;
  let characters = 0;
  for (const [sheet, { columns, rows }] of sheets.entries()) {
    let part: OutRow[] = [];
    for await (const row of rows) {
      const values = columns.map((column, index) => checked(column, row[index] ?? null));
      cells += values.length;
      for (const value of values) if (typeof value === 'string') characters += value.length;
      if (cells > mostCells || characters > mostCharacters) throw new SheetsTooLarge();
      part.push(values);
      if (part.length < partSize) continue;
      yield { sheet, rows: part };
      part = [];
      await turn();
    }
    yield { sheet, rows: part };
  }
}

function startWorker(sheets: readonly OutSheet[]): Worker {
  const workerData: WriteWorkerData = sheets.map(({ name, columns }) => ({
    name,
    columns: columns.map(({ name, kind, width }) => ({
      ...{ name, kind },
      ...(width !== undefined && { width }),
    })),
  }));
  try {
    return new Worker(new URL('./write-worker.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: memoryLimit },
    });
  } catch (error) {
    throw new SheetWriterFailed((error as NodeJS.ErrnoException).code ?? 'unknown');
  }
}
