import { isAfter, isBefore, isMoreYearsBefore } from '../../calendar.ts';
import type { BerichtOf } from '../../messages/berichten.ts';
import {
  alleContacten,
  declaratieOf,
  declaratiePerioden,
  geboortedata,
  productPerioden,
  startProducten,
  stopProducten,
} from '../engine/classes.ts';
import { at, inside, type Located } from '../engine/located.ts';
import { nieuweProducten, producten, toegewezenProducten } from '../engine/products.ts';
import { type Rule, rule } from '../engine/rule.ts';

/** What lies before what, and how long ago. */
export const dateRules: readonly Rule[] = [
  // A Periode without Begindatum has nothing to compare with.
  rule({
    code: 'CS003',
    level: 2,
    retourCode: '0001',
    messages: ['JW301', 'JW315', 'JW317'],
    berichtklasse:
      'Contact.Periode, ToegewezenProduct.Einddatum, AangevraagdProduct.ToewijzingEinddatum, NieuwProduct.Einddatum, TeWijzigenProduct.Einddatum',
    sentence: {
      nl: 'De einddatum ligt vóór de begindatum van dezelfde periode. Vul als einddatum dezelfde dag of een latere in.',
      en: 'The end date lies before the begin date of the same period. Fill in the same day or a later one as end date.',
    },
    reading: {
      nl: 'Een Contact.Periode zonder Begindatum wordt niet getoetst.',
      en: 'A Contact.Periode without Begindatum is not tested.',
    },
    *check(bericht) {
      if (bericht.type === 'JW301')
        for (const contact of alleContacten(bericht)) {
          const periode = inside(contact, 'periode');
          if (!periode) continue;
          const { begindatum, einddatum } = periode.value;
          if (begindatum && einddatum && isBefore(einddatum, begindatum))
            yield at(periode, 'einddatum');
        }
      for (const { begin, eind } of producten(bericht))
        if (eind.value !== undefined && isBefore(eind.value, begin.value)) yield eind.path;
    },
  }),
  rule({
    code: 'TR018',
    level: 2,
    retourCode: '0001',
    messages: ['JW307'],
    berichtklasse: 'StopProduct.Einddatum',
    sentence: {
      nl: 'Einddatum ligt vóór Begindatum: hulp kan niet eindigen voordat zij begint. Verbeter een van de twee datums.',
      en: 'Einddatum lies before Begindatum: help does not stop before it starts. Correct one of them.',
    },
    reading: {
      nl: 'Een StopProduct met StatusAanlevering 3 wordt niet getoetst.',
      en: 'A StopProduct with StatusAanlevering 3 is not tested.',
    },
    *check(bericht) {
      for (const stop of stopProducten(bericht).filter(isDelivered))
        if (isBefore(stop.value.einddatum, stop.value.begindatum)) yield at(stop, 'einddatum');
    },
  }),
  // The first of the month or year counts when no more is known (CS139).
  rule({
    code: 'TR002',
    level: 2,
    retourCode: '0001',
    messages: ['JW301', 'JW305', 'JW307', 'JW315'],
    berichtklasse: 'Client.Geboortedatum, Relatie.Geboortedatum',
    sentence: {
      nl: 'De geboortedatum ligt meer dan 120 jaar vóór Dagtekening. Verbeter Datum, of vul 1900-01-01 in met DatumGebruik 3 als de datum onbekend is.',
      en: 'Geboortedatum lies more than 120 years before Dagtekening. Correct Datum, or fill in 1900-01-01 with DatumGebruik 3 when the date is unknown.',
    },
    reading: {
      nl: 'Deze regel geldt voor de Client en voor elke Relatie.',
      en: 'Holds for the Client and for every Relatie.',
    },
    *check(bericht) {
      for (const geboortedatum of geboortedata(bericht)) {
        const { datum, datumGebruik } = geboortedatum.value;
        if (datumGebruik === '3' && datum === '1900-01-01') continue;
        if (isMoreYearsBefore(120, datum, dagtekening(bericht))) yield at(geboortedatum, 'datum');
      }
    },
  }),
  rule({
    code: 'TR134',
    level: 2,
    retourCode: '0001',
    messages: ['JW301', 'JW305', 'JW307', 'JW315', 'JW323', 'JW325'],
    berichtklasse:
      'Client.Geboortedatum, Relatie.Geboortedatum, ToegewezenProduct.Toewijzingsdatum, StartProduct.Begindatum, StopProduct.Begindatum, StopProduct.Einddatum, Declaratie.DeclaratieDagtekening, Declaratie.DeclaratiePeriode, Prestatie.ProductPeriode',
    sentence: {
      nl: 'Deze datum ligt na Dagtekening, de dag waarop het bericht is gemaakt. Verbeter de datum, of verstuur het bericht later met een nieuwe Dagtekening.',
      en: 'This date lies after Dagtekening, the day on which the message was made. Correct the date, or send the message later with a new Dagtekening.',
    },
    reading: {
      nl: 'De Dagtekening is die van het bericht zelf, ook bij een JW325. BeschikkingIngangsdatum, ToewijzingIngangsdatum, Ingangsdatum en Contact.Periode mogen in de toekomst liggen. Een StartProduct of StopProduct met StatusAanlevering 3 wordt niet getoetst.',
      en: 'The message is the one at hand, also for a JW325. BeschikkingIngangsdatum, ToewijzingIngangsdatum, Ingangsdatum and Contact.Periode may lie ahead. A StartProduct or StopProduct with StatusAanlevering 3 is not tested.',
    },
    *check(bericht) {
      for (const { value, path } of pastDates(bericht))
        if (isAfter(value, dagtekening(bericht))) yield path;
    },
  }),
  rule({
    code: 'TR137',
    level: 2,
    retourCode: '0001',
    messages: ['JW323', 'JW325'],
    berichtklasse: 'Declaratie.DeclaratiePeriode, Prestatie.ProductPeriode',
    sentence: {
      nl: 'Einddatum ligt vóór Begindatum, of na Dagtekening van het bericht. Vul een dag in van Begindatum tot en met Dagtekening.',
      en: 'Einddatum lies before Begindatum, or after Dagtekening of the message. Fill in a day from Begindatum up to and including Dagtekening.',
    },
    reading: {
      nl: 'De Dagtekening is die van het bericht zelf, ook bij een JW325.',
      en: 'The message is the one at hand, also for a JW325.',
    },
    *check(bericht) {
      for (const periode of declaratiePerioden(bericht)) {
        const { begindatum, einddatum } = periode.value;
        if (isBefore(einddatum, begindatum) || isAfter(einddatum, dagtekening(bericht)))
          yield at(periode, 'einddatum');
      }
    },
  }),
  rule({
    code: 'TR335',
    level: 2,
    retourCode: '0001',
    messages: ['JW323'],
    berichtklasse: 'Prestatie.ProductPeriode',
    sentence: {
      nl: 'Deze ProductPeriode eindigt meer dan vijf jaar vóór DeclaratieDagtekening: declareren kan dan niet meer. Verbeter Einddatum, of haal de Prestatie weg.',
      en: 'This ProductPeriode ends more than five years before DeclaratieDagtekening: too late to declare. Correct Einddatum, or take the Prestatie out.',
    },
    *check(bericht) {
      const { declaratieDagtekening } = bericht.declaratie;
      for (const periode of productPerioden(bericht))
        if (isMoreYearsBefore(5, periode.value.einddatum, declaratieDagtekening))
          yield at(periode, 'einddatum');
    },
  }),
  rule({
    code: 'TR380',
    level: 2,
    retourCode: '0001',
    messages: ['JW317'],
    berichtklasse: 'NieuwProduct.GewensteIngangsdatum',
    sentence: {
      nl: 'Een nieuw product kan niet ingaan op of vóór Dagtekening van het bericht. Vul bij GewensteIngangsdatum een latere dag in.',
      en: 'A new product cannot begin on or before Dagtekening of the message. Fill in a later day at GewensteIngangsdatum.',
    },
    *check(bericht) {
      for (const { begin } of nieuweProducten(bericht))
        if (!isAfter(begin.value, dagtekening(bericht))) yield begin.path;
    },
  }),
];

