import { antwoordOf } from '../engine/classes.ts';
import { at } from '../engine/located.ts';
import { type Rule, rule } from '../engine/rule.ts';

/** When an answer to a request (JW319) gives a reason for refusal. */
export const answerConditions: readonly Rule[] = [
  rule({
    code: 'CD085',
    level: 2,
    retourCode: '0001',
    messages: ['JW319'],
    berichtklasse: 'Antwoord.RedenAfwijzingVerzoek',
    sentence: {
      nl: 'Het verzoek is afgewezen (VerzoekAntwoord 1). Vul RedenAfwijzingVerzoek in.',
      en: 'The request is refused (VerzoekAntwoord 1). Tell in RedenAfwijzingVerzoek why.',
    },
    check: (bericht) =>
      [antwoordOf(bericht)]
        .filter(({ value }) => value.verzoekAntwoord === '1')
        .filter(({ value }) => value.redenAfwijzingVerzoek === undefined)
        .map((antwoord) => at(antwoord, 'redenAfwijzingVerzoek')),
  }),
  rule({
    code: 'CD086',
    level: 2,
    retourCode: '0001',
    messages: ['JW319'],
    berichtklasse: 'Antwoord.RedenAfwijzingVerzoek',
    sentence: {
      nl: 'Het verzoek is in onderzoek (VerzoekAntwoord 2) en dus niet afgewezen. Haal RedenAfwijzingVerzoek weg.',
      en: 'The request is under investigation (VerzoekAntwoord 2), so it is not refused. Take RedenAfwijzingVerzoek out.',
    },
    check: (bericht) =>
      [antwoordOf(bericht)]
        .filter(({ value }) => value.verzoekAntwoord === '2')
        .filter(({ value }) => value.redenAfwijzingVerzoek !== undefined)
        .map((antwoord) => at(antwoord, 'redenAfwijzingVerzoek')),
  }),
];
