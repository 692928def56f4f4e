import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Commands, type Result, startCommand } from '../support/commands.ts';
import { freePort } from '../support/free-port.ts';
import { Caller, startTestGateway, type TestGateway } from '../support/gateway.ts';

const commands = new Commands();
let gateway: TestGateway;
let folder: string;
let key: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-'));
  key = keyOf(gateway.administrator);
});
afterAll(async () => {
  await commands.stop();
  await gateway.remove();
  await rm(folder, { recursive: true });
});

const keyOf = (caller: Caller) => caller.authorization.Authorization?.replace('Bearer ', '') ?? '';
/** No word of HTTP: a person at a terminal knows none. */
const words =
  /\b(HTTP|GET|PUT|PATCH|POST|DELETE|request|status \d|[45]\d\d|header|Authorization)\b/;

async function ijw(...line: string[]): Promise<Result> {
  const settings = { IJW_GATEWAY: gateway.address, IJW_KEY: key };
  const result = await commands.run({ words: line, settings });
  expect(result.stdout + result.stderr).not.toMatch(words);
  expect(result.stdout + result.stderr + result.reads).not.toContain(key);
  return result;
}

async function json(...line: string[]) {
  const result = await ijw(...line, '--json');
  expect(result, line.join(' ')).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(result.stdout);
}

test('`ijw parties`: made, listed, shown, changed in part and ended', async () => {
  const made = await ijw('parties', 'put', '0363', '--name', 'Amsterdam', '--retour-by', 'party');
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toMatch(/^kind +gemeente$/m);
  expect(made.reads).toBe(`Gateway: ${gateway.address}, with key ${key.slice(0, 16)} (IJW_KEY)`);
  await json('parties', 'put', '0370', '--name', 'Beemster');
  await json('parties', 'put', '12345678', '--name', 'De Dijk');

  const set = await json('parties', 'set', '0363', '--level3', 'advise', '--region', 'Noord');
  expect(set).toMatchObject({ retourBy: 'party', level3: 'advise', region: 'Noord' });
  const decides = await ijw('parties', 'set', '0363', '--declarations', 'gateway');
  expect(decides.stdout).toMatch(/^declarations +gateway$/m);
  expect(await json('parties', 'set', '0363', '--no-region')).toMatchObject({ region: null });
  const ended = await json(
    'parties',
    'end',
    '0370',
    '--until',
    '2021-12-31',
    '--successor',
    '0363',
  );
  expect(ended).toMatchObject({ until: '2021-12-31', successor: '0363', name: 'Beemster' });
  // It stays ended, whatever else is set.
  expect(await json('parties', 'set', '0370', '--level3', 'advise')).toMatchObject({
    until: '2021-12-31',
  });
  expect(await ijw('parties', 'put', '0370', '--name', 'Beemster')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Not all settings are named\. .*ijw parties set/),
  });
  expect(await json('parties', 'set', '0370', '--no-until', '--no-successor')).toMatchObject({
    until: null,
  });

  const { items } = await json('parties', 'list');
  expect(items.map(({ code }: { code: string }) => code)).toEqual(['0363', '0370', '12345678']);
  expect((await ijw('parties')).stdout).toMatch(/^12345678 +aanbieder +De Dijk/m);
  expect((await ijw('parties', 'show', '12345678')).stdout).toMatch(/^name +De Dijk$/m);
});

