import { expect, test } from 'vitest';
import { filesIn, type Import, importsOf, read, targetOf } from '../support/sources.ts';

type Order = readonly (readonly [part: string, mayImport: readonly string[]])[];

/**
 * The parts of each room that has any, from the lowest to the highest, and which of those before it a part may
 * import. A part is a folder, or a file by itself; `.` is all other files of the room itself.
 */
const orders: Readonly<Record<string, Order>> = {
  standard: [
    ['catalogue.ts', []],
    ['calendar.ts', []],
    ['money.ts', []],
    ['volume.ts', ['calendar.ts']],
    ['xml', ['catalogue.ts']],
    ['messages', ['catalogue.ts']],
    ['rules/gemeenten.ts', ['calendar.ts']],
    // What rules are made of; then the rules; then the list of them, and what asks them all.
    [
      'rules/engine',
      ['catalogue.ts', 'calendar.ts', 'money.ts', 'volume.ts', 'messages', 'rules/gemeenten.ts'],
    ],
    ['rules/level2', ['calendar.ts', 'money.ts', 'messages', 'rules/engine']],
    [
      'rules/level3',
      ['calendar.ts', 'money.ts', 'volume.ts', 'messages', 'rules/engine', 'rules/level2'],
    ],
    ['rules/level4', ['catalogue.ts', 'calendar.ts', 'messages', 'rules/engine']],
    ['bsn-in-text.ts', ['rules/level2']],
    ['rules/rules.ts', ['rules/engine', 'rules/level2', 'rules/level3', 'rules/level4']],
    ['rules/check.ts', ['catalogue.ts', 'messages', 'xml', 'rules/engine', 'rules/rules.ts']],
    [
      'answers',
      [
        'catalogue.ts',
        'money.ts',
        'messages',
        'xml',
        'rules/engine',
        'rules/rules.ts',
        'rules/check.ts',
      ],
    ],
    // What the outside asks of the standard as a whole.
    [
      '.',
      ['catalogue.ts', 'xml', 'messages', 'rules/gemeenten.ts', 'rules/engine', 'rules/check.ts'],
    ],
  ],
  store: [
    ['.', []],
    ['keys', ['.']],
    ['events', ['.']],
    ['embedded', ['.']],
  ],
  parties: [
    ['.', []],
    ['access-log', ['.']],
    ['directory', ['.', 'access-log']],
    ['credentials', ['.', 'access-log', 'directory']],
    // What mandates and designations have in common.
    ['permissions', ['.', 'access-log', 'directory']],
    ['mandates', ['.', 'directory', 'permissions']],
    ['designations', ['.', 'directory', 'permissions']],
    // Who signed in, by a key too, and for which party.
    ['sessions', ['.', 'access-log', 'directory', 'credentials']],
  ],
  ledger: [
    ['model', []],
    ['csv', []],
    ['sheets', ['csv']],
    ['chain', ['model']],
    ['catalogue', ['csv']],
    ['contracts', ['csv', 'sheets', 'catalogue']],
    // The rows of what was declared and granted.
    ['declarations', ['model']],
    // What becomes true is written by the projection; what was said before is read by the past.
    ['projection', ['model', 'chain', 'declarations']],
    ['past', ['model', 'chain', 'catalogue', 'contracts', 'declarations', 'projection']],
    ['views', ['model', 'chain', 'catalogue', 'projection']],
    ['import', ['model', 'sheets', 'chain', 'declarations', 'projection', 'past']],
    ['conversion', ['model', 'sheets', 'contracts', 'projection', 'past', 'views']],
    ['goals', []],
  ],
  messages: [
    ['.', []],
    ['archive', []],
    // Every change of a message; what causes them is above it.
    ['lifecycle', ['.']],
    ['views', ['.']],
    ['mailbox', ['.', 'lifecycle', 'views']],
    ['judging', ['.', 'lifecycle']],
    ['intake', ['.', 'lifecycle', 'judging']],
    // What a draft is, and what is kept of it; and what writes its message, which it is given.
    // Retouren that people send, also before the answer of a draft.
    ['retouren', ['.', 'views', 'intake']],
    ['drafts', ['.', 'lifecycle', 'views', 'judging', 'intake', 'retouren']],
    ['drafts/compose', ['views', 'drafts']],
  ],
  operations: [
    ['hours', []],
    ['.', []],
    ['integrity', ['.']],
    ['verifications', ['.', 'integrity']],
  ],
  region: [
    ['terms', []],
    ['sizes', []],
    ['signals', ['sizes']],
    // Who counts, and what is shown of it.
    ['figures', ['sizes']],
    ['report', ['terms', 'sizes', 'signals', 'figures']],
    ['conversion', []],
  ],
  texts: [
    ['.', []],
    ['pages', ['.']],
    ['cli', ['.']],
    ['console', ['.']],
  ],
  http: [
    ['server', []],
    ['documentation', ['server']],
    ['pages', ['server', 'documentation']],
    ['access-log', ['server']],
    ['ledger', ['server']],
    ['contracts', ['server']],
    ['terms', ['server']],
    ['signals', ['server']],
    ['conversions', ['server']],
    ['reports', ['server']],
    ['goals', ['server']],
    ['messages', ['server']],
    // Findings are as those of a message that is tried out, and answers of contracts as they are asked.
    ['drafts', ['server', 'contracts', 'messages']],
    ['declarations', ['server']],
    ['parties', ['server']],
    ['sessions', ['server']],
    ['health', ['server']],
    // Who one is: with the settings of a party, as those say them who change them.
    ['gateway', ['server', 'parties']],
    // They say the same of a message that waits as its sender reads.
    ['operations', ['server', 'messages']],
    // A reason is written as an operator writes one.
    ['retention', ['server', 'operations']],
    // Rules are a page too.
    ['reference', ['server', 'pages']],
    [
      '.',
      [
        'server',
        'documentation',
        'pages',
        'access-log',
        'ledger',
        'contracts',
        'terms',
        'signals',
        'conversions',
        'reports',
        'goals',
        'messages',
        'drafts',
        'declarations',
        'parties',
        'sessions',
        'health',
        'gateway',
        'operations',
        'retention',
        'reference',
      ],
    ],
  ],
  console: [
    ['viewer.ts', []],
    ['language.ts', []],
    ['menu.ts', ['viewer.ts']],
    ['frame', ['viewer.ts', 'language.ts', 'menu.ts']],
    ['sign-in', ['viewer.ts', 'language.ts', 'frame']],
    ['guard.ts', ['language.ts', 'sign-in']],
    ['reading', ['frame']],
    // What somebody opened is in a cookie.
    ['opened.ts', ['sign-in']],
    ['pages', ['viewer.ts', 'menu.ts', 'frame', 'sign-in', 'guard.ts', 'reading', 'opened.ts']],
    ['.', ['viewer.ts', 'language.ts', 'menu.ts', 'frame', 'sign-in', 'guard.ts', 'pages']],
  ],
  cli: [
    ['.', []],
    ['commands', ['.']],
    ['program.ts', ['.', 'commands']],
    ['ijw.ts', ['.', 'program.ts']],
  ],
};

