import { type About, aboutOf, isLedgerBericht } from '../ledger/about.ts';
import { type Advice, adviceOn } from '../ledger/advice.ts';
import { eventsOf } from '../ledger/events.ts';
import type { Memory } from '../ledger/memory.ts';
import type { MessageEvent } from '../ledger/model/events.ts';
import { type Answered, answerOf, type Question, readBericht } from '../standard/answer.ts';
import type { BerichtType } from '../standard/catalogue.ts';
import { framesOf } from '../standard/frames.ts';
import type { Inspection } from '../standard/inspection.ts';
import { Inspector } from '../standard/inspector.ts';
import type { AnyBericht } from '../standard/messages/berichten.ts';
import { type GemeenteList, loadGemeenten } from '../standard/rules/gemeenten.ts';
import { type Validation, validate } from '../standard/validation.ts';
import { Defect } from './inspection-failed.ts';

/** What is asked about a document, besides its bytes. */
export type Task =
  | { readonly kind: 'inspect' }
  /** In which lines elements of an XML document stand. */
  | { readonly kind: 'locate'; readonly paths: readonly string[] }
  /** A dry run; `today` is a plain date. */
  | { readonly kind: 'validate'; readonly today: string; readonly memory?: Memory }
  /** What a message is about that its XSD accepts. */
  | { readonly kind: 'read'; readonly type: BerichtType }
  | { readonly kind: 'judge'; readonly question: Question; readonly memory?: Memory }
  /** Whether another message of this type has the same values. */
  | { readonly kind: 'compare'; readonly type: BerichtType; readonly other: Uint8Array }
  /** What becomes true when the message is approved. */
  | { readonly kind: 'tell'; readonly type: BerichtType; readonly memory: Memory };

/** What each task gives. */
export interface Outcomes {
  readonly inspect: Inspection;
  readonly locate: readonly number[];
  readonly validate: Validation;
  readonly read: About | undefined;
  readonly judge: Judged;
  readonly compare: boolean;
  readonly tell: readonly MessageEvent[];
}

/** What comes of a message. */
export interface Judged extends Answered {
  /** What becomes true when it is approved; none of what is not. */
  readonly events: readonly MessageEvent[];
  /** For the gemeente that sent it, when it is approved. */
  readonly advice: readonly Advice[];
}

/** Files that examiners read when they start. */
export interface ExaminerFiles {
  readonly schemaDir: string;
  readonly gemeentenFile: string;
}

/** Does tasks in its own thread, with the schemas and lists that they need. */
export class Examiner implements Disposable {
  readonly #inspector: Inspector;
  readonly #gemeenten: GemeenteList;
  /** Reading is the dearest part, and the same document is asked about more than once. */
  readonly #read = new WeakMap<Uint8Array, AnyBericht>();

  /**
   * @param onlyLight throws TooHeavy at what would take long
   * @throws {SchemaError} and what {@link loadGemeenten} throws, for who starts the gateway
   */
  constructor({ schemaDir, gemeentenFile }: ExaminerFiles, { onlyLight = false } = {}) {
    this.#gemeenten = loadGemeenten(gemeentenFile);
    this.#inspector = Inspector.load(schemaDir, { onlyLight });
  }

  /**
   * @throws {InspectorError} when the document is too much for libxml2
   * @throws {RuleFailed} {@link AnswerFailed} {@link Defect} for a defect of ours
   */
  examine<K extends Task['kind']>(bytes: Uint8Array, task: Extract<Task, { kind: K }>): Outcomes[K];
  examine(bytes: Uint8Array, task: Task): Outcomes[keyof Outcomes] {
    switch (task.kind) {
      case 'inspect':
        return this.#inspector.inspect(bytes);
      case 'locate':
        return this.#inspector.locate(bytes, task.paths).map(({ line }) => line ?? 0);
      case 'validate':
        return validate(this.#inspector, bytes, {
          today: task.today,
          gemeenten: this.#gemeenten,
          ...(task.memory && { past: task.memory.past }),
        });
      case 'read':
        return aboutIn(this.#berichtOf(task.type, bytes));
      case 'judge':
        return this.#judge(this.#berichtOf(task.question.type, bytes), task.question, task.memory);
      case 'compare':
        return (
          JSON.stringify(this.#berichtOf(task.type, bytes)) ===
          JSON.stringify(this.#berichtOf(task.type, task.other))
        );
      case 'tell':
        return eventsIn(this.#berichtOf(task.type, bytes), task.memory);
    }
  }

  #judge(bericht: AnyBericht, question: Question, memory: Memory | undefined): Judged {
    const answered = answerOf(this.#inspector, bericht, question, {
      gemeenten: this.#gemeenten,
      ...(memory && { past: memory.past }),
    });
    if (!answered.approved || !memory) return { ...answered, events: [], advice: [] };
    return {
      ...answered,
      events: eventsIn(bericht, memory),
      advice: adviceIn(bericht, memory),
    };
  }

  #berichtOf(type: BerichtType, bytes: Uint8Array): AnyBericht {
    let bericht = this.#read.get(bytes);
    if (!bericht) {
      bericht = readBericht(type, bytes);
      this.#read.set(bytes, bericht);
    }
    return bericht;
  }

  [Symbol.dispose](): void {
    this.#inspector[Symbol.dispose]();
  }
}

function aboutIn(bericht: AnyBericht): About | undefined {
  return orDefect('about-failed', () => aboutOf(bericht));
}

function eventsIn(bericht: AnyBericht, { state, around }: Memory): MessageEvent[] {
  if (!isLedgerBericht(bericht)) return [];
  return orDefect('events-failed', () => eventsOf(bericht, state, around));
}

function adviceIn(bericht: AnyBericht, { state, spics }: Memory): readonly Advice[] {
  if (bericht.type !== 'JW301') return [];
  return orDefect('advice-failed', () => adviceOn(bericht, state, spics));
}

/** Does what the ledger does; of what it throws only the place is handed on. */
function orDefect<T>(code: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Defect(code, framesOf(error));
  }
}
