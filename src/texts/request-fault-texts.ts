import { anyParty, gemeenteOrAanbieder } from '../parties/directory/codes.ts';
import type { RequestFault } from '../problem.ts';
import type { Language } from './problem-text.ts';

type Sentence = Readonly<Record<Language, string>>;

/** What to change, for each keyword of our schemas. `{name}` is what the schema expects. */
const byKeyword: Readonly<Record<string, Sentence>> = {
  required: { nl: 'Dit veld ontbreekt. Vul het in.', en: 'This is missing. Fill it in.' },
  additionalProperties: {
    nl: 'Hier staat een naam die niet bestaat. Haal die weg, of kies uit: {names}.',
    en: 'There is a name here that does not exist. Leave it out, or choose from: {names}.',
  },
  type: {
    nl: 'Deze waarde is van de verkeerde soort. Vul {type} in.',
    en: 'This value is of another kind. Fill in here: {type}.',
  },
  enum: {
    nl: 'Deze waarde is hier niet toegestaan. Kies uit: {allowedValues}.',
    en: 'This value is not allowed here. Choose from: {allowedValues}.',
  },
  const: {
    nl: 'Deze waarde is hier niet toegestaan. Vul in: {allowedValue}.',
    en: 'This value is not allowed here. Fill in: {allowedValue}.',
  },
  minimum: {
    nl: 'Dit getal is te klein. Vul {limit} of meer in.',
    en: 'This number is too small. Fill in {limit} or more.',
  },
  maximum: {
    nl: 'Dit getal is te groot. Vul {limit} of minder in.',
    en: 'This number is too large. Fill in {limit} or less.',
  },
  after: {
    nl: 'Dit ligt vóór {limit}. Draai de twee om.',
    en: 'This comes before {limit}. Change the two round.',
  },
  notAfter: {
    nl: 'Deze dag komt na {limit}. Vul die dag of een eerdere in.',
    en: 'This day comes after {limit}. Fill in that day or an earlier one.',
  },
  notBefore: {
    nl: 'Deze dag ligt vóór {limit}. Vul die dag of een latere in.',
    en: 'This day comes before {limit}. Fill in that day or a later one.',
  },
  onlyWith: {
    nl: 'Dit werkt alleen samen met `{limit}`. Voeg dat toe, of laat dit weg.',
    en: 'This works only with `{limit}`. Add that, or leave this out.',
  },
  onlyWithout: {
    nl: 'Dit werkt niet samen met `{limit}`. Laat een van de twee weg.',
    en: 'This does not work together with `{limit}`. Leave one of the two out.',
  },
  ownCode: {
    nl: 'Hier kunt u alleen uw eigen code invullen: {limit}. Laat dit weg.',
    en: 'Only your own code can be here: {limit}. Leave this out.',
  },
  minLength: {
    nl: 'Deze tekst is te kort. Vul minstens {limit} teken(s) in.',
    en: 'This text is too short. Fill in at least {limit} character(s).',
  },
  maxLength: {
    nl: 'Deze tekst is te lang. Vul hoogstens {limit} tekens in.',
    en: 'This text is too long. Fill in at most {limit} characters.',
  },
  minItems: {
    nl: 'Deze lijst is te kort. Zet er minstens {limit} items in.',
    en: 'This list is too short. Put at least {limit} in it.',
  },
  maxItems: {
    nl: 'Deze lijst is te lang. Zet er hoogstens {limit} items in en stuur de rest in een volgende aanvraag.',
    en: 'This list is too long. Put at most {limit} in it, and the rest in another request.',
  },
  uniqueItems: {
    nl: 'In deze lijst staat iets dubbel. Zet alles er één keer in.',
    en: 'Something is in this list twice. Name everything once.',
  },
  minProperties: {
    nl: 'Hier ontbreken velden. Vul minstens {limit} velden in.',
    en: 'There are too few fields here. Fill in {limit} fields.',
  },
  maxProperties: {
    nl: 'Hier staan te veel velden. Vul hoogstens {limit} velden in.',
    en: 'There are too many fields here. Fill in at most {limit} fields.',
  },
  pattern: {
    nl: 'Deze waarde is niet in de juiste vorm geschreven. Zie de documentatie van deze aanvraag.',
    en: 'This value does not have the form that belongs here. See the documentation of this request.',
  },
  format: {
    nl: 'Deze waarde is niet in de juiste vorm geschreven ({format}). Zie de documentatie van deze aanvraag.',
    en: 'This value does not have the form that belongs here ({format}). See the documentation of this request.',
  },
  discriminator: {
    nl: 'Dit veld zegt om welke soort het gaat. Vul een van deze woorden in: {words}.',
    en: 'This says of which kind it is. Fill in one of these words: {words}.',
  },
  anyOf: {
    nl: 'Deze waarde is hier niet toegestaan. Zie de documentatie van deze aanvraag.',
    en: 'This value has none of the forms that are allowed here. See the documentation of this request.',
  },
};

