import { Worker } from 'node:worker_threads';

/** Longer than any input may take, also on a busy machine, in milliseconds. */
const limit = 300_000;

/**
 * Ends the process when one input keeps it busy without end, which nothing in its own thread could, and
 * says which input that was.
 */
export class Watchdog implements Disposable {
  /** Which input it is at, how many bytes that has, and a word on which the thread sleeps. */
  readonly #state: Int32Array;
  readonly #input: Uint8Array;
  readonly #worker: Worker;

  constructor(longest: number) {
    const state = new SharedArrayBuffer(12);
    const input = new SharedArrayBuffer(longest);
    this.#state = new Int32Array(state);
    this.#input = new Uint8Array(input);
    this.#worker = new Worker(program, { eval: true, workerData: { state, input, limit } });
    this.#worker.unref();
  }

  begin(input: Uint8Array): void {
    this.#input.set(input.subarray(0, this.#input.length));
    this.#state[1] = input.length;
    Atomics.add(this.#state, 0, 1);
  }

  [Symbol.dispose](): void {
    void this.#worker.terminate();
  }
}

const program = `
  const { workerData } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  const state = new Int32Array(workerData.state);
  for (let before = 0, now = 0; ; before = now) {
    Atomics.wait(state, 2, 0, workerData.limit);
    now = Atomics.load(state, 0);
    if (now !== before || now === 0) continue;
    const input = Buffer.from(new Uint8Array(workerData.input)).subarray(0, state[1]);
    writeSync(2, 'FIND no end in ' + workerData.limit + ' ms: ' + input.toString('base64') + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }
`;
