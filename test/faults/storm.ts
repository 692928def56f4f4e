import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../support/generate/random.ts';
import type { TestRedis } from '../support/redis.ts';
import type { Counts } from './client.ts';
import type { TestPostgres } from './postgres.ts';
import type { Service } from './service.ts';

/** What can be broken. */
export interface Victims {
  readonly apis: readonly Service[];
  readonly workers: readonly Service[];
  readonly redis: TestRedis;
  readonly postgres: TestPostgres;
}

/** Everything that happens, each by its name. */
function faults({ apis, workers, redis, postgres }: Victims, random: Random) {
  const ms = (least: number, most: number) => least + random.below(most - least);
  return new Map<string, () => Promise<void>>([
    ['kill api', () => random.pick(apis).kill(ms(0, 500))],
    ['kill worker', () => random.pick(workers).kill(ms(0, 500))],
    [
      'kill Redis',
      async () => {
        await redis.kill();
        await sleep(ms(100, 2000));
        await redis.start();
      },
    ],
    ['kill Postgres', () => postgres.kill()],
    ['pause api', () => random.pick(apis).pause(ms(100, 2000))],
    ['pause worker', () => random.pick(workers).pause(ms(100, 2000))],
    [
      'pause Redis',
      async () => {
        redis.pause();
        await sleep(ms(100, 2000));
        redis.resume();
      },
    ],
    ['pause Postgres', () => postgres.pause(ms(100, 2000))],
    ['FLUSHALL', () => redis.ask((client) => client.flushall()).then(() => undefined)],
  ]);
}

/**
 * Breaks one thing after the other, each kind once before any comes again, until it is stopped and
 * each kind has had its turn. What was broken runs again afterwards.
 */
export async function storm(
  victims: Victims,
  random: Random,
  counts: Counts,
  stopping: AbortSignal,
): Promise<void> {
  const all = faults(victims, random);
  for (let round = 0; ; round++) {
    const left = [...all];
    while (left.length > 0) {
      if (round > 0 && stopping.aborted) return;
      const [[name, happen]] = left.splice(random.below(left.length), 1) as [
        [string, () => Promise<void>],
      ];
      counts.add(name);
      await happen();
      await sleep(random.below(1000));
    }
  }
}
