import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { Draft } from '../case.ts';
import { geboren, ofClient, type WithClient } from './births.ts';
import { about, type Nearest } from './nearest.ts';
import { aboutClass, relatie, start, stop, toegewezen } from './places.ts';

/** What had happened when the message was made. */

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

const begonnen = aboutClass('TR134', start);
const gestopt = aboutClass('TR134', stop);
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
  ...aboutClass('TR134', relatie, 'Relatie').everywhere(
    'born on the day after Dagtekening',
    'Geboortedatum/Datum',
    (one) => {
      one.geboortedatum = geboren('2024-02-13');
    },
    (one) => {
      one.geboortedatum = geboren('2024-02-12');
    },
  ),
  aboutClass('TR134', relatie, 'Relatie').passes('no Geboortedatum', (one) => {
    delete one.geboortedatum;
  }),
  ...aboutClass('TR134', toegewezen, 'ToegewezenProduct').everywhere(
    'allocated on the day after Dagtekening',
    'Toewijzingsdatum',
    (one) => {
      one.toewijzingsdatum = '2024-02-13';
    },
    (one) => {
      one.toewijzingsdatum = '2024-02-12';
    },
  ),
  aboutClass('TR134', toegewezen).passes('an allocation that lies ahead', (one) => {
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

export const pastDateNearest: readonly Nearest[] = TR134;
