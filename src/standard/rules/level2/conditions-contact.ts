import type { BerichtOf } from '../../messages/berichten.ts';
import { alleContacten, clientOf } from '../engine/classes.ts';
import { at, inside } from '../engine/located.ts';
import { type Rule, rule } from '../engine/rule.ts';

/** What must be there, or not, in the addresses of a JW301 and around them. */
export const contactConditions: readonly Rule[] = [
  rule({
    code: 'CD005',
    level: 2,
    retourCode: '0001',
    messages: ['JW301'],
    berichtklasse: 'Contact.Adres.LandCode',
    sentence: {
      nl: 'Bij een Postcode hoort een LandCode; zonder Postcode blijft LandCode weg. Vul LandCode in (NL voor Nederland), of haal LandCode weg.',
      en: 'A Postcode goes with a LandCode; without a Postcode there is no LandCode. Fill in LandCode (NL for the Netherlands), or take LandCode out.',
    },
    check: (bericht) =>
      adressen(bericht)
        .filter(({ value }) => (value.landCode === undefined) !== (value.postcode === undefined))
        .map((adres) => at(adres, 'landCode')),
  }),
  rule({
    code: 'CD007',
    level: 2,
    retourCode: '0001',
    messages: ['JW301'],
    berichtklasse: 'Client.Communicatie.Taal',
    sentence: {
      nl: 'Vul bij een tolk voor een taal (Vorm 1) ook Taal in. Haal Taal weg bij een andere Vorm.',
      en: 'For an interpreter of a language (Vorm 1), fill in Taal as well. For any other Vorm, take Taal out.',
    },
    check: (bericht) => {
      const communicatie = inside(clientOf(bericht), 'communicatie');
      if (!communicatie) return [];
      const { vorm, taal } = communicatie.value;
      return (vorm === '1') === (taal !== undefined) ? [] : [at(communicatie, 'taal')];
    },
  }),
  rule({
    code: 'CD009',
    level: 2,
    retourCode: '0001',
    messages: ['JW301'],
    berichtklasse: 'Contact.Periode',
    sentence: {
      nl: 'Een Periode hoort alleen bij een tijdelijk verblijfadres (Soort 04). Haal Periode weg, of vul bij Soort 04 in als het adres tijdelijk is.',
      en: 'A Periode goes with a temporary address (Soort 04) only. Take Periode out, or make Soort 04 if the address is temporary.',
    },
    check: (bericht) =>
      alleContacten(bericht)
        .filter(({ value }) => value.periode !== undefined && value.soort !== '04')
        .map((contact) => at(contact, 'periode')),
  }),
  rule({
    code: 'CD025',
    level: 2,
    retourCode: '0001',
    messages: ['JW301'],
    berichtklasse: 'Contact.Adres.Huis',
    sentence: {
      nl: 'Een adres in Nederland (LandCode NL) heeft een huisnummer. Vul Huis in.',
      en: 'An address in the Netherlands (LandCode NL) has a house number. Fill in Huis.',
    },
    check: (bericht) =>
      adressen(bericht)
        .filter(({ value }) => value.landCode === 'NL' && value.huis === undefined)
        .map((adres) => at(adres, 'huis')),
  }),
  rule({
    code: 'CD034',
    level: 2,
    retourCode: '0001',
    messages: ['JW301'],
    berichtklasse: 'Contact.Adres.Postcode',
    sentence: {
      nl: 'Een BRP-adres (Soort 01) en een verblijfadres (Soort 03) hebben een postcode. Vul Postcode in.',
      en: 'An address of the BRP (Soort 01) and an address of stay (Soort 03) have a postcode. Fill in Postcode.',
    },
    reading: {
      nl: 'Soort 01 of 03 zonder Adres is ook in strijd met de regel.',
      en: 'Soort 01 or 03 without Adres breaks the rule too.',
    },
    check: (bericht) =>
      alleContacten(bericht)
        .filter(({ value }) => value.soort === '01' || value.soort === '03')
        .filter(({ value }) => value.adres?.postcode === undefined)
        // Adres itself may be missing too.
        .map((contact) => `${at(contact, 'adres')}/Postcode`),
  }),
];

function adressen(bericht: BerichtOf<'JW301'>) {
  return alleContacten(bericht)
    .map((contact) => inside(contact, 'adres'))
    .filter((adres) => adres !== undefined);
}
