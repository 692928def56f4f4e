import { Socket } from 'node:net';
import pg from 'pg';
import { PostgresSilent } from './errors.ts';

/** What pg does not tell of a connection; the one place that reaches for it. */
interface Inside {
  readonly connection: { readonly stream: Socket };
  /** It waits for the next question. */
  readonly readyForQuery?: boolean;
}

/** Asks elsewhere whether Postgres still works for a session that says nothing. */
export type StillWorks = (client: pg.ClientBase) => Promise<boolean>;

/**
 * Watches connections for silence. A proxy, a firewall or a network may lose a connection without a word;
 * without a deadline who asked something on it would wait for ever. The deadline is of silence, not of a
 * statement: as long as bytes come or go, it does not count.
 */
export class Silence {
  #ms: number;
  readonly #stillWorks: StillWorks | undefined;
  /** Connecting, or being let in; the socket is the one below TLS. */
  readonly #connecting = new Map<pg.ClientBase, Socket>();
  readonly #watched = new Set<pg.ClientBase>();
  readonly #lent = new Set<pg.ClientBase>();
  #cut = false;

  /**
   * @param ms of silence, after which a connection that was asked something is destroyed
   * @param stillWorks for statements that may take any time; absent: Postgres ends each of them sooner
   */
  constructor(ms: number, stillWorks?: StillWorks) {
    this.#ms = ms;
    this.#stillWorks = stillWorks;
  }

  /** The class of clients that are ended by {@link shorten} and {@link cut} while they connect, too. */
  clientClass(): new (config?: pg.ClientConfig) => pg.Client {
    const adopt = (client: pg.Client, socket: Socket) => this.#adopt(client, socket);
    return class extends pg.Client {
      constructor(config: pg.ClientConfig = {}) {
        const socket = new Socket();
        super({ ...config, stream: () => socket });
        adopt(this, socket);
      }
    };
  }

  #adopt(client: pg.Client, socket: Socket): void {
    this.#connecting.set(client, socket);
    socket.once('close', () => this.#connecting.delete(client));
    // Not before pg listens to it.
    if (this.#cut) setImmediate(() => socket.destroy(new PostgresSilent()));
  }

  /** To be called as soon as it is connected, before anything is asked of it. */
  watch(client: pg.ClientBase): void {
    const socket = socketOf(client);
    this.#connecting.delete(client);
    this.#watched.add(client);
    socket.once('close', () => this.#watched.delete(client));
    socket.setTimeout(this.#ms);
    socket.on('timeout', () => this.#silent(client));
    if (this.#cut) socket.destroy(new PostgresSilent());
  }

  /** Follows which connections of a pool are lent out. */
  follow(pool: pg.Pool): void {
    pool.on('acquire', (client) => this.#lent.add(client));
    pool.on('release', (_error, client) => this.#lent.delete(client));
  }

  /** It is somebody's, for as long as it is open: it is not idle when it asks nothing. */
  lend(client: pg.ClientBase): void {
    this.#lent.add(client);
    socketOf(client).once('close', () => this.#lent.delete(client));
  }

  /** From now on silence is borne no longer than this, on what is open too. */
  shorten(ms: number): void {
    this.#ms = Math.min(this.#ms, ms);
    for (const client of this.#watched) socketOf(client).setTimeout(this.#ms);
    const still = [...this.#connecting];
    setTimeout(() => {
      for (const [client, socket] of still)
        if (this.#connecting.has(client)) socket.destroy(new PostgresSilent());
    }, ms).unref();
  }

  /** Ends every connection, now and later: whoever waits for one hears it at once. */
  cut(): void {
    this.#cut = true;
    for (const socket of this.#connecting.values()) socket.destroy(new PostgresSilent());
    for (const client of this.#watched) socketOf(client).destroy(new PostgresSilent());
  }

  #silent(client: pg.ClientBase): void {
    if ((client as unknown as Inside).readyForQuery) {
      // Lent out, and used for something else than asking: a transaction that computes.
      if (!this.#lent.has(client)) socketOf(client).destroy();
    } else if (this.#stillWorks && !this.#cut) void this.#ask(client, this.#stillWorks);
    else this.#giveUp(client);
  }

  async #ask(client: pg.ClientBase, stillWorks: StillWorks): Promise<void> {
    // What cannot be asked is not known to work.
    const works = await stillWorks(client).catch(() => false);
    if (works) socketOf(client).setTimeout(this.#ms);
    else if (!(client as unknown as Inside).readyForQuery) this.#giveUp(client);
  }

  /** What lies unused may have been lost in the same way: nobody is to find that out one by one. */
  #giveUp(client: pg.ClientBase): void {
    socketOf(client).destroy(new PostgresSilent());
    for (const other of this.#watched)
      if ((other as unknown as Inside).readyForQuery && !this.#lent.has(other))
        socketOf(other).destroy(new PostgresSilent());
  }
}

function socketOf(client: pg.ClientBase): Socket {
  return (client as unknown as Inside).connection.stream;
}

/** Says good-bye to Postgres, and does not wait long for it to hear that. */
export async function endClient(client: pg.Client, ms = 1000): Promise<void> {
  const timer = setTimeout(() => socketOf(client).destroy(), ms);
  await client.end();
  clearTimeout(timer);
}
