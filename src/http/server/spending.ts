import type { FastifyReply } from 'fastify';
import { Problem } from '../../problem.ts';
import { MinuteCounts } from './request-counts.ts';

/** How much the messages that a party posts or tries out may cost in a minute. */
export interface SpendingLimits {
  readonly bytes: number;
  /** Processor time for judging them. */
  readonly processorSeconds: number;
}

/**
 * Counts what the messages of a party cost, beside its number of requests: some messages cost a thousand times more
 * than others. A message that was begun is finished; a party above its limit cannot begin another in that minute.
 */
export class Spending {
  readonly #limits: SpendingLimits;
  readonly #bytes = new MinuteCounts();
  readonly #milliseconds = new MinuteCounts();

  constructor(limits: SpendingLimits) {
    this.#limits = limits;
  }

  /** @throws {Problem} `too-much-sent` */
  check(name: string, reply: FastifyReply): void {
    const { bytes, processorSeconds: processor } = this.#limits;
    const spent = [
      { ...this.#bytes.of(name), most: bytes },
      { ...this.#milliseconds.of(name), most: processor * 1000 },
    ].filter(({ count, most }) => count >= most);
    if (spent.length === 0) return;
    const seconds = Math.max(...spent.map((one) => one.seconds));
    reply.header('Retry-After', seconds);
    const megabytes = Math.max(1, Math.round(bytes / 2 ** 20));
    throw new Problem('too-much-sent', { params: { megabytes, processor, seconds } });
  }

  addBytes(name: string, bytes: number): void {
    this.#bytes.add(name, bytes);
  }

  addMilliseconds(name: string, milliseconds: number): void {
    this.#milliseconds.add(name, milliseconds);
  }
}
