import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { Draft } from '../case.ts';
import { about, type Nearest } from './nearest.ts';
import { aboutClass, relatie } from './places.ts';

export type WithClient = Draft<BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315'>>;

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

export function geboren(datum: string, datumGebruik?: string) {
  return { datum, ...(datumGebruik !== undefined && { datumGebruik }) };
}

/** The messages with one client and its date of birth. */
export function ofClient(rule: string) {
  return [
    about(rule, 'JW301/valid-complete.xml'),
    about(rule, 'JW305/valid-complete.xml'),
    about(rule, 'JW307/valid-complete.xml'),
    about(rule, 'JW315/valid-complete.xml'),
  ] as const;
}

const long = aboutClass('TR002', relatie, 'Relatie');
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

export const birthNearest: readonly Nearest[] = TR002;
