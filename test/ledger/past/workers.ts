import type { Pool, QueryConfig } from 'pg';
import { InspectionDispatcher } from '../../../src/messages/judging/inspection-dispatcher.ts';
import { MessageSteps, type MessageStepsParts } from '../../../src/messages/judging/steps.ts';
import { sweepOf } from '../../../src/messages/waiting.ts';
import { InProcessQueue } from '../../../src/queue/in-process.ts';
import { Bell } from '../../../src/store/bell.ts';
import { openStore } from '../../../src/store/database.ts';
import { MasterKey } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { standardFiles, testEncryptionKey } from '../../support/gateway.ts';

/** Hears of each statement that a worker sends to Postgres, and may keep its answer for a while. */
type Listener = (name: string | undefined) => Promise<void> | void;

/** What a worker process has of its own: connections, a queue in process, and its steps. */
export class TestWorker implements AsyncDisposable {
  /** The code of each step that failed. */
  readonly failures: string[] = [];
  /** Does the step of what is announced to it, by the test or by a step of its own. */
  readonly queue: InProcessQueue;
  readonly #steps: MessageSteps;
  readonly #opened: AsyncDisposableStack;

  /** @param onAnswer called when Postgres answered a statement, before the worker hears of it */
  static async open(databaseUrl: string, onAnswer: Listener) {
    const opened = new AsyncDisposableStack();
    const store = openStore({ url: databaseUrl, size: 8 });
    opened.defer(() => store.close());
    const bell = await Bell.open(store, sweepOf(store), () => undefined);
    opened.defer(() => bell.close());
    const inspections = await InspectionDispatcher.open(standardFiles);
    opened.defer(() => inspections.close());
    const keys = await KeyRing.open(store.db, MasterKey.parse(testEncryptionKey));
    const listening = { ...store, pool: listened(store.pool, onAnswer) };
    return new TestWorker({ store: listening, bell, inspections, keys }, opened);
  }

  private constructor(
    parts: Pick<MessageStepsParts, 'store' | 'bell' | 'inspections' | 'keys'>,
    opened: AsyncDisposableStack,
  ) {
    const failed = (code: string) => void this.failures.push(code);
    this.queue = new InProcessQueue(parts.store, { concurrency: 8, onError: failed });
    const onError = (_id: string, code: string) => failed(code);
    // As many as a test lets wait for each other.
    this.#steps = new MessageSteps({ ...parts, queue: this.queue, questionsAtOnce: 100, onError });
    this.queue.start({ message: (id) => this.step(id) });
    this.#opened = opened;
    opened.defer(() => this.queue.stop());
  }

  step(messageId: string): Promise<void> {
    return this.#steps.step(messageId);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened.disposeAsync();
  }
}

/** A pool that reports its statements. Those that wait keep no connection. */
function listened(pool: Pool, onAnswer: Listener): Pool {
  const named = (query: QueryConfig | string) =>
    typeof query === 'string' ? undefined : query.name;
  return {
    query: async (query: QueryConfig, values?: unknown[]) => {
      const result = await pool.query(query, values);
      await onAnswer(named(query));
      return result;
    },
    connect: async () => {
      const client = await pool.connect();
      return {
        query: async (query: QueryConfig, values?: unknown[]) => {
          const result = await client.query(query, values);
          await onAnswer(named(query));
          return result;
        },
        release: (error?: Error) => client.release(error),
      };
    },
  } as unknown as Pool;
}
