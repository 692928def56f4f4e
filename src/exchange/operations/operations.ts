import type { Queue } from '../../queue/queue.ts';
import type { Bell } from '../../store/bell.ts';
import type { Store } from '../../store/database.ts';
import type { RowMacs } from '../../store/row-mac.ts';
import { messageKey } from '../waiting.ts';
import type { Actor } from './actor.ts';
import type { OperationRequest } from './candidates.ts';
import { type Dismissal, dismiss } from './dismiss.ts';
import { findOperation, type Operation } from './record.ts';
import { operationsKey } from './runner.ts';
import { startOperation } from './start.ts';

/** How what an operator did is made known at once. Without it, it is found in a second or two. */
export interface Heralds {
  readonly bell: Pick<Bell, 'ring'>;
  readonly queue: Pick<Queue, 'announce'>;
}

/** What operators change, over HTTP and from the command line alike. */
export class Operations {
  readonly #store: Store;
  readonly #macs: RowMacs;
  readonly #heralds: Heralds | undefined;

  constructor(store: Store, macs: RowMacs, heralds?: Heralds) {
    this.#store = store;
    this.#macs = macs;
    this.#heralds = heralds;
  }

  /** Starts a replay or redelivery; see {@link startOperation} for its problems. */
  async start(
    request: OperationRequest,
    actor: Actor,
    idempotencyKey?: string,
  ): Promise<{ operation: Operation; made: boolean }> {
    const { pool } = this.#store;
    const { id, made } = await startOperation(pool, this.#macs, request, actor, idempotencyKey);
    if (made) this.#heralds?.bell.ring(operationsKey);
    return { operation: await findOperation(pool, request.kind, id), made };
  }

  /** Gives up a failed message; see {@link dismiss} for its problems. */
  async dismiss(messageId: string, reason: string, actor: Actor): Promise<Dismissal> {
    const { dismissal, fresh, next } = await dismiss(this.#store.pool, messageId, reason, actor);
    if (fresh) this.#heralds?.bell.ring(messageKey(messageId));
    if (next) this.#heralds?.queue.announce({ kind: 'message', id: next });
    return dismissal;
  }
}
