import type { Past, PastAllocation } from '../../../../src/standard/rules/engine/past.ts';
import { allocation } from '../history.ts';
import { about, type Nearest } from './nearest.ts';

/** Requests for change against the allocations that they are about (JW317, level 3). */

// The request is dated 8 April 2024.
const [before, on, after] = ['2024-04-07', '2024-04-08', '2024-04-09'] as const;
const spic = { categorie: '45', code: 'B09P' };
const monthly = { volume: '1', eenheid: '82', frequentie: '4' };
const more = { ...monthly, volume: '2' };
const total = { ...monthly, frequentie: '6' };

interface Change {
  readonly toewijzingNummer?: string;
  readonly gewensteIngangsdatum?: string;
  readonly einddatum?: string | undefined;
  readonly omvang?: typeof monthly | undefined;
  readonly budget?: string | undefined;
}
interface Addition {
  readonly product?: { readonly categorie: string; readonly code?: string } | undefined;
  readonly gewensteIngangsdatum: string;
  readonly einddatum?: string;
}
interface Wish {
  readonly unchanged?: readonly string[];
  readonly changes?: readonly Change[];
  readonly additions?: readonly Addition[];
}

/** Cases of a rule: messages that wish this, against these allocations. */
function wishes(rule: string) {
  const { passes, refuses } = about(rule, 'JW317/valid-complete.xml');
  const set =
    ({ unchanged, changes, additions }: Wish): Parameters<typeof passes>[1] =>
    ({ client: { verzoek } }) => {
      delete verzoek.ongewijzigdeProducten;
      delete verzoek.teWijzigenProducten;
      delete verzoek.nieuweProducten;
      if (unchanged) {
        const ongewijzigdProduct = unchanged.map((toewijzingNummer) => ({ toewijzingNummer }));
        verzoek.ongewijzigdeProducten = { ongewijzigdProduct };
      }
      const whole = (one: Change | Addition) =>
        Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as never;
      if (changes) verzoek.teWijzigenProducten = { teWijzigenProduct: changes.map(whole) };
      if (additions) verzoek.nieuweProducten = { nieuwProduct: additions.map(whole) };
    };
  const past = (allocations: readonly PastAllocation[]): { past: Partial<Past> } => ({
    past: { allocations },
  });
  return {
    passes: (shows: string, wish: Wish, ...allocations: PastAllocation[]) =>
      passes(shows, set(wish), past(allocations)),
    refuses: (
      shows: string,
      at: string | readonly string[],
      wish: Wish,
      ...allocations: PastAllocation[]
    ) => refuses(shows, at, set(wish), past(allocations)),
  };
}

const verzoek = 'Client/Verzoek';
const unchangedAt = (place = '') => `${verzoek}/OngewijzigdeProducten/OngewijzigdProduct${place}`;
const changeAt = (place = '') => `${verzoek}/TeWijzigenProducten/TeWijzigenProduct${place}`;

/** A change of allocation 1 from 1 May to the end of 2024, by default. */
function change(wish: Change = {}): Change {
  const days = { gewensteIngangsdatum: '2024-05-01', einddatum: '2024-12-31' };
  return { toewijzingNummer: '1', ...days, omvang: more, ...wish };
}

/** The SPIC with a volume per month in 2024, from 1 March, by default. */
function existing(number = '1', more: Parameters<typeof allocation>[1] = {}): PastAllocation {
  return allocation(number, { product: spic, omvang: monthly, ...more });
}
const others = { ofClient: false } as const;
const elsewhere = { ofAanbieder: false } as const;
const three = ['1', '2', '3'] as const;

