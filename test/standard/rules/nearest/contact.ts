import type { BerichtOf, Contact } from '../../../../src/standard/messages/berichten.ts';
import type { Draft } from '../case.ts';
import { nth } from '../cases/nth.ts';
import { about, type Nearest } from './nearest.ts';
import { type AboutClass, aboutClass, contact, contactOfRelatie } from './places.ts';

type ContactDraft = Draft<Contact>;
type Adres = NonNullable<ContactDraft['adres']>;

const huis = { huisnummer: '12' };
const telefoon = { telefoon01: { telefoonnummer: '0201234567', landnummer: '+31' } };

/** Both places where a message has a Contact. */
function places(rule: string): AboutClass<ContactDraft>[] {
  return [
    aboutClass(rule, contact, 'Client'),
    aboutClass(rule, contactOfRelatie, 'Relatie') as AboutClass<ContactDraft>,
  ];
}

/** A Contact that holds what is given and no more. */
function become(one: ContactDraft, soort: string, rest: Omit<ContactDraft, 'soort'>) {
  const holder = one as Partial<ContactDraft>;
  for (const name of Object.keys(holder) as (keyof ContactDraft)[]) delete holder[name];
  Object.assign(one, { soort, ...rest });
}

const withAdres = (adres: Adres) => (one: ContactDraft) => become(one, '02', { adres, telefoon });

const landCode = places('CD005').flatMap(({ passes, refuses, everywhere }) => [
  passes('Postcode and LandCode', withAdres({ huis, postcode: '1000AA', landCode: 'NL' })),
  passes('a foreign Postcode and LandCode', withAdres({ postcode: 'B-1000', landCode: 'BE' })),
  passes('neither', withAdres({ huis })),
  passes('an empty Adres', withAdres({})),
  passes('no Adres', (one) => become(one, '02', { telefoon })),
  refuses('Postcode alone', 'Adres/LandCode', withAdres({ huis, postcode: '1000AA' })),
  refuses('LandCode alone', 'Adres/LandCode', withAdres({ huis, landCode: 'BE' })),
  ...everywhere(
    'Postcode alone',
    'Adres/LandCode',
    withAdres({ huis, postcode: '1000AA' }),
    withAdres({ huis }),
  ),
]);

const communicatie = about('CD007', 'JW301/valid-complete.xml');
const taal = [
  ...['1', '2', '3'].flatMap((vorm) =>
    [true, false].map((spoken) => {
      const shows = `Vorm ${vorm} ${spoken ? 'with' : 'without'} Taal`;
      const change = ({ client }: Draft<BerichtOf<'JW301'>>) => {
        client.communicatie = { vorm, ...(spoken && { taal: 'Tarifit' }) };
      };
      return (vorm === '1') === spoken
        ? communicatie.passes(shows, change)
        : communicatie.refuses(shows, 'Client/Communicatie/Taal', change);
    }),
  ),
  communicatie.passes('no Communicatie', ({ client }) => {
    delete client.communicatie;
  }),
];

const periode = { begindatum: '2024-02-01', einddatum: '2024-08-31' };
const periodes = places('CD009').flatMap(({ judges, everywhere }) => [
  ...['01', '02', '03', '04'].flatMap((soort) => [
    judges(`Soort ${soort} with a Periode`, soort !== '04', 'Periode', (one) =>
      become(one, soort, { telefoon, periode: { ...periode } }),
    ),
    judges(`Soort ${soort} without a Periode`, false, 'Periode', (one) =>
      become(one, soort, { telefoon }),
    ),
  ]),
  judges('Soort 01 with a Periode that only begins', true, 'Periode', (one) =>
    become(one, '01', { telefoon, periode: { begindatum: '2024-02-01' } }),
  ),
  ...everywhere(
    'Soort 02 with a Periode',
    'Periode',
    (one) => become(one, '02', { telefoon, periode: { ...periode } }),
    (one) => become(one, '04', { telefoon, periode: { ...periode } }),
  ),
]);

const huizen = places('CD025').flatMap(({ passes, refuses, everywhere }) => [
  passes('NL with Huis', withAdres({ huis, postcode: '1000AA', landCode: 'NL' })),
  refuses('NL without Huis', 'Adres/Huis', withAdres({ postcode: '1000AA', landCode: 'NL' })),
  passes('BE without Huis', withAdres({ postcode: '1000', landCode: 'BE' })),
  passes('BE with Huis', withAdres({ huis, postcode: '1000', landCode: 'BE' })),
  passes('no LandCode and no Huis', withAdres({ plaatsnaam: 'Amsterdam' })),
  passes('no Adres', (one) => become(one, '02', { telefoon })),
  ...everywhere(
    'NL without Huis',
    'Adres/Huis',
    withAdres({ postcode: '1000AA', landCode: 'NL' }),
    withAdres({ huis, postcode: '1000AA', landCode: 'NL' }),
  ),
]);

const postcodes = places('CD034').flatMap(({ judges, everywhere }) => [
  ...['01', '02', '03', '04'].flatMap((soort) => {
    const asked = soort === '01' || soort === '03';
    return [
      judges(`Soort ${soort} with Postcode`, false, 'Adres/Postcode', (one) =>
        become(one, soort, { adres: { huis, postcode: '1000AA', landCode: 'NL' } }),
      ),
      judges(`Soort ${soort} without Postcode`, asked, 'Adres/Postcode', (one) =>
        become(one, soort, { adres: { huis }, telefoon }),
      ),
      judges(`Soort ${soort} with an empty Adres`, asked, 'Adres/Postcode', (one) =>
        become(one, soort, { adres: {}, telefoon }),
      ),
      judges(`Soort ${soort} without Adres`, asked, 'Adres/Postcode', (one) =>
        become(one, soort, { telefoon }),
      ),
    ];
  }),
  ...everywhere(
    'Soort 03 without Postcode',
    'Adres/Postcode',
    (one) => become(one, '03', { adres: { huis } }),
    (one) => become(one, '03', { adres: { huis, postcode: '1000AA', landCode: 'NL' } }),
  ),
]);

