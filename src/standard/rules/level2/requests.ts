import { antwoordOf, verzoekOf } from '../engine/classes.ts';
import { at } from '../engine/located.ts';
import { aangevraagdeProducten } from '../engine/products.ts';
import { repeated } from '../engine/repeated.ts';
import { type Rule, rule } from '../engine/rule.ts';

/** What a request (JW315, JW317) and the answer to it (JW319) must hold. */
export const requests: readonly Rule[] = [
  rule({
    code: 'TR352',
    level: 2,
    retourCode: '0001',
    messages: ['JW317'],
    berichtklasse: 'Verzoek',
    sentence: {
      nl: 'Noem in een verzoek om wijziging de toewijzingen die er al zijn: ten minste één OngewijzigdProduct of TeWijzigenProduct. Is er nog geen toewijzing, stuur dan een JW315.',
      en: 'Name in a request for change the allocations that are there already: at least one OngewijzigdProduct or TeWijzigenProduct. If there is no allocation yet, send a JW315.',
    },
    check: (bericht) =>
      [verzoekOf(bericht)]
        .filter(({ value }) => !value.ongewijzigdeProducten && !value.teWijzigenProducten)
        .map(({ path }) => path),
  }),
  rule({
    code: 'TR353',
    level: 2,
    retourCode: '0001',
    messages: ['JW317'],
    berichtklasse: 'Verzoek',
    sentence: {
      nl: 'Dit verzoek verandert niets. Zet er ten minste één TeWijzigenProduct of NieuwProduct in.',
      en: 'This request changes nothing. Put at least one TeWijzigenProduct or NieuwProduct into it.',
    },
    check: (bericht) =>
      [verzoekOf(bericht)]
        .filter(({ value }) => !value.teWijzigenProducten && !value.nieuweProducten)
        .map(({ path }) => path),
  }),
  rule({
    code: 'TR377',
    level: 2,
    retourCode: '0001',
    messages: ['JW319'],
    berichtklasse: 'Antwoord.Woonplaatsbeginsel',
    sentence: {
      nl: 'Het verzoek is afgewezen om de woonplaats (RedenAfwijzingVerzoek 8). Noem in Woonplaatsbeginsel de gemeente die wel verantwoordelijk is.',
      en: 'The request is refused because of residence (RedenAfwijzingVerzoek 8). Name in Woonplaatsbeginsel the municipality that is responsible.',
    },
    check: (bericht) =>
      [antwoordOf(bericht)]
        .filter(({ value }) => isResidence(value) && !value.woonplaatsbeginsel)
        .map((antwoord) => at(antwoord, 'woonplaatsbeginsel')),
  }),
  rule({
    code: 'TR409',
    level: 2,
    retourCode: '0001',
    messages: ['JW319'],
    berichtklasse: 'Antwoord.Woonplaatsbeginsel',
    sentence: {
      nl: 'Woonplaatsbeginsel hoort alleen bij RedenAfwijzingVerzoek 8. Haal Woonplaatsbeginsel weg, of vul reden 8 in.',
      en: 'Woonplaatsbeginsel goes with RedenAfwijzingVerzoek 8 only. Take Woonplaatsbeginsel out, or fill in reason 8.',
    },
    check: (bericht) =>
      [antwoordOf(bericht)]
        .filter(({ value }) => !isResidence(value) && value.woonplaatsbeginsel)
        .map((antwoord) => at(antwoord, 'woonplaatsbeginsel')),
  }),
  rule({
    code: 'TR383',
    level: 2,
    retourCode: '0001',
    messages: ['JW315'],
    berichtklasse: 'AangevraagdProduct.ReferentieAanbieder',
    sentence: {
      nl: 'Een eerder product in dit bericht heeft dezelfde ReferentieAanbieder. Geef elk aangevraagd product een eigen referentie.',
      en: 'An earlier product of this message has the same ReferentieAanbieder. Give every requested product a reference of its own.',
    },
    check: (bericht) =>
      repeated(
        aangevraagdeProducten(bericht).map((product) => ({
          value: product.value.referentieAanbieder,
          path: at(product, 'referentieAanbieder'),
        })),
        (referentie) => referentie,
      ),
  }),
];

function isResidence({ redenAfwijzingVerzoek }: { readonly redenAfwijzingVerzoek?: string }) {
  return redenAfwijzingVerzoek === '8';
}
