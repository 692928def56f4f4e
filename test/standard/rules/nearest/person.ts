import { nth } from '../cases/nth.ts';
import { about, type Nearest } from './nearest.ts';
import { aboutClass, beantwoordeClient, gedeclareerdeClient, relatie } from './places.ts';

/** 9 x 9 + 9 x 8 + 9 x 7 + 9 x 6 + 1 x 5 + 2 x 4 + 0 + 0 - 8 = 275 = 25 x 11. */
const right = '999912008';
/** Without a 0: 9 x 9 + 9 x 8 + 9 x 7 + 9 x 6 + 1 x 5 + 2 x 4 + 3 x 3 + 4 x 2 - 3 = 297 = 27 x 11. */
const withoutZero = '999912343';
/** Each digit one off; the last one, too, and where the ninth would count as 1 and not as -1. */
const wrong = [
  '899912008',
  '989912008',
  '998912008',
  '999812008',
  '999902008',
  '999911008',
  '999912108',
  '999912018',
  '999912009',
  '999912007',
  '999912003',
  '000000000',
];

const clientMessages = [
  about('CS002', 'JW301/valid-complete.xml'),
  about('CS002', 'JW305/valid-complete.xml'),
  about('CS002', 'JW307/valid-complete.xml'),
  about('CS002', 'JW315/valid-complete.xml'),
  about('CS002', 'JW317/valid-complete.xml'),
] as const;

const bsn: readonly Nearest[] = [
  ...clientMessages.flatMap(({ passes, refuses }) => [
    ...[right, withoutZero].map((bsn) =>
      passes(`the Bsn ${bsn}`, ({ client }) => {
        client.bsn = bsn;
      }),
    ),
    ...wrong.map((other) =>
      refuses(`the Bsn ${other}`, 'Client/Bsn', ({ client }) => {
        client.bsn = other;
      }),
    ),
  ]),
  ...[aboutClass('CS002', gedeclareerdeClient), aboutClass('CS002', beantwoordeClient)].flatMap(
    ({ passes, refuses, everywhere }) => [
      passes(`the Bsn ${right}`, (client) => {
        client.bsn = right;
      }),
      refuses('a last digit that is one more', 'Bsn', (client) => {
        client.bsn = '999912009';
      }),
      ...everywhere('a last digit that is one less', 'Bsn', (client) => {
        client.bsn = '999912007';
      }),
    ],
  ),
  about('CS002', 'JW325/valid-granted-in-full.xml').passes('an answer without clients', () => {}),
  about('CS002', 'JW325/valid-refused-by-a-rule-within-the-message.xml').passes(
    'an answer that is a Header alone',
    () => {},
  ),
];

interface Naam {
  partnernaam?: { achternaam: string };
  naamGebruik: string;
}

function setNaam(naam: Naam, gebruik: string, partner: boolean) {
  naam.naamGebruik = gebruik;
  if (partner) naam.partnernaam = { achternaam: 'Boer' };
  else delete naam.partnernaam;
}

const uses = ['1', '2', '3', '4', '5', '6'];
const naamOfClient = about('CS050', 'JW301/valid-complete.xml');
const naamOfRelatie = aboutClass('CS050', relatie, 'Relatie');

const naamGebruik: readonly Nearest[] = [
  ...[true, false].flatMap((partner) =>
    uses.flatMap((gebruik) => {
      const shows = `NaamGebruik ${gebruik} ${partner ? 'with' : 'without'} Partnernaam`;
      const refused = !(partner ? ['1', '2', '3', '4'] : ['1', '6']).includes(gebruik);
      const change = ({ client }: { client: { naam: Naam } }) =>
        setNaam(client.naam, gebruik, partner);
      return [
        refused
          ? naamOfClient.refuses(`Client: ${shows}`, 'Client/Naam/NaamGebruik', change)
          : naamOfClient.passes(`Client: ${shows}`, change),
        naamOfRelatie.judges(shows, refused, 'Naam/NaamGebruik', ({ naam }) =>
          setNaam(naam, gebruik, partner),
        ),
      ];
    }),
  ),
  ...naamOfRelatie.everywhere('NaamGebruik 5', 'Naam/NaamGebruik', ({ naam }) =>
    setNaam(naam, '5', true),
  ),
  naamOfClient.passes('a client without relations', ({ client }) => {
    delete client.relaties;
  }),
  naamOfClient.refuses(
    'Client and Relatie both',
    ['Client/Naam/NaamGebruik', 'Client/Relaties/Relatie[2]/Naam/NaamGebruik'],
    ({ client }) => {
      setNaam(client.naam, '2', false);
      setNaam(nth(client.relaties?.relatie, 2).naam, '2', false);
    },
  ),
];

