import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Commands, type Result, startCommand } from '../support/commands.ts';
import { type Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { jw315, newIdentificatie } from '../support/messages.ts';
import { zipOf } from '../support/zip.ts';

const commands = new Commands();
let gateway: TestGateway;
let aanbieder: Caller;
let folder: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  aanbieder = await gateway.party('12345678');
  await gateway.party('0363', { retourBy: 'gateway', level3: 'advise' });
  folder = await mkdtemp(join(tmpdir(), 'ijw-post-'));
});
afterAll(async () => {
  await commands.stop();
  await gateway.remove();
  await rm(folder, { recursive: true });
});

const keyOf = (caller: Caller) => caller.authorization.Authorization?.replace('Bearer ', '') ?? '';
const settings = () => ({ IJW_GATEWAY: gateway.address, IJW_KEY: keyOf(aanbieder) });

async function ijw(...words: string[]): Promise<Result> {
  const result = await commands.run({ words, settings: settings() });
  expect(result.stdout + result.stderr).not.toMatch(/\b(HTTP|POST|4\d\d)\b|999912008|Amrani/);
  return result;
}

async function written(name: string, content: string | Buffer): Promise<string> {
  const file = join(folder, name);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, content);
  return file;
}

const negative = () => jw315().replace(/<(\w+:)?Volume>\d+</, '<$1Volume>-1<');

test('files, a folder and a ZIP, each with its result; again is harmless', async () => {
  const file = await written('one.xml', jw315());
  await written('more/1.xml', jw315());
  await written('more/2.xml', negative());
  const zip = await written(
    'many.zip',
    zipOf({ name: 'a.xml', bytes: jw315() }, { name: 'b.xml', bytes: jw315(), encrypted: true }),
  );
  const paths = [file, join(folder, 'more'), zip];
  const { code, stdout, stderr } = await ijw('post', ...paths);
  const lines = stdout.split('\n');
  const taken = /: JW315, aangenomen, nog niet beoordeeld \([-0-9a-f]{36}\)$/;
  expect(lines[0]).toMatch(new RegExp(`^${file}${taken.source}`));
  expect(lines[1]).toMatch(new RegExp(`more/1\\.xml${taken.source}`));
  expect(lines[2]).toMatch(/more\/2\.xml: niet aangenomen\. /);
  expect(lines[3]).toMatch(/^ {2}\d+ .*Omvang\/Volume {2}min-value {2}Volume /);
  expect(lines[4]).toMatch(new RegExp(`many\\.zip/a\\.xml${taken.source}`));
  expect(lines[5]).toBe('5 bestanden: 3 aangenomen, 2 niet in orde');
  expect(stderr).toBe(
    `${zip}/b.xml: Dit bestand is in het ZIP-bestand beveiligd met een wachtwoord. Pak het eerst zelf uit.\n`,
  );
  expect(code).toBe(1);

  const again = await ijw('post', file, '--lang', 'en', '--wait');
  expect(again.code).toBe(0);
  expect(again.stdout).toMatch(
    /: JW315, in the mailbox of its recipient, approved; was sent before \(/,
  );
  const idOf = (text = '') => /\(([-0-9a-f]{36})\)/.exec(text)?.[1];
  expect(idOf(again.stdout)).toBe(idOf(lines[0]));
});

test('--wait shows the result of each, and ends with 1 when one is not approved', async () => {
  const future = jw315().replace(/(<(?:\w+:)?Datum>)2012-05-01</, '$12999-05-01<');
  const files = [await written('good.xml', jw315()), await written('rejected.xml', future)];
  const { code, stdout } = await ijw('post', ...files, '--wait', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([
    { file: files[0], message: { status: 'accepted', repeated: false } },
    { file: files[1], message: { status: 'rejected', findings: [{ rule: expect.any(String) }] } },
  ]);
  const english = await ijw('post', files[1] ?? '', '--wait', '--lang', 'en');
  expect(english.stdout).toMatch(
    /rejected, with a retour.*\n {2}Client\/Geboortedatum\/Datum {2}\w+ {2}\w/,
  );
});

test('standard input is a message', async () => {
  const { child, ended } = startCommand({ words: ['post', '-'], settings: settings() });
  child.stdin?.end(jw315());
  expect(await ended).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^-: JW315, aangenomen/),
  });
});

