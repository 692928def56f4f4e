import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { instrument } from './test/fuzz/engine/instrument.ts';

const env = {
  // So many in all, or more; the `share` of each target says how many of them it gets.
  FUZZ_INPUTS: process.env.FUZZ_INPUTS ?? '100000',
  SEED: process.env.SEED ?? String(Math.floor(Math.random() * 2 ** 32)),
  // `no`: mutates the seeds alone, to compare with.
  FUZZ_GUIDED: process.env.FUZZ_GUIDED ?? 'yes',
};

/** A project for each target, so that it has a process of its own: `--project xml` runs one alone. */
const targets = readdirSync('test/fuzz/targets').map((file) => {
  const name = file.replace('.ts', '');
  return {
    plugins: [instrument(/^src\/|^node_modules\/(jose|fast-xml-parser)\//)],
    test: {
      name,
      include: ['test/fuzz/fuzz.run.ts'],
      env: { ...env, FUZZ_TARGET: name },
      server: { deps: { inline: [/jose/, /fast-xml-parser/] } },
      disableConsoleIntercept: true,
    },
  };
});

// What strangers send, mutated: apart from `npm test`, for it takes minutes.
export default defineConfig({
  test: {
    projects: targets,
    globalSetup: ['test/support/global-setup.ts'],
    // Much of the time is spent waiting for Postgres, or for nothing more to be said.
    maxWorkers: 3,
  },
});
