import { type Changes, keyOf, type Numbered, numbered, otherNumber, written } from './key.ts';
import { about, type Nearest } from './nearest.ts';
import {
  aangevraagd,
  beantwoordeClient,
  beantwoordePrestatie,
  contact,
  gedeclareerdeClient,
  nieuw,
  ongewijzigd,
  prestatie,
  type RepeatedClass,
  relatie,
  teWijzigen,
  toegewezen,
} from './places.ts';

interface Nieuw {
  product?: { categorie: string; code?: string };
  gewensteIngangsdatum: string;
  einddatum?: string;
}

const client = [
  ...keyOf(relatie, 'Relatie', {
    base: (one) => {
      one.nummer = '1';
    },
    other: {
      'another Nummer': (one) => {
        one.nummer = '2';
      },
      'a Nummer with a zero before it': (one) => {
        one.nummer = '01';
      },
    },
    alike: {
      'another Soort': (one) => {
        one.soort = '11';
      },
    },
  }),
  ...keyOf(contact, 'Contact', {
    base: (one) => {
      one.soort = '01';
    },
    other: {
      'another Soort': (one) => {
        one.soort = '02';
      },
    },
    alike: {
      'another Adres': (one) => {
        one.adres = { huis: { huisnummer: '13' }, postcode: '1000AB', landCode: 'NL' };
      },
    },
  }),
  about('TR101', 'JW301/valid-complete.xml').passes(
    'Contacts of one Soort of two relations and of the client',
    (bericht) => {
      for (const one of relatie.list(bericht)) one.contact.soort = '01';
    },
  ),
  ...keyOf(toegewezen, 'ToegewezenProduct', {
    base: numbered('240031101'),
    other: otherNumber,
    alike: {
      ...written,
      'another Product': (one: { product?: object }) => {
        one.product = { categorie: '54' };
      },
    } as Changes<Numbered>,
  }),
];

const referred = (referentieAanbieder: string) => (one: { referentieAanbieder: string }) => {
  one.referentieAanbieder = referentieAanbieder;
};
const requests = [
  ...keyOf(aangevraagd, 'AangevraagdProduct', {
    base: referred('A'),
    other: {
      'another ReferentieAanbieder': referred('B'),
      'one in other letters': referred('a'),
    },
  }),
  ...keyOf(ongewijzigd, 'OngewijzigdProduct', {
    base: numbered('240031101'),
    other: otherNumber,
    alike: written,
  }),
  ...keyOf(teWijzigen, 'TeWijzigenProduct', {
    base: numbered('240031101'),
    other: otherNumber,
    alike: written,
  }),
  about('TR101', 'JW317/valid-complete.xml').passes(
    'one number of an OngewijzigdProduct and a TeWijzigenProduct',
    (bericht) => {
      for (const one of ongewijzigd.list(bericht)) one.toewijzingNummer = '240031101';
    },
  ),
  ...keyOf(nieuw as RepeatedClass<'JW317', Nieuw, Nieuw>, 'NieuwProduct', {
    base: (one) => {
      one.product = { categorie: '46', code: 'C07I' };
      one.gewensteIngangsdatum = '2024-04-15';
    },
    other: {
      'another Categorie': (one) => {
        one.product = { categorie: '45', code: 'C07I' };
      },
      'another Code': (one) => {
        one.product = { categorie: '46', code: 'C08I' };
      },
      'no Code': (one) => {
        one.product = { categorie: '46' };
      },
      'no Product': (one) => {
        delete one.product;
      },
      'another GewensteIngangsdatum': (one) => {
        one.gewensteIngangsdatum = '2024-04-16';
      },
    },
    alike: {
      'another Einddatum': (one) => {
        one.einddatum = '2024-04-15';
      },
    },
  }),
];

const known = (bsn: string) => (one: { bsn: string }) => {
  one.bsn = bsn;
};
const of = (referentieNummer: string, vorigReferentieNummer?: string) => (one: unknown) => {
  (one as { productReferentie: object }).productReferentie = {
    referentieNummer,
    ...(vorigReferentieNummer !== undefined && { vorigReferentieNummer }),
  };
};
const otherReferentie: Changes<unknown> = {
  'another ReferentieNummer': of('P-2', 'P-0'),
  'another VorigReferentieNummer': of('P-1', 'P-9'),
  'no VorigReferentieNummer': of('P-1'),
};
/** Each client has its own Prestaties, under numbers that run on; one has the key of another. */
const declared = [
  ...keyOf(gedeclareerdeClient, 'Client', {
    base: (one) => {
      one.bsn = '999912008';
      one.prestaties.prestatie.length = 1;
      for (const each of one.prestaties.prestatie) of('P-1')(each);
    },
    other: { 'another Bsn': known('999934508') },
  }).map(withPrestatie('Declaratie')),
  ...keyOf(prestatie, 'Prestatie', {
    base: of('P-1', 'P-0'),
    other: otherReferentie,
    alike: {
      'another toewijzing': (one) => {
        one.toewijzingNummer = '1';
      },
    },
  }),
  ...keyOf(prestatie, 'Prestatie with spaces in its references', {
    base: of('P 1', '2'),
    other: { 'the space elsewhere': of('P', '1 2') },
  }),
  ...keyOf(beantwoordeClient, 'Client', {
    base: (one) => {
      one.bsn = '999912008';
      one.prestaties.prestatie.length = 1;
      for (const each of one.prestaties.prestatie) of('P-1')(each);
    },
    other: { 'another Bsn': known('999934508') },
  }).map(withPrestatie('DeclaratieAntwoord')),
  ...keyOf(beantwoordePrestatie, 'Prestatie', {
    base: of('P-1', 'P-0'),
    other: otherReferentie,
    alike: {
      'another toewijzing': (one) => {
        one.toewijzingNummer = '1';
      },
    },
  }),
  about('TR101', 'JW323/valid-complete.xml').refuses(
    'a client twice, with another Prestatie',
    'Declaratie/Clienten/Client[2]',
    ({ declaratie }) => {
      for (const one of declaratie.clienten.client) one.bsn = '999912008';
    },
  ),
  about('TR101', 'JW325/valid-granted-in-full.xml').passes('an answer without clients', () => {}),
  about('TR101', 'JW325/valid-refused-by-a-rule-within-the-message.xml').passes(
    'an answer that is a Header alone',
    () => {},
  ),
];

/** What stands under one client twice is doubled by that client: its parent key is the same. */
function withPrestatie(root: string) {
  return (one: Nearest): Nearest => ({
    ...one,
    at: one.at.flatMap((path) => [path, `${root}${path.slice(root.length)}/Prestaties/Prestatie`]),
  });
}

export const keyNearest: readonly Nearest[] = [...client, ...requests, ...declared];
