import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** Milliseconds by which the event loop may be late, on average over a span. */
const latest = 1000;
const spanMs = 5000;
/** Late spans in a row that count as overload: a start or one large message can take one span. */
const spans = 2;
const resolution = 10;
/** The part of the JavaScript heap that may be in use. */
const fullest = 0.9;

/** Measures whether the process keeps up. Measuring uses no file descriptor and cannot fail. */
export class Pressure {
  readonly #delay = monitorEventLoopDelay({ resolution });
  readonly #timer: NodeJS.Timeout;
  #late = 0;
  #full = false;

  constructor() {
    this.#delay.enable();
    this.#timer = setInterval(() => this.#measure(), spanMs).unref();
  }

  /** Whether answers are seconds late, or the heap is nearly full. */
  get tooHigh(): boolean {
    return this.#late >= spans || this.#full;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }

  #measure(): void {
    // In nanoseconds, and including the interval of the timer itself; NaN when nothing was measured.
    this.#late = this.#delay.mean / 1e6 - resolution > latest ? this.#late + 1 : 0;
    this.#delay.reset();
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    this.#full = used > fullest * limit;
  }
}
