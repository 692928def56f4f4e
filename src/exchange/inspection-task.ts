import { type Answered, answerOf, type Question } from '../standard/answer.ts';
import type { Inspection } from '../standard/inspection.ts';
import { Inspector } from '../standard/inspector.ts';
import { type GemeenteList, loadGemeenten } from '../standard/rules/gemeenten.ts';
import { type Validation, validate } from '../standard/validation.ts';

/** What is asked about a document, besides its bytes. */
export type Task =
  | { readonly kind: 'inspect' }
  /** A dry run; `today` is a plain date. */
  | { readonly kind: 'validate'; readonly today: string }
  | { readonly kind: 'answer'; readonly question: Question };

/** What each task gives. */
export interface Outcomes {
  readonly inspect: Inspection;
  readonly validate: Validation;
  readonly answer: Answered;
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

  /** @throws {SchemaError} and what {@link loadGemeenten} throws, for who starts the gateway */
  constructor({ schemaDir, gemeentenFile }: ExaminerFiles) {
    this.#gemeenten = loadGemeenten(gemeentenFile);
    this.#inspector = Inspector.load(schemaDir);
  }

  /**
   * @throws {InspectorError} when the document is too much for libxml2
   * @throws {RuleFailed} {@link AnswerFailed} for a defect of ours
   */
  examine<K extends Task['kind']>(bytes: Uint8Array, task: Extract<Task, { kind: K }>): Outcomes[K];
  examine(bytes: Uint8Array, task: Task): Outcomes[keyof Outcomes] {
    switch (task.kind) {
      case 'inspect':
        return this.#inspector.inspect(bytes);
      case 'validate':
        return validate(this.#inspector, bytes, { today: task.today, gemeenten: this.#gemeenten });
      case 'answer':
        return answerOf(this.#inspector, bytes, task.question, this.#gemeenten);
    }
  }

  [Symbol.dispose](): void {
    this.#inspector[Symbol.dispose]();
  }
}
