import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import { buildBericht } from '../../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../../src/standard/messages/parse.ts';
import { cents } from '../../../../src/standard/money.ts';
import { checkBericht, weigh } from '../../../../src/standard/rules/check.ts';
import { Inspector } from '../../../../src/standard/xml/inspector.ts';
import {
  declaredBefore,
  declaring,
  euros,
  month,
  noah,
  pathOf,
  type Said,
  type Story,
} from '../declared.ts';
import { testGemeenten } from '../gemeenten.ts';
import { before } from '../history.ts';

const inspector = Inspector.load('schemas/ijw/3.2');
afterAll(() => inspector[Symbol.dispose]());

const around = { today: '2027-06-01', gemeenten: testGemeenten };
const fixture = parseBericht('JW323', readFileSync('fixtures/JW323/valid-complete.xml'));

/** A declaration that obeys levels 1 and 2. */
function messageOf(story: Story): BerichtOf<'JW323'> {
  const draft = structuredClone(fixture);
  declaring(story)(draft as never);
  const bytes = buildBericht(draft);
  expect(inspector.inspect(bytes)).toMatchObject({ outcome: 'known', violations: [] });
  const bericht = parseBericht('JW323', bytes);
  expect(checkBericht(bericht, [2], around)).toEqual([]);
  return bericht;
}

function findingsOf(story: Story) {
  const context = { ...around, past: before('JW323'), declared: declaredBefore(story) };
  return checkBericht(messageOf(story), [3, 4], context);
}

function faultsOf(story: Story): string[] {
  return findingsOf(story).map(({ rule, path }) => `${rule} ${path}`);
}

/** As in `TR322 2/GeleverdVolume`. */
function inFull(story: Story, fault: string): string {
  const [rule = '', place = ''] = fault.split(' ');
  return `${rule} ${place.startsWith('Declaratie') ? place : pathOf(story, place)}`;
}

const [march, april] = [month('2026-03'), month('2026-04')];
const total = { omvang: '20 04 6' };
const winter = { begin: '2026-12-07', end: '2027-01-10' };
const december = { begin: '2026-12-07', end: '2026-12-31' };
const january = { begin: '2027-01-01', end: '2027-01-10' };
const weekly = { ...winter, omvang: '2 04 2', granted: [{ ...december, volume: 7 }] };
const credit: Said = { ref: 'P8', credits: 'P1' };
const part: Story = { on: [{ omvang: '543215 83 6', granted: [{ ...euros(380_251) }] }] };

