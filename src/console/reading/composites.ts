import { readSigned } from '../../standard/money.ts';
import { readingWords as say } from '../../texts/console/reading-words.ts';
import { frequentieWords, volumeWords } from '../../texts/console/volume-words.ts';
import { amountText, countText, dayText, monthYearText } from '../../texts/console/written.ts';
import type { Language } from '../../texts/problem-text.ts';
import type { CodeWords } from './codes.ts';

/** What a class of a message holds, by the names of its fields. */
export interface Values {
  readonly [name: string]: unknown;
}

/** What putting values into words needs. */
export interface Wording {
  readonly codes: CodeWords;
  readonly language: Language;
  /** The SPIC of a product in words; undefined where the catalogue has none. */
  readonly spic?: (product: ProductNamed) => string | undefined;
}

/** A product as a message names it; the code is absent where only its category is given. */
export interface ProductNamed {
  readonly categorie: string;
  readonly code?: string | undefined;
}

/** A few elements that a person reads as one thing. */
interface Composite {
  /** The field whose word is the label. */
  readonly label: string;
  /** The fields that it is of. */
  readonly of: readonly string[];
  /** Empty: there is nothing to say. */
  readonly text: string;
}

type Make = (values: Values, wording: Wording, fields: readonly string[]) => Composite | undefined;

const textOf = (values: Values, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value : '';
};

const within = (values: Values, name: string): Values => {
  const value = values[name];
  return typeof value === 'object' && value !== null ? { ...value } : {};
};

/** A day in words; a text that is none stays as it is. */
export function dayOrText(value: string, language: Language): string {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0];
  return day === undefined || Number.isNaN(Date.parse(day)) ? value : dayText(day, language);
}

/** `1 juni 2026 - 31 mei 2027`. @param begin and end plain dates; empty: there is none */
export function periodText(begin: string, end: string, language: Language): string {
  if (begin === '' && end === '') return '';
  const last = end === '' ? say.noEnd[language] : dayOrText(end, language);
  return `${begin === '' ? '…' : dayOrText(begin, language)} - ${last}`;
}

/** `Ambulante jeugdhulp, 45A04 (segment B, profiel 3, intensief)`. */
export function productText(product: ProductNamed, { codes, spic }: Wording): string {
  const { categorie, code = '' } = product;
  const meaning = codes.meaning('productcategorie', categorie);
  const number = code.startsWith(categorie) ? code : `${categorie} ${code}`.trim();
  const named = meaning === undefined ? number : `${meaning}, ${number}`;
  const inWords = spic?.(product);
  return inWords === undefined ? named : `${named} (${inWords})`;
}

/** `3 uur per week`. @param omvang as a message has it: Eenheid 83 is in cents */
export function volumeText(
  omvang: { readonly volume: string; readonly eenheid: string; readonly frequentie: string },
  language: Language,
): string {
  const { volume, eenheid, frequentie } = omvang;
  const often = frequentieWords[frequentie]?.[language] ?? frequentie;
  if (!/^\d{1,15}$/.test(volume)) return `${volume} ${eenheid} ${often}`;
  const count = Number(volume);
  if (eenheid === '83') return `${amountText(count, language)} ${often}`;
  const unit = volumeWords[eenheid]?.[count === 1 ? 'one' : 'more'][language] ?? eenheid;
  return `${countText(count, language)} ${unit} ${often}`;
}

/** The name of a person, as it is used. */
export function nameText(naam: Values): string {
  const family = (name: string) => {
    const one = within(naam, name);
    return [textOf(one, 'voorvoegsel'), textOf(one, 'achternaam')].filter(Boolean).join(' ');
  };
  const own = family('geslachtsnaam');
  const partner = family('partnernaam');
  const byUse: Readonly<Record<string, string>> = {
    '2': partner,
    '3': `${partner} - ${own}`,
    '4': `${own} - ${partner}`,
  };
  const last = (partner && byUse[textOf(naam, 'naamGebruik')]) || own;
  const first = textOf(naam, 'voornamen') || textOf(naam, 'voorletters');
  return [first, last].filter(Boolean).join(' ');
}

function addressText(adres: Values, { codes }: Wording): string {
  const huis = within(adres, 'huis');
  const number = ['huisnummer', 'huisletter', 'huisnummerToevoeging']
    .map((name) => textOf(huis, name))
    .filter(Boolean)
    .join(' ');
  const beside = codes.meaning('ligging-bij-huisnummer', textOf(huis, 'aanduidingWoonadres'));
  const street = [textOf(adres, 'straatnaam'), number, beside && `(${beside.toLowerCase()})`];
  const place = [textOf(adres, 'postcode'), textOf(adres, 'plaatsnaam')];
  const land = textOf(adres, 'landCode');
  const parts = [street.filter(Boolean).join(' '), place.filter(Boolean).join(' ')];
  return [...parts, land === 'NL' ? '' : land].filter(Boolean).join(', ');
}

function phoneText(telefoon: Values): string {
  return ['telefoon01', 'telefoon02']
    .map((name) => within(telefoon, name))
    .map((one) =>
      [textOf(one, 'landnummer'), textOf(one, 'telefoonnummer')].filter(Boolean).join(' '),
    )
    .filter(Boolean)
    .join(', ');
}

