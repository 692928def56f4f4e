import type { Dismissal } from '../messages/lifecycle/dismiss.ts';
import type { Actor } from '../parties/actor.ts';
import { Problem } from '../problem.ts';
import type { Queue } from '../queue/queue.ts';
import { findBsnInText } from '../standard/bsn-in-text.ts';
import type { Bell } from '../store/bell.ts';
import type { Store } from '../store/database.ts';
import type { RowMacs } from '../store/keys/row-mac.ts';
import type { OperationRequest } from './candidates.ts';
import { dismiss } from './dismiss.ts';
import { findOperation, type Operation } from './operation-records.ts';
import { operationsKey } from './runner.ts';
import { startOperation } from './start.ts';

/** Announces changes of operators at once. Without these, workers find them within seconds. */
export interface Announcements {
  readonly bell: Pick<Bell, 'ring'>;
  readonly queue: Pick<Queue, 'announce'>;
}

/** The changes that operators can make, over HTTP and from the command line. */
export class Operations {
  readonly #store: Store;
  readonly #macs: RowMacs;
  readonly #announcements: Announcements | undefined;

  constructor(store: Store, macs: RowMacs, announcements?: Announcements) {
    this.#store = store;
    this.#macs = macs;
    this.#announcements = announcements;
  }

  /**
   * Starts a replay or redelivery; see {@link startOperation} for its problems, and `text-has-bsn`.
   *
   * @param selection the messages that the caller saw: of others nothing is started
   */
  async start(
    request: OperationRequest,
    actor: Actor,
    idempotencyKey?: string,
    selection?: string,
  ): Promise<{ operation: Operation; made: boolean }> {
    refuseBsn(request.reason);
    const { pool } = this.#store;
    const seen = { idempotencyKey, selection };
    const { id, made } = await startOperation(pool, this.#macs, request, actor, seen);
    if (made) this.#announcements?.bell.ring(operationsKey);
    return { operation: await findOperation(pool, request.kind, id), made };
  }

  /** Gives up a failed message; see {@link dismiss} for its problems, and `text-has-bsn`. */
  async dismiss(messageId: string, reason: string, actor: Actor): Promise<Dismissal> {
    refuseBsn(reason);
    const { dismissal, next } = await dismiss(
      this.#store.pool,
      this.#macs,
      messageId,
      reason,
      actor,
    );
    if (next) this.#announcements?.queue.announce({ kind: 'message', id: next });
    return dismissal;
  }
}

/** Others read the reason of an operator. @throws {Problem} `text-has-bsn` */
function refuseBsn(reason: string): void {
  if (findBsnInText(reason)) throw new Problem('text-has-bsn', { params: { element: 'reason' } });
}
