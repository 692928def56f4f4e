import type { BerichtType } from '../../../../src/standard/catalogue.ts';
import type { Past } from '../../../../src/standard/rules/engine/past.ts';
import { allocation, request } from '../history.ts';
import { about, type Nearest } from './nearest.ts';

/** Requests, their answers, and what honours them (TR056, TR347, TR374, TR355 to TR365, TR332, TR379). */

const identificatie = (
  ['JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW319', 'JW323'] as const satisfies BerichtType[]
).flatMap((type) => {
  const { passes, refuses } = about('TR056', `${type}/valid-complete.xml`);
  return [
    passes('an Identificatie that is new', () => {}, { past: { identificatieUsed: false } }),
    refuses('one that was used', 'Header/BerichtIdentificatie/Identificatie', () => {}, {
      past: { identificatieUsed: true },
    }),
  ];
});

const asks = about('TR347', 'JW315/valid-complete.xml');
const changes = about('TR347', 'JW317/valid-complete.xml');
const [a, b] = ['DIJK-2024-0091-A', 'DIJK-2024-0091-B'];
const product = (index: number) => `Client/AangevraagdeProducten/AangevraagdProduct[${index}]`;
const used = (...references: readonly string[]) => ({
  past: { usedReferences: new Set(references) },
});
const references = [
  asks.passes('references that are new', () => {}, used()),
  asks.passes('references of which others begin alike', () => {}, used('DIJK-2024-0091')),
  asks.passes('a reference that was used in other letters', () => {}, used(a.toLowerCase())),
  asks.refuses(
    'the first of two that was used',
    `${product(1)}/ReferentieAanbieder`,
    () => {},
    used(a),
  ),
  asks.refuses(
    'the last of two that was used',
    `${product(2)}/ReferentieAanbieder`,
    () => {},
    used(b),
  ),
  asks.refuses(
    'both that were used',
    [1, 2].map((index) => `${product(index)}/ReferentieAanbieder`),
    () => {},
    used(a, b),
  ),
  changes.passes('a reference that is new', () => {}, used('DIJK-2024-0131')),
  changes.refuses(
    'one that was used',
    'Client/Verzoek/ReferentieAanbieder',
    () => {},
    used('DIJK-2024-0130'),
  ),
];

const none = { ofClient: false } as const;
const openness = (
  [
    ['JW315', 'Client'],
    ['JW317', 'Client/Verzoek'],
  ] as const
).flatMap(([type, at]) => {
  const { passes, refuses } = about(
    'TR374',
    `${type}/valid-complete.xml` as 'JW315/valid-complete.xml',
  );
  const past = (...requests: Past['requests']) => ({ past: { requests } });
  return (['JW315', 'JW317'] as const).flatMap((of) => {
    const asked = (reference: string, change = {}) => request(reference, { type: of, ...change });
    return [
      refuses(`while a ${of} waits`, at, () => {}, past(asked('A'))),
      refuses(
        `while a ${of} is under investigation`,
        at,
        () => {},
        past(asked('A', { answers: ['2'] })),
      ),
      refuses(
        `while one of two of a ${of} waits, the last`,
        at,
        () => {},
        past(asked('A', { answers: ['1'] }), asked('B')),
      ),
      refuses(
        `while one of two of a ${of} waits, the first`,
        at,
        () => {},
        past(asked('A'), asked('B', { honoured: true })),
      ),
      passes(`after a ${of} was refused`, () => {}, past(asked('A', { answers: ['1'] }))),
      passes(
        `after a ${of} was refused that was under investigation`,
        () => {},
        past(asked('A', { answers: ['2', '1'] })),
      ),
      passes(`after a ${of} was honoured`, () => {}, past(asked('A', { honoured: true }))),
      passes(
        `after a ${of} was honoured that was under investigation`,
        () => {},
        past(asked('A', { answers: ['2'], honoured: true })),
      ),
      passes(`while a ${of} of another client waits`, () => {}, past(asked('A', none))),
    ];
  });
});
const nothingAsked = (['JW315', 'JW317'] as const).map((type) =>
  about('TR374', `${type}/valid-complete.xml` as 'JW315/valid-complete.xml').passes(
    'when nothing was asked',
    () => {},
    { past: {} },
  ),
);

