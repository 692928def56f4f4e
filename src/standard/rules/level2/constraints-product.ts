import { isAfter } from '../../calendar.ts';
import { startProducten, stopProducten } from '../engine/classes.ts';
import { at, inside } from '../engine/located.ts';
import {
  aangevraagdeProducten,
  type Product,
  producten,
  toegewezenProducten,
} from '../engine/products.ts';
import { type Rule, rule } from '../engine/rule.ts';

const notPerDay = {
  nl: 'Met deze Eenheid kan Frequentie 1 (per dag) niet. Vul bij Frequentie 2 (per week), 4 (per maand) of 6 (in totaal) in.',
  en: 'Frequentie 1 (per day) is not possible with this Eenheid. Fill in 2 (per week), 4 (per month) or 6 (in total) at Frequentie.',
};

/** What is asked, allocated, started and stopped. */
export const productConstraints: readonly Rule[] = [
  rule({
    code: 'CS058',
    level: 2,
    retourCode: '0001',
    messages: ['JW305', 'JW307'],
    berichtklasse: 'StartProduct.StatusAanlevering, StopProduct.StatusAanlevering',
    sentence: {
      nl: 'Deze StatusAanlevering kan hier niet. Vul 1 in voor een eerste aanlevering, of 3 om een eerdere in te trekken.',
      en: 'This StatusAanlevering is not possible here. Fill in 1 for a first delivery, or 3 to withdraw an earlier one.',
    },
    *check(bericht) {
      const places = bericht.type === 'JW305' ? startProducten(bericht) : stopProducten(bericht);
      for (const place of places) {
        const { statusAanlevering } = place.value;
        if (statusAanlevering !== '1' && statusAanlevering !== '3')
          yield at(place, 'statusAanlevering');
      }
    },
  }),
  // A removed allocation is one that lasts no time.
  rule({
    code: 'CS335',
    level: 2,
    retourCode: '0001',
    messages: ['JW301'],
    berichtklasse: 'ToegewezenProduct.RedenWijziging',
    sentence: {
      nl: 'RedenWijziging 13 verwijdert de toewijzing. Maak Einddatum dan gelijk aan Ingangsdatum, of vul een andere RedenWijziging in.',
      en: 'RedenWijziging 13 removes the allocation. Make Einddatum equal to Ingangsdatum, or fill in another RedenWijziging.',
    },
    *check(bericht) {
      for (const place of toegewezenProducten(bericht)) {
        const { redenWijziging, ingangsdatum, einddatum } = place.value;
        if (redenWijziging === '13' && ingangsdatum !== einddatum)
          yield at(place, 'redenWijziging');
      }
    },
  }),
  rule({
    code: 'CS336',
    level: 2,
    retourCode: '0001',
    messages: ['JW301'],
    berichtklasse: 'ToegewezenProduct.RedenWijziging',
    sentence: {
      nl: 'RedenWijziging 01 wordt niet meer gebruikt. Vul een andere code in, zoals 14 voor een administratieve correctie.',
      en: 'RedenWijziging 01 is no longer used. Fill in another code, such as 14 for an administrative correction.',
    },
    *check(bericht) {
      for (const place of toegewezenProducten(bericht))
        if (place.value.redenWijziging === '01') yield at(place, 'redenWijziging');
    },
  }),
  rule({
    code: 'CS338',
    level: 2,
    retourCode: '0001',
    messages: ['JW301', 'JW317'],
    berichtklasse: 'ToegewezenProduct.Omvang, NieuwProduct.Omvang, TeWijzigenProduct.Omvang',
    sentence: notPerDay,
    check: (bericht) => wrongFrequenties(producten(bericht)),
  }),
  rule({
    code: 'CS343',
    level: 2,
    retourCode: '0001',
    messages: ['JW315'],
    berichtklasse: 'AangevraagdProduct.Omvang',
    sentence: notPerDay,
    check: (bericht) => wrongFrequenties(aangevraagdeProducten(bericht)),
  }),
];

const coarseEenheden: readonly string[] = ['14', '16', '83', '84'];
const coarseFrequenties: readonly string[] = ['2', '4', '6'];

/** Allocations that ended before 2021 could still be per day. */
function* wrongFrequenties(places: readonly Product[]) {
  for (const place of places) {
    const omvang = inside(place, 'omvang');
    if (!omvang || !coarseEenheden.includes(omvang.value.eenheid)) continue;
    const einddatum = place.eind.value;
    if (einddatum !== undefined && !isAfter(einddatum, '2020-12-31')) continue;
    if (!coarseFrequenties.includes(omvang.value.frequentie)) yield at(omvang, 'frequentie');
  }
}
