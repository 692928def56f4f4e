import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { joinEmbeddedPostgres } from '../../src/store/embedded.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Postgres that is there for the whole run; each test file makes databases of its own. */
    postgresUrl: string;
  }
}

/** Starts one real Postgres for all test files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ijw-gateway-test-'));
  const postgres = await joinEmbeddedPostgres({
    dataDir,
    // What is lost when the machine fails is a test run.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.leave();
    await rm(dataDir, { recursive: true, force: true });
  };
}
