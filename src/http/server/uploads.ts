import { type Readable, Transform } from 'node:stream';
import type { preParsingHookHandler } from 'fastify';
import { Problem } from '../../problem.ts';
import { nameOf } from './rate-limit.ts';
import type { Spending } from './spending.ts';

/** Messages up to this many bytes are not counted: they are in memory only briefly. */
const small = 64 * 1024;
/** How many messages of the largest size the process may hold at the same time, of all parties and of one. */
const largest = 10;
const largestOfOne = 3;
/** Memory for a piece of a body besides its bytes: a body may come in pieces of one byte. */
const perPiece = 200;

/** The most bytes of large messages of one caller that are held at the same time. */
export function mostUploaded(maxMessageBytes: number): number {
  return largestOfOne * maxMessageBytes;
}

/**
 * Limits the bytes of large messages in memory, for any number of uploads at the same time. Bytes count from the
 * moment they come in until the answer; the Content-Length does not count, and neither do the first 64 KB of a
 * message. Each party has a share. A party that has used its share gets 429; when all room is used, callers get 503.
 *
 * A body above the limit of its route gets 413 and is not read, so it does not count.
 *
 * @param maxMessageBytes the largest message
 * @param spending counts the bytes that came in
 */
export function limitUploads(maxMessageBytes: number, spending: Spending): preParsingHookHandler {
  const room = new Room(largest * maxMessageBytes, mostUploaded(maxMessageBytes));
  return (request, reply, payload, done) => {
    const name = nameOf(request.principal);
    spending.check(name, reply);
    const length = request.headers['content-length'];
    const declared = length === undefined ? undefined : Number(length);
    const most = request.routeOptions.bodyLimit;
    if (declared !== undefined && (declared <= small || declared > most)) {
      if (declared <= small) spending.addBytes(name, declared);
      return done(null, payload);
    }
    // Refuse at once if it would not fit now. No room is reserved for it.
    const lack = room.lack(name, declared ?? 0);
    if (lack) return done(lack);
    let came = 0;
    let taken = 0;
    let over = false;
    const take = (bytes: number): Problem | null => {
      if (over) return null;
      spending.addBytes(name, bytes);
      came += bytes;
      const more = Math.max(0, came - small) - taken;
      const lack = room.lack(name, more);
      if (lack) return lack;
      room.take(name, more);
      taken += more;
      return null;
    };
    reply.raw.once('close', () => {
      over = true;
      room.take(name, -taken);
    });
    done(null, counted(payload, take));
  };
}

/** Bytes that are held, by party and in total. */
class Room {
  readonly #ofAll: number;
  readonly #ofOne: number;
  readonly #held = new Map<string, number>();
  #all = 0;

  constructor(ofAll: number, ofOne: number) {
    this.#ofAll = ofAll;
    this.#ofOne = ofOne;
  }

  /** The problem when there is no room for this many more bytes. */
  lack(name: string, bytes: number): Problem | undefined {
    if (bytes === 0) return undefined;
    if ((this.#held.get(name) ?? 0) + bytes > this.#ofOne) return new Problem('too-much-at-once');
    if (this.#all + bytes > this.#ofAll) return new Problem('busy');
    return undefined;
  }

  /** @param bytes negative to give them back */
  take(name: string, bytes: number): void {
    const held = (this.#held.get(name) ?? 0) + bytes;
    this.#all += bytes;
    if (held === 0) this.#held.delete(name);
    else this.#held.set(name, held);
  }
}

/** @param take called with the size of each piece; a problem that it returns ends the reading */
function counted(payload: Readable, take: (bytes: number) => Problem | null): Readable {
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      const refused = take(chunk.length + perPiece);
      if (refused) next(refused);
      else next(null, chunk);
    },
  });
  counter.on('close', () => {
    // The rest of a refused message is read and discarded, so that its sender gets the answer.
    payload.unpipe(counter);
    payload.resume();
  });
  payload.on('error', (error) => counter.destroy(error));
  // The caller disconnected. Node emits an error only while the stream is being read.
  payload.on('close', () => {
    if (!payload.readableEnded) counter.destroy(new Problem('invalid-request'));
  });
  return payload.pipe(counter);
}
