import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, each more than 15 seconds: begun last it would be waited for alone. */
const longest = [
  'exchange/crash-points',
  'http/large',
  'queue/bullmq',
  'http/mutations',
  'browser/accessible',
  'browser/trying',
  'queue/redis-trouble',
  'store/hostile-settings',
  'store/silent-postgres',
  'silent-servers',
  'store/pooler',
  'store/waiting-start',
  'store/embedded-crash',
  'store/embedded',
  'cli/keys',
  'cli/operations',
  'http/door',
  'queue/restart',
  'exchange/operations/crash',
  'exchange/crash-sequences',
  'ledger/rebuild-faults',
  'exchange/operations/replays',
  'standard/messages/mapping',
  'exchange/mailbox',
  'exchange/mandate-oracle',
  'http/mandate-times',
  'store/embedded-accounts',
  'cli/import',
];

/** Vitest itself knows how long files take only where it ran them before. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return found < 0 ? longest.length : found;
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // `npm run test:faults`.
    exclude: ['test/faults/**'],
    setupFiles: ['test/support/hold-answers-setup.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // Loading the program takes a second for each file otherwise: a file leaves modules as it found them.
    isolate: false,
    // Much of the time is spent waiting (for a process to start, for a pause to end): on two cores
    // three at a time keep both busy.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // For what hangs; a busy machine is no failure.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
