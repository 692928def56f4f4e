import { type Readable, Transform } from 'node:stream';
import type { preParsingHookHandler } from 'fastify';
import { Problem } from '../problem.ts';
import { nameOf } from './rate-limit.ts';
import type { Spending } from './spending.ts';

/** Messages up to this many bytes come and go too quickly to count. */
const small = 64 * 1024;
/** Messages of the largest size that the process holds at one time, of all parties and of one. */
const largest = 10;
const largestOfOne = 3;
/** What a piece of a body takes besides its bytes: a body may come in pieces of one byte. */
const perPiece = 200;

/** Bytes of large messages of one caller that are held at one time, at most. */
export function mostUploaded(maxMessageBytes: number): number {
  return largestOfOne * maxMessageBytes;
}

/**
 * Keeps the bytes of large messages that are held at one time within bounds, however many are
 * uploaded at once. What came in counts, from its coming until the answer, and not what a caller says
 * that will come; the first 64 KB of a message never count. Each party has a share: who has used up
 * its own is asked to wait for its own messages (429), who comes when all is used up to come back (503).
 *
 * @param maxMessageBytes more than this is 413 and is not read, so it does not count
 * @param spending told of the bytes that came
 */
export function limitUploads(maxMessageBytes: number, spending: Spending): preParsingHookHandler {
  const room = new Room(largest * maxMessageBytes, mostUploaded(maxMessageBytes));
  return (request, reply, payload, done) => {
    const name = nameOf(request.principal);
    spending.check(name, reply);
    const length = request.headers['content-length'];
    const declared = length === undefined ? undefined : Number(length);
    if (declared !== undefined && (declared <= small || declared > maxMessageBytes)) {
      if (declared <= small) spending.addBytes(name, declared);
      return done(null, payload);
    }
    // What would not fit now need not be sent. Nothing is kept free for it.
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

/** Bytes that are held, of each party and of all. */
class Room {
  readonly #ofAll: number;
  readonly #ofOne: number;
  readonly #held = new Map<string, number>();
  #all = 0;

  constructor(ofAll: number, ofOne: number) {
    this.#ofAll = ofAll;
    this.#ofOne = ofOne;
  }

  /** Why there is no room for so many more bytes, if there is none. */
  lack(name: string, bytes: number): Problem | undefined {
    if (bytes === 0) return undefined;
    if ((this.#held.get(name) ?? 0) + bytes > this.#ofOne) return new Problem('too-much-at-once');
    if (this.#all + bytes > this.#ofAll) return new Problem('busy');
    return undefined;
  }

  /** @param bytes less than zero to give them back */
  take(name: string, bytes: number): void {
    const held = (this.#held.get(name) ?? 0) + bytes;
    this.#all += bytes;
    if (held === 0) this.#held.delete(name);
    else this.#held.set(name, held);
  }
}

/** @param take told of each piece; what it returns ends the reading */
function counted(payload: Readable, take: (bytes: number) => Problem | null): Readable {
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      const refused = take(chunk.length + perPiece);
      if (refused) next(refused);
      else next(null, chunk);
    },
  });
  counter.on('close', () => {
    // The rest of a message that was refused is read and thrown away, so that its sender gets the answer.
    payload.unpipe(counter);
    payload.resume();
  });
  payload.on('error', (error) => counter.destroy(error));
  // Who hangs up: Node tells of an error only while somebody reads.
  payload.on('close', () => {
    if (!payload.readableEnded) counter.destroy(new Problem('invalid-request'));
  });
  return payload.pipe(counter);
}
