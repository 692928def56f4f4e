import { Outdated } from '../ledger/record.ts';
import type { Queue } from '../queue/queue.ts';
import { framesOf } from '../standard/frames.ts';
import type { Bell } from '../store/bell.ts';
import { errorCode, type Store } from '../store/database.ts';
import { isOfData, isOfDatabase } from '../store/errors.ts';
import type { KeyRing } from '../store/keys.ts';
import { type Delivery, deliver } from './deliver.ts';
import { readInHand } from './in-hand.ts';
import { InspectionFailed, type InspectionPool } from './inspection-pool.ts';
import { fail } from './lifecycle/fail.ts';
import { putOff } from './lifecycle/line-up.ts';
import { judge } from './verdict.ts';
import { inboxKey, messageKey } from './waiting.ts';

/** Seconds until a step that failed is tried again: 1, 2, 4 ... and at most this. */
const longestPause = 60;
/** How often a message may end the thread that judges it, or keep it too long, before it is `failed`. */
const mostJudgements = 3;
/** How often it is judged anew at once, when the past changed meanwhile. */
const mostRounds = 20;

/** What the steps of messages need. */
export interface RouterParts {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly bell: Bell;
  readonly queue: Pick<Queue, 'announce'>;
  readonly inspections: InspectionPool;
  /** Hears of each step that was done. */
  readonly onStep?: (step: StepDone) => void;
  /** Hears of each step that failed, and where in the program; what follows on it stands in Postgres. */
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
  /** Of the request that brought the message. */
  readonly requestId: string | null;
  readonly approved: boolean;
  /** Milliseconds. */
  readonly ms: number;
}

/**
 * The step that follows on acceptance: the message is held against the rules within it. It goes into
 * its recipient's mailbox, or is answered with a refusal; where the gateway answers in the name of
 * the recipient, an approval is answered too.
 */
export class Router {
  readonly #parts: RouterParts;

  constructor(parts: RouterParts) {
    this.#parts = parts;
  }

  /**
   * Runs twice: the second finds no outbox row and does nothing. Dies halfway: nothing happened,
   * the outbox row is still there; or all did, and only the next in line was not announced, which
   * the relay makes up for. A failure that is not of the message is tried again later, on another
   * connection and with growing pauses; any other makes the message `failed`, for an operator to decide,
   * and its sender gets no answer that is not true.
   *
   * @throws when Postgres cannot even note the failure
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

  /** What the database says of data may be of a moment in which somebody else changed some: then it passes. */
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
    const { store, bell, queue, onStep } = this.#parts;
    const began = performance.now();
    const delivery = await this.#judgeAndDeliver(about);
    if (!delivery) {
      await putOff(store.pool, [messageId]);
      return;
    }
    for (const mailbox of delivery.mailboxes) bell.ring(inboxKey(mailbox));
    bell.ring(messageKey(messageId));
    if (delivery.refused) bell.ring(messageKey(delivery.refused));
    if (delivery.next) queue.announce({ kind: 'message', id: delivery.next });
    const { requestId } = about;
    const ms = Math.round(performance.now() - began);
    onStep?.({ messageId, requestId, approved: delivery.approved, ms });
  }

  /** Judges anew when somebody else changed what it was judged by; each round, somebody got on. */
  async #judgeAndDeliver(
    about: About,
  ): Promise<(Delivery & { readonly approved: boolean }) | undefined> {
    const { messageId } = about;
    const { store, keys, inspections } = this.#parts;
    for (let round = 1; ; round++) {
      const message = await readInHand(store.pool, keys.rows, messageId);
      if (!message) return undefined;
      about.requestId = message.requestId;
      const verdict = await judge(message, { pool: store.pool, keys, inspections });
      const { approved } = verdict;
      try {
        const delivery = await deliver(store.pool, keys, messageId, verdict);
        return delivery && { ...delivery, approved };
      } catch (error) {
        if (!(error instanceof Outdated) || round === mostRounds) throw error;
      }
    }
  }

  /**
   * @param code why, for its sender and operators to see
   * @param lost judgements that came to nothing by this
   * @returns how many have by now
   */
  async #postpone(messageId: string, code: string, lost = 0): Promise<number> {
    const { rows } = await this.#parts.store.pool.query<{ judgements: number }>(
      `update outbox set attempts = attempts + 1, judgements = judgements + $3, last_error = $4,
        next_announce_at = now() + least(power(2, least(attempts, 20)), $2) * (0.5 + random()) * interval '1 second'
      where kind = 'message' and id = $1 returning judgements`,
      [messageId, longestPause, lost, code],
    );
    return rows[0]?.judgements ?? 0;
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

/** A message in hand, as far as the log may know it. */
interface About {
  readonly messageId: string;
  requestId: string | null;
}

/** The database says no, and not because of what is written: a connection, a right, a statement, the server. */
function isElsewhere(error: unknown): boolean {
  return isOfDatabase(error) && !isOfData(error);
}

/**
 * It was not judged, or others are always first: its sender has enough in hand, the thread closes or does
 * not start. Nothing to do with the message, however often it happens.
 */
function isPassing(error: unknown): boolean {
  if (error instanceof Outdated) return true;
  return (
    error instanceof InspectionFailed && !isLostJudgement(error) && error.code !== 'too-complex'
  );
}

/** The thread that judged it ended, or took too long: another time it may go well. */
function isLostJudgement(error: unknown): boolean {
  return (
    error instanceof InspectionFailed && (error.code === 'worker-died' || error.code === 'timeout')
  );
}
