import { pair, type RuleCase } from '../case.ts';

export const answerCases: readonly RuleCase[] = [
  pair('CD085', 'JW319/valid-refused-for-the-budget.xml', 'refused without a reason', {
    breaks: ({ antwoord }) => {
      delete antwoord.redenAfwijzingVerzoek;
    },
    holds: ({ antwoord }) => {
      antwoord.verzoekAntwoord = '2';
      delete antwoord.redenAfwijzingVerzoek;
    },
    at: ['Antwoord/RedenAfwijzingVerzoek'],
  }),
  pair('CD086', 'JW319/valid-under-investigation.xml', 'a reason while it is looked into', {
    breaks: ({ antwoord }) => {
      antwoord.redenAfwijzingVerzoek = '2';
    },
    holds: ({ antwoord }) => {
      antwoord.verzoekAntwoord = '1';
      antwoord.redenAfwijzingVerzoek = '2';
    },
    at: ['Antwoord/RedenAfwijzingVerzoek'],
  }),
];
