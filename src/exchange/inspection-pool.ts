import { Worker } from 'node:worker_threads';
import type { About } from '../ledger/about.ts';
import type { MessageEvent } from '../ledger/events.ts';
import type { Memory } from '../ledger/memory.ts';
import type { Question } from '../standard/answer.ts';
import { dutchDate } from '../standard/calendar.ts';
import type { BerichtType } from '../standard/catalogue.ts';
import type { Inspection } from '../standard/inspection.ts';
import { InspectorError } from '../standard/libxml2.ts';
import type { Validation } from '../standard/validation.ts';
import {
  Defect,
  failureReason,
  InspectionFailed,
  type InspectionFailure,
} from './inspection-failed.ts';
import {
  Examiner,
  type ExaminerFiles,
  type Judged,
  type Outcomes,
  type Task,
} from './inspection-task.ts';
import type { InspectionWorkerAnswer, InspectionWorkerRequest } from './inspection-worker.ts';

export { InspectionFailed } from './inspection-failed.ts';

/** Looks up what was said before about what a message is about. */
export type Remember<M> = (about: About) => Promise<M>;

/** How an InspectionPool works; only the files have no default. */
export interface InspectionPoolOptions extends ExaminerFiles {
  /** Documents above this many bytes go to the worker thread. */
  readonly threshold?: number;
  /** Most documents that wait for the worker thread. */
  readonly maxWaiting?: number;
  /** Milliseconds that one document may take in the worker thread. */
  readonly timeLimit?: number;
  /** The worker thread is replaced after this many documents. */
  readonly maxDocuments?: number;
  /** The worker thread is replaced when it holds more WebAssembly memory than this, in bytes. */
  readonly maxMemory?: number;
  /** Milliseconds after which an idle worker thread is ended. */
  readonly idleLimit?: number;
}

const defaults = {
  // The worst that fits takes about 80 ms; an ordinary message is a tenth of this.
  threshold: 64 * 1024,
  maxWaiting: 32,
  timeLimit: 15_000,
  maxDocuments: 100,
  maxMemory: 128 * 1024 * 1024,
  idleLimit: 60_000,
} as const;

interface Job {
  readonly bytes: Uint8Array;
  readonly task: Task;
  readonly resolve: (outcome: Outcomes[keyof Outcomes]) => void;
  readonly reject: (failure: InspectionFailed | Defect) => void;
}

/** What pools share that were opened beside each other. */
interface Here {
  /** Absent once libxml2 has failed in this thread: then worker threads take everything. */
  examiner: Examiner | undefined;
  /** Those that are not closed. */
  pools: number;
}

/** A worker thread, from its start to its end. */
interface Crew {
  readonly worker: Worker;
  /** Settled when the thread has loaded everything, or is gone. */
  readonly started: PromiseWithResolvers<void>;
  documents: number;
  job?: Job;
  clock?: NodeJS.Timeout;
}

/**
 * Inspects documents, and does all else that needs the whole of one, without holding up the
 * caller's event loop: small ones at once in the calling thread, large ones one after the other in
 * a worker thread. WebAssembly memory never shrinks, so
 * the thread is replaced when it has grown; it starts with the first large document and ends when
 * there has been none for a while.
 */
