import { commitOf, finishCommit, unfinishedCommits } from '../../ledger/conversion/commits.ts';
import { makeConversion } from '../../ledger/conversion/make.ts';
import { hasWork, noPost } from '../../ledger/conversion/posts.ts';
import { previewsToMake } from '../../ledger/conversion/records.ts';
import { isComplete } from '../../messages/drafts/complete.ts';
import type { Drafts } from '../../messages/drafts/drafts.ts';
import type { Intake } from '../../messages/intake/intake.ts';
import { gemeenteNow } from '../../messages/views/gemeente.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { Bell, Waiter } from '../../store/bell.ts';
import type { Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { Recurring } from '../../store/recurring.ts';
import { asOnlyOne } from '../../store/session-lock.ts';
import { childFacts } from './children.ts';
import { gemeentenOnce, type SendParts, sendBatch } from './send.ts';
import { draftApproved, settle } from './settle.ts';

/** The key of the bell that rings when there is something to make or to send. */
export const conversionsKey = 'conversions';

/** Pauses in milliseconds: while answers are awaited, and when there is nothing to do. */
const shortPause = 100;
const longPause = 1000;

export interface ConversionParts {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly bell: Bell;
  readonly intake: Pick<Intake, 'submit'>;
  readonly drafts: Pick<Drafts, 'propose'>;
  /** Called with the code of a preview that cannot be made, or of a child that cannot be read. */
  readonly onUnmade: (code: string) => void;
}

/**
 * Makes previews and sends the messages of commits, in one process at a time of those that do steps. What is done is in
 * Postgres, so who goes on after a crash goes on where it was.
 */
export class ConversionRunner {
  readonly #parts: ConversionParts;
  readonly #running: Recurring;
  #waiter: Waiter | undefined;
  #settledTo = noPost;

  /** @param onError called with the code of each round that failed; it is tried again */
  constructor(parts: ConversionParts, onError: (code: string) => void) {
    this.#parts = parts;
    this.#running = new Recurring(longPause, (signal) => this.#round(signal), onError);
  }

  start(): void {
    this.#waiter = this.#parts.bell.listen(conversionsKey, () => this.#running.wake());
    this.#running.start();
  }

  /** Finishes the present batch. Safe to call twice. */
  async stop(): Promise<void> {
    await this.#running.stop();
    this.#waiter?.[Symbol.dispose]();
  }

  async #round(signal: AbortSignal): Promise<number> {
    const { pool } = this.#parts.store;
    const today = dutchDate(new Date());
    if (!(await hasWork(pool, today))) return longPause;
    const turn = await asOnlyOne(pool, 'conversions', () => this.#work(signal));
    if (!turn) return longPause;
    return turn.done ? 0 : shortPause;
  }

  /**
   * Makes one preview and sends some messages of each commit, so that none waits for all of the others. What fails keeps
   * nothing else from going.
   *
   * @returns whether something was done, so that the next round comes at once
   * @throws the first failure, when all was tried
   */
  async #work(signal: AbortSignal): Promise<boolean> {
    const { store, keys } = this.#parts;
    const { pool } = store;
    const gemeente = gemeentenOnce(pool, (_, code) =>
      gemeenteNow(pool, keys.rows, code, dutchDate(new Date())),
    );
    const parts = { ...this.#parts, gemeente };
    const failures: unknown[] = [];
    const attempt = (work: Promise<boolean>) =>
      work.catch((error: unknown) => {
        failures.push(error);
        return false;
      });
    let done = false;
    for (const id of await previewsToMake(pool)) {
      done = await attempt(make(parts, id, signal));
      if (done) break;
    }
    for (const id of await unfinishedCommits(pool)) {
      if (signal.aborted) return true;
      done = (await attempt(send(parts, id))) || done;
    }
    const settled = await settle(parts, this.#settledTo);
    this.#settledTo = settled.next;
    failures.push(...settled.failures);
    done ||= settled.moved;
    if (!done) done = await attempt(draftApproved(parts).then((count) => count > 0));
    if (failures.length > 0) throw failures[0];
    return done;
  }
}

type WorkParts = ConversionParts & Pick<SendParts, 'gemeente'>;

async function make(parts: WorkParts, id: string, signal: AbortSignal): Promise<boolean> {
  const { store, keys, gemeente, onUnmade } = parts;
  const { pool } = store;
  const making = {
    ...{ pool, keys, gemeente, signal },
    children: (cases: Parameters<typeof childFacts>[2], day: string) =>
      childFacts(pool, keys, cases, day),
    isComplete: (code: string, aanbieder: string) => isComplete(pool, keys.rows, code, aanbieder),
  };
  await makeConversion(making, id, onUnmade);
  return true;
}

async function send(parts: WorkParts, id: string): Promise<boolean> {
  const { pool } = parts.store;
  const taken = await sendBatch(parts, await commitOf(pool, parts.keys.rows, id));
  return taken > 0 || finishCommit(pool, id);
}
