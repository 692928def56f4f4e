import { Socket } from 'node:net';
import pg from 'pg';
import { PostgresSilent } from './errors.ts';

/** The private fields of a connection of pg that are used; only here. */
interface Inside {
  readonly connection: { readonly stream: Socket };
  /** It waits for the next query. */
  readonly readyForQuery?: boolean;
}

/** Asks on another connection whether Postgres still works for a silent session. */
export type StillWorks = (client: pg.ClientBase) => Promise<boolean>;

/**
 * Watches connections for silence. A proxy, a firewall or a network may lose a connection without a notice, and without a
 * deadline a query on it would wait for ever. The deadline is on silence, not on a statement: it starts again with each
 * byte that is sent or received.
 */
export class Silence {
  #ms: number;
  readonly #stillWorks: StillWorks | undefined;
  /** Clients that connect or authenticate; the socket is the one below TLS. */
  readonly #connecting = new Map<pg.ClientBase, Socket>();
  readonly #watched = new Set<pg.ClientBase>();
  readonly #lent = new Set<pg.ClientBase>();
  #cut = false;

  /**
   * @param ms of silence, after which a connection with a query is destroyed
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
    // Later, when pg listens to the socket.
    if (this.#cut) setImmediate(() => socket.destroy(new PostgresSilent()));
  }

  /** Call it as soon as the client is connected, before its first query. */
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

  /** Marks a client as in use for as long as it is open: it is not idle when it has no query. */
  lend(client: pg.ClientBase): void {
    this.#lent.add(client);
    socketOf(client).once('close', () => this.#lent.delete(client));
  }

  /** Shortens the deadline from now on, also of open connections. */
  shorten(ms: number): void {
    this.#ms = Math.min(this.#ms, ms);
    for (const client of this.#watched) socketOf(client).setTimeout(this.#ms);
    const still = [...this.#connecting];
    setTimeout(() => {
      for (const [client, socket] of still)
        if (this.#connecting.has(client)) socket.destroy(new PostgresSilent());
    }, ms).unref();
  }

  /** Ends every connection, now and later: calls that wait for one fail at once. */
  cut(): void {
    this.#cut = true;
    for (const socket of this.#connecting.values()) socket.destroy(new PostgresSilent());
    for (const client of this.#watched) socketOf(client).destroy(new PostgresSilent());
  }

  #silent(client: pg.ClientBase): void {
    if ((client as unknown as Inside).readyForQuery) {
      // A client that is lent out may be in a transaction that computes between two queries.
      if (!this.#lent.has(client)) socketOf(client).destroy();
    } else if (this.#stillWorks && !this.#cut) void this.#ask(client, this.#stillWorks);
    else this.#giveUp(client);
  }

  async #ask(client: pg.ClientBase, stillWorks: StillWorks): Promise<void> {
    // When Postgres cannot be asked, the session counts as lost.
    const works = await stillWorks(client).catch(() => false);
    if (works) socketOf(client).setTimeout(this.#ms);
    else if (!(client as unknown as Inside).readyForQuery) this.#giveUp(client);
  }

  /** Also destroys all idle connections, which were probably lost in the same way. */
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

/** Ends a client, and does not wait longer than this for Postgres to answer. */
export async function endClient(client: pg.Client, ms = 1000): Promise<void> {
  const timer = setTimeout(() => socketOf(client).destroy(), ms);
  await client.end();
  clearTimeout(timer);
}
