import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Caller, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { fixture } from '../../support/messages.ts';

const maxMessageBytes = 13 * 1024 * 1024;

let gateway: TestGateway;
let aanbieder: Caller;

beforeAll(async () => {
  gateway = await startTestGateway({ MAX_MESSAGE_BYTES: String(maxMessageBytes) });
  aanbieder = await gateway.party('12345678');
  await gateway.party('0363');
});
afterAll(() => gateway.remove());

const good = fixture('JW315/valid-complete.xml');
/** A code that does not exist, and a Budget without an end date (CD075). */
const wrong = good
  .replace('<Geslacht>2<', '<Geslacht>7<')
  .replace(/\n *<ToewijzingEinddatum>2024-08-31<.*/, '');
const values = /999912008|Amrani|Yara|DIJK-2024/;

const connected = (code: string) => ({ code, connected: true, until: null, successor: null });

async function tryOut(
  body: string | Buffer,
  headers: Record<string, string> = {},
  caller: Caller = aanbieder,
) {
  const response = await fetch(`${gateway.address}/v1/validations`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/xml', ...caller.authorization, ...headers },
    body: body as RequestInit['body'],
  });
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at what they expect
  const answer: any = await response.json();
  return { status: response.status, headers: response.headers, body: answer };
}

test('a message gets all its faults at once, in the language of the caller', async () => {
  const dutch = await tryOut(wrong);
  expect(dutch.status).toBe(200);
  expect(dutch.headers.get('content-language')).toBe('nl');
  expect(dutch.headers.get('vary')).toMatch(/accept-language/i);
  expect(dutch.body).toEqual({
    valid: false,
    type: 'JW315',
    findings: [
      {
        line: 27,
        element: 'Client/Geslacht',
        rule: 'enumeration',
        level: 1,
        message: expect.stringContaining('standaard niet kent'),
      },
      {
        line: 61,
        element: 'Client/AangevraagdeProducten/AangevraagdProduct[2]/ToewijzingEinddatum',
        rule: 'CD075',
        level: 2,
        retourCode: '0001',
        message: expect.stringContaining('einddatum'),
      },
    ],
    findingCount: 2,
    notAssessed: ['TR056', 'TR347', 'TR374', 'TR381'],
    recipient: connected('0363'),
    taken: null,
  });
  const english = await tryOut(wrong, { 'Accept-Language': 'en-GB,en;q=0.9' });
  expect(english.headers.get('content-language')).toBe('en');
  const messages = english.body.findings.map(({ message }: { message: string }) => message);
  expect(messages).toEqual([
    expect.stringContaining('does not know'),
    expect.stringContaining('end date'),
  ]);
});

test('a message with nothing wrong is valid; for another party the past is not shown', async () => {
  const nothing = { valid: true, findings: [], findingCount: 0, taken: null };
  expect((await tryOut(good)).body).toEqual({
    ...{ ...nothing, type: 'JW315', notAssessed: [] },
    recipient: connected('0363'),
  });
  const another = fixture('JW305/valid-complete.xml', { afzender: '87654321' });
  const notAssessed = expect.arrayContaining(['TR019', 'TR056']);
  expect((await tryOut(another)).body).toEqual({
    ...{ valid: false, findingCount: 1, taken: null, type: 'JW305' },
    findings: [expect.objectContaining({ rule: 'not-your-message', level: 1, line: 10 })],
    notAssessed,
    recipient: connected('0363'),
  });
});

test('a message that another thread judges gets the same answer', async () => {
  const padded = wrong.replace('</Bericht>', `<!--${' '.repeat(100_000)}--></Bericht>`);
  expect((await tryOut(padded)).body).toEqual((await tryOut(wrong)).body);
});

