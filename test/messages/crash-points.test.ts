import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lives, play } from '../support/crash/lives.ts';
import type { Fault } from '../support/crash/process.ts';
import { failure, Worlds } from '../support/crash/worlds.ts';

/** One in so many points, from one that chance gives; all of them in `npm run test:faults`. */
const every = Number(process.env.EVERY_POINT ?? 12);
const first = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9)) % every;

let worlds: Worlds;
beforeAll(async () => {
  worlds = await Worlds.make();
});
afterAll(() => worlds.remove());

describe('whatever breaks at any statement, what was accepted is done once and in its order', () => {
  const faults: readonly Omit<Fault, 'at'>[] = [
    { when: 'before', kind: 'crash' },
    { when: 'after', kind: 'crash' },
    { when: 'before', kind: 'lost connection' },
    { when: 'after', kind: 'lost connection' },
    { when: 'before', kind: 'defect' },
  ];

  test.each(Object.entries(lives))(
    '%s',
    async (_, life) => {
      const { first: unharmed } = worlds;
      const statements = await play(unharmed, life);
      const found = await unharmed.violations();
      if (found.length > 0) failure('with no fault', found, unharmed);
      const points = faults.flatMap((fault) =>
        Array.from({ length: statements }, (_, index) => ({ ...fault, at: index + 1 })),
      );
      const chosen = points.filter((_, index) => index % every === first);
      await worlds.doAll(chosen, async (world, fault) => {
        await play(world, life, fault);
        const violations = await world.violations();
        const title = `${fault.kind} ${fault.when} statement ${fault.at}`;
        if (violations.length > 0) failure(title, violations, world);
      });
      expect(points.length).toBeGreaterThan(60);
    },
    120_000,
  );
});