/** A story, and all that its declaration breaks. */
const stories: readonly (readonly [shows: string, Story, readonly string[]])[] = [
  ['TR338: a declaration that obeys all', {}, []],
  [
    'TR304: a client with an allocation of another; nothing else is wrong with it',
    { declares: [{ bsn: noah }] },
    ['TR304 1/Bsn'],
  ],
  [
    'TR338: of an allocation that is not known nothing else is asked',
    { declares: [{ on: '999', begin: '2026-03-02', volume: 1000 }] },
    ['TR338 1/ToewijzingNummer'],
  ],
  [
    'TR323: of a credit on an allocation that is not known nothing else is asked',
    { declares: [{ ...credit, on: '999' }] },
    ['TR338 1/ToewijzingNummer'],
  ],
  [
    'TR341: what cannot be compared with the allocation is not beyond it',
    { declares: [{ eenheid: '14', volume: 1000 }] },
    ['TR341 1/Eenheid'],
  ],
  [
    'TR384, TR307, TR387, TR339, TR340, TR341: a credit is not refused on what its debit was',
    {
      declares: [{ ...credit, begin: '2026-03-05', product: '46 B01P', eenheid: '14' }],
      on: [
        {
          deleted: true,
          begin: '2026-03-10',
          granted: [{ begin: '2026-03-05', product: '46 B01P', eenheid: '14' }],
        },
      ],
      tariffs: [{ categorie: '46', eenheid: '14', tarief: cents(1) }],
    },
    [],
  ],
  // Example c.
  [
    'TR322: example c, 3 hours',
    { declares: [{ ...january, volume: 3, ref: 'P9' }], on: [weekly] },
    [],
  ],
  [
    'TR322: example c, 4 hours',
    { declares: [{ ...january, volume: 4, ref: 'P9' }], on: [weekly] },
    ['TR322 1/GeleverdVolume'],
  ],
  // Example d: start and stop in one month.
  [
    'TR322: example d, the rest',
    { ...part, declares: [{ ref: 'P9', ...april, ...euros(162_964) }] },
    [],
  ],
  [
    'TR322: example d, a cent too many',
    { ...part, declares: [{ ref: 'P9', ...april, ...euros(162_965) }] },
    ['TR322 1/GeleverdVolume'],
  ],
  [
    'TR389: example d, the whole after a credit',
    {
      ...part,
      declares: [
        { ...credit, ...euros(380_251) },
        { ref: 'P9', ...euros(543_215) },
      ],
    },
    [],
  ],
  [
    'TR389: example d, a debit beside it',
    { ...part, declares: [{ ref: 'P9', ...euros(162_964) }] },
    ['TR389 1'],
  ],
  // Example f.
  [
    'TR418 and TR346: example f',
    {
      declares: [{ eenheid: '01', volume: 50, tarief: 159, bedrag: 7958 }],
      tariffs: [{ categorie: '45', code: 'B09P', eenheid: '04', tarief: cents(9550) }],
    },
    [],
  ],
  [
    'TR346: example f, by the tariff per minute',
    {
      declares: [{ eenheid: '01', volume: 50, tarief: 159, bedrag: 7950 }],
      tariffs: [{ categorie: '45', code: 'B09P', eenheid: '04', tarief: cents(9550) }],
    },
    ['TR346 1/IngediendBedrag/Bedrag'],
  ],

  // The order (OP366).
  [
    'TR389 and TR321: a credit counts before a debit that stands before it',
    { declares: [{ ref: 'P9', volume: 100 }, credit], on: [{ granted: [{}] }] },
    [],
  ],
  [
    'TR322: a credit gives back what a debit before it needs',
    { declares: [{ ref: 'P9', volume: 20 }, credit], on: [{ ...total, granted: [{}] }] },
    [],
  ],
  [
    'TR322: the first of two debits goes first',
    { declares: [{ volume: 15 }, { ref: 'P2', ...april, volume: 6 }], on: [total] },
    ['TR322 2/GeleverdVolume'],
  ],
  [
    'TR322: the order of the message, not of the months',
    {
      declares: [
        { ...april, volume: 15 },
        { ref: 'P2', ...march, volume: 6 },
      ],
      on: [total],
    },
    ['TR322 2/GeleverdVolume'],
  ],
  [
    'TR322: one that does not fit leaves room for a smaller one after it',
    {
      declares: [
        { volume: 15 },
        { ref: 'P2', ...april, volume: 6 },
        { ref: 'P3', ...month('2026-05'), volume: 5 },
      ],
      on: [total],
    },
    ['TR322 2/GeleverdVolume'],
  ],
  [
    'TR322: one that is refused for its code leaves all its room',
    {
      declares: [
        { volume: 15, product: '45 B09I' },
        { ref: 'P2', ...april, volume: 20 },
      ],
      on: [total],
    },
    ['TR340 1/ProductCode'],
  ],
  [
    'TR322: one that is refused for its tariff leaves all its room',
    {
      declares: [
        { volume: 15, tarief: 9551 },
        { ref: 'P2', ...april, volume: 20 },
      ],
      on: [total],
      tariffs: [{ categorie: '45', code: 'B09P', eenheid: '04', tarief: cents(9550) }],
    },
    ['TR418 1/ProductTarief'],
  ],
  [
    'TR322: one that is refused and does not fit has both codes',
    { declares: [{ volume: 21, product: '45 B09I' }], on: [total] },
    ['TR340 1/ProductCode', 'TR321 1/GeleverdVolume', 'TR322 1/GeleverdVolume'],
  ],
  [
    'TR322: those of a client that is refused leave all their room',
    {
      declares: [
        { bsn: noah, volume: 20 },
        { ref: 'P2', ...april, volume: 20 },
      ],
      on: [total],
    },
    ['TR304 1/Bsn'],
  ],
  [
    'TR390: a credit that is refused leaves its debit as it was',
    {
      declares: [{ ...credit, bedrag: 1 }, { ref: 'P9' }],
      on: [{ granted: [{}] }],
    },
    ['TR323 1', 'TR389 2'],
  ],
  [
    'TR323: a credit with a reference that was used leaves its debit as it was',
    {
      declares: [credit, { ref: 'P9' }],
      on: [{ granted: [{}] }],
      past: { usedReferences: new Set(['P8']) },
    },
    ['TR314 1/ProductReferentie/ReferentieNummer', 'TR389 2'],
  ],
  [
    'TR390 and TR389: what was credited and declared anew is credited by its new reference',
    {
      declares: [{ ref: 'P9', credits: 'P3' }, { ref: 'P10' }],
      on: [{ granted: [{}, { ref: 'P2', credits: 'P1' }, { ref: 'P3' }] }],
    },
    [],
  ],
  [
    'TR390: a second credit gives back nothing',
    {
      declares: [credit, { ref: 'P9', ...april, volume: 20 }],
      on: [
        {
          ...total,
          granted: [{}, { ref: 'P3', ...month('2026-02') }, { ref: 'P2', credits: 'P1' }],
        },
      ],
    },
    ['TR390 1', 'TR322 2/GeleverdVolume'],
  ],
  [
    'TR369: amounts by the same order',
    {
      declares: [{ ref: 'P9', ...april }, { ref: 'P10', ...month('2026-05'), volume: 1 }, credit],
      on: [{ product: '45', omvang: undefined, budget: 100_000, granted: [{}] }],
    },
    ['TR369 2'],
  ],
  [
    'TR321: two codes on one aspecific allocation share its month',
    {
      declares: [{ volume: 15 }, { ref: 'P2', product: '45 B09I', volume: 6 }],
      on: [{ product: '45', omvang: '20 04 4' }],
    },
    ['TR321 2/GeleverdVolume'],
  ],
  [
    'TR322: allocations are counted apart',
    {
      declares: [{ volume: 20 }, { ref: 'P2', on: '701', volume: 20 }],
      on: [total, { ...total, number: '701' }],
    },
    [],
  ],
  [
    'TR322: an allocation of which the number is written otherwise is the same',
    { declares: [{ volume: 15 }, { ref: 'P2', on: '0700', ...april, volume: 6 }], on: [total] },
    ['TR322 2/GeleverdVolume'],
  ],
];

