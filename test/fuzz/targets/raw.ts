import { once } from 'node:events';
import { connect } from 'node:net';
import { must, type OpenTarget, type Target } from '../engine/target.ts';
import { rawSeeds, requestGrammar } from '../support/requests.ts';
import { checkAnswer, type Heard, isBusy, useWorld, type World } from '../support/world.ts';

/** After so many milliseconds without a word the gateway waits for the rest of the request, it seems. */
const quietMs = 100;
/** Now it surely does: what was too early on a busy machine is tried once more. */
const longMs = 5000;

/** Bytes on a socket. */
export const target: Target = {
  name: 'raw',
  share: 0.03,
  atOnce: 64,
  watches: ['src/http/'],
  seeds: rawSeeds,
  grammar: { ...requestGrammar, longest: 64 * 1024 },
  open: async () => new Sockets(await useWorld()),
};

class Sockets implements OpenTarget {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async run(input: Buffer): Promise<string | undefined> {
    const bytes = Buffer.from(this.#world.fillIn(input.toString('latin1')), 'latin1');
    try {
      return await this.#ask(bytes, quietMs);
    } catch (error) {
      // What was logged is not logged again.
      if ((error as Error).message.includes('logged')) throw error;
      return this.#ask(bytes, longMs);
    }
  }

  async #ask(bytes: Buffer, quiet: number): Promise<string | undefined> {
    const heard = answersIn(await this.#exchange(bytes, quiet));
    if (heard.some(isBusy)) {
      await this.#world.calm();
      return this.#ask(bytes, longMs);
    }
    must(heard.length > 0 || mayStaySilent(bytes.toString('latin1')), 'there is no answer');
    // How many of the others still come depends on when the line falls silent.
    const [label] = heard.map((answer) => checkAnswer(this.#world, answer));
    return label;
  }

  /** Writes it all, and reads until the gateway closes the connection, or nothing more is said. */
  async #exchange(bytes: Buffer, quiet: number): Promise<Buffer> {
    const socket = connect(Number(new URL(this.#world.gateway.address).port), '127.0.0.1');
    const read: Buffer[] = [];
    // A connection that the gateway cuts while we still write is part of the play.
    socket.on('error', () => undefined);
    // Nobody says more: what is not complete will not be.
    socket.setTimeout(quiet, () => socket.end());
    socket.on('data', (data) => {
      read.push(data);
      // After `100 Continue` the answer itself is still to come.
      if (!/^HTTP\/1\.1 1\d\d [^\r]*\r\n\r\n$/.test(data.toString('latin1'))) socket.setTimeout(20);
    });
    socket.write(bytes);
    if (!socket.closed) await once(socket, 'close');
    return Buffer.concat(read);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#world[Symbol.asyncDispose]();
  }
}

/**
 * An empty line before a request says nothing. On a PRI, with which a connection of HTTP/2 begins, Node
 * hangs up by itself, as soon as it has been read and whatever waits for an answer before it.
 */
function mayStaySilent(text: string): boolean {
  return !/[^\r\n]/.test(text) || /^PRI /m.test(text);
}

function answersIn(bytes: Buffer): Heard[] {
  const answers: Heard[] = [];
  for (let rest = bytes.toString('latin1'); rest; ) {
    const end = rest.indexOf('\r\n\r\n') + 4;
    const head = rest.slice(0, end);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    must(end > 3 && status > 0, 'what comes back is not HTTP');
    const type = /^content-type: (.*)\r$/im.exec(head)?.[1] ?? '';
    const length = /^content-length: (\d+)\r$/im.exec(head)?.[1];
    // None to a HEAD, whatever the length says.
    const without = status < 200 || rest.length === end || rest.startsWith('HTTP/1.1 ', end);
    const size = without ? 0 : Number(length ?? rest.length);
    const text = without
      ? undefined
      : Buffer.from(rest.slice(end, end + size), 'latin1').toString();
    if (status >= 200) answers.push({ status, type, headers: head, text });
    rest = rest.slice(end + size);
  }
  return answers;
}
