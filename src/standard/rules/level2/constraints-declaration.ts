import { inSameMonth, isBefore, isWholeMonth } from '../../calendar.ts';
import type { BerichtOf } from '../../messages/berichten.ts';
import { nothing, readCents } from '../../money.ts';
import {
  declaratieAntwoordOf,
  declaratieOf,
  declaratiePerioden,
  prestaties,
  productPerioden,
} from '../engine/classes.ts';
import { at, inside, type Located } from '../engine/located.ts';
import { type Rule, rule } from '../engine/rule.ts';

/** Periods and amounts of a declaration. */
export const declarationConstraints: readonly Rule[] = [
  // The end of a period that starts in time cannot be too early: see TR137.
  rule({
    code: 'CS100',
    level: 2,
    retourCode: '0001',
    messages: ['JW323'],
    berichtklasse: 'Declaratie.DeclaratiePeriode, Prestatie.ProductPeriode',
    sentence: {
      nl: 'Deze periode begint vóór 2021. Met dit bericht kunt u alleen hulp vanaf 2021-01-01 declareren. Verbeter Begindatum, of haal de Prestatie weg.',
      en: 'This period begins before 2021. Declare only help from 2021-01-01 with this message and correct Begindatum, or take the Prestatie out.',
    },
    *check(bericht) {
      for (const periode of declaratiePerioden(bericht))
        if (isBefore(periode.value.begindatum, '2021-01-01')) yield at(periode, 'begindatum');
    },
  }),
  // Nothing has no direction.
  rule({
    code: 'CS325',
    level: 2,
    retourCode: '0001',
    messages: ['JW323', 'JW325'],
    berichtklasse: 'TotaalIngediendBedrag, TotaalToegekendBedrag, Prestatie.IngediendBedrag',
    sentence: {
      nl: 'Een bedrag van 0 is altijd debet. Vul bij DebetCredit D in, of verbeter het bedrag.',
      en: 'An amount of 0 is always debit. Fill in D at DebetCredit, or correct the amount.',
    },
    *check(bericht) {
      for (const totaal of totalen(bericht))
        if (isCreditOfNothing(totaal.value.totaalBedrag, totaal.value.debetCredit))
          yield at(totaal, 'debetCredit');
      for (const prestatie of prestaties(bericht)) {
        const bedrag = inside(prestatie, 'ingediendBedrag');
        if (isCreditOfNothing(bedrag.value.bedrag, bedrag.value.debetCredit))
          yield at(bedrag, 'debetCredit');
      }
    },
  }),
  rule({
    code: 'CS337',
    level: 2,
    retourCode: '0001',
    messages: ['JW323'],
    berichtklasse: 'Prestatie.ProductPeriode',
    sentence: {
      nl: 'ProductPeriode loopt door in een andere maand. Maak voor elke kalendermaand een eigen Prestatie, of verbeter Einddatum.',
      en: 'ProductPeriode runs into another month. Make a Prestatie for each calendar month, or correct Einddatum.',
    },
    *check(bericht) {
      for (const periode of productPerioden(bericht))
        if (!inSameMonth(periode.value.begindatum, periode.value.einddatum))
          yield at(periode, 'einddatum');
    },
  }),
  // A volume in euros is written in cents too.
  rule({
    code: 'CS339',
    level: 2,
    retourCode: '0001',
    messages: ['JW323'],
    berichtklasse: 'Prestatie.IngediendBedrag',
    sentence: {
      nl: "Bij Eenheid 83 (euro's) zijn Bedrag en GeleverdVolume gelijk, allebei in eurocenten. Verbeter een van de twee.",
      en: 'With Eenheid 83 (euros) Bedrag and GeleverdVolume are equal, both in euro cents. Correct one of them.',
    },
    *check(bericht) {
      for (const prestatie of prestaties(bericht)) {
        const bedrag = inside(prestatie, 'ingediendBedrag');
        if (prestatie.value.eenheid !== '83') continue;
        if (readCents(bedrag.value.bedrag) !== readCents(prestatie.value.geleverdVolume))
          yield at(bedrag, 'bedrag');
      }
    },
  }),
  rule({
    code: 'CS340',
    level: 2,
    retourCode: '0001',
    messages: ['JW323'],
    berichtklasse: 'Declaratie.DeclaratiePeriode',
    sentence: {
      nl: 'DeclaratiePeriode is niet precies één kalendermaand. Vul bij Begindatum de eerste dag van de maand in en bij Einddatum de laatste.',
      en: 'DeclaratiePeriode is not exactly one calendar month. Fill in the first day of the month at Begindatum and the last at Einddatum.',
    },
    *check(bericht) {
      const { value, path } = inside(declaratieOf(bericht), 'declaratiePeriode');
      if (!isWholeMonth(value.begindatum, value.einddatum)) yield path;
    },
  }),
];

function isCreditOfNothing(bedrag: string, debetCredit: string): boolean {
  return debetCredit !== 'D' && readCents(bedrag) === nothing;
}

/** The totals of a declaration or its answer. */
function totalen(bericht: BerichtOf<'JW323' | 'JW325'>): Located<Totaal>[] {
  if (bericht.type === 'JW323') return [inside(declaratieOf(bericht), 'totaalIngediendBedrag')];
  const antwoord = declaratieAntwoordOf(bericht);
  if (!antwoord) return [];
  return [inside(antwoord, 'totaalIngediendBedrag'), inside(antwoord, 'totaalToegekendBedrag')];
}

interface Totaal {
  readonly totaalBedrag: string;
  readonly debetCredit: string;
}
