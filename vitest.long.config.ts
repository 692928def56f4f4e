import { defineConfig } from 'vitest/config';
import { longFiles } from './test/support/long-files.ts';
import main from './vitest.config.ts';

// Apart from `npm test`, for it takes minutes. Each starts processes of its own: more than two at a time make
// deadlines pass that are tested.
export default defineConfig({
  test: { ...main.test, include: longFiles, exclude: [], maxWorkers: 2 },
});
