import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keyOf } from '../support/console.ts';
import { requestOfItsOwn } from '../support/console-world.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { formOf, type Seen, Visitor } from '../support/visitor.ts';
import { zipOf } from '../support/zip.ts';

let gateway: TestGateway;
let aanbieder: Caller;
let visitor: Visitor;
let token: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.party('0363', { name: 'Amsterdam' });
  aanbieder = await gateway.party('12345678', { name: 'De Dijk' });
});
afterAll(() => gateway?.remove());
beforeEach(async () => {
  visitor = new Visitor(gateway.address);
  const page = await visitor.signIn(keyOf(aanbieder), '/console/check');
  token = formOf(page, '/console/check').fields.token ?? '';
});

type Part = readonly [name: string, bytes: string | Buffer];

/** Sends files as a browser without scripts does. */
function sendFiles(
  files: readonly Part[],
  { send, headers = {} }: { send?: boolean; headers?: Record<string, string> } = {},
): Promise<Seen> {
  const body = new FormData();
  body.append('token', token);
  for (const [name, bytes] of files) body.append('files', new Blob([bytes]), name);
  if (send) body.append('do', 'send');
  return visitor.ask('/console/check', { method: 'POST', body, headers });
}

/** The lines of a page, as text. */
const linesOf = ({ text }: Seen) =>
  [...text.matchAll(/<li(?: data-good)?>(?:<details><summary>)?(.*)/g)]
    .map(([, line = '']) =>
      line
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => /^\S+ (goed|geen|niet|was|verstuurd|[0-9]+ bev)/.test(line));

const sentCount = async () =>
  (await aanbieder.get('/v1/messages?direction=sent')).body.items.length;
const wrongBsn = () => requestOfItsOwn().replace(/(<Bsn>)[^<]*/, '$1123456789');
const notValid = () => requestOfItsOwn().replace(/<Bsn>[^<]*<\/Bsn>/, '<Bsn>12</Bsn>');

describe('checking', () => {
  test('each file has its line, with what is found beside its XML, and nothing is kept', async () => {
    const before = await sentCount();
    const seen = await sendFiles([
      ['a.xml', requestOfItsOwn()],
      ['b.xml', notValid()],
      ['c.xml', wrongBsn()],
      ['d.xml', 'no'],
      ['e.xml', '<a/>'],
      ['f.xml', ''],
    ]);
    expect(seen.status).toBe(200);
    expect(linesOf(seen)).toEqual([
      'a.xml goed JW315 Verzoek om toewijzing aan Amsterdam 0363',
      expect.stringMatching(/^b.xml \d bevinding/),
      expect.stringMatching(/^c.xml 1 bevinding/),
      'd.xml geen XML',
      'e.xml geen iJw-bericht',
      'f.xml geen XML',
    ]);
    expect(seen.text).toContain('6 bestanden: 1 goed, 5 niet goed.');
    expect(seen.text).toContain('wordt dan afgekeurd');
    // The words of the gateway say no more than the sentence; codes are said with what they mean.
    expect(seen.text).not.toMatch(/<\/code> (?:pattern|enumeration|type|min-length)/);
    const coded = requestOfItsOwn().replace(/(<Geslacht>)[^<]*/, '$1x');
    const choice = await sendFiles([['g.xml', coded]]);
    expect(choice.text).toMatch(/Wat deze codes betekenen: 0 [^.]*, 1 [^.]*\./);
    const [, href = ''] = /<a href="#(f[0-9a-f]{8}-1-line-\d+)">regel/.exec(seen.text) ?? [];
    expect(seen.text).toContain(`id="${href}"`);
    expect(seen.text).toContain('Kies de bestanden dan opnieuw');
    expect(await sentCount()).toBe(before);
  });

  test('names are text, and what steers a screen is taken out', async () => {
    const names = [
      '<script>alert(1)<script>.xml',
      '../../etc/passwd',
      `${'x'.repeat(500)}.xml`,
      'a\u202elmx.exe',
      '"><img src=x>.xml',
    ];
    const seen = await sendFiles(names.map((name) => [name, '<a/>']));
    expect(seen.status).toBe(200);
    expect(seen.text).not.toMatch(/<script>alert|<img|etc\/passwd.*\.\.|\u202e|x{300}/);
    expect(seen.text).toContain('&lt;script&gt;');
  });

  test('a message of a megabyte, and one with 500 findings, make a page of less than 150 KB', async () => {
    const big = notValid().replace('</Bericht>', `<!--${'<x>'.repeat(300_000)}--></Bericht>`);
    const product = /<Beschikking>[\s\S]*<\/Beschikking>/;
    const many = notValid().replace(product, (one) => one.repeat(500));
    for (const files of [
      [['big.xml', big]],
      [['many.xml', many]],
      [
        ['a.xml', big],
        ['b.xml', many],
      ],
    ] as Part[][]) {
      const seen = await sendFiles(files);
      expect(seen.status).toBe(200);
      expect(seen.text).toMatch(/bevinding/);
      expect(seen.text.length).toBeLessThan(150 * 1024);
    }
  });

  test('a thousand files have a line each on a page of less than 150 KB, and one more is refused whole', async () => {
    const names = Array.from({ length: 1000 }, (_, n) => `${'&'.repeat(100)}${n}.xml`);
    const seen = await sendFiles(names.map((name) => [name, '<a/>']));
    expect(seen.status).toBe(200);
    expect(Buffer.byteLength(seen.text)).toBeLessThan(150 * 1024);
    expect(seen.text.match(/geen iJw-bericht/g)).toHaveLength(1000);
    expect(seen.text).toContain('999.xml');
    const more = await sendFiles([...names, 'x.xml'].map((name) => [name, '<a/>']));
    expect([more.status, more.text]).toEqual([400, expect.stringContaining('meer dan 1.000')]);
    const packed = zipOf(...[...names, 'x'].map((_, n) => ({ name: `${n}.xml`, bytes: '<a/>' })));
    const inZip = await sendFiles([['all.zip', packed]]);
    expect([inZip.status, inZip.text]).toEqual([400, expect.stringContaining('meer dan 1.000')]);
  }, 120_000);

  test('a ZIP is a line for each message in it, and what cannot be read says why', async () => {
    const seen = await sendFiles([
      [
        'a.zip',
        zipOf(
          { name: 'b/1.xml', bytes: requestOfItsOwn() },
          { name: '2.xml', bytes: 'x', encrypted: true },
          { name: '3.xml', bytes: zipOf({ name: '4.xml', bytes: '<a/>' }) },
          { name: '5.txt', bytes: 'x' },
          { name: '6.xml', bytes: '<a/>', claims: 2 ** 31 },
        ),
      ],
      ['climbs.zip', zipOf({ name: '../x.xml', bytes: '<a/>' })],
      ['none.zip', zipOf({ name: 'x.txt', bytes: '<a/>' })],
      ['cut.zip', zipOf({ name: 'x.xml', bytes: '<a/>' }).subarray(0, 40)],
    ]);
    expect(linesOf(seen)).toEqual([
      'a.zip/2.xml niet te lezen',
      expect.stringMatching(/^a.zip\/3.xml 1 bevinding/),
      'a.zip/6.xml niet te lezen',
      expect.stringContaining('a.zip/b/1.xml goed'),
      'climbs.zip niet te lezen',
      'none.zip niet te lezen',
      'cut.zip niet te lezen',
    ]);
    for (const said of [
      'met een wachtwoord',
      'groter dan een bericht',
      'andere mappen',
      'op .xml',
      'beschadigd',
    ])
      expect(seen.text).toContain(said);
  });

  test('nothing chosen is said at the field', async () => {
    for (const files of [[], [['', '']]] as Part[][]) {
      const seen = await sendFiles(files);
      expect([seen.status, seen.text]).toEqual([400, expect.stringContaining('Kies eerst')]);
    }
    const plain = await visitor.post('/console/check', { token });
    expect([plain.status, plain.text]).toEqual([400, expect.stringContaining('Kies eerst')]);
  });
});

