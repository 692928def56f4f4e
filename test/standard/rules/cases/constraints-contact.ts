import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';

const adres = {
  huis: { huisnummer: '12' },
  postcode: '1000AA',
  landCode: 'NL',
};
const telefoon = { telefoon01: { telefoonnummer: '0201234567', landnummer: '+31' } };

export const contactConstraintCases: readonly RuleCase[] = [
  ...['0123AB', '1000 AA', '1000A', '1000AAA', '100AAA', '1000A1', '1000ÀÉ', ' 1000AA'].map(
    (postcode) =>
      pair('CS089', 'JW301/valid-young-adult-with-partner-name.xml', `"${postcode}"`, {
        breaks: ({ client }) => {
          nth(client.contactgegevens.contact, 1).adres = { ...adres, postcode };
        },
        holds: ({ client }) => {
          nth(client.contactgegevens.contact, 1).adres = { ...adres, postcode, landCode: 'BE' };
        },
        at: ['Client/Contactgegevens/Contact/Adres/Postcode'],
      }),
  ),
  pair('CS089', 'JW301/valid-complete.xml', 'of a relation and of the client, in small letters', {
    breaks: ({ client }) => {
      nth(client.relaties?.relatie, 1).contact.adres = { ...adres, postcode: 'AA1000' };
      nth(client.contactgegevens.contact, 2).adres = { ...adres, postcode: '0999zz' };
    },
    holds: ({ client }) => {
      nth(client.relaties?.relatie, 1).contact.adres = { ...adres, postcode: '9999zZ' };
      nth(client.contactgegevens.contact, 2).adres = { ...adres, postcode: '1000aa' };
    },
    at: [
      'Client/Relaties/Relatie[1]/Contact/Adres/Postcode',
      'Client/Contactgegevens/Contact[2]/Adres/Postcode',
    ],
  }),
  pair('TR006', 'JW301/valid-complete.xml', 'a relation without a telephone or an address', {
    breaks: ({ client }) => {
      delete nth(client.relaties?.relatie, 2).contact.telefoon;
    },
    holds: ({ client }) => {
      nth(client.relaties?.relatie, 2).contact = { soort: '02', adres };
    },
    at: ['Client/Relaties/Relatie[2]/Contact'],
  }),
  pair('TR006', 'JW301/valid-complete.xml', 'an address without Huis is not enough', {
    breaks: ({ client }) => {
      const contact = nth(client.contactgegevens.contact, 1);
      contact.adres = { postcode: '1000', landCode: 'BE' };
    },
    holds: ({ client }) => {
      const contact = nth(client.contactgegevens.contact, 1);
      contact.adres = { postcode: '1000', landCode: 'BE' };
      contact.telefoon = telefoon;
    },
    at: ['Client/Contactgegevens/Contact[1]'],
  }),
  pair('TR006', 'JW301/valid-complete.xml', 'an address without Postcode, an Emailadres', {
    breaks: ({ client }) => {
      const contact = nth(client.contactgegevens.contact, 2);
      contact.adres = { huis: { huisnummer: '12' }, plaatsnaam: 'Amsterdam' };
      delete contact.telefoon;
    },
    holds: ({ client }) => {
      const contact = nth(client.contactgegevens.contact, 2);
      delete contact.adres;
    },
    at: ['Client/Contactgegevens/Contact[2]'],
  }),
  ...['01', '02', '03'].map((soort) =>
    pair('TR061', 'JW301/valid-young-adult-with-partner-name.xml', `not 04 but ${soort}`, {
      breaks: ({ client }) => {
        nth(client.contactgegevens.contact, 1).soort = '04';
      },
      holds: ({ client }) => {
        nth(client.contactgegevens.contact, 1).soort = soort;
      },
      at: ['Client/Contactgegevens'],
    }),
  ),
  pair('TR061', 'JW301/valid-complete.xml', 'the address of a relation is not that of the client', {
    breaks: ({ client }) => {
      nth(client.relaties?.relatie, 1).contact = { soort: '01', adres };
      client.contactgegevens.contact.shift();
    },
    holds: ({ client }) => {
      nth(client.relaties?.relatie, 1).contact = { soort: '01', adres };
    },
    at: ['Client/Contactgegevens'],
  }),
  pair('TR061', 'JW301/valid-complete.xml', 'a telephone number is no address', {
    breaks: ({ client }) => {
      client.contactgegevens.contact[0] = { soort: '02', telefoon };
    },
    holds: ({ client }) => {
      client.contactgegevens.contact[0] = { soort: '02', adres };
    },
    at: ['Client/Contactgegevens'],
  }),
];
