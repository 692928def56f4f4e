import type { OpenTarget, Target } from '../engine/target.ts';
import { requestGrammar, requestSeeds } from '../support/requests.ts';
import { checkAnswer, useWorld, type World } from '../support/world.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'] as const;

/**
 * What the headers of a request can do to the program, without a line in between: so faster than
 * `raw`, and only what Node's parser lets through.
 */
export const target: Target = {
  name: 'headers',
  share: 0.15,
  atOnce: 8,
  watches: ['src/http/', 'src/parties/'],
  seeds: requestSeeds,
  grammar: requestGrammar,
  open: async () => new Headers(await useWorld()),
};

class Headers implements OpenTarget {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async run(input: Buffer): Promise<string | undefined> {
    const text = this.#world.fillIn(input.toString('latin1'));
    const [head = '', ...bodies] = text.split(/\r?\n\r?\n/);
    const [first = '', ...lines] = head.split(/\r?\n/);
    const [verb = '', url = ''] = first.split(' ');
    const method = methods.find((one) => one === verb) ?? 'GET';
    if (!url.startsWith('/') || !URL.canParse(url, 'http://localhost')) return undefined;
    const headers = headersIn(lines);
    const body = Buffer.from(bodies.join('\r\n\r\n'), 'latin1');
    const answer = await this.#world.ask({
      method,
      url,
      headers,
      ...(body.length > 0 && { body }),
      remoteAddress: '127.0.0.1',
    });
    return checkAnswer(this.#world, answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#world[Symbol.asyncDispose]();
  }
}

/** The headers that Node's parser would let through. */
function headersIn(lines: readonly string[]): Record<string, string | string[]> {
  const headers: Record<string, string[]> = {};
  for (const line of lines.slice(0, 100)) {
    const [, name = '', value = ''] =
      /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(line) ?? [];
    // The body itself determines its length here.
    if (!name || /^(content-length|transfer-encoding|__proto__)$/i.test(name)) continue;
    headers[name.toLowerCase()] = [...(headers[name.toLowerCase()] ?? []), value.trim()];
  }
  return headers;
}