type WithHeader = BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317' | 'JW323' | 'JW325'>;

function dagtekening(bericht: WithHeader): string {
  return bericht.header.berichtIdentificatie.dagtekening;
}

/** What withdraws an earlier delivery repeats its content, and is not judged on it (TR063). */
function isDelivered({ value }: Located<{ readonly statusAanlevering: string }>): boolean {
  return value.statusAanlevering !== '3';
}

/** Dates of what had happened when the message was made. */
function pastDates(
  bericht: BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW323' | 'JW325'>,
): Located<string>[] {
  switch (bericht.type) {
    case 'JW301':
      return [
        ...datesIn(geboortedata(bericht), 'datum'),
        ...datesIn(toegewezenProducten(bericht), 'toewijzingsdatum'),
      ];
    case 'JW305':
      return [
        ...datesIn(geboortedata(bericht), 'datum'),
        ...datesIn(startProducten(bericht).filter(isDelivered), 'begindatum'),
      ];
    case 'JW307':
      return [
        ...datesIn(geboortedata(bericht), 'datum'),
        ...datesIn(stopProducten(bericht).filter(isDelivered), 'begindatum', 'einddatum'),
      ];
    case 'JW315':
      return datesIn(geboortedata(bericht), 'datum');
    case 'JW323':
      return [
        ...datesIn([declaratieOf(bericht)], 'declaratieDagtekening'),
        ...datesIn(declaratiePerioden(bericht), 'begindatum'),
      ];
    case 'JW325':
      return datesIn(declaratiePerioden(bericht), 'begindatum');
  }
}

function datesIn<Name extends string>(
  places: readonly Located<Readonly<Record<Name, string>>>[],
  ...names: readonly Name[]
): Located<string>[] {
  return places.flatMap((place) =>
    names.map((name) => ({ value: place.value[name], path: at(place, name) })),
  );
}
