import type { Past, PastStart, PastStop } from '../../../../src/standard/rules/engine/past.ts';
import { allocation } from '../history.ts';
import { about, type Nearest } from './nearest.ts';

/** Starts and stops against what was said before (TR019, TR063, TR071, TR074, TR326, TR382, TR413 to TR415). */

const spic = { categorie: '45', code: 'B09P' };

interface Start {
  readonly toewijzingNummer?: string | undefined;
  readonly product?: { readonly categorie: string; readonly code?: string } | undefined;
  readonly toewijzingIngangsdatum?: string;
  readonly begindatum: string;
  readonly statusAanlevering: string;
}
interface Stop extends Start {
  readonly einddatum: string;
  readonly redenBeeindiging: string;
}

function start(change: Partial<Start> = {}): Start {
  const begin = { begindatum: '2024-03-04', statusAanlevering: '1' };
  return { toewijzingNummer: '700', product: spic, ...begin, ...change };
}

/** A definitive stop unless reported. */
function stop(change: Partial<Stop> = {}): Stop {
  return { ...start(), einddatum: '2024-05-03', redenBeeindiging: '31', ...change };
}
const temporary = { redenBeeindiging: '20' } as const;
const removal = { statusAanlevering: '3' } as const;
const other = { toewijzingNummer: '701' } as const;
const third = { toewijzingNummer: '702' } as const;
/** Care that is based on a task. */
const task = { toewijzingNummer: undefined } as const;

/** A start or stop that was reported before. */
function reported(one: Start & Partial<Stop>, removed = false) {
  const { statusAanlevering: _, toewijzingIngangsdatum: __, ...kept } = withoutEmpty(one);
  return { ...kept, removed };
}
const reportedStart = (change: Partial<Start> = {}, removed = false): PastStart =>
  reported(start(change), removed);
const reportedStop = (change: Partial<Stop> = {}, removed = false): PastStop =>
  reported(stop(change), removed) as PastStop;

function withoutEmpty<T extends object>(one: T): T {
  return Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as T;
}

const started = about('TR019', 'JW305/valid-complete.xml');
const stopped = about('TR019', 'JW307/valid-complete.xml');

/** Messages with these starts or stops, for a rule. */
function starts(rule: string) {
  const { passes, refuses } = about(rule, 'JW305/valid-complete.xml');
  const set =
    (list: readonly Start[]): Parameters<typeof started.passes>[1] =>
    ({ client }) => {
      client.startProducten.startProduct = list.map(withoutEmpty) as never;
    };
  const path = (place: string) => `Client/StartProducten/StartProduct${place}`;
  return {
    passes: (shows: string, list: readonly Start[], past: Partial<Past>) =>
      passes(shows, set(list), { past }),
    refuses: (
      shows: string,
      places: readonly string[],
      list: readonly Start[],
      past: Partial<Past>,
    ) => refuses(shows, places.map(path), set(list), { past }),
  };
}

function stops(rule: string) {
  const { passes, refuses } = about(rule, 'JW307/valid-complete.xml');
  const set =
    (list: readonly Stop[]): Parameters<typeof stopped.passes>[1] =>
    ({ client }) => {
      client.stopProducten.stopProduct = list.map(withoutEmpty) as never;
    };
  const path = (place: string) => `Client/StopProducten/StopProduct${place}`;
  return {
    passes: (shows: string, list: readonly Stop[], past: Partial<Past>) =>
      passes(shows, set(list), { past }),
    refuses: (
      shows: string,
      places: readonly string[],
      list: readonly Stop[],
      past: Partial<Past>,
    ) => refuses(shows, places.map(path), set(list), { past }),
  };
}

/** Both kinds of message, for rules that treat them alike. */
function both(
  rule: string,
  cases: (message: {
    readonly one: (change?: Partial<Start>) => never;
    readonly reported: (change?: Partial<Start>, removed?: boolean) => Partial<Past>;
    readonly passes: (shows: string, list: readonly never[], past: Partial<Past>) => Nearest;
    readonly refuses: (
      shows: string,
      places: readonly string[],
      list: readonly never[],
      past: Partial<Past>,
    ) => Nearest;
  }) => readonly Nearest[],
): Nearest[] {
  return [
    ...cases({
      ...starts(rule),
      one: (change) => start(change) as never,
      reported: (change, removed) => ({ starts: [reportedStart(change, removed)] }),
    }),
    ...cases({
      ...stops(rule),
      one: (change) => stop(change) as never,
      reported: (change, removed) => ({ stops: [reportedStop(change, removed)] }),
    }),
  ];
}

