import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture } from '../support/messages.ts';
import { bareEnvironment } from '../support/process.ts';
import { zipOf } from '../support/zip.ts';

const program = fileURLToPath(new URL('../../src/cli/ijw.ts', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ijw-validate-'));
  await writeFile(join(folder, 'wrong.xml'), wrong);
  await writeFile(join(folder, 'good.xml'), good);
  await writeFile(join(folder, 'cut.xml'), good.slice(0, 500));
});
afterAll(() => rm(folder, { recursive: true }));

const good = fixture('JW315/valid-complete.xml');
/** A code that does not exist, and a Budget without an end date (CD075). */
const wrong = good
  .replace('<Geslacht>2<', '<Geslacht>7<')
  .replace(/\n *<ToewijzingEinddatum>2024-08-31<.*/, '');
/** What cannot be checked on a file alone, of a JW315. */
const needPast = ['TR056', 'TR347', 'TR374', 'TR381'];
const unasked =
  'Niet getoetst: 4 regels waarvoor eerdere berichten nodig zijn. De gateway toetst die wel, met ijw validate --gateway.';
const values = /999912008|Amrani|Yara|DIJK-2024/;

/** Runs `ijw validate` in the folder. */
async function validate(words: string[], input = '', settings: Record<string, string> = {}) {
  const child = spawn(process.execPath, [program, 'validate', ...words], {
    cwd: folder,
    env: { ...bareEnvironment, ...settings },
  });
  child.stdin.on('error', () => undefined); // It need not read.
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  expect(stdout + stderr).not.toMatch(values);
  return { code: child.exitCode, stdout, stderr };
}

test('each fault with its file, line, rule and sentence, and what cannot be read', async () => {
  const files = ['wrong.xml', 'good.xml', 'cut.xml', 'missing.xml', 'empty'];
  await mkdir(join(folder, 'empty'));
  const { code, stdout, stderr } = await validate(files);
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^wrong\.xml:27 {2}enumeration {2}Geslacht .*\. \(Client\/Geslacht\)$/),
    expect.stringMatching(
      /^wrong\.xml:61 {2}CD075 {8}.*einddatum.* \(Client\/.*AangevraagdProduct\[2\]\/ToewijzingEinddatum\)$/,
    ),
    'wrong.xml: JW315, 2 fouten',
    'good.xml: JW315, in orde',
    expect.stringMatching(/^cut\.xml:\d+ {2}not-well-formed {2}Bij regel \d+ is de XML niet/),
    'cut.xml: 1 fout',
    '5 bestanden: 1 in orde, 2 met fouten, 2 niet gecontroleerd',
    unasked,
    '',
  ]);
  expect(stderr).toBe(
    'missing.xml: Dit bestand bestaat niet. Controleer de naam.\n' +
      'empty: Hierin staat geen bestand waarvan de naam op .xml eindigt. Controleer de map of het ZIP-bestand.\n',
  );
  expect(code).toBe(1);
});

test('a folder and a ZIP are the messages in them', async () => {
  await mkdir(join(folder, 'out'));
  await writeFile(join(folder, 'out/1.xml'), good);
  await writeFile(join(folder, 'out.zip'), zipOf({ name: 'a/2.xml', bytes: wrong }));
  const { code, stdout } = await validate(['out', 'out.zip', '--lang', 'en']);
  expect(stdout).toMatch(/^out\/1\.xml: JW315, all is well$/m);
  expect(stdout).toMatch(/^out\.zip\/a\/2\.xml: JW315, 2 faults$/m);
  expect(stdout).toMatch(/^2 files: 1 well, 1 with faults, 0 not judged$/m);
  expect(code).toBe(1);
});

test('standard input, in English, as JSON', async () => {
  const { code, stdout, stderr } = await validate(
    ['-', 'good.xml', 'missing.xml', '--lang', 'en', '--json'],
    wrong,
  );
  expect(JSON.parse(stdout)).toEqual([
    {
      file: '-',
      valid: false,
      type: 'JW315',
      findings: [
        {
          line: 27,
          element: 'Client/Geslacht',
          rule: 'enumeration',
          level: 1,
          message: expect.stringContaining('does not know'),
        },
        {
          line: 61,
          element: 'Client/AangevraagdeProducten/AangevraagdProduct[2]/ToewijzingEinddatum',
          rule: 'CD075',
          level: 2,
          retourCode: '0001',
          message: expect.stringContaining('end date'),
        },
      ],
      findingCount: 2,
      notAssessed: needPast,
    },
    {
      file: 'good.xml',
      valid: true,
      type: 'JW315',
      findings: [],
      findingCount: 0,
      notAssessed: needPast,
    },
    { file: 'missing.xml', error: 'This file does not exist.' },
  ]);
  expect(stderr).toBe('');
  expect(code).toBe(1);
});

test('ends with 1 when there are faults, with 0 when there are none', async () => {
  const [faulty, well] = await Promise.all([
    validate(['wrong.xml', 'good.xml']),
    validate(['good.xml'], '', { FORCE_COLOR: '1' }),
  ]);
  expect(faulty.code).toBe(1);
  // A single file has no summary; colours are there when a terminal is.
  expect(well).toEqual({
    code: 0,
    stdout: `\x1b[1mgood.xml\x1b[22m: JW315, \x1b[32min orde\x1b[39m\n\x1b[2m${unasked}\x1b[22m\n`,
    stderr: '',
  });
});

test('what waits for the XSD is distinguished from what needs the gateway; a retour needs neither', async () => {
  await writeFile(
    join(folder, 'date.xml'),
    good.replace('<ijw:Datum>2012-05-01<', '<ijw:Datum>1 mei 2012<'),
  );
  await writeFile(join(folder, 'retour.xml'), fixture('JW316/valid-approved.xml'));
  const { stdout } = await validate(['date.xml', '--lang', 'en']);
  const [waits, needs, end] = stdout.split('\n').slice(-3);
  expect(waits).toMatch(/^To be judged when the XSD accepts the message: .*CS139/);
  expect(waits).not.toMatch(new RegExp(needPast.join('|')));
  expect(needs).toMatch(/^Not judged: 4 rules .* ijw validate --gateway\.$/);
  expect(end).toBe('');
  expect((await validate(['retour.xml'])).stdout).toBe('retour.xml: JW316, in orde\n');
});

test('settings that cannot be used, or a wrong word, end with 2 and a sentence', async () => {
  const answers = await Promise.all([
    validate(['good.xml'], '', { SCHEMA_DIR: folder }),
    validate(['good.xml'], '', { GEMEENTEN_FILE: join(folder, 'good.xml') }),
    validate(['good.xml', '--lang', 'fr']),
  ]);
  expect(answers.map(({ code, stdout }) => [code, stdout])).toEqual(Array(3).fill([2, '']));
  const [schemas, gemeenten, language] = answers.map(({ stderr }) => stderr);
  expect(schemas).toMatch(/basisschema\.xsd.*SCHEMA_DIR/);
  expect(gemeenten).toContain('good.xml');
  expect(language).toMatch(/nl, en/);
  for (const { stderr } of answers) expect(stderr).not.toMatch(/\n\s+at /);
});