const dutch = ['1000AA', '9999zz', '1234aB', '5678Ab', '1999MN'];
const notDutch = [
  '0999AA',
  '1000 AA',
  ' 1000AA',
  '1000AA ',
  '1000A',
  '1000',
  '100AA',
  '1000AAA',
  '10000AA',
  '1000A1',
  '10001A',
  '100AAA',
  'A000AA',
  '1A00AA',
  '10A0AA',
  '1000A-',
];
const dutchPostcodes = places('CS089').flatMap(({ passes, refuses, everywhere }) => [
  ...dutch.map((postcode) =>
    passes(`${postcode} in NL`, withAdres({ huis, postcode, landCode: 'NL' })),
  ),
  ...notDutch.flatMap((postcode) => [
    refuses(
      `${JSON.stringify(postcode)} in NL`,
      'Adres/Postcode',
      withAdres({ huis, postcode, landCode: 'NL' }),
    ),
    passes(`${JSON.stringify(postcode)} in BE`, withAdres({ postcode, landCode: 'BE' })),
  ]),
  passes('0999AA without LandCode', withAdres({ huis, postcode: '0999AA' })),
  passes('NL without Postcode', withAdres({ huis, landCode: 'NL' })),
  passes('no Adres', (one) => become(one, '02', { telefoon })),
  ...everywhere(
    '0999AA in NL',
    'Adres/Postcode',
    withAdres({ huis, postcode: '0999AA', landCode: 'NL' }),
    withAdres({ huis, postcode: '1000AA', landCode: 'NL' }),
  ),
]);

const postcode = '1000AA';
const landcode = 'NL';
const reachable = places('TR006').flatMap(({ passes, refuses, everywhere }) => [
  passes('Telefoon alone', (one) => become(one, '02', { telefoon })),
  passes('Huis and Postcode alone', (one) =>
    become(one, '02', { adres: { huis, postcode, landCode: landcode } }),
  ),
  passes('Telefoon, Huis and Postcode', withAdres({ huis, postcode, landCode: landcode })),
  passes('Telefoon and Huis', withAdres({ huis })),
  passes('Telefoon and Postcode', withAdres({ postcode, landCode: landcode })),
  refuses('Huis alone', undefined, (one) => become(one, '02', { adres: { huis } })),
  refuses('Postcode alone', undefined, (one) =>
    become(one, '02', { adres: { postcode, landCode: landcode } }),
  ),
  refuses('an Adres with neither', undefined, (one) =>
    become(one, '02', { adres: { straatnaam: 'Kade', plaatsnaam: 'Amsterdam' } }),
  ),
  refuses('an empty Adres', undefined, (one) => become(one, '02', { adres: {} })),
  refuses('an e-mail address alone', undefined, (one) =>
    become(one, '02', { emailadres: 'yara@example.org' }),
  ),
  ...everywhere(
    'Huis alone',
    undefined,
    (one) => become(one, '02', { adres: { huis } }),
    (one) => become(one, '02', { telefoon }),
  ),
]);

const fixed = about('TR061', 'JW301/valid-complete.xml');

/** The Contacts of the client, by their Soort, each with an Adres. */
function soorten(...list: readonly string[]) {
  return ({ client }: Draft<BerichtOf<'JW301'>>) => {
    const adres = { huis, postcode, landCode: landcode };
    client.contactgegevens.contact = list.map((soort) => ({ soort, adres: { ...adres } }));
  };
}

const fixedAddress = [
  ...['01', '02', '03'].map((soort) => fixed.passes(`Soort ${soort} alone`, soorten(soort))),
  fixed.refuses('Soort 04 alone', 'Client/Contactgegevens', soorten('04')),
  ...[
    ['01', '04', '04'],
    ['04', '02', '04'],
    ['04', '04', '03'],
  ].map((list) => fixed.passes(`Soort ${list.join(', ')}`, soorten(...list))),
  fixed.refuses(
    'Soort 04 with relations at 01, 02 and 03',
    'Client/Contactgegevens',
    (bericht: Draft<BerichtOf<'JW301'>>) => {
      soorten('04')(bericht);
      const relaties = bericht.client.relaties?.relatie ?? [];
      relaties.push({ ...nth(relaties, 2), nummer: '3' });
      for (const [index, one] of relaties.entries())
        become(one.contact, `0${index + 1}`, { adres: { huis, postcode, landCode: landcode } });
    },
  ),
  ...['01', '02', '03'].map((soort) =>
    fixed.refuses(
      `Soort ${soort} with a telephone number and no Adres`,
      'Client/Contactgegevens',
      ({ client }) => {
        client.contactgegevens.contact = [{ soort, telefoon }];
      },
    ),
  ),
];

export const contactNearest: readonly Nearest[] = [
  ...landCode,
  ...taal,
  ...periodes,
  ...huizen,
  ...postcodes,
  ...dutchPostcodes,
  ...reachable,
  ...fixedAddress,
];
