import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jw315With, jw323 } from '../standard/xml/inspector-samples.ts';
import {
  type Answer,
  type Caller,
  startTestGateway,
  type TestGateway,
} from '../support/gateway.ts';
import { fixture, jw315, newIdentificatie } from '../support/messages.ts';

/** Stands in every bad message here, and nowhere in what is answered or logged. */
const bsn = '999900018';
const maxMessageBytes = 2 * 1024 * 1024;
const aanbiederCode = '12345678';

let gateway: TestGateway;
let aanbieder: Caller;
let gemeente: Caller;

beforeAll(async () => {
  gateway = await startTestGateway({ MAX_MESSAGE_BYTES: String(maxMessageBytes) });
  aanbieder = await gateway.party(aanbiederCode);
  gemeente = await gateway.party('0363');
});
afterAll(() => gateway.remove());

const entities = Array.from({ length: 10 }, (_, i) => `<!ENTITY e${i + 1} "&e${i};&e${i};">`);
const bomb = `<!DOCTYPE a [<!ENTITY e0 "${bsn}">${entities.join('')}]><a>&e10;</a>`;
const good = jw315With('999900006', bsn);
const openTags = `<a${bsn}>`.repeat(100_000);

/** What each gets: the status, the problem, and a word of its Dutch and English sentences. */
const bad: [what: string, body: string | Buffer, status: number, code: string, words: RegExp][] = [
  ['an empty body', '', 400, 'empty', /leeg|nothing/i],
  ['white space only', ' \n\t ', 400, 'empty', /leeg|nothing/i],
  ['binary', Buffer.from([0, 1, 2, 255, 254, 13]), 400, 'not-utf8', /UTF-8/],
  ['a gzipped message', gzipSync(good), 400, 'not-utf8', /zonder compressie|uncompressed/],
  ['UTF-16', Buffer.from(good, 'utf16le'), 400, 'not-utf8', /UTF-8/],
  [
    'UTF-16 with a byte order mark',
    Buffer.from(`\ufeff${good}`, 'utf16le'),
    400,
    'byte-order-mark',
    /BOM/,
  ],
  ['UTF-8 with a byte order mark', `\ufeff${good}`, 400, 'byte-order-mark', /BOM/],
  ['Latin-1', Buffer.from(good.replace('Voorbeeld', 'Zoë'), 'latin1'), 400, 'not-utf8', /UTF-8/],
  [
    'another encoding in its first line',
    good.replace('UTF-8', 'ISO-8859-1'),
    400,
    'encoding-declaration',
    /encoding="UTF-8"/,
  ],
  ['truncated XML', good.slice(0, -40), 400, 'not-well-formed', /(regel|line) \d+/],
  ['an entity bomb', bomb, 400, 'doctype', /DOCTYPE/],
  [
    'an external entity',
    `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/${bsn}">]><a>&b;</a>`,
    400,
    'doctype',
    /DOCTYPE/,
  ],
  [
    'a stylesheet elsewhere',
    good.replace('<m:Bericht', `<?xml-stylesheet href="http://localhost:1/${bsn}"?><m:Bericht`),
    400,
    'processing-instruction',
    /(regel|line) 2\b/,
  ],
  [
    'a schema elsewhere',
    good.replace(
      '<m:Client>',
      `<m:Client xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:schemaLocation="u http://localhost:1/${bsn}">`,
    ),
    400,
    'schema-location',
    /(regel|line) 12\b/,
  ],
  [
    'a value cut up by comments',
    good.replace('Toelichting', `${bsn}<!---->`.repeat(100_000)),
    400,
    'too-much-markup',
    /100 (stukken XML-commentaar|XML comments)/,
  ],
  ['100,000 elements in each other', openTags, 400, 'not-well-formed', /(regel|line) 1\b/],
  [
    'XML of something else',
    `<a xmlns="urn:x"><Bsn>${bsn}</Bsn></a>`,
    400,
    'unknown-message',
    /iJw 3\.2/,
  ],
  ['HTML', `<html><body>${bsn}</body></html>`, 400, 'unknown-message', /iJw 3\.2/],
  ['release 3.0', good.replaceAll('/ijw/3_2/', '/ijw/3_0/'), 400, 'other-release', /3\.2/],
  [
    'a JW301 with the BerichtCode of a JW315',
    fixture('JW301/valid-complete.xml').replace('>436<', '>446<'),
    400,
    'wrong-bericht-code',
    /JW301.*436/,
  ],
  [
    'an Afzender who is another party',
    good.replace(aanbiederCode, '87654321'),
    403,
    'not-your-message',
    /Header\/Afzender.*12345678/,
  ],
  [
    'a wrong Afzender and faults, of which the Afzender comes first',
    good.replace(aanbiederCode, '87654321').replace('>2</m:Ges', `>${bsn}</m:Ges`),
    403,
    'not-your-message',
    /Header\/Afzender/,
  ],
  ['a wrong value', good.replace('>2</m:Ges', `>${bsn}</m:Ges`), 400, 'xsd', /violations/],
  ['an unknown recipient', good.replace('>0363<', '>0999<'), 400, 'unknown-recipient', /0999/],
];