export class InspectionPool {
  readonly #options: Required<InspectionPoolOptions>;
  readonly #waiting: Job[] = [];
  readonly #here: Here;
  #crew: Crew | undefined;
  #ending: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(options: InspectionPoolOptions, here: Here) {
    this.#options = {
      schemaDir: options.schemaDir,
      gemeentenFile: options.gemeentenFile,
      threshold: options.threshold ?? defaults.threshold,
      maxWaiting: options.maxWaiting ?? defaults.maxWaiting,
      timeLimit: options.timeLimit ?? defaults.timeLimit,
      maxDocuments: options.maxDocuments ?? defaults.maxDocuments,
      maxMemory: options.maxMemory ?? defaults.maxMemory,
      idleLimit: options.idleLimit ?? defaults.idleLimit,
    };
    this.#here = here;
    here.pools += 1;
  }

  /** Reads schemas and lists, so that missing or broken ones show now: throws then, and says why. */
  static async open(options: InspectionPoolOptions): Promise<InspectionPool> {
    return new InspectionPool(options, { examiner: new Examiner(options), pools: 0 });
  }

  /** Another pool, with a worker thread of its own; what this thread has loaded is loaded once. */
  beside(): InspectionPool {
    return new InspectionPool(this.#options, this.#here);
  }

  /**
   * Says all that can be said of a document by its bytes alone. The bytes stay the caller's and must
   * not change until there is an answer.
   *
   * @throws {InspectionFailed} when there is none
   */
  inspect(bytes: Uint8Array): Promise<Inspection> {
    return this.#do(bytes, { kind: 'inspect' });
  }

  /**
   * A dry run: everything that is wrong with a document.
   *
   * @param remember looks up what was said before, for a document that its XSD accepts
   * @throws {InspectionFailed} when there is no answer, {@link Defect} when a rule of ours failed
   */
  async validate(bytes: Uint8Array, remember: Remember<Memory | undefined>): Promise<Validation> {
    const about = await this.#do(bytes, { kind: 'find-subject' });
    const memory = about && (await remember(about));
    const today = dutchDate(new Date());
    return this.#do(bytes, { kind: 'validate', today, ...(memory && { memory }) });
  }

  /**
   * Holds a message that its XSD accepts against its rules, and writes its answer.
   *
   * @param past looks up what was said before, which says whether level 3 refuses; `about` saves
   *   reading the message for what is known of it already, unless its products are held against a list.
   *   Absent for what no past can speak against.
   * @throws {InspectionFailed} when there is no answer, {@link Defect} when a rule of ours failed
   */
  async judge(
    bytes: Uint8Array,
    question: Omit<Question, 'today' | 'level3'>,
    past?: { readonly lookUp: Remember<Memory>; readonly about?: About },
  ): Promise<Judged> {
    let memory = past?.about && (await past.lookUp(past.about));
    if (past && (!memory || memory.past.agreedProducts)) {
      const about = await this.#do(bytes, { kind: 'read', type: question.type });
      memory = about && (await past.lookUp(about));
    }
    const level3 = memory?.level3 ?? 'enforce';
    const today = dutchDate(new Date());
    return this.#do(bytes, {
      kind: 'judge',
      question: { ...question, level3, today },
      ...(memory && { memory }),
    });
  }

  /**
   * What becomes true when a message is approved, whatever its rules say.
   *
   * @throws {InspectionFailed} when there is no answer, {@link Defect} when it cannot be read
   */
  async tell(
    bytes: Uint8Array,
    type: BerichtType,
    remember: Remember<Memory>,
  ): Promise<readonly MessageEvent[]> {
    const about = await this.#do(bytes, { kind: 'read', type });
    return about ? this.#do(bytes, { kind: 'tell', type, memory: await remember(about) }) : [];
  }

  async #do<K extends Task['kind']>(
    bytes: Uint8Array,
    task: Extract<Task, { kind: K }>,
  ): Promise<Outcomes[K]> {
    if (this.#closed) throw new InspectionFailed('closed');
    const { examiner } = this.#here;
    if (examiner && bytes.length <= this.#options.threshold) {
      try {
        return examiner.examine(bytes, task);
      } catch (error) {
        if (error instanceof InspectorError) throw new InspectionFailed('too-complex');
        const defect = Defect.of(error);
        if (defect) throw defect;
        // libxml2 may have been left half-way: this thread is done with it, the worker goes on.
        this.#here.examiner = undefined;
        process.emitWarning(
          `libxml2 failed (${failureReason(error)}); a worker thread now inspects all documents`,
        );
      }
    }
    if (this.#waiting.length >= this.#options.maxWaiting) throw new InspectionFailed('busy');
    return new Promise((resolve, reject) => {
      const done = resolve as Job['resolve'];
      this.#waiting.push({ bytes, task, resolve: done, reject });
      this.#next();
    });
  }

  /** Ends the worker thread; who still waits gets `closed`. */
  async close(): Promise<void> {
    if (!this.#closed) this.#here.pools -= 1;
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.reject(new InspectionFailed('closed'));
    if (this.#crew) this.#dismiss(this.#crew, 'closed');
    if (this.#here.pools === 0) {
      this.#here.examiner?.[Symbol.dispose]();
      this.#here.examiner = undefined;
    }
    await this.#ending;
  }

  /** Gives the worker thread its next document, if it has none and there is one. */
  #next(): void {
    if (this.#closed || this.#crew?.job || this.#waiting.length === 0) return;
    this.#crew ??= this.#hire();
    const crew = this.#crew;
    const job = this.#waiting.shift() as Job;
    clearTimeout(crew.clock);
    crew.worker.ref();
    crew.job = job;
    crew.clock = setTimeout(() => this.#dismiss(crew, 'timeout'), this.#options.timeLimit);
    // One copy, handed over: the caller's bytes stay where they are.
    const copy = new Uint8Array(job.bytes);
    const request: InspectionWorkerRequest = { bytes: copy, task: job.task };
    crew.worker.postMessage(request, [copy.buffer]);
  }

  #hire(): Crew {
    const { schemaDir, gemeentenFile } = this.#options;
    const workerData: ExaminerFiles = { schemaDir, gemeentenFile };
    const worker = new Worker(new URL('./inspection-worker.ts', import.meta.url), { workerData });
    const crew: Crew = { worker, started: Promise.withResolvers(), documents: 0 };
    worker.on('message', (answer: InspectionWorkerAnswer) => this.#answered(crew, answer));
    worker.on('error', (error) => this.#dismiss(crew, 'worker-died', failureReason(error)));
    worker.on('exit', () => {
      crew.started.resolve();
      this.#dismiss(crew, 'worker-died');
    });
    return crew;
  }

  #answered(crew: Crew, answer: InspectionWorkerAnswer): void {
    // Whatever it says: it has loaded everything, or given up.
    crew.started.resolve();
    if (crew !== this.#crew || answer.kind === 'ready') return;
    if (answer.kind === 'failed') {
      this.#dismiss(crew, 'worker-died', answer.reason);
      return;
    }
    const { maxDocuments, maxMemory, idleLimit } = this.#options;
    crew.documents += 1;
    clearTimeout(crew.clock);
    if (answer.kind === 'done') crew.job?.resolve(answer.outcome);
    else if (answer.kind === 'defect') crew.job?.reject(new Defect(answer.code));
    else crew.job?.reject(new InspectionFailed('too-complex'));
    crew.job = undefined;
    if (crew.documents >= maxDocuments || answer.memory > maxMemory) {
      this.#dismiss(crew, 'worker-died');
      return;
    }
    // An idle thread keeps nobody alive.
    crew.worker.unref();
    crew.clock = setTimeout(() => this.#dismiss(crew, 'worker-died'), idleLimit).unref();
    this.#next();
  }

  /** Ends a worker thread; its document, if it has one, gets the failure. */
  #dismiss(crew: Crew, failure: InspectionFailure, reason?: string): void {
    if (crew !== this.#crew) return;
    this.#crew = undefined;
    clearTimeout(crew.clock);
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
