import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { Draft } from '../case.ts';
import { nth } from '../cases/nth.ts';
import { about, type Nearest } from './nearest.ts';
import { aangevraagd, aboutClass, copies } from './places.ts';

const { judges, everywhere } = aboutClass('CD043', aangevraagd);
type Aangevraagd = Draft<
  BerichtOf<'JW315'>
>['client']['aangevraagdeProducten']['aangevraagdProduct'][number];

function decide(one: Aangevraagd, nummer?: string, ingangsdatum?: string) {
  delete one.beschikkingNummer;
  delete one.beschikkingIngangsdatum;
  if (nummer !== undefined) one.beschikkingNummer = nummer;
  if (ingangsdatum !== undefined) one.beschikkingIngangsdatum = ingangsdatum;
}

const beschikking = [
  ...[undefined, '810024', '0'].flatMap((nummer) =>
    [undefined, '2024-02-01'].map((datum) =>
      judges(
        `BeschikkingNummer ${nummer ?? 'left out'}, BeschikkingIngangsdatum ${datum ?? 'left out'}`,
        (nummer === undefined) !== (datum === undefined),
        'BeschikkingIngangsdatum',
        (one) => decide(one, nummer, datum),
      ),
    ),
  ),
  ...everywhere(
    'BeschikkingNummer alone',
    'BeschikkingIngangsdatum',
    (one) => decide(one, '810024'),
    (one) => decide(one, '810024', '2024-02-01'),
  ),
  ...everywhere(
    'BeschikkingIngangsdatum alone',
    'BeschikkingIngangsdatum',
    (one) => decide(one, undefined, '2024-02-01'),
    (one) => decide(one),
  ),
];

const naam = 'Praktijk De Wit';
const zorgverlenerCode = '01000123';
const professionals = ['02', '03', '04', '05'];

/** Every Type with and without a name and a code. */
function verwijzers(
  rule: string,
  element: string,
  isRefused: (type: string, named: boolean, coded: boolean) => boolean,
): Nearest[] {
  const place = aboutClass(rule, aangevraagd);
  return ['01', '02', '03', '04', '05', '06', '08'].flatMap((type) =>
    [true, false].flatMap((named) =>
      [true, false].map((coded) =>
        place.judges(
          `Type ${type}, Naam ${named ? 'filled' : 'left out'}, ZorgverlenerCode ${coded ? 'filled' : 'left out'}`,
          isRefused(type, named, coded),
          element,
          (one) => {
            one.verwijzer = { type, ...(named && { naam }), ...(coded && { zorgverlenerCode }) };
          },
        ),
      ),
    ),
  );
}

const verwijzer = [
  ...verwijzers(
    'CD066',
    'Verwijzer/Naam',
    (type, named, coded) => professionals.includes(type) && coded && named,
  ),
  ...aboutClass('CD066', aangevraagd).everywhere(
    'a huisarts with a code and a name',
    'Verwijzer/Naam',
    (one) => {
      one.verwijzer = { type: '02', naam, zorgverlenerCode };
    },
  ),
  ...verwijzers(
    'CD067',
    'Verwijzer/Naam',
    (type, named, coded) => professionals.includes(type) && !coded && !named,
  ),
  ...aboutClass('CD067', aangevraagd).everywhere(
    'a huisarts without code and name',
    'Verwijzer/Naam',
    (one) => {
      one.verwijzer = { type: '02' };
    },
  ),
  ...verwijzers(
    'CD068',
    'Verwijzer/ZorgverlenerCode',
    (type, _named, coded) => !professionals.includes(type) && coded,
  ),
  ...aboutClass('CD068', aangevraagd).everywhere(
    'the gemeente with a code',
    'Verwijzer/ZorgverlenerCode',
    (one) => {
      one.verwijzer = { type: '01', zorgverlenerCode };
    },
  ),
];

const path = (index: number) =>
  `Client/AangevraagdeProducten/AangevraagdProduct[${index}]/ReferentieAanbieder`;
const unique = about('TR383', 'JW315/valid-complete.xml');

function references(...list: readonly string[]) {
  return ({ client }: Draft<BerichtOf<'JW315'>>) => {
    const products = copies(client.aangevraagdeProducten.aangevraagdProduct, list.length);
    for (const [index, reference] of list.entries())
      nth(products, index + 1).referentieAanbieder = reference;
  };
}

const referentie = [
  unique.passes('one product', references('A')),
  unique.passes('three references', references('A', 'B', 'C')),
  unique.refuses('one reference twice', path(2), references('A', 'A')),
  unique.refuses('the first and the second of three', path(2), references('A', 'A', 'B')),
  unique.refuses('the first and the last of three', path(3), references('A', 'B', 'A')),
  unique.refuses('the second and the last of three', path(3), references('B', 'A', 'A')),
  unique.refuses('one reference three times', [path(2), path(3)], references('A', 'A', 'A')),
  unique.refuses('two references twice', [path(3), path(4)], references('A', 'B', 'A', 'B')),
  unique.passes('references that differ in case', references('A', 'a')),
  unique.passes('references that differ in a space', references('A', 'A ')),
];

/** The three lists of a request for change. */
const lists = ['ongewijzigdeProducten', 'teWijzigenProducten', 'nieuweProducten'] as const;
type List = (typeof lists)[number];
/** Every choice of them. */
const choices = Array.from({ length: 8 }, (_, bits) =>
  lists.filter((_list, index) => bits & (1 << index)),
);

function verzoek(rule: string, oneOf: readonly List[]): Nearest[] {
  const { passes, refuses } = about(rule, 'JW317/valid-complete.xml');
  return choices.map((kept) => {
    const shows = kept.length > 0 ? kept.join(', ') : 'no product at all';
    const change = ({ client }: Draft<BerichtOf<'JW317'>>) => {
      for (const list of lists) if (!kept.includes(list)) delete client.verzoek[list];
    };
    return kept.some((list) => oneOf.includes(list))
      ? passes(shows, change)
      : refuses(shows, 'Client/Verzoek', change);
  });
}

export const requestNearest: readonly Nearest[] = [
  ...beschikking,
  ...verwijzer,
  ...referentie,
  ...verzoek('TR352', ['ongewijzigdeProducten', 'teWijzigenProducten']),
  ...verzoek('TR353', ['teWijzigenProducten', 'nieuweProducten']),
];