/** A problem that says what to do, in the language that was asked for, without any value. */
function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.body).toMatchObject({
    type: `/docs/problems/${code}`,
    status,
    title: expect.stringMatching(/\S/),
    detail: expect.stringMatching(/\S{2,}.*\.$/),
  });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(JSON.stringify(answer.body)).not.toContain(bsn);
}

describe('each bad message gets an answer that helps, and is kept for its sender', () => {
  test.each(bad)('%s', async (_what, body, status, code, words) => {
    const bytes = Buffer.from(body);
    const dutch = await aanbieder.post(bytes, { 'Accept-Language': 'nl-NL,nl;q=0.9,en;q=0.5' });
    const english = await aanbieder.post(bytes);
    expect(dutch.headers.get('content-language')).toBe('nl');
    expect(english.headers.get('content-language')).toBe('en');
    for (const answer of [dutch, english]) {
      expectProblem(answer, status, code);
      expect(answer.body.detail).toMatch(words);
    }
    expect(dutch.body.detail).not.toBe(english.body.detail);

    // One row for both, as its sender and nobody else can see.
    expect(dutch.body.messageId).toBe(english.body.messageId);
    const address = `/v1/messages/${english.body.messageId}`;
    const kept = await aanbieder.get(address);
    expect(kept.body).toMatchObject({ status: 'refused', refusedCount: 2, size: bytes.length });
    expect(kept.body.problem.detail).toBe(english.body.detail);
    expect((await aanbieder.content(english.body.messageId)).equals(bytes)).toBe(true);
    expect((await gemeente.get(address)).status).toBe(404);
  });

  test('10,000 faults: the first hundred are listed, the others counted', async () => {
    const xml = jw323(1_000_000, { faulty: true }).replaceAll('x999900006', bsn.slice(0, -1));
    const answer = await aanbieder.post(xml);
    expectProblem(answer, 400, 'xsd');
    expect(answer.body.violations).toHaveLength(100);
    expect(answer.body.violationCount).toBe(10_000);
    for (const violation of answer.body.violations)
      expect(violation).toEqual({
        line: expect.any(Number),
        element: expect.stringMatching(/^Declaratie\/Clienten\/Client/),
        rule: expect.any(String),
        message: expect.stringMatching(/\S/),
      });
  });

  test('nothing of all this is in the mailbox of the recipient', async () => {
    expect((await gemeente.get('/v1/inbox')).body).toEqual({ items: [], next: null });
  });
});

