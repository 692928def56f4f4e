import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';

const naamGebruik = 'Client/Naam/NaamGebruik';

export const personConstraintCases: readonly RuleCase[] = [
  pair('CS002', 'JW301/valid-complete.xml', 'a last digit that does not fit', {
    breaks: ({ client }) => {
      client.bsn = '999912009';
    },
    holds: ({ client }) => {
      client.bsn = '999900006';
    },
    at: ['Client/Bsn'],
  }),
  pair('CS002', 'JW305/valid-complete.xml', 'two digits that changed places', {
    breaks: ({ client }) => {
      client.bsn = '999912080';
    },
    holds: ({ client }) => {
      client.bsn = '999912008';
    },
    at: ['Client/Bsn'],
  }),
  pair('CS002', 'JW307/valid-complete.xml', 'zeros, of which the sum can be divided', {
    breaks: ({ client }) => {
      client.bsn = '000000000';
    },
    holds: ({ client }) => {
      client.bsn = '999999990';
    },
    at: ['Client/Bsn'],
  }),
  pair('CS002', 'JW315/valid-complete.xml', 'a last digit that is added instead of subtracted', {
    breaks: ({ client }) => {
      client.bsn = '999900004';
    },
    holds: () => {},
    at: ['Client/Bsn'],
  }),
  pair('CS002', 'JW317/valid-complete.xml', 'a digit one too high', {
    breaks: ({ client }) => {
      client.bsn = '999913008';
    },
    holds: () => {},
    at: ['Client/Bsn'],
  }),
  pair('CS002', 'JW323/valid-complete.xml', 'the second client', {
    breaks: ({ declaratie }) => {
      nth(declaratie.clienten.client, 2).bsn = '999934509';
    },
    holds: () => {},
    at: ['Declaratie/Clienten/Client[2]/Bsn'],
  }),
  pair('CS002', 'JW325/valid-complete.xml', 'both clients', {
    breaks: ({ declaratieAntwoord }) => {
      nth(declaratieAntwoord?.clienten?.client, 1).bsn = '000000000';
      nth(declaratieAntwoord?.clienten?.client, 2).bsn = '999912009';
    },
    holds: () => {},
    at: ['DeclaratieAntwoord/Clienten/Client[1]/Bsn', 'DeclaratieAntwoord/Clienten/Client[2]/Bsn'],
  }),
  ...['2', '3', '4', '5'].map((gebruik) =>
    pair('CS050', 'JW301/valid-complete.xml', `a client without a partner, ${gebruik}`, {
      breaks: ({ client }) => {
        client.naam.naamGebruik = gebruik;
      },
      holds: ({ client }) => {
        client.naam.naamGebruik = '1';
      },
      at: [naamGebruik],
    }),
  ),
  ...['1', '2', '3', '4'].map((gebruik) =>
    pair('CS050', 'JW301/valid-young-adult-with-partner-name.xml', `with a partner, ${gebruik}`, {
      breaks: ({ client }) => {
        client.naam.naamGebruik = '5';
      },
      holds: ({ client }) => {
        client.naam.naamGebruik = gebruik;
      },
      at: [naamGebruik],
    }),
  ),
  pair('CS050', 'JW301/valid-complete.xml', 'an organisation has no partner', {
    breaks: ({ client }) => {
      nth(client.relaties?.relatie, 1).naam.naamGebruik = '6';
    },
    holds: ({ client }) => {
      nth(client.relaties?.relatie, 2).naam.naamGebruik = '6';
    },
    at: ['Client/Relaties/Relatie[1]/Naam/NaamGebruik'],
  }),
  pair('CS318', 'JW301/valid-complete.xml', 'an organisation as client', {
    breaks: ({ client }) => {
      client.naam.naamGebruik = '6';
    },
    holds: ({ client }) => {
      nth(client.relaties?.relatie, 2).naam.naamGebruik = '6';
    },
    at: [naamGebruik],
  }),
  pair('CS139', 'JW301/valid-complete.xml', 'a day that is unknown and filled in', {
    breaks: ({ client }) => {
      client.geboortedatum = { datum: '2012-05-02', datumGebruik: '1' };
    },
    holds: ({ client }) => {
      client.geboortedatum = { datum: '2012-05-01', datumGebruik: '1' };
    },
    at: ['Client/Geboortedatum'],
  }),
  pair('CS139', 'JW301/valid-complete.xml', 'of a relation only the year is known', {
    breaks: ({ client }) => {
      nth(client.relaties?.relatie, 1).geboortedatum = { datum: '1985-02-01', datumGebruik: '2' };
      nth(client.relaties?.relatie, 2).geboortedatum = { datum: '1985-01-02', datumGebruik: '2' };
    },
    holds: ({ client }) => {
      nth(client.relaties?.relatie, 2).geboortedatum = { datum: '1985-01-01', datumGebruik: '2' };
    },
    at: ['Client/Relaties/Relatie[1]/Geboortedatum', 'Client/Relaties/Relatie[2]/Geboortedatum'],
  }),
  pair('CS139', 'JW305/valid-complete.xml', 'nothing is known but the year is filled in', {
    breaks: ({ client }) => {
      client.geboortedatum = { datum: '2012-01-01', datumGebruik: '3' };
    },
    holds: ({ client }) => {
      client.geboortedatum = { datum: '1900-01-01', datumGebruik: '3' };
    },
    at: ['Client/Geboortedatum'],
  }),
  pair('CS139', 'JW307/valid-complete.xml', 'only the year is known but the month is filled in', {
    breaks: ({ client }) => {
      client.geboortedatum = { datum: '2012-05-01', datumGebruik: '2' };
    },
    holds: ({ client }) => {
      client.geboortedatum = { datum: '2012-01-01', datumGebruik: '2' };
    },
    at: ['Client/Geboortedatum'],
  }),
  pair('CS139', 'JW315/valid-complete.xml', 'without DatumGebruik all of the date is known', {
    breaks: ({ client }) => {
      client.geboortedatum = { datum: '2012-05-31', datumGebruik: '1' };
    },
    holds: ({ client }) => {
      client.geboortedatum = { datum: '2012-05-31' };
    },
    at: ['Client/Geboortedatum'],
  }),
];