/** A date of birth, of which a part may be unknown: `mei 2012 (dag onbekend)`. */
export function birthText(geboortedatum: Values, { codes, language }: Wording): string {
  const date = textOf(geboortedatum, 'datum');
  const use = textOf(geboortedatum, 'datumGebruik');
  const day = dayOrText(date, language);
  const isDay = day !== date;
  if (use === '3') return say.unknown[language];
  if (use === '1' && isDay) return `${monthYearText(date, language)} (${say.noDay[language]})`;
  if (use === '2' && isDay) return `${date.slice(0, 4)} (${say.noDayOrMonth[language]})`;
  const meaning = codes.meaning('onbekend-deel-van-datum', use);
  return meaning === undefined ? day : `${day} (${meaning.toLowerCase()})`;
}

function sumText(values: Values, amount: string, { language }: Wording): string {
  const [text, sign] = [textOf(values, amount), textOf(values, 'debetCredit')];
  return /^\d{1,15}$/.test(text) ? amountText(Number(readSigned(text, sign)), language) : text;
}

/** A class of the basisschema that is said in one line. */
const whole =
  (say: (value: Values, wording: Wording) => string) =>
  (name: string): Make =>
  (values, wording) => ({ label: name, of: [name], text: say(within(values, name), wording) });

/** A begin and an end that stand beside each other. */
const period =
  (label: string, begin: string, end: string): Make =>
  (values, { language }, fields) =>
    fields.includes(end)
      ? {
          label,
          of: [begin, end],
          text: periodText(textOf(values, begin), textOf(values, end), language),
        }
      : undefined;

const ofPeriod = whole((value, { language }) =>
  periodText(textOf(value, 'begindatum'), textOf(value, 'einddatum'), language),
);
const ofBedrag = whole((value, wording) => sumText(value, 'bedrag', wording));
const ofTotaal = whole((value, wording) => sumText(value, 'totaalBedrag', wording));

const kinds: Readonly<Record<string, (name: string) => Make>> = {
  naam: whole(nameText),
  geboortedatum: whole(birthText),
  adres: whole(addressText),
  telefoon: whole(phoneText),
  communicatie: whole((value, { codes }) =>
    [codes.named('communicatievorm', textOf(value, 'vorm')), textOf(value, 'taal')]
      .filter(Boolean)
      .join(', '),
  ),
  product: whole((value, wording) =>
    productText({ categorie: textOf(value, 'categorie'), code: textOf(value, 'code') }, wording),
  ),
  omvang: whole((value, { language }) =>
    volumeText(
      {
        volume: textOf(value, 'volume'),
        eenheid: textOf(value, 'eenheid'),
        frequentie: textOf(value, 'frequentie'),
      },
      language,
    ),
  ),
  verwijzer: whole((value, { codes }) =>
    [
      codes.named('soort-verwijzer', textOf(value, 'type')),
      textOf(value, 'naam'),
      textOf(value, 'zorgverlenerCode'),
    ]
      .filter(Boolean)
      .join(', '),
  ),
  productReferentie: whole((value) =>
    [textOf(value, 'referentieNummer'), textOf(value, 'vorigReferentieNummer')]
      .filter(Boolean)
      .join(' ← '),
  ),
  periode: ofPeriod,
  productPeriode: ofPeriod,
  declaratiePeriode: ofPeriod,
  ingediendBedrag: ofBedrag,
  totaalIngediendBedrag: ofTotaal,
  totaalToegekendBedrag: ofTotaal,
};

const periods: Readonly<Record<string, Make>> = {
  toewijzingIngangsdatum: period('periode', 'toewijzingIngangsdatum', 'toewijzingEinddatum'),
  ingangsdatum: period('periode', 'ingangsdatum', 'einddatum'),
  gewensteIngangsdatum: period('gewenstePeriode', 'gewensteIngangsdatum', 'einddatum'),
  begindatum: period('periode', 'begindatum', 'einddatum'),
  productCategorie: (values, wording, fields) =>
    fields.includes('productCode')
      ? {
          label: 'product',
          of: ['productCategorie', 'productCode'],
          text: productText(
            {
              categorie: textOf(values, 'productCategorie'),
              code: textOf(values, 'productCode'),
            },
            wording,
          ),
        }
      : undefined,
  geleverdVolume: (values, { language }, fields) =>
    fields.includes('eenheid')
      ? {
          label: 'geleverdVolume',
          of: ['geleverdVolume', 'eenheid'],
          text: volumeText(
            {
              volume: textOf(values, 'geleverdVolume'),
              eenheid: textOf(values, 'eenheid'),
              frequentie: '',
            },
            language,
          ).trim(),
        }
      : undefined,
};

/** What is read as one thing, by the field at which it begins; undefined: the field is read by itself. */
export function compositeAt(
  name: string,
  values: Values,
  wording: Wording,
  fields: readonly string[],
): Composite | undefined {
  return (periods[name] ?? kinds[name]?.(name))?.(values, wording, fields);
}
