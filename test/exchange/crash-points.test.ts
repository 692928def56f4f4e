import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bugs } from '../support/crash/bugs.ts';
import { type Life, lives, play } from '../support/crash/lives.ts';
import type { Fault } from '../support/crash/process.ts';
import { playSequence } from '../support/crash/sequences.ts';
import { World } from '../support/crash/world.ts';

// Several databases, so that one has something to do while another waits.
let worlds: readonly World[];
beforeAll(async () => {
  worlds = await Promise.all(Array.from({ length: 3 }, () => World.make()));
});
afterAll(() => Promise.all(worlds.map((world) => world.remove())));

/** Does all of the work, as much at a time as there are worlds. */
async function inAllWorlds<T>(
  work: readonly T[],
  doIt: (world: World, item: T) => Promise<void>,
): Promise<void> {
  const left = work.values();
  await Promise.all(
    worlds.map(async (world) => {
      for (const item of left) await doIt(world, item);
    }),
  );
}

/** The violations with what led to them. */
function failure(title: string, violations: readonly string[], world: World): never {
  throw new Error([title, ...violations, 'What happened:', ...world.trace].join('\n'));
}

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
      const [world] = worlds as [World];
      const statements = await play(world, life);
      const unharmed = await world.violations();
      if (unharmed.length > 0) failure('with no fault', unharmed, world);
      const points = faults.flatMap((fault) =>
        Array.from({ length: statements }, (_, index) => ({ ...fault, at: index + 1 })),
      );
      await inAllWorlds(points, async (world, fault) => {
        await play(world, life, fault);
        const violations = await world.violations();
        const title = `${fault.kind} ${fault.when} statement ${fault.at}`;
        if (violations.length > 0) failure(title, violations, world);
      });
      expect(points.length).toBeGreaterThan(60);
    },
    60_000,
  );
});

describe('in any order of statements, with jobs that come late, twice or never', () => {
  const first = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
  const seeds = (count: number) => Array.from({ length: count }, (_, index) => first + index);

  test('a thousand sequences of crashes break no promise', async () => {
    const began = performance.now();
    await inAllWorlds(seeds(1000), async (world, seed) => {
      const violations = await playSequence(world, seed);
      if (violations.length > 0) failure(`SEED=${seed}`, violations, world);
    });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`1000 sequences from SEED=${first} in ${seconds} s`);
  }, 180_000);

  test.each(Object.entries(bugs))(
    'a planted bug is found: %s',
    async (_, { rewrite, breaks }) => {
      const [one] = worlds as [World];
      one.rewrite = rewrite;
      // A test of some messages that go well does not find it.
      await play(one, lives['a line of messages and an answer'] as Life);
      expect(await one.violations()).toEqual([]);

      const found = new Set<string>();
      await inAllWorlds(seeds(300), async (world, seed) => {
        if (found.size > 0) return;
        world.rewrite = rewrite;
        try {
          for (const what of await playSequence(world, seed)) found.add(what.split(':')[0] ?? '');
        } finally {
          world.rewrite = undefined;
        }
      });
      expect([...found]).toContain(breaks);
    },
    60_000,
  );
});
