import type { About } from '../ledger/about.ts';
import type { Memory } from '../ledger/memory.ts';
import type { MessageEvent } from '../ledger/model/events.ts';
import type { Question } from '../standard/answer.ts';
import { dutchDate } from '../standard/calendar.ts';
import type { BerichtType } from '../standard/catalogue.ts';
import type { Inspection } from '../standard/inspection.ts';
import { TooHeavy } from '../standard/inspector.ts';
import { InspectorError } from '../standard/libxml2.ts';
import type { Validation } from '../standard/validation.ts';
import { Defect, failureReason, InspectionFailed } from './inspection-failed.ts';
import {
  Examiner,
  type ExaminerFiles,
  type Judged,
  type Outcomes,
  type Task,
} from './inspection-task.ts';
import { InspectionThread, type InspectionThreadOptions } from './inspection-thread.ts';

export { InspectionFailed } from './inspection-failed.ts';

/** Looks up what was said before about what a message is about. */
export type Remember<M> = (about: About) => Promise<M>;

/** How an InspectionPool works; only the files have no default. */
export interface InspectionPoolOptions
  extends ExaminerFiles,
    Partial<Omit<InspectionThreadOptions, keyof ExaminerFiles>> {
  /** Documents above this many bytes go to the worker thread. */
  readonly threshold?: number;
}

const defaults = {
  threshold: 64 * 1024,
  share: 2,
  timeLimit: 15_000,
  startLimit: 60_000,
  maxDocuments: 100,
  maxMemory: 128 * 1024 * 1024,
  idleLimit: 60_000,
} as const;

/** What pools share that were opened beside each other. */
interface Here {
  /** Absent once libxml2 has failed in this thread: then worker threads take everything. */
  examiner: Examiner | undefined;
  /** Those that are not closed. */
  pools: number;
}

/**
 * Inspects documents, and does all else that needs the whole of one, without holding up the
 * caller's event loop: small and light ones at once in the calling thread, all others one after the
 * other in a worker thread, where parties have their turns.
 */
export class InspectionPool {
  readonly #options: Required<InspectionPoolOptions>;
  readonly #here: Here;
  readonly #elsewhere: InspectionThread;
  /** Milliseconds that documents took, as long as somebody holds their bytes. */
  readonly #spent = new WeakMap<Uint8Array, number>();
  #closed = false;

