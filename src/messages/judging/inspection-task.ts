import type { MessageEvent } from '../../ledger/model/events.ts';
import { type About, aboutOf } from '../../ledger/past/about.ts';
import { type Advice, adviceOn } from '../../ledger/past/advice.ts';
import { isLedgerBericht } from '../../ledger/past/bericht.ts';
import { eventsOf } from '../../ledger/past/events.ts';
import type { KnownPast } from '../../ledger/past/read-past.ts';
import {
  type Answered,
  answerOf,
  type Question,
  readBericht,
} from '../../standard/answers/answer.ts';
import { type Refused, refusedIn } from '../../standard/answers/refused.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import type { AnyBericht } from '../../standard/messages/berichten.ts';
import { type GemeenteList, loadGemeenten } from '../../standard/rules/gemeenten.ts';
import { type Validation, validate } from '../../standard/validation.ts';
import { framesOf } from '../../standard/xml/frames.ts';
import type { Inspection } from '../../standard/xml/inspection.ts';
import { Inspector } from '../../standard/xml/inspector.ts';
import { Defect } from './inspection-failed.ts';

/** A question about a document, besides its bytes. */
export type Task =
  | { readonly kind: 'inspect' }
  /** On which lines elements of an XML document are. */
  | { readonly kind: 'locate'; readonly paths: readonly string[] }
  /** A dry run; `today` is a plain date. */
  | { readonly kind: 'validate'; readonly today: string; readonly memory?: KnownPast }
  /** What a message that its XSD accepts is about. */
  | { readonly kind: 'read'; readonly type: BerichtType }
  | { readonly kind: 'judge'; readonly question: Question; readonly memory?: KnownPast }
  /** Whether another message of this type has the same values. */
  | { readonly kind: 'compare'; readonly type: BerichtType; readonly other: Uint8Array }
  /** What a retour or JW325 refuses. */
  | { readonly kind: 'refused'; readonly type: BerichtType }
  /** The ledger events that follow when the message is approved. */
  | { readonly kind: 'events'; readonly type: BerichtType; readonly memory: KnownPast };

/** The result of each task. */
export interface Outcomes {
  readonly inspect: Inspection;
  readonly locate: readonly number[];
  readonly validate: Validation;
  readonly read: About | undefined;
  readonly judge: Judged;
  readonly compare: boolean;
  readonly refused: readonly Refused[];
  readonly events: readonly MessageEvent[];
}

/** The result of judging a message. */
export interface Judged extends Answered {
  /** The ledger events that follow from it; empty unless it is approved. */
  readonly events: readonly MessageEvent[];
  /** Advice for the gemeente that sent it; empty unless it is approved. */
  readonly advice: readonly Advice[];
}

/** Files that examiners read when they start. */
export interface ExaminerFiles {
  readonly schemaDir: string;
  readonly gemeentenFile: string;
}

/** Does tasks in the thread that made it, with the schemas and lists that they need. */
export class Examiner implements Disposable {
  readonly #inspector: Inspector;
  readonly #gemeenten: GemeenteList;
  /** Parsing costs most, and there are several tasks for the same document. */
  readonly #read = new WeakMap<Uint8Array, AnyBericht>();

  /**
   * @param onlyLight throws TooHeavy at a document that would take long
   * @throws {SchemaError} and what {@link loadGemeenten} throws; the start of the gateway then fails
   */
  constructor({ schemaDir, gemeentenFile }: ExaminerFiles, { onlyLight = false } = {}) {
    this.#gemeenten = loadGemeenten(gemeentenFile);
    this.#inspector = Inspector.load(schemaDir, { onlyLight });
  }

  /**
   * @throws {InspectorError} when the document is too much for libxml2
   * @throws {RuleFailed} {@link AnswerFailed} {@link Defect} for a fault of the gateway
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
      case 'refused':
        return refusedIn(this.#berichtOf(task.type, bytes));
      case 'events':
        return eventsIn(this.#berichtOf(task.type, bytes), task.memory);
    }
  }

  #judge(bericht: AnyBericht, question: Question, memory: KnownPast | undefined): Judged {
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

function eventsIn(bericht: AnyBericht, { state, around }: KnownPast): MessageEvent[] {
  if (!isLedgerBericht(bericht)) return [];
  return orDefect('events-failed', () => eventsOf(bericht, state, around));
}

function adviceIn(bericht: AnyBericht, { state, spics }: KnownPast): readonly Advice[] {
  if (bericht.type !== 'JW301') return [];
  return orDefect('advice-failed', () => adviceOn(bericht, state, spics));
}

/** Runs code of the ledger. Of an error only the stack frames are kept: its text may hold personal data. */
function orDefect<T>(code: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Defect(code, framesOf(error));
  }
}
