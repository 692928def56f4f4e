import type { Pool } from 'pg';
import { unnamed } from '../../store/statement.ts';

const named = unnamed<{ prefixes: readonly string[] }>(
  'select prefix, name from api_key where prefix = any($prefixes::text[]) and name is not null',
);

/** What people call keys, by their prefixes: for display only, as their MACs are not looked at. */
export async function keyNames(
  pool: Pool,
  prefixes: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(prefixes)];
  if (asked.length === 0) return new Map();
  const { rows } = await pool.query<{ prefix: string; name: string }>(named({ prefixes: asked }));
  return new Map(rows.map(({ prefix, name }) => [prefix, name]));
}
