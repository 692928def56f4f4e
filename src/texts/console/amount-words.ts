import { euroText, readCents } from '../../standard/money.ts';
import type { Language } from '../problem-text.ts';
import { type Words, words } from './words.ts';
import { countText, dayText } from './written.ts';

/** What units are called: of one, and of more (WJ756). Euros are written as an amount. */
const units: Readonly<Record<string, { readonly one: Words; readonly more: Words }>> = {
  '01': { one: words('minuut', 'minute'), more: words('minuten', 'minutes') },
  '04': { one: words('uur', 'hour'), more: words('uur', 'hours') },
  '14': { one: words('etmaal', 'day and night'), more: words('etmalen', 'days and nights') },
  '16': { one: words('dagdeel', 'half day'), more: words('dagdelen', 'half days') },
  '82': { one: words('stuk', 'piece'), more: words('stuks', 'pieces') },
  '84': {
    one: words('stuk (inspanning)', 'piece (effort)'),
    more: words('stuks (inspanning)', 'pieces (effort)'),
  },
};

/** How often (WMO757). */
const frequencies: Readonly<Record<string, Words>> = {
  '1': words('per dag', 'a day'),
  '2': words('per week', 'a week'),
  '4': words('per maand', 'a month'),
  '6': words('in totaal', 'in all'),
};

/** The unit of money. */
export const inEuros = '83';

/** An Omvang as people say it: `3 uur per week`, `€ 1.200,00 in totaal`. Undefined where there is none. */
export function volumeText(
  omvang: {
    readonly volume: string | null;
    readonly unit: string | null;
    readonly frequency: string | null;
  },
  language: Language,
): string | undefined {
  const { volume, unit, frequency } = omvang;
  if (volume === null || !/^\d+$/.test(volume)) return undefined;
  const often = frequencies[frequency ?? '']?.[language] ?? frequency;
  const word = units[unit ?? ''];
  const count = Number(volume);
  const amount =
    unit === inEuros
      ? euroText(readCents(volume), language)
      : `${countText(count, language)} ${(count === 1 ? word?.one : word?.more)?.[language] ?? unit ?? ''}`;
  return [amount.trim(), often].filter(Boolean).join(' ');
}

/** The day of a date as a message writes it, `yyyy-mm-dd`; undefined for one that people do not write. */
export function plainDay(date: string | null): string | undefined {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(date ?? '')?.[0];
  return day && !Number.isNaN(Date.parse(`${day}T12:00:00Z`)) ? day : undefined;
}

/** A date of a message as people write it; as it stands where it is no usual day. */
export function messageDayText(date: string, language: Language): string {
  const day = plainDay(date);
  return day ? dayText(day, language) : date;
}

const periods = {
  both: words('{begin} tot en met {end}', '{begin} to {end}'),
  open: words('vanaf {begin}, zonder einddatum', 'from {begin}, without an end'),
  none: words('onbekend', 'unknown'),
} as const;

/** A period as people write it. */
export function periodText(begin: string | null, end: string | null, language: Language): string {
  if (begin === null) return periods.none[language];
  const text = (end === null ? periods.open : periods.both)[language];
  return text
    .replace('{begin}', messageDayText(begin, language))
    .replace('{end}', end === null ? '' : messageDayText(end, language));
}

/** RedenBeeindiging (JZ588) in words. */
export const stopReasons: Readonly<Record<string, Words>> = {
  '02': words('cliënt is overleden', 'the client died'),
  '20': words('tijdelijk gestopt', 'stopped for a while'),
  '31': words('volgens plan gestopt', 'ended as planned'),
  '32': words('voortijdig gestopt door de cliënt', 'ended early by the client'),
  '33': words('voortijdig gestopt door de aanbieder', 'ended early by the aanbieder'),
  '34': words('voortijdig gestopt in overleg', 'ended early by agreement'),
  '35': words('voortijdig gestopt door een oorzaak van buiten', 'ended early by an outside cause'),
  '36': words('gestopt door de gemeente', 'ended by the gemeente'),
  '37': words('gestopt door een verzoek om wijziging', 'ended by a request for change'),
  '38': words('overgestapt naar een andere aanbieder', 'went to another aanbieder'),
  '39': words('verder binnen een ander domein', 'went on in another domain'),
};

/** RedenVerzoek (WJ758) in words. */
export const changeReasons: Readonly<Record<string, Words>> = {
  '1': words('De situatie van de cliënt is veranderd', 'The situation of the client changed'),
  '2': words('Het zorgplan is gewijzigd', 'The care plan changed'),
};

/** RedenWijziging (JZ002) in words. */
export const allocationReasons: Readonly<Record<string, Words>> = {
  '01': words('administratieve correctie', 'administrative correction'),
  '02': words('cliënt is overleden', 'the client died'),
  '03': words('contract is gewijzigd', 'the contract changed'),
  '04': words('verlengd na herbeoordeling', 'extended after a new assessment'),
  '05': words('verkort na herbeoordeling', 'shortened after a new assessment'),
  '06': words('verder binnen een ander domein', 'went on in another domain'),
  '07': words('verhuisd naar een andere gemeente', 'moved to another gemeente'),
  '08': words('andere leveringsvorm', 'another form of delivery'),
  '09': words('overgestapt naar een andere aanbieder', 'went to another aanbieder'),
  '10': words('overgang naar een nieuwe bekostiging', 'change of the way of paying'),
  '11': words('gemeentelijke herindeling', 'gemeenten were rearranged'),
  '12': words('op initiatief van de aanbieder', 'on the initiative of the aanbieder'),
  '13': words('had er nooit moeten zijn', 'should never have been there'),
  '14': words('administratieve correctie', 'administrative correction'),
};
