import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';

const stuks = { volume: '1', eenheid: '82', frequentie: '6' };

/** CD077 and CD078 are one fault under two names: a message breaks both or neither. */
export const omvangBudgetCases: readonly RuleCase[] = (
  [
    ['CD077', 'Omvang', 'CD078', 'Budget'],
    ['CD078', 'Budget', 'CD077', 'Omvang'],
  ] as const
).flatMap(([rule, element, twin, other]) => [
  pair(rule, 'JW301/valid-complete.xml', 'Omvang and a budget of 0, in several products', {
    breaks: ({ client }) => {
      nth(client.toegewezenProducten.toegewezenProduct, 1).budget = '0';
      nth(client.toegewezenProducten.toegewezenProduct, 3).budget = '0';
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 1);
      product.budget = '0';
      delete product.omvang;
      delete product.product?.code;
    },
    at: [
      `Client/ToegewezenProducten/ToegewezenProduct[1]/${element}`,
      `Client/ToegewezenProducten/ToegewezenProduct[3]/${element}`,
    ],
    alongside: [
      `${twin} Client/ToegewezenProducten/ToegewezenProduct[1]/${other}`,
      `${twin} Client/ToegewezenProducten/ToegewezenProduct[3]/${other}`,
    ],
  }),
  pair(rule, 'JW315/valid-complete.xml', 'Omvang and Budget', {
    breaks: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 2);
      product.product = { categorie: '54', code: '54001' };
      product.omvang = stuks;
    },
    holds: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 2);
      product.product = { categorie: '54', code: '54001' };
      product.omvang = stuks;
      delete product.budget;
    },
    at: [`Client/AangevraagdeProducten/AangevraagdProduct[2]/${element}`],
    alongside: [`${twin} Client/AangevraagdeProducten/AangevraagdProduct[2]/${other}`],
  }),
  pair(rule, 'JW317/valid-complete.xml', 'Omvang and Budget, in a change and a wish', {
    breaks: ({ client: { verzoek } }) => {
      nth(verzoek.teWijzigenProducten?.teWijzigenProduct, 2).omvang = stuks;
      nth(verzoek.nieuweProducten?.nieuwProduct, 1).budget = '80000';
    },
    holds: ({ client: { verzoek } }) => {
      const product = nth(verzoek.teWijzigenProducten?.teWijzigenProduct, 2);
      product.omvang = stuks;
      delete product.budget;
    },
    at: [
      `Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[2]/${element}`,
      `Client/Verzoek/NieuweProducten/NieuwProduct[1]/${element}`,
    ],
    alongside: [
      `${twin} Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[2]/${other}`,
      `${twin} Client/Verzoek/NieuweProducten/NieuwProduct[1]/${other}`,
    ],
  }),
]);
