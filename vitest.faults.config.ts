import { defineConfig } from 'vitest/config';

// The full form of the fault test: some minutes. `npm test` runs a shorter one.
export default defineConfig({
  test: {
    include: ['test/faults/*.test.ts'],
    env: { FAULT_MESSAGES: '5000' },
    disableConsoleIntercept: true,
    hookTimeout: 60_000,
  },
});