describe('sending', () => {
  test('what is good is sent, once, and the others are not', async () => {
    const before = await sentCount();
    const good = requestOfItsOwn();
    const files: Part[] = [
      ['good.xml', good],
      ['again.xml', good],
      ['rejectable.xml', wrongBsn()],
      ['refusable.xml', notValid()],
      ['other.zip', zipOf({ name: 'in.xml', bytes: requestOfItsOwn() })],
    ];
    const seen = await sendFiles(files, { send: true });
    expect(linesOf(seen)).toEqual([
      expect.stringMatching(/^good.xml verstuurd JW315 .* naar het bericht$/),
      expect.stringMatching(/^again.xml was al verstuurd/),
      expect.stringMatching(/^rejectable.xml 1 bevinding/),
      expect.stringMatching(/^refusable.xml \d bevinding/),
      expect.stringMatching(/^other.zip\/in.xml verstuurd/),
    ]);
    expect(seen.text).toContain('5 bestanden: 2 verstuurd, 1 al eerder verstuurd, 2 niet goed.');
    const [, id] = /href="\/console\/messages\/([0-9a-f-]{36})"/.exec(seen.text) ?? [];
    expect((await aanbieder.get(`/v1/messages/${id}`)).status).toBe(200);
    expect(await sentCount()).toBe(before + 2);
    const second = await sendFiles(files, { send: true });
    expect(second.text).toContain('5 bestanden: 3 al eerder verstuurd, 2 niet goed.');
    expect(await sentCount()).toBe(before + 2);
  });

  test('the script gets the lines of one file alone', async () => {
    const seen = await sendFiles([['a.xml', requestOfItsOwn()]], {
      headers: { 'HX-Request': 'true' },
    });
    expect(seen.text).toMatch(/^<li data-good><span class="wraps">a.xml<\/span>/);
  });
});

