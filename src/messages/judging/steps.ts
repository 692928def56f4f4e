import { Outdated } from '../../ledger/projection/update-projection.ts';
import { postponeStep } from '../../queue/outbox.ts';
import type { Queue } from '../../queue/queue.ts';
import { framesOf } from '../../standard/xml/frames.ts';
import type { Bell } from '../../store/bell.ts';
import { errorCode, type Store } from '../../store/database.ts';
import { isOfData, isOfDatabase } from '../../store/errors.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { Batches, Singly } from '../batches.ts';
import { fail } from '../lifecycle/fail.ts';
import { putOff } from '../lifecycle/line-up.ts';
import { messageKey } from '../waiting.ts';
import { Deliveries, type Delivery } from './deliver.ts';
import { type InHand, readContent, readInHand } from './in-hand.ts';
import { type InspectionDispatcher, InspectionFailed } from './inspection-dispatcher.ts';
import { PastQuestions } from './question.ts';
import { judge } from './verdict.ts';

/** Seconds until a step that failed is tried again: 1, 2, 4 ... and at most this. */
const longestPause = 60;
/** How often judging a message may end the worker thread or take too long, before it becomes `failed`. */
const mostJudgements = 3;
/** How often it is judged again at once when the past changed meanwhile. */
const mostRounds = 20;

/** The default of {@link MessageStepsParts.questionsAtOnce}. */
const usualQuestions = 2;
/** The most steps of large messages at the same time: each holds its content in memory. */
const largeAtOnce = 2;

/** What the steps of messages need. */
export interface MessageStepsParts {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly bell: Bell;
  readonly queue: Pick<Queue, 'announce'>;
  readonly inspections: InspectionDispatcher;
  /** The most queries at the same time about the past of messages. */
  readonly questionsAtOnce?: number;
  /** Called after each step that was done. */
  readonly onStep?: (step: StepDone) => void;
  /** Called for each step that failed, with the stack frames; whether it is tried again is kept in Postgres. */
  readonly onError: (
    messageId: string,
    code: string,
    requestId: string | null,
    frames: readonly string[],
  ) => void;
}

/** A step, for the log. */
export interface StepDone {
  readonly messageId: string;
  /** The id of the HTTP request that posted the message. */
  readonly requestId: string | null;
  readonly approved: boolean;
  /** Milliseconds. */
  readonly ms: number;
}

/**
 * The step after a message was taken: it is checked by the rules. Then it goes into its recipient's mailbox,
 * or is answered with a refusal; where the gateway answers in the name of the recipient, it answers an
 * approval too.
 */
export class MessageSteps {
  readonly #parts: MessageStepsParts;
  readonly #reading: Batches<string, InHand | undefined>;
  readonly #questions: PastQuestions;
  readonly #large = new Singly(largeAtOnce);
  readonly #deliveries: Deliveries;
  readonly #puttingOff: Batches<string, void>;

