import type { BerichtType } from '../../../../src/standard/catalogue.ts';
import { nth } from '../cases/nth.ts';
import { about, type Nearest } from './nearest.ts';
import { aangevraagd, copies, nieuw, type RepeatedClass, toegewezen } from './places.ts';

/** One product of a list. */
interface Wish {
  readonly product?: { readonly categorie: string; readonly code?: string };
  readonly begin: string;
  readonly eind?: string;
  readonly reden?: string;
}

const code = { categorie: '45', code: 'B09P' };
const other = { categorie: '45', code: 'B10P' };
const elsewhere = { categorie: '54', code: 'B11P' };
const bare = { categorie: '45' };
const bareElsewhere = { categorie: '54' };

const march = { begin: '2024-03-01', eind: '2024-03-31' };
/** Has no day at all; CS003 refuses that. */
const backward = { begin: '2024-03-15', eind: '2024-03-14' };
const april = { begin: '2024-04-01', eind: '2024-04-30' };

/** Two periods, and whether they share a day. */
const periods = [
  ['the day after', march, april, false],
  ['the last day', march, { ...april, begin: '2024-03-31' }, true],
  ['the first day', march, { begin: '2024-02-01', eind: '2024-03-01' }, true],
  ['until the day before', march, { begin: '2024-02-01', eind: '2024-02-29' }, false],
  ['the same days', march, march, true],
  ['a day within', march, { begin: '2024-03-15', eind: '2024-03-15' }, true],
  ['days around it', march, { begin: '2024-02-01', eind: '2024-04-30' }, true],
  ['no end, from the last day', march, { begin: '2024-03-31' }, true],
  ['no end, from the day after', march, { begin: '2024-04-01' }, false],
  ['no end, from before', march, { begin: '2024-02-01' }, true],
  ['before one without an end', { begin: '2024-04-01' }, march, false],
  ['until the first day of one without an end', { begin: '2024-03-31' }, march, true],
  ['two without an end', { begin: '2024-03-01' }, { begin: '2030-01-01' }, true],
  ['years of five digits', { begin: '2024-03-01', eind: '12024-01-31' }, april, true],
  ['one day twice', { ...march, eind: march.begin }, { ...march, eind: march.begin }, true],
] as const;

/** Two products in one period, and whether they count as the same. */
const products = [
  ['one code', code, code, true],
  ['another code of the category', code, other, false],
  ['another code of another category', code, elsewhere, false],
  ['a code beside its category alone', code, bare, true],
  ['a category alone beside a code of it', bare, code, true],
  ['a code beside another category alone', code, bareElsewhere, false],
  ['a category alone beside a code of another', bareElsewhere, code, false],
  ['a category alone twice', bare, bare, true],
  ['two categories alone', bare, bareElsewhere, false],
  ['no product beside a code', undefined, code, true],
  ['a code beside no product', code, undefined, true],
  ['no product beside a category alone', undefined, bare, true],
  ['a category alone beside no product', bare, undefined, true],
  ['no product twice', undefined, undefined, true],
] as const;

const always = (product: Wish['product'], period: Pick<Wish, 'begin' | 'eind'>): Wish => ({
  ...(product && { product }),
  ...period,
});

/** Months of one code, each after the other, with a gap of one day before each first day. */
const months = Array.from({ length: 8 }, (_, index) =>
  always(code, { begin: `2024-0${index + 1}-02`, eind: `2024-0${index + 1}-28` }),
);
const among = (period: Pick<Wish, 'begin' | 'eind'>) => [...months, always(code, period)];

/** More than two products: what shows, the products, and which are the same as an earlier one. */
const lists: readonly (readonly [string, readonly Wish[], readonly number[]])[] = [
  ['one product', [always(code, march)], []],
  [
    'the first and the last of three',
    [always(code, march), always(other, march), always(code, march)],
    [3],
  ],
  [
    'the second and the last of three',
    [always(other, march), always(code, march), always(code, march)],
    [3],
  ],
  ['all three', [always(code, march), always(code, march), always(code, march)], [2, 3]],
  [
    'a third that meets both',
    [
      always(code, march),
      always(code, april),
      always(code, { begin: '2024-03-31', eind: '2024-04-01' }),
    ],
    [3],
  ],
  [
    'a last without product beside two codes',
    [always(code, march), always(other, march), always(undefined, march)],
    [3],
  ],
  [
    'two codes after one without product',
    [always(undefined, march), always(code, march), always(elsewhere, march)],
    [2, 3],
  ],
  [
    'two codes after their category alone',
    [always(bare, march), always(code, march), always(other, march)],
    [2, 3],
  ],
  [
    'a category alone after two codes',
    [always(code, march), always(other, march), always(bare, march)],
    [3],
  ],
  ['one that ends before it begins', [always(code, march), always(code, backward)], []],
  ['one that ends before it begins, first', [always(code, backward), always(code, march)], []],
  [
    'two around one that ends before it begins',
    [always(code, march), always(code, backward), always(code, march)],
    [3],
  ],
  ['eight months in a row', months, []],
  ['the gap before the first month', among({ begin: '2024-01-01', eind: '2024-01-01' }), []],
  ['the gap after the fourth month', among({ begin: '2024-04-29', eind: '2024-05-01' }), []],
  ['the last day of the fourth month', among({ begin: '2024-04-28', eind: '2024-05-01' }), [9]],
  ['the first day of the fifth month', among({ begin: '2024-04-29', eind: '2024-05-02' }), [9]],
  ['a day of the eighth month', among({ begin: '2024-08-15', eind: '2024-08-15' }), [9]],
  ['the days after the eighth month', among({ begin: '2024-08-29', eind: '2024-09-30' }), []],
  ['no end after the eighth month', among({ begin: '2024-08-29' }), []],
  ['no end from the eighth month', among({ begin: '2024-08-28' }), [9]],
];