/** The part of a room to which a file belongs: it, its folder, or a folder of pages; undefined: the table does not know it. */
function partOf(file: string, order: Order): string | undefined {
  const within = file.split('/').slice(2).join('/');
  const folder = within.includes('/') ? within.slice(0, within.lastIndexOf('/')) : '.';
  const isPart = (name: string) => order.some(([part]) => part === name);
  return [within, folder, ...(folder.startsWith('pages/') ? ['pages'] : [])].find(isPart);
}

function roomOf(file: string): string | undefined {
  const [, room, ...rest] = file.split('/');
  return rest.length > 0 ? room : undefined;
}

function faultOf(file: string, found: Import): string | undefined {
  const target = targetOf(file, found);
  const room = roomOf(file);
  if (target === undefined || room === undefined || room !== roomOf(target)) return undefined;
  const order = orders[room] ?? [['.', []]];
  const from = partOf(file, order);
  const to = partOf(target, order);
  if (from === undefined || to === undefined)
    return `${from === undefined ? file : target} is in a part of ${room} that the table does not know`;
  const allowed = order.find(([part]) => part === from)?.[1];
  if (from === to || allowed?.includes(to)) return undefined;
  return `${file} imports ${found.specifier}: in ${room}, ${from} may not import ${to}`;
}

