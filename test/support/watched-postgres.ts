import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool, PoolClient } from 'pg';
import { inject } from 'vitest';
import { joinEmbeddedPostgres } from '../../src/store/embedded/embedded.ts';
import { copyCluster } from './cluster.ts';

/** What Postgres reports of each statement: its plan, with the rows that were read (auto_explain). */
const explaining = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_format': 'json',
  'auto_explain.log_level': 'warning',
  'auto_explain.log_parameter_max_length': '0',
  'auto_explain.log_nested_statements': 'on',
  // As with many rows, and always the same: otherwise a plan changes when it was used five times.
  enable_seqscan: 'off',
  plan_cache_mode: 'force_generic_plan',
};
const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** A Postgres of its own that reports which statements came, and which rows it read for each. */
export class WatchedPostgres implements AsyncDisposable {
  readonly url: string;
  readonly #leave: () => Promise<void>;
  #notices: string[] = [];

  static async start(): Promise<WatchedPostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-watched-'));
    const dataDir = join(folder, 'data');
    await copyCluster(inject('clusterTemplate'), dataDir);
    const postgres = await joinEmbeddedPostgres({ dataDir, settings: { ...fast, ...explaining } });
    return new WatchedPostgres(postgres.url, async () => {
      await postgres.leave();
      await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    });
  }

  private constructor(url: string, leave: () => Promise<void>) {
    this.url = url;
    this.#leave = leave;
  }

  /** Hears from now on what comes over the connections of a pool. */
  listen(pool: Pool): void {
    const heard = new WeakSet<PoolClient>();
    pool.on('acquire', (client) => {
      if (heard.has(client)) return;
      heard.add(client);
      client.on('notice', ({ message = '' }) => void this.#notices.push(message));
    });
  }

  /**
   * What was asked meanwhile, sorted: of each statement its beginning, and of each step of its plan the
   * rows that came out of it and those that it read and left out.
   */
  async during<T>(work: () => Promise<T>): Promise<{ result: T; statements: string[] }> {
    this.#notices = [];
    const result = await work();
    return { result, statements: this.#notices.flatMap(statementOf).sort() };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#leave();
  }
}

/** Of the gateway itself: by its clock, or once a second for all callers. */
const byTheClock =
  /"api_key"|heritage|worker_presence|access_log_head|access_log_open_months|from outbox|key_name|event_head|from event_fresh|auto_explain/;

interface Step {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly Step[];
  readonly [name: string]: unknown;
}

function statementOf(message: string): string[] {
  const json = message.indexOf('{');
  if (!message.startsWith('duration:') || json < 0) return [];
  const { 'Query Text': text, Plan: plan } = JSON.parse(message.slice(json)) as {
    'Query Text': string;
    Plan: Step;
  };
  if (byTheClock.test(text)) return [];
  return [`${text.replace(/\s+/g, ' ').trim().slice(0, 100)}\n${rowsOf(plan).join('\n')}`];
}

function rowsOf(step: Step): string[] {
  const { 'Actual Rows': rows, 'Actual Loops': loops } = step;
  const leftOut = Object.keys(step)
    .filter((name) => name.startsWith('Rows Removed'))
    .reduce((sum, name) => sum + Number(step[name]) * loops, 0);
  const of = [step['Node Type'], step['Relation Name'], step['Index Name']].filter(Boolean);
  return [
    `  ${of.join(' ')}: ${Math.round(rows * loops)} and ${Math.round(leftOut)}`,
    ...(step.Plans ?? []).flatMap(rowsOf),
  ];
}
