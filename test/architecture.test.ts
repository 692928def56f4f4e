import { readdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { exportedIn, exportsOf, reading, readingNothing } from './support/reading.ts';
import { filesIn, type Import, importsOf, read, root } from './support/sources.ts';

/**
 * The rooms of src/, from the lowest to the highest: a room imports from those below it. A file that is in
 * src/ itself is a room of its own.
 */
const rooms = [
  'standard',
  'store',
  'queue',
  'problem',
  'parties',
  'ledger',
  'messages',
  'events',
  'retention',
  'operations',
  'region',
  'texts',
  'http',
  'console',
  'soap',
  'app',
  'cli',
  'main',
];

/** `src/http/app.ts` is in the room http, `src/problem.ts` is a room of its own. */
function roomOf(file: string): string {
  const [, room = ''] = file.split('/');
  return room.replace(/\.ts$/, '');
}

function faultOf(file: string, { specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = normalize(join(dirname(file), specifier));
  const from = roomOf(file);
  const to = roomOf(target);
  if (!target.startsWith('src/')) return `${file} imports ${specifier}, which is not in src/`;
  for (const room of [from, to])
    if (!rooms.includes(room)) return `${room} is a room that the table of this test does not know`;
  if (rooms.indexOf(from) >= rooms.indexOf(to)) return undefined;
  return `${file} imports ${specifier}: ${to} is above ${from}`;
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
  const wrong = { specifier: '../../store/database.ts', typeOnly: true };
  expect(faultOf('src/standard/xml/header.ts', wrong)).toBe(
    'src/standard/xml/header.ts imports ../../store/database.ts: store is above standard',
  );
  expect(faultOf('src/ledger/chain/hash.ts', wrong)).toBeUndefined();
  expect(faultOf('src/exchange/a.ts', { ...wrong, specifier: '../store/database.ts' })).toContain(
    'does not know',
  );
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
 * Modules that open what is encrypted. Those that show it to someone take the call that it is
 * for, and write the row of the access log (`test/parties/access-log/reading.test.ts`). Those that lend it give it to
 * one of these, which `unlogged` names. The others show it to nobody.
 */
const opening: Readonly<Record<string, 'shows' | 'lends' | 'judges' | 'verifies' | 'keeps'>> = {
  'src/messages/views/messages.ts': 'shows',
  'src/messages/views/disclosures.ts': 'shows',
  'src/ledger/views/allocations.ts': 'shows',
  'src/messages/drafts/keep.ts': 'lends',
  'src/messages/drafts/details.ts': 'lends',
  'src/ledger/views/history.ts': 'lends',
  // The class Allocations writes the row.
  'src/ledger/views/child-history.ts': 'lends',
  // For drafts, as the next.
  'src/ledger/views/case-state.ts': 'lends',
  'src/messages/views/lent.ts': 'lends',
  'src/ledger/views/references.ts': 'lends',
  'src/messages/judging/verdict.ts': 'judges',
  // A JW325 is held against the JW323 that it answers.
  'src/messages/judging/answered-declaration.ts': 'judges',
  'src/ledger/past/declared-past.ts': 'judges',
  // For terms.
  'src/messages/judging/unanswered.ts': 'lends',
  // For conversions: who lists rows writes the row.
  'src/ledger/conversion/cases.ts': 'lends',
  'src/ledger/conversion/running.ts': 'lends',
  'src/ledger/conversion/child-keys.ts': 'lends',
  // The class Signals writes the row.
  'src/region/signals/texts.ts': 'lends',
  // Who shows a goal decides who reads its texts, and writes the row.
  'src/ledger/goals/rows.ts': 'lends',
  // Whether two messages say the same.
  'src/messages/intake/same-content.ts': 'judges',
  'src/ledger/past/read-past.ts': 'judges',
  // What is under a legal hold is not forgotten.
  'src/retention/holds-in-force.ts': 'judges',
  'src/operations/integrity/verify-rows.ts': 'verifies',
  // For what becomes true.
  'src/ledger/projection/clients.ts': 'keeps',
  // For rows that are made anew, or compared.
  'src/ledger/projection/children.ts': 'keeps',
  'src/operations/integrity/reseal.ts': 'keeps',
};

/** What gives plain data, or the key to it, without a call and without a row; and who may import it. */
const unlogged: Readonly<Record<string, readonly string[]>> = {
  'src/ledger/past/read-past.ts readPast': [
    'src/ledger/import/import.ts',
    // The callers of Drafts are in the access log.
    'src/messages/drafts/advised.ts',
    'src/messages/intake/dry-run.ts',
  ],
  'src/ledger/past/read-past.ts readPastBy': ['src/messages/judging/verdict.ts'],
  'src/ledger/past/read-past.ts askOne': ['src/messages/judging/question.ts'],
  'src/ledger/past/read-past.ts askMany': ['src/messages/judging/question.ts'],
  'src/ledger/past/declared-past.ts readDeclaredPast': [
    'src/messages/intake/dry-run.ts',
    'src/messages/judging/question.ts',
  ],
  'src/messages/judging/answered-declaration.ts answeredDeclaration': [
    'src/messages/intake/unanswerable.ts',
    'src/messages/judging/verdict.ts',
  ],
  'src/ledger/chain/entries.ts entryPrestatie': [
    'src/ledger/past/declared-past.ts',
    'src/ledger/projection/children.ts',
  ],
  'src/ledger/chain/entries.ts entryEvent': [
    'src/ledger/past/declared-past.ts',
    'src/ledger/past/read-past.ts',
    'src/ledger/projection/children.ts',
    'src/ledger/views/child-history.ts',
    'src/ledger/views/history.ts',
    'src/ledger/views/references.ts',
    'src/ledger/views/story.ts',
  ],
  'src/ledger/views/history.ts historiesOf': [
    'src/ledger/conversion/running.ts',
    'src/ledger/views/case-state.ts',
    'src/region/terms/facts.ts',
  ],
  'src/ledger/views/case-state.ts readCase': ['src/messages/drafts/compose/gather.ts'],
  'src/messages/views/lent.ts lendMessage': ['src/messages/drafts/compose/gather.ts'],
  'src/messages/views/lent.ts lendDeclaration': [
    'src/messages/drafts/compose/gather.ts',
    'src/messages/views/declarations.ts',
  ],
  'src/messages/views/lent.ts lendNewest': [
    'src/messages/drafts/compose/gather.ts',
    'src/messages/drafts/sent-answers.ts',
  ],
  'src/messages/drafts/compose/gather.ts Gather': ['src/messages/drafts/compose/compose.ts'],
  // Who keeps a draft, or shows it, writes the row.
  'src/messages/drafts/compose/compose.ts composeDrafts': ['src/app/api.ts', 'src/app/worker.ts'],
  'src/ledger/conversion/cases.ts readCases': [
    'src/ledger/conversion/check.ts',
    'src/ledger/conversion/marks.ts',
    'src/ledger/conversion/read.ts',
    'src/region/conversion/prepare.ts',
  ],
  'src/ledger/conversion/mark-history.ts marksOf': [
    'src/ledger/conversion/read.ts',
    'src/ledger/conversion/repeated.ts',
  ],
  'src/ledger/conversion/running.ts readRunning': [
    'src/ledger/conversion/make.ts',
    'src/region/conversion/prepare.ts',
  ],
  'src/ledger/conversion/running.ts bsnsOf': ['src/region/conversion/prepare.ts'],
  'src/region/conversion/children.ts knownChildren': ['src/region/conversion/prepare.ts'],
  'src/ledger/conversion/child-keys.ts keysOfChildren': [
    'src/ledger/conversion/make.ts',
    'src/region/conversion/send.ts',
  ],
  'src/ledger/goals/rows.ts readGoal': ['src/ledger/goals/views.ts'],
  'src/ledger/goals/rows.ts readGoals': ['src/ledger/goals/views.ts'],
  'src/ledger/goals/rows.ts openGoal': ['src/ledger/goals/views.ts'],
  'src/messages/views/lent.ts lendNewestOf': ['src/region/conversion/children.ts'],
  'src/messages/drafts/details.ts keptDetailsOf': ['src/region/conversion/children.ts'],
  'src/messages/judging/unanswered.ts readUnanswered': ['src/region/terms/pending.ts'],
  'src/messages/drafts/keep.ts readDraft': [
    'src/messages/drafts/drafts.ts',
    'src/messages/drafts/parts.ts',
    'src/messages/drafts/sent-answers.ts',
  ],
  'src/messages/drafts/parts.ts draftOf': [
    'src/messages/drafts/drafts.ts',
    'src/messages/drafts/send.ts',
  ],
  'src/messages/drafts/shown.ts shownDraft': ['src/messages/drafts/drafts.ts'],
  'src/messages/drafts/details.ts keptDetails': ['src/messages/drafts/parts.ts'],
  'src/ledger/views/references.ts openReference': ['src/ledger/views/open-requests.ts'],
  'src/ledger/views/references.ts referencesOf': ['src/region/terms/views.ts'],
  'src/region/signals/texts.ts textsOf': ['src/region/signals/views.ts'],
  'src/region/signals/list.ts listSignals': ['src/region/signals/views.ts'],
  'src/region/terms/list.ts listTerms': ['src/region/terms/ageing.ts', 'src/region/terms/views.ts'],
  'src/region/terms/list.ts findTerm': ['src/region/terms/views.ts'],
  'src/region/terms/ageing.ts oldestTerms': ['src/region/terms/views.ts'],
  'src/ledger/views/story.ts storyOf': ['src/ledger/views/allocations.ts'],
  'src/ledger/views/following.ts followingOf': ['src/ledger/views/allocations.ts'],
  'src/ledger/views/allocation-walk.ts walkOfAllocations': ['src/ledger/views/allocations.ts'],
  'src/ledger/views/allocation-work.ts walkOfWork': ['src/ledger/views/allocations.ts'],
  'src/ledger/views/allocation-ids.ts idsOfAllocations': ['src/ledger/views/allocations.ts'],
  'src/ledger/views/child-history.ts historyOfChild': ['src/ledger/views/allocations.ts'],
  'src/region/terms/waiting.ts openDeliveries': ['src/region/terms/views.ts'],
  'src/ledger/projection/children.ts projectChildren': [
    'src/ledger/projection/agreement.ts',
    'src/ledger/projection/rebuild.ts',
  ],
  'src/ledger/projection/clients.ts clientsOf': [
    'src/ledger/projection/note-prestaties.ts',
    'src/ledger/projection/update-projection.ts',
  ],
  'src/parties/access-log/read.ts listAccess': ['src/parties/access-log/log.ts'],
  'src/ledger/views/known.ts knownByBsn': [
    'src/messages/drafts/compose/gather.ts',
    'src/messages/drafts/details-import.ts',
    'src/messages/views/log-sources.ts',
  ],
};

test('what is encrypted is opened in modules that show it to nobody, or log to whom they show it', async () => {
  const found = [];
  for (const file of await filesIn('src', '.ts'))
    if (
      /\.(?:unsealMessage|resealMessage|unsealDraft|unsealGoal|openClientKey)\(/.test(
        await read(file),
      )
    )
      if (file !== 'src/store/keys/keys.ts') found.push(file);
  expect(found).toEqual(Object.keys(opening).sort());
  const showing = Object.keys(opening).filter((file) => opening[file] === 'shows');
  for (const file of showing) expect(reading).toContain(file);
  for (const file of reading) expect(await read(file), file).toMatch(/noteAccess\(|noteFrom\(/);
});

test('what shows data of children cannot be called without saying for whom', async () => {
  const exported = (await Promise.all(reading.map(exportsOf))).flat();
  const without = exported.filter(({ takesCall }) => !takesCall).map(({ name }) => name);
  expect(without.sort()).toEqual(Object.keys(readingNothing).sort());
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
  const sorted = [...found].map(([name, importers]) => [name, importers.sort()]);
  expect(Object.fromEntries(sorted)).toEqual(unlogged);
});

test('routes and commands write no row of the access log: what they call does', async () => {
  const above = /^src\/(?:http|cli|console|soap|app|events|texts)\/|^src\/[\w-]+\.ts$/;
  const faults: string[] = [];
  for (const file of await filesIn('src', '.ts'))
    if (above.test(file) && /\bnote(?:Access|From)\b/.test(await read(file))) faults.push(file);
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

test('no file names a folder of one person', async () => {
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
