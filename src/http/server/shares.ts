import type { FastifyPluginOptions, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { usualBounds } from '../../messages/batches.ts';
import { Problem } from '../../problem.ts';
import { nameOf } from './rate-limit.ts';
import type { Spending } from './spending.ts';
import { type Turn, type TurnBounds, Turns } from './turns.ts';

/**
 * What is limited, for all callers together and for each one:
 * - `bodies`: request bodies that are coming in
 * - `requests`: each holds at most one connection to Postgres
 * - `posts`: posts of small messages, which share a few connections
 * - `heavy`: requests that are heavy for Postgres
 * - `large`: messages that take much processor time; `huge`: messages that also take much of the disk
 * - `contents`, `exports`: long answers, which may be read slowly; `pieces`: parts of an answer that is made while it
 *   is read
 * - `polls`: requests that wait for a change
 * - `batches`: requests with many messages, each of which takes turns of its own
 */
type Kind =
  | 'bodies'
  | 'requests'
  | 'posts'
  | 'heavy'
  | 'large'
  | 'huge'
  | 'contents'
  | 'exports'
  | 'pieces'
  | 'polls'
  | 'batches';

/**
 * After one of these its party has to wait this many times as long as it took, because one after the other they would
 * keep a processor or the disk busy.
 */
const rests: Partial<Readonly<Record<Kind, number>>> = { huge: 4, pieces: 1 };

/** Turns that end when the caller has read its answer; all others end when the answer is ready. */
const untilRead: ReadonlySet<Kind> = new Set(['contents', 'exports']);

/**
 * What a route costs, as it says in its config: `heavy` for Postgres; a `message`, whose size decides; the
 * `content` of one, which may be read slowly; an `export`, which takes a turn for each piece; a `batch` of messages,
 * which takes turns for each of them.
 */
export type RouteLoad = 'heavy' | 'message' | 'content' | 'export' | 'batch';

const turnsOf: Readonly<Record<Exclude<RouteLoad, 'message'>, readonly Kind[]>> = {
  heavy: ['heavy', 'requests'],
  content: ['contents', 'requests'],
  export: ['exports'],
  batch: ['batches'],
};
const body: readonly Kind[] = ['bodies'];
const request: readonly Kind[] = ['requests'];
const post: readonly Kind[] = ['posts'];
/** The most messages that are kept in one batch. */
const postsInBatch = usualBounds.most;
/** From this many bytes a message takes more processor time than others should wait for. */
const largeFrom = 16 * 1024;
/** From this many bytes writing a message to disk delays the commits of others. */
const hugeFrom = 1024 * 1024;

/** The most requests of one caller that wait for their turn, and that wait for a change. */
const mostWaiting = 200;
const mostPolls = 1000;

declare module 'fastify' {
  interface FastifyRequest {
    /** The turns of this request; on every route but those for `anyone`. */
    turns: RequestTurns;
  }
}

/** The limits of each kind. */
export type ShareBounds = Readonly<Record<Kind, TurnBounds>>;

interface Parts {
  readonly bounds: ShareBounds;
  readonly spending: Spending;
  /** Milliseconds of processor time that judging these bytes took. */
  readonly spentOn: (bytes: Uint8Array) => number;
}

/** Gives each caller its share of what the process does at the same time. Register it after the guard. */
export const shares = fastifyPlugin<Parts & FastifyPluginOptions>(
  async (app, { bounds, spending, spentOn }) => {
    const all = Object.fromEntries(
      Object.entries(bounds).map(([kind, bound]) => [kind, new Turns(bound)]),
    ) as Record<Kind, Turns>;
    app.decorateRequest('turns');
    app.addHook('preParsing', (request, reply, _payload, done) => {
      if (!request.principal) return done();
      const turns = new RequestTurns(all, nameOf(request.principal), { spending, spentOn, reply });
      request.turns = turns;
      reply.raw.once('close', () => turns.read());
      if (hasBody(request)) turns.enter(body);
      done();
    });
    app.addHook('preHandler', (request, _reply, done) => {
      if (!request.turns) return done();
      request.turns.end(...body);
      const entered = request.turns.enter(kindsOf(request));
      if (entered) entered.then(() => done(), done);
      else done();
    });
    app.addHook('onSend', (request, _reply, _payload, done) => {
      const { turns, principal, body } = request;
      turns?.answered();
      if (turns && Buffer.isBuffer(body))
        spending.addMilliseconds(nameOf(principal), spentOn(body));
      done();
    });
  },
);

/**
 * How much is done at the same time.
 *
 * @param connections the most connections of callers
 * @param statements the most connections to Postgres
 */
export function shareBounds(connections: number, statements: number): ShareBounds {
  const total = Math.max(2, statements);
  // A few more than there are connections wait in the pool, so that a free connection has work at once. The jobs of
  // the process itself wait there too, in order, so they wait only for a statement or two.
  const asked = total + Math.ceil(total / 3);
  // One party may have nearly all connections when no other wants any: another finds two free, and gets the next
  // one that becomes free.
  const each = Math.max(1, total - 2);
  const half = Math.ceil(total / 2);
  const many = Number.POSITIVE_INFINITY;
  // One caller may take only a part of the connections of callers.
  const part = Math.ceil(connections / 8);
  const waiting = Math.min(mostWaiting, part);
  return {
    bodies: { total: many, each: waiting, waiting: 0 },
    requests: { total: asked, each, waiting },
    // One batch is being kept while the next ones fill; one caller fills at most one.
    posts: { total: 3 * postsInBatch, each: postsInBatch, waiting },
    heavy: { total: Math.max(2, Math.floor(total / 3)), each: 1, waiting },
    large: { total: half, each: 1, waiting },
    huge: { total: half, each: 1, waiting },
    contents: { total: many, each: 8, waiting },
    exports: { total: many, each: 2, waiting: 0 },
    pieces: { total: many, each: 1, waiting },
    polls: { total: many, each: Math.min(mostPolls, part), waiting: 0 },
    // Their messages go one by one anyway; those that wait count among the bytes that are held.
    batches: { total: many, each: 2, waiting },
  };
}

function hasBody({ headers }: FastifyRequest): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  return encoding !== undefined || (length !== undefined && length !== '0');
}

