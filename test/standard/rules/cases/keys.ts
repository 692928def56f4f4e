import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';
import { addPrestatie } from './prestaties.ts';

export const keyCases: readonly RuleCase[] = [
  pair('TR101', 'JW301/valid-complete.xml', 'a number of an allocation, written otherwise', {
    breaks: ({ client }) => {
      nth(client.toegewezenProducten.toegewezenProduct, 3).toewijzingNummer = '0240031101';
    },
    holds: ({ client }) => {
      nth(client.toegewezenProducten.toegewezenProduct, 3).toewijzingNummer = '240031100';
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[3]'],
  }),
  pair('TR101', 'JW301/valid-complete.xml', 'the number of a relation', {
    breaks: ({ client }) => {
      nth(client.relaties?.relatie, 2).nummer = '1';
    },
    // A text and no number.
    holds: ({ client }) => {
      nth(client.relaties?.relatie, 2).nummer = '01';
    },
    at: ['Client/Relaties/Relatie[2]'],
  }),
  pair('TR101', 'JW301/valid-complete.xml', 'addresses of one kind; a relation has its own', {
    breaks: ({ client }) => {
      const { contact } = client.contactgegevens;
      contact.push(structuredClone(nth(contact, 1)), structuredClone(nth(contact, 1)));
    },
    holds: ({ client }) => {
      const { contact } = client.contactgegevens;
      contact.push({ ...structuredClone(nth(contact, 1)), soort: '02' });
    },
    at: ['Client/Contactgegevens/Contact[3]', 'Client/Contactgegevens/Contact[4]'],
  }),

  pair('TR101', 'JW305/valid-complete.xml', 'a start twice, and one on another day', {
    breaks: ({ client }) => {
      const { startProduct } = client.startProducten;
      startProduct.push({ ...nth(startProduct, 1), toewijzingNummer: '+240031101' });
    },
    holds: ({ client }) => {
      const { startProduct } = client.startProducten;
      startProduct.push({ ...nth(startProduct, 1), begindatum: '2024-03-05' });
    },
    at: ['Client/StartProducten/StartProduct[3]'],
  }),
  pair('TR101', 'JW305/valid-complete.xml', 'ToewijzingIngangsdatum is no part of the key', {
    breaks: ({ client }) => {
      const { startProduct } = client.startProducten;
      startProduct.push({ ...nth(startProduct, 1), toewijzingIngangsdatum: '2024-03-02' });
    },
    holds: ({ client }) => {
      const { startProduct } = client.startProducten;
      startProduct.push({ ...nth(startProduct, 1), product: { categorie: '45', code: 'B09I' } });
    },
    at: ['Client/StartProducten/StartProduct[3]'],
  }),
  pair('TR101', 'JW305/valid-complete.xml', 'what is left out is a value of its own', {
    breaks: ({ client }) => {
      for (const start of client.startProducten.startProduct) {
        delete start.toewijzingNummer;
        delete start.product;
        start.begindatum = '2024-03-05';
      }
    },
    holds: ({ client }) => {
      const { startProduct } = client.startProducten;
      const first = nth(startProduct, 1);
      const { toewijzingNummer: _, ...withoutNumber } = first;
      const { product: __, ...withoutProduct } = first;
      startProduct.push(withoutNumber, withoutProduct);
      startProduct.push({ ...first, product: { categorie: '45' } });
    },
    at: ['Client/StartProducten/StartProduct[2]'],
  }),
  pair('TR101', 'JW305/valid-complete.xml', 'a removal and a new delivery of the same start', {
    breaks: ({ client }) => {
      const { startProduct } = client.startProducten;
      const corrected = { toewijzingIngangsdatum: '2024-03-02', statusAanlevering: '3' };
      startProduct.push({ ...nth(startProduct, 1), ...corrected });
    },
    holds: ({ client }) => {
      const { startProduct } = client.startProducten;
      const corrected = { begindatum: '2024-03-05', statusAanlevering: '3' };
      startProduct.push({ ...nth(startProduct, 1), ...corrected });
    },
    at: ['Client/StartProducten/StartProduct[3]'],
  }),
  pair('TR101', 'JW305/valid-complete.xml', 'two removals; which comes first does not matter', {
    breaks: ({ client }) => {
      const { startProduct } = client.startProducten;
      const first = nth(startProduct, 1);
      first.statusAanlevering = '3';
      startProduct.push({ ...first }, { ...first, statusAanlevering: '1' });
    },
    holds: ({ client }) => {
      const { startProduct } = client.startProducten;
      const first = nth(startProduct, 1);
      first.statusAanlevering = '3';
      startProduct.push({ ...first, begindatum: '2024-03-05' });
    },
    at: ['Client/StartProducten/StartProduct[3]', 'Client/StartProducten/StartProduct[4]'],
  }),

  pair('TR101', 'JW307/valid-complete.xml', 'a removal and a new delivery of the same stop', {
    breaks: ({ client }) => {
      const { stopProduct } = client.stopProducten;
      stopProduct.unshift({ ...nth(stopProduct, 2), statusAanlevering: '3' });
    },
    holds: ({ client }) => {
      const { stopProduct } = client.stopProducten;
      const removal = { statusAanlevering: '3', redenBeeindiging: '31' };
      stopProduct.unshift({ ...nth(stopProduct, 2), ...removal });
    },
    at: ['Client/StopProducten/StopProduct[3]'],
  }),
  pair('TR101', 'JW307/valid-complete.xml', 'a stop twice, and one for another reason', {
    breaks: ({ client }) => {
      const { stopProduct } = client.stopProducten;
      stopProduct.push({ ...nth(stopProduct, 1), toewijzingNummer: '00240031101' });
    },
    holds: ({ client }) => {
      const { stopProduct } = client.stopProducten;
      stopProduct.push({ ...nth(stopProduct, 1), redenBeeindiging: '31' });
    },
    at: ['Client/StopProducten/StopProduct[3]'],
  }),
  pair('TR101', 'JW307/valid-complete.xml', 'a stop twice, and one that ends on another day', {
    breaks: ({ client }) => {
      const { stopProduct } = client.stopProducten;
      stopProduct.push({ ...nth(stopProduct, 2), toewijzingIngangsdatum: '2024-03-02' });
    },
    holds: ({ client }) => {
      const { stopProduct } = client.stopProducten;
      stopProduct.push({ ...nth(stopProduct, 2), einddatum: '2024-05-02' });
    },
    at: ['Client/StopProducten/StopProduct[3]'],
  }),

  // The key of an AangevraagdProduct is what TR383 is about: none breaks without the other.
  pair('TR101', 'JW315/valid-complete.xml', 'a requested product', {
    breaks: ({ client }) => {
      nth(client.aangevraagdeProducten.aangevraagdProduct, 2).referentieAanbieder =
        'DIJK-2024-0091-A';
    },
    holds: ({ client }) => {
      nth(client.aangevraagdeProducten.aangevraagdProduct, 2).referentieAanbieder =
        'dijk-2024-0091-a';
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[2]'],
    alongside: ['TR383 Client/AangevraagdeProducten/AangevraagdProduct[2]/ReferentieAanbieder'],
  }),

  pair('TR101', 'JW317/valid-complete.xml', 'an unchanged allocation', {
    breaks: ({ client: { verzoek } }) => {
      verzoek.ongewijzigdeProducten?.ongewijzigdProduct.push({ toewijzingNummer: '+240031207' });
    },
    holds: ({ client: { verzoek } }) => {
      verzoek.ongewijzigdeProducten?.ongewijzigdProduct.push({ toewijzingNummer: '240031208' });
    },
    at: ['Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct[2]'],
  }),
  pair('TR101', 'JW317/valid-complete.xml', 'a changed allocation; the classes count apart', {
    breaks: ({ client: { verzoek } }) => {
      nth(verzoek.teWijzigenProducten?.teWijzigenProduct, 2).toewijzingNummer = '240031101';
    },
    holds: ({ client: { verzoek } }) => {
      nth(verzoek.teWijzigenProducten?.teWijzigenProduct, 2).toewijzingNummer = '240031207';
    },
    at: ['Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[2]'],
  }),

  pair('TR101', 'JW317/valid-complete.xml', 'a new product that begins on the same day', {
    breaks: ({ client: { verzoek } }) => {
      const nieuw = verzoek.nieuweProducten?.nieuwProduct;
      nieuw?.push({ ...nth(nieuw, 1), einddatum: '2024-12-31' });
    },
    holds: ({ client: { verzoek } }) => {
      const nieuw = verzoek.nieuweProducten?.nieuwProduct;
      nieuw?.push({ ...nth(nieuw, 1), product: { categorie: '46', code: 'C07P' } });
    },
    at: ['Client/Verzoek/NieuweProducten/NieuwProduct[3]'],
    // Two that begin on the same day share it.
    alongside: ['TR410 Client/Verzoek/NieuweProducten/NieuwProduct[3]'],
  }),

  pair('TR101', 'JW323/valid-complete.xml', 'a client', {
    breaks: ({ declaratie: { clienten } }) => {
      nth(clienten.client, 2).bsn = '999912008';
    },
    holds: () => {},
    at: ['Declaratie/Clienten/Client[2]'],
  }),
  pair('TR101', 'JW323/valid-complete.xml', 'a Prestatie of a client', {
    breaks: (bericht) => {
      addPrestatie(bericht, { referentie: 'P-2024-0050', month: '2024-02' });
    },
    holds: (bericht) => {
      addPrestatie(bericht, { referentie: 'P-2024-0060', month: '2024-02' });
    },
    at: ['Declaratie/Clienten/Client[1]/Prestaties/Prestatie[3]'],
  }),
  pair('TR101', 'JW323/valid-complete.xml', 'a Prestatie of a client that is there twice', {
    breaks: ({ declaratie: { clienten } }) => {
      const client = nth(clienten.client, 2);
      client.bsn = '999912008';
      nth(client.prestaties.prestatie, 1).productReferentie.referentieNummer = 'P-2024-0050';
    },
    // With another client it is another Prestatie, until the ledger looks (TR314).
    holds: ({ declaratie: { clienten } }) => {
      const client = nth(clienten.client, 2);
      nth(client.prestaties.prestatie, 1).productReferentie.referentieNummer = 'P-2024-0050';
    },
    at: ['Declaratie/Clienten/Client[2]', 'Declaratie/Clienten/Client[2]/Prestaties/Prestatie'],
  }),
  pair('TR101', 'JW323/valid-complete.xml', 'ProductReferentie counts whole', {
    breaks: (bericht) => {
      addPrestatie(bericht, { referentie: 'P-2024-0051', month: '2024-02' });
      addPrestatie(bericht, { referentie: 'P-2024-0051', month: '2024-01' });
    },
    holds: (bericht) => {
      addPrestatie(bericht, { referentie: 'P-2024-0051', month: '2024-02' });
    },
    at: ['Declaratie/Clienten/Client[1]/Prestaties/Prestatie[4]'],
  }),

  pair('TR101', 'JW325/valid-complete.xml', 'a client', {
    breaks: ({ declaratieAntwoord }) => {
      nth(declaratieAntwoord?.clienten?.client, 2).bsn = '999912008';
    },
    holds: () => {},
    at: ['DeclaratieAntwoord/Clienten/Client[2]'],
  }),
  pair('TR101', 'JW325/valid-complete.xml', 'a Prestatie of a client', {
    breaks: ({ declaratieAntwoord }) => {
      const { prestatie } = nth(declaratieAntwoord?.clienten?.client, 2).prestaties;
      prestatie.push(structuredClone(nth(prestatie, 1)));
      if (declaratieAntwoord) declaratieAntwoord.totaalToegekendBedrag.totaalBedrag = '337500';
    },
    holds: ({ declaratieAntwoord }) => {
      const { prestatie } = nth(declaratieAntwoord?.clienten?.client, 2).prestaties;
      const copy = structuredClone(nth(prestatie, 1));
      copy.productReferentie.referentieNummer = 'P-2024-0053';
      prestatie.push(copy);
      if (declaratieAntwoord) declaratieAntwoord.totaalToegekendBedrag.totaalBedrag = '337500';
    },
    at: ['DeclaratieAntwoord/Clienten/Client[2]/Prestaties/Prestatie[2]'],
  }),
];
