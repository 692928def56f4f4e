import type { BerichtType } from '../../../../src/standard/catalogue.ts';
import { nth } from '../cases/nth.ts';
import { about, type Nearest } from './nearest.ts';
import {
  aangevraagd,
  beantwoordeClient,
  beantwoordePrestatie,
  contact,
  copies,
  gedeclareerdeClient,
  nieuw,
  ongewijzigd,
  type Place,
  prestatie,
  relatie,
  start,
  stop,
  teWijzigen,
  toegewezen,
} from './places.ts';

type Changes<Item> = Readonly<Record<string, (one: Item) => void>>;

/** Which of three have the key of the first, and which of them an earlier one has. */
const rows = [
  ['the first and the second of three', [0, 0, 1], [2]],
  ['the first and the last of three', [0, 1, 0], [3]],
  ['the second and the last of three', [1, 0, 0], [3]],
  ['all three', [0, 0, 0], [2, 3]],
] as const;

/** Cases of the logical key of one class. */
function keyOf<T extends BerichtType, Holder, Item>(
  { from, list, item, path }: Place<T, Holder, Item>,
  which: string,
  key: {
    /** Makes the key what the changes below start from. */
    readonly base: (one: Item) => void;
    /** Each makes another key of it. */
    readonly other: Changes<Item>;
    /** Each leaves it the same key. */
    readonly alike?: Changes<Item>;
  },
): Nearest[] {
  const { passes, refuses } = about('TR101', from);
  const [another = () => {}] = Object.values(key.other);
  /** A message with one class for each change. */
  const message =
    (...changes: ((one: Item) => void)[]) =>
    (bericht: Parameters<typeof list>[0]) => {
      const holders = copies(list(bericht), changes.length);
      for (const [index, change] of changes.entries()) {
        const one = item(nth(holders, index + 1));
        key.base(one);
        change(one);
      }
    };
  const same = () => {};
  return [
    passes(`${which}: one alone`, message(same)),
    ...rows.map(([shows, keys, found]) =>
      refuses(
        `${which}: one key, ${shows}`,
        found.map((index) => path(`[${index}]`)),
        message(...keys.map((other) => (other ? another : same))),
      ),
    ),
    ...Object.entries(key.other).flatMap(([shows, change]) => [
      passes(`${which}: ${shows}`, message(same, change)),
      refuses(`${which}: ${shows}, twice`, path('[3]'), message(same, change, change)),
    ]),
    ...Object.entries(key.alike ?? {}).map(([shows, change]) =>
      refuses(`${which}: one key, ${shows}`, path('[2]'), message(same, change)),
    ),
  ];
}

interface Numbered {
  toewijzingNummer?: string;
}
const numbered = (nummer: string) => (one: Numbered) => {
  one.toewijzingNummer = nummer;
};
/** A whole number can be written in several ways. */
const written: Changes<Numbered> = {
  'a number with zeros before it': numbered('0240031101'),
  'a number with a plus': numbered('+240031101'),
};
const otherNumber: Changes<Numbered> = { 'another number': numbered('240031102') };

interface Delivery extends Numbered {
  product?: { categorie: string; code?: string };
  toewijzingIngangsdatum?: string;
  begindatum: string;
  statusAanlevering: string;
}

const otherDelivery: Changes<Delivery> = {
  ...otherNumber,
  'no number': (one) => {
    delete one.toewijzingNummer;
  },
  'another Categorie': (one) => {
    one.product = { categorie: '54', code: 'B09P' };
  },
  'another Code': (one) => {
    one.product = { categorie: '45', code: 'B10P' };
  },
  'a Code in other letters': (one) => {
    one.product = { categorie: '45', code: 'b09p' };
  },
  'no Code': (one) => {
    one.product = { categorie: '45' };
  },
  'no Product': (one) => {
    delete one.product;
  },
  'another Begindatum': (one) => {
    one.begindatum = '2024-03-05';
  },
};
const alikeDelivery: Changes<Delivery> = {
  ...written,
  'another ToewijzingIngangsdatum': (one) => {
    one.toewijzingIngangsdatum = '2024-03-02';
  },
  'no ToewijzingIngangsdatum': (one) => {
    delete one.toewijzingIngangsdatum;
  },
};

function deliver(one: Delivery) {
  one.toewijzingNummer = '240031101';
  one.product = { categorie: '45', code: 'B09P' };
  one.toewijzingIngangsdatum = '2024-03-01';
  one.begindatum = '2024-03-04';
  one.statusAanlevering = '1';
}

/** Nothing but the dates: what is absent is the same on both. */
function deliverBare(one: Delivery) {
  deliver(one);
  delete one.toewijzingNummer;
  delete one.product;
}

interface Stopped extends Delivery {
  einddatum: string;
  redenBeeindiging: string;
}
const otherStop: Changes<Stopped> = {
  ...otherDelivery,
  'another Einddatum': (one) => {
    one.einddatum = '2024-05-04';
  },
  'another RedenBeeindiging': (one) => {
    one.redenBeeindiging = '31';
  },
};
function end(one: Stopped) {
  one.einddatum = '2024-05-03';
  one.redenBeeindiging = '20';
}

const deliveries = [
  ...keyOf(start as Place<'JW305', Delivery, Delivery>, 'StartProduct', {
    base: deliver,
    other: otherDelivery,
    alike: alikeDelivery,
  }),
  ...keyOf(start as Place<'JW305', Delivery, Delivery>, 'StartProduct without number and Product', {
    base: deliverBare,
    other: { 'a number': numbered('0') },
  }),
  ...keyOf(stop as Place<'JW307', Stopped, Stopped>, 'StopProduct', {
    base: (one) => {
      deliver(one);
      end(one);
    },
    other: otherStop,
    alike: alikeDelivery,
  }),
  ...keyOf(stop as Place<'JW307', Stopped, Stopped>, 'StopProduct without number and Product', {
    base: (one) => {
      deliverBare(one);
      end(one);
    },
    other: { 'a number': numbered('0') },
  }),
];

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
  ...keyOf(nieuw as Place<'JW317', Nieuw, Nieuw>, 'NieuwProduct', {
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

export const keyNearest: readonly Nearest[] = [...client, ...deliveries, ...requests, ...declared];