const known = (change: Parameters<typeof allocation>[1] = {}): Partial<Past> => ({
  allocations: [allocation('700', change)],
});

const allocated = both('TR019', ({ one, passes, refuses }) => {
  const number = '/ToewijzingNummer';
  return [
    passes('a known number', [one()], known()),
    passes('a known number with zeros before it', [one({ toewijzingNummer: '00700' })], known()),
    passes('no number', [one(task)], {}),
    passes(
      'a number of an allocation that ended long ago',
      [one()],
      known({ einddatum: '2023-01-01' }),
    ),
    passes(
      'a number of one that went over to another aanbieder',
      [one()],
      known({ redenWijziging: '09', einddatum: '2024-03-01' }),
    ),
    passes('a number that another client has too', [one()], {
      allocations: [allocation('700', { ofClient: false }), allocation('700')],
    }),
    passes('the removal under an unknown number', [one(removal)], {}),
    passes('the removal under a deleted number', [one(removal)], known({ redenWijziging: '13' })),
    refuses('a number that nobody knows', [number], [one()], {}),
    refuses(
      'a number of which a digit is added',
      [number],
      [one({ toewijzingNummer: '7000' })],
      known(),
    ),
    refuses('a number of another client', [number], [one()], known({ ofClient: false })),
    refuses('a number at another aanbieder', [number], [one()], known({ ofAanbieder: false })),
    refuses(
      'a number that was deleted',
      [number],
      [one()],
      known({ redenWijziging: '13', einddatum: '2024-03-01' }),
    ),
    ...['1', '2', '3'].map((place) =>
      refuses(
        `an unknown number at place ${place} of three`,
        [`[${place}]${number}`],
        ['1', '2', '3'].map((index) =>
          one({ toewijzingNummer: index === place ? '7' : '700', begindatum: `2024-03-0${index}` }),
        ),
        known(),
      ),
    ),
    refuses(
      'an unknown number beside a removal',
      [`[2]${number}`],
      [one(removal), one(other)],
      known(),
    ),
  ];
});

/** Each part of the key of a start, changed. */
const otherKeys = [
  ['another number', other],
  ['no number', task],
  ['another category', { product: { categorie: '46', code: 'B09P' } }],
  ['another code', { product: { categorie: '45', code: 'B09I' } }],
  ['no code', { product: { categorie: '45' } }],
  ['no product', { product: undefined }],
  ['another Begindatum', { begindatum: '2024-03-05' }],
] as const;
const otherStopKeys = [
  ['another Einddatum', { einddatum: '2024-05-04' }],
  ['another reason', { redenBeeindiging: '32' }],
] as const;

const removed = [
  ...both('TR063', ({ one, reported, passes, refuses }) => [
    passes('the removal of what was sent', [one(removal)], reported()),
    passes(
      'the removal of what was sent under a number with zeros before it',
      [one({ ...removal, toewijzingNummer: '0700' })],
      reported(),
    ),
    passes(
      'the removal with another ToewijzingIngangsdatum',
      [one({ ...removal, toewijzingIngangsdatum: '2024-03-02' })],
      reported(),
    ),
    passes('what is sent anew', [one()], {}),
    refuses('the removal of what was never sent', [''], [one(removal)], {}),
    refuses('the removal of what was removed', [''], [one(removal)], reported({}, true)),
    ...otherKeys.map(([shows, change]) =>
      refuses(`the removal with ${shows}`, [''], [one({ ...removal, ...change })], reported()),
    ),
    refuses(
      'the second of three removals',
      ['[2]'],
      [one(removal), one({ ...removal, ...other }), one({ ...removal, ...third })],
      { ...reported(), ...merged(reported(), reported(third)) },
    ),
  ]),
  ...otherStopKeys.map(([shows, change]) =>
    stops('TR063').refuses(`the removal with ${shows}`, [''], [stop({ ...removal, ...change })], {
      stops: [reportedStop()],
    }),
  ),
  starts('TR063').refuses(
    'the removal of a start when only a stop was sent',
    [''],
    [start(removal)],
    {
      stops: [reportedStop()],
    },
  ),
  stops('TR063').refuses(
    'the removal of a stop when only a start was sent',
    [''],
    [stop(removal)],
    {
      starts: [reportedStart()],
    },
  ),
  starts('TR063').passes('the removal of what was removed and sent again', [start(removal)], {
    starts: [reportedStart({}, true), reportedStart()],
  }),
];

