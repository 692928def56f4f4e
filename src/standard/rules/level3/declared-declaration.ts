import { declaratieOf } from '../engine/classes.ts';
import { at, inside } from '../engine/located.ts';
import type { Rule } from '../engine/rule.ts';
import { declaredRule, whileIncomplete } from '../engine/services.ts';

/** A declaration as a whole, against earlier ones. */
export const declaredDeclaration: readonly Rule[] = [
  declaredRule({
    code: 'TR333',
    level: 3,
    retourCode: '9333',
    berichtklasse: 'Declaratie.DeclaratieNummer',
    sentence: {
      nl: 'Dit DeclaratieNummer is al gebruikt in een eerdere declaratie. Geef elke declaratie een eigen nummer.',
      en: 'This DeclaratieNummer was used in an earlier declaration. Give every declaration a number of its own.',
    },
    reading: {
      nl: `Een declaratie die in haar geheel is afgewezen, telt niet mee: dat nummer is weer vrij. Is maar een deel van de prestaties afgewezen, dan is het nummer wel gebruikt. ${whileIncomplete.nl}`,
      en: `A declaration that was refused as a whole does not count: its number is free again. When only some of its services were refused, its number is used. ${whileIncomplete.en}`,
    },
    needsAll: true,
    check: (bericht, { declaratieNummerUsed }) =>
      declaratieNummerUsed ? [at(declaratieOf(bericht), 'declaratieNummer')] : [],
  }),
  declaredRule({
    code: 'TR318',
    level: 3,
    retourCode: '8214',
    berichtklasse: 'Declaratie.DeclaratiePeriode',
    sentence: {
      nl: 'DeclaratiePeriode is een maand vóór de maand die u het laatst hebt gedeclareerd. Kies die maand, of een latere; de ProductPeriode van een prestatie mag wel eerder zijn.',
      en: 'DeclaratiePeriode is a month before the one that you declared last. Choose that month or a later one; the ProductPeriode of a service may be earlier.',
    },
    reading: {
      nl: `Alleen een maand vóór de laatst gedeclareerde maand wordt afgewezen. Dezelfde maand mag nog een keer, bijvoorbeeld voor correcties. Maanden overslaan mag ook: dat er in die maanden geen hulp was, kan de gateway niet weten. ${whileIncomplete.nl}`,
      en: `Refused is only a month before the one that was declared last. The same month may come again, for corrections for one. Months may be left out: that there was no help in them cannot be known. ${whileIncomplete.en}`,
    },
    needsAll: true,
    check: (bericht, { lastPeriod }) => {
      const periode = inside(declaratieOf(bericht), 'declaratiePeriode');
      const month = monthOf(periode.value.begindatum);
      return lastPeriod !== undefined && month < lastPeriod ? [periode.path] : [];
    },
  }),
];

/** `yyyy-mm`; declarations are of 2021 and later, so that months compare as text. */
function monthOf(date: string): string {
  return date.slice(0, 7);
}
