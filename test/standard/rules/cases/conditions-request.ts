import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';

export const requestCases: readonly RuleCase[] = [
  pair('CD043', 'JW315/valid-complete.xml', 'a decision without its date', {
    breaks: ({ client }) => {
      delete nth(client.aangevraagdeProducten.aangevraagdProduct, 1).beschikkingIngangsdatum;
    },
    holds: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      delete product.beschikkingIngangsdatum;
      delete product.beschikkingNummer;
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[1]/BeschikkingIngangsdatum'],
  }),
  pair('CD043', 'JW315/valid-budget-without-product.xml', 'the date of no decision', {
    breaks: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      product.beschikkingIngangsdatum = '2024-02-01';
    },
    holds: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      product.beschikkingIngangsdatum = '2024-02-01';
      product.beschikkingNummer = '0';
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct/BeschikkingIngangsdatum'],
  }),
  ...['02', '03', '04', '05'].flatMap((type) => [
    pair('CD066', 'JW315/valid-complete.xml', `type ${type} with a code and a name`, {
      breaks: ({ client }) => {
        nth(client.aangevraagdeProducten.aangevraagdProduct, 2).verwijzer = {
          type,
          naam: 'Praktijk De Wit',
          zorgverlenerCode: '01000123',
        };
      },
      holds: ({ client }) => {
        nth(client.aangevraagdeProducten.aangevraagdProduct, 2).verwijzer = {
          type,
          zorgverlenerCode: '01000123',
        };
      },
      at: ['Client/AangevraagdeProducten/AangevraagdProduct[2]/Verwijzer/Naam'],
    }),
    pair('CD067', 'JW315/valid-complete.xml', `type ${type} with neither code nor name`, {
      breaks: ({ client }) => {
        for (const product of client.aangevraagdeProducten.aangevraagdProduct)
          product.verwijzer = { type };
      },
      holds: ({ client }) => {
        nth(client.aangevraagdeProducten.aangevraagdProduct, 1).verwijzer = {
          type,
          naam: 'Praktijk De Wit',
        };
      },
      at: [
        'Client/AangevraagdeProducten/AangevraagdProduct[1]/Verwijzer/Naam',
        'Client/AangevraagdeProducten/AangevraagdProduct[2]/Verwijzer/Naam',
      ],
    }),
  ]),
  ...['01', '06', '08'].flatMap((type) => [
    pair('CD068', 'JW315/valid-complete.xml', `type ${type} with a code`, {
      breaks: ({ client }) => {
        nth(client.aangevraagdeProducten.aangevraagdProduct, 1).verwijzer.type = type;
      },
      holds: ({ client }) => {
        nth(client.aangevraagdeProducten.aangevraagdProduct, 1).verwijzer = { type };
      },
      at: ['Client/AangevraagdeProducten/AangevraagdProduct[1]/Verwijzer/ZorgverlenerCode'],
    }),
    pair('CD068', 'JW315/valid-complete.xml', `type ${type} with a code and a name`, {
      breaks: ({ client }) => {
        nth(client.aangevraagdeProducten.aangevraagdProduct, 1).verwijzer = {
          type,
          naam: 'Praktijk De Wit',
          zorgverlenerCode: '01000123',
        };
      },
      holds: ({ client }) => {
        nth(client.aangevraagdeProducten.aangevraagdProduct, 1).verwijzer = {
          type,
          naam: 'Praktijk De Wit',
        };
      },
      at: ['Client/AangevraagdeProducten/AangevraagdProduct[1]/Verwijzer/ZorgverlenerCode'],
    }),
  ]),
];