/** The starts and stops of two pasts. */
function merged(...pasts: readonly Partial<Past>[]): Partial<Past> {
  return {
    starts: pasts.flatMap((past) => past.starts ?? []),
    stops: pasts.flatMap((past) => past.stops ?? []),
  };
}

const { passes: may71, refuses: not71 } = starts('TR071');
const withStop = (change: Partial<Stop> = {}, gone = false): Partial<Past> => ({
  starts: [reportedStart()],
  stops: [reportedStop(change, gone)],
});
const stoppedStarts = [
  not71('the removal of a start that was stopped', [''], [start(removal)], withStop()),
  not71(
    'the removal of a start that was stopped for a while',
    [''],
    [start(removal)],
    withStop(temporary),
  ),
  not71(
    'the second of two removals',
    ['[2]'],
    [start({ ...removal, ...other }), start(removal)],
    withStop(),
  ),
  not71('the removal of a start with one stop removed and one not', [''], [start(removal)], {
    starts: [reportedStart()],
    stops: [reportedStop({}, true), reportedStop({ einddatum: '2024-05-04' })],
  }),
  may71('the removal of a start without a stop', [start(removal)], { starts: [reportedStart()] }),
  may71('the removal of a start whose stop was removed', [start(removal)], withStop({}, true)),
  may71('the start itself, stopped before', [start()], withStop()),
  ...otherKeys.map(([shows, change]) =>
    may71(`the removal of a start when a stop has ${shows}`, [start(removal)], withStop(change)),
  ),
];

const once = [
  ...both('TR074', ({ one, reported, passes, refuses }) => [
    refuses('what was sent before', [''], [one()], reported()),
    refuses(
      'what was sent before under a number with zeros',
      [''],
      [one({ toewijzingNummer: '0700' })],
      reported(),
    ),
    refuses(
      'what was sent before with another ToewijzingIngangsdatum',
      [''],
      [one({ toewijzingIngangsdatum: '2024-03-02' })],
      reported(),
    ),
    refuses('the last of three', ['[3]'], [one(other), one(third), one()], reported()),
    refuses('the first of three', ['[1]'], [one(), one(other), one(third)], reported()),
    refuses('the second of two alike', ['[2]'], [one(), one()], {}),
    passes('what was never sent', [one()], {}),
    passes('what was sent and removed', [one()], reported({}, true)),
    passes('the removal of what was sent', [one(removal)], reported()),
    ...otherKeys.map(([shows, change]) =>
      passes(`what was sent with ${shows}`, [one()], reported(change)),
    ),
  ]),
  ...otherStopKeys.map(([shows, change]) =>
    stops('TR074').passes(`what was sent with ${shows}`, [stop()], {
      stops: [reportedStop(change)],
    }),
  ),
];

