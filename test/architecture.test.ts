import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { exportedIn, exportsOf, telling, tellingNothing } from './support/reading.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Which rooms of src/ a room may import from, besides its own. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  standard: [],
  store: [],
  queue: ['store', 'problem'],
  parties: ['store', 'problem'],
  ledger: ['standard', 'parties', 'store', 'problem'],
  exchange: ['standard', 'ledger', 'parties', 'queue', 'store', 'problem'],
  http: ['standard', 'ledger', 'parties', 'queue', 'store', 'exchange', 'problem'],
  console: ['standard', 'ledger', 'parties', 'queue', 'store', 'exchange', 'problem'],
  // What stands in src/ itself. A problem may name a fault of the standard, as a type only.
  problem: ['types of standard'],
  config: ['config-files'],
  'config-files': [],
  version: [],
  'process-log': [],
  'open-database': ['config', 'store'],
  gateway: ['anything'],
  main: ['anything'],
  cli: ['anything'],
};

interface Import {
  /** As it is written in the program. */
  readonly specifier: string;
  readonly typeOnly: boolean;
}

// Also `import('...')`, `export ... from '...'` and the file of a worker thread.
const importForms =
  /\b(?:(import|export)(\s+type\b)?[^'";]*?\bfrom\s*|import\s*\(?\s*|new URL\(\s*)'([^']+)'/g;

function importsOf(source: string): Import[] {
  const found: Import[] = [];
  for (const [whole, , type, specifier = ''] of source.matchAll(importForms)) {
    const program = !whole.startsWith('new URL') || specifier.endsWith('.ts');
    if (program) found.push({ specifier, typeOnly: type !== undefined });
  }
  return found;
}

/** Every file below a folder of the project, as a path from its root. */
async function filesIn(folder: string, extension = ''): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

function read(file: string): Promise<string> {
  return readFile(join(root, file), 'utf8');
}

/** `src/http/app.ts` stands in the room http, `src/problem.ts` is a room of its own. */
function roomOf(file: string): string {
  const [, room = ''] = file.split('/');
  return room.replace(/\.ts$/, '');
}

function faultOf(file: string, { specifier, typeOnly }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = normalize(join(dirname(file), specifier));
  const from = roomOf(file);
  const allowed = rooms[from];
  if (!allowed) return `${file} stands in a room that the table of this test does not know`;
  if (!target.startsWith('src/')) return `${file} imports ${specifier}, which is not in src/`;
  const to = roomOf(target);
  if (from === to || allowed.includes('anything') || allowed.includes(to)) return undefined;
  if (typeOnly && allowed.includes(`types of ${to}`)) return undefined;
  const may = allowed.length > 0 ? allowed.join(', ') : 'nothing of ours';
  return `${file} imports ${specifier}: ${from} may import ${may}`;
}

test('an import is found in every form in which one can be written', () => {
  const source = `
    import { a } from './a.ts';
    import type { B } from './b.ts';
    import {
      c,
      type D,
    } from './c.ts';
    export { e } from './e.ts';
    import './f.ts';
    const g = await import('./g.ts');
    new Worker(new URL('./h.ts', import.meta.url));
    new URL('./text.xml', import.meta.url);`;
  expect(importsOf(source).map((found) => found.specifier)).toEqual(
    ['a', 'b', 'c', 'e', 'f', 'g', 'h'].map((name) => `./${name}.ts`),
  );
  expect(importsOf(source).filter((found) => found.typeOnly)).toHaveLength(1);
});

test('an import against the direction of the rooms is called by file and import', () => {
  const wrong = { specifier: '../store/database.ts', typeOnly: true };
  expect(faultOf('src/standard/header.ts', wrong)).toBe(
    'src/standard/header.ts imports ../store/database.ts: standard may import nothing of ours',
  );
  const value = { specifier: './standard/violations.ts', typeOnly: false };
  expect(faultOf('src/problem.ts', value)).toContain('types of standard');
  expect(faultOf('src/problem.ts', { ...value, typeOnly: true })).toBeUndefined();
});

test('rooms import downwards only', async () => {
  const files = await filesIn('src', '.ts');
  expect(files.length).toBeGreaterThan(40);
  const faults: string[] = [];
  for (const file of files)
    for (const found of importsOf(await read(file))) {
      const fault = faultOf(file, found);
      if (fault) faults.push(fault);
    }
  expect(faults).toEqual([]);
});

test('what the ledger keeps for good hangs on nothing but the standard, and on its messages in one file', async () => {
  const faults: string[] = [];
  for (const file of await filesIn('src/ledger/model', '.ts'))
    for (const { specifier } of importsOf(await read(file))) {
      const target = normalize(join(dirname(file), specifier));
      const own = !specifier.startsWith('.') || target.startsWith('src/ledger/model/');
      const ofMessages = target.startsWith('src/standard/messages/');
      const may = ofMessages
        ? file.endsWith('/from-message.ts')
        : own || target.startsWith('src/standard/');
      if (!may) faults.push(`${file} imports ${specifier}`);
    }
  expect(faults).toEqual([]);
});

/**
 * Modules that open what is encrypted. Those that tell somebody what stands there take the call that it is
 * for, and write the row of the access log (`test/parties/access-log/reading.test.ts`). The others tell nobody.
 */
const opening: Readonly<Record<string, 'tells' | 'judges' | 'verifies' | 'keeps'>> = {
  'src/exchange/messages.ts': 'tells',
  'src/exchange/operations/disclosures.ts': 'tells',
  'src/ledger/allocations.ts': 'tells',
  'src/ledger/open-requests.ts': 'tells',
  'src/exchange/verdict.ts': 'judges',
  // Whether two messages say the same.
  'src/exchange/same-content.ts': 'judges',
  'src/ledger/memory.ts': 'judges',
  // What is under a legal hold is not forgotten.
  'src/exchange/forgetting/holds-in-force.ts': 'judges',
  'src/exchange/verify-rows.ts': 'verifies',
  // For what becomes true.
  'src/ledger/clients.ts': 'keeps',
  // For rows that are made anew, or compared.
  'src/ledger/children.ts': 'keeps',
  'src/exchange/reseal.ts': 'keeps',
};

/** What gives plain data, or the key to it, without a call and without a row; and who may import it. */
const unlogged: Readonly<Record<string, readonly string[]>> = {
  'src/ledger/memory.ts remember': [
    'src/exchange/dry-run.ts',
    'src/exchange/verdict.ts',
    'src/ledger/import.ts',
  ],
  'src/ledger/entries.ts entryEvent': [
    'src/ledger/children.ts',
    'src/ledger/memory.ts',
    'src/ledger/open-requests.ts',
    'src/ledger/story.ts',
  ],
  'src/ledger/story.ts storyOf': ['src/ledger/allocations.ts'],
  'src/ledger/following.ts followingOf': ['src/ledger/allocations.ts'],
  'src/ledger/allocation-walk.ts walkOfAllocations': ['src/ledger/allocations.ts'],
  'src/ledger/children.ts toldOf': ['src/ledger/agreement.ts', 'src/ledger/rebuild.ts'],
  'src/ledger/clients.ts clientsOf': ['src/ledger/record.ts'],
  'src/parties/access-log/read.ts listAccess': ['src/parties/access-log/log.ts'],
  'src/parties/access-log/known.ts knownByBsn': ['src/parties/access-log/log.ts'],
};

test('what is encrypted is opened in modules that tell nobody, or write down whom they tell', async () => {
  const found = [];
  for (const file of await filesIn('src', '.ts'))
    if (/\.(?:unsealMessage|resealMessage|openClientKey)\(/.test(await read(file)))
      if (file !== 'src/store/keys.ts') found.push(file);
  expect(found).toEqual(Object.keys(opening).sort());
  const tells = Object.keys(opening).filter((file) => opening[file] === 'tells');
  for (const file of tells) expect(telling).toContain(file);
  for (const file of telling)
    expect(await read(file), file).toMatch(/noteAccess\(|insert into access_log_fresh/);
});

test('what tells somebody of children cannot be called without saying for whom', async () => {
  const exported = (await Promise.all(telling.map(exportsOf))).flat();
  const without = exported.filter(({ takesCall }) => !takesCall).map(({ name }) => name);
  expect(without.sort()).toEqual(Object.keys(tellingNothing).sort());
  const names = `export async function* a(call: Call) {}
export function b({ c }: { c: (call: Call) => void }, d: string) {}
export class E {
  constructor() {}
  async *f(
    g: string,
    call: Call,
  ) {}
  #h(call: Call) {}
  i() {}
}`;
  expect(exportedIn(names)).toEqual([
    { name: 'a', takesCall: true },
    { name: 'b', takesCall: false },
    { name: 'E.f', takesCall: true },
    { name: 'E.i', takesCall: false },
  ]);
});

test('what reads without a row is imported by those who judge, keep or write the row, and by no others', async () => {
  const found = new Map<string, string[]>(Object.keys(unlogged).map((name) => [name, []]));
  for (const file of await filesIn('src', '.ts'))
    for (const [, names = '', specifier = ''] of (await read(file)).matchAll(
      /\b(?:import|export)\s*(?!type\b)(\{[^}]*\}|\*[^'";]*?)\s*from\s*'(\.[^']+)'/g,
    )) {
      const target = normalize(join(dirname(file), specifier));
      for (const [name, importers] of found) {
        const [module = '', reader = ''] = name.split(' ');
        const all = names.startsWith('*');
        if (module === target && (all || new RegExp(`\\b${reader}\\b`).test(names)))
          importers.push(file);
      }
    }
  expect(Object.fromEntries(found)).toEqual(unlogged);
});

test('routes and commands read no table of children, and write no row of the access log', async () => {
  const above = /^src\/(?:http|cli|console|soap|app|events|texts)\/|^src\/[\w-]+\.ts$/;
  const children =
    /\b(?:from|join)\s+(?:allocation|delivery|request|ledger_entry|client|known_child|message_content|data_key)\b|(?:selectFrom|innerJoin|leftJoin)\('(?:allocation|delivery|request|ledger_entry|client|known_child|message_content|data_key)/;
  const faults: string[] = [];
  for (const file of await filesIn('src', '.ts')) {
    if (!above.test(file)) continue;
    const source = await read(file);
    if (children.test(source)) faults.push(`${file} reads a table of children`);
    if (/access_log_fresh|\bnoteAccess\b/.test(source)) faults.push(`${file} writes a row`);
  }
  expect(faults).toEqual([]);
});

test('a migration imports kysely only, so that it does the same in ten years', async () => {
  const faults: string[] = [];
  for (const file of await filesIn('migrations'))
    for (const { specifier } of importsOf(await read(file)))
      if (specifier !== 'kysely') faults.push(`${file} imports ${specifier}`);
  expect(faults).toEqual([]);
});

test('every file of the program can be read in one sitting', async () => {
  const faults: string[] = [];
  for (const file of await filesIn('src', '.ts')) {
    const lines = (await read(file)).split('\n').length - 1;
    if (lines > 350) faults.push(`${file} has ${lines} lines, more than 350: divide it`);
  }
  expect(faults).toEqual([]);
});

test('no file names a folder of somebody in particular', async () => {
  const folders = ['src', 'test', 'migrations', 'bench', 'scripts', 'fixtures', 'schemas', '.ci'];
  const nested = await Promise.all(folders.map((folder) => filesIn(folder).catch(noFolder)));
  const top = await readdir(root, { withFileTypes: true });
  const files = [...top.filter((entry) => entry.isFile()).map((entry) => entry.name)];
  // Written such that this file does not find itself.
  const personal = /\/(?:home|Users|work)\/[\w.-]+/;
  const faults: string[] = [];
  for (const file of [
    ...files.filter((name) => !/^\.env|^\.git$|\.log$/.test(name)),
    ...nested.flat(),
  ]) {
    const path = personal.exec(await read(file))?.[0];
    if (path) faults.push(`${file} names ${path}`);
  }
  expect(faults).toEqual([]);
});

// A folder that is not there yet has no files; any other failure to read is a failure.
function noFolder(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