test.each(stories)('%s', (_shows, story, expected) => {
  expect(faultsOf(story)).toEqual(expected.map((fault) => inFull(story, fault)));
});

test('TR381: a code that was not agreed counts for nothing after it', () => {
  const story: Story = {
    declares: [{ volume: 15 }, { ref: 'P2', ...april, volume: 6 }],
    on: [total],
  };
  const past = {
    ...before('JW323'),
    agreedProducts: [{ categorie: '45', code: 'B09P', from: '2026-04-01' }],
  };
  const context = { ...around, past, declared: declaredBefore(story) };
  const found = checkBericht(messageOf(story), [3, 4], context);
  expect(found.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
    `TR381 ${pathOf(story, '1/ProductCode')}`,
  ]);
});

test('without a past of declarations nothing is found', () => {
  const story: Story = { declares: [{ on: '999' }] };
  expect(checkBericht(messageOf(story), [3, 4], { ...around, past: before('JW323') })).toEqual([]);
});

/** A story that breaks a rule, which rests on all that was declared before. */
const restsOnAll: readonly (readonly [rule: string, Story])[] = [
  ['TR333', { past: { declaratieNummerUsed: true } }],
  ['TR318', { past: { lastPeriod: '2027-06' } }],
  ['TR314', { past: { usedReferences: new Set(['P1']) } }],
  ['TR321', { declares: [{ volume: 101 }] }],
  ['TR322', { declares: [{ ref: 'P9', ...april, volume: 11 }], on: [{ ...total, granted: [{}] }] }],
  ['TR323', { declares: [credit] }],
  ['TR369', { on: [{ product: '45', omvang: undefined, budget: 1 }] }],
  ['TR389', { declares: [{ ref: 'P9' }], on: [{ granted: [{}] }] }],
  ['TR390', { declares: [credit], on: [{ granted: [{}, { ref: 'P2', credits: 'P1' }] }] }],
];

