import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { Draft } from '../case.ts';
import { order, ordered } from './dates.ts';
import { about, type Nearest } from './nearest.ts';
import {
  type AboutPlace,
  aboutPlace,
  beantwoordePrestatie,
  beantwoordePrestatieOfClient,
  prestatie,
  prestatieOfClient,
  relatie,
  start,
  stop,
  toegewezen,
} from './places.ts';

/** What had happened when the message was made, and how long ago. */

type WithClient = Draft<BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315'>>;

/** Dagtekening, a date of birth and its DatumGebruik, and whether it lies too long before. */
const births = [
  ['2024-02-12', '1904-02-12', undefined, false],
  ['2024-02-12', '1904-02-13', undefined, false],
  ['2024-02-12', '1904-02-11', undefined, true],
  ['2024-02-12', '1904-01-31', undefined, true],
  ['2024-02-12', '1903-12-31', undefined, true],
  ['2024-02-12', '1905-01-01', undefined, false],
  ['2024-02-29', '1904-02-29', undefined, false],
  ['2024-02-29', '1904-02-28', undefined, true],
  ['2024-03-01', '1904-02-29', undefined, true],
  ['2024-02-12', '1904-02-01', '1', true],
  ['2024-02-01', '1904-02-01', '1', false],
  ['2024-02-12', '1904-01-01', '2', true],
  ['2024-01-01', '1904-01-01', '2', false],
  ['2024-02-12', '1900-01-01', '3', false],
  ['2024-02-12', '1900-01-01', undefined, true],
  ['2024-02-12', '1900-01-01', '1', true],
  ['2024-02-12', '1900-01-01', '2', true],
  ['2024-02-12', '1899-12-31', '3', true],
  ['2024-02-12', '1900-01-02', '3', true],
  ['2024-02-12', '-1990-02-12', undefined, true],
] as const;

function geboren(datum: string, datumGebruik?: string) {
  return { datum, ...(datumGebruik !== undefined && { datumGebruik }) };
}

/** The messages with one client and its date of birth. */
function ofClient(rule: string) {
  return [
    about(rule, 'JW301/valid-complete.xml'),
    about(rule, 'JW305/valid-complete.xml'),
    about(rule, 'JW307/valid-complete.xml'),
    about(rule, 'JW315/valid-complete.xml'),
  ] as const;
}

const long = aboutPlace('TR002', relatie, 'Relatie');
const TR002 = [
  ...births.flatMap(([dagtekening, datum, gebruik, refused]) => {
    const shows = `${datum} with DatumGebruik ${gebruik ?? 'left out'} on ${dagtekening}`;
    const set = ({ header, client }: WithClient) => {
      header.berichtIdentificatie.dagtekening = dagtekening;
      client.geboortedatum = geboren(datum, gebruik);
    };
    const setRelatie = ({ header, client }: Draft<BerichtOf<'JW301'>>) => {
      header.berichtIdentificatie.dagtekening = dagtekening;
      for (const one of client.relaties?.relatie ?? []) one.geboortedatum = geboren(datum, gebruik);
    };
    const ofRelatie = about('TR002', 'JW301/valid-complete.xml');
    const paths = [1, 2].map((index) => `Client/Relaties/Relatie[${index}]/Geboortedatum/Datum`);
    return [
      ...ofClient('TR002').map(({ passes, refuses }) =>
        refused ? refuses(shows, 'Client/Geboortedatum/Datum', set) : passes(shows, set),
      ),
      refused
        ? ofRelatie.refuses(`Relatie: ${shows}`, paths, setRelatie)
        : ofRelatie.passes(`Relatie: ${shows}`, setRelatie),
    ];
  }),
  ...long.everywhere(
    'a day more than 120 years',
    'Geboortedatum/Datum',
    (one) => {
      one.geboortedatum = geboren('1904-02-11');
    },
    (one) => {
      one.geboortedatum = geboren('1904-02-12');
    },
  ),
  long.passes('no Geboortedatum', (one) => {
    delete one.geboortedatum;
  }),
];

/** Beside a Dagtekening of 2024-04-10, and whether it lies after that day. */
const moments = [
  ['2024-04-10', false],
  ['2024-04-11', true],
  ['2024-04-09', false],
  ['2024-05-01', true],
  ['2024-03-31', false],
  ['2025-01-01', true],
  ['2023-12-31', false],
  ['12024-04-09', true],
] as const;

type AnyDraft = Draft<BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW323' | 'JW325'>>;

/** Dates of one kind that are all the same day, in a message of 2024-04-10. */
function moment<T extends AnyDraft>(
  { passes, refuses }: ReturnType<typeof about>,
  which: string,
  paths: readonly string[],
  set: (bericht: T, datum: string) => void,
): Nearest[] {
  return moments.map(([datum, refused]) => {
    const change = ((bericht: T) => {
      bericht.header.berichtIdentificatie.dagtekening = '2024-04-10';
      set(bericht, datum);
    }) as never;
    const shows = `${which} of ${datum}`;
    return refused ? refuses(shows, paths, change) : passes(shows, change);
  });
}

