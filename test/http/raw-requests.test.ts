import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jw315With } from '../standard/xml/inspector-samples.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';

/** What no HTTP client would send: written to a socket byte by byte. */
const bsn = '999900018';
const maxMessageBytes = 128 * 1024;

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;

beforeAll(async () => {
  gateway = await startTestGateway({ MAX_MESSAGE_BYTES: String(maxMessageBytes) });
  aanbieder = await gateway.party('12345678');
  gemeente = await gateway.party('0363');
});
afterAll(() => gateway.remove());

const good = () => Buffer.from(jw315());
const withBsn = Buffer.from(jw315With('999900006', bsn));

function head(...headers: string[]): string {
  const { Authorization } = aanbieder.authorization;
  return [
    'POST /v1/messages HTTP/1.1',
    'Host: localhost',
    `Authorization: ${Authorization}`,
    'Content-Type: application/xml',
    ...headers,
    '',
    '',
  ].join('\r\n');
}

function chunk(bytes: string | Buffer): Buffer {
  const size = `${Buffer.byteLength(bytes).toString(16)}\r\n`;
  return Buffer.concat([Buffer.from(size), Buffer.from(bytes), Buffer.from('\r\n')]);
}

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(gateway.address).port), '127.0.0.1');
  // A connection that the gateway cuts while we still write is part of the play.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Writes these parts, ends when asked, and reads until the gateway closes the connection. */
async function exchange(parts: (string | Buffer)[], { end = false } = {}): Promise<RawAnswer[]> {
  const socket = await open();
  const read: Buffer[] = [];
  socket.on('data', (data) => read.push(data));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (const part of parts) socket.write(part);
  if (end) socket.end();
  await closed;
  return answersIn(Buffer.concat(read).toString());
}

interface RawAnswer {
  readonly status: number;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect
  readonly body: any;
}

function answersIn(text: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = text; rest; ) {
    const headEnd = rest.indexOf('\r\n\r\n') + 4;
    const headers = rest.slice(0, headEnd);
    const size = Number(/^content-length: (\d+)/im.exec(headers)?.[1]);
    answers.push({
      status: Number(/^HTTP\/1.1 (\d+)/.exec(headers)?.[1]),
      type: /^content-type: (.*)\r$/im.exec(headers)?.[1] ?? '',
      body: JSON.parse(rest.slice(headEnd, headEnd + size)),
    });
    rest = rest.slice(headEnd + size);
  }
  return answers;
}

function expectProblem(answer: RawAnswer | undefined, status: number): void {
  expect(answer).toMatchObject({
    status,
    type: expect.stringMatching(/^application\/problem\+json/),
    body: { status, title: expect.any(String), detail: expect.stringMatching(/\S/) },
  });
  expect(JSON.stringify(answer)).not.toContain(bsn);
}

async function countMessages(): Promise<number> {
  const { rows } = await gateway.store.pool.query('select count(*)::int as count from message');
  return rows[0].count;
}