describe('a form that is not carried out', () => {
  const raw = (parts: readonly string[], type = 'multipart/form-data; boundary=b') =>
    visitor.ask('/console/check', {
      method: 'POST',
      headers: { 'Content-Type': type },
      body: parts.join(''),
    });
  const field = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const file = (name: string, value: string) =>
    `--b\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\n\r\n${value}\r\n`;
  const end = '--b--\r\n';

  test('without a token, with one of another, and with the token behind the files', async () => {
    const before = await sentCount();
    const xml = requestOfItsOwn();
    const send = field('do', 'send');
    for (const parts of [
      [send, file('a.xml', xml), end],
      [field('token', 'x'), send, file('a.xml', xml), end],
      [send, file('a.xml', xml), field('token', token), end],
      [send, file('a.xml', 'x'.repeat(200_000)), field('token', token), end],
    ]) {
      const seen = await raw(parts);
      expect([seen.status, seen.text]).toEqual([403, expect.stringContaining('niet van u')]);
    }
    expect(await sentCount()).toBe(before);
    expect((await raw([field('token', token), send, file('a.xml', xml), end])).status).toBe(200);
    expect(await sentCount()).toBe(before + 1);
  });

  test.each([
    ['no boundary', [end], 'multipart/form-data'],
    [
      'an end in the middle of a file',
      [() => field('token', token), file('a.xml', '<a')],
      undefined,
    ],
    [
      'an end in the middle of a head',
      [() => field('token', token), '--b\r\nContent-Dis'],
      undefined,
    ],
    [
      'too many fields',
      [() => field('token', token).repeat(9), file('a.xml', '<a/>'), end],
      undefined,
    ],
  ] as const)('%s', async (_what, parts, type) => {
    const seen = await raw(
      parts.map((one) => (typeof one === 'string' ? one : one())),
      type,
    );
    expect(seen.status).toBe(400);
  });

  test('more bytes than may be are said at the field, and another kind of body is refused', async () => {
    const big = Buffer.alloc(26 * 2 ** 20, 'x');
    const seen = await sendFiles([['big.xml', big]]);
    expect([seen.status, seen.text]).toEqual([400, expect.stringContaining('samen te groot')]);
    expect((await raw(['<a/>'], 'application/xml')).status).toBe(415);
  }, 60_000);

  test('the session is over: the page to sign in says that files are not kept, and leads back', async () => {
    visitor.jar().delete('ijw');
    const headers = { Referer: `${gateway.address}/console/check` };
    const seen = await sendFiles([['a.xml', requestOfItsOwn()]], { headers });
    expect([seen.status, seen.text]).toEqual([
      401,
      expect.stringContaining('kies uw bestanden opnieuw'),
    ]);
    const inScript = await sendFiles([['a.xml', requestOfItsOwn()]], {
      headers: { ...headers, 'HX-Request': 'true' },
    });
    expect(inScript.status).toBe(401);
    const away = inScript.headers.get('hx-redirect') ?? '';
    expect((await visitor.get(away)).text).toContain('kies uw bestanden opnieuw');
    const page = await visitor.send(await visitor.get(away), '/console/sign-in', {
      key: keyOf(aanbieder),
    });
    expect(page.location).toBe(`${gateway.address}/console/check`);
  });
});

describe('who sends too much', () => {
  test('a message above the limit is not looked at, and forms at once share the room of one party', async () => {
    const small = await startTestGateway({ MAX_MESSAGE_BYTES: String(2 ** 20) });
    try {
      const other = await small.party('12345678', { name: 'De Dijk' });
      const person = new Visitor(small.address);
      const page = await person.signIn(keyOf(other), '/console/check');
      expect(page.text).toContain('samen 2 MB');
      const own = formOf(page, '/console/check').fields.token ?? '';
      const ask = (...sizes: number[]) => {
        const body = new FormData();
        body.append('token', own);
        for (const size of sizes)
          body.append('files', new Blob([Buffer.alloc(size, '<x>')]), 'a.xml');
        return person.ask('/console/check', { method: 'POST', body });
      };
      const one = await ask(1.2 * 2 ** 20);
      expect([one.status, one.text]).toEqual([
        200,
        expect.stringContaining('groter dan een bericht'),
      ]);
      const most = 0.9 * 2 ** 20;
      const many = await Promise.all(Array.from({ length: 8 }, () => ask(most, most)));
      const statuses = new Set(many.map(({ status }) => status));
      expect(statuses).toEqual(new Set([200, 429]));
      // All of it was given back.
      expect((await ask(most, most)).status).toBe(200);
    } finally {
      await small.remove();
    }
  }, 60_000);

  test('many forms of one person go in turns, and another page comes in between', async () => {
    const zip = zipOf(
      ...Array.from({ length: 60 }, (_, n) => ({ name: `${n}.xml`, bytes: notValid() })),
    );
    const asked = Promise.all(Array.from({ length: 6 }, () => sendFiles([['a.zip', zip]])));
    expect((await visitor.get('/console/mailbox')).status).toBe(200);
    for (const { status, text } of await asked) {
      expect(status).toBe(200);
      expect(text).toContain('60 bestanden: 60 niet goed.');
    }
  }, 60_000);
});
