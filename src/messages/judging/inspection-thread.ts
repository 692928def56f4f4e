import { Worker } from 'node:worker_threads';
import { Turns } from '../turns.ts';
import {
  Defect,
  failureReason,
  InspectionFailed,
  type InspectionFailure,
} from './inspection-failed.ts';
import type { ExaminerFiles, Outcomes, Task } from './inspection-task.ts';
import type { InspectionWorkerAnswer, InspectionWorkerRequest } from './inspection-worker.ts';

/** On a busy machine a document may take this many times its limit of processor time, by the clock. */
const clockFactor = 6;

/** Settings of an InspectionThread. */
export interface InspectionThreadOptions extends ExaminerFiles {
  /** The most documents of one party that wait or are being examined. */
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

/** A document, and the question about it. */
interface Job {
  readonly bytes: Uint8Array;
  readonly task: Task;
  readonly resolve: (outcome: Outcomes[keyof Outcomes]) => void;
  readonly reject: (failure: InspectionFailed | Defect) => void;
}

/** A worker thread and its state, from its start to its end. */
interface RunningWorker {
  readonly worker: Worker;
  /** Settled when the thread has loaded everything, or is gone. */
  readonly started: PromiseWithResolvers<void>;
  /** It has loaded everything: if it fails from now on, that is because of the document. */
  ready: boolean;
  documents: number;
  job?: Job;
  /** When it began its job. */
  began: number;
  /** Milliseconds of processor time that the process had used then. */
  before: number;
  clock?: NodeJS.Timeout;
}

/**
 * A worker thread that examines one document at a time and gives each party its turn. WebAssembly memory
 * never shrinks, so the thread is replaced when it has grown; it starts with the first document and ends
 * when there has been none for a while.
 */
export class InspectionThread {
  readonly #options: InspectionThreadOptions;
  readonly #turns: Turns<Job>;
  readonly #onSpent: (bytes: Uint8Array, since: number) => void;
  #running: RunningWorker | undefined;
  #ending: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @param onSpent called when the thread is done with a document, with the moment at which it began */
  constructor(
    options: InspectionThreadOptions,
    onSpent: (bytes: Uint8Array, since: number) => void,
  ) {
    this.#options = options;
    this.#onSpent = onSpent;
    this.#turns = new Turns(options.share);
  }

  /**
   * Examines a document when it is the turn of its party. It works on a copy of the bytes.
   *
   * @throws {InspectionFailed} when there is no answer, `busy` when the share of that party is in use
   * @throws {Defect} when the code of a rule failed
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

  /** Ends the thread. Callers that still wait get `closed`. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#turns.clear()) job.reject(new InspectionFailed('closed'));
    if (this.#running) this.#endWorker(this.#running, 'closed');
    await this.#ending;
  }

  /** Gives the thread its next document, if it has none and there is one. */
  #next(): void {
    if (this.#closed || this.#running?.job) return;
    const job = this.#turns.take()?.item;
    if (!job) return;
    try {
      this.#running ??= this.#startWorker();
    } catch (error) {
      // The system has no thread, memory or file descriptor left: the next document tries again.
      job.reject(new InspectionFailed('no-worker', failureReason(error)));
      this.#next();
      return;
    }
    const running = this.#running;
    clearTimeout(running.clock);
    running.worker.ref();
    running.job = job;
    running.began = performance.now();
    this.#startClock(running);
    // Transfers a copy: a transferred buffer becomes empty, and the caller still needs its own.
    const copy = new Uint8Array(job.bytes);
    const request: InspectionWorkerRequest = { bytes: copy, task: job.task };
    running.worker.postMessage(request, [copy.buffer]);
  }

  /** Limits the time of its document or, before it is ready, of its start: that is no fault of a document. */
  #startClock(running: RunningWorker): void {
    const { timeLimit, startLimit } = this.#options;
    clearTimeout(running.clock);
    if (!running.ready) {
      running.clock = setTimeout(() => this.#endWorker(running, 'no-worker'), startLimit);
      return;
    }
    running.before = processorMs();
    running.clock = setTimeout(() => this.#checkTime(running), timeLimit);
  }

  /** Ends the thread when its document took too long; checks again later when other work took the processor. */
  #checkTime(running: RunningWorker): void {
    const { timeLimit } = this.#options;
    const left = running.began + clockFactor * timeLimit - performance.now();
    // Of the whole process, so at least that of the thread. A thread that is busy cannot be asked for its own.
    const used = processorMs() - running.before;
    if (left <= 0 || used >= timeLimit) this.#endWorker(running, 'timeout');
    else
      running.clock = setTimeout(() => this.#checkTime(running), Math.min(left, timeLimit - used));
  }

  #startWorker(): RunningWorker {
    const { schemaDir, gemeentenFile } = this.#options;
    const workerData: ExaminerFiles = { schemaDir, gemeentenFile };
    const worker = new Worker(new URL('./inspection-worker.ts', import.meta.url), { workerData });
    const started = Promise.withResolvers<void>();
    const running: RunningWorker = {
      worker,
      started,
      ready: false,
      documents: 0,
      began: 0,
      before: 0,
    };
    worker.on('message', (answer: InspectionWorkerAnswer) => this.#answered(running, answer));
    worker.on('error', (error) => this.#ended(running, failureReason(error)));
    worker.on('exit', () => {
      running.started.resolve();
      this.#ended(running);
    });
    return running;
  }

  /** The thread ended by itself, or has to be ended. */
  #ended(running: RunningWorker, reason?: string): void {
    this.#endWorker(running, running.ready ? 'worker-died' : 'no-worker', reason);
  }

  #answered(running: RunningWorker, answer: InspectionWorkerAnswer): void {
    // Its first message, of any kind, means that loading is over, well or not.
    running.started.resolve();
    if (running !== this.#running) return;
    if (answer.kind === 'ready') {
      running.ready = true;
      running.began = performance.now();
      this.#startClock(running);
      return;
    }
    if (answer.kind === 'failed') {
      this.#ended(running, answer.reason);
      return;
    }
    const { maxDocuments, maxMemory, idleLimit } = this.#options;
    running.documents += 1;
    clearTimeout(running.clock);
    if (running.job) this.#onSpent(running.job.bytes, running.began);
    if (answer.kind === 'done') running.job?.resolve(answer.outcome);
    else if (answer.kind === 'defect') running.job?.reject(new Defect(answer.code, answer.frames));
    else running.job?.reject(new InspectionFailed('too-complex'));
    running.job = undefined;
    if (running.documents >= maxDocuments || answer.memory > maxMemory) {
      this.#ended(running);
      return;
    }
    // An idle thread must not keep the process alive.
    running.worker.unref();
    running.clock = setTimeout(() => this.#ended(running), idleLimit).unref();
    this.#next();
  }

  /** Ends a worker thread; the job that it has, if any, is rejected with the failure. */
  #endWorker(running: RunningWorker, failure: InspectionFailure, reason?: string): void {
    if (running !== this.#running) return;
    this.#running = undefined;
    clearTimeout(running.clock);
    if (running.job) this.#onSpent(running.job.bytes, running.began);
    running.job?.reject(new InspectionFailed(failure, reason));
    this.#ending = Promise.all([this.#ending, end(running)]);
    this.#next();
  }
}

/**
 * Ends the thread. Not while it starts: a thread that is ended while Node loads its modules can take
 * the whole process with it (a check in V8 fails; seen with Node 24.21).
 */
async function end(running: RunningWorker): Promise<void> {
  running.worker.ref();
  await running.started.promise;
  await running.worker.terminate();
}

/** Milliseconds of processor time that the process has used so far, with all its threads. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
