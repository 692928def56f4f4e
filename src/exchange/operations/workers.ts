import { randomUUIDv7 } from 'node:crypto';
import { hostname } from 'node:os';
import type { Pool } from 'pg';
import { errorCode, type Store } from '../../store/database.ts';

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

/** Tells operators that this process does steps, for as long as it does. Decides nothing. */
export class WorkerPresence {
  readonly #store: Store;
  readonly #version: string;
  readonly #onError: (code: string) => void;
  readonly #id = randomUUIDv7();
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();

  constructor(store: Store, version: string, onError: (code: string) => void) {
    this.#store = store;
    this.#version = version;
    this.#onError = onError;
  }

  start(): void {
    this.#beating = this.#beat();
    this.#timer = setInterval(() => {
      this.#beating = this.#beat();
    }, beatMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    await this.#ask('delete from worker_presence where id = $1', [this.#id]);
  }

  // Who was killed left its row: it goes after a day.
  #beat(): Promise<void> {
    return this.#ask(
      `with gone as (delete from worker_presence where seen_at < now() - interval '1 day')
      insert into worker_presence (id, host, pid, version) values ($1, $2, $3, $4)
      on conflict (id) do update set seen_at = now()`,
      [this.#id, hostname(), process.pid, this.#version],
    );
  }

  async #ask(text: string, values: unknown[]): Promise<void> {
    try {
      await this.#store.pool.query(text, values);
    } catch (error) {
      this.#onError(errorCode(error));
    }
  }
}

/** The processes that do steps now, the longest running first. */
export async function listWorkers(pool: Pool): Promise<Worker[]> {
  const { rows } = await pool.query<Worker>(
    `select host, pid, version, started_at as "startedAt", seen_at as "seenAt"
    from worker_presence where seen_at > now() - $1 * interval '1 second' order by started_at, id`,
    [goneAfterSeconds],
  );
  return rows;
}
