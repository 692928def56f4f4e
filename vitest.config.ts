import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { faultFiles, longFiles } from './test/support/long-files.ts';

/** What takes longest: begun last it would be waited for alone. */
const longest = [
  ...longFiles.map((file) => file.slice('test/'.length, -'.test.ts'.length)),
  'operations/replays',
  'messages/mailbox/mailbox',
  'http/server/door',
  'retention/messages',
  'http/tampered-rows',
  'messages/judging/inspection-dispatcher',
  'cli/ledger',
  'privacy/traces',
  'cli/post',
  'retention/holds',
  'messages/judging/lines',
  'http/server/access',
  'http/mutations',
  'http/mandate-times',
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
    // `npm run test:faults`, `npm run test:long` and `npm run test:browser`.
    exclude: [...faultFiles, ...longFiles, 'test/browser/**'],
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
