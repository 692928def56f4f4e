import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';

export const declarationCases: readonly RuleCase[] = [
  pair('CD060', 'JW323/valid-complete.xml', 'a credit that takes nothing back', {
    breaks: ({ declaratie: { clienten } }) => {
      const { prestaties } = nth(clienten.client, 1);
      delete nth(prestaties.prestatie, 2).productReferentie.vorigReferentieNummer;
    },
    holds: ({ declaratie: { clienten } }) => {
      const { prestaties } = nth(clienten.client, 1);
      nth(prestaties.prestatie, 2).productReferentie.vorigReferentieNummer = 'P-2024-0009';
    },
    at: [
      'Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]/ProductReferentie/VorigReferentieNummer',
    ],
  }),
  pair('CD060', 'JW323/valid-complete.xml', 'a debit that takes something back', {
    breaks: ({ declaratie: { clienten } }) => {
      const { prestaties } = nth(clienten.client, 2);
      nth(prestaties.prestatie, 1).productReferentie.vorigReferentieNummer = 'P-2024-0009';
    },
    holds: ({ declaratie: { clienten } }) => {
      const { prestaties } = nth(clienten.client, 2);
      nth(prestaties.prestatie, 1).productReferentie.referentieNummer = 'P-2024-0009';
    },
    at: [
      'Declaratie/Clienten/Client[2]/Prestaties/Prestatie/ProductReferentie/VorigReferentieNummer',
    ],
  }),
  pair('CD060', 'JW323/valid-only-a-credit.xml', 'the only Prestatie', {
    breaks: ({ declaratie: { clienten } }) => {
      const { prestaties } = nth(clienten.client, 1);
      delete nth(prestaties.prestatie, 1).productReferentie.vorigReferentieNummer;
    },
    holds: ({ declaratie: { clienten, totaalIngediendBedrag } }) => {
      const prestatie = nth(nth(clienten.client, 1).prestaties.prestatie, 1);
      delete prestatie.productReferentie.vorigReferentieNummer;
      prestatie.ingediendBedrag.debetCredit = 'D';
      totaalIngediendBedrag.debetCredit = 'D';
    },
    at: ['Declaratie/Clienten/Client/Prestaties/Prestatie/ProductReferentie/VorigReferentieNummer'],
  }),
  pair('CD060', 'JW325/valid-complete.xml', 'a credit without, and a debit with', {
    breaks: ({ declaratieAntwoord }) => {
      const { client } = declaratieAntwoord?.clienten ?? {};
      const credit = nth(nth(client, 1).prestaties.prestatie, 1);
      const debit = nth(nth(client, 2).prestaties.prestatie, 1);
      delete credit.productReferentie.vorigReferentieNummer;
      debit.productReferentie.vorigReferentieNummer = 'P-2024-0007';
    },
    holds: ({ declaratieAntwoord }) => {
      const { client } = declaratieAntwoord?.clienten ?? {};
      const credit = nth(nth(client, 1).prestaties.prestatie, 1);
      credit.productReferentie.vorigReferentieNummer = 'P-2024-0009';
    },
    at: [
      'DeclaratieAntwoord/Clienten/Client[1]/Prestaties/Prestatie/ProductReferentie/VorigReferentieNummer',
      'DeclaratieAntwoord/Clienten/Client[2]/Prestaties/Prestatie/ProductReferentie/VorigReferentieNummer',
    ],
  }),
  pair('CD087', 'JW323/valid-complete.xml', 'a count without a price', {
    breaks: ({ declaratie: { clienten } }) => {
      delete nth(nth(clienten.client, 1).prestaties.prestatie, 1).productTarief;
    },
    holds: ({ declaratie: { clienten } }) => {
      const prestatie = nth(nth(clienten.client, 1).prestaties.prestatie, 1);
      prestatie.eenheid = '83';
      prestatie.geleverdVolume = prestatie.ingediendBedrag.bedrag;
      delete prestatie.productTarief;
    },
    at: ['Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/ProductTarief'],
  }),
  pair('CD087', 'JW323/valid-complete.xml', 'euros with a price, of 0 too', {
    breaks: ({ declaratie: { clienten } }) => {
      nth(nth(clienten.client, 2).prestaties.prestatie, 1).productTarief = '0';
    },
    holds: ({ declaratie: { clienten } }) => {
      const prestatie = nth(nth(clienten.client, 2).prestaties.prestatie, 1);
      prestatie.eenheid = '84';
      prestatie.productTarief = '0';
    },
    at: ['Declaratie/Clienten/Client[2]/Prestaties/Prestatie/ProductTarief'],
  }),
];
