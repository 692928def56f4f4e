import type { MessageEvent } from '../../ledger/model/events.ts';
import type { About } from '../../ledger/past/about.ts';
import type { KnownPast } from '../../ledger/past/read-past.ts';
import type { ToldPrestatie } from '../../ledger/projection/note-prestaties.ts';
import type { Question } from '../../standard/answers/answer.ts';
import type { Refused } from '../../standard/answers/refused.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import type { Validation } from '../../standard/validation.ts';
import type { Inspection } from '../../standard/xml/inspection.ts';
import { TooHeavy } from '../../standard/xml/inspector.ts';
import { InspectorError } from '../../standard/xml/libxml2.ts';
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

/** Looks up the past of the child, allocations and requests that a message names. */
export type LookUpPast<M> = (about: About) => Promise<M>;

/** Settings of an InspectionDispatcher; only the files have no default. */
export interface InspectionDispatcherOptions
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

/** Shared by dispatchers that were opened beside each other. */
interface CallingThread {
  /** Absent once libxml2 has failed in this thread: from then on worker threads inspect everything. */
  examiner: Examiner | undefined;
  /** How many dispatchers are open. */
  dispatchers: number;
}

/** What a message is judged with, besides itself. */
export interface JudgedWith {
  readonly lookUp?: LookUpPast<KnownPast>;
  /** Of a JW323: its id. */
  readonly declaration?: string;
  /** Of a JW325: the JW323 that it answers, where that is known, and whether its Identificatie was used before. */
  readonly answered?: { readonly identificatieUsed: boolean; readonly declaration?: Uint8Array };
}

/**
 * Inspects, validates and judges documents without holding up the caller's event loop. Small and light
 * documents are done at once in the calling thread. It dispatches all others to one worker thread, which does
 * them one after the other and gives each party its turn.
 */
export class InspectionDispatcher {
  readonly #options: Required<InspectionDispatcherOptions>;
  readonly #here: CallingThread;
  readonly #elsewhere: InspectionThread;
  /** Milliseconds that documents took; an entry goes when its bytes are garbage. */
  readonly #spent = new WeakMap<Uint8Array, number>();
  #closed = false;

