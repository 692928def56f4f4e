/** What a round of load measured. */
export interface Measured {
  readonly count: number;
  readonly seconds: number;
  /** Milliseconds of each that was done within the measured time. */
  readonly latencies: readonly number[];
  /** With those before and after the measured time. */
  readonly all: number;
}

/**
 * Does `once` again and again, in so many lines at the same time: first for the time of the warming
 * up, which does not count, then for the measured time.
 *
 * Not by `autocannon`: a line here may do any work, also of several calls or without HTTP, no two bodies are
 * equal, and the latencies themselves are kept, from which several rounds get their percentiles together.
 */
export async function load(
  lines: number,
  warmUpSeconds: number,
  seconds: number,
  once: (line: number) => Promise<void>,
): Promise<Measured> {
  const latencies: number[] = [];
  let all = 0;
  const from = performance.now() + warmUpSeconds * 1000;
  const until = from + seconds * 1000;
  const run = async (line: number) => {
    for (let begin = performance.now(); begin < until; ) {
      await once(line);
      all++;
      const end = performance.now();
      // What ends within the time counts, wherever it began: as many come in as fall out.
      if (end >= from && end < until) latencies.push(end - begin);
      begin = end;
    }
  };
  await Promise.all(Array.from({ length: lines }, (_, line) => run(line)));
  return { count: latencies.length, seconds, latencies, all };
}

/** Several rounds as one. */
export function together(rounds: readonly Measured[]): Measured {
  return {
    count: rounds.reduce((sum, round) => sum + round.count, 0),
    seconds: rounds.reduce((sum, round) => sum + round.seconds, 0),
    latencies: rounds.flatMap((round) => round.latencies),
    all: rounds.reduce((sum, round) => sum + round.all, 0),
  };
}

/** The latency under which this part (0 to 1) of them fell, in milliseconds. */
export function percentile(latencies: readonly number[], part: number): number {
  const sorted = latencies.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
