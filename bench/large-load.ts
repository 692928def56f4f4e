import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { jw323, soundJw323 } from '../test/standard/xml/inspector-samples.ts';
import { jw315 } from '../test/support/messages.ts';

/** Posts messages of 25 MB, and meanwhile small ones and health checks; a process of its own. */
export interface LargeLoad {
  readonly address: string;
  readonly key: string;
  /** Large messages, half of them with every element wrong. */
  readonly count: number;
}

export interface LargeMeasured {
  /** Milliseconds of each large message. */
  readonly valid: readonly number[];
  readonly faulty: readonly number[];
  /** Milliseconds of each small message and health check meanwhile. */
  readonly small: readonly number[];
  readonly health: readonly number[];
}

async function main(options: LargeLoad): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const call = (method: string, path: string, body?: string | Buffer) =>
    new Promise<number>((resolve, reject) => {
      const sent = request(`${options.address}${path}`, {
        agent,
        method,
        headers: {
          Authorization: `Bearer ${options.key}`,
          ...(body && {
            'Content-Type': 'application/xml',
            'Content-Length': Buffer.byteLength(body),
          }),
        },
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        response.on('error', reject);
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.resume();
      });
      sent.end(body);
    });
  /** Milliseconds that it took; any other status than expected is a fault. */
  const timed = async (status: number, work: () => Promise<number>) => {
    const begin = performance.now();
    const answered = await work();
    if (answered !== status) throw new Error(`The gateway answered ${answered}, not ${status}.`);
    return performance.now() - begin;
  };

  const size = 25 * 1024 * 1024 - 5000;
  // The Identificatie differs, and a space at the end: that is cheap to make, and this process ought to be quick.
  const texts = {
    valid: Buffer.from(soundJw323(size)),
    faulty: Buffer.from(jw323(size, { faulty: true })),
  };
  const other = (text: Buffer, n: number) => {
    const copy = Buffer.concat([text, Buffer.alloc(n + 1, ' ')]);
    const tag = '<b:Identificatie>';
    copy.write(String(n + 10), copy.indexOf(tag) + tag.length);
    return copy;
  };
  const measured = { valid: [], faulty: [], small: [], health: [] } as {
    [K in keyof LargeMeasured]: number[];
  };
  let done = false;
  const others = async () => {
    while (!done) {
      measured.small.push(await timed(202, () => call('POST', '/v1/messages', jw315())));
      measured.health.push(await timed(200, () => call('GET', '/health/live')));
      await sleep(10);
    }
  };
  const running = others();
  for (let n = 0; n < options.count; n += 2) {
    const valid = other(texts.valid, n);
    const faulty = other(texts.faulty, n);
    measured.valid.push(await timed(202, () => call('POST', '/v1/messages', valid)));
    measured.faulty.push(await timed(400, () => call('POST', '/v1/messages', faulty)));
  }
  done = true;
  await running;
  agent.destroy();
  console.log(JSON.stringify(measured satisfies LargeMeasured));
}

await main(JSON.parse(process.argv[2] ?? ''));
