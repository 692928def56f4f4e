import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';

const telefoon = { telefoon01: { telefoonnummer: '0201234567', landnummer: '+31' } };

export const contactCases: readonly RuleCase[] = [
  pair('CD005', 'JW301/valid-complete.xml', 'a postcode without a country', {
    breaks: ({ client }) => {
      delete nth(client.contactgegevens.contact, 2).adres?.landCode;
    },
    holds: ({ client }) => {
      const { adres } = nth(client.contactgegevens.contact, 2);
      delete adres?.landCode;
      delete adres?.postcode;
    },
    at: ['Client/Contactgegevens/Contact[2]/Adres/LandCode'],
  }),
  pair('CD005', 'JW301/valid-complete.xml', 'a country without a postcode, at a relation', {
    breaks: ({ client }) => {
      delete nth(client.relaties?.relatie, 1).contact.adres?.postcode;
    },
    holds: ({ client }) => {
      const { adres } = nth(client.relaties?.relatie, 1).contact;
      delete adres?.postcode;
      delete adres?.landCode;
    },
    at: ['Client/Relaties/Relatie[1]/Contact/Adres/LandCode'],
  }),
  pair('CD005', 'JW301/valid-complete.xml', 'an address that is empty has neither', {
    breaks: ({ client }) => {
      nth(client.contactgegevens.contact, 2).adres = { landCode: 'BE' };
    },
    holds: ({ client }) => {
      nth(client.contactgegevens.contact, 2).adres = {};
    },
    at: ['Client/Contactgegevens/Contact[2]/Adres/LandCode'],
  }),
  pair('CD007', 'JW301/valid-complete.xml', 'an interpreter of no language', {
    breaks: ({ client }) => {
      delete client.communicatie?.taal;
    },
    holds: ({ client }) => {
      delete client.communicatie;
    },
    at: ['Client/Communicatie/Taal'],
  }),
  ...['2', '3'].map((vorm) =>
    pair('CD007', 'JW301/valid-complete.xml', `a language with Vorm ${vorm}`, {
      breaks: ({ client }) => {
        client.communicatie = { vorm, taal: 'Tarifit' };
      },
      holds: ({ client }) => {
        client.communicatie = { vorm };
      },
      at: ['Client/Communicatie/Taal'],
    }),
  ),
  pair('CD009', 'JW301/valid-complete.xml', 'a period with an address of another kind', {
    breaks: ({ client }) => {
      nth(client.contactgegevens.contact, 2).soort = '02';
    },
    holds: ({ client }) => {
      const contact = nth(client.contactgegevens.contact, 2);
      contact.soort = '02';
      delete contact.periode;
    },
    at: ['Client/Contactgegevens/Contact[2]/Periode'],
  }),
  pair('CD009', 'JW301/valid-complete.xml', 'a period without dates counts, also at a relation', {
    breaks: ({ client }) => {
      nth(client.relaties?.relatie, 2).contact.periode = {};
      nth(client.contactgegevens.contact, 1).periode = {};
    },
    holds: ({ client }) => {
      const { contact } = nth(client.relaties?.relatie, 2);
      contact.soort = '04';
      contact.periode = {};
    },
    at: ['Client/Relaties/Relatie[2]/Contact/Periode', 'Client/Contactgegevens/Contact[1]/Periode'],
  }),
  pair('CD025', 'JW301/valid-complete.xml', 'an address in the Netherlands without house number', {
    breaks: ({ client }) => {
      delete nth(client.contactgegevens.contact, 2).adres?.huis;
      delete nth(client.relaties?.relatie, 1).contact.adres?.huis;
    },
    holds: ({ client }) => {
      const contacten = [
        nth(client.contactgegevens.contact, 2),
        nth(client.relaties?.relatie, 1).contact,
      ];
      for (const contact of contacten) contact.adres = { postcode: '2000', landCode: 'BE' };
    },
    at: [
      'Client/Relaties/Relatie[1]/Contact/Adres/Huis',
      'Client/Contactgegevens/Contact[2]/Adres/Huis',
    ],
  }),
  pair('CD034', 'JW301/valid-complete.xml', 'an address of the BRP without postcode', {
    breaks: ({ client }) => {
      const contact = nth(client.contactgegevens.contact, 1);
      contact.telefoon = telefoon;
      contact.adres = { plaatsnaam: 'Amsterdam' };
    },
    holds: ({ client }) => {
      const contact = nth(client.contactgegevens.contact, 1);
      contact.soort = '02';
      contact.telefoon = telefoon;
      contact.adres = { plaatsnaam: 'Amsterdam' };
    },
    at: ['Client/Contactgegevens/Contact[1]/Adres/Postcode'],
  }),
  pair('CD034', 'JW301/valid-complete.xml', 'where one stays, without Adres', {
    breaks: ({ client }) => {
      nth(client.contactgegevens.contact, 2).soort = '03';
      delete nth(client.contactgegevens.contact, 2).periode;
      delete nth(client.contactgegevens.contact, 2).adres;
    },
    holds: ({ client }) => {
      nth(client.contactgegevens.contact, 2).soort = '03';
      delete nth(client.contactgegevens.contact, 2).periode;
      nth(client.contactgegevens.contact, 2).adres = { postcode: '2000', landCode: 'BE' };
    },
    at: ['Client/Contactgegevens/Contact[2]/Adres/Postcode'],
  }),
  pair('CD034', 'JW301/valid-complete.xml', 'a relation that lives nowhere', {
    breaks: ({ client }) => {
      nth(client.relaties?.relatie, 2).contact.soort = '03';
    },
    holds: ({ client }) => {
      nth(client.relaties?.relatie, 2).contact.soort = '04';
    },
    at: ['Client/Relaties/Relatie[2]/Contact/Adres/Postcode'],
  }),
];
