import type { BerichtType } from '../../../../src/standard/catalogue.ts';
import type {
  AgreedProduct,
  DeclaredAllocation,
  OwnAllocation,
  Past,
  PastProduct,
  PastStart,
} from '../../../../src/standard/rules/engine/past.ts';
import { nth } from '../cases/nth.ts';
import { about, type Nearest } from './nearest.ts';
import {
  aangevraagd,
  copies,
  nieuw,
  prestatie,
  type RepeatedClass,
  start,
  stop,
  toegewezen,
} from './places.ts';

/** The days of a list of products, and what keeps its code when the list changes (TR381). */

const product = { categorie: '45', code: 'B09P' };
const other = { categorie: '45', code: 'B10P' };
const nummer = '240031101';
const spring: AgreedProduct = { ...product, from: '2024-03-01', until: '2024-06-30' };
const autumn: AgreedProduct = { ...product, from: '2024-09-01' };

/** Lines of a list, the day on which care begins, and whether its code is none of the list then. */
const days: readonly (readonly [string, readonly AgreedProduct[], string, boolean])[] = [
  ['the first day of a line', [spring], '2024-03-01', false],
  ['the day before a line', [spring], '2024-02-29', true],
  ['the last day of a line', [spring], '2024-06-30', false],
  ['the day after a line', [spring], '2024-07-01', true],
  [
    'long ago, with a line that always was',
    [{ ...product, until: '2024-06-30' }],
    '2015-01-01',
    false,
  ],
  ['far ahead, with a line that goes on', [autumn], '2040-01-01', false],
  ['before a line that goes on', [autumn], '2024-08-31', true],
  ['after a line that always was', [{ ...product, until: '2024-06-30' }], '2024-07-01', true],
  ['any day, with a line without days', [product], '2024-07-15', false],
  ['between two lines', [spring, autumn], '2024-08-01', true],
  ['the first of two lines', [spring, autumn], '2024-06-30', false],
  ['the last of two lines', [spring, autumn], '2024-09-01', false],
  ['a day of the line of another code', [spring, { ...other }], '2024-07-01', true],
];

/** A message with one class, which begins on a day; it names the allocation where it can. */
interface Care<T extends BerichtType> {
  readonly name: string;
  readonly path: string;
  readonly about: ReturnType<typeof about<T>>;
  readonly message: (day: string, chosen?: PastProduct) => (bericht: never) => void;
}

function care<T extends BerichtType, Holder, Item>(
  name: string,
  { from, list, item, path }: RepeatedClass<T, Holder, Item>,
  set: (one: Record<string, unknown>, day: string, chosen: PastProduct) => void,
  element = 'Product/Code',
): Care<T> {
  return {
    name,
    path: `${path('')}/${element}`,
    about: about('TR381', from),
    message:
      (day, chosen = product) =>
      (bericht) => {
        const one = item(nth(copies(list(bericht), 1), 1)) as Record<string, unknown>;
        set(one, day, chosen);
        const { client } = bericht as { client?: { verzoek?: Record<string, unknown> } };
        delete client?.verzoek?.teWijzigenProducten;
      },
  };
}

const allocated = care('ToegewezenProduct', toegewezen, (one, day, chosen) =>
  Object.assign(one, { toewijzingNummer: nummer, ingangsdatum: day, product: { ...chosen } }),
);
const requested = care('AangevraagdProduct', aangevraagd, (one, day, chosen) =>
  Object.assign(one, { toewijzingIngangsdatum: day, product: { ...chosen } }),
);
const wanted = care('NieuwProduct', nieuw, (one, day, chosen) =>
  Object.assign(one, { gewensteIngangsdatum: day, product: { ...chosen } }),
);
/** A start or stop with the begin of its allocation. */
const withBegin = (one: Record<string, unknown>, day: string, chosen: PastProduct) =>
  Object.assign(one, {
    toewijzingNummer: nummer,
    product: { ...chosen },
    toewijzingIngangsdatum: day,
    begindatum: '2024-07-15',
  });
/** Or it does not. */
const untold = (one: Record<string, unknown>, day: string, chosen: PastProduct) => {
  Object.assign(one, { toewijzingNummer: nummer, product: { ...chosen }, begindatum: day });
  delete one.toewijzingIngangsdatum;
};
const started = care('StartProduct', start, withBegin);
const startedOn = care('StartProduct without ToewijzingIngangsdatum', start, untold);
const stopped = care('StopProduct', stop, withBegin);
const stoppedOn = care('StopProduct without ToewijzingIngangsdatum', stop, untold);
const declared = care(
  'Prestatie',
  prestatie,
  (one, day, { categorie, code }) =>
    Object.assign(one, {
      toewijzingNummer: nummer,
      productCategorie: categorie,
      productCode: code,
      productPeriode: { begindatum: day, einddatum: '2045-12-31' },
    }),
  'ProductCode',
);

