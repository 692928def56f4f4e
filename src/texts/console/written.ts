import { dutchDate } from '../../standard/calendar.ts';
import type { Language } from '../problem-text.ts';
import type { CountWords } from './words.ts';

const locales = { nl: 'nl-NL', en: 'en-GB' } as const;
const zone = 'Europe/Amsterdam';

function both<T>(make: (locale: string) => T): Readonly<Record<Language, T>> {
  return { nl: make(locales.nl), en: make(locales.en) };
}

const days = both(
  (locale) =>
    new Intl.DateTimeFormat(locale, {
      ...{ timeZone: zone, day: 'numeric', month: 'long', year: 'numeric' },
    }),
);
const daysOfThisYear = both(
  (locale) => new Intl.DateTimeFormat(locale, { timeZone: zone, day: 'numeric', month: 'long' }),
);
const shortDays = both(
  (locale) => new Intl.DateTimeFormat(locale, { timeZone: zone, day: 'numeric', month: 'short' }),
);
const months = both(
  (locale) => new Intl.DateTimeFormat(locale, { timeZone: zone, month: 'short', year: '2-digit' }),
);
const fullMonths = both(
  (locale) => new Intl.DateTimeFormat(locale, { timeZone: zone, month: 'long', year: 'numeric' }),
);
const clocks = both(
  (locale) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, hour: '2-digit', minute: '2-digit' }),
);
const exactClocks = both(
  (locale) => new Intl.DateTimeFormat(locale, { timeZone: zone, timeStyle: 'medium' }),
);
const numbers = both((locale) => new Intl.NumberFormat(locale));

/** A day as people write it: `4 mei 2026`. @param date plain date, `yyyy-mm-dd` */
export function dayText(date: string, language: Language): string {
  // Noon is the same day in Amsterdam.
  return days[language].format(new Date(`${date}T12:00:00Z`));
}

/** The month of a day, with its year: `mei 2026`. @param date plain date, `yyyy-mm-dd` */
export function monthYearText(date: string, language: Language): string {
  return fullMonths[language].format(new Date(`${date.slice(0, 10)}T12:00:00Z`));
}

/** The month of a day, on an axis: `mei 26`. @param date plain date */
export function monthText(date: string, language: Language): string {
  return months[language].format(new Date(`${date}T12:00:00Z`));
}

/** A moment in Dutch time: `4 mei 10:31` in the year of `now`, `4 maart 2024` in another. */
export function momentText(moment: Date, language: Language, now = new Date()): string {
  if (dutchDate(moment).slice(0, 4) !== dutchDate(now).slice(0, 4))
    return days[language].format(moment);
  return `${daysOfThisYear[language].format(moment)} ${clocks[language].format(moment)}`;
}

/** A moment to the second, whatever its year: `4 mei 2026 10:31:02`. */
export function exactMomentText(moment: Date, language: Language): string {
  return `${days[language].format(moment)} ${exactClocks[language].format(moment)}`;
}

const units = {
  nl: {
    ...{ day: ['dag', 'dagen'], hour: ['uur', 'uur'], minute: ['min', 'min'] },
    second: ['seconde', 'seconden'],
  },
  en: {
    ...{ day: ['day', 'days'], hour: ['hour', 'hours'], minute: ['min', 'min'] },
    second: ['second', 'seconds'],
  },
} as const;

/** How long something takes, in its two largest units: `2 uur 5 min`, `3 dagen 4 uur`, `12 seconden`. */
export function durationText(milliseconds: number, language: Language): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const parts = [
    ['day', Math.floor(hours / 24)],
    ['hour', hours % 24],
    ['minute', minutes % 60],
  ] as const;
  const first = parts.findIndex(([, count]) => count > 0);
  const shown: (readonly [keyof (typeof units)['nl'], number])[] =
    first < 0 ? [['second', seconds]] : parts.slice(first, first + 2).filter(([, count]) => count);
  return shown
    .map(([unit, count]) => `${count} ${units[language][unit][count === 1 ? 0 : 1]}`)
    .join(' ');
}

/** The hour of a moment in Dutch time: `4 mei 10:00`. */
export function hourText(moment: Date, language: Language): string {
  return `${shortDays[language].format(moment)} ${clocks[language].format(moment)}`;
}

/** A short time, in one unit: `200 ms`, `1,5 s`, `5 min`, `1 uur`. @param ms whole milliseconds */
export function shortTimeText(ms: number, language: Language): string {
  if (!Number.isFinite(ms)) return '∞';
  if (ms < 1000) return `${countText(ms, language)} ms`;
  if (ms < 60_000) return `${countText(ms / 1000, language)} s`;
  return durationText(ms, language);
}

const amounts = both(
  (locale) => new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }),
);

/** An amount as the Dutch write it: `€ 1.234,56`. @param cents whole euro cents */
export function amountText(cents: number, language: Language): string {
  return amounts[language].format(cents / 100);
}

/** A number with the separators of the language: `1.842`. */
export function countText(count: number, language: Language): string {
  return numbers[language].format(count);
}

/** A sentence that counts. */
export function countSentence(count: number, { one, more }: CountWords, language: Language) {
  if (count === 1) return one[language];
  return more[language].replace('{n}', countText(count, language));
}