async function sources(): Promise<(readonly [file: string, source: string])[]> {
  const files = await filesIn('src', '.ts');
  return Promise.all(files.map(async (file) => [file, await read(file)] as const));
}

test('within a room, a part imports those that the table lets it import', async () => {
  const faults: string[] = [];
  for (const [file, source] of await sources())
    for (const found of importsOf(source)) {
      const fault = faultOf(file, found);
      if (fault) faults.push(fault);
    }
  expect(faults).toEqual([]);
});

test('the table has an order for each room, and lets nothing in that nobody needs', async () => {
  const needed = new Set<string>();
  for (const [file, source] of await sources())
    for (const found of importsOf(source)) {
      const target = targetOf(file, found);
      const room = roomOf(file) ?? '';
      const order = orders[room];
      if (order && target && roomOf(target) === room)
        needed.add(`${room}: ${partOf(file, order)} imports ${partOf(target, order)}`);
    }
  const useless: string[] = [];
  for (const [room, order] of Object.entries(orders))
    for (const [index, [part, mayImport]] of order.entries()) {
      const before = order.slice(0, index).map(([name]) => name);
      expect(
        mayImport.filter((name) => !before.includes(name)),
        `${room}: ${part}`,
      ).toEqual([]);
      for (const name of mayImport)
        if (!needed.has(`${room}: ${part} imports ${name}`))
          useless.push(`${room}: ${part} ${name}`);
    }
  expect(useless).toEqual([]);
});

test('an import against the order within a room is found, of a type too', () => {
  const type = { specifier: '../judging/verdict.ts', typeOnly: true };
  expect(faultOf('src/messages/lifecycle/deliver.ts', type)).toBe(
    'src/messages/lifecycle/deliver.ts imports ../judging/verdict.ts: in messages, lifecycle may not import judging',
  );
  const feature = { specifier: '../ledger/allocations.ts', typeOnly: false };
  expect(faultOf('src/http/messages/inbox.ts', feature)).toContain('may not import ledger');
  const unknown = { specifier: '../chain/hash.ts', typeOnly: false };
  expect(faultOf('src/ledger/rates/rates.ts', unknown)).toContain('does not know');
  const apart = { specifier: './calendar.ts', typeOnly: false };
  expect(faultOf('src/standard/catalogue.ts', apart)).toContain('may not import calendar.ts');
  // Between rooms another table decides, in architecture.test.ts.
  const upwards = { specifier: '../../http/app.ts', typeOnly: false };
  expect(faultOf('src/messages/lifecycle/deliver.ts', upwards)).toBeUndefined();
});

/** Files that lead back to themselves by their imports, types too: each such set once, in order. */
function circlesIn(sources: readonly (readonly [file: string, source: string])[]): string[][] {
  const imports = new Map(
    sources.map(([file, source]) => [
      file,
      importsOf(source).flatMap((found) => targetOf(file, found) ?? []),
    ]),
  );
  const reaches = (from: string) => {
    const seen = new Set<string>();
    const left = [...(imports.get(from) ?? [])];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      left.push(...(imports.get(next) ?? []));
    }
    return seen;
  };
  const reached = new Map([...imports.keys()].map((file) => [file, reaches(file)]));
  const circles = new Map<string, string[]>();
  for (const [file, reach] of reached) {
    if (!reach.has(file)) continue;
    const circle = [...reach].filter((other) => reached.get(other)?.has(file)).sort();
    circles.set(circle.join(), circle);
  }
  return [...circles.values()];
}

test('no files import each other in a circle, by types neither', async () => {
  expect(circlesIn(await sources())).toEqual([]);
});

test('a circle is found, of types and of files that import themselves by a third', () => {
  const planted = [
    ['src/a/one.ts', "import type { Two } from '../b/two.ts';"],
    ['src/b/two.ts', "import { three } from './three.ts';"],
    ['src/b/three.ts', "export { one } from '../a/one.ts';"],
    ['src/b/four.ts', "import { three } from './three.ts';"],
    ['src/c/five.ts', "const six = await import('./six.ts');"],
    ['src/c/six.ts', "import type { Five } from './five.ts';"],
  ] as const;
  expect(circlesIn(planted)).toEqual([
    ['src/a/one.ts', 'src/b/three.ts', 'src/b/two.ts'],
    ['src/c/five.ts', 'src/c/six.ts'],
  ]);
});