const uuidSentence = {
  nl: 'Dit is geen nummer (id) van de gateway. Neem het nummer precies over zoals de gateway het gaf.',
  en: 'This is no id of the gateway. Copy the id as the gateway gave it.',
};

const byFormat: Readonly<Record<string, Sentence>> = {
  'date-time': {
    nl: 'Dit is geen datum met tijd. Schrijf die met een tijdzone, zoals 2026-11-28T09:15:00Z.',
    en: 'This is no moment. Write it with a time zone, as 2026-11-28T09:15:00Z.',
  },
  date: {
    nl: 'Dit is geen datum. Schrijf de datum als 2026-11-28.',
    en: 'This is no date. Write it as 2026-11-28.',
  },
  uuid: uuidSentence,
};

/** By the pattern in our schemas. */
const byPattern: Readonly<Record<string, Sentence>> = {
  '^[0-9a-fA-F-]*$': uuidSentence,
  [gemeenteOrAanbieder.source]: {
    nl: 'Dit is geen geldige code van een partij. Vul een gemeentecode van 4 cijfers of een AGB-code van 8 cijfers in.',
    en: 'This is no code of a party. Fill in a gemeentecode of 4 digits or an AGB code of 8 digits.',
  },
  [anyParty.source]: {
    nl: 'Dit is geen geldige code van een partij. Vul een gemeentecode van 4 cijfers, een AGB-code van 8 cijfers of een OIN van 20 cijfers in.',
    en: 'This is no code of a party. Fill in a gemeentecode of 4 digits, an AGB code of 8 digits or an OIN of 20 digits.',
  },
  '^[0-9]{9}$': {
    nl: 'Dit is geen BSN. Vul 9 cijfers in. Heeft het BSN er 8, zet er dan een 0 voor.',
    en: 'This is no BSN. Fill in 9 digits, with a 0 in front when it has one less.',
  },
  '^2[0-9]{3}-(0[1-9]|1[0-2])$': {
    nl: 'Dit is geen maand. Schrijf een maand als 2026-01.',
    en: 'This is no month. Write a month as 2026-01.',
  },
  '^(19|20|21)[0-9]{2}-': {
    nl: 'Dit jaar kan niet. Schrijf de datum als 2026-11-28, met een jaar van 1900 tot en met 2199.',
    en: 'This year cannot be. Write the date as 2026-11-28, with a year from 1900 to 2199.',
  },
  '^[0-9]{4}$': {
    nl: 'Dit is geen gemeentecode. Vul 4 cijfers in.',
    en: 'This is no gemeentecode. Fill in 4 digits.',
  },
};

/** Types of values in words. */
const kinds: Readonly<Record<string, Sentence>> = {
  string: { nl: 'tekst', en: 'text' },
  integer: { nl: 'een heel getal', en: 'a whole number' },
  number: { nl: 'een getal', en: 'a number' },
  boolean: { nl: 'true of false', en: 'true or false' },
  array: { nl: 'een lijst', en: 'a list' },
  object: { nl: 'een object', en: 'an object' },
  null: { nl: 'null', en: 'null' },
};

/** What to change about a fault in a request. */
export function requestFaultSentence({ rule, params = {} }: RequestFault, language: Language) {
  const { format, pattern } = params;
  const sentence =
    (rule === 'format' && format !== undefined && byFormat[format]) ||
    (rule === 'pattern' && pattern !== undefined && byPattern[pattern]) ||
    byKeyword[rule];
  if (!sentence) return rule;
  return sentence[language].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name] ?? '-';
    return name === 'type' ? kindsOf(value, language) : value;
  });
}

function kindsOf(types: string, language: Language): string {
  const or = language === 'nl' ? ' of ' : ' or ';
  return types
    .split(/[, ]+/)
    .map((type) => kinds[type]?.[language] ?? type)
    .join(or);
}

/** Keywords that have a sentence, for a test of the schemas. */
export const faultKeywords: readonly string[] = Object.keys(byKeyword);
