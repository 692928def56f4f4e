import { readdirSync } from 'node:fs';
import { type Migration, Migrator } from 'kysely';
import { expect } from 'vitest';
import type { Database } from '../../src/store/database.ts';

const folder = new URL('../../migrations/', import.meta.url);

/**
 * Makes the tables of an earlier version in an empty database.
 *
 * @param last the last migration of that version: `0023-last-error` of 0.1.0
 */
export async function migrateUpTo(db: Database, last: string): Promise<void> {
  const migrations: Record<string, Migration> = {};
  for (const file of readdirSync(folder).sort()) {
    const name = file.replace('.ts', '');
    if (name <= last) migrations[name] = await import(new URL(file, folder).href);
  }
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  expect(error).toBeUndefined();
}
