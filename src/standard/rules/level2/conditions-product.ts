import { isAfter } from '../../calendar.ts';
import { at } from '../engine/located.ts';
import {
  aangevraagdeProducten,
  gekozenProducten,
  nieuweProducten,
  producten,
  toegewezenProducten,
} from '../engine/products.ts';
import { type Rule, rule } from '../engine/rule.ts';

const noOmvangWithoutCode = {
  nl: 'Een Omvang hoort bij een product met een Code. Vul Code in, of haal Omvang weg en vul Budget in.',
  en: 'An Omvang goes with a product that has a Code. Fill in Code, or take Omvang out and fill in Budget.',
} as const;

/** How product, Omvang, Budget and end date go together. */
export const productConditions: readonly Rule[] = [
  rule({
    code: 'CD041',
    level: 2,
    retourCode: '0001',
    messages: ['JW301', 'JW315', 'JW317'],
    berichtklasse: 'Omvang of ToegewezenProduct, AangevraagdProduct, NieuwProduct',
    // With a Budget no Omvang can be added (CD077), so then the Code has to go.
    sentence: {
      nl: 'Bij een product met een Code hoort een Omvang. Vul Omvang in, of haal Code weg als er een Budget is.',
      en: 'A product with a Code has an Omvang. Fill in Omvang, or take Code out if there is a Budget.',
    },
    reading: {
      nl: 'Product.Code met een Budget kan nooit goed zijn: deze regel vraagt om een Omvang, en CD077 verbiedt die dan.',
      en: 'Product.Code with a Budget can never be right: this rule asks for Omvang, and CD077 then forbids it.',
    },
    check: (bericht) =>
      gekozenProducten(bericht)
        .filter(({ value }) => value.product?.code !== undefined && value.omvang === undefined)
        .map((product) => at(product, 'omvang')),
  }),
  rule({
    code: 'CD075',
    level: 2,
    retourCode: '0001',
    messages: ['JW301', 'JW315', 'JW317'],
    berichtklasse:
      'Einddatum of ToegewezenProduct, NieuwProduct, TeWijzigenProduct; ToewijzingEinddatum of AangevraagdProduct',
    sentence: {
      nl: 'Bij een Budget hoort een einddatum. Vul de einddatum van dit product in.',
      en: 'A Budget needs an end date. Fill in the end date of this product.',
    },
    reading: {
      nl: 'Deze regel geldt ook als de productentabel de einddatum niet verplicht.',
      en: 'Holds also where product tables leave the end date free.',
    },
    check: (bericht) =>
      producten(bericht)
        .filter(({ value, eind }) => value.budget !== undefined && eind.value === undefined)
        .map(({ eind }) => eind.path),
  }),
  rule({
    code: 'CD076',
    level: 2,
    retourCode: '0001',
    messages: ['JW301', 'JW315', 'JW317'],
    berichtklasse:
      'Einddatum of ToegewezenProduct, NieuwProduct, TeWijzigenProduct; ToewijzingEinddatum of AangevraagdProduct',
    sentence: {
      nl: 'Bij een Omvang per week (Frequentie 2) hoort een einddatum. Vul de einddatum van dit product in.',
      en: 'An Omvang per week (Frequentie 2) needs an end date. Fill in the end date of this product.',
    },
    check: (bericht) =>
      producten(bericht)
        .filter(({ value, eind }) => value.omvang?.frequentie === '2' && eind.value === undefined)
        .map(({ eind }) => eind.path),
  }),
  // CD077 and CD078 are one fault under two names: who breaks the one breaks the other.
  rule({
    code: 'CD077',
    level: 2,
    retourCode: '0001',
    messages: ['JW301', 'JW315', 'JW317'],
    berichtklasse:
      'Omvang of ToegewezenProduct, AangevraagdProduct, NieuwProduct, TeWijzigenProduct',
    sentence: {
      nl: 'Omvang en Budget gaan niet samen. Haal Omvang weg als het Budget geldt.',
      en: 'Omvang and Budget do not go together. Take Omvang out if the Budget holds.',
    },
    check: (bericht) =>
      producten(bericht)
        .filter(({ value }) => value.budget !== undefined && value.omvang !== undefined)
        .map((product) => at(product, 'omvang')),
  }),
  rule({
    code: 'CD078',
    level: 2,
    retourCode: '0001',
    messages: ['JW301', 'JW315', 'JW317'],
    berichtklasse:
      'Budget of ToegewezenProduct, AangevraagdProduct, NieuwProduct, TeWijzigenProduct',
    sentence: {
      nl: 'Omvang en Budget gaan niet samen. Haal Budget weg als de Omvang geldt.',
      en: 'Omvang and Budget do not go together. Take Budget out if the Omvang holds.',
    },
    check: (bericht) =>
      producten(bericht)
        .filter(({ value }) => value.omvang !== undefined && value.budget !== undefined)
        .map((product) => at(product, 'budget')),
  }),
  rule({
    code: 'CD079',
    level: 2,
    retourCode: '0001',
    messages: ['JW301', 'JW315', 'JW317'],
    berichtklasse: 'Product of ToegewezenProduct, AangevraagdProduct, NieuwProduct',
    sentence: {
      nl: 'Zonder Budget moet duidelijk zijn om welk product het gaat. Vul Product in.',
      en: 'Without a Budget it has to be clear which product is meant. Fill in Product.',
    },
    check: (bericht) =>
      gekozenProducten(bericht)
        .filter(({ value }) => value.budget === undefined && value.product === undefined)
        .map((product) => at(product, 'product')),
  }),
  rule({
    code: 'CD080',
    level: 2,
    retourCode: '0001',
    messages: ['JW301'],
    berichtklasse: 'ToegewezenProduct.Omvang',
    sentence: noOmvangWithoutCode,
    check: (bericht) => omvangWithoutCode(toegewezenProducten(bericht)),
  }),
  rule({
    code: 'CD095',
    level: 2,
    retourCode: '0001',
    messages: ['JW315'],
    berichtklasse: 'AangevraagdProduct.Omvang',
    sentence: noOmvangWithoutCode,
    check: (bericht) => omvangWithoutCode(aangevraagdeProducten(bericht)),
  }),
  rule({
    code: 'CD096',
    level: 2,
    retourCode: '0001',
    messages: ['JW317'],
    berichtklasse: 'NieuwProduct.Omvang',
    sentence: noOmvangWithoutCode,
    check: (bericht) => omvangWithoutCode(nieuweProducten(bericht)),
  }),
];

/** Help that ended by this day may still have an Omvang without a Code. */
const LAST_DAY_WITHOUT_CODE = '2020-12-31';

function omvangWithoutCode(products: ReturnType<typeof gekozenProducten>): string[] {
  return products
    .filter(({ value }) => value.omvang !== undefined && value.product?.code === undefined)
    .filter(({ eind }) => eind.value === undefined || isAfter(eind.value, LAST_DAY_WITHOUT_CODE))
    .map((product) => at(product, 'omvang'));
}