/** A JW319 on a request R, with each VerzoekAntwoord. */
function answers(rule: string, says: '1' | '2') {
  const from = says === '1' ? 'valid-complete' : 'valid-under-investigation';
  const { passes, refuses } = about(rule, `JW319/${from}.xml`);
  const set: Parameters<typeof passes>[1] = ({ antwoord }) => {
    antwoord.referentieAanbieder = 'R';
  };
  const which = says === '1' ? 'a refusal' : 'an investigation';
  return {
    passes: (shows: string, ...requests: Past['requests']) =>
      passes(`${which} ${shows}`, set, { past: { requests } }),
    refuses: (shows: string, at: string, ...requests: Past['requests']) =>
      refuses(`${which} ${shows}`, at, set, { past: { requests } }),
  };
}

const eitherAnswer = (['1', '2'] as const).flatMap((says) => {
  const tr355 = answers('TR355', says);
  const tr359 = answers('TR359', says);
  const tr365 = answers('TR365', says);
  const at = 'Antwoord/ReferentieAanbieder';
  return [
    tr355.passes('of a product that was asked', request('R', none)),
    tr355.passes('of a change that was asked', request('R', { type: 'JW317', ...none })),
    tr355.passes('of one of two', request('Q', none), request('R', none)),
    tr355.refuses('of what was never asked', at),
    tr355.refuses('of what was asked in other letters', at, request('r', none)),
    tr359.passes('of what was not honoured', request('R')),
    tr359.passes(
      'of what was not honoured, beside what was',
      request('Q', { honoured: true }),
      request('R'),
    ),
    tr359.refuses('of what was honoured', 'Antwoord', request('R', { honoured: true })),
    tr359.refuses(
      'of what was honoured after an investigation',
      'Antwoord',
      request('R', { honoured: true, answers: ['2'] }),
    ),
    tr365.passes('of what was not answered', request('R')),
    tr365.passes('of what is under investigation', request('R', { answers: ['2'] })),
    tr365.passes('beside what was refused', request('Q', { answers: ['1'] }), request('R')),
    tr365.refuses('of what was refused', 'Antwoord', request('R', { answers: ['1'] })),
    tr365.refuses(
      'of what was refused after an investigation',
      'Antwoord',
      request('R', { answers: ['2', '1'] }),
    ),
  ];
});
const investigates = answers('TR360', '2');
const refusal = answers('TR360', '1');
const investigations = [
  investigates.passes('first', request('R')),
  investigates.passes('beside what was answered', request('Q', { answers: ['2'] }), request('R')),
  investigates.refuses(
    'a second time',
    'Antwoord/VerzoekAntwoord',
    request('R', { answers: ['2'] }),
  ),
  investigates.refuses(
    'after a refusal',
    'Antwoord/VerzoekAntwoord',
    request('R', { answers: ['1'] }),
  ),
  refusal.passes('after an investigation', request('R', { answers: ['2'] })),
  refusal.passes('after a refusal', request('R', { answers: ['1'] })),
];

const allocates = about('TR332', 'JW301/valid-complete.xml');
const toegewezen = (index: number) => `Client/ToegewezenProducten/ToegewezenProduct[${index}]`;
const spic = { categorie: '45', code: 'B09P' };
const own = (change: Parameters<typeof allocation>[1]) => ({
  past: { allocations: [allocation('240031101', { product: spic, ...change })] },
});
const numberOf = (index: number) => `${toegewezen(index)}/ToewijzingNummer`;
const numbers = [
  allocates.passes('a number that is new', () => {}, { past: {} }),
  allocates.passes('its own number and product', () => {}, own({})),
  allocates.passes('its own number after it was deleted', () => {}, own({ redenWijziging: '13' })),
  allocates.refuses(
    'the number of another client',
    numberOf(1),
    () => {},
    own({ ofClient: false }),
  ),
  allocates.refuses(
    'the number at another aanbieder',
    numberOf(1),
    () => {},
    own({ ofAanbieder: false }),
  ),
  allocates.refuses(
    'its number with another code',
    numberOf(1),
    () => {},
    own({ product: { ...spic, code: 'B09I' } }),
  ),
  allocates.refuses(
    'its number with another category',
    numberOf(1),
    () => {},
    own({ product: { ...spic, categorie: '46' } }),
  ),
  allocates.refuses(
    'its number with a code where there was none',
    numberOf(1),
    () => {},
    own({ product: { categorie: '45' } }),
  ),
  allocates.refuses(
    'its number with a product where there was none',
    numberOf(1),
    () => {},
    own({ product: undefined }),
  ),
  allocates.refuses(
    'its number with another code after it was deleted',
    numberOf(1),
    () => {},
    own({ product: { ...spic, code: 'B09I' }, redenWijziging: '13' }),
  ),
  allocates.refuses(
    'the number of another client with zeros before it',
    numberOf(1),
    ({ client }) => {
      for (const one of client.toegewezenProducten.toegewezenProduct)
        one.toewijzingNummer = `0${one.toewijzingNummer}`;
    },
    own({ ofClient: false }),
  ),
  ...[
    [2, '240031102'],
    [3, '239900077'],
  ].map(([index, number]) =>
    allocates.refuses(
      `the number of another client at place ${index}`,
      numberOf(index as number),
      () => {},
      {
        past: { allocations: [allocation(number as string, { ofClient: false })] },
      },
    ),
  ),
];