const client = wishes('TR304');
const clients = [
  client.passes(
    'allocations of the client',
    { unchanged: ['2'], changes: [change()] },
    existing('1'),
    existing('2'),
  ),
  client.passes(
    'a number that another client has too',
    { unchanged: ['1'] },
    existing('1', others),
    existing('1'),
  ),
  client.passes(
    'another client whose allocation is not named',
    { unchanged: ['1'] },
    existing('1'),
    existing('2', others),
  ),
  ...three.flatMap((place) => {
    const all = three.map((number) => existing(number, number === place ? others : {}));
    return [
      client.refuses(
        `the unchanged allocation of another client, ${place} of three`,
        'Client/Bsn',
        { unchanged: three },
        ...all,
      ),
      client.refuses(
        `the changed allocation of another client, ${place} of three`,
        'Client/Bsn',
        { changes: three.map((toewijzingNummer) => change({ toewijzingNummer })) },
        ...all,
      ),
    ];
  }),
  client.refuses(
    'the allocation of another client with zeros before its number',
    'Client/Bsn',
    { unchanged: ['001'] },
    existing('1', others),
  ),
];

const deletedOn = (day: string, redenWijziging: string) => ({
  ingangsdatum: day,
  einddatum: day,
  redenWijziging,
});

/** Allocations, and whether they are current on the day of the request. */
const currency = [
  ['that ends the day before', { einddatum: before }, false],
  ['that ends on Dagtekening', { einddatum: on }, true],
  ['that ends the day after', { einddatum: after }, true],
  ['without an end', { einddatum: undefined }, true],
  ['that is yet to begin', { ingangsdatum: '2024-06-01' }, true],
  ['that was deleted (13)', deletedOn('2024-06-01', '13'), false],
  ['that was deleted as it was once (01)', deletedOn('2024-06-01', '01'), false],
  ['of one day that went over (09)', deletedOn('2024-06-01', '09'), true],
  ['with 13 and days left', { redenWijziging: '13', einddatum: '2024-06-01' }, true],
  ['with 01 and days left', { redenWijziging: '01', einddatum: '2024-06-01' }, true],
] as const;

const all = wishes('TR349');
const kept = wishes('TR350');
const changed = wishes('TR351');
const current = [
  ...currency.flatMap(([shows, values, isCurrent]) => {
    const one = existing('1', values);
    const wish = { unchanged: ['2'] };
    return [
      isCurrent
        ? all.refuses(`without an allocation ${shows}`, verzoek, wish, existing('2'), one)
        : all.passes(`without an allocation ${shows}`, wish, existing('2'), one),
      isCurrent
        ? kept.passes(`an allocation ${shows}`, { unchanged: ['1'] }, one)
        : kept.refuses(`an allocation ${shows}`, unchangedAt(), { unchanged: ['1'] }, one),
      isCurrent
        ? changed.passes(`an allocation ${shows}`, { changes: [change()] }, one)
        : changed.refuses(`an allocation ${shows}`, changeAt(), { changes: [change()] }, one),
    ];
  }),
  all.passes(
    'all of them, unchanged and changed',
    { unchanged: ['2'], changes: [change()] },
    existing('1'),
    existing('2'),
  ),
  all.passes(
    'all of them, with zeros before their numbers',
    { unchanged: ['0002', '01'] },
    existing('1'),
    existing('2'),
  ),
  all.passes(
    'all, beside one of another client',
    { unchanged: ['1'] },
    existing('1'),
    existing('2', others),
  ),
  all.passes(
    'all, beside one at another aanbieder',
    { unchanged: ['1'] },
    existing('1'),
    existing('2', elsewhere),
  ),
  ...three.map((missing) =>
    all.refuses(
      `without number ${missing} of three`,
      verzoek,
      { unchanged: three.filter((number) => number !== missing) },
      ...three.map((number) => existing(number)),
    ),
  ),
  kept.refuses('a number that nobody knows', unchangedAt(), { unchanged: ['7'] }, existing('1')),
  kept.refuses(
    'the number of another aanbieder',
    unchangedAt(),
    { unchanged: ['1'] },
    existing('1', elsewhere),
  ),
  changed.refuses(
    'a number that nobody knows',
    changeAt(),
    { changes: [change({ toewijzingNummer: '7' })] },
    existing('1'),
  ),
  changed.refuses(
    'the number of another aanbieder',
    changeAt(),
    { changes: [change()] },
    existing('1', elsewhere),
  ),
  kept.passes('a number with zeros before it', { unchanged: ['01'] }, existing('1')),
  changed.passes(
    'a number with zeros before it',
    { changes: [change({ toewijzingNummer: '01' })] },
    existing('1'),
  ),
  ...three.flatMap((place) => [
    kept.refuses(
      `an unknown number at place ${place} of three`,
      unchangedAt(`[${place}]`),
      { unchanged: three },
      ...three.filter((number) => number !== place).map((number) => existing(number)),
    ),
    changed.refuses(
      `an unknown number at place ${place} of three`,
      changeAt(`[${place}]`),
      { changes: three.map((toewijzingNummer) => change({ toewijzingNummer })) },
      ...three.filter((number) => number !== place).map((number) => existing(number)),
    ),
  ]),
];

