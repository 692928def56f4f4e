import { datePartsOf, daysInMonth, inSameMonth, isAfter, isBefore } from '../../calendar.ts';
import { declaratieOf, prestaties } from '../engine/classes.ts';
import { at, inside } from '../engine/located.ts';
import { repeated } from '../engine/repeated.ts';
import type { Rule } from '../engine/rule.ts';
import {
  type AllocatedService,
  allocatedDebits,
  declaredRule,
  isAllocated,
  servicesOf,
  whileIncomplete,
} from '../engine/services.ts';

/** Each Prestatie by itself, against its allocation and against earlier references. */
export const declaredServices: readonly Rule[] = [
  declaredRule({
    code: 'TR338',
    level: 3,
    retourCode: '9338',
    berichtklasse: 'Prestatie.ToewijzingNummer',
    sentence: {
      nl: 'Deze gemeente heeft u geen toewijzing met dit ToewijzingNummer gegeven. Neem het nummer over uit de JW301.',
      en: 'This gemeente gave you no allocation with this ToewijzingNummer. Take the number from the JW301.',
    },
    check: (bericht, declared) =>
      servicesOf(bericht, declared)
        .filter((service) => !isAllocated(service))
        .map((service) => at(service, 'toewijzingNummer')),
  }),
  declaredRule({
    code: 'TR384',
    level: 3,
    retourCode: '9384',
    berichtklasse: 'Prestatie',
    sentence: {
      nl: 'De gemeente heeft deze toewijzing verwijderd (RedenWijziging 13). Daarop kunt u niet declareren. Is de hulp wel geleverd, neem dan contact op met de gemeente.',
      en: 'The gemeente deleted this allocation (RedenWijziging 13). Nothing can be declared on it. If the help was delivered all the same, contact the gemeente.',
    },
    check: (bericht, declared) =>
      allocatedDebits(bericht, declared)
        .filter(({ allocation }) => allocation.deleted)
        .map(({ path }) => path),
  }),
  declaredRule({
    code: 'TR339',
    level: 3,
    retourCode: '9339',
    berichtklasse: 'Prestatie.ProductCategorie',
    sentence: {
      nl: 'ProductCategorie is anders dan in de toewijzing. Neem de categorie over uit de JW301.',
      en: 'ProductCategorie differs from the allocation. Take the category from the JW301.',
    },
    check: (bericht, declared) =>
      allocatedDebits(bericht, declared)
        .filter(
          ({ value, allocation: { product } }) =>
            product && product.categorie !== value.productCategorie,
        )
        .map((service) => at(service, 'productCategorie')),
  }),
  declaredRule({
    code: 'TR340',
    level: 3,
    retourCode: '9340',
    berichtklasse: 'Prestatie.ProductCode',
    sentence: {
      nl: 'ProductCode is anders dan in de toewijzing. Neem de code over uit de JW301.',
      en: 'ProductCode differs from the allocation. Take the code from the JW301.',
    },
    check: (bericht, declared) =>
      allocatedDebits(bericht, declared)
        .filter(
          ({ value, allocation: { product } }) =>
            product?.code !== undefined && product.code !== value.productCode,
        )
        .map((service) => at(service, 'productCode')),
  }),
  declaredRule({
    code: 'TR307',
    level: 3,
    retourCode: '9307',
    berichtklasse: 'Prestatie.ProductPeriode.Begindatum',
    sentence: {
      nl: 'ProductPeriode begint vóór de Ingangsdatum van de toewijzing. Vul als Begindatum die dag in, of een latere.',
      en: 'ProductPeriode begins before the Ingangsdatum of the allocation. Fill in that day or a later one at Begindatum.',
    },
    check: (bericht, declared) =>
      allocatedDebits(bericht, declared)
        .filter(({ value, allocation }) =>
          isBefore(value.productPeriode.begindatum, allocation.ingangsdatum),
        )
        .map(beginPath),
  }),
  declaredRule({
    code: 'TR308',
    level: 3,
    retourCode: '9308',
    berichtklasse: 'Prestatie.ProductPeriode.Einddatum',
    sentence: {
      nl: 'ProductPeriode eindigt na de Einddatum van de toewijzing. Vul als Einddatum die dag in, of een eerdere.',
      en: 'ProductPeriode ends after the Einddatum of the allocation. Fill in that day or an earlier one at Einddatum.',
    },
    check: (bericht, declared) =>
      allocatedDebits(bericht, declared)
        .filter(
          ({ value, allocation: { einddatum } }) =>
            einddatum !== undefined && isAfter(value.productPeriode.einddatum, einddatum),
        )
        .map(endPath),
  }),
  declaredRule({
    code: 'TR387',
    level: 3,
    retourCode: '9387',
    berichtklasse: 'Prestatie.ProductPeriode.Begindatum',
    sentence: {
      nl: 'ProductPeriode begint niet op de eerste dag van de maand. Alleen als de toewijzing later in die maand ingaat, is Begindatum de Ingangsdatum van de toewijzing.',
      en: 'ProductPeriode does not begin on the first of the month. Only when the allocation begins later in that month is Begindatum the Ingangsdatum of the allocation.',
    },
    check: (bericht, declared) =>
      allocatedDebits(bericht, declared)
        .filter(({ value: { productPeriode }, allocation: { ingangsdatum } }) => {
          const { begindatum } = productPeriode;
          return inSameMonth(begindatum, ingangsdatum)
            ? begindatum !== ingangsdatum
            : datePartsOf(begindatum).day !== 1;
        })
        .map(beginPath),
  }),
  declaredRule({
    code: 'TR388',
    level: 3,
    retourCode: '9388',
    berichtklasse: 'Prestatie.ProductPeriode.Einddatum',
    sentence: {
      nl: 'ProductPeriode eindigt niet op de laatste dag van de maand. Alleen als de toewijzing eerder in die maand eindigt, is Einddatum de Einddatum van de toewijzing.',
      en: 'ProductPeriode does not end on the last day of the month. Only when the allocation ends earlier in that month is Einddatum the Einddatum of the allocation.',
    },
    check: (bericht, declared) =>
      allocatedDebits(bericht, declared)
        .filter(({ value, allocation }) => {
          const { einddatum } = value.productPeriode;
          if (allocation.einddatum !== undefined && inSameMonth(einddatum, allocation.einddatum))
            return einddatum !== allocation.einddatum;
          const { year, month, day } = datePartsOf(einddatum);
          return day !== daysInMonth(year, month);
        })
        .map(endPath),
  }),
  declaredRule({
    code: 'TR319',
    level: 3,
    retourCode: '9319',
    berichtklasse: 'Prestatie.ProductPeriode',
    sentence: {
      nl: 'ProductPeriode eindigt na de DeclaratiePeriode. Declareer deze prestatie in een latere maand, of verbeter de periode.',
      en: 'ProductPeriode ends after the DeclaratiePeriode. Declare this service in a later month, or correct the period.',
    },
    reading: {
      nl: 'ProductPeriode mag in elke eerdere maand liggen, ook in een maand die nooit is gedeclareerd. ProductPeriode mag niet later eindigen dan DeclaratiePeriode.',
      en: 'ProductPeriode may lie in any earlier month, also in one that was never declared. It may not end after DeclaratiePeriode.',
    },
    check: (bericht) => {
      const { value } = inside(declaratieOf(bericht), 'declaratiePeriode');
      return prestaties(bericht)
        .map((prestatie) => inside(prestatie, 'productPeriode'))
        .filter((periode) => isAfter(periode.value.einddatum, value.einddatum))
        .map(({ path }) => path);
    },
  }),
  declaredRule({
    code: 'TR314',
    level: 3,
    retourCode: '8021',
    berichtklasse: 'Prestatie.ProductReferentie.ReferentieNummer',
    sentence: {
      nl: 'Dit ReferentieNummer is al gebruikt, in dit bericht of in een eerdere declaratie. Geef elke prestatie een eigen ReferentieNummer.',
      en: 'This ReferentieNummer was used before, in this message or in an earlier declaration. Give every service a ReferentieNummer of its own.',
    },
    reading: {
      nl: `Het nummer van een prestatie die eerder is afgewezen, is weer vrij. Staat een nummer twee keer in één bericht, dan wordt de tweede prestatie afgewezen, wat er ook met de eerste gebeurt. ${whileIncomplete.nl}`,
      en: `The number of a service that was refused before is free again. When a number stands twice in one message, the second service is refused, whatever becomes of the first. ${whileIncomplete.en}`,
    },
    needsAll: true,
    check: (bericht, { usedReferences }) => {
      const references = prestaties(bericht).map((prestatie) => {
        const referentie = inside(prestatie, 'productReferentie');
        return inside(referentie, 'referentieNummer');
      });
      const used = references
        .filter(({ value }) => usedReferences.has(value))
        .map(({ path }) => path);
      return new Set([...used, ...repeated(references, (value) => value)]);
    },
  }),
];

function beginPath(service: AllocatedService): string {
  return at(inside(service, 'productPeriode'), 'begindatum');
}

function endPath(service: AllocatedService): string {
  return at(inside(service, 'productPeriode'), 'einddatum');
}
