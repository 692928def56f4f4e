import { defineConfig } from 'vitest/config';
import { faultFiles } from './test/support/long-files.ts';

// What takes minutes, apart from `npm test`: a storm of faults (CI: a shorter one, FAULT_MESSAGES), and
// the long forms of tests that `npm test` has too.
export default defineConfig({
  test: {
    include: [
      ...faultFiles,
      'test/messages/crash-points.test.ts',
      'test/http/mutations.test.ts',
      'test/ledger/state.test.ts',
      'test/standard/conformance.test.ts',
      'test/standard/messages/mapping.test.ts',
    ],
    setupFiles: ['test/support/hold-answers-setup.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    env: {
      FAULT_MESSAGES: process.env.FAULT_MESSAGES ?? '5000',
      EVERY_POINT: process.env.EVERY_POINT ?? '1',
      SEQUENCES: process.env.SEQUENCES ?? '1000',
      LIVES: process.env.LIVES ?? '1600',
      // The share of it: `.ci/run` has a third.
      LONG_FORM: process.env.LONG_FORM ?? '1',
    },
    // What is killed at random needs the machine for itself.
    fileParallelism: false,
    disableConsoleIntercept: true,
    // For what hangs; a busy machine is no failure.
    testTimeout: 600_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