const from = wishes('TR357');
const wanted = (gewensteIngangsdatum: string) => ({ changes: [change({ gewensteIngangsdatum })] });
const begins = [
  from.passes('the day after Dagtekening', wanted(after), existing()),
  from.refuses('Dagtekening itself', `${changeAt()}/GewensteIngangsdatum`, wanted(on), existing()),
  from.refuses(
    'the day before Dagtekening',
    `${changeAt()}/GewensteIngangsdatum`,
    wanted(before),
    existing(),
  ),
  from.passes('the Ingangsdatum of the allocation', wanted('2024-03-01'), existing()),
  from.refuses(
    'the day after its Ingangsdatum',
    `${changeAt()}/GewensteIngangsdatum`,
    wanted('2024-03-02'),
    existing(),
  ),
  from.refuses(
    'the day before its Ingangsdatum',
    `${changeAt()}/GewensteIngangsdatum`,
    wanted('2024-02-29'),
    existing(),
  ),
  from.passes(
    'Dagtekening, when the allocation begins then',
    wanted(on),
    existing('1', { ingangsdatum: on }),
  ),
  from.passes(
    'a day before the allocation begins, after Dagtekening',
    wanted(after),
    existing('1', { ingangsdatum: '2024-06-01' }),
  ),
  ...three.map((place) =>
    from.refuses(
      `Dagtekening at place ${place} of three`,
      `${changeAt(`[${place}]`)}/GewensteIngangsdatum`,
      {
        changes: three.map((toewijzingNummer) =>
          change({
            toewijzingNummer,
            gewensteIngangsdatum: toewijzingNummer === place ? on : after,
          }),
        ),
      },
      ...three.map((number) => existing(number)),
    ),
  ),
];

const whole = wishes('TR373');
const budgeted = { product: { categorie: '45' }, omvang: undefined, budget: '1000' };
const totals = [
  ...(
    [
      ['a Budget', budgeted, { omvang: undefined, budget: '2000' }],
      ['a Budget that stays', budgeted, { omvang: undefined, budget: '1000' }],
      ['a Budget that goes', budgeted, { omvang: undefined }],
      ['a total', { omvang: total }, { omvang: { ...total, volume: '2' } }],
      ['a total that stays', { omvang: total }, { omvang: total }],
      ['a total that becomes monthly', { omvang: total }, { omvang: monthly }],
    ] as const
  ).flatMap(([shows, allocated, wish]) => [
    whole.passes(
      `${shows}, from its Ingangsdatum`,
      { changes: [change({ ...wish, gewensteIngangsdatum: '2024-03-01' })] },
      existing('1', allocated),
    ),
    whole.refuses(
      `${shows}, from the day after`,
      changeAt(),
      { changes: [change({ ...wish, gewensteIngangsdatum: '2024-03-02' })] },
      existing('1', allocated),
    ),
    whole.refuses(
      `${shows}, from the day before`,
      changeAt(),
      { changes: [change({ ...wish, gewensteIngangsdatum: '2024-02-29' })] },
      existing('1', allocated),
    ),
  ]),
  ...['1', '2', '4', '5'].map((frequentie) =>
    whole.passes(
      `Frequentie ${frequentie} that becomes a total later`,
      { changes: [change({ omvang: total })] },
      existing('1', { omvang: { ...monthly, frequentie } }),
    ),
  ),
  whole.passes(
    'a volume per month that becomes a Budget later',
    { changes: [change({ omvang: undefined, budget: '1' })] },
    existing(),
  ),
  ...three.map((place) =>
    whole.refuses(
      `a total at place ${place} of three`,
      changeAt(`[${place}]`),
      { changes: three.map((toewijzingNummer) => change({ toewijzingNummer })) },
      ...three.map((number) => existing(number, number === place ? { omvang: total } : {})),
    ),
  ),
];

