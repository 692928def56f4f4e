import { defineConfig } from 'vitest/config';

// A test of some minutes, apart from `npm test`; CI runs a shorter form (FAULT_MESSAGES).
export default defineConfig({
  test: {
    include: ['test/faults/*.test.ts'],
    env: { FAULT_MESSAGES: process.env.FAULT_MESSAGES ?? '5000' },
    disableConsoleIntercept: true,
    hookTimeout: 60_000,
  },
});
