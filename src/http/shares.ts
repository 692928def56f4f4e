import type { FastifyPluginOptions, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { Problem } from '../problem.ts';
import { nameOf } from './rate-limit.ts';
import type { Spending } from './spending.ts';
import { type Turn, type TurnBounds, Turns } from './turns.ts';

/**
 * What is bounded, of all and of one caller: `requests`, each of which holds a connection to Postgres at
 * most; those among them that are `heavy` for Postgres; `large` messages, which take the processor, and
 * `huge` ones, which take the disk; `bodies` that are coming in; answers that are long and may be read
 * slowly (`contents`, `exports`), and the `pieces` of those that are made while they are read; and requests
 * that wait for news (`polls`).
 */
type Kind =
  | 'bodies'
  | 'requests'
  | 'heavy'
  | 'large'
  | 'huge'
  | 'contents'
  | 'exports'
  | 'pieces'
  | 'polls';

/**
 * One after the other they would keep a processor or the disk at work. So many times as long as one took
 * its party has no other.
 */
const rests: Partial<Readonly<Record<Kind, number>>> = { huge: 4, pieces: 1 };

/** Held until the caller has its answer; all others until the answer is there. */
const untilRead: ReadonlySet<Kind> = new Set(['contents', 'exports']);

/** What a route is, besides a request. */
const routes: Readonly<Record<string, readonly Kind[]>> = {
  'POST /v1/validations': ['heavy', 'requests'],
  'GET /v1/messages': ['heavy', 'requests'],
  'GET /v1/messages/:id/content': ['contents', 'requests'],
  'GET /v1/allocations': ['heavy', 'requests'],
  'POST /v1/allocations/searches': ['heavy', 'requests'],
  'GET /v1/open-requests': ['heavy', 'requests'],
  'GET /v1/access-log': ['heavy', 'requests'],
  'POST /v1/access-log/searches': ['heavy', 'requests'],
  // It asks for a turn for each piece.
  'GET /v1/access-log/export': ['exports'],
  'POST /v1/access-log/verifications': ['exports'],
  'POST /v1/ledger/verifications': ['exports'],
  'GET /v1/operations/messages': ['heavy', 'requests'],
  'GET /v1/operations/messages/:id/content': ['contents', 'requests'],
  'GET /v1/operations/counts': ['heavy', 'requests'],
  'POST /v1/operations/replays': ['heavy', 'requests'],
  'POST /v1/operations/redeliveries': ['heavy', 'requests'],
  'GET /v1/forgettings': ['heavy', 'requests'],
};
const body: readonly Kind[] = ['bodies'];
const request: readonly Kind[] = ['requests'];
const largeRequest: readonly Kind[] = ['large', 'requests'];
const hugeRequest: readonly Kind[] = ['huge', 'large', 'requests'];
/** Bytes from which a message takes the processor for longer than others should wait. */
const largeFrom = 16 * 1024;
/** Bytes from which writing it to disk holds up the commits of others. */
const hugeFrom = 1024 * 1024;

/** Requests of one caller that wait for their turn, and that wait for news, at most. */
const mostWaiting = 200;
const mostPolls = 1000;

declare module 'fastify' {
  interface FastifyRequest {
    /** Its share of what is done at once; on every route that is not for anyone. */
    turns: RequestTurns;
  }
}

/** What each kind is bounded by. */
export type ShareBounds = Readonly<Record<Kind, TurnBounds>>;

interface Parts {
  readonly bounds: ShareBounds;
  readonly spending: Spending;
  /** Milliseconds of the processor that judging these bytes took. */
  readonly spentOn: (bytes: Uint8Array) => number;
}

/** Gives each caller its share of what the process does at once. To be registered after the guard. */
export const shares = fastifyPlugin<Parts & FastifyPluginOptions>(
  async (app, { bounds, spending, spentOn }) => {
    const all = Object.fromEntries(
      Object.entries(bounds).map(([kind, bound]) => [kind, new Turns(bound)]),
    ) as Record<Kind, Turns>;
    app.decorateRequest('turns');
    app.addHook('preParsing', (request, reply, _payload, done) => {
      if (!request.principal) return done();
      const turns = new RequestTurns(all, nameOf(request.principal));
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
 * How much is done at once.
 *
 * @param connections of callers at most
 * @param statements connections to Postgres at most
 */
export function shareBounds(connections: number, statements: number): ShareBounds {
  const total = Math.max(2, statements);
  // A few more wait in the pool, so that a connection that is free has work at once. What the process does
  // by itself waits there too, in the order of coming: behind a statement or two.
  const asked = total + Math.ceil(total / 3);
  // Alone a party may have nearly all connections: others find some at once, and the next that is free is
  // theirs.
  const each = Math.max(1, total - 2);
  const half = Math.ceil(total / 2);
  const many = Number.POSITIVE_INFINITY;
  // Of the connections of callers one takes a part only.
  const part = Math.ceil(connections / 8);
  const waiting = Math.min(mostWaiting, part);
  return {
    bodies: { total: many, each: waiting, waiting: 0 },
    requests: { total: asked, each, waiting },
    heavy: { total: Math.max(2, Math.floor(total / 3)), each: 1, waiting },
    large: { total: half, each: 1, waiting },
    huge: { total: half, each: 1, waiting },
    contents: { total: many, each: 8, waiting },
    exports: { total: many, each: 2, waiting: 0 },
    pieces: { total: many, each: 1, waiting },
    polls: { total: many, each: Math.min(mostPolls, part), waiting: 0 },
  };
}

function hasBody({ headers }: FastifyRequest): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  return encoding !== undefined || (length !== undefined && length !== '0');
}

function kindsOf({ method, routeOptions, body }: FastifyRequest): readonly Kind[] {
  const known = routes[`${method === 'HEAD' ? 'GET' : method} ${routeOptions.url}`];
  if (known) return known;
  const size = Buffer.isBuffer(body) ? body.length : 0;
  if (size > hugeFrom) return hugeRequest;
  return size > largeFrom ? largeRequest : request;
}

/** The turns that one request has. */
export class RequestTurns {
  readonly #all: Readonly<Record<Kind, Turns>>;
  readonly #name: string;
  readonly #turns = new Map<Kind, Turn>();
  /** Since when it has its turn, in milliseconds. */
  readonly #since = new Map<Kind, number>();
  /** What it waits for its turn of. */
  #coming: Kind | undefined;
  #answered = false;
  #read = false;

  constructor(all: Readonly<Record<Kind, Turns>>, name: string) {
    this.#all = all;
    this.#name = name;
  }

  /**
   * Asks for turns, one after the other.
   *
   * @param always waits however many of this caller wait already: for what was let in before
   * @returns nothing when they are there at once
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
    // Nobody waits for it any more: it is not begun.
    if (this.#read) throw new Problem('busy');
    await this.enter(rest, always);
  }

  #begin(kind: Kind): void {
    if (rests[kind]) this.#since.set(kind, performance.now());
  }

  /** Does a piece of an answer that is sent while it is made. */
  async piece<T>(work: () => Promise<T>): Promise<T> {
    try {
      await this.enter(['pieces', 'heavy', 'requests'], true);
      return await work();
    } finally {
      this.end('pieces', 'heavy', 'requests');
    }
  }

  /**
   * Gives its turn to others while it waits for news.
   *
   * @throws {Problem} `too-much-at-once` when too many of this caller wait
   */
  wait(): void {
    this.#turns.set('polls', this.#all.polls.ask(this.#name));
    this.end('requests');
  }

  /** Answers in its turn, so that what is news for many holds up nobody else. */
  async waited(): Promise<void> {
    this.end('polls');
    if (!this.#read) await this.enter(request, true);
  }

  /** The answer is there. */
  answered(): void {
    this.#answered = true;
    for (const kind of [...this.#turns.keys()])
      if (this.#read || !untilRead.has(kind)) this.end(kind);
  }

  /** The caller has its answer, or is gone: what works for it all the same keeps its turn until then. */
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