const together = wishes('TR361');
const adds = (product: Addition['product'], begin: string, einddatum?: string): Addition => ({
  product,
  gewensteIngangsdatum: begin,
  ...(einddatum && { einddatum }),
});
const stays = { unchanged: ['1'] };
const stacks = [
  together.refuses(
    'a new product on the last day before the Omvang of one without end changes',
    verzoek,
    { changes: [change()], additions: [adds(spic, '2024-04-30', '2024-04-30')] },
    existing('1', { einddatum: undefined }),
  ),
  together.refuses(
    'a new product on the last day before the Eenheid changes',
    verzoek,
    {
      changes: [change({ omvang: { ...monthly, eenheid: '83' } })],
      additions: [adds(spic, '2024-04-30', '2024-04-30')],
    },
    existing(),
  ),
  together.passes(
    'a new product between the end of an allocation and its change the day after',
    { changes: [change()], additions: [adds(spic, '2024-04-30', '2024-04-30')] },
    existing('1', { einddatum: '2024-04-29' }),
  ),
  together.refuses(
    'a new product on the end of an allocation, two days before its change',
    verzoek,
    { changes: [change()], additions: [adds(spic, '2024-04-29', '2024-04-29')] },
    existing('1', { einddatum: '2024-04-29' }),
  ),
  together.passes(
    'a new product on the day of an allocation that was deleted, before a change of that',
    {
      changes: [change({ gewensteIngangsdatum: '2024-06-01' })],
      additions: [adds(spic, '2024-05-01', '2024-05-01')],
    },
    existing('1', deletedOn('2024-05-01', '13')),
  ),
  together.refuses(
    'a new product on the last day of an unchanged one',
    verzoek,
    { ...stays, additions: [adds(spic, '2024-12-31')] },
    existing(),
  ),
  together.passes(
    'a new product the day after an unchanged one',
    { ...stays, additions: [adds(spic, '2025-01-01')] },
    existing(),
  ),
  together.refuses(
    'a new product until the first day of an unchanged one',
    verzoek,
    { ...stays, additions: [adds(spic, '2024-04-15', '2024-06-01')] },
    existing('1', { ingangsdatum: '2024-06-01' }),
  ),
  together.passes(
    'a new product until the day before an unchanged one',
    { ...stays, additions: [adds(spic, '2024-04-15', '2024-05-31')] },
    existing('1', { ingangsdatum: '2024-06-01' }),
  ),
  together.refuses(
    'a new product long after an unchanged one without end',
    verzoek,
    { ...stays, additions: [adds(spic, '2090-01-01')] },
    existing('1', { einddatum: undefined }),
  ),
  together.passes(
    'the code of an unchanged one under another category',
    { ...stays, additions: [adds({ ...spic, categorie: '46' }, '2024-05-01')] },
    existing(),
  ),
  together.passes(
    'another code of its category',
    { ...stays, additions: [adds({ ...spic, code: 'B09I' }, '2024-05-01')] },
    existing(),
  ),
  together.refuses(
    'its category without a code',
    verzoek,
    { ...stays, additions: [adds({ categorie: '45' }, '2024-05-01')] },
    existing(),
  ),
  together.passes(
    'another category without a code',
    { ...stays, additions: [adds({ categorie: '46' }, '2024-05-01')] },
    existing(),
  ),
  together.refuses(
    'a new product without category',
    verzoek,
    { ...stays, additions: [adds(undefined, '2024-05-01')] },
    existing(),
  ),
  together.refuses(
    'an unchanged allocation without category',
    verzoek,
    { ...stays, additions: [adds(spic, '2024-05-01')] },
    existing('1', { product: undefined }),
  ),
  together.passes(
    'an unchanged allocation that was deleted',
    { ...stays, additions: [adds(spic, '2024-05-01')] },
    existing('1', deletedOn('2024-05-01', '13')),
  ),
  together.refuses(
    'two unchanged ones that share a day',
    verzoek,
    { unchanged: ['1', '2'] },
    existing('1', { einddatum: '2024-05-01' }),
    existing('2', { ingangsdatum: '2024-05-01' }),
  ),
  together.passes(
    'two unchanged ones, one after the other',
    { unchanged: ['1', '2'] },
    existing('1', { einddatum: '2024-04-30' }),
    existing('2', { ingangsdatum: '2024-05-01' }),
  ),
  together.refuses(
    'two changes that share a day',
    verzoek,
    {
      changes: [
        change({ einddatum: '2024-06-01' }),
        change({ toewijzingNummer: '2', gewensteIngangsdatum: '2024-06-01' }),
      ],
    },
    existing('1'),
    existing('2', { ingangsdatum: '2024-06-01' }),
  ),
  together.passes(
    'two changes, one after the other',
    {
      changes: [
        change({ einddatum: '2024-05-31' }),
        change({ toewijzingNummer: '2', gewensteIngangsdatum: '2024-06-01' }),
      ],
    },
    existing('1'),
    existing('2', { ingangsdatum: '2024-06-01' }),
  ),
  together.refuses(
    'a new product on the first day of a change',
    verzoek,
    { changes: [change()], additions: [adds(spic, '2024-04-15', '2024-05-01')] },
    existing('1', { ingangsdatum: '2024-05-01' }),
  ),
  together.passes(
    'a new product until the day before a change that begins its allocation',
    { changes: [change()], additions: [adds(spic, '2024-04-15', '2024-04-30')] },
    existing('1', { ingangsdatum: '2024-05-01' }),
  ),
  together.refuses(
    'a new product on the last day before the Omvang changes',
    verzoek,
    { changes: [change()], additions: [adds(spic, '2024-04-30', '2024-04-30')] },
    existing(),
  ),
  together.refuses(
    'a new product on the first day of an allocation that is changed later',
    verzoek,
    {
      changes: [change({ gewensteIngangsdatum: '2024-07-01' })],
      additions: [adds(spic, '2024-04-15', '2024-06-01')],
    },
    existing('1', { ingangsdatum: '2024-06-01' }),
  ),
  together.passes(
    'a new product the day before that',
    {
      changes: [change({ gewensteIngangsdatum: '2024-07-01' })],
      additions: [adds(spic, '2024-04-15', '2024-05-31')],
    },
    existing('1', { ingangsdatum: '2024-06-01' }),
  ),
  together.passes(
    'a new product before a change of the end alone',
    { changes: [change({ omvang: monthly })], additions: [adds(spic, '2024-04-15', '2024-04-30')] },
    existing(),
  ),
  together.refuses(
    'a new product before a month becomes a total',
    verzoek,
    { changes: [change({ omvang: total })], additions: [adds(spic, '2024-04-15', '2024-04-30')] },
    existing('1', { omvang: { ...monthly } }),
  ),
  together.passes(
    'a new product before the change of a total',
    { changes: [change()], additions: [adds(spic, '2024-04-15', '2024-04-30')] },
    existing('1', { omvang: total }),
  ),
  together.passes(
    'a new product where the change ends sooner than its allocation',
    {
      changes: [change({ einddatum: '2024-06-30' })],
      additions: [adds(spic, '2024-07-01', '2024-12-31')],
    },
    existing(),
  ),
  together.refuses(
    'the last of three new ones',
    verzoek,
    {
      ...stays,
      additions: [
        adds({ categorie: '42' }, '2024-05-01'),
        adds({ categorie: '43' }, '2024-05-01'),
        adds({ categorie: '42' }, '2024-06-01'),
      ],
    },
    existing(),
  ),
];

