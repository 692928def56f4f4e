import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { plant } from './test/planted/plant.ts';

/** What the tests of the rules get instead, so that they can be run for each mutant, and quickly. */
const standIns = [
  [/^vitest$/, 'collector'],
  [/src\/standard\/(xml\/inspector|messages\/(parse|build))\.ts$/, 'prepared'],
] as const;

const collectTests = {
  name: 'collect-tests',
  enforce: 'pre' as const,
  resolveId(source: string, importer = '') {
    if (!importer.includes('/test/standard/')) return undefined;
    const [, name] = standIns.find(([pattern]) => pattern.test(source)) ?? [];
    return name && fileURLToPath(new URL(`test/planted/${name}.ts`, import.meta.url));
  },
};

// Faults planted in the rules, and in what the gateway stands on, one at a time, that a test must find: apart
// from `npm test`, for it takes minutes. PLANTED: an expression of the files, and of the rules and the names of
// central faults, to look at alone.
export default defineConfig({
  plugins: [
    collectTests,
    plant(
      /^src\/standard\/(rules\/.*|calendar)\.ts$/,
      /^test\/standard\/rules\/(gemeenten|history)\.ts$/,
    ),
  ],
  test: {
    include: ['test/planted/planted.run.ts', 'test/planted/central.run.ts'],
    // Each takes all that there is of the machine.
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
});
