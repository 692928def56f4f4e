import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';

const stuks = { volume: '1', eenheid: '82', frequentie: '6' };

export const productCases: readonly RuleCase[] = [
  pair('CD041', 'JW301/valid-complete.xml', 'a code without Omvang', {
    breaks: ({ client }) => {
      delete nth(client.toegewezenProducten.toegewezenProduct, 1).omvang;
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 1);
      delete product.omvang;
      delete product.product?.code;
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[1]/Omvang'],
  }),
  pair('CD041', 'JW301/valid-complete.xml', 'a code with a budget', {
    breaks: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 2);
      product.product = { categorie: '54', code: '54001' };
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 2);
      product.product = { categorie: '54', code: '54001' };
      delete product.budget;
      product.omvang = stuks;
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[2]/Omvang'],
  }),
  pair('CD041', 'JW315/valid-complete.xml', 'a code without Omvang', {
    breaks: ({ client }) => {
      delete nth(client.aangevraagdeProducten.aangevraagdProduct, 1).omvang;
    },
    holds: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      delete product.omvang;
      delete product.product?.code;
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[1]/Omvang'],
  }),
  pair('CD041', 'JW317/valid-complete.xml', 'a code without Omvang; a change has no code', {
    breaks: ({ client: { verzoek } }) => {
      delete nth(verzoek.nieuweProducten?.nieuwProduct, 1).omvang;
      delete nth(verzoek.teWijzigenProducten?.teWijzigenProduct, 1).omvang;
    },
    holds: ({ client: { verzoek } }) => {
      delete nth(verzoek.teWijzigenProducten?.teWijzigenProduct, 1).omvang;
    },
    at: ['Client/Verzoek/NieuweProducten/NieuwProduct[1]/Omvang'],
  }),

  pair('CD075', 'JW301/valid-complete.xml', 'a budget without end; Omvang needs none', {
    breaks: ({ client }) => {
      delete nth(client.toegewezenProducten.toegewezenProduct, 2).einddatum;
    },
    holds: ({ client }) => {
      delete nth(client.toegewezenProducten.toegewezenProduct, 1).einddatum;
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[2]/Einddatum'],
  }),
  pair('CD075', 'JW301/valid-young-adult-with-partner-name.xml', 'a budget of 0 is one too', {
    breaks: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 1);
      product.budget = '0';
      delete product.einddatum;
    },
    holds: ({ client }) => {
      nth(client.toegewezenProducten.toegewezenProduct, 1).budget = '0';
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct/Einddatum'],
  }),
  pair('CD075', 'JW315/valid-complete.xml', 'a budget without end; Omvang needs none', {
    breaks: ({ client }) => {
      delete nth(client.aangevraagdeProducten.aangevraagdProduct, 2).toewijzingEinddatum;
    },
    holds: ({ client }) => {
      delete nth(client.aangevraagdeProducten.aangevraagdProduct, 1).toewijzingEinddatum;
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[2]/ToewijzingEinddatum'],
  }),
  pair('CD075', 'JW317/valid-complete.xml', 'budgets without end; Omvang needs none', {
    breaks: ({ client: { verzoek } }) => {
      delete nth(verzoek.teWijzigenProducten?.teWijzigenProduct, 2).einddatum;
      delete nth(verzoek.nieuweProducten?.nieuwProduct, 2).einddatum;
    },
    holds: ({ client: { verzoek } }) => {
      delete nth(verzoek.teWijzigenProducten?.teWijzigenProduct, 1).einddatum;
    },
    at: [
      'Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[2]/Einddatum',
      'Client/Verzoek/NieuweProducten/NieuwProduct[2]/Einddatum',
    ],
  }),

  pair('CD076', 'JW301/valid-complete.xml', 'hours per week without end, per month with none', {
    breaks: ({ client }) => {
      delete nth(client.toegewezenProducten.toegewezenProduct, 3).einddatum;
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 3);
      product.omvang = { volume: '3', eenheid: '04', frequentie: '4' };
      delete product.einddatum;
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[3]/Einddatum'],
  }),
  pair('CD076', 'JW315/valid-complete.xml', 'minutes per week without end, per day with none', {
    breaks: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      product.omvang = { volume: '3', eenheid: '01', frequentie: '2' };
      delete product.toewijzingEinddatum;
    },
    holds: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      product.omvang = { volume: '3', eenheid: '01', frequentie: '1' };
      delete product.toewijzingEinddatum;
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[1]/ToewijzingEinddatum'],
  }),
  pair('CD076', 'JW317/valid-complete.xml', 'a change and a wish per week without end', {
    breaks: ({ client: { verzoek } }) => {
      const product = nth(verzoek.teWijzigenProducten?.teWijzigenProduct, 1);
      product.omvang = { volume: '3', eenheid: '16', frequentie: '2' };
      delete product.einddatum;
      delete nth(verzoek.nieuweProducten?.nieuwProduct, 1).einddatum;
    },
    holds: ({ client: { verzoek } }) => {
      const product = nth(verzoek.nieuweProducten?.nieuwProduct, 1);
      product.omvang = { volume: '3', eenheid: '16', frequentie: '6' };
      delete product.einddatum;
    },
    at: [
      'Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]/Einddatum',
      'Client/Verzoek/NieuweProducten/NieuwProduct[1]/Einddatum',
    ],
  }),

  pair('CD079', 'JW301/valid-young-adult-with-partner-name.xml', 'neither product nor budget', {
    breaks: ({ client }) => {
      delete nth(client.toegewezenProducten.toegewezenProduct, 1).budget;
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 1);
      delete product.budget;
      product.product = { categorie: '54' };
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct/Product'],
  }),
  pair('CD079', 'JW315/valid-budget-without-product.xml', 'neither product nor budget', {
    breaks: ({ client }) => {
      delete nth(client.aangevraagdeProducten.aangevraagdProduct, 1).budget;
    },
    holds: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      delete product.budget;
      product.product = { categorie: '54' };
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct/Product'],
  }),
  pair('CD079', 'JW317/valid-complete.xml', 'neither product nor budget; a change has no product', {
    breaks: ({ client: { verzoek } }) => {
      delete nth(verzoek.teWijzigenProducten?.teWijzigenProduct, 2).budget;
      const { gewensteIngangsdatum } = nth(verzoek.nieuweProducten?.nieuwProduct, 2);
      verzoek.nieuweProducten = { nieuwProduct: [{ gewensteIngangsdatum }] };
    },
    holds: ({ client: { verzoek } }) => {
      delete nth(verzoek.teWijzigenProducten?.teWijzigenProduct, 2).budget;
      const { gewensteIngangsdatum, product } = nth(verzoek.nieuweProducten?.nieuwProduct, 2);
      verzoek.nieuweProducten = { nieuwProduct: [{ gewensteIngangsdatum, product }] };
    },
    at: ['Client/Verzoek/NieuweProducten/NieuwProduct/Product'],
  }),

  pair('CD080', 'JW301/valid-complete.xml', 'Omvang without code, without end', {
    breaks: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 2);
      delete product.budget;
      delete product.einddatum;
      product.omvang = stuks;
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 2);
      delete product.budget;
      delete product.einddatum;
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[2]/Omvang'],
  }),
  pair('CD080', 'JW301/valid-complete.xml', 'Omvang without code until 2020-12-31 at last', {
    breaks: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 3);
      delete product.product?.code;
      product.ingangsdatum = '2020-01-01';
      product.einddatum = '2021-01-01';
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 3);
      delete product.product?.code;
      product.ingangsdatum = '2020-01-01';
      product.einddatum = '2020-12-31';
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[3]/Omvang'],
  }),
  pair('CD095', 'JW315/valid-complete.xml', 'Omvang without code, without end', {
    breaks: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      delete product.product?.code;
      delete product.toewijzingEinddatum;
    },
    holds: ({ client }) => {
      delete nth(client.aangevraagdeProducten.aangevraagdProduct, 1).toewijzingEinddatum;
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[1]/Omvang'],
  }),
  pair('CD095', 'JW315/valid-complete.xml', 'Omvang without code until 2020-12-31 at last', {
    breaks: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      delete product.product?.code;
      product.toewijzingIngangsdatum = '2020-12-01';
      product.toewijzingEinddatum = '2021-01-01';
    },
    holds: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      delete product.product?.code;
      product.toewijzingIngangsdatum = '2020-12-01';
      product.toewijzingEinddatum = '2020-12-31';
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[1]/Omvang'],
  }),
  pair('CD096', 'JW317/valid-complete.xml', 'Omvang without code; a change has no code', {
    breaks: ({ client: { verzoek } }) => {
      delete nth(verzoek.nieuweProducten?.nieuwProduct, 1).product?.code;
    },
    holds: ({ client: { verzoek } }) => {
      nth(verzoek.nieuweProducten?.nieuwProduct, 1).product = { categorie: '46', code: ' A' };
    },
    at: ['Client/Verzoek/NieuweProducten/NieuwProduct[1]/Omvang'],
  }),
  pair('CD096', 'JW317/valid-complete.xml', 'Omvang without code until 2020-12-31 at last', {
    breaks: ({ header, client: { verzoek } }) => {
      header.berichtIdentificatie.dagtekening = '2020-04-01';
      const product = nth(verzoek.nieuweProducten?.nieuwProduct, 1);
      delete product.product?.code;
      product.gewensteIngangsdatum = '2020-12-31';
      product.einddatum = '2021-01-01';
    },
    holds: ({ header, client: { verzoek } }) => {
      header.berichtIdentificatie.dagtekening = '2020-04-01';
      const product = nth(verzoek.nieuweProducten?.nieuwProduct, 1);
      delete product.product?.code;
      product.gewensteIngangsdatum = '2020-12-31';
      product.einddatum = '2020-12-31';
    },
    at: ['Client/Verzoek/NieuweProducten/NieuwProduct[1]/Omvang'],
  }),
];
