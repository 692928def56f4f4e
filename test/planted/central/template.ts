import type { TestProject } from 'vitest/node';
import { makeMigrated } from '../../support/global-setup.ts';

/** Makes the tables anew by the migrations as they are changed, for tests of this run to copy. */
export default async function setup(project: TestProject): Promise<void> {
  const { postgresUrl, databaseTemplate } = project.getProvidedContext();
  await makeMigrated(postgresUrl, databaseTemplate);
}