function kindsOf({ routeOptions, body }: FastifyRequest): readonly Kind[] {
  const { load } = routeOptions.config;
  if (load !== undefined && load !== 'message') return turnsOf[load];
  const size = Buffer.isBuffer(body) ? body.length : 0;
  if (size > largeFrom) return [...bySize(size), 'requests'];
  return load === 'message' ? post : request;
}

/** The turns of a message besides that of a request. */
function bySize(size: number): readonly Kind[] {
  if (size > hugeFrom) return ['huge', 'large'];
  return size > largeFrom ? ['large'] : [];
}

interface Accounts extends Pick<Parts, 'spending' | 'spentOn'> {
  readonly reply: FastifyReply;
}

/** The turns of one request. */
export class RequestTurns {
  readonly #all: Readonly<Record<Kind, Turns>>;
  readonly #name: string;
  readonly #accounts: Accounts;
  readonly #turns = new Map<Kind, Turn>();
  /** When it got each turn, in milliseconds. */
  readonly #since = new Map<Kind, number>();
  /** The kind of turn that it waits for. */
  #coming: Kind | undefined;
  #answered = false;
  #read = false;

  constructor(all: Readonly<Record<Kind, Turns>>, name: string, accounts: Accounts) {
    this.#all = all;
    this.#name = name;
    this.#accounts = accounts;
  }

  /**
   * Asks for turns, one after the other.
   *
   * @param always waits even if the caller has too many waiting: for work that was let in before
   * @returns undefined when it has them at once
   * @throws {Problem} `too-much-at-once`
   */
  enter(kinds: readonly Kind[], always = false): Promise<void> | undefined {
    for (const [n, kind] of kinds.entries()) {
      const turn = this.#all[kind].ask(this.#name, always);
      this.#turns.set(kind, turn);
      if (turn.coming) {
        this.#coming = kind;
        return this.#goOn(turn.coming, kind, kinds.slice(n + 1), always);
      }
      this.#begin(kind);
    }
    return undefined;
  }

  async #goOn(
    coming: Promise<void>,
    kind: Kind,
    rest: readonly Kind[],
    always: boolean,
  ): Promise<void> {
    await coming;
    this.#coming = undefined;
    this.#begin(kind);
    // The caller is gone: do not begin.
    if (this.#read) throw new Problem('busy');
    await this.enter(rest, always);
  }

  #begin(kind: Kind): void {
    if (rests[kind]) this.#since.set(kind, performance.now());
  }

  /** Makes a piece of an answer that is sent while it is made. */
  async piece<T>(work: () => Promise<T>): Promise<T> {
    try {
      await this.enter(['pieces', 'heavy', 'requests'], true);
      return await work();
    } finally {
      this.end('pieces', 'heavy', 'requests');
    }
  }

  /**
   * Handles one message of a batch, in turns by its size; what judging it took is counted for its party.
   *
   * @param unpack gives its bytes; they are in memory during the turn alone
   * @param size of the message, as far as that is known before
   * @throws {Problem} `too-much-sent` when the party is above its limit; what was handled before stays
   */
  async message<T>(
    size: number,
    unpack: () => Promise<Buffer>,
    work: (bytes: Buffer) => Promise<T>,
  ): Promise<T> {
    const { spending, spentOn, reply } = this.#accounts;
    const kinds = ['pieces', 'heavy', ...bySize(size), 'requests'] as const;
    try {
      await this.enter(kinds, true);
      spending.check(this.#name, reply);
      const bytes = await unpack();
      try {
        return await work(bytes);
      } finally {
        spending.addMilliseconds(this.#name, spentOn(bytes));
      }
    } finally {
      this.end(...kinds);
    }
  }

  /**
   * Gives its turn to others while it waits for a change.
   *
   * @throws {Problem} `too-much-at-once` when too many of this caller wait
   */
  wait(): void {
    this.#turns.set('polls', this.#all.polls.ask(this.#name));
    this.end('requests');
  }

  /** Takes a turn again for the answer, so that a change that wakes many polls does not delay others. */
  async waited(): Promise<void> {
    this.end('polls');
    if (!this.#read) await this.enter(request, true);
  }

  /** The answer is ready. */
  answered(): void {
    this.#answered = true;
    for (const kind of [...this.#turns.keys()])
      if (this.#read || !untilRead.has(kind)) this.end(kind);
  }

  /** The caller has read its answer or is gone. Work that still runs for it keeps its turn until it is done. */
  read(): void {
    this.#read = true;
    if (this.#coming) this.end(this.#coming);
    if (this.#answered) this.end(...untilRead);
  }

  /** Gives turns back. */
  end(...kinds: readonly Kind[]): void {
    for (const kind of kinds) {
      const turn = this.#turns.get(kind);
      const since = this.#since.get(kind);
      this.#turns.delete(kind);
      this.#since.delete(kind);
      if (since === undefined) turn?.end();
      else setTimeout(() => turn?.end(), (rests[kind] ?? 0) * (performance.now() - since));
    }
  }
}
