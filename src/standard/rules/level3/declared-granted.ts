import type { Rule } from '../engine/rule.ts';
import { declaredRule, whileIncomplete } from '../engine/services.ts';
import { type Counting, inOrder } from './declared-order.ts';

const counted = {
  nl: 'Meegeteld wordt alles wat op de toewijzing is toegekend, min wat is gecrediteerd. Binnen een bericht gaan de crediteringen voor; daarna komen de andere prestaties, in de volgorde van het bericht. Een prestatie die is afgewezen, om welke reden ook, telt voor de volgende prestaties niet mee.',
  en: 'Counted is all that was granted on the allocation, less what was credited. Within a message the credits go first; then come the other services, in the order of the message. A service that is refused, for whatever reason, does not count for those after it.',
} as const;

const inUnits = {
  nl: 'Uren en minuten worden in minuten geteld. Wat in een andere Eenheid is toegekend dan die van de toewijzing, telt niet mee.',
  en: 'Hours and minutes are counted in minutes. What was granted in another Eenheid than that of the allocation does not count.',
} as const;

/** Each Prestatie against all that was granted on its allocation, and what the message itself brings about. */
export const declaredGranted: readonly Rule[] = [
  declaredRule({
    code: 'TR323',
    level: 3,
    retourCode: '8017',
    berichtklasse: 'Prestatie',
    sentence: {
      nl: 'Er is op deze toewijzing geen toegekende prestatie die gelijk is aan deze creditering. Verwijs met VorigReferentieNummer naar een prestatie die is toegekend, en neem al haar gegevens over; alleen ReferentieNummer en DebetCredit zijn anders.',
      en: 'This allocation has no granted service that is equal to this credit. Refer in VorigReferentieNummer to a service that was granted and copy all of it; only ReferentieNummer and DebetCredit differ.',
    },
    reading: whileIncomplete,
    needsAll: true,
    check: counting('TR323'),
  }),
  declaredRule({
    code: 'TR390',
    level: 3,
    retourCode: '9390',
    berichtklasse: 'Prestatie',
    sentence: {
      nl: 'Deze prestatie is al eerder gecrediteerd. Haal deze creditering weg.',
      en: 'This service was credited before. Take this credit out.',
    },
    reading: {
      nl: `Eerder gecrediteerd is: hetzelfde VorigReferentieNummer staat in een creditering die is toegekend. ${whileIncomplete.nl}`,
      en: `Credited before means: the same VorigReferentieNummer stands in a credit that was granted. ${whileIncomplete.en}`,
    },
    needsAll: true,
    check: counting('TR390'),
  }),
  declaredRule({
    code: 'TR389',
    level: 3,
    retourCode: '9389',
    berichtklasse: 'Prestatie',
    sentence: {
      nl: 'Deze toewijzing, dit product en deze ProductPeriode zijn al gedeclareerd en toegekend. Klopte die prestatie niet, crediteer haar dan eerst.',
      en: 'This allocation, product and ProductPeriode were declared and granted already. When that service was not right, credit it first.',
    },
    reading: {
      nl: `${counted.nl} ${whileIncomplete.nl}`,
      en: `${counted.en} ${whileIncomplete.en}`,
    },
    needsAll: true,
    check: counting('TR389'),
  }),
  declaredRule({
    code: 'TR321',
    level: 3,
    retourCode: '9321',
    berichtklasse: 'Prestatie.GeleverdVolume',
    sentence: {
      nl: 'GeleverdVolume is meer dan voor deze ProductPeriode is toegewezen. Declareer hoogstens wat is toegewezen, of vraag om een wijziging van de toewijzing.',
      en: 'GeleverdVolume is more than was allocated for this ProductPeriode. Declare at most what was allocated, or ask for a change of the allocation.',
    },
    reading: {
      nl: `Wat in dezelfde kalendermaand al is toegekend, telt mee. Een toewijzing per week in stuks of euro's waar geen zondag in valt, heeft haar volume in de ProductPeriode met haar Einddatum. ${inUnits.nl} ${counted.nl} ${whileIncomplete.nl}`,
      en: `What was granted before in the same calendar month counts. An allocation per week in pieces or euros that has no Sunday has its volume in the ProductPeriode with its Einddatum. ${inUnits.en} ${counted.en} ${whileIncomplete.en}`,
    },
    needsAll: true,
    check: counting('TR321'),
  }),
  declaredRule({
    code: 'TR322',
    level: 3,
    retourCode: '9322',
    berichtklasse: 'Prestatie.GeleverdVolume',
    sentence: {
      nl: 'Met wat al is toegekend, is dit meer dan voor de hele duur van de toewijzing is toegewezen. Declareer hoogstens wat nog over is, of vraag om een wijziging van de toewijzing.',
      en: 'With what was granted before this is more than was allocated over the whole duration of the allocation. Declare at most what is left, or ask for a change of the allocation.',
    },
    reading: {
      nl: `Per maand telt elke kalendermaand die de toewijzing raakt, ook bij stuks en euro's. ${inUnits.nl} ${counted.nl} ${whileIncomplete.nl}`,
      en: `Per month each calendar month counts that the allocation touches, of pieces and euros too. ${inUnits.en} ${counted.en} ${whileIncomplete.en}`,
    },
    needsAll: true,
    check: counting('TR322'),
  }),
  declaredRule({
    code: 'TR369',
    level: 3,
    retourCode: '9369',
    berichtklasse: 'Prestatie',
    sentence: {
      nl: 'Met wat al is toegekend, is dit meer dan het Budget van de toewijzing. Declareer hoogstens wat nog over is, of vraag om een wijziging van de toewijzing.',
      en: 'With what was granted before this is more than the Budget of the allocation. Declare at most what is left, or ask for a change of the allocation.',
    },
    reading: {
      nl: `Opgeteld wordt IngediendBedrag, in eurocenten zoals het Budget. ${counted.nl} ${whileIncomplete.nl}`,
      en: `Added up is IngediendBedrag, in euro cents as the Budget is. ${counted.en} ${whileIncomplete.en}`,
    },
    needsAll: true,
    check: counting('TR369'),
  }),
];

function counting(code: Counting): Parameters<typeof declaredRule>[0]['check'] {
  return (bericht, declared, context) => inOrder(bericht, declared, context)[code];
}
