import { type Changes, keyOf, type Numbered, numbered, otherNumber, written } from './key.ts';
import type { Nearest } from './nearest.ts';
import { type RepeatedClass, start, stop } from './places.ts';

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
  'a removal with another Begindatum': (one) => {
    one.begindatum = '2024-03-05';
    one.statusAanlevering = '3';
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
  'its removal': (one) => {
    one.statusAanlevering = '3';
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

export const deliveredKeyNearest: readonly Nearest[] = [
  ...keyOf(start as RepeatedClass<'JW305', Delivery, Delivery>, 'StartProduct', {
    base: deliver,
    other: otherDelivery,
    alike: alikeDelivery,
  }),
  ...keyOf(
    start as RepeatedClass<'JW305', Delivery, Delivery>,
    'StartProduct without number and Product',
    {
      base: deliverBare,
      other: { 'a number': numbered('0') },
    },
  ),
  ...keyOf(stop as RepeatedClass<'JW307', Stopped, Stopped>, 'StopProduct', {
    base: (one) => {
      deliver(one);
      end(one);
    },
    other: otherStop,
    alike: alikeDelivery,
  }),
  ...keyOf(
    stop as RepeatedClass<'JW307', Stopped, Stopped>,
    'StopProduct without number and Product',
    {
      base: (one) => {
        deliverBare(one);
        end(one);
      },
      other: { 'a number': numbered('0') },
    },
  ),
];
