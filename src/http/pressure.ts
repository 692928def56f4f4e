import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** Milliseconds by which the process may be late, on average of a span. */
const latest = 1000;
const spanMs = 5000;
/** Spans in a row in which it is: a start or one large message can take one, being overrun goes on. */
const spans = 2;
const resolution = 10;
/** Part of the memory for JavaScript that may be in use. */
const fullest = 0.9;

/** Looks whether the process keeps up. What it asks takes no descriptor, and cannot fail. */
export class Pressure {
  readonly #delay = monitorEventLoopDelay({ resolution });
  readonly #timer: NodeJS.Timeout;
  #late = 0;
  #full = false;

  constructor() {
    this.#delay.enable();
    this.#timer = setInterval(() => this.#look(), spanMs).unref();
  }

  /** It answers seconds late, or its memory is nearly full. */
  get tooHigh(): boolean {
    return this.#late >= spans || this.#full;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }

  #look(): void {
    // In nanoseconds, with the time that it always sleeps; not a number when nothing was measured.
    this.#late = this.#delay.mean / 1e6 - resolution > latest ? this.#late + 1 : 0;
    this.#delay.reset();
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    this.#full = used > fullest * limit;
  }
}