  private constructor(options: InspectionPoolOptions, here: Here) {
    this.#options = { ...defaults, ...options };
    this.#here = here;
    this.#elsewhere = new InspectionThread(this.#options, (bytes, since) =>
      this.#spend(bytes, since),
    );
    here.pools += 1;
  }

  /** Reads schemas and lists, so that missing or broken ones show now: throws then, and says why. */
  static async open(options: InspectionPoolOptions): Promise<InspectionPool> {
    const examiner = new Examiner(options, { onlyLight: true });
    return new InspectionPool(options, { examiner, pools: 0 });
  }

  /** Another pool, with a worker thread of its own; what this thread has loaded is loaded once. */
  beside(): InspectionPool {
    return new InspectionPool(this.#options, this.#here);
  }

  /** Milliseconds of the processor that all that was asked about these bytes took so far. */
  spentOn(bytes: Uint8Array): number {
    return this.#spent.get(bytes) ?? 0;
  }

  #spend(bytes: Uint8Array, since: number): void {
    this.#spent.set(bytes, this.spentOn(bytes) + performance.now() - since);
  }

  /**
   * Says all that can be said of a document by its bytes alone. The bytes stay the caller's and must
   * not change until there is an answer.
   *
   * @param party in whose turn it is done
   * @throws {InspectionFailed} when there is none
   */
  inspect(party: string, bytes: Uint8Array): Promise<Inspection> {
    return this.#do(party, bytes, { kind: 'inspect' });
  }

  /**
   * What a message is about that its XSD accepts.
   *
   * @throws {InspectionFailed} when there is no answer, {@link Defect} when it cannot be read
   */
  read(party: string, bytes: Uint8Array, type: BerichtType): Promise<About | undefined> {
    return this.#do(party, bytes, { kind: 'read', type });
  }

  /**
   * A dry run: everything that is wrong with a document.
   *
   * @param memory what was said before; absent: what needs it is not asked
   * @throws {InspectionFailed} when there is no answer, {@link Defect} when a rule of ours failed
   */
  validate(party: string, bytes: Uint8Array, memory?: Memory): Promise<Validation> {
    const today = dutchDate(new Date());
    return this.#do(party, bytes, { kind: 'validate', today, ...(memory && { memory }) });
  }

  /**
   * The lines of elements of a document that {@link inspect} takes for XML, 0 where nobody knows.
   *
   * @param paths below Bericht; of none nothing is asked
   * @throws {InspectionFailed} when there is no answer
   */
  async linesOf(
    party: string,
    bytes: Uint8Array,
    paths: readonly string[],
  ): Promise<readonly number[]> {
    return paths.length === 0 ? [] : this.#do(party, bytes, { kind: 'locate', paths });
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
    party: string,
    bytes: Uint8Array,
    question: Omit<Question, 'today' | 'level3'>,
    past?: { readonly lookUp: Remember<Memory>; readonly about?: About },
  ): Promise<Judged> {
    let memory = past?.about && (await past.lookUp(past.about));
    if (past && (!memory || memory.past.agreedProducts)) {
      const about = await this.#do(party, bytes, { kind: 'read', type: question.type });
      memory = about && (await past.lookUp(about));
    }
    const level3 = memory?.level3 ?? 'enforce';
    const today = dutchDate(new Date());
    return this.#do(party, bytes, {
      kind: 'judge',
      question: { ...question, level3, today },
      ...(memory && { memory }),
    });
  }

  /**
   * Whether two messages that their XSD accepts have the same values, however they are written.
   *
   * @throws {InspectionFailed} when there is no answer, {@link Defect} when one cannot be read
   */
  sayTheSame(
    party: string,
    type: BerichtType,
    bytes: Uint8Array,
    other: Uint8Array,
  ): Promise<boolean> {
    return this.#do(party, bytes, { kind: 'compare', type, other });
  }

  /**
   * What becomes true when a message is approved, whatever its rules say.
   *
   * @throws {InspectionFailed} when there is no answer, {@link Defect} when it cannot be read
   */
  async tell(
    party: string,
    bytes: Uint8Array,
    type: BerichtType,
    remember: Remember<Memory>,
  ): Promise<readonly MessageEvent[]> {
    const about = await this.#do(party, bytes, { kind: 'read', type });
    if (!about) return [];
    return this.#do(party, bytes, { kind: 'tell', type, memory: await remember(about) });
  }

  async #do<K extends Task['kind']>(
    party: string,
    bytes: Uint8Array,
    task: Extract<Task, { kind: K }>,
  ): Promise<Outcomes[K]> {
    if (this.#closed) throw new InspectionFailed('closed');
    const { examiner } = this.#here;
    const size = bytes.length + ('other' in task ? (task.other as Uint8Array).length : 0);
    if (examiner && size <= this.#options.threshold) {
      const began = performance.now();
      try {
        return examiner.examine(bytes, task);
      } catch (error) {
        if (error instanceof InspectorError) throw new InspectionFailed('too-complex');
        const defect = Defect.of(error);
        if (defect) throw defect;
        if (!(error instanceof TooHeavy)) this.#giveUpHere(error);
      } finally {
        this.#spend(bytes, began);
      }
    }
    return this.#elsewhere.examine(party, bytes, task);
  }

  /** libxml2 may have been left half-way: this thread is done with it, worker threads go on. */
  #giveUpHere(error: unknown): void {
    this.#here.examiner = undefined;
    process.emitWarning(
      `libxml2 failed (${failureReason(error)}); a worker thread now inspects all documents`,
    );
  }

  /** Ends the worker thread; who still waits gets `closed`. */
  async close(): Promise<void> {
    if (!this.#closed) this.#here.pools -= 1;
    this.#closed = true;
    if (this.#here.pools === 0) {
      this.#here.examiner?.[Symbol.dispose]();
      this.#here.examiner = undefined;
    }
    await this.#elsewhere.close();
  }
}
