import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readReference } from '../../src/standard/reference.ts';
import { GemeentenError } from '../../src/standard/rules/gemeenten.ts';
import { SchemaError } from '../../src/standard/xml/schema-set.ts';
import { standardFiles } from '../support/gateway.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ijw-reference-'));
  cpSync(standardFiles.schemaDir, folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('schemas are those of the setting; code lists keep the names of ours, whatever those call them', () => {
  const ours = readReference(standardFiles);
  appendFileSync(join(folder, 'basisschema.xsd'), '<!-- Another -->');
  // No schema: a file that is found there by its name would be shown.
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  const theirs = readReference({ ...standardFiles, schemaDir: folder });
  expect([...theirs.schemas.keys()]).toEqual([...ours.schemas.keys()]);
  for (const [file, { bytes, sha256 }] of theirs.schemas) {
    const same = file !== 'basisschema.xsd';
    expect(bytes.toString().endsWith('<!-- Another -->'), file).toBe(!same);
    expect(sha256 === ours.schemas.get(file)?.sha256, file).toBe(same);
  }
  expect(theirs.codeLists).toEqual(ours.codeLists);
});

test('the gemeenten are those of the setting', () => {
  const file = join(folder, 'gemeenten.tsv');
  writeFileSync(file, 'code\tnaam\tfrom\tuntil\tsuccessor\n0363\tMokum\t2020-01-01\n');
  const { codeLists } = readReference({ ...standardFiles, gemeentenFile: file });
  expect(codeLists.get('gemeentecode')?.codes).toEqual([
    { code: '0363', description: 'Mokum', from: '2020-01-01', until: null, successor: null },
  ]);
});

test('a file that cannot be read is named', () => {
  const gemeentenFile = join(folder, 'none.tsv');
  expect(() => readReference({ ...standardFiles, gemeentenFile })).toThrow(GemeentenError);
  rmSync(join(folder, 'JW305.xsd'));
  const read = () => readReference({ ...standardFiles, schemaDir: folder });
  expect(read).toThrow(SchemaError);
  expect(read).toThrow(/JW305\.xsd/);
});