describe('Content-Length', () => {
  test('larger than what comes: the end of the connection is a 400, and nothing is kept', async () => {
    const before = await countMessages();
    const length = `Content-Length: ${withBsn.length + 10}`;
    const answers = await exchange([head(length), withBsn], { end: true });
    expectProblem(answers[0], 400);
    expect(answers).toHaveLength(1);
    expect(await countMessages()).toBe(before);
  });

  test('smaller than what comes: what is left over is no request, and the answer says so', async () => {
    const length = `Content-Length: ${withBsn.length - 30}`;
    const answers = await exchange([head(length), withBsn]);
    expectProblem(answers.at(-1), 400);
    expect(answers.at(-1)?.body.violations[0].message).toContain('Content-Length');
  });

  test.each([
    ['that is no number', 'Content-Length: 12x'],
    ['below zero', 'Content-Length: -1'],
    ['twice', 'Content-Length: 10\r\nContent-Length: 11'],
    ['besides chunks', 'Content-Length: 10\r\nTransfer-Encoding: chunked'],
  ])('%s is 400, and the connection is closed', async (_what, headers) => {
    const answers = await exchange([head(headers), withBsn]);
    expect(answers).toHaveLength(1);
    expectProblem(answers[0], 400);
  });

  test('over the limit is 413 before a byte of the message came in', async () => {
    const answers = await exchange([
      head(`Content-Length: ${maxMessageBytes + 1}`, 'Connection: close'),
    ]);
    expectProblem(answers[0], 413);
  });

  test('over the limit is read to its end all the same: who still sends gets the answer, and goes on', async () => {
    const answers = await exchange([
      head(`Content-Length: ${maxMessageBytes + 1}`),
      Buffer.alloc(maxMessageBytes + 1, ' '),
      'GET /v1/version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    ]);
    expect(answers).toMatchObject([{ status: 413 }, { status: 200 }]);
  });

  test('zero is an empty message', async () => {
    const [answer] = await exchange([head('Content-Length: 0', 'Connection: close')]);
    expectProblem(answer, 400);
    expect(answer?.body.type).toBe('/docs/problems/empty');
  });
});

describe('chunks', () => {
  const chunked = () => head('Transfer-Encoding: chunked', 'Connection: close');

  test('of any size make a message', async () => {
    const xml = good();
    const parts = [xml.subarray(0, 1), xml.subarray(1, 700), xml.subarray(700)];
    const answers = await exchange([chunked(), ...parts.map(chunk), '0\r\n\r\n']);
    expect(answers).toMatchObject([{ status: 202 }]);
    expect(await aanbieder.content(answers[0]?.body.id)).toEqual(xml);
  });

  test('that together are one byte over the limit are 413', async () => {
    const half = Buffer.alloc(maxMessageBytes / 2, ' ');
    const answers = await exchange([chunked(), chunk(half), chunk(half), chunk(' '), '0\r\n\r\n']);
    expectProblem(answers[0], 413);
  });

  test('that are none are 400', async () => {
    const answers = await exchange([chunked(), `no chunk ${bsn}\r\n`]);
    expectProblem(answers.at(-1), 400);
  });
});

test.each([
  ['no HTTP at all', () => `\u0016\u0003\u0001${bsn}\r\n\r\n`, 400],
  ['a method that is none', () => `${bsn} / HTTP/1.1\r\n\r\n`, 400],
  ['a header that is none', () => head(`${bsn} ${bsn}`), 400],
  ['a request to connect to others', () => `CONNECT ${bsn}:80 HTTP/1.1\r\nHost: a\r\n\r\n`, 405],
  ['no host', () => `GET /v1/rules?${bsn} HTTP/1.1\r\nConnection: close\r\n\r\n`, 400],
  ['headers that are too large', () => head(`X-Large: ${'x'.repeat(100_000)}`), 431],
])('%s is answered, and the connection is closed', async (_what, request, status) => {
  const answers = await exchange([request()]);
  expect(answers).toHaveLength(1);
  expectProblem(answers[0], status);
});

test('who expects something that we do not know is answered as anybody', async () => {
  const request = head('Content-Length: 0', 'Connection: close', `Expect: ${bsn}`);
  const [answer] = await exchange([request]);
  expectProblem(answer, 400);
  expect(answer?.body.type).toBe('/docs/problems/empty');
});

test('an upload that is broken off leaves nothing behind', async () => {
  const before = await countMessages();
  for (let i = 0; i < 20; i++) {
    const socket = await open();
    socket.write(head(`Content-Length: ${withBsn.length}`));
    socket.write(withBsn.subarray(0, 1000));
    await sleep(5);
    socket.resetAndDestroy();
  }
  const connections = () =>
    gateway.store.pool.query('select 1').then(() => gateway.store.pool.totalCount);
  expect(await connections()).toBeLessThanOrEqual(16);
  expect(await countMessages()).toBe(before);
});

/** Begins uploads that do not end. */
async function beginUploads(count: number, header: string, part: Buffer): Promise<Socket[]> {
  const uploads = await Promise.all(Array.from({ length: count }, open));
  const going = uploads.map((socket) => once(socket, 'data'));
  for (const socket of uploads) socket.write(head(header, 'Expect: 100-continue'));
  await Promise.all(going);
  for (const socket of uploads) socket.write(part);
  return uploads;
}

const large = Buffer.alloc(100_000, ' ');

test('uploads hold what came in, not what they say that will come', async () => {
  const header = `Content-Length: ${maxMessageBytes}`;
  const uploads = await beginUploads(10, header, Buffer.alloc(1000));
  try {
    expect((await aanbieder.post(large)).status).toBe(400);
    expect((await gemeente.post(large)).status).toBe(400);
  } finally {
    for (const socket of uploads) socket.destroy();
  }
});

test.each([
  ['with a Content-Length', `Content-Length: ${maxMessageBytes}`, Buffer.alloc(120_000, ' ')],
  ['in chunks', 'Transfer-Encoding: chunked', chunk(Buffer.alloc(120_000, ' '))],
])(
  'of uploads of one party %s as many are held as its share is; small ones, and others, go on',
  async (_what, header, part) => {
    const uploads = await beginUploads(10, header, part);
    try {
      await expect.poll(async () => (await aanbieder.post(large)).status).toBe(429);
      const answer = await aanbieder.post(large);
      expect(answer.body.type).toBe('/docs/problems/too-much-at-once');
      expect(answer.headers.get('retry-after')).toBe('5');
      expect((await aanbieder.post(good())).status).toBe(202);
      const inChunks = await exchange([
        head('Transfer-Encoding: chunked', 'Connection: close'),
        chunk(good()),
        '0\r\n\r\n',
      ]);
      expect(inChunks[0]?.status).toBe(202);
      expect((await gemeente.post(large)).status).toBe(400);
      for (const socket of uploads) socket.destroy();
      await expect.poll(async () => (await aanbieder.post(large)).status).toBe(400);
    } finally {
      for (const socket of uploads) socket.destroy();
    }
  },
);

test('a body in pieces of a byte counts for what it takes', async () => {
  const pieces = Buffer.concat(Array.from({ length: 5000 }, () => chunk(' ')));
  const [upload] = await beginUploads(1, 'Transfer-Encoding: chunked', pieces);
  try {
    const [answer] = await once(upload as Socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 429 /);
    expect((await aanbieder.post(large)).status).toBe(400);
  } finally {
    upload?.destroy();
  }
});

test('who hangs up before the answer still has the message taken, once', async () => {
  const xml = good();
  const socket = await open();
  socket.write(Buffer.concat([Buffer.from(head(`Content-Length: ${xml.length}`)), xml]));
  await sleep(2);
  socket.resetAndDestroy();
  const again = await aanbieder.post(xml);
  expect([200, 202]).toContain(again.status);
  const third = await aanbieder.post(xml);
  expect(third).toMatchObject({ status: 200, body: { id: again.body.id } });
});

test('after all that the gateway takes the next message, and has logged no value', async () => {
  expect((await aanbieder.post(good())).status).toBe(202);
  const lines = gateway.logged.join('');
  expect(lines).toContain('"status":202');
  expect(lines).not.toContain(bsn);
  expect(lines).not.toContain('"level":50');
});
