import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { AnyBericht, BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import { buildBericht } from '../../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../../src/standard/messages/parse.ts';
import { checkBericht } from '../../../../src/standard/rules/check.ts';
import type { Past, PastRequest } from '../../../../src/standard/rules/engine/past.ts';
import { pastAnswers } from '../../../../src/standard/rules/level3/past-answers.ts';
import { Inspector } from '../../../../src/standard/xml/inspector.ts';
import { testGemeenten } from '../gemeenten.ts';
import { before, faults } from '../history.ts';

const inspector = Inspector.load('schemas/ijw/3.2');
afterAll(() => inspector[Symbol.dispose]());

/** What makes a request and its answers other than {@link open}. */
type History = Partial<PastRequest>;

const referentie = 'DIJK-2024-0140';
/** A request of a product that waits. */
const open: PastRequest = {
  type: 'JW315',
  referentieAanbieder: referentie,
  ofClient: false,
  answers: [],
  honoured: false,
};

function after(...histories: readonly History[]): Past {
  return {
    identificatieUsed: false,
    allocations: [],
    requests: histories.map((history) => ({ ...open, ...history })),
    usedReferences: new Set(),
    starts: [],
    stops: [],
  };
}

/** A JW319 that refuses the request, or puts it under investigation. */
function answer(verzoekAntwoord: '1' | '2'): BerichtOf<'JW319'> {
  const name = verzoekAntwoord === '1' ? 'valid-complete' : 'valid-under-investigation';
  const bericht = fixture('JW319', name) as BerichtOf<'JW319'>;
  const antwoord = { ...bericht.antwoord, referentieAanbieder: referentie };
  const bytes = buildBericht({ ...bericht, antwoord });
  expect(inspector.inspect(bytes)).toMatchObject({ outcome: 'known', violations: [] });
  const built = parseBericht('JW319', bytes);
  const context = { today: '2026-06-01', gemeenten: testGemeenten };
  expect(checkBericht(built, [2], context)).toEqual([]);
  return built;
}

function fixture<T extends AnyBericht['type']>(type: T, name: string): AnyBericht {
  return parseBericht(
    type,
    readFileSync(new URL(`../../../../fixtures/${type}/${name}.xml`, import.meta.url)),
  );
}

/** Another request: a reference counts letter by letter. */
const elsewhere: History = {
  referentieAanbieder: 'dijk-2024-0140',
  answers: ['1'],
  honoured: true,
};

const stories: readonly (readonly [
  shows: string,
  past: Past,
  verzoekAntwoord: '1' | '2',
  faults: readonly string[],
])[] = [
  ['a refusal', after({}), '1', []],
  ['an investigation', after({}), '2', []],
  ['a refusal of a request for change', after({ type: 'JW317' }), '1', []],
  ['one request of several', after(elsewhere, {}), '2', []],

  ['no request', after(), '1', ['TR355 Antwoord/ReferentieAanbieder']],
  ['a request of another reference', after(elsewhere), '2', ['TR355 Antwoord/ReferentieAanbieder']],

  ['a refusal after the JW301', after({ honoured: true }), '1', ['TR359 Antwoord']],
  ['an investigation after the JW301', after({ honoured: true }), '2', ['TR359 Antwoord']],
  [
    'a refusal after investigation and the JW301',
    after({ type: 'JW317', answers: ['2'], honoured: true }),
    '1',
    ['TR359 Antwoord'],
  ],

  ['a second investigation', after({ answers: ['2'] }), '2', ['TR360 Antwoord/VerzoekAntwoord']],
  ['a refusal after investigation', after({ answers: ['2'] }), '1', []],
  [
    'an investigation after a refusal',
    after({ answers: ['1'] }),
    '2',
    ['TR360 Antwoord/VerzoekAntwoord', 'TR365 Antwoord'],
  ],

  ['a second refusal', after({ answers: ['1'] }), '1', ['TR365 Antwoord']],
  [
    'a second refusal, the first after investigation',
    after({ answers: ['2', '1'] }),
    '1',
    ['TR365 Antwoord'],
  ],
];

test.each(stories)('%s', (_shows, past, verzoekAntwoord, expected) => {
  expect(faults(answer(verzoekAntwoord), past)).toEqual(expected);
});

test('every rule on an answer is broken once', () => {
  const broken = new Set(stories.flatMap(([, , , found]) => found.map((one) => one.slice(0, 5))));
  const wanted = pastAnswers.map(({ code }) => code).filter((code) => code !== 'TR056');
  expect([...broken].sort()).toEqual(wanted.sort());
});

test.each(['JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW319', 'JW323'] as const)(
  'TR056 in %s: the Identificatie was used before',
  (type) => {
    const bericht = fixture(type, 'valid-complete');
    const past = before(type);
    expect(faults(bericht, { ...past, identificatieUsed: true })).toEqual([
      'TR056 Header/BerichtIdentificatie/Identificatie',
    ]);
    expect(faults(bericht, past)).toEqual([]);
  },
);

test('TR056 in JW325: the Identificatie was used before, by what it answers', () => {
  const bericht = fixture('JW325', 'valid-complete');
  const past = { ...before('JW325'), identificatieUsed: true };
  expect(faults(bericht, past)).toEqual([]);
  const context = { today: '2026-06-01', gemeenten: testGemeenten };
  const used = (identificatieUsed: boolean) =>
    checkBericht(bericht, [3], { ...context, answered: { identificatieUsed } })
      .filter(({ rule }) => rule === 'TR056')
      .map(({ path }) => path);
  expect(used(true)).toEqual(['Header/BerichtIdentificatie/Identificatie']);
  expect(used(false)).toEqual([]);
});
