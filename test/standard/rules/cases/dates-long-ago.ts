import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';

const datum = 'Client/Geboortedatum/Datum';

/** Ages of persons and declarations, to the day. */
export const longAgoCases: readonly RuleCase[] = [
  pair('TR002', 'JW301/valid-complete.xml', '120 years and a day', {
    breaks: ({ client }) => {
      client.geboortedatum = { datum: '1904-02-11' };
      nth(client.relaties?.relatie, 1).geboortedatum = { datum: '-0001-05-02' };
    },
    holds: ({ client }) => {
      client.geboortedatum = { datum: '1904-02-12' };
      nth(client.relaties?.relatie, 1).geboortedatum = { datum: '1904-02-12' };
    },
    at: [datum, 'Client/Relaties/Relatie[1]/Geboortedatum/Datum'],
  }),
  pair('TR002', 'JW301/valid-complete.xml', 'only a date of which all is unknown may be older', {
    breaks: ({ client }) => {
      client.geboortedatum = { datum: '1900-01-01', datumGebruik: '3' };
      nth(client.relaties?.relatie, 1).geboortedatum = { datum: '1900-01-01', datumGebruik: '2' };
      nth(client.relaties?.relatie, 2).geboortedatum = { datum: '1900-01-01' };
    },
    holds: ({ client }) => {
      client.geboortedatum = { datum: '1900-01-01', datumGebruik: '3' };
      nth(client.relaties?.relatie, 1).geboortedatum = { datum: '1900-01-01', datumGebruik: '3' };
    },
    at: [1, 2].map((n) => `Client/Relaties/Relatie[${n}]/Geboortedatum/Datum`),
  }),
  pair('TR002', 'JW305/valid-complete.xml', 'the first of the month counts', {
    breaks: ({ client }) => {
      client.geboortedatum = { datum: '1904-03-01', datumGebruik: '1' };
    },
    holds: ({ client }) => {
      client.geboortedatum = { datum: '1904-04-01', datumGebruik: '1' };
    },
    at: [datum],
  }),
  pair('TR002', 'JW307/valid-complete.xml', 'the first of January counts', {
    breaks: ({ client }) => {
      client.geboortedatum = { datum: '1904-01-01', datumGebruik: '2' };
    },
    holds: ({ client }) => {
      client.geboortedatum = { datum: '1905-01-01', datumGebruik: '2' };
    },
    at: [datum],
  }),
  pair('TR002', 'JW315/valid-complete.xml', 'born on 29 February, 120 years later', {
    breaks: ({ header, client }) => {
      header.berichtIdentificatie.dagtekening = '2024-03-01';
      client.geboortedatum = { datum: '1904-02-29' };
    },
    holds: ({ header, client }) => {
      header.berichtIdentificatie.dagtekening = '2024-02-29';
      client.geboortedatum = { datum: '1904-02-29' };
    },
    at: [datum],
  }),
  pair('TR002', 'JW315/valid-complete.xml', 'born on 29 February, in a year without it', {
    breaks: ({ header, client }) => {
      header.berichtIdentificatie.dagtekening = '2100-03-01';
      client.geboortedatum = { datum: '1980-02-29' };
    },
    holds: ({ header, client }) => {
      header.berichtIdentificatie.dagtekening = '2100-02-28';
      client.geboortedatum = { datum: '1980-02-29' };
    },
    at: [datum],
    today: '2100-06-01',
  }),
  pair('TR335', 'JW323/valid-complete.xml', 'the end of February in a leap year', {
    breaks: ({ header, declaratie }) => {
      header.berichtIdentificatie.dagtekening = '2029-03-01';
      declaratie.declaratieDagtekening = '2029-03-01';
    },
    holds: ({ header, declaratie }) => {
      header.berichtIdentificatie.dagtekening = '2029-03-01';
      declaratie.declaratieDagtekening = '2029-02-28';
    },
    at: ['Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]/ProductPeriode/Einddatum'],
    today: '2029-06-01',
  }),
  pair('TR335', 'JW323/valid-complete.xml', 'five years to the day', {
    breaks: ({ header, declaratie }) => {
      header.berichtIdentificatie.dagtekening = '2029-02-28';
      declaratie.declaratieDagtekening = '2029-02-28';
      nth(nth(declaratie.clienten.client, 2).prestaties.prestatie, 1).productPeriode = {
        begindatum: '2024-02-01',
        einddatum: '2024-02-27',
      };
    },
    holds: ({ header, declaratie }) => {
      header.berichtIdentificatie.dagtekening = '2029-02-28';
      declaratie.declaratieDagtekening = '2029-02-28';
      nth(nth(declaratie.clienten.client, 2).prestaties.prestatie, 1).productPeriode = {
        begindatum: '2024-02-01',
        einddatum: '2024-02-28',
      };
    },
    at: ['Declaratie/Clienten/Client[2]/Prestaties/Prestatie/ProductPeriode/Einddatum'],
    today: '2029-06-01',
  }),
];
