import { defineConfig } from 'vitest/config';
import main from './vitest.config.ts';

/** `npm run screenshots`: the pictures of docs/pictures/, of test data. */
export default defineConfig({
  test: { ...main.test, include: ['test/browser/console/screenshots.ts'], exclude: [] },
});
