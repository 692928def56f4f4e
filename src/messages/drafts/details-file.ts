import { RowReader } from '../../ledger/sheets/row-reader.ts';
import type { Fault, SheetFaultCode, SheetRow } from '../../ledger/sheets/sheet.ts';
import { passesElevenTest } from '../../standard/rules/level2/constraints-person.ts';
import type { ClientDetails } from './forms.ts';

const parent = (number: 1 | 2) =>
  [
    `ouder${number}Relatie`,
    `ouder${number}Voorvoegsel`,
    `ouder${number}Achternaam`,
    `ouder${number}Voorletters`,
  ] as const;

/** The columns of a file of client details: a row for each child. */
export const detailsColumns = [
  ...(['bsn', 'geboortedatum', 'geslacht', 'voorvoegsel', 'achternaam', 'voornamen'] as const),
  ...(['voorletters', 'straatnaam', 'huisnummer', 'huisletter', 'toevoeging', 'postcode'] as const),
  ...(['plaatsnaam', 'landCode', 'telefoon', 'emailadres'] as const),
  ...parent(1),
  ...parent(2),
] as const;
export type DetailsColumn = (typeof detailsColumns)[number];

/** Those of {@link detailsColumns} that a file must have. */
export const neededDetailsColumns = ['bsn', 'geboortedatum', 'geslacht', 'achternaam'] as const;
export const optionalDetailsColumns = detailsColumns.filter(
  (column) => !neededDetailsColumns.some((needed) => needed === column),
);

/** What may be wrong in such a file, beside what is wrong in any sheet. */
export type DetailsFaultCode =
  | 'bsn-form'
  | 'bsn-twice'
  | 'postcode-form'
  | 'address-parts'
  | 'parent-parts';
export type DetailsFault = Fault<SheetFaultCode | DetailsFaultCode>;

/** What a row says of a child. */
export interface DetailsRow {
  readonly sheet: string | null;
  readonly row: number;
  readonly bsn: string;
  readonly details: ClientDetails;
}

const optional = { optional: true } as const;
type Reader = RowReader<DetailsColumn, DetailsFaultCode>;

/**
 * Reads a row.
 *
 * @param faults those that are found are added to these; they hold no value of a cell
 * @returns undefined for a row with a fault
 */
export function readDetailsRow(
  row: SheetRow<DetailsColumn>,
  faults: DetailsFault[],
): DetailsRow | undefined {
  const reader: Reader = new RowReader(row, faults);
  const bsn = reader.words('bsn', 9);
  if (bsn !== undefined && !(/^\d{9}$/.test(bsn) && passesElevenTest(bsn)))
    reader.fault('bsn', 'bsn-form');
  const birth = reader.date('geboortedatum');
  const geslacht = reader.choice('geslacht', ['0', '1', '2', '9']);
  const geslachtsnaam = nameOf(reader, 'achternaam', 'voorvoegsel', {});
  const voornamen = reader.words('voornamen', 200, optional);
  const voorletters = reader.words('voorletters', 6, optional);
  const contact = readContact(reader);
  const relaties = ([1, 2] as const).flatMap((number) => readParent(reader, number, contact) ?? []);
  if (!reader.sound || !bsn || !birth || !geslacht || !geslachtsnaam) return undefined;
  return {
    ...{ sheet: row.sheet, row: row.row, bsn },
    details: {
      geboortedatum: { datum: birth },
      geslacht,
      naam: {
        geslachtsnaam,
        ...(voornamen !== undefined && { voornamen }),
        ...(voorletters !== undefined && { voorletters }),
        naamGebruik: '1',
      },
      ...(relaties.length > 0 && { relaties: { relatie: relaties } }),
      contactgegevens: { contact: contact ? [contact] : [] },
    },
  };
}

function nameOf(
  reader: Reader,
  last: DetailsColumn,
  prefix: DetailsColumn,
  presence: { readonly optional?: boolean },
) {
  const achternaam = reader.words(last, 200, presence);
  const voorvoegsel = reader.words(prefix, 10, optional);
  if (achternaam === undefined) return undefined;
  return { achternaam, ...(voorvoegsel !== undefined && { voorvoegsel }) };
}

type Contact = ClientDetails['contactgegevens']['contact'][number];

/** The address where a child is registered (01). A house needs its number, and an address its street and place. */
function readContact(reader: Reader): Contact | undefined {
  const [straatnaam, plaatsnaam, huisletter, toevoeging] = [
    reader.words('straatnaam', 24, optional),
    reader.words('plaatsnaam', 80, optional),
    reader.words('huisletter', 1, optional),
    reader.words('toevoeging', 4, optional),
  ];
  const huisnummer = reader.integer('huisnummer', { least: 1, most: 99_999 }, optional);
  const postcode = reader.words('postcode', 7, optional)?.replaceAll(' ', '').toUpperCase();
  if (postcode !== undefined && !/^[1-9][0-9]{3}[A-Z]{2}$/.test(postcode))
    reader.fault('postcode', 'postcode-form');
  const landCode = reader.words('landCode', 2, optional);
  const telefoon = reader.words('telefoon', 15, optional);
  const emailadres = reader.words('emailadres', 80, optional);
  const parts = [straatnaam, plaatsnaam, huisnummer, postcode, huisletter, toevoeging, landCode];
  if (parts.every((part) => part === undefined)) return undefined;
  if (straatnaam === undefined || plaatsnaam === undefined || huisnummer === undefined) {
    reader.fault('straatnaam', 'address-parts');
    return undefined;
  }
  return {
    soort: '01',
    adres: {
      huis: {
        huisnummer: String(huisnummer),
        ...(huisletter !== undefined && { huisletter }),
        ...(toevoeging !== undefined && { huisnummerToevoeging: toevoeging }),
      },
      ...(postcode !== undefined && { postcode }),
      ...{ straatnaam, plaatsnaam, landCode: landCode ?? 'NL' },
    },
    ...(telefoon !== undefined && {
      telefoon: { telefoon01: { telefoonnummer: telefoon, landnummer: '+31' } },
    }),
    ...(emailadres !== undefined && { emailadres }),
  };
}

/** A parent or guardian with authority, who lives at the same address. */
function readParent(reader: Reader, number: 1 | 2, contact: Contact | undefined) {
  const [relation, prefix, last, initials] = parent(number);
  const soort = reader.choice(relation, ['10', '11'], optional);
  const geslachtsnaam = nameOf(reader, last, prefix, optional);
  const voorletters = reader.words(initials, 6, optional);
  if (soort === undefined && !geslachtsnaam && voorletters === undefined) return undefined;
  if (soort === undefined || !geslachtsnaam) {
    reader.fault(relation, 'parent-parts');
    return undefined;
  }
  return {
    nummer: String(number),
    ...{
      soort,
      naam: { geslachtsnaam, ...(voorletters !== undefined && { voorletters }), naamGebruik: '1' },
    },
    contact: contact?.adres ? { soort: '01', adres: contact.adres } : { soort: '01' },
  };
}
