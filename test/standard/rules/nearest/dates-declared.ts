import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { Draft } from '../case.ts';
import { order, ordered } from './dates.ts';
import { about, type Nearest } from './nearest.ts';
import {
  type AboutClass,
  aboutClass,
  beantwoordePrestatie,
  beantwoordePrestatieOfClient,
  prestatie,
  prestatieOfClient,
} from './places.ts';

/** When something was declared, and how long ago it was delivered. */

type Declared = { productPeriode: { begindatum: string; einddatum: string } };
const declared = (rule: string) => [
  aboutClass(rule, prestatie, 'in one client') as AboutClass<Declared>,
  aboutClass(rule, prestatieOfClient, 'in each client') as AboutClass<Declared>,
];
const both = (rule: string) => [
  ...declared(rule),
  aboutClass(rule, beantwoordePrestatie, 'in one client') as AboutClass<Declared>,
  aboutClass(rule, beantwoordePrestatieOfClient, 'in each client') as AboutClass<Declared>,
];

/** Dagtekening is 2024-04-02 in the JW323, and 2024-04-10 in the JW325. */
const begins = both('TR134').flatMap(({ passes, refuses, everywhere }) => [
  passes('a ProductPeriode that ends ahead', (one) => {
    one.productPeriode = { begindatum: '2024-04-01', einddatum: '2024-04-30' };
  }),
  refuses('a ProductPeriode from the year 12024', 'ProductPeriode/Begindatum', (one) => {
    one.productPeriode = { begindatum: '12024-01-01', einddatum: '2024-03-31' };
  }),
  ...everywhere('a ProductPeriode from 2024-04-11', 'ProductPeriode/Begindatum', (one) => {
    one.productPeriode.begindatum = '2024-04-11';
  }),
]);

/** Exactly Dagtekening, and the day after. */
const onDagtekening = (
  [
    ['JW323/valid-complete.xml', '2024-04-02', '2024-04-03'],
    ['JW325/valid-complete.xml', '2024-04-10', '2024-04-11'],
  ] as const
).flatMap(([from, dagtekening, after]) => {
  const prefix = from.startsWith('JW323')
    ? 'Declaratie/Clienten/Client[2]/Prestaties/Prestatie'
    : 'DeclaratieAntwoord/Clienten/Client[2]/Prestaties/Prestatie';
  const set = (begindatum: string, einddatum: string) =>
    ((bericht: Draft<BerichtOf<'JW323' | 'JW325'>>) => {
      const { clienten } =
        'declaratie' in bericht ? bericht.declaratie : (bericht.declaratieAntwoord ?? {});
      const [, second] = (clienten?.client ?? []) as { prestaties: { prestatie: Declared[] } }[];
      for (const one of second?.prestaties.prestatie ?? [])
        one.productPeriode = { begindatum, einddatum };
    }) as never;
  const TR134In = about('TR134', from);
  const TR137In = about('TR137', from);
  return [
    TR134In.passes('a ProductPeriode from Dagtekening', set(dagtekening, dagtekening)),
    TR134In.refuses(
      'a ProductPeriode from the day after Dagtekening',
      `${prefix}/ProductPeriode/Begindatum`,
      set(after, after),
    ),
    TR137In.passes('a ProductPeriode until Dagtekening', set('2024-03-01', dagtekening)),
    TR137In.refuses(
      'a ProductPeriode until the day after Dagtekening',
      `${prefix}/ProductPeriode/Einddatum`,
      set('2024-03-01', after),
    ),
    TR137In.refuses(
      'a ProductPeriode until the year 12024',
      `${prefix}/ProductPeriode/Einddatum`,
      set('2024-03-01', '12024-01-01'),
    ),
  ];
});

/** All but an end far ahead, which breaks the rule for another reason. */
const endsInTime = order.filter(([, eind]) => !eind.startsWith('1'));
const declaratie = about('TR137', 'JW323/valid-complete.xml');
const TR137 = [
  ...both('TR137').flatMap((place) =>
    ordered(
      place,
      'ProductPeriode/Einddatum',
      (one, begindatum, einddatum) => {
        one.productPeriode = { begindatum, einddatum };
      },
      endsInTime,
    ),
  ),
  ...[
    ...endsInTime,
    ['2024-03-01', '2024-04-02', false] as const,
    ['2024-03-01', '2024-04-03', true] as const,
    ['2024-04-03', '2024-04-02', true] as const,
  ].map(([begindatum, einddatum, refused]) => {
    const shows = `a DeclaratiePeriode from ${begindatum} to ${einddatum}`;
    const change = (bericht: Draft<BerichtOf<'JW323'>>) => {
      bericht.declaratie.declaratiePeriode = { begindatum, einddatum };
    };
    return refused
      ? declaratie.refuses(shows, 'Declaratie/DeclaratiePeriode/Einddatum', change)
      : declaratie.passes(shows, change);
  }),
];

/** DeclaratieDagtekening, the end of a ProductPeriode, and whether it lies too long before. */
const declarations = [
  ['2026-04-02', '2021-04-02', false],
  ['2026-04-02', '2021-04-03', false],
  ['2026-04-02', '2021-04-01', true],
  ['2026-04-02', '2021-03-31', true],
  ['2026-04-02', '2020-12-31', true],
  ['2026-04-02', '2022-01-01', false],
  ['2029-02-28', '2024-02-29', false],
  ['2029-03-01', '2024-02-29', true],
  ['2028-02-29', '2023-03-01', false],
] as const;
const TR335 = [
  ...declared('TR335').flatMap((place) =>
    place.everywhere(
      'a ProductPeriode of six years ago',
      'ProductPeriode/Einddatum',
      (one) => {
        one.productPeriode = { begindatum: '2018-04-01', einddatum: '2018-04-30' };
      },
      (one) => {
        one.productPeriode = { begindatum: '2019-03-01', einddatum: '2019-04-02' };
      },
    ),
  ),
  ...declarations.map(([dagtekening, einddatum, refused]) => {
    const { passes, refuses } = about('TR335', 'JW323/valid-only-a-credit.xml');
    const shows = `an end on ${einddatum}, declared on ${dagtekening}`;
    const change = ({ header, declaratie: own }: Draft<BerichtOf<'JW323'>>) => {
      // The day of the message does not count, nor does the begin of the period.
      header.berichtIdentificatie.dagtekening = '2031-01-01';
      own.declaratieDagtekening = dagtekening;
      for (const { prestaties } of own.clienten.client)
        for (const one of prestaties.prestatie)
          one.productPeriode = { begindatum: '2020-01-01', einddatum };
    };
    return refused
      ? refuses(
          shows,
          'Declaratie/Clienten/Client/Prestaties/Prestatie/ProductPeriode/Einddatum',
          change,
        )
      : passes(shows, change);
  }),
];

export const declaredDateNearest: readonly Nearest[] = [
  ...begins,
  ...onDagtekening,
  ...TR137,
  ...TR335,
];
