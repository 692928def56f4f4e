import { defineConfig } from 'vitest/config';

// What `npm run check` asks of the code as it stands: needs no database, so it takes a second.
export default defineConfig({
  test: { include: ['test/architecture.test.ts', 'test/architecture/*.test.ts'] },
});
