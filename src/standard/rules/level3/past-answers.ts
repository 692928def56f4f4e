import type { BerichtOf } from '../../messages/berichten.ts';
import { at, located } from '../engine/located.ts';
import type { Past, PastRequest } from '../engine/past.ts';
import { pastRule } from '../engine/past-rule.ts';
import { type Rule, rule } from '../engine/rule.ts';

/** The Header of every message, and the answer to a request (JW319), against what was said before. */
export const pastAnswers: readonly Rule[] = [
  rule({
    code: 'TR056',
    level: 3,
    retourCode: '9056',
    messages: ['JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW319', 'JW323', 'JW325'],
    berichtklasse: 'Header.BerichtIdentificatie',
    sentence: {
      nl: 'Deze Identificatie is al gebruikt in een eerder bericht van deze soort, misschien in een bericht dat is afgekeurd. Geef elk bericht een eigen Identificatie.',
      en: 'This Identificatie was used in an earlier message of this type, perhaps one that was refused. Give every message an Identificatie of its own.',
    },
    reading: {
      nl: 'Elk aangenomen bericht telt mee, ook als het daarna is afgekeurd. Precies hetzelfde bericht nog een keer sturen is een herhaling, geen tweede bericht. Alle andere regels van niveau 3 kijken alleen naar goedgekeurde berichten.',
      en: 'Every message that was accepted counts, also when it was refused after that. The very same message again is a retry, not a second one. All other rules of level 3 look at approved messages only.',
    },
    needsPast: {
      ...{ JW301: 'past', JW305: 'past', JW307: 'past', JW315: 'past', JW317: 'past' },
      ...{ JW319: 'past', JW323: 'past', JW325: 'answered' },
    },
    check: ({ type }, { past, answered }) =>
      (type === 'JW325' ? answered : past)?.identificatieUsed
        ? ['Header/BerichtIdentificatie/Identificatie']
        : [],
  }),
  pastRule({
    code: 'TR355',
    level: 3,
    retourCode: '9355',
    messages: ['JW319'],
    berichtklasse: 'Antwoord.ReferentieAanbieder',
    sentence: {
      nl: 'Deze aanbieder heeft deze gemeente geen verzoek met deze ReferentieAanbieder gestuurd. Neem de referentie over uit de JW315 of JW317.',
      en: 'This provider sent this municipality no request with this ReferentieAanbieder. Take the reference from the JW315 or JW317.',
    },
    check: (bericht, past) =>
      answered(bericht, past).length === 0 ? [at(antwoordOf(bericht), 'referentieAanbieder')] : [],
  }),
  pastRule({
    code: 'TR359',
    level: 3,
    retourCode: '9359',
    messages: ['JW319'],
    berichtklasse: 'Antwoord',
    sentence: {
      nl: 'Dit verzoek is al toegekend met een JW301 met dezelfde ReferentieAanbieder. Een antwoord kan dan niet meer; wijzig zo nodig de toewijzing met een nieuwe JW301.',
      en: 'This request was granted already by a JW301 with the same ReferentieAanbieder. It can no longer be answered; change the allocation with a new JW301 if needed.',
    },
    check: (bericht, past) =>
      answered(bericht, past).some(({ honoured }) => honoured) ? [antwoordOf(bericht).path] : [],
  }),
  pastRule({
    code: 'TR360',
    level: 3,
    retourCode: '9360',
    messages: ['JW319'],
    berichtklasse: 'Antwoord.VerzoekAntwoord',
    sentence: {
      nl: 'Dit verzoek is al beantwoord. Alleen het eerste antwoord kan ‘in onderzoek’ zijn (VerzoekAntwoord 2): wijs het verzoek af met 1, of stuur een JW301.',
      en: 'This request was answered already. Under investigation (VerzoekAntwoord 2) can be the first answer only: refuse the request with 1, or send a JW301.',
    },
    check: (bericht, past) => {
      const antwoord = antwoordOf(bericht);
      const again = answered(bericht, past).some(({ answers }) => answers.length > 0);
      return again && isUnderInvestigation(antwoord.value.verzoekAntwoord)
        ? [at(antwoord, 'verzoekAntwoord')]
        : [];
    },
  }),
  pastRule({
    code: 'TR365',
    level: 3,
    retourCode: '9365',
    messages: ['JW319'],
    berichtklasse: 'Antwoord',
    sentence: {
      nl: 'Dit verzoek is al afgewezen. Alleen na het antwoord ‘in onderzoek’ (VerzoekAntwoord 2) kan nog een antwoord volgen.',
      en: 'This request was refused already. Another answer can follow only after the answer under investigation (VerzoekAntwoord 2).',
    },
    check: (bericht, past) =>
      answered(bericht, past).every(({ answers }) => answers.every(isUnderInvestigation))
        ? []
        : [antwoordOf(bericht).path],
  }),
];

function isUnderInvestigation(verzoekAntwoord: string): boolean {
  return verzoekAntwoord === '2';
}

function antwoordOf(bericht: BerichtOf<'JW319'>) {
  return { value: bericht.antwoord, path: at(located(bericht), 'antwoord') };
}

/** The requests that a message answers. */
function answered({ antwoord }: BerichtOf<'JW319'>, { requests }: Past): PastRequest[] {
  return requests.filter(
    ({ referentieAanbieder }) => referentieAanbieder === antwoord.referentieAanbieder,
  );
}
