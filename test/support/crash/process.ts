import { Kysely, PostgresDialect } from 'kysely';
import type { Pool, PoolClient, QueryConfig, QueryResult } from 'pg';
import type { Store } from '../../../src/store/database.ts';
import type { Tables } from '../../../src/store/tables.ts';
import type { Turns } from './turns.ts';

/**
 * What goes wrong at one statement of a process:
 * - `crash`: the process is gone, with all that it had in hand
 * - `lost connection`: the statement fails as pg says it then, and the process goes on
 * - `defect`: the statement fails with a code that does not heal
 */
export interface Fault {
  /** The statements of a process count from 1. */
  readonly at: number;
  /** The statement is never sent; or it is done, and nobody hears of it. */
  readonly when: 'before' | 'after';
  readonly kind: 'crash' | 'lost connection' | 'defect';
}

/** A failure that the test made. */
export class Injected extends Error {
  readonly code: string;
  readonly dropsConnection: boolean;

  constructor(kind: Fault['kind']) {
    super(`a ${kind}, made by the test`);
    this.dropsConnection = kind !== 'defect';
    this.code = this.dropsConnection ? 'ECONNRESET' : '42703';
  }
}

/** Turns a statement into others: how a test plants a bug in the program. */
export type Rewrite = (query: QueryConfig) => readonly QueryConfig[];

export interface ProcessOptions {
  /** Statements wait here for their turn; without it they go at once. */
  readonly turns?: Turns;
  readonly rewrite?: Rewrite;
  /** Whether a statement of this name fails with a code that does not heal. */
  readonly isDefect?: (name: string | undefined) => boolean;
}

/**
 * A process of the gateway, as far as Postgres sees it: a real pool, real connections, and between
 * each two statements a chance to die. What a dead process still asks is never sent.
 */
export class Process {
  readonly store: Store;
  fault: Fault | undefined;
  statements = 0;
  dead = false;
  readonly #pool: Pool;
  readonly #options: ProcessOptions;
  readonly #ends: Promise<void>[] = [];

  constructor(real: Store, options: ProcessOptions = {}) {
    this.#pool = real.pool;
    this.#options = options;
    const pool = {
      query: (query: QueryConfig | string, values?: unknown[]) => this.#query(query, values),
      connect: () => this.#connect(),
      end: async () => undefined,
    } as unknown as Pool;
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
    this.store = { ...real, db, pool, close: async () => undefined };
  }

  async #query(query: QueryConfig | string, values?: unknown[]): Promise<QueryResult> {
    const asked = typeof query === 'string' ? { text: query, values } : query;
    let result: QueryResult | undefined;
    for (const statement of this.#options.rewrite?.(asked) ?? [asked])
      result = await this.#inTurn(async () => {
        const client = await this.#pool.connect();
        try {
          return await this.#send(client, statement);
        } finally {
          // A statement by itself leaves nothing open: for Postgres it makes no difference that
          // the connection serves on.
          client.release();
        }
      });
    return result as QueryResult;
  }

  /** A transaction is one turn, with a chance to die at each of its statements. */
  async #connect(): Promise<PoolClient> {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: connected, resolve, reject } = Promise.withResolvers<PoolClient>();
    this.#inTurn(async () => {
      if (this.dead) throw new Injected('crash');
      const client = await this.#pool.connect();
      let broken: Injected | undefined;
      const end = async (unusable?: Error) => {
        // What was in hand is undone, as for Postgres it is when a connection is gone. The connection
        // serves on all the same: a new one has to plan all statements anew.
        if (broken ?? unusable) await client.query('rollback; select pg_advisory_unlock_all()');
        client.release();
        release();
      };
      resolve({
        query: async (query: QueryConfig | string, values?: unknown[]) => {
          try {
            const asked = typeof query === 'string' ? { text: query, values } : query;
            let result: QueryResult | undefined;
            for (const statement of this.#options.rewrite?.(asked) ?? [asked])
              result = await this.#send(client, statement);
            return result as QueryResult;
          } catch (error) {
            if (error instanceof Injected && error.dropsConnection) broken = error;
            throw error;
          }
        },
        release: (unusable?: Error) => this.#ends.push(end(unusable)),
      } as unknown as PoolClient);
      await released;
    }).catch(reject);
    return connected;
  }

  /** Waits until Postgres has undone what a dead process had in hand. */
  async rest(): Promise<void> {
    await Promise.all(this.#ends.splice(0));
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = await this.#options.turns?.take(this);
    try {
      return await work();
    } finally {
      turn?.end();
    }
  }

  async #send(client: PoolClient, query: QueryConfig): Promise<QueryResult> {
    if (this.dead) throw new Injected('crash');
    this.statements += 1;
    const fault = this.fault?.at === this.statements ? this.fault : undefined;
    if (fault?.when === 'before') throw this.#strike(fault);
    if (this.#options.isDefect?.(query.name)) throw new Injected('defect');
    const result = await client.query(query);
    if (fault) throw this.#strike(fault);
    return result;
  }

  #strike({ kind }: Fault): Injected {
    if (kind === 'crash') this.dead = true;
    return new Injected(kind);
  }
}