const { passes: may326, refuses: not326 } = starts('TR326');
const again = start({ begindatum: '2024-06-03' });
const runs = { starts: [reportedStart()] };
const running = [
  may326('a task while one of that code in another category runs', [start(task)], {
    starts: [reportedStart({ ...task, product: { ...spic, categorie: '54' } })],
  }),
  not326(
    'a task while one of that code runs',
    [''],
    [start({ ...task, begindatum: '2024-06-03' })],
    {
      starts: [reportedStart(task)],
    },
  ),
  not326('a later start while one runs', [''], [again], runs),
  not326('an earlier start while one runs', [''], [start({ begindatum: '2024-03-03' })], runs),
  not326(
    'a start of another product under the number',
    [''],
    [{ ...again, product: { categorie: '54' } }],
    runs,
  ),
  not326(
    'a start under the number with zeros before it',
    [''],
    [{ ...again, toewijzingNummer: '0700' }],
    runs,
  ),
  not326('a start after a stop that was removed', [''], [again], withStop({}, true)),
  not326('a start after the stop of a start before', [''], [start({ begindatum: '2024-09-02' })], {
    starts: [reportedStart(), reportedStart({ begindatum: '2024-06-03' })],
    stops: [reportedStop()],
  }),
  not326('the second of two under one number', ['[2]'], [start(), again], {}),
  not326(
    'the last two of three under one number',
    ['[2]', '[3]'],
    [start(), again, start({ begindatum: '2024-09-02' })],
    {},
  ),
  not326('a task of the same product while one runs', [''], [{ ...again, ...task }], {
    starts: [reportedStart(task)],
  }),
  not326(
    'a start beside the removal of another',
    ['[2]'],
    [start({ ...removal, ...other }), again],
    {
      starts: [reportedStart(), reportedStart(other)],
    },
  ),
  may326('a first start', [start()], {}),
  may326('a start under another number', [start(other)], runs),
  may326('a start after a temporary stop', [again], withStop(temporary)),
  may326('a start after a definitive stop', [again], withStop()),
  may326('a start after one that was removed', [again], { starts: [reportedStart({}, true)] }),
  may326('a start beside the removal of the one that runs', [start(removal), again], runs),
  may326('a start before the removal of the one that runs', [again, start(removal)], runs),
  may326('a task beside an allocation of its product', [{ ...again, ...task }], runs),
  may326('a start on an allocation beside a task of its product', [again], {
    starts: [reportedStart(task)],
  }),
  may326(
    'a task of another code',
    [{ ...again, ...task, product: { categorie: '45', code: 'B09I' } }],
    {
      starts: [reportedStart(task)],
    },
  ),
  may326(
    'a task of the category while one of its codes runs',
    [{ ...again, ...task, product: { categorie: '45' } }],
    { starts: [reportedStart(task)] },
  ),
  may326('the removal of the one that runs', [start(removal)], runs),
];

const { passes: may382, refuses: not382 } = stops('TR382');
const lastStart = [
  may382('the stop of the last start', [stop()], runs),
  may382(
    'the stop of a start stopped for a while',
    [stop({ einddatum: '2024-05-04' })],
    withStop(temporary),
  ),
  may382('the stop of the start before one that was removed', [stop()], {
    starts: [reportedStart(), reportedStart({ begindatum: '2024-06-03' }, true)],
  }),
  may382('the stop of a start beside a later one of another number', [stop()], {
    starts: [reportedStart(), reportedStart({ ...other, begindatum: '2024-06-03' })],
  }),
  may382(
    'the stop under the number with zeros before it',
    [stop({ toewijzingNummer: '0700' })],
    runs,
  ),
  may382('the stop of a task', [stop(task)], { starts: [reportedStart(task)] }),
  may382('the removal of a stop without a start', [stop(removal)], {}),
  not382('a stop without a start', [''], [stop()], {}),
  not382('a stop of a start that was removed', [''], [stop()], {
    starts: [reportedStart({}, true)],
  }),
  not382('a stop of the start before the last', [''], [stop()], {
    starts: [reportedStart(), reportedStart({ begindatum: '2024-06-03' })],
  }),
  ...otherKeys.map(([shows, change]) => not382(`a stop with ${shows}`, [''], [stop(change)], runs)),
  ...['1', '2', '3'].map((place) =>
    not382(
      `a stop without a start at place ${place} of three`,
      [`[${place}]`],
      ['1', '2', '3'].map((index) => stop({ toewijzingNummer: `70${index}` })),
      {
        starts: ['1', '2', '3']
          .filter((index) => index !== place)
          .map((index) => reportedStart({ toewijzingNummer: `70${index}` })),
      },
    ),
  ),
];

