import pg from 'pg';

/** What the statements of one call read. */
export interface Reads {
  /** Rows and index entries that scans of tables looked at: those they gave, and those they dropped. */
  readonly rows: number;
  /** Blocks of 8 KB, each as often as it was asked for. */
  readonly blocks: number;
  readonly milliseconds: number;
  /** The plans, for who wants to know why. */
  readonly plans: readonly Plan[];
}

/** A node of a plan, as EXPLAIN writes it in JSON. */
export interface Plan {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly Plan[];
}

/** Scans of tables and indexes; what CTEs and functions hold was read by one of these. */
const scans = /^(Seq|Sample|Index|Index Only|Bitmap Heap|Bitmap Index|Tid|Tid Range) Scan$/;

/** Looked up by key for items: which region a gemeente is of, and what the region says of a product. */
const catalogues: readonly unknown[] = ['party', 'spic'];

/** Rows that a plan looked at, but those of the catalogues. */
export function rowsIn(plan: Plan): number {
  const own =
    scans.test(plan['Node Type']) && !catalogues.includes(plan['Relation Name'])
      ? (plan['Actual Rows'] +
          (plan['Rows Removed by Filter'] ?? 0) +
          (plan['Rows Removed by Index Recheck'] ?? 0)) *
        plan['Actual Loops']
      : 0;
  return (plan.Plans ?? []).reduce((sum, one) => sum + rowsIn(one), own);
}

/**
 * Counts what the statements of a call read, by asking Postgres each of them twice: once to explain what
 * it did with these values, and once for the answer.
 *
 * @param client a session that plans as is to be measured
 * @param ask makes the call, on a pool
 */
export async function readsOf(
  client: pg.ClientBase,
  ask: (pool: pg.Pool) => Promise<unknown>,
): Promise<Reads> {
  const plans: Plan[] = [];
  const query = async (asked: string | pg.QueryConfig, given?: unknown[]) => {
    const { text, values = given } = typeof asked === 'string' ? { text: asked } : asked;
    if (/^(begin|commit|rollback)/.test(text)) return client.query(text);
    // That something was read is written without reading anything.
    if (text.startsWith('insert into access_log_fresh')) return { rows: [] };
    plans.push(await explain(client, text, values ?? []));
    return client.query(text, values);
  };
  const pool = { query, connect: async () => ({ query, release: () => undefined }) };
  const began = performance.now();
  await ask(pool as unknown as pg.Pool);
  const milliseconds = performance.now() - began;
  return {
    rows: plans.reduce((sum, plan) => sum + rowsIn(plan), 0),
    blocks: plans.reduce(
      (sum, plan) => sum + (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0),
      0,
    ),
    milliseconds,
    plans,
  };
}

/** As a prepared statement, so that `plan_cache_mode` counts. */
async function explain(client: pg.ClientBase, text: string, values: unknown[]): Promise<Plan> {
  await client.query(`prepare watched as ${text}`);
  try {
    const given = values.length > 0 ? `(${values.map(literal).join(', ')})` : '';
    const { rows } = await client.query(
      `explain (analyze, buffers, timing off, format json) execute watched${given}`,
    );
    return rows[0]['QUERY PLAN'][0].Plan;
  } finally {
    await client.query('deallocate watched');
  }
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`;
  if (value instanceof Date) return `'${value.toISOString()}'`;
  if (Array.isArray(value))
    return pg.escapeLiteral(`{${value.map((one) => JSON.stringify(one)).join(',')}}`);
  return pg.escapeLiteral(String(value));
}
