import { datePartsOf } from '../../calendar.ts';
import { clienten, clientOf, geboortedata, relaties } from '../engine/classes.ts';
import { at, inside } from '../engine/located.ts';
import { type Rule, rule } from '../engine/rule.ts';

/** What is known of a person. */
export const personConstraints: readonly Rule[] = [
  rule({
    code: 'CS002',
    level: 2,
    retourCode: '0001',
    messages: ['JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW323', 'JW325'],
    berichtklasse: 'Client.Bsn',
    sentence: {
      nl: 'Dit Bsn kan niet bestaan: het voldoet niet aan de elfproef. Vul bij Bsn het juiste nummer in.',
      en: 'This Bsn cannot exist: its digits fail the eleven test. Fill in the right number at Bsn.',
    },
    *check(bericht) {
      for (const client of clienten(bericht))
        if (!passesElevenTest(client.value.bsn)) yield at(client, 'bsn');
    },
  }),
  rule({
    code: 'CS050',
    level: 2,
    retourCode: '0001',
    messages: ['JW301'],
    berichtklasse: 'Client.Naam, Relatie.Naam',
    sentence: {
      nl: 'NaamGebruik past niet bij de naam. Vul 1, 2, 3 of 4 in als er een Partnernaam is, en 1 of 6 als er geen Partnernaam is.',
      en: 'NaamGebruik does not fit the name. Fill in 1, 2, 3 or 4 with a Partnernaam, and 1 or 6 without one.',
    },
    *check(bericht) {
      const namen = relaties(bericht).map((relatie) => inside(relatie, 'naam'));
      for (const naam of [inside(clientOf(bericht), 'naam'), ...namen]) {
        const allowed = naam.value.partnernaam ? withPartnernaam : withoutPartnernaam;
        if (!allowed.includes(naam.value.naamGebruik)) yield at(naam, 'naamGebruik');
      }
    },
  }),
  rule({
    code: 'CS318',
    level: 2,
    retourCode: '0001',
    messages: ['JW301'],
    berichtklasse: 'Client.Naam.NaamGebruik',
    sentence: {
      nl: 'Een cliënt is altijd een persoon, geen organisatie. Vul bij NaamGebruik van de Client geen 6 in.',
      en: 'A client is always a human being, not an organisation. Do not use 6 as NaamGebruik of the Client.',
    },
    *check(bericht) {
      const naam = inside(clientOf(bericht), 'naam');
      if (naam.value.naamGebruik === '6') yield at(naam, 'naamGebruik');
    },
  }),
  // What is unknown of a date of birth is written as 1, and the year as 1900.
  rule({
    code: 'CS139',
    level: 2,
    retourCode: '0001',
    messages: ['JW301', 'JW305', 'JW307', 'JW315'],
    berichtklasse: 'Client.Geboortedatum, Relatie.Geboortedatum',
    sentence: {
      nl: 'DatumGebruik past niet bij Datum. Vul als dag 01 in bij DatumGebruik 1, als maand en dag 01-01 bij 2, en als hele datum 1900-01-01 bij 3.',
      en: 'DatumGebruik does not fit Datum. With 1 the day is 01, with 2 month and day are 01-01, with 3 the whole date is 1900-01-01.',
    },
    *check(bericht) {
      for (const { value, path } of geboortedata(bericht))
        if (!fits(value.datum, value.datumGebruik)) yield path;
    },
  }),
];

/**
 * Whether nine digits can be a BSN. 000000000 cannot, which the test itself lets through: nobody has it,
 * forms do.
 */
export function passesElevenTest(bsn: string): boolean {
  const weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(bsn[index]), 0);
  return sum % 11 === 0 && bsn !== '000000000';
}

const withPartnernaam: readonly string[] = ['1', '2', '3', '4'];
const withoutPartnernaam: readonly string[] = ['1', '6'];

function fits(datum: string, datumGebruik: string | undefined): boolean {
  const { year, month, day } = datePartsOf(datum);
  switch (datumGebruik) {
    case '1':
      return day === 1;
    case '2':
      return day === 1 && month === 1;
    case '3':
      return day === 1 && month === 1 && year === 1900;
    default:
      return true;
  }
}
