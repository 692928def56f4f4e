import { alleContacten, contacten } from '../engine/classes.ts';
import { at, inside } from '../engine/located.ts';
import { type Rule, rule } from '../engine/rule.ts';

/** Where a client and the people around it can be reached. */
export const contactConstraints: readonly Rule[] = [
  // A missing LandCode breaks another rule (CD005).
  rule({
    code: 'CS089',
    level: 2,
    retourCode: '0001',
    messages: ['JW301'],
    berichtklasse: 'Contact.Adres.Postcode',
    sentence: {
      nl: 'Dit is geen Nederlandse Postcode. Vul vier cijfers en twee letters in zonder spatie, zoals 1000AA, of verbeter LandCode.',
      en: 'This is no Dutch Postcode. Fill in four digits and two letters without a space, such as 1000AA, or correct LandCode.',
    },
    *check(bericht) {
      for (const contact of alleContacten(bericht)) {
        const adres = inside(contact, 'adres');
        if (adres?.value.landCode !== 'NL' || adres.value.postcode === undefined) continue;
        if (!/^[1-9][0-9]{3}[A-Za-z]{2}$/.test(adres.value.postcode)) yield at(adres, 'postcode');
      }
    },
  }),
  rule({
    code: 'TR006',
    level: 2,
    retourCode: '0001',
    messages: ['JW301'],
    berichtklasse: 'Contact',
    sentence: {
      nl: 'Bij dit Contact staat geen telefoonnummer en geen volledig adres. Vul Telefoon in, of Huis met Postcode.',
      en: 'This Contact has no telephone number and no complete address. Fill in Telefoon, or Huis with Postcode.',
    },
    reading: {
      nl: 'Deze regel geldt voor elk Contact, ook voor dat van een Relatie.',
      en: 'Holds for every Contact, also that of a Relatie.',
    },
    *check(bericht) {
      for (const { value, path } of alleContacten(bericht))
        if (!value.telefoon && !(value.adres?.huis && value.adres.postcode !== undefined))
          yield path;
    },
  }),
  // A Contact with a telephone number alone is no address, whatever its Soort.
  rule({
    code: 'TR061',
    level: 2,
    retourCode: '0001',
    messages: ['JW301'],
    berichtklasse: 'Client',
    sentence: {
      nl: 'De cliënt heeft geen vast adres. Vul in Contactgegevens ten minste één Contact in met Soort 01, 02 of 03 en een Adres.',
      en: 'The client has no fixed address. Add to Contactgegevens at least one Contact with Soort 01, 02 or 03 and an Adres.',
    },
    reading: {
      nl: 'Alleen Client.Contactgegevens telt. Een Contact zonder Adres is geen adres, ook niet met Soort 02.',
      en: 'Only Client.Contactgegevens counts. A Contact without Adres is no address, Soort 02 included.',
    },
    *check(bericht) {
      const addresses = contacten(bericht).filter(({ value }) => value.adres);
      if (!addresses.some(({ value }) => fixedAddresses.includes(value.soort)))
        yield 'Client/Contactgegevens';
    },
  }),
];

const fixedAddresses: readonly string[] = ['01', '02', '03'];
