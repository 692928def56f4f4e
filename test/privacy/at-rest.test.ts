import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { startGateway } from '../../src/app/gateway.ts';
import { Caller } from '../support/gateway.ts';
import { personal, personalIn, talkAboutChild } from '../support/personal.ts';
import { everyTable } from '../support/tables.ts';

test('each form of a value is found wherever it is', () => {
  const { bsn, achternaam, geboortedatum, email } = personal;
  const around = (form: string | Buffer) =>
    Buffer.concat([Buffer.from('?'), Buffer.from(form), Buffer.from('!')]);
  expect(personalIn(around('nothing of anybody'))).toEqual([]);
  for (const form of [
    bsn,
    achternaam.toUpperCase(),
    '01-07-2011',
    Buffer.from(achternaam, 'utf16le'),
    Buffer.from(bsn).toString('hex'),
    Buffer.from(`a${bsn}b`).toString('base64'),
    Buffer.from(`ab${geboortedatum}`).toString('base64url'),
    Buffer.from(`abc${achternaam}`).toString('base64'),
    encodeURIComponent(email),
    '&#57;&#57;&#57;&#57;&#48;&#49;&#50;&#53;&#52;',
  ])
    expect(personalIn(around(form)), String(form)).not.toEqual([]);
});

test('after the conversation neither the tables nor the files of the database hold anything of the child', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'ijw-gateway-at-rest-'));
  const gateway = await startGateway(
    readConfig({ DATA_DIR: dataDir, PORT: '0', DRAIN_SECONDS: '0' }),
    pino({ level: 'silent' }),
  );
  try {
    const administrator = new Caller(gateway.address ?? '', gateway.operator?.key);
    const party = async (code: string, kind: string, retourBy: string) => {
      await administrator.send('PUT', `/v1/parties/${code}`, { kind, name: code, retourBy });
      const made = await administrator.send('POST', `/v1/parties/${code}/api-keys`);
      return new Caller(gateway.address ?? '', made.body.key);
    };
    const aanbieder = await party('12345678', 'aanbieder', 'party');
    const gemeente = await party('0363', 'gemeente', 'party');
    const { ids } = await talkAboutChild(aanbieder, gemeente);
    // The child is known, by what it can be found with again.
    const search = { bsn: personal.bsn };
    const { body } = await aanbieder.send('POST', '/v1/allocations/searches', search);
    expect(body.items).toHaveLength(1);

    const [id = ''] = ids;
    const tables = await everyTable(gateway.store.pool);
    expect(tables.size).toBeGreaterThan(20);
    expect(tables.get('message')?.includes(id)).toBe(true);
    for (const name of ['message_content', 'client', 'ledger_entry', 'message_finding', 'data_key'])
      expect(tables.get(name)?.length, name).toBeGreaterThan(0);
    for (const [name, text] of tables) expect(personalIn(text), name).toEqual([]);

    const { identificatie } = (await aanbieder.get(`/v1/messages/${id}`)).body;
    await gateway.stop();
    let seen = 0;
    const files = await readdir(dataDir, { recursive: true, withFileTypes: true });
    for (const entry of files.filter((file) => file.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const bytes = await readFile(path);
      if (bytes.includes(identificatie)) seen += 1;
      expect(personalIn(bytes), path).toEqual([]);
    }
    // What may be read is read: in its table, its index and the WAL.
    expect(seen).toBeGreaterThan(1);
    expect(files.some(({ parentPath }) => parentPath.endsWith('pg_wal'))).toBe(true);
  } finally {
    await gateway.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