function judge<T extends BerichtType>(
  { name, path, about, message }: Care<T>,
  shows: string,
  refused: boolean,
  { day, chosen, past }: { day: string; chosen?: PastProduct; past: Partial<Past> },
): Nearest {
  const change = message(day, chosen) as Parameters<typeof about.passes>[1];
  return refused
    ? about.refuses(`${name}: ${shows}`, path, change, { past })
    : about.passes(`${name}: ${shows}`, change, { past });
}

const begins = days.flatMap(([shows, agreedProducts, day, refused]) => {
  const of = <T extends BerichtType>(one: Care<T>) =>
    judge(one, `begun on ${shows}`, refused, { day, past: { agreedProducts } });
  return [
    of(allocated),
    of(requested),
    of(wanted),
    of(started),
    of(startedOn),
    of(stopped),
    of(stoppedOn),
    of(declared),
  ];
});

function own(change: Partial<OwnAllocation>): OwnAllocation {
  return {
    toewijzingNummer: nummer,
    ofClient: true,
    ofAanbieder: true,
    product,
    toewijzingsdatum: '2024-02-01',
    toewijzingstijd: '09:00:00',
    ingangsdatum: '2024-03-01',
    ...change,
  };
}

/** What was allocated, the code that is named now, and whether that is wrong. */
const kept: readonly (readonly [string, Partial<OwnAllocation>, PastProduct, boolean])[] = [
  ['the code of its allocation', {}, product, false],
  [
    'another code than its allocation, of the day it began',
    { ingangsdatum: '2024-06-30', product: other },
    product,
    false,
  ],
  [
    'another code than its allocation, of the day after',
    { ingangsdatum: '2024-07-01', product: other },
    product,
    true,
  ],
  [
    'a code where its allocation has none',
    { ingangsdatum: '2024-07-01', product: { categorie: '45' } },
    product,
    true,
  ],
  [
    'a code where its allocation has no product',
    { ingangsdatum: '2024-07-01', product: undefined as never },
    product,
    true,
  ],
  [
    'another code, of the day on which the first version began',
    { ingangsdatum: '2024-07-01', firstBegin: '2024-06-30', product: other },
    product,
    false,
  ],
  [
    'another code, of the day on which a later version began',
    { ingangsdatum: '2024-06-30', firstBegin: '2024-07-01', product: other },
    product,
    true,
  ],
  [
    'a code that no list has, of another number',
    { toewijzingNummer: '1', product: other },
    other,
    true,
  ],
  ['a code that no list has, of its allocation', { product: other }, other, false],
  [
    'the code of another category than its allocation',
    { product: { categorie: '54', code: 'B10P' } },
    other,
    true,
  ],
];
/** The list ended before the day in the message. */
const late = '2024-12-01';
const running = kept.flatMap(([shows, change, chosen, refused]) => {
  const past = { agreedProducts: [spring], allocations: [own(change)] };
  const of = <T extends BerichtType>(one: Care<T>) =>
    judge(one, shows, refused, { day: late, chosen, past });
  const { toewijzingNummer, product: had, ingangsdatum, firstBegin } = own(change);
  const first: DeclaredAllocation = {
    toewijzingNummer,
    ...(had && { product: had }),
    firstBegin: firstBegin ?? ingangsdatum,
  };
  return [
    of(allocated),
    of(started),
    of(startedOn),
    of(stopped),
    of(stoppedOn),
    judge(declared, shows, refused, {
      day: late,
      chosen,
      past: { agreedProducts: [spring], declared: [first] },
    }),
  ];
});

/** An allocation of another client keeps nothing for this client. */
const others = ([['ofClient'], ['ofAanbieder']] as const).flatMap(([whose]) => {
  const past = {
    agreedProducts: [spring],
    allocations: [{ ...own({}), [whose]: false } as never],
  };
  return [
    judge(allocated, `the code of an allocation that is not ${whose}`, true, { day: late, past }),
    judge(started, `the code of an allocation that is not ${whose}`, true, { day: late, past }),
  ];
});

const begun: PastStart = {
  toewijzingNummer: nummer,
  product,
  begindatum: '2024-03-04',
  removed: false,
};
/** An earlier start, and whether the stop of it has a wrong code. */
const starts: readonly (readonly [string, PastStart, boolean])[] = [
  ['a start with its code', begun, false],
  ['a start with its code that was removed', { ...begun, removed: true }, true],
  ['a start with another code', { ...begun, product: other }, true],
  ['a start of another category', { ...begun, product: { categorie: '54', code: 'B09P' } }, true],
  ['a start of another number', { ...begun, toewijzingNummer: '1' }, true],
];
const restarts = starts.map(([shows, earlier, refused]) =>
  judge(stoppedOn, `after ${shows}`, refused, {
    day: late,
    past: { agreedProducts: [spring], starts: [earlier] },
  }),
);

export const agreedDayNearest: readonly Nearest[] = [...begins, ...running, ...others, ...restarts];
