import type { MessageEvent } from '../../ledger/model/events.ts';
import { type About, aboutOf } from '../../ledger/past/about.ts';
import { type Advice, adviceOn } from '../../ledger/past/advice.ts';
import { isLedgerBericht } from '../../ledger/past/bericht.ts';
import { eventsOf } from '../../ledger/past/events.ts';
import { decidedEvents, declaredEvents } from '../../ledger/past/prestaties.ts';
import type { KnownPast } from '../../ledger/past/read-past.ts';
import type { ToldPrestatie } from '../../ledger/projection/note-prestaties.ts';
import {
  type Answered,
  answerOf,
  type Question,
  readBericht,
} from '../../standard/answers/answer.ts';
import { type Refused, refusedIn } from '../../standard/answers/refused.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import type { AnyBericht, BerichtOf } from '../../standard/messages/berichten.ts';
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
  | {
      readonly kind: 'judge';
      readonly question: Question;
      readonly memory?: KnownPast;
      /** Of a JW323: its id. */
      readonly declaration?: string;
      /** Of a JW325: what is known of the gemeente's messages; `other` is the JW323 that it answers. */
      readonly answered?: { readonly identificatieUsed: boolean };
      readonly other?: Uint8Array;
    }
  /** What a JW325 decides on each Prestatie of a JW323, which is `other` and has the id `declaration`. */
  | { readonly kind: 'decide'; readonly declaration: string; readonly other: Uint8Array }
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
  readonly decide: readonly ToldPrestatie[];
  readonly compare: boolean;
  readonly refused: readonly Refused[];
  readonly events: readonly MessageEvent[];
}

/** The result of judging a message. */
export interface Judged extends Answered {
  /** The ledger events that follow from it; empty unless it is approved. */
  readonly events: readonly MessageEvent[];
  /**
   * What a JW323 declares, or where the gateway decides, what becomes of each Prestatie; empty unless it goes to its
   * gemeente.
   */
  readonly declared: readonly ToldPrestatie[];
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
          ...(task.memory && pastIn(task.memory)),
        });
      case 'read':
        return aboutIn(this.#berichtOf(task.type, bytes));
      case 'judge':
        return this.#judge(this.#berichtOf(task.question.type, bytes), task);
      case 'decide':
        return this.#decide(bytes, task);
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

  #judge(bericht: AnyBericht, task: Extract<Task, { kind: 'judge' }>): Judged {
    const { question, memory, declaration, answered, other } = task;
    const answers = other && this.#berichtOf('JW323', other);
    const known = answered && {
      ...answered,
      ...(answers?.type === 'JW323' && { declaration: answers }),
    };
    const judged = answerOf(this.#inspector, bericht, question, {
      gemeenten: this.#gemeenten,
      ...(memory && pastIn(memory)),
      ...(known && { answered: known }),
    });
    if (!judged.approved || !memory) return { ...judged, events: [], declared: [], advice: [] };
    return {
      ...judged,
      events: eventsIn(bericht, memory),
      declared: declaration === undefined ? [] : toldIn(bericht, declaration, judged, question),
      advice: adviceIn(bericht, memory),
    };
  }

  #decide(
    bytes: Uint8Array,
    { declaration, other }: Extract<Task, { kind: 'decide' }>,
  ): readonly ToldPrestatie[] {
    const [answer, declared] = [this.#berichtOf('JW325', bytes), this.#berichtOf('JW323', other)];
    if (answer.type !== 'JW325' || declared.type !== 'JW323') return [];
    return orDefect('events-failed', () => decidedEvents(declared, answer, declaration));
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

/** The parts of the past that rules look at. */
function pastIn({ past, declared }: KnownPast) {
  return { past, ...(declared && { declared }) };
}

/** The bytes of an answer of the gateway are read as those of a party are: the ledger has what the aanbieder gets. */
function toldIn(
  bericht: AnyBericht,
  declaration: string,
  { answer }: Answered,
  question: Question,
): readonly ToldPrestatie[] {
  if (bericht.type !== 'JW323') return [];
  if (question.answer === 'decision') {
    if (!answer) throw new Defect('events-failed');
    const decided = readBericht('JW325', answer.bytes) as BerichtOf<'JW325'>;
    return orDefect('events-failed', () => decidedEvents(bericht, decided, declaration));
  }
  return orDefect('events-failed', () => declaredEvents(bericht, declaration));
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
