import { afterAll, beforeAll, expect, test } from 'vitest';
import { bugs } from '../support/crash/bugs.ts';
import { lives, play } from '../support/crash/lives.ts';
import { playSequence } from '../support/crash/sequences.ts';
import type { Life } from '../support/crash/stage.ts';
import { failure, Worlds } from '../support/crash/worlds.ts';

// In any order of statements, with jobs that come late, twice or never.
const first = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const seeds = (count: number) => Array.from({ length: count }, (_, index) => first + index);
/** A thousand in `npm run test:faults`. */
const sequences = Number(process.env.SEQUENCES ?? 50);

let worlds: Worlds;
beforeAll(async () => {
  worlds = await Worlds.make();
});
afterAll(() => worlds.remove());

test(`${sequences} sequences of crashes break no promise`, async () => {
  const began = performance.now();
  await worlds.doAll(seeds(sequences), async (world, seed) => {
    const violations = await playSequence(world, seed);
    if (violations.length > 0) failure(`SEED=${seed}`, violations, world);
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${sequences} sequences from SEED=${first} in ${seconds} s`);
}, 300_000);

test.each(Object.entries(bugs))(
  'a planted bug is found: %s',
  async (_, { rewrite, breaks }) => {
    const { first: one } = worlds;
    one.rewrite = rewrite;
    // A test of some messages that go well does not find it.
    await play(one, lives['a line of messages and an answer'] as Life);
    expect(await one.violations()).toEqual([]);

    const found = new Set<string>();
    await worlds.doAll(seeds(300), async (world, seed) => {
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
  120_000,
);
