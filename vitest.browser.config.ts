import { defineConfig } from 'vitest/config';
import main from './vitest.config.ts';

// Each file starts a gateway and a browser: more than two at a time wait for each other.
export default defineConfig({
  test: { ...main.test, include: ['test/browser/**/*.test.ts'], exclude: [], maxWorkers: 2 },
});