test('`ijw keys`: made, which works; listed; revoked, by the prefix', async () => {
  const made = await ijw(
    'keys',
    'make',
    '12345678',
    '--name',
    'Zorgsoft',
    '--expires',
    '2999-01-01',
  );
  expect(made.stdout).toMatch(/^ijw_[0-9a-f]{12}_[A-Za-z0-9_-]{43}\n$/);
  const caller = new Caller(gateway.address, made.stdout.trim());
  expect((await caller.get('/v1/inbox')).status).toBe(200);
  const prefix = made.stdout.slice(0, 16);
  const listed = await ijw('keys', 'list', '12345678');
  expect(listed.stdout).toMatch(
    new RegExp(`^${prefix} +key +Zorgsoft .*2999-01-01T00:00:00\\+01:00`, 'm'),
  );
  expect(listed.stdout).not.toContain(made.stdout.trim());
  expect((await ijw('keys', 'revoke', '12345678', prefix)).stdout).toBe(
    `Revoked ${prefix} of 12345678.\n`,
  );
  await expect.poll(async () => (await caller.get('/v1/inbox')).status).toBe(401);
  const { items } = await json('keys', 'list', '12345678');
  expect(items).toMatchObject([{ prefix, revokedAt: expect.stringMatching(/Z$/) }]);
});

test('`ijw keys CODE` lists; `--out` writes a new file, and none when no key was made', async () => {
  const file = join(folder, 'dijk.key');
  const made = await ijw('keys', 'make', '12345678', '--out', file);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  const written = (await readFile(file, 'utf8')).trim();
  expect(made.stdout).toBe(`The key ${written.slice(0, 16)} is in ${file}.\n`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await new Caller(gateway.address, written).get('/v1/inbox')).status).toBe(200);
  const { length } = (await json('keys', '12345678')).items;
  expect(await ijw('keys', 'make', '12345678', '--out', file)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/exists, and is not overwritten: no key was made/),
  });
  expect((await readFile(file, 'utf8')).trim()).toBe(written);
  const failed = join(folder, 'failed.key');
  expect(await ijw('keys', 'make', '87654321', '--out', failed)).toMatchObject({ code: 1 });
  expect(existsSync(failed)).toBe(false);
  const shown = await json('keys', 'make', '12345678', '--out', join(folder, 'next.key'));
  expect(shown).toMatchObject({ file: join(folder, 'next.key') });
  expect(shown).not.toHaveProperty('key');
  expect((await ijw('keys', '12345678')).stdout.split('\n')).toHaveLength(length + 3);
  expect(await ijw('keys')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^Say of which party, as `ijw keys 0363`/),
  });
});

test('a party that lists parties is not shown settings as if they were unset', async () => {
  const caller = await gateway.party('0363');
  const settings = { IJW_GATEWAY: gateway.address, IJW_KEY: keyOf(caller) };
  const { stdout, code } = await commands.run({ words: ['parties'], settings });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^code +kind +name +until +successor$/m);
  expect(stdout).toMatch(/^Settings are shown to administrators only\.$/m);
});

test('`ijw mandates`: given, listed over pages, shown and ended', async () => {
  const house = '00000003123456780000';
  await json('parties', 'put', house, '--name', 'Zorgsoft');
  const give = ['mandates', 'give', '12345678', '--to', house];
  const given = await json(...give, '--types', 'jw315,JW316', '--until', '2999-01-01T00:00+01:00');
  expect(given).toMatchObject({
    messageTypes: ['JW315', 'JW316'],
    until: '2998-12-31T23:00:00.000Z',
    active: true,
  });
  await json(...give, '--types', 'JW301');
  const first = await json('mandates', 'list', '12345678', '--limit', '1');
  expect(first.items).toMatchObject([{ id: given.id }]);
  const rest = await json('mandates', 'list', '12345678', '--after', first.next);
  expect(rest.items).toMatchObject([{ messageTypes: ['JW301'] }]);
  expect(rest.next).toBeNull();
  expect((await ijw('mandates', 'list', '12345678', '--limit', '1')).stdout).toMatch(
    /^More: --after \S+$/m,
  );
  expect((await ijw('mandates', 'show', '12345678', given.id)).stdout).toMatch(
    /^until +2999-01-01T00:00:00\+01:00$/m,
  );
  expect((await ijw('mandates', 'end', house, given.id)).stdout).toMatch(/^holds now +no$/m);
  const { items } = await json('mandates', 'list', house, '--active');
  expect(items).toMatchObject([{ messageTypes: ['JW301'] }]);
});