const honours = about('TR379', 'JW301/valid-complete.xml');
type Set = Parameters<typeof honours.passes>[1];
/** References of the three products. */
const named =
  (...given: readonly (string | undefined)[]): Set =>
  ({ client }) => {
    for (const [index, one] of client.toegewezenProducten.toegewezenProduct.entries()) {
      delete one.referentieAanbieder;
      if (given[index] !== undefined) one.referentieAanbieder = given[index];
    }
  };
const waits = (...requests: Past['requests']) => ({ past: { requests } });
const referenceAt = (...places: readonly number[]) =>
  places.map((index) => `${toegewezen(index)}/ReferentieAanbieder`);
const change = (more: Parameters<typeof request>[1] = {}) =>
  request('C', { type: 'JW317', ...more });
const honoured = [
  honours.passes('no reference, and nothing asked', named(), waits()),
  honours.passes('no reference while a JW315 waits', named(), waits(request('R'))),
  honours.passes('no reference while a JW317 waits', named(), waits(change())),
  honours.passes('the reference of a JW315 that waits', named('R'), waits(request('R'))),
  honours.passes(
    'the reference of a JW315 under investigation',
    named('R'),
    waits(request('R', { answers: ['2'] })),
  ),
  honours.passes(
    'one reference of a JW315 for two allocations',
    named('R', 'R'),
    waits(request('R')),
  ),
  honours.passes(
    'the reference of a JW317 that waits, with all',
    named('C', 'C', 'C'),
    waits(change()),
  ),
  honours.refuses('a reference that nobody gave', referenceAt(1), named('R'), waits()),
  honours.refuses('a reference in other letters', referenceAt(1), named('r'), waits(request('R'))),
  honours.refuses(
    'the reference of what was honoured',
    referenceAt(1),
    named('R'),
    waits(request('R', { honoured: true })),
  ),
  honours.refuses(
    'the reference of what was refused',
    referenceAt(1),
    named('R'),
    waits(request('R', { answers: ['1'] })),
  ),
  honours.refuses(
    'the reference of another client',
    referenceAt(1),
    named('R'),
    waits(request('R', none)),
  ),
  honours.refuses(
    'a JW317 that was honoured, with all',
    referenceAt(1, 2, 3),
    named('C', 'C', 'C'),
    waits(change({ honoured: true })),
  ),
  ...[1, 2, 3].map((place) =>
    honours.refuses(
      `a JW317 that place ${place} of three does not name`,
      referenceAt(place),
      named(...[1, 2, 3].map((index) => (index === place ? undefined : 'C'))),
      waits(change()),
    ),
  ),
  ...[1, 2, 3].map((place) =>
    honours.refuses(
      `a JW317 that only place ${place} of three names`,
      referenceAt(...[1, 2, 3].filter((index) => index !== place)),
      named(...[1, 2, 3].map((index) => (index === place ? 'C' : undefined))),
      waits(change()),
    ),
  ),
];

export const pastRequestNearest: readonly Nearest[] = [
  ...identificatie,
  ...references,
  ...openness,
  ...nothingAsked,
  ...eitherAnswer,
  ...investigations,
  ...numbers,
  ...honoured,
];
