import { DoorQuestions } from '../../../src/messages/intake/door-questions.ts';
import { Intake } from '../../../src/messages/intake/intake.ts';
import type { InspectionDispatcher } from '../../../src/messages/judging/inspection-dispatcher.ts';
import { MessageSteps } from '../../../src/messages/judging/steps.ts';
import { Mailbox } from '../../../src/messages/mailbox/mailbox.ts';
import { Operations } from '../../../src/operations/operations.ts';
import { OperationRunner } from '../../../src/operations/runner.ts';
import type { Queue } from '../../../src/queue/queue.ts';
import { Relay } from '../../../src/queue/relay.ts';
import { KeptRefusals } from '../../../src/retention/refusals.ts';
import type { Bell } from '../../../src/store/bell.ts';
import type { Store } from '../../../src/store/database.ts';
import type { KeyRing } from '../../../src/store/keys/keys.ts';
import { Injected, Process, type ProcessOptions } from './process.ts';

/** The parts of the gateway, wired as in a process of its own that may die. */
export class Gateway {
  readonly process: Process;
  readonly intake: Intake;
  readonly mailbox: Mailbox;
  readonly operations: Operations;
  readonly #steps: MessageSteps;
  readonly #queue: Queue;
  readonly #bell: Bell;
  readonly #report: (what: string) => void;

  /**
   * @param options.announce takes each announcement; what becomes of it is the test's affair
   * @param options.report hears of each step and round that failed
   */
  constructor(
    ground: {
      readonly store: Store;
      readonly keys: KeyRing;
      readonly bell: Bell;
      readonly inspections: InspectionDispatcher;
    },
    options: ProcessOptions & {
      readonly announce: (messageId: string) => void;
      readonly report: (what: string) => void;
    },
  ) {
    this.process = new Process(ground.store, options);
    const { store } = this.process;
    const { bell, keys, inspections } = ground;
    this.#bell = bell;
    this.#queue = {
      errors: 0,
      announce: ({ id }) => options.announce(id),
      room: async () => 1000,
      announceAll: async (ids) => {
        for (const { id } of ids) options.announce(id);
        return true;
      },
      depth: async () => ({ waiting: 0, active: 0 }),
      troubles: async () => [],
      start: () => undefined,
      stop: async () => undefined,
    };
    const queue = this.#queue;
    const bounds = { count: 10, bytes: 1e6 };
    const refusals = new KeptRefusals(store.pool, keys.rows, bounds);
    const onRefusal = (sender: string) => refusals.keptOneMore(sender);
    const questions = new DoorQuestions(store.pool, keys.rows);
    this.intake = new Intake({ store, keys, inspections, questions, queue, onRefusal });
    this.mailbox = new Mailbox(store, keys.rows, bell, ({ message }) => options.report(message));
    this.operations = new Operations(store, keys.rows, { bell, queue });
    this.#report = options.report;
    this.#steps = new MessageSteps({
      store,
      keys,
      bell,
      queue,
      inspections,
      onError: (id, code) => options.report(`${id} ${code}`),
    });
  }

  /** Does the step of a message. When the process dies in it, its job is lost. */
  async step(messageId: string): Promise<void> {
    await this.#steps.step(messageId).catch((error) => {
      if (!(error instanceof Injected)) throw error;
    });
  }

  /** One look at the outbox: a relay that is stopped finishes the round that it is in. */
  async relayRound(): Promise<void> {
    const relay = new Relay(this.process.store, this.#queue, ['message'], this.#report);
    relay.start();
    await relay.stop();
  }

  /** One batch of each replay and redelivery. */
  async runnerRound(): Promise<void> {
    const { store } = this.process;
    const runner = new OperationRunner(store, this.#bell, this.#queue, this.#report);
    runner.start();
    await runner.stop();
  }
}
