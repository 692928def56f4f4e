import { prestaties } from '../engine/classes.ts';
import { at } from '../engine/located.ts';
import { type Rule, rule } from '../engine/rule.ts';

/** What must be there, or not, in a Prestatie. */
export const declarationConditions: readonly Rule[] = [
  rule({
    code: 'CD060',
    level: 2,
    retourCode: '0001',
    messages: ['JW323', 'JW325'],
    berichtklasse: 'Prestatie.ProductReferentie.VorigReferentieNummer',
    sentence: {
      nl: 'Een creditering (DebetCredit C) noemt in VorigReferentieNummer de Prestatie die wordt teruggedraaid. Vul VorigReferentieNummer in bij DebetCredit C, en laat het weg bij DebetCredit D.',
      en: 'A credit (DebetCredit C) names in VorigReferentieNummer the Prestatie that it takes back. With DebetCredit D there is no VorigReferentieNummer.',
    },
    check: (bericht) =>
      prestaties(bericht)
        .filter(
          ({ value: { ingediendBedrag, productReferentie } }) =>
            (ingediendBedrag.debetCredit === 'C') !==
            (productReferentie.vorigReferentieNummer !== undefined),
        )
        .map((prestatie) => `${at(prestatie, 'productReferentie')}/VorigReferentieNummer`),
  }),
  rule({
    code: 'CD087',
    level: 2,
    retourCode: '0001',
    messages: ['JW323'],
    berichtklasse: 'Prestatie.ProductTarief',
    sentence: {
      nl: 'Vul ProductTarief in: de prijs van één Eenheid. Laat ProductTarief alleen weg als de Eenheid euro is (83).',
      en: 'Fill in ProductTarief: the price of one Eenheid. Only when the Eenheid is euros (83) there is no ProductTarief.',
    },
    check: (bericht) =>
      prestaties(bericht)
        .filter(({ value }) => (value.eenheid === '83') !== (value.productTarief === undefined))
        .map((prestatie) => at(prestatie, 'productTarief')),
  }),
];