test('`ijw designations`: a regional office is made, designated, shown and ended', async () => {
  const office = '00000001234567890000';
  const put = await json('parties', 'put', office, '--kind', 'regional-office', '--name', 'Team');
  expect(put).toMatchObject({ kind: 'regional-office' });
  const give = ['designations', 'give', '0363', '--to', office];
  const given = await json(...give, '--until', '2999-01-01T00:00+01:00');
  expect(given).toMatchObject({ gemeente: '0363', office, active: true });
  await json(...give);
  expect((await ijw('designations', 'list', office, '--limit', '1')).stdout).toMatch(
    /^More: --after \S+$/m,
  );
  expect((await ijw('designations', 'show', '0363', given.id)).stdout).toMatch(
    /^until +2999-01-01T00:00:00\+01:00$/m,
  );
  expect((await ijw('designations', 'end', office, given.id)).stdout).toMatch(/^holds now +no$/m);
  const { items } = await json('designations', 'list', '0363', '--active');
  expect(items).toMatchObject([{ office, until: null }]);
});

test('`ijw holds`: placed, listed and lifted', async () => {
  const placed = await json('holds', 'place', '--party', '12345678', '--reason', 'inquiry 2026-17');
  expect(placed).toMatchObject({ party: '12345678', liftedAt: null });
  expect((await ijw('holds')).stdout).toMatch(/party 12345678 .*inquiry 2026-17/);
  expect((await ijw('holds', 'lift', placed.id)).stdout).toMatch(/^lifted +20/m);
  expect((await json('holds', 'list', '--in-force')).items).toEqual([]);
});

test('what cannot be done is a sentence without a word of HTTP', async () => {
  const id = '01a2055b-732f-712d-aff7-9ee7d3ee453f';
  const wrong: [string[], number, RegExp][] = [
    [['parties', 'show', '0999'], 1, /^There is no party with the code 0999/],
    [['parties', 'set', '0999', '--name', 'x'], 1, /^Not found\. .*Check the code/],
    [['parties', 'set', '0363'], 2, /^Nothing was changed: say what/],
    [['parties', 'put', '036', '--name', 'x'], 2, /4, 8 or 20 digits/],
    [['parties', 'put', '0364'], 2, /--name/],
    [['parties', 'end', '0363', '--until', '2026-02-30'], 2, /Write a day/],
    [
      ['parties', 'end', '0363', '--until', '2026-01-01', '--successor', '0999'],
      1,
      /0999 does not/,
    ],
    [['keys', 'make', '0363', '--expires', '2020-01-01'], 1, /Choose a later moment/],
    [['keys', 'revoke', '0363', 'ijw_000000000000'], 1, /^0363 has no key/],
    [['keys', 'revoke', '0363', `ijw_000000000000_${'A'.repeat(43)}`], 2, /not the key/],
    [['mandates', 'give', '0363', '--to', '0363', '--types', 'JW301'], 1, /no mandate of its own/],
    [['mandates', 'give', '0363', '--to', '0370', '--types', 'JW999'], 2, /JW325/],
    [['mandates', 'show', '0363', id], 1, /^0363 has no mandate/],
    [['designations', 'give', '12345678', '--to', `${'0'.repeat(20)}`], 2, /code of 4 digits/],
    [['designations', 'give', '0363', '--to', '0370'], 2, /OIN of 20 digits/],
    [['designations', 'give', '0363', '--to', '00000003123456780000'], 1, /only a regional office/],
    [['designations', 'show', '0363', id], 1, /^0363 has no designation/],
    [['holds', 'place', '--reason', 'x'], 2, /^Name one of/],
    [['holds', 'place', '--message', id, '--reason', 'x'], 1, /hold/],
    [['holds', 'lift', id], 1, /^Not found/],
  ];
  for (const [line, code, sentence] of wrong) {
    const result = await ijw(...line);
    expect(result.code, line.join(' ')).toBe(code);
    expect(result.stderr).toMatch(sentence);
    expect(result.stderr).not.toMatch(/^ {4}at /m);
  }
});

