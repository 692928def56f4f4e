import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { jw315 } from '../test/support/messages.ts';

/** One party does its worst, until it is ended; a process of its own. */
export interface AttackLoad {
  readonly address: string;
  readonly attack: AttackName;
  /** An aanbieder, and a gemeente to which it sends. */
  readonly sender: { readonly code: string; readonly key: string };
  readonly recipient: { readonly code: string; readonly key: string };
}

export type AttackName =
  | 'exports'
  | 'searches'
  | 'dry runs'
  | 'long polls'
  | 'attributes'
  | 'comments'
  | 'uploads that do not end'
  | 'silent connections'
  | 'refusals';

// It has a computer of its own: here it takes what the gateway and the others leave of this one.
setPriority(19);

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const load = JSON.parse(process.argv[2] ?? '') as AttackLoad;
const { address, sender, recipient } = load;

function call(key: string, method: string, path: string, body?: string, type?: string) {
  return new Promise<void>((resolve) => {
    const headers = {
      Authorization: `Bearer ${key}`,
      ...(body && { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }),
    };
    const sent = request(address + path, { agent, method, headers });
    // Whatever is answered, or cut off: it comes again.
    sent.on('error', () => resolve());
    sent.on('response', (response) =>
      response
        .on('error', () => resolve())
        .on('close', resolve)
        .resume(),
    );
    sent.end(body);
  });
}

/** So many at once, again and again. */
function again(lines: number, work: (n: number) => Promise<void>): void {
  for (let line = 0; line < lines; line++)
    void (async () => {
      // With a pause, so that the limit of requests is not what stops it.
      for (let n = line; ; n += lines) await Promise.all([work(n), sleep(lines * 10)]);
    })();
}

const xml = 'application/xml';
const json = 'application/json';
const post = (body: string) => call(sender.key, 'POST', '/v1/messages', body, xml);
const mine = (identificatie: string) =>
  jw315({ afzender: sender.code, ontvanger: recipient.code, identificatie });

function dripping(begin: string): void {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname, () => socket.write(begin));
  socket.on('error', () => undefined);
  socket.on('close', () => setTimeout(() => dripping(begin), 100));
}

const attacks: Readonly<Record<AttackName, () => void>> = {
  exports: () => again(30, () => call(sender.key, 'GET', '/v1/access-log/export?format=csv')),
  searches: () =>
    again(40, () =>
      call(sender.key, 'POST', '/v1/access-log/searches', '{"bsn":"999900018"}', json),
    ),
  'dry runs': () =>
    again(40, (n) => call(sender.key, 'POST', '/v1/validations', mine(`D${n}`), xml)),
  'long polls': () => {
    const round = Math.floor(Date.now() / 1000).toString(36);
    again(2500, (n) =>
      call(recipient.key, 'GET', `/v1/inbox?waitSeconds=30&after=${10_000_000 + n}`),
    );
    again(1, async (n) => {
      await post(mine(`${round}${n}`));
      await sleep(200);
    });
  },
  attributes: () => {
    const attributes = Array.from({ length: 7150 }, (_, n) => `a${n}=""`).join(' ');
    again(150, (n) => post(`<b ${attributes.slice(0, 65_000)}/><!--${n}-->`));
  },
  comments: () => {
    const text = 'a<!---->'.repeat(500_000);
    again(3, (n) => post(`<b>${text}</b><!--${n}-->`));
  },
  'uploads that do not end': () => {
    for (let n = 0; n < 10; n++)
      dripping(
        [
          'POST /v1/messages HTTP/1.1',
          'Host: x',
          `Authorization: Bearer ${sender.key}`,
          'Content-Type: application/xml',
          `Content-Length: ${25 * 1024 * 1024}`,
          '',
          '<',
        ].join('\r\n'),
      );
  },
  'silent connections': () => {
    for (let n = 0; n < 1100; n++) dripping('');
  },
  refusals: () => again(20, (n) => post(`<b>${n}</b>`)),
};

attacks[load.attack]();