const tr375 = wishes('TR375');
const tr411 = wishes('TR411');
const tr412 = wishes('TR412');
/** A change with these, from the begin of its allocation. */
const asks = (wish: Change) => ({ changes: [change(wish)] });
const omvangAt = `${changeAt()}/Omvang`;
const generic = { product: undefined };
const category = { product: { categorie: '45' } };
const volumes = [
  ...([tr375, tr412] as const).flatMap((rule, index) => {
    const allocated = index === 0 ? generic : category;
    return [
      rule.refuses('an Omvang', omvangAt, asks({}), existing('1', allocated)),
      rule.refuses(
        'an Omvang without an end',
        omvangAt,
        asks({ einddatum: undefined }),
        existing('1', allocated),
      ),
      rule.refuses(
        'an Omvang to the first day of 2021',
        omvangAt,
        asks({ einddatum: '2021-01-01' }),
        existing('1', allocated),
      ),
      rule.passes(
        'an Omvang to the last day of 2020',
        asks({ einddatum: '2020-12-31' }),
        existing('1', allocated),
      ),
      rule.passes('a Budget', asks({ omvang: undefined, budget: '1' }), existing('1', allocated)),
      rule.passes(
        'no Omvang and no end',
        asks({ omvang: undefined, einddatum: undefined }),
        existing('1', allocated),
      ),
      rule.passes('an Omvang on an allocation with a code', asks({}), existing()),
      rule.passes(
        'an Omvang on an allocation that nobody knows',
        asks({ toewijzingNummer: '7' }),
        existing('1', allocated),
      ),
      ...three.map((place) =>
        rule.refuses(
          `an Omvang at place ${place} of three`,
          `${changeAt(`[${place}]`)}/Omvang`,
          { changes: three.map((toewijzingNummer) => change({ toewijzingNummer })) },
          ...three.map((number) => existing(number, number === place ? allocated : {})),
        ),
      ),
    ];
  }),
  tr375.passes('an Omvang on an allocation of a category', asks({}), existing('1', category)),
  tr412.refuses(
    'an Omvang on an allocation without product',
    omvangAt,
    asks({}),
    existing('1', generic),
  ),
  tr411.passes('an Omvang', asks({}), existing()),
  tr411.refuses('no Omvang', omvangAt, asks({ omvang: undefined }), existing()),
  tr411.refuses(
    'a Budget in its place',
    omvangAt,
    asks({ omvang: undefined, budget: '1' }),
    existing(),
  ),
  tr411.passes('no Omvang for a category', asks({ omvang: undefined }), existing('1', category)),
  tr411.passes('no Omvang without a product', asks({ omvang: undefined }), existing('1', generic)),
  ...three.map((place) =>
    tr411.refuses(
      `no Omvang at place ${place} of three`,
      `${changeAt(`[${place}]`)}/Omvang`,
      {
        changes: three.map((toewijzingNummer) =>
          change({ toewijzingNummer, omvang: toewijzingNummer === place ? undefined : more }),
        ),
      },
      ...three.map((number) => existing(number)),
    ),
  ),
];

/** Of another client's allocation nothing is known, and nothing is asked but TR304. */
const ofOthers = ['TR350', 'TR351', 'TR357', 'TR361', 'TR373', 'TR375', 'TR411', 'TR412'].map(
  (rule) =>
    wishes(rule).passes(
      'allocations of another client',
      { unchanged: ['2'], changes: [change({ gewensteIngangsdatum: on })] },
      existing('1', others),
      existing('2', others),
    ),
);

export const pastChangeNearest: readonly Nearest[] = [
  ...clients,
  ...current,
  ...begins,
  ...totals,
  ...stacks,
  ...volumes,
  ...ofOthers,
];
