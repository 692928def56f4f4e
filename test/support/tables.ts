import type { Pool } from 'pg';

/** Each table of the gateway as text, as COPY would write it: by its name. */
export async function everyTable(pool: Pool): Promise<Map<string, Buffer>> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class
    where not relispartition and relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm')`,
  );
  const tables = new Map<string, Buffer>();
  for (const { name } of rows) {
    const found = await pool.query<{ text: string }>(`select one::text as text from "${name}" one`);
    tables.set(name, Buffer.from(found.rows.map(({ text }) => text).join('\n')));
  }
  return tables;
}