test('a key that is wrong, of another, or not there', async () => {
  const at = (settings: Record<string, string>) =>
    commands.run({ words: ['holds'], settings: { IJW_GATEWAY: gateway.address, ...settings } });
  const unknown = await at({ IJW_KEY: `ijw_${'0'.repeat(12)}_${'A'.repeat(43)}` });
  expect(unknown).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/does not know this key/),
  });
  const party = await gateway.party('0363');
  const others = await at({ IJW_KEY: keyOf(party) });
  expect(others).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/This key may not do this/),
  });
  const file = join(folder, 'key');
  await writeFile(file, `${key}\n`);
  expect(await at({ IJW_KEY_FILE: file })).toMatchObject({ code: 0, stderr: '' });
  expect(await at({ IJW_KEY_FILE: join(folder, 'none') })).toMatchObject({ code: 2 });
  expect(await at({ IJW_KEY: key, IJW_KEY_FILE: file })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^IJW_KEY and IJW_KEY_FILE are both set\. Take one/),
  });
  expect(await at({ IJW_KEY: 'two words' })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^The text in IJW_KEY is no key\./),
  });
  await writeFile(join(folder, 'operator.key'), `${key}\n`);
  const nowhere = await at({ DATA_DIR: folder });
  expect(nowhere).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^There is no key: set IJW_KEY/),
  });
});

test('the gateway on this machine is asked at its port', async () => {
  const { port } = new URL(gateway.address);
  const settings = { PORT: port, IJW_KEY: key };
  const { code, reads } = await commands.run({ words: ['holds'], settings });
  expect([code, reads]).toEqual([0, expect.stringContaining(`http://127.0.0.1:${port},`)]);
});

test('the key of the administrator goes to a gateway on this machine only', async () => {
  const settings = { IJW_GATEWAY: 'http://gateway.invalid', DATA_DIR: folder };
  const { code, stderr, reads } = await commands.run({ words: ['parties'], settings });
  expect({ code, reads }).toEqual({ code: 2, reads: '' });
  expect(stderr).toMatch(/^There is no key/);
});

test('a gateway that is not there ends with 3, and so does what is none', async () => {
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  const away = { IJW_GATEWAY: nowhere, IJW_KEY: key };
  expect(await startCommand({ words: ['parties'], settings: away }).ended).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(
      /^No gateway answers at http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\)/,
    ),
  });
  let asked: string | undefined;
  let stopping = false;
  const server = createServer((request, response) => {
    asked = request.url;
    if (stopping) {
      const problem = { type: 'urn:x:stopping', title: 'Stopping', detail: 'Try later.' };
      response.writeHead(503, { 'Retry-After': '5' }).end(JSON.stringify(problem));
      return;
    }
    // Another place would get the key.
    response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end('<html>');
  }).listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const other = { IJW_GATEWAY: `http://127.0.0.1:${port}/`, IJW_KEY: key };
    expect(await commands.run({ words: ['parties'], settings: other })).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/is no gateway/),
    });
    expect(asked).toBe('/v1/parties');
    stopping = true;
    expect(await commands.run({ words: ['parties'], settings: other })).toMatchObject({
      code: 3,
      stderr: 'Stopping. Try later.\n',
    });
  } finally {
    server.close();
  }
  for (const address of ['gateway', 'ftp://x', 'http://user:secret@x', 'http://x/?a=b'])
    expect(
      await commands.run({ words: ['parties'], settings: { IJW_GATEWAY: address, IJW_KEY: key } }),
    ).toMatchObject({ code: 2, stderr: expect.not.stringContaining('secret') });
});