test('what is no XML and no ZIP is not sent, and a retour that rejects says what to do', async () => {
  const files = [
    await written('notes.txt', 'De XML staat in de bijlage.'),
    await written('fake.zip', 'not a ZIP'),
    await written('fake.xml', Buffer.from([0x25, 0x50, 0x44, 0x46])),
  ];
  for (const command of ['post', 'validate'])
    for (const file of files) {
      const result = await ijw(command, file);
      expect(result).toMatchObject({
        ...{ code: 1, stderr: expect.stringContaining('Dit is geen XML en geen ZIP-bestand.') },
      });
    }
  const { rows } = await gateway.store.pool.query(`select from message where size < 100`);
  expect(rows).toEqual([]);
  const future = jw315().replace(/(<ijw:Datum>)2012/, '$12031');
  const rejected = await ijw('post', await written('future.xml', future), '--wait');
  expect(rejected.stdout).toMatch(/\n {2}Dit bericht is afgekeurd.*nieuwe Identificatie/);
  const sent = await ijw('validate', '--gateway', await written('future.xml', future));
  expect(sent.stdout).toMatch(/\n {2}Dit bericht is al aangenomen als .*nieuwe Identificatie/);
});

test('without a key, or with one that may not post, nothing is sent', async () => {
  const file = await written('one.xml', jw315());
  const run = (IJW_KEY: string) =>
    commands.run({ words: ['post', file], settings: { ...settings(), IJW_KEY } });
  expect(await run('')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Er is geen sleutel opgegeven\./),
  });
  expect(await run(keyOf(gateway.administrator))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/Met deze sleutel mag u dit niet/),
  });
});

/** Something that answers as a gateway would. */
async function withAnswers(
  answer: RequestListener,
  use: (address: string) => Promise<void>,
): Promise<void> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a gateway that is busy is waited for, a connection that broke is tried again', async () => {
  const bodies: string[] = [];
  await withAnswers(
    async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      bodies.push(body);
      const type = { 'Content-Type': 'application/problem+json' };
      const busy = { type: 'https://docs.example/problems/busy', title: 'Busy', detail: 'Later.' };
      if (bodies.length === 1)
        response.writeHead(503, { ...type, 'Retry-After': '1' }).end(JSON.stringify(busy));
      else if (bodies.length === 3) request.socket.destroy();
      else
        response
          .writeHead(202, { 'Content-Type': 'application/json' })
          .end(JSON.stringify({ id: newIdentificatie(), type: 'JW315', status: 'received' }));
    },
    async (address) => {
      const files = [await written('a.xml', '<first/>'), await written('b.xml', '<second/>')];
      const line = ['post', ...files];
      const result = await startCommand({
        words: line,
        settings: { ...settings(), IJW_GATEWAY: address },
      }).ended;
      expect(result).toMatchObject({ code: 0, stderr: '' });
      expect(bodies).toEqual(['<first/>', '<first/>', '<second/>', '<second/>']);
    },
  );
});

test('when the gateway goes away for good, what was sent is said first, and it ends with 3', async () => {
  let count = 0;
  await withAnswers(
    (request, response) => {
      count += 1;
      if (count > 1) request.socket.destroy();
      else
        response.writeHead(202).end(JSON.stringify({ id: 'x', type: 'JW315', status: 'received' }));
    },
    async (address) => {
      const files = [await written('a.xml', '<first/>'), await written('b.xml', '<second/>')];
      const result = await startCommand({
        words: ['post', ...files, '--json'],
        settings: { ...settings(), IJW_GATEWAY: address },
      }).ended;
      expect(result.code).toBe(3);
      expect(JSON.parse(result.stdout)).toMatchObject([{ file: files[0] }]);
      expect(result.stderr).toMatch(/^Op .* antwoordt geen gateway \(\w+\)\. /);
    },
  );
}, 30_000);

test('`ijw validate --gateway` judges what was said before too, and keeps nothing', async () => {
  const identificatie = newIdentificatie();
  const xml = jw315({ identificatie });
  const sent = await written('sent.xml', xml);
  expect((await ijw('post', sent, '--wait')).code).toBe(0);
  const again = await written(
    'again.xml',
    jw315({ identificatie }).replace('<Geslacht>2<', '<Geslacht>1<'),
  );
  const { code, stdout, reads } = await ijw('validate', '--gateway', again, '--lang', 'en');
  expect(reads).toContain(gateway.address);
  expect(stdout).toMatch(/TR056/);
  expect(stdout).not.toMatch(/Not judged/);
  expect(code).toBe(1);

  const huge = await written('huge.xml', Buffer.alloc(26_214_401, ' '));
  const one = await ijw('validate', '--gateway', huge, sent, '--lang', 'en');
  expect(one.stderr).toMatch(/huge\.xml: .*too large/i);
  expect(one.stdout).toMatch(/1 not judged/);
});
