import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { preParsingHookHandler } from 'fastify';
import { Problem } from '../problem.ts';

/** Messages up to this many bytes come and go too quickly to count. */
const small = 64 * 1024;
/** Messages of the largest size that the process holds at one time. */
const largest = 10;

/**
 * Keeps the bytes of large messages that are held at one time within bounds, however many are
 * uploaded at once: who comes when the bounds are reached is asked to come back (503 `busy`). A
 * message counts from its upload until its answer; one without a Content-Length as it comes in.
 *
 * @param maxMessageBytes more than this is 413 and is not read, so it does not count
 */
export function limitUploads(maxMessageBytes: number): preParsingHookHandler {
  let left = largest * maxMessageBytes;
  return (request, reply, payload, done) => {
    const length = request.headers['content-length'];
    const declared = length === undefined ? undefined : Number(length);
    if (declared !== undefined && (declared <= small || declared > maxMessageBytes))
      return done(null, payload);
    let taken = 0;
    let over = false;
    const take = (bytes: number) => {
      if (over || bytes > left) return false;
      left -= bytes;
      taken += bytes;
      return true;
    };
    reply.raw.once('close', () => {
      over = true;
      left += taken;
    });
    if (declared === undefined) done(null, counted(payload, take));
    else if (take(declared)) done(null, payload);
    else done(new Problem('busy'));
  };
}

function counted(payload: Readable, take: (bytes: number) => boolean): Readable {
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      if (take(chunk.length)) next(null, chunk);
      else next(new Problem('busy'));
    },
  });
  // Who reads the counter hears of every failure; there is nobody else to tell.
  pipeline(payload, counter).catch(() => undefined);
  return counter;
}
