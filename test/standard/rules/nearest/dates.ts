import { about, type Nearest } from './nearest.ts';
import {
  type AboutClass,
  aangevraagd,
  aboutClass,
  contact,
  contactOfRelatie,
  nieuw,
  stop,
  teWijzigen,
  toegewezen,
} from './places.ts';

/** A begin, an end, and whether the end comes first. */
export const order = [
  ['2024-03-15', '2024-03-15', false],
  ['2024-03-15', '2024-03-16', false],
  ['2024-03-15', '2024-03-14', true],
  ['2024-02-29', '2024-03-01', false],
  ['2024-03-01', '2024-02-29', true],
  ['2023-12-31', '2024-01-01', false],
  ['2024-01-01', '2023-12-31', true],
  ['2024-03-15', '12024-01-01', false],
  ['12024-01-01', '2024-03-15', true],
  ['-2024-03-15', '2024-03-15', false],
  ['2024-03-15', '-2024-03-15', true],
] as const;

/** Every order of two dates in one class. */
export function ordered<Item>(
  { judges, everywhere }: AboutClass<Item>,
  element: string,
  set: (one: Item, begin: string, eind: string) => void,
  dates: readonly (readonly [string, string, boolean])[] = order,
): Nearest[] {
  return [
    ...dates.map(([begin, eind, refused]) =>
      judges(`${begin} to ${eind}`, refused, element, (one) => set(one, begin, eind)),
    ),
    ...everywhere(
      'an end on the day before',
      element,
      (one) => set(one, '2024-03-15', '2024-03-14'),
      (one) => set(one, '2024-03-15', '2024-03-15'),
    ),
  ];
}

type Held = { periode?: { begindatum?: string; einddatum?: string } };
const periods = [
  aboutClass('CS003', contact, 'Contact of Client') as AboutClass<Held>,
  aboutClass('CS003', contactOfRelatie, 'Contact of Relatie') as AboutClass<Held>,
].flatMap((place) => [
  ...ordered(place, 'Periode/Einddatum', (one, begindatum, einddatum) => {
    one.periode = { begindatum, einddatum };
  }),
  place.passes('an end alone', (one) => {
    one.periode = { einddatum: '2024-03-14' };
  }),
  place.passes('a begin alone', (one) => {
    one.periode = { begindatum: '2024-03-15' };
  }),
  place.passes('an empty Periode', (one) => {
    one.periode = {};
  }),
  place.passes('no Periode', (one) => {
    delete one.periode;
  }),
]);

const products = [
  ...ordered(
    aboutClass('CS003', toegewezen, 'ToegewezenProduct'),
    'Einddatum',
    (one, begin, eind) => {
      one.ingangsdatum = begin;
      one.einddatum = eind;
    },
  ),
  aboutClass('CS003', toegewezen, 'ToegewezenProduct').passes('no end', (one) => {
    delete one.einddatum;
  }),
  ...ordered(
    aboutClass('CS003', aangevraagd, 'AangevraagdProduct'),
    'ToewijzingEinddatum',
    (one, begin, eind) => {
      one.toewijzingIngangsdatum = begin;
      one.toewijzingEinddatum = eind;
    },
  ),
  aboutClass('CS003', aangevraagd, 'AangevraagdProduct').passes('no end', (one) => {
    delete one.toewijzingEinddatum;
  }),
  ...[
    aboutClass('CS003', teWijzigen, 'TeWijzigenProduct'),
    aboutClass('CS003', nieuw, 'NieuwProduct') as AboutClass<{
      gewensteIngangsdatum: string;
      einddatum?: string;
    }>,
  ].flatMap((place) => [
    ...ordered(place, 'Einddatum', (one, begin, eind) => {
      one.gewensteIngangsdatum = begin;
      one.einddatum = eind;
    }),
    place.passes('no end', (one) => {
      delete one.einddatum;
    }),
  ]),
];

const stops = aboutClass('TR018', stop);
const TR018 = [
  ...ordered(stops, 'Einddatum', (one, begin, eind) => {
    one.begindatum = begin;
    one.einddatum = eind;
  }),
  stops.passes('a removal that ends on the day before', (one) => {
    one.statusAanlevering = '3';
    one.begindatum = '2024-03-15';
    one.einddatum = '2024-03-14';
  }),
];

const wanted = aboutClass('TR380', nieuw);
const want = (datum: string) => (one: { gewensteIngangsdatum: string }) => {
  one.gewensteIngangsdatum = datum;
};
/** Dagtekening is 2024-04-08. */
const TR380 = [
  ...(
    [
      ['2024-04-08', true],
      ['2024-04-09', false],
      ['2024-04-07', true],
      ['2023-12-31', true],
      ['2024-05-01', false],
      ['2025-01-01', false],
      ['12024-01-01', false],
    ] as const
  ).map(([datum, refused]) =>
    wanted.judges(`a begin on ${datum}`, refused, 'GewensteIngangsdatum', want(datum)),
  ),
  ...wanted.everywhere(
    'a begin on Dagtekening',
    'GewensteIngangsdatum',
    want('2024-04-08'),
    want('2024-04-09'),
  ),
  about('TR380', 'JW317/valid-complete.xml').passes(
    'no NieuwProduct, and a TeWijzigenProduct from before Dagtekening',
    ({ client: { verzoek } }) => {
      delete verzoek.nieuweProducten;
      for (const one of verzoek.teWijzigenProducten?.teWijzigenProduct ?? [])
        one.gewensteIngangsdatum = '2024-04-07';
    },
  ),
];

export const dateNearest: readonly Nearest[] = [...periods, ...products, ...TR018, ...TR380];