const { passes: may413, refuses: not413 } = stops('TR413');
const later = { einddatum: '2024-05-04' } as const;
const twiceForAWhile = [
  not413('a second temporary stop', [''], [stop({ ...temporary, ...later })], withStop(temporary)),
  not413(
    'a second temporary stop with another product',
    [''],
    [stop({ ...temporary, ...later, product: { categorie: '54' } })],
    withStop(temporary),
  ),
  not413(
    'a temporary stop after a temporary and a definitive one',
    [''],
    [stop({ ...temporary, ...later })],
    {
      stops: [reportedStop(temporary), reportedStop()],
    },
  ),
  not413(
    'the second of two temporary stops',
    ['[2]'],
    [stop(temporary), stop({ ...temporary, ...later })],
    {},
  ),
  may413('a first temporary stop', [stop(temporary)], runs),
  may413(
    'a temporary stop after one that was removed',
    [stop({ ...temporary, ...later })],
    withStop(temporary, true),
  ),
  may413(
    'a temporary stop beside the removal of the other',
    [stop({ ...temporary, ...removal }), stop({ ...temporary, ...later })],
    withStop(temporary),
  ),
  may413('a definitive stop after a temporary one', [stop(later)], withStop(temporary)),
  may413(
    'a temporary stop of a restart',
    [stop({ ...temporary, begindatum: '2024-06-03' })],
    withStop(temporary),
  ),
  may413(
    'a temporary stop under another number',
    [stop({ ...temporary, ...other })],
    withStop(temporary),
  ),
  may413(
    'the removal of a temporary stop',
    [stop({ ...temporary, ...removal })],
    withStop(temporary),
  ),
];

const { passes: may414, refuses: not414 } = stops('TR414');
const ends = [
  not414(
    'a stop the day before the current one',
    ['/Einddatum'],
    [stop({ einddatum: '2024-05-02' })],
    withStop(temporary),
  ),
  not414('a stop before the later of two', ['/Einddatum'], [stop({ einddatum: '2024-05-03' })], {
    stops: [reportedStop(temporary), reportedStop(later)],
  }),
  not414(
    'the second of two, a day earlier',
    ['[2]/Einddatum'],
    [stop(temporary), stop({ einddatum: '2024-05-02' })],
    {},
  ),
  not414(
    'a stop before one with another product',
    ['/Einddatum'],
    [stop({ einddatum: '2024-05-02', product: { categorie: '54' } })],
    withStop(temporary),
  ),
  may414('a stop on the day of the current one', [stop()], withStop(temporary)),
  may414('a stop the day after the current one', [stop(later)], withStop(temporary)),
  may414(
    'a stop before one that was removed',
    [stop({ einddatum: '2024-05-02' })],
    withStop(temporary, true),
  ),
  may414(
    'a stop before one that is removed beside it',
    [stop({ einddatum: '2024-05-02' }), stop({ ...temporary, ...removal })],
    withStop(temporary),
  ),
  may414(
    'a stop before that of another number',
    [stop({ einddatum: '2024-05-02' })],
    withStop({ ...temporary, ...other }),
  ),
  may414(
    'a stop before that of another start',
    [stop({ einddatum: '2024-05-02' })],
    withStop({ begindatum: '2024-03-05' }),
  ),
  may414(
    'the removal of a stop that ends earlier',
    [stop({ ...removal, einddatum: '2024-05-02' })],
    withStop(temporary),
  ),
];

const { passes: may415, refuses: not415 } = stops('TR415');
const forGood = [
  not415(
    'a second definitive stop',
    [''],
    [stop({ ...later, redenBeeindiging: '32' })],
    withStop(),
  ),
  not415(
    'a temporary stop after a definitive one',
    [''],
    [stop({ ...temporary, ...later })],
    withStop(),
  ),
  not415(
    'a stop with another product after a definitive one',
    [''],
    [stop({ ...later, product: { categorie: '54' } })],
    withStop(),
  ),
  not415('a stop after a definitive and a temporary one', [''], [stop(later)], {
    stops: [reportedStop(), reportedStop(temporary)],
  }),
  not415('the second of two definitive stops', ['[2]'], [stop(), stop(later)], {}),
  not415('the last of three', ['[3]'], [stop(temporary), stop(), stop(later)], {}),
  may415('a first stop', [stop()], runs),
  may415('a definitive stop after a temporary one', [stop(later)], withStop(temporary)),
  may415('a stop after a definitive one that was removed', [stop(later)], withStop({}, true)),
  may415('a stop beside the removal of a definitive one', [stop(removal), stop(later)], withStop()),
  may415('a stop of a restart', [stop({ ...later, begindatum: '2024-03-05' })], withStop()),
  may415('a stop under another number', [stop(other)], withStop()),
  may415('the removal of a definitive stop', [stop(removal)], withStop()),
];

export const pastDeliveryNearest: readonly Nearest[] = [
  ...allocated,
  ...removed,
  ...stoppedStarts,
  ...once,
  ...running,
  ...lastStart,
  ...twiceForAWhile,
  ...ends,
  ...forGood,
];