  constructor(parts: MessageStepsParts) {
    const { store, keys } = parts;
    this.#parts = parts;
    this.#questions = new PastQuestions(store.pool, parts.questionsAtOnce ?? usualQuestions);
    this.#reading = new Batches<string, InHand | undefined>((ids) =>
      readInHand(store.pool, keys.rows, ids),
    );
    this.#deliveries = new Deliveries(store.pool, keys);
    this.#puttingOff = new Batches<string, void>(async (ids) => {
      await putOff(store.pool, ids);
      return ids.map(() => undefined);
    });
  }

  /**
   * When it runs twice, the second run finds no outbox row and does nothing. When the process dies halfway,
   * either nothing happened and the outbox row is still there; or everything happened but the next in line was
   * not announced, which the relay then does. A failure that is not caused by the message is tried again
   * later, on another connection and with growing pauses. Any other failure makes the message `failed`: an
   * operator decides, and its sender gets no wrong answer.
   *
   * @throws when the failure cannot be written to Postgres either
   */
  async step(messageId: string): Promise<void> {
    const about: About = { messageId, requestId: null };
    try {
      await this.#deliverAtMostTwice(about);
    } catch (error) {
      const code = errorCode(error);
      this.#parts.onError(messageId, code, about.requestId, framesOf(error));
      if (isElsewhere(error) || isPassing(error)) await this.#postpone(messageId, code);
      else if (isLostJudgement(error)) await this.#postponeOrFail(messageId, code);
      else await this.#fail(messageId, code);
    }
  }

  /** An error about data may come from a change by another transaction at that moment: once more, it may pass. */
  async #deliverAtMostTwice(about: About): Promise<void> {
    try {
      await this.#deliver(about);
    } catch (error) {
      if (!isOfData(error)) throw error;
      await this.#deliver(about);
    }
  }

  async #deliver(about: About): Promise<void> {
    const { messageId } = about;
    const { queue, onStep } = this.#parts;
    const began = performance.now();
    const delivery = await this.#judgeAndDeliver(about);
    if (!delivery) {
      await this.#puttingOff.do(messageId, { party: '' });
      return;
    }
    if (delivery.next) queue.announce({ kind: 'message', id: delivery.next });
    const { requestId } = about;
    const ms = Math.round(performance.now() - began);
    onStep?.({ messageId, requestId, approved: delivery.approved, ms });
  }

  /** Judges again when another step changed the past. That one got done, so each round is progress. */
  async #judgeAndDeliver(
    about: About,
  ): Promise<(Delivery & { readonly approved: boolean }) | undefined> {
    for (let round = 1; ; round++) {
      const message = await this.#reading.do(about.messageId, { party: '' });
      if (!message) return undefined;
      about.requestId = message.requestId;
      const { large, sender } = message;
      try {
        if (large === null) return await this.#decide(message);
        return await this.#large.do(sender, async () => {
          const content = await readContent(this.#parts.store.pool, large);
          return this.#decide({ ...message, ...content });
        });
      } catch (error) {
        if (!(error instanceof Outdated) || round === mostRounds) throw error;
      }
    }
  }

  async #decide(message: InHand): Promise<(Delivery & { readonly approved: boolean }) | undefined> {
    const { store, keys, inspections } = this.#parts;
    const parts = { pool: store.pool, keys, inspections, questions: this.#questions };
    const verdict = await judge(message, parts);
    const delivery = await this.#deliveries.deliver(message, verdict);
    return delivery && { ...delivery, approved: verdict.approved };
  }

  /**
   * @param code why, shown to its sender and to operators
   * @param lost how many judgements ended without a result in this attempt
   * @returns how many ended without a result so far
   */
  #postpone(messageId: string, code: string, lost = 0): Promise<number> {
    const step = { kind: 'message', id: messageId };
    const failed = { code, lost, longestSeconds: longestPause };
    return postponeStep(this.#parts.store.pool, step, failed);
  }

  async #postponeOrFail(messageId: string, code: string): Promise<void> {
    if ((await this.#postpone(messageId, code, 1)) >= mostJudgements)
      await this.#fail(messageId, code);
  }

  async #fail(messageId: string, code: string): Promise<void> {
    const { store, bell } = this.#parts;
    await fail(store.pool, [{ id: messageId, code }]);
    bell.ring(messageKey(messageId));
  }
}

/** What the log may hold of the message that is being done. */
interface About {
  readonly messageId: string;
  requestId: string | null;
}

/** An error of the database that is not about the data: a connection, a right, a statement, the server. */
function isElsewhere(error: unknown): boolean {
  return isOfDatabase(error) && !isOfData(error);
}

/**
 * A failure that does not depend on the message and passes: other messages changed the past each time, its
 * sender has its full share in progress, or the worker thread closes or does not start.
 */
function isPassing(error: unknown): boolean {
  if (error instanceof Outdated) return true;
  return (
    error instanceof InspectionFailed && !isLostJudgement(error) && error.code !== 'too-complex'
  );
}

/** The worker thread that judged it ended or took too long. It may succeed when it is tried again. */
function isLostJudgement(error: unknown): boolean {
  return (
    error instanceof InspectionFailed && (error.code === 'worker-died' || error.code === 'timeout')
  );
}