describe('what cannot be judged is a finding like any other', () => {
  // Takes libxml2 more steps than it allows for a pattern.
  const tooLong = good.replace('Amrani', ' '.repeat(12_000_000));
  test.each([
    ['nothing', '', 'empty', null],
    ['no UTF-8', Buffer.from(good, 'utf16le'), 'not-utf8', null],
    ['cut off', good.slice(0, 500), 'not-well-formed', null],
    ['something else', '<a/>', 'unknown-message', null],
    ['another BerichtCode', good.replace('>446<', '>436<'), 'wrong-bericht-code', 'JW315'],
    ['too complex', tooLong, 'too-complex', null],
  ])('%s', async (_what, body, rule, type) => {
    const answer = await tryOut(body, { 'Accept-Language': 'en' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      valid: false,
      type,
      findings: [
        {
          line: expect.any(Number),
          element: expect.any(String),
          rule,
          level: 1,
          message: expect.stringMatching(/\.$/),
        },
      ],
      findingCount: 1,
      notAssessed: [],
      recipient: null,
      taken: null,
    });
  });

  test('its sentence has the line, or what would be right', async () => {
    const messageOf = async (xml: string) => (await tryOut(xml)).body.findings[0].message;
    expect(await messageOf(good.slice(0, 500))).toMatch(/regel 1\d/);
    expect(await messageOf(good.replace('>446<', '>436<'))).toMatch(/JW315.*446/);
  });
});

describe('what is around the message is a problem', () => {
  test.each([
    ['no key', { Authorization: '' }, 401, 'unauthorized'],
    ['JSON', { 'Content-Type': 'application/json' }, 415, 'unsupported-media-type'],
    ['UTF-16', { 'Content-Type': 'text/xml; charset=utf-16' }, 415, 'unsupported-media-type'],
    ['gzip', { 'Content-Encoding': 'gzip' }, 415, 'unsupported-content-encoding'],
  ])('%s', async (_what, headers: Record<string, string>, status, code) => {
    const answer = await tryOut(good, headers);
    expect(answer).toMatchObject({ status, body: { type: `/docs/problems/${code}` } });
  });

  test('too large, and a key that is not of a party', async () => {
    expect((await tryOut(Buffer.alloc(maxMessageBytes + 1, ' '))).status).toBe(413);
    expect((await tryOut(good, {}, gateway.administrator)).status).toBe(403);
    expect((await tryOut(good, {}, new Caller(gateway.address))).status).toBe(401);
  });

  test('too many large messages at a time', async () => {
    const { port } = new URL(gateway.address);
    const uploads = Array.from({ length: 10 }, () => connect(Number(port), '127.0.0.1'));
    // What is too much is cut off while it is sent.
    for (const socket of uploads) socket.on('error', () => undefined);
    try {
      for (const socket of uploads)
        socket.write(
          [
            'POST /v1/validations HTTP/1.1',
            'Host: localhost',
            `Authorization: ${aanbieder.authorization.Authorization}`,
            'Content-Type: application/xml',
            `Content-Length: ${maxMessageBytes}`,
            'Expect: 100-continue',
            '\r\n',
          ].join('\r\n'),
        );
      await Promise.all(uploads.map((socket) => once(socket, 'data')));
      for (const socket of uploads) socket.write(Buffer.alloc(maxMessageBytes - 1, ' '));
      const large = Buffer.alloc(100_000, ' ');
      await expect.poll(async () => (await tryOut(large)).status).toBe(429);
      expect((await tryOut(large)).body.type).toBe('/docs/problems/too-much-at-once');
      expect((await tryOut(good)).status).toBe(200);
    } finally {
      for (const socket of uploads) socket.destroy();
    }
  });
});

test('after all that nothing is kept, and nothing of it is logged', async () => {
  const { rows } = await gateway.store.pool.query('select 1 from message');
  expect(rows).toEqual([]);
  expect((await aanbieder.get('/v1/messages')).body.items).toEqual([]);
  const lines = gateway.logged.join('');
  expect(lines).toContain('"/v1/validations"');
  expect(lines).not.toMatch(values);
  expect(lines).not.toMatch(/CD075|Geslacht|JW315/);
  expect(lines).not.toContain('"level":50');
});