test.each(restsOnAll)(
  '%s finds and does not refuse while the past is not complete',
  (rule, story) => {
    const rulesOf = (findings: readonly { readonly rule: string }[]) =>
      findings.map((one) => one.rule);
    const complete = weigh(findingsOf(story));
    expect([rulesOf(complete.refusing), complete.advising]).toEqual([[rule], []]);
    const incomplete = weigh(findingsOf({ ...story, past: { ...story.past, complete: false } }));
    expect([incomplete.refusing, rulesOf(incomplete.advising)]).toEqual([[], [rule]]);
  },
);

test('TR304: what does not rest on all that was declared refuses all the same', () => {
  const found = findingsOf({ declares: [{ bsn: noah }], past: { complete: false } });
  expect(weigh(found).refusing.map(({ rule }) => rule)).toEqual(['TR304']);
});

test('TR322: what is found and does not refuse is granted, and counts', () => {
  const story: Story = {
    declares: [{ volume: 21 }, { ref: 'P2', ...april, volume: 1 }],
    on: [total],
    past: { complete: false },
  };
  const beyond = ['TR321 1/GeleverdVolume', 'TR322 1/GeleverdVolume', 'TR322 2/GeleverdVolume'];
  expect(faultsOf(story)).toEqual(beyond.map((fault) => inFull(story, fault)));
});

test('TR314: a reference that was used does not refuse while the past is not complete, and its volume counts', () => {
  const story: Story = {
    declares: [{ volume: 15 }, { ref: 'P2', ...april, volume: 6 }],
    on: [total],
    past: { complete: false, usedReferences: new Set(['P1']) },
  };
  const found = ['TR314 1/ProductReferentie/ReferentieNummer', 'TR322 2/GeleverdVolume'];
  expect(faultsOf(story)).toEqual(found.map((fault) => inFull(story, fault)));
});

test('TR322: what is refused by a rule that is certain does not count while the past is not complete', () => {
  const story: Story = {
    declares: [
      { volume: 15, product: '45 B09I' },
      { ref: 'P2', ...april, volume: 20 },
    ],
    on: [total],
    past: { complete: false },
  };
  expect(faultsOf(story)).toEqual([inFull(story, 'TR340 1/ProductCode')]);
});

test('TR385 finds and does not refuse while the past is not complete', () => {
  const bericht = parseBericht('JW301', readFileSync('fixtures/JW301/valid-complete.xml'));
  const products = bericht.client.toegewezenProducten.toegewezenProduct.map((one) => ({
    ...one,
    redenWijziging: '13',
  }));
  const client = { ...bericht.client, toegewezenProducten: { toegewezenProduct: products } };
  const found = (complete: boolean) => {
    const grantedOn = { complete, toewijzingNummers: new Set(['240031101']) };
    const past = { ...before('JW301'), grantedOn };
    const judged = checkBericht({ ...bericht, client }, [3], { ...around, past });
    return weigh(judged.filter(({ rule }) => rule === 'TR385'));
  };
  expect([found(true).refusing.length, found(true).advising.length]).toEqual([1, 0]);
  expect([found(false).refusing.length, found(false).advising.length]).toEqual([0, 1]);
});

test('one context may judge several declarations', () => {
  const story: Story = { declares: [{ ref: 'P9', volume: 101 }] };
  const context = { ...around, declared: declaredBefore(story) };
  const good = messageOf({});
  const bad = messageOf(story);
  const found = (bericht: BerichtOf<'JW323'>) => checkBericht(bericht, [3], context).length;
  expect([found(bad), found(good), found(bad)]).toEqual([1, 0, 1]);
});
