import { Worker } from 'node:worker_threads';
import { mostFileBytes } from './budget.ts';
import {
  type Fault,
  type FileFaultCode,
  type SheetRow,
  type Sheets,
  type TableSpec,
  Unreadable,
} from './sheet.ts';
import type { SheetWorkerAnswer, SheetWorkerData } from './sheet-worker.ts';

/** Milliseconds by the clock that a file may take on a busy machine; its own time is in its budget. */
const clockLimit = 120_000;
/** Megabytes of memory of JavaScript that a file may take. */
const memoryLimit = 512;

/** The reader of files failed, not a file: its message names the kind of error and nothing of the file. */
export class SheetReaderFailed extends Error {
  override readonly name = 'SheetReaderFailed';

  constructor(reason: string) {
    super(`The reader of spreadsheets failed: ${reason}.`);
  }
}

/** Settled when the last file that was given is done. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Reads a file in a worker thread, after those that came before it. It works on a copy of the bytes.
 *
 * @returns as `readHere`; a file that takes too much memory or time has a fault that says so
 * @throws {SheetReaderFailed}
 */
export function readInThread<Column extends string>(
  bytes: Uint8Array,
  spec: TableSpec<Column>,
): Promise<Sheets<Column>> {
  if (bytes.length > mostFileBytes) return Promise.resolve(onlyFault('file-large'));
  const turn = last.then(() => readNow(bytes, spec));
  last = turn.catch(() => undefined);
  return turn;
}

async function readNow<Column extends string>(
  bytes: Uint8Array,
  spec: TableSpec<Column>,
): Promise<Sheets<Column>> {
  const worker = startWorker(bytes, spec);
  const rows: SheetRow<Column>[] = [];
  const faults: Fault[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<Sheets<Column>>();
  let clock: NodeJS.Timeout | undefined;
  worker.on('message', (answer: SheetWorkerAnswer) => {
    if (answer.kind === 'ready') {
      // A thread that is ended while it loads can take the process with it, so the clock starts here.
      clock = setTimeout(() => resolve(onlyFault('file-slow')), clockLimit);
    } else if (answer.kind === 'part') {
      // The worker makes rows of the columns that it got.
      rows.push(...(answer.rows as readonly SheetRow<Column>[]));
      faults.push(...answer.faults);
      worker.postMessage('more');
    } else if (answer.kind === 'last') resolve({ rows, faults, hidden: answer.hidden });
    else reject(new SheetReaderFailed(answer.reason));
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(onlyFault('file-large'));
    else reject(new SheetReaderFailed(error.code ?? error.name));
  });
  worker.on('exit', () => reject(new SheetReaderFailed('it ended')));
  try {
    return await promise;
  } finally {
    clearTimeout(clock);
    await worker.terminate();
  }
}

function startWorker(bytes: Uint8Array, spec: TableSpec<string>): Worker {
  const copy = new Uint8Array(bytes);
  const { columns, optional, beside, kinds } = spec;
  const workerData: SheetWorkerData = {
    bytes: copy,
    spec: {
      columns: [...columns],
      ...(optional && { optional: [...optional] }),
      ...(beside && { beside: [...beside] }),
      ...(kinds && { kinds: [...kinds] }),
    },
  };
  try {
    return new Worker(new URL('./sheet-worker.ts', import.meta.url), {
      workerData,
      transferList: [copy.buffer],
      resourceLimits: { maxOldGenerationSizeMb: memoryLimit },
    });
  } catch (error) {
    throw new SheetReaderFailed((error as NodeJS.ErrnoException).code ?? 'unknown');
  }
}

function onlyFault<Column extends string>(code: FileFaultCode): Sheets<Column> {
  return { rows: [], faults: [new Unreadable(code).fault], hidden: [] };
}