const begonnen = aboutPlace('TR134', start);
const gestopt = aboutPlace('TR134', stop);
const TR134 = [
  ...ofClient('TR134').flatMap((one) =>
    moment<WithClient>(
      one as ReturnType<typeof about>,
      'a client born',
      ['Client/Geboortedatum/Datum'],
      ({ client }, datum) => {
        client.geboortedatum = { datum };
        if ('startProducten' in client)
          for (const product of client.startProducten.startProduct)
            product.begindatum = '2024-03-04';
        if ('stopProducten' in client)
          for (const product of client.stopProducten.stopProduct) product.einddatum = '2024-03-05';
      },
    ),
  ),
  // The fixtures are of other days, most of them before 10 April.
  ...aboutPlace('TR134', relatie, 'Relatie').everywhere(
    'born on the day after Dagtekening',
    'Geboortedatum/Datum',
    (one) => {
      one.geboortedatum = geboren('2024-02-13');
    },
    (one) => {
      one.geboortedatum = geboren('2024-02-12');
    },
  ),
  aboutPlace('TR134', relatie, 'Relatie').passes('no Geboortedatum', (one) => {
    delete one.geboortedatum;
  }),
  ...aboutPlace('TR134', toegewezen, 'ToegewezenProduct').everywhere(
    'allocated on the day after Dagtekening',
    'Toewijzingsdatum',
    (one) => {
      one.toewijzingsdatum = '2024-02-13';
    },
    (one) => {
      one.toewijzingsdatum = '2024-02-12';
    },
  ),
  aboutPlace('TR134', toegewezen).passes('an allocation that lies ahead', (one) => {
    one.ingangsdatum = '2024-02-13';
    one.einddatum = '2025-02-12';
  }),
  about('TR134', 'JW301/valid-complete.xml').passes('a Periode that lies ahead', ({ client }) => {
    for (const one of client.contactgegevens.contact)
      one.periode = { begindatum: '2024-02-13', einddatum: '2024-02-14' };
  }),
  about('TR134', 'JW315/valid-complete.xml').passes('a request that lies ahead', ({ client }) => {
    for (const one of client.aangevraagdeProducten.aangevraagdProduct) {
      one.beschikkingIngangsdatum = '2024-02-06';
      one.toewijzingIngangsdatum = '2024-02-06';
    }
  }),
  ...begonnen.everywhere(
    'a start on the day after Dagtekening',
    'Begindatum',
    (one) => {
      one.begindatum = '2024-03-06';
    },
    (one) => {
      one.begindatum = '2024-03-05';
    },
  ),
  begonnen.passes('a removal of a start on the day after Dagtekening', (one) => {
    one.statusAanlevering = '3';
    one.begindatum = '2024-03-06';
  }),
  begonnen.passes('an allocation that begins after Dagtekening', (one) => {
    one.toewijzingIngangsdatum = '2024-03-06';
  }),
  ...gestopt.everywhere(
    'a stop on the day after Dagtekening',
    'Einddatum',
    (one) => {
      one.einddatum = '2024-05-07';
    },
    (one) => {
      one.einddatum = '2024-05-06';
    },
  ),
  ...gestopt.everywhere(
    'a begin on the day after Dagtekening',
    'Begindatum',
    (one) => {
      one.begindatum = '2024-05-07';
    },
    (one) => {
      one.begindatum = '2024-05-06';
      one.einddatum = '2024-05-06';
    },
  ),
  gestopt.passes('a removal of a stop on the day after Dagtekening', (one) => {
    one.statusAanlevering = '3';
    one.begindatum = '2024-05-07';
    one.einddatum = '2024-05-08';
  }),
  about('TR134', 'JW307/valid-complete.xml').refuses(
    'a client, a begin and an end on the day after Dagtekening',
    [
      'Client/Geboortedatum/Datum',
      'Client/StopProducten/StopProduct[2]/Begindatum',
      'Client/StopProducten/StopProduct[2]/Einddatum',
    ],
    ({ client }) => {
      client.geboortedatum = { datum: '2024-05-07' };
      const [, second] = client.stopProducten.stopProduct;
      if (second) Object.assign(second, { begindatum: '2024-05-07', einddatum: '2024-05-07' });
    },
  ),
  ...moment<Draft<BerichtOf<'JW323'>>>(
    about('TR134', 'JW323/valid-complete.xml') as ReturnType<typeof about>,
    'a DeclaratieDagtekening',
    ['Declaratie/DeclaratieDagtekening'],
    ({ declaratie }, datum) => {
      declaratie.declaratieDagtekening = datum;
    },
  ),
  ...moment<Draft<BerichtOf<'JW323'>>>(
    about('TR134', 'JW323/valid-complete.xml') as ReturnType<typeof about>,
    'a DeclaratiePeriode from a begin',
    ['Declaratie/DeclaratiePeriode/Begindatum'],
    ({ declaratie }, datum) => {
      declaratie.declaratiePeriode.begindatum = datum;
    },
  ),
];

type Declared = { productPeriode: { begindatum: string; einddatum: string } };
const declared = (rule: string) => [
  aboutPlace(rule, prestatie, 'in one client') as AboutPlace<Declared>,
  aboutPlace(rule, prestatieOfClient, 'in each client') as AboutPlace<Declared>,
];
const both = (rule: string) => [
  ...declared(rule),
  aboutPlace(rule, beantwoordePrestatie, 'in one client') as AboutPlace<Declared>,
  aboutPlace(rule, beantwoordePrestatieOfClient, 'in each client') as AboutPlace<Declared>,
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

export const pastDateNearest: readonly Nearest[] = [
  ...TR002,
  ...TR134,
  ...begins,
  ...onDagtekening,
  ...TR137,
  ...TR335,
];
