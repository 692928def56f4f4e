import { randomUUIDv7 } from 'node:crypto';
import { hostname } from 'node:os';
import type { Pool } from 'pg';
import { errorCode, type Store } from '../store/database.ts';
import { Recurring } from '../store/recurring.ts';
import { unnamed } from '../store/statement.ts';

const beatMs = 5000;
/** Seconds after its last sign of life that a process counts as gone. */
export const goneAfterSeconds = 15;

/** A process that does steps. */
export interface Worker {
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly startedAt: Date;
  readonly seenAt: Date;
}

const removeWorker = unnamed<{ id: string }>('delete from worker_presence where id = $id');

const showWorker = unnamed<{ id: string; host: string; pid: number; version: string }>(`
  with gone as (delete from worker_presence where seen_at < now() - interval '1 day')
  insert into worker_presence (id, host, pid, version) values ($id, $host, $pid, $version)
  on conflict (id) do update set seen_at = now()`);

/** Shows operators that this process does steps, as long as it does. For display only. */
export class WorkerPresence {
  readonly #store: Store;
  readonly #version: string;
  readonly #onError: (code: string) => void;
  readonly #id = randomUUIDv7();
  readonly #beating: Recurring;

  /** @param onError called with the code of a failure; it is tried again */
  constructor(store: Store, version: string, onError: (code: string) => void) {
    this.#store = store;
    this.#version = version;
    this.#onError = onError;
    this.#beating = new Recurring(beatMs, () => this.#beat(), onError);
  }

  start(): void {
    this.#beating.start();
  }

  /** Deletes the row of this process. */
  async stop(): Promise<void> {
    await this.#beating.stop();
    try {
      await this.#store.pool.query(removeWorker({ id: this.#id }));
    } catch (error) {
      this.#onError(errorCode(error));
    }
  }

  // A process that was killed leaves its row, which is deleted after a day.
  async #beat(): Promise<void> {
    await this.#store.pool.query(
      showWorker({ id: this.#id, host: hostname(), pid: process.pid, version: this.#version }),
    );
  }
}

const workersThere = unnamed<{ goneAfterSeconds: number }>(`
  select host, pid, version, started_at as "startedAt", seen_at as "seenAt"
  from worker_presence where seen_at > now() - $goneAfterSeconds * interval '1 second'
  order by started_at, id`);

/** The processes that do steps now, the longest running first. */
export async function listWorkers(pool: Pool): Promise<Worker[]> {
  const { rows } = await pool.query<Worker>(workersThere({ goneAfterSeconds }));
  return rows;
}