  private constructor(options: InspectionDispatcherOptions, here: CallingThread) {
    this.#options = { ...defaults, ...options };
    this.#here = here;
    this.#elsewhere = new InspectionThread(this.#options, (bytes, since) =>
      this.#spend(bytes, since),
    );
    here.dispatchers += 1;
  }

  /** Reads schemas and lists now, so that the start fails, with the reason, when one is missing or broken. */
  static async open(options: InspectionDispatcherOptions): Promise<InspectionDispatcher> {
    const examiner = new Examiner(options, { onlyLight: true });
    return new InspectionDispatcher(options, { examiner, dispatchers: 0 });
  }

  /** Another dispatcher, with its own worker thread. Both use what the calling thread has loaded. */
  beside(): InspectionDispatcher {
    return new InspectionDispatcher(this.#options, this.#here);
  }

  /** Milliseconds of processor time that all tasks for these bytes took so far. */
  spentOn(bytes: Uint8Array): number {
    return this.#spent.get(bytes) ?? 0;
  }

  #spend(bytes: Uint8Array, since: number): void {
    this.#spent.set(bytes, this.spentOn(bytes) + performance.now() - since);
  }

  /**
   * Finds everything that the bytes of a document alone can show. The caller keeps the bytes and must not
   * change them until there is an answer.
   *
   * @param party the party whose turn it takes
   * @throws {InspectionFailed} when there is no answer
   */
  inspect(party: string, bytes: Uint8Array): Promise<Inspection> {
    return this.#do(party, bytes, { kind: 'inspect' });
  }

  /**
   * Reads what a message that its XSD accepts is about.
   *
   * @throws {InspectionFailed} when there is no answer, {@link Defect} when it cannot be read
   */
  read(party: string, bytes: Uint8Array, type: BerichtType): Promise<About | undefined> {
    return this.#do(party, bytes, { kind: 'read', type });
  }

  /**
   * A dry run: everything that is wrong with a document.
   *
   * @param memory the past; when it is absent, rules that need it are skipped
   * @throws {InspectionFailed} when there is no answer, {@link Defect} when a rule of ours failed
   */
  validate(party: string, bytes: Uint8Array, memory?: KnownPast): Promise<Validation> {
    const today = dutchDate(new Date());
    return this.#do(party, bytes, { kind: 'validate', today, ...(memory && { memory }) });
  }

  /**
   * The lines of elements of a document that {@link inspect} takes for XML; 0 where the line is not known.
   *
   * @param paths below Bericht; with an empty list the document is not parsed
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
   * Checks a message that its XSD accepts by its rules, and writes its answer.
   *
   * @param past looks up the past, which also decides whether level 3 refuses. Absent for messages for which the past
   *   does not matter; for a JW325 there is `answered` instead
   * @throws {InspectionFailed} when there is no answer, {@link Defect} when a rule of ours failed
   */
  async judge(
    party: string,
    bytes: Uint8Array,
    question: Omit<Question, 'today' | 'level3'>,
    past: JudgedWith = {},
  ): Promise<Judged> {
    const { lookUp, declaration, answered } = past;
    const about = lookUp && (await this.#do(party, bytes, { kind: 'read', type: question.type }));
    const memory = about && (await lookUp?.(about));
    const level3 = memory?.level3 ?? 'enforce';
    const today = dutchDate(new Date());
    return this.#do(party, bytes, {
      kind: 'judge',
      question: { ...question, level3, today },
      ...(memory && { memory }),
      ...(declaration !== undefined && { declaration }),
      ...(answered && { answered: { identificatieUsed: answered.identificatieUsed } }),
      ...(answered?.declaration && { other: answered.declaration }),
    });
  }

  /**
   * What a JW325 that its XSD accepts decides on each Prestatie of the JW323 that it answers.
   *
   * @param declaration the JW323 and its id
   * @throws {InspectionFailed} when there is no answer, {@link Defect} when one cannot be read
   */
  decide(
    party: string,
    bytes: Uint8Array,
    declaration: { readonly id: string; readonly bytes: Uint8Array },
  ): Promise<readonly ToldPrestatie[]> {
    const { id, bytes: other } = declaration;
    return this.#do(party, bytes, { kind: 'decide', declaration: id, other });
  }

  /**
   * Whether two messages that their XSD accepts have the same values, apart from how the XML is written.
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
   * The ledger events that follow when a message is approved. Its rules are not checked again.
   *
   * @throws {InspectionFailed} when there is no answer, {@link Defect} when it cannot be read
   */
  async eventsOnApproval(
    party: string,
    bytes: Uint8Array,
    type: BerichtType,
    lookUp: LookUpPast<KnownPast>,
  ): Promise<readonly MessageEvent[]> {
    const about = await this.#do(party, bytes, { kind: 'read', type });
    if (!about) return [];
    return this.#do(party, bytes, { kind: 'events', type, memory: await lookUp(about) });
  }

  /**
   * What a retour or JW325 that its XSD accepts refuses.
   *
   * @throws {InspectionFailed} when there is no answer, {@link Defect} when it cannot be read
   */
  refusedIn(party: string, bytes: Uint8Array, type: BerichtType): Promise<readonly Refused[]> {
    return this.#do(party, bytes, { kind: 'refused', type });
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

  /** libxml2 may have stopped half-way and is not safe to use again in this thread; worker threads go on. */
  #giveUpHere(error: unknown): void {
    this.#here.examiner = undefined;
    process.emitWarning(
      `libxml2 failed (${failureReason(error)}); a worker thread now inspects all documents`,
    );
  }

  /** Ends the worker thread. Callers that still wait get `closed`. */
  async close(): Promise<void> {
    if (!this.#closed) this.#here.dispatchers -= 1;
    this.#closed = true;
    if (this.#here.dispatchers === 0) {
      this.#here.examiner?.[Symbol.dispose]();
      this.#here.examiner = undefined;
    }
    await this.#elsewhere.close();
  }
}