interface Fields {
  readonly begin: string;
  readonly eind: string;
}

function stack<T extends BerichtType, Holder>(
  rule: string,
  { from, list, path }: RepeatedClass<T, Holder, Holder>,
  { begin, eind }: Fields,
) {
  const { passes, refuses } = about(rule, from);
  return (shows: string, wishes: readonly Wish[], found: readonly number[]): Nearest => {
    const change = (bericht: Parameters<typeof list>[0]) => {
      const holders = copies(list(bericht), wishes.length);
      for (const [index, wish] of wishes.entries()) {
        const one = nth(holders, index + 1) as Record<string, unknown>;
        for (const name of ['product', eind, 'redenWijziging']) delete one[name];
        one[begin] = wish.begin;
        if (wish.product) one.product = { ...wish.product };
        if (wish.eind !== undefined) one[eind] = wish.eind;
        if (wish.reden !== undefined) one.redenWijziging = wish.reden;
      }
    };
    return found.length > 0
      ? refuses(
          shows,
          found.map((index) => path(`[${index}]`)),
          change,
        )
      : passes(shows, change);
  };
}

const allocated = stack('TR302', toegewezen, { begin: 'ingangsdatum', eind: 'einddatum' });
const requested = stack('TR386', aangevraagd, {
  begin: 'toewijzingIngangsdatum',
  eind: 'toewijzingEinddatum',
});
const wanted = stack('TR410', nieuw, { begin: 'gewensteIngangsdatum', eind: 'einddatum' });

const alike = [allocated, requested, wanted].flatMap((of) => [
  ...periods.map(([shows, first, second, shared]) =>
    of(`one code: ${shows}`, [always(code, first), always(code, second)], shared ? [2] : []),
  ),
  ...periods.map(([shows, first, second, shared]) =>
    of(`no product: ${shows}`, [always(undefined, first), always(code, second)], shared ? [2] : []),
  ),
  ...products.flatMap(([shows, first, second, same]) => [
    of(`${shows}, in one month`, [always(first, march), always(second, march)], same ? [2] : []),
    of(`${shows}, in two months`, [always(first, march), always(second, april)], []),
  ]),
  ...lists.map(([shows, wishes, found]) => of(shows, wishes, found)),
]);

/** One code that two categories share. */
const shared = [always(code, march), always({ categorie: '54', code: 'B09P' }, march)];

const day = { begin: march.begin, eind: march.begin };
const next = { begin: march.begin, eind: '2024-03-02' };
/** RedenWijziging and a period, and whether such an allocation counts. */
const withdrawn = [
  ['13', day, false],
  ['01', day, false],
  ['13', next, true],
  ['01', next, true],
  ['13', { begin: march.begin }, true],
  ['12', day, true],
  ['14', day, true],
  ['02', day, true],
  [undefined, day, true],
] as const;
const removals = withdrawn.flatMap(([reden, period, counts]) => {
  const removed = { ...always(code, period), ...(reden && { reden }) };
  const kept = always(code, march);
  const shows = `RedenWijziging ${reden ?? 'left out'} until ${'eind' in period ? period.eind : 'no end'}`;
  return [
    allocated(`${shows}, after another`, [kept, removed], counts ? [2] : []),
    allocated(`${shows}, before another`, [removed, kept], counts ? [2] : []),
    allocated(
      `${shows}, between two others`,
      [kept, removed, always(other, march)],
      counts ? [2] : [],
    ),
  ];
});

export const stackingNearest: readonly Nearest[] = [
  ...alike,
  ...removals,
  allocated('one code in two categories', shared, [2]),
];

/** A request goes by category and code together, an allocation by the code alone. */
export const requestedCodeNearest: readonly Nearest[] = [
  requested('one code in two categories', shared, []),
  wanted('one code in two categories', shared, []),
];
