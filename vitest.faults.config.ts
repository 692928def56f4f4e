import { defineConfig } from 'vitest/config';

// What takes minutes, apart from `npm test`: a storm of faults (CI: a shorter one, FAULT_MESSAGES), and
// the long forms of tests that `npm test` has too.
export default defineConfig({
  test: {
    include: [
      'test/faults/*.test.ts',
      'test/exchange/crash-points.test.ts',
      'test/exchange/crash-sequences.test.ts',
      'test/exchange/operations/crash.test.ts',
      'test/http/mutations.test.ts',
      'test/ledger/rebuild.test.ts',
      'test/ledger/rebuild-faults.test.ts',
      'test/ledger/state.test.ts',
      'test/standard/conformance.test.ts',
      'test/standard/messages/mapping.test.ts',
    ],
    globalSetup: ['test/support/global-setup.ts'],
    env: {
      FAULT_MESSAGES: process.env.FAULT_MESSAGES ?? '5000',
      EVERY_POINT: process.env.EVERY_POINT ?? '1',
      SEQUENCES: process.env.SEQUENCES ?? '1000',
      LIVES: process.env.LIVES ?? '1600',
      LONG_FORM: '1',
    },
    // What is killed at random needs the machine for itself.
    fileParallelism: false,
    disableConsoleIntercept: true,
    // For what hangs; a busy machine is no failure.
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
});
