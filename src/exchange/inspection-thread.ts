import { Worker } from 'node:worker_threads';
import {
  Defect,
  failureReason,
  InspectionFailed,
  type InspectionFailure,
} from './inspection-failed.ts';
import type { ExaminerFiles, Outcomes, Task } from './inspection-task.ts';
import type { InspectionWorkerAnswer, InspectionWorkerRequest } from './inspection-worker.ts';
import { Turns } from './turns.ts';

/** On a machine that has much else to do, a document may take so many times its limit by the clock. */
const patience = 6;

/** How an InspectionThread works. */
export interface InspectionThreadOptions extends ExaminerFiles {
  /** Most documents of one party that wait or are at work. */
  readonly share: number;
  /** Milliseconds of processor time that one document may take. */
  readonly timeLimit: number;
  /** Milliseconds that the thread may take to start. */
  readonly startLimit: number;
  /** The thread is replaced after this many documents. */
  readonly maxDocuments: number;
  /** The thread is replaced when it holds more WebAssembly memory than this, in bytes. */
  readonly maxMemory: number;
  /** Milliseconds after which an idle thread is ended. */
  readonly idleLimit: number;
}

/** A document, and what is asked about it. */
interface Job {
  readonly bytes: Uint8Array;
  readonly task: Task;
  readonly resolve: (outcome: Outcomes[keyof Outcomes]) => void;
  readonly reject: (failure: InspectionFailed | Defect) => void;
}

/** A worker thread, from its start to its end. */
interface Crew {
  readonly worker: Worker;
  /** Settled when the thread has loaded everything, or is gone. */
  readonly started: PromiseWithResolvers<void>;
  /** It has loaded everything: what it does not answer from now on is because of the document. */
  ready: boolean;
  documents: number;
  job?: Job;
  /** When it began with its job. */
  began: number;
  /** Milliseconds of processor time that the process had taken then. */
  before: number;
  clock?: NodeJS.Timeout;
}

/**
 * A worker thread that examines one document at a time, for all parties in turns. WebAssembly memory
 * never shrinks, so the thread is replaced when it has grown; it starts with the first document and ends
 * when there has been none for a while.
 */
export class InspectionThread {
  readonly #options: InspectionThreadOptions;
  readonly #turns: Turns<Job>;
  readonly #onSpent: (bytes: Uint8Array, since: number) => void;
  #crew: Crew | undefined;
  #ending: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @param onSpent hears of each document since when the thread was at it, when it no longer is */
  constructor(
    options: InspectionThreadOptions,
    onSpent: (bytes: Uint8Array, since: number) => void,
  ) {
    this.#options = options;
    this.#onSpent = onSpent;
    this.#turns = new Turns(options.share);
  }

