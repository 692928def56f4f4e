import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';

export const verzoekCases: readonly RuleCase[] = [
  pair('TR352', 'JW317/valid-complete.xml', 'new products only, and one that stays', {
    breaks: ({ client: { verzoek } }) => {
      delete verzoek.ongewijzigdeProducten;
      delete verzoek.teWijzigenProducten;
    },
    holds: ({ client: { verzoek } }) => {
      delete verzoek.teWijzigenProducten;
    },
    at: ['Client/Verzoek'],
  }),
  pair('TR352', 'JW317/valid-complete.xml', 'new products only, and changes', {
    breaks: ({ client: { verzoek } }) => {
      delete verzoek.ongewijzigdeProducten;
      delete verzoek.teWijzigenProducten;
    },
    holds: ({ client: { verzoek } }) => {
      delete verzoek.ongewijzigdeProducten;
    },
    at: ['Client/Verzoek'],
  }),

  pair('TR353', 'JW317/valid-complete.xml', 'all stays as it is, and a new product', {
    breaks: ({ client: { verzoek } }) => {
      delete verzoek.teWijzigenProducten;
      delete verzoek.nieuweProducten;
    },
    holds: ({ client: { verzoek } }) => {
      delete verzoek.teWijzigenProducten;
    },
    at: ['Client/Verzoek'],
  }),
  pair('TR353', 'JW317/valid-complete.xml', 'all stays as it is, and a change', {
    breaks: ({ client: { verzoek } }) => {
      delete verzoek.teWijzigenProducten;
      delete verzoek.nieuweProducten;
    },
    holds: ({ client: { verzoek } }) => {
      delete verzoek.nieuweProducten;
    },
    at: ['Client/Verzoek'],
  }),

  pair('TR377', 'JW319/valid-complete.xml', 'residence as the reason, without the municipality', {
    breaks: ({ antwoord }) => {
      delete antwoord.woonplaatsbeginsel;
    },
    holds: ({ antwoord }) => {
      delete antwoord.woonplaatsbeginsel;
      antwoord.redenAfwijzingVerzoek = '5';
    },
    at: ['Antwoord/Woonplaatsbeginsel'],
  }),

  pair('TR409', 'JW319/valid-refused-for-the-budget.xml', 'another reason, with a municipality', {
    breaks: ({ antwoord }) => {
      antwoord.woonplaatsbeginsel = { gemeente: '0479' };
    },
    holds: ({ antwoord }) => {
      antwoord.woonplaatsbeginsel = { gemeente: '0479' };
      antwoord.redenAfwijzingVerzoek = '8';
    },
    at: ['Antwoord/Woonplaatsbeginsel'],
  }),
  pair('TR409', 'JW319/valid-under-investigation.xml', 'no reason, with a municipality', {
    breaks: ({ antwoord }) => {
      antwoord.woonplaatsbeginsel = { gemeente: '0479' };
    },
    holds: () => {},
    at: ['Antwoord/Woonplaatsbeginsel'],
  }),

  pair('TR383', 'JW315/valid-complete.xml', 'one reference for two products', {
    breaks: ({ client }) => {
      nth(client.aangevraagdeProducten.aangevraagdProduct, 2).referentieAanbieder =
        'DIJK-2024-0091-A';
    },
    holds: ({ client }) => {
      nth(client.aangevraagdeProducten.aangevraagdProduct, 2).referentieAanbieder =
        'DIJK-2024-0091-a';
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[2]/ReferentieAanbieder'],
    alongside: ['TR101 Client/AangevraagdeProducten/AangevraagdProduct[2]'],
  }),
];
