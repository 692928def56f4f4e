import type { BerichtOf } from '../../messages/berichten.ts';
import {
  contacten,
  declaratieClienten,
  ongewijzigdeProducten,
  relaties,
  startProducten,
  stopProducten,
} from '../engine/classes.ts';
import { each, inside, type Located } from '../engine/located.ts';
import {
  aangevraagdeProducten,
  nieuweProducten,
  teWijzigenProducten,
  toegewezenProducten,
} from '../engine/products.ts';
import { keyOf, numberKey, repeated } from '../engine/repeated.ts';
import { type Rule, rule } from '../engine/rule.ts';

/** No class twice in a message. */
export const keys: readonly Rule[] = [
  rule({
    code: 'TR101',
    level: 2,
    retourCode: '0001',
    messages: ['JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW323', 'JW325'],
    berichtklasse: 'alle klassen',
    sentence: {
      nl: 'Dit onderdeel staat dubbel in het bericht: een eerder onderdeel heeft hetzelfde kenmerk (nummer, Bsn, Soort, referentie, of product en datum). Haal een van de twee weg.',
      en: 'This part is in the message twice: an earlier one has the same (number, Bsn, Soort, reference, or product and date). Take one of the two out.',
    },
    reading: {
      nl: 'Ontbreekt een deel van het kenmerk (ToewijzingNummer, Product), dan telt dat als een eigen waarde. StatusAanlevering hoort niet bij het kenmerk: een verwijdering en een nieuwe aanlevering met hetzelfde kenmerk mogen niet in één bericht staan (IV008). Voor zo’n correctie, bijvoorbeeld van ToewijzingIngangsdatum, zijn twee berichten nodig. Met een ander kenmerk, zoals een andere Begindatum, mogen ze wel samen.',
      en: 'A part of the key that is absent (ToewijzingNummer, Product) counts as a value of its own. StatusAanlevering is no part of the key: a removal and a new delivery with the same key may not be in one message (IV008). Such a correction, of ToewijzingIngangsdatum for one, takes two messages. With another key, such as another Begindatum, both may.',
    },
    check: doubles,
  }),
];

/**
 * The classes whose logical key an earlier one under the same parent has too. Classes that the
 * schema allows once, such as Verzoek or the Contact of a Relatie, need no check.
 */
function doubles(
  bericht: BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317' | 'JW323' | 'JW325'>,
): string[] {
  switch (bericht.type) {
    case 'JW301':
      return [
        ...repeated(relaties(bericht), (relatie) => relatie.nummer),
        ...repeated(contacten(bericht), (contact) => contact.soort),
        ...repeated(toegewezenProducten(bericht), toewijzingKey),
      ];
    case 'JW305':
      return repeated(startProducten(bericht), deliveryKey);
    case 'JW307':
      return repeated(stopProducten(bericht), (stop) =>
        keyOf(deliveryKey(stop), stop.einddatum, stop.redenBeeindiging),
      );
    case 'JW315':
      return repeated(aangevraagdeProducten(bericht), (product) => product.referentieAanbieder);
    case 'JW317':
      return [
        ...repeated(ongewijzigdeProducten(bericht), toewijzingKey),
        ...repeated(teWijzigenProducten(bericht), toewijzingKey),
        ...repeated(nieuweProducten(bericht), (nieuw) =>
          keyOf(productKey(nieuw), nieuw.gewensteIngangsdatum),
        ),
      ];
    case 'JW323':
    case 'JW325':
      return [
        ...repeated(declaratieClienten(bericht), (client) => client.bsn),
        ...repeated(prestatiesOfClients(bericht), ({ bsn, referentieNummer, vorig }) =>
          keyOf(bsn, referentieNummer, vorig),
        ),
      ];
  }
}

function toewijzingKey(product: { readonly toewijzingNummer: string }): string {
  return numberKey(product.toewijzingNummer);
}

interface WithProduct {
  readonly product?: { readonly categorie: string; readonly code?: string };
}

function productKey({ product }: WithProduct): string {
  return keyOf(product?.categorie, product?.code);
}

interface Delivery extends WithProduct {
  readonly toewijzingNummer?: string;
  readonly begindatum: string;
}

/** Key of a start or stop, also of a removal: that names an earlier delivery by its key. */
function deliveryKey(delivery: Delivery): string {
  const { toewijzingNummer, begindatum } = delivery;
  return keyOf(toewijzingNummer && numberKey(toewijzingNummer), productKey(delivery), begindatum);
}

/** ProductReferentie, the key of a Prestatie, counts under the Bsn of its client. */
function prestatiesOfClients(bericht: BerichtOf<'JW323' | 'JW325'>) {
  const found: Located<{ bsn: string; referentieNummer: string; vorig: string | undefined }>[] = [];
  for (const client of declaratieClienten(bericht)) {
    const { bsn } = client.value;
    for (const { value, path } of each(inside(client, 'prestaties'), 'prestatie')) {
      const { referentieNummer, vorigReferentieNummer: vorig } = value.productReferentie;
      found.push({ value: { bsn, referentieNummer, vorig }, path });
    }
  }
  return found;
}