describe('what is around the message is looked at before the message', () => {
  const send = (headers: Record<string, string>, body: string | Buffer = good) =>
    aanbieder.post(body, headers);

  test.each([
    ['no key', { Authorization: '' }],
    ['another scheme', { Authorization: `Basic ${bsn}` }],
    ['something that is no key', { Authorization: `Bearer ${bsn}` }],
    ['a key that nobody has', { Authorization: `Bearer ijw_0123456789ab_${'x'.repeat(43)}` }],
  ])('%s is 401, whatever else is wrong', async (_what, headers) => {
    const answer = await send(
      { ...headers, 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' },
      Buffer.alloc(maxMessageBytes + 1),
    );
    expectProblem(answer, 401, 'unauthorized');
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(answer.body).not.toHaveProperty('messageId');
  });

  test.each([
    ['no media type', { 'Content-Type': '' }, 'unsupported-media-type'],
    ['JSON', { 'Content-Type': 'application/json' }, 'unsupported-media-type'],
    ['a form', { 'Content-Type': 'multipart/form-data; boundary=x' }, 'unsupported-media-type'],
    ['XML in UTF-16', { 'Content-Type': 'text/xml; charset=utf-16' }, 'unsupported-media-type'],
    ['gzip', { 'Content-Encoding': 'gzip' }, 'unsupported-content-encoding'],
  ])('%s is 415, also when the message is too large', async (_what, headers, code) => {
    const answer = await send(headers, Buffer.alloc(maxMessageBytes + 1));
    expectProblem(answer, 415, code);
  });

  test.each([
    'application/xml',
    'text/xml',
    'application/xml; charset=utf-8',
    'Application/XML; charset="UTF-8"',
  ])('%s is taken', async (type) => {
    expect((await send({ 'Content-Type': type }, jw315())).status).toBe(202);
  });

  test('one byte over the limit is 413, also when it is not well-formed; the limit itself is not', async () => {
    const answer = await send({}, Buffer.alloc(maxMessageBytes + 1));
    expectProblem(answer, 413, 'too-large');
    expect(answer.body.detail).toContain(String(maxMessageBytes));
    expectProblem(await send({}, Buffer.alloc(maxMessageBytes, ' ')), 400, 'empty');
  });
});

describe('a refused message', () => {
  test('is judged anew each time, and accepted when what was wrong is fixed', async () => {
    const xml = jw315({ ontvanger: '0384' });
    const refused = await aanbieder.post(xml);
    expectProblem(refused, 400, 'unknown-recipient');
    await gateway.party('0384');
    const accepted = await aanbieder.post(xml);
    expect(accepted.status).toBe(202);
    expect(accepted.body.id).not.toBe(refused.body.messageId);

    // What was taken stays taken, although its recipient takes nothing any more.
    await gateway.administrator.send('PATCH', '/v1/parties/0384', { until: '2020-01-01' });
    expectProblem(await aanbieder.post(jw315({ ontvanger: '0384' })), 400, 'recipient-ended');
    const again = await aanbieder.post(xml);
    expect(again.status).toBe(200);
    expect(again.body.id).toBe(accepted.body.id);
  });

  test('counts for the party that sent it: the same bytes of two parties are two', async () => {
    const body = Buffer.from(`<a>${bsn}${newIdentificatie()}`);
    const [one, other] = await Promise.all([aanbieder.post(body), gemeente.post(body)]);
    expect(one.body.messageId).not.toBe(other.body.messageId);
    for (const caller of [aanbieder, gemeente])
      expect((await caller.get('/v1/messages?status=refused')).body.items.length).toBeGreaterThan(
        0,
      );
  });

  test('posted by many at once is one row with a count', async () => {
    const body = Buffer.from(`<a>${bsn}${newIdentificatie()}`);
    const answers = await Promise.all(Array.from({ length: 20 }, () => aanbieder.post(body)));
    const ids = new Set(answers.map((answer) => answer.body.messageId));
    expect(ids.size).toBe(1);
    const kept = await aanbieder.get(`/v1/messages/${[...ids][0]}`);
    expect(kept.body.refusedCount).toBe(20);
  });
});

test('after all that the gateway takes the next message, and has logged no value', async () => {
  expect((await aanbieder.post(jw315())).status).toBe(202);
  const lines = gateway.logged.join('');
  expect(lines).toContain('"status":400');
  expect(lines).not.toContain(bsn);
  expect(lines).not.toContain('"level":50');
});

test.each([
  'changedSince=2024-12-31T23:59:60Z',
  'changedSince=yesterday',
  'cursor=x&cursor=x',
  'limit=1001',
  'limit=Infinity',
  'limit=1e400',
])('a list of messages with %s is refused', async (query) => {
  const { status, body } = await aanbieder.get(`/v1/messages?${query}`);
  expect([status, body.type]).toEqual([400, expect.stringMatching(/invalid-request$/)]);
});

test.each([
  '/v1/inbox?waitSeconds=Infinity',
  '/v1/inbox?after=-Infinity',
  '/v1/allocations?limit=1e999',
])('%s is refused: no limit is infinite', async (path) => {
  expect((await aanbieder.get(path)).status).toBe(400);
});

test.each([
  ['is no address', `/v1/messages/%${bsn}`, 400],
  ['is too long', `/v1/messages/${bsn.repeat(20)}`, 414],
])('a path that %s is a problem that does not repeat it', async (_what, path, status) => {
  const answer = await aanbieder.get(path);
  expectProblem(answer, status, 'invalid-request');
});

test('an id that Postgres would not read is a 400', async () => {
  const id = `urn:uuid:${crypto.randomUUID()}`;
  for (const path of [`messages/${id}`, `messages/${id}/content`, `allocations/${id}`])
    expect((await aanbieder.get(`/v1/${path}`)).status, path).toBe(400);
  const ids = { ids: [id] };
  expect((await aanbieder.send('POST', '/v1/inbox/acknowledgements', ids)).status).toBe(400);
});

test('a list of messages goes on where the page before ended, whatever the size of the pages', async () => {
  for (let count = 0; count < 5; count++)
    await aanbieder.post(jw315({ identificatie: newIdentificatie() }));
  const { body: whole } = await aanbieder.get('/v1/messages?limit=1000');
  const ids: string[] = [];
  let cursor = '';
  do {
    const { body } = await aanbieder.get(`/v1/messages?limit=2${cursor}`);
    ids.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.next && `&cursor=${body.next}`;
  } while (cursor);
  // Those that change meanwhile come again.
  expect(new Set(ids)).toEqual(new Set(whole.items.map(({ id }: { id: string }) => id)));
});
