import type { BerichtOf } from '../../messages/berichten.ts';
import { at, inside } from '../engine/located.ts';
import { aangevraagdeProducten } from '../engine/products.ts';
import { type Rule, rule } from '../engine/rule.ts';

/** What must be there, or not, in a request for help (JW315), besides the product. */
export const requestConditions: readonly Rule[] = [
  rule({
    code: 'CD043',
    level: 2,
    retourCode: '0001',
    messages: ['JW315'],
    berichtklasse: 'AangevraagdProduct.BeschikkingIngangsdatum',
    sentence: {
      nl: 'BeschikkingNummer en BeschikkingIngangsdatum horen bij elkaar. Vul beide in, of haal beide weg.',
      en: 'BeschikkingNummer and BeschikkingIngangsdatum belong together. Fill in both, or take both out.',
    },
    check: (bericht) =>
      aangevraagdeProducten(bericht)
        .filter(
          ({ value }) =>
            (value.beschikkingNummer === undefined) !==
            (value.beschikkingIngangsdatum === undefined),
        )
        .map((product) => at(product, 'beschikkingIngangsdatum')),
  }),
  rule({
    code: 'CD066',
    level: 2,
    retourCode: '0001',
    messages: ['JW315'],
    berichtklasse: 'AangevraagdProduct.Verwijzer',
    sentence: {
      nl: 'Uit de ZorgverlenerCode blijkt al wie de verwijzer is. Haal Naam van de Verwijzer weg.',
      en: 'The ZorgverlenerCode already identifies the referrer. Take Naam of the Verwijzer out.',
    },
    check: (bericht) =>
      verwijzers(bericht)
        .filter(({ value }) => PROFESSIONALS.has(value.type))
        .filter(({ value }) => value.zorgverlenerCode !== undefined && value.naam !== undefined)
        .map((verwijzer) => at(verwijzer, 'naam')),
  }),
  rule({
    code: 'CD067',
    level: 2,
    retourCode: '0001',
    messages: ['JW315'],
    berichtklasse: 'AangevraagdProduct.Verwijzer',
    sentence: {
      nl: 'Vul bij een arts of gecertificeerde instelling (Type 02 tot en met 05) de ZorgverlenerCode in. Is die niet bekend, vul dan Naam in.',
      en: 'For a doctor or a certified institution (Type 02 to 05), fill in ZorgverlenerCode. If it is not known, fill in Naam.',
    },
    check: (bericht) =>
      verwijzers(bericht)
        .filter(({ value }) => PROFESSIONALS.has(value.type))
        .filter(({ value }) => value.zorgverlenerCode === undefined && value.naam === undefined)
        .map((verwijzer) => at(verwijzer, 'naam')),
  }),
  rule({
    code: 'CD068',
    level: 2,
    retourCode: '0001',
    messages: ['JW315'],
    berichtklasse: 'AangevraagdProduct.Verwijzer',
    sentence: {
      nl: 'Alleen een arts of gecertificeerde instelling (Type 02 tot en met 05) heeft een ZorgverlenerCode. Haal ZorgverlenerCode weg, of verbeter Type.',
      en: 'Only a doctor or a certified institution (Type 02 to 05) has a ZorgverlenerCode. Take ZorgverlenerCode out, or correct Type.',
    },
    check: (bericht) =>
      verwijzers(bericht)
        .filter(({ value }) => !PROFESSIONALS.has(value.type))
        .filter(({ value }) => value.zorgverlenerCode !== undefined)
        .map((verwijzer) => at(verwijzer, 'zorgverlenerCode')),
  }),
];

/** Huisarts, jeugdarts, gecertificeerde instelling and medisch specialist: they have an AGB code. */
const PROFESSIONALS: ReadonlySet<string> = new Set(['02', '03', '04', '05']);

function verwijzers(bericht: BerichtOf<'JW315'>) {
  return aangevraagdeProducten(bericht).map((product) => inside(product, 'verwijzer'));
}