const organisation = about('CS318', 'JW301/valid-complete.xml');
const naturalPerson: readonly Nearest[] = [
  ...uses.flatMap((gebruik) =>
    [true, false].map((partner) => {
      const shows = `NaamGebruik ${gebruik} ${partner ? 'with' : 'without'} Partnernaam`;
      const change = ({ client }: { client: { naam: Naam } }) =>
        setNaam(client.naam, gebruik, partner);
      return gebruik === '6'
        ? organisation.refuses(shows, 'Client/Naam/NaamGebruik', change)
        : organisation.passes(shows, change);
    }),
  ),
  organisation.passes('a Relatie that is an organisation', ({ client }) => {
    for (const { naam } of client.relaties?.relatie ?? []) setNaam(naam, '6', false);
  }),
];

/** Datum, DatumGebruik, and whether they disagree. */
const datums = [
  ['2012-05-01', '1', false],
  ['2012-12-01', '1', false],
  ['2012-01-01', '1', false],
  ['2012-05-02', '1', true],
  ['2012-05-11', '1', true],
  ['2012-05-31', '1', true],
  ['2012-01-01', '2', false],
  ['1900-01-01', '2', false],
  ['2012-01-02', '2', true],
  ['2012-02-01', '2', true],
  ['2012-11-01', '2', true],
  ['2012-01-11', '2', true],
  ['1900-01-01', '3', false],
  ['1900-01-02', '3', true],
  ['1900-02-01', '3', true],
  ['1901-01-01', '3', true],
  ['1899-01-01', '3', true],
  ['11900-01-01', '3', true],
  ['-1900-01-01', '3', true],
  ['2012-05-17', undefined, false],
  ['1900-01-01', undefined, false],
] as const;

interface Geboortedatum {
  datum: string;
  datumGebruik?: string;
}

function born(datum: string, datumGebruik?: string): Geboortedatum {
  return { datum, ...(datumGebruik !== undefined && { datumGebruik }) };
}

const ofRelatie = aboutClass('CS139', relatie, 'Relatie');

const datumGebruik: readonly Nearest[] = [
  ...datums.flatMap(([datum, gebruik, refused]) => {
    const shows = `${datum} with DatumGebruik ${gebruik ?? 'left out'}`;
    const set = ({ client }: { client: { geboortedatum: Geboortedatum } }) => {
      client.geboortedatum = born(datum, gebruik);
    };
    const at = 'Client/Geboortedatum';
    return [
      ...[
        about('CS139', 'JW301/valid-complete.xml'),
        about('CS139', 'JW305/valid-complete.xml'),
        about('CS139', 'JW307/valid-complete.xml'),
        about('CS139', 'JW315/valid-complete.xml'),
      ].map(({ passes, refuses }) => (refused ? refuses(shows, at, set) : passes(shows, set))),
      ofRelatie.judges(shows, refused, 'Geboortedatum', (one) => {
        one.geboortedatum = born(datum, gebruik);
      }),
    ];
  }),
  ...ofRelatie.everywhere(
    'day 02 with DatumGebruik 1',
    'Geboortedatum',
    (one) => {
      one.geboortedatum = born('1985-01-02', '1');
    },
    (one) => {
      delete one.geboortedatum;
    },
  ),
  ofRelatie.passes('no Geboortedatum', (one) => {
    delete one.geboortedatum;
  }),
  about('CS139', 'JW301/valid-complete.xml').passes('a client without relations', ({ client }) => {
    delete client.relaties;
  }),
];

export const personNearest: readonly Nearest[] = [
  ...bsn,
  ...naamGebruik,
  ...naturalPerson,
  ...datumGebruik,
];