  /**
   * Examines a document when it is the turn of its party. The bytes stay the caller's.
   *
   * @throws {InspectionFailed} when there is no answer, `busy` when enough of that party is in hand
   * @throws {Defect} when a rule of ours failed
   */
  examine<K extends Task['kind']>(
    party: string,
    bytes: Uint8Array,
    task: Extract<Task, { kind: K }>,
  ): Promise<Outcomes[K]> {
    if (this.#closed) return Promise.reject(new InspectionFailed('closed'));
    const { promise, resolve, reject } = Promise.withResolvers<Outcomes[K]>();
    const item: Job = { bytes, task, resolve: resolve as Job['resolve'], reject };
    if (!this.#turns.add({ party, item })) return Promise.reject(new InspectionFailed('busy'));
    this.#next();
    return promise.finally(() => this.#turns.done(party));
  }

  /** Ends the thread; who still waits gets `closed`. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#turns.clear()) job.reject(new InspectionFailed('closed'));
    if (this.#crew) this.#dismiss(this.#crew, 'closed');
    await this.#ending;
  }

  /** Gives the thread its next document, if it has none and there is one. */
  #next(): void {
    if (this.#closed || this.#crew?.job) return;
    const job = this.#turns.take()?.item;
    if (!job) return;
    try {
      this.#crew ??= this.#hire();
    } catch (error) {
      // The system has no thread, memory or descriptor for it now: the next document tries again.
      job.reject(new InspectionFailed('no-worker', failureReason(error)));
      this.#next();
      return;
    }
    const crew = this.#crew;
    clearTimeout(crew.clock);
    crew.worker.ref();
    crew.job = job;
    crew.began = performance.now();
    this.#startClock(crew);
    // One copy, handed over: the caller's bytes stay where they are.
    const copy = new Uint8Array(job.bytes);
    const request: InspectionWorkerRequest = { bytes: copy, task: job.task };
    crew.worker.postMessage(request, [copy.buffer]);
  }

  /** For the document that it has, or for its start, which is no fault of a document. */
  #startClock(crew: Crew): void {
    const { timeLimit, startLimit } = this.#options;
    clearTimeout(crew.clock);
    if (!crew.ready) {
      crew.clock = setTimeout(() => this.#dismiss(crew, 'no-worker'), startLimit);
      return;
    }
    crew.before = processorMs();
    crew.clock = setTimeout(() => this.#look(crew), timeLimit);
  }

  /** Ends the thread when its document took too long, and looks again later when others took its time. */
  #look(crew: Crew): void {
    const { timeLimit } = this.#options;
    const left = crew.began + patience * timeLimit - performance.now();
    // Of the whole process: the thread had no more than that. A thread that is at it cannot be asked.
    const used = processorMs() - crew.before;
    if (left <= 0 || used >= timeLimit) this.#dismiss(crew, 'timeout');
    else crew.clock = setTimeout(() => this.#look(crew), Math.min(left, timeLimit - used));
  }

  #hire(): Crew {
    const { schemaDir, gemeentenFile } = this.#options;
    const workerData: ExaminerFiles = { schemaDir, gemeentenFile };
    const worker = new Worker(new URL('./inspection-worker.ts', import.meta.url), { workerData });
    const started = Promise.withResolvers<void>();
    const crew: Crew = { worker, started, ready: false, documents: 0, began: 0, before: 0 };
    worker.on('message', (answer: InspectionWorkerAnswer) => this.#answered(crew, answer));
    worker.on('error', (error) => this.#ended(crew, failureReason(error)));
    worker.on('exit', () => {
      crew.started.resolve();
      this.#ended(crew);
    });
    return crew;
  }

  /** The thread ended by itself, or must be. */
  #ended(crew: Crew, reason?: string): void {
    this.#dismiss(crew, crew.ready ? 'worker-died' : 'no-worker', reason);
  }

  #answered(crew: Crew, answer: InspectionWorkerAnswer): void {
    // Whatever it says: it has loaded everything, or given up.
    crew.started.resolve();
    if (crew !== this.#crew) return;
    if (answer.kind === 'ready') {
      crew.ready = true;
      crew.began = performance.now();
      this.#startClock(crew);
      return;
    }
    if (answer.kind === 'failed') {
      this.#ended(crew, answer.reason);
      return;
    }
    const { maxDocuments, maxMemory, idleLimit } = this.#options;
    crew.documents += 1;
    clearTimeout(crew.clock);
    if (crew.job) this.#onSpent(crew.job.bytes, crew.began);
    if (answer.kind === 'done') crew.job?.resolve(answer.outcome);
    else if (answer.kind === 'defect') crew.job?.reject(new Defect(answer.code, answer.frames));
    else crew.job?.reject(new InspectionFailed('too-complex'));
    crew.job = undefined;
    if (crew.documents >= maxDocuments || answer.memory > maxMemory) {
      this.#ended(crew);
      return;
    }
    // An idle thread keeps nobody alive.
    crew.worker.unref();
    crew.clock = setTimeout(() => this.#ended(crew), idleLimit).unref();
    this.#next();
  }

  /** Ends a worker thread; its document, if it has one, gets the failure. */
  #dismiss(crew: Crew, failure: InspectionFailure, reason?: string): void {
    if (crew !== this.#crew) return;
    this.#crew = undefined;
    clearTimeout(crew.clock);
    if (crew.job) this.#onSpent(crew.job.bytes, crew.began);
    crew.job?.reject(new InspectionFailed(failure, reason));
    this.#ending = Promise.all([this.#ending, end(crew)]);
    this.#next();
  }
}

/**
 * Ends the thread. Not while it starts: a thread that is ended while Node loads its modules can take
 * the whole process with it (a check in V8 fails; seen with Node 24.21).
 */
async function end(crew: Crew): Promise<void> {
  crew.worker.ref();
  await crew.started.promise;
  await crew.worker.terminate();
}

/** Milliseconds of processor time that the process took so far, with all its threads. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
