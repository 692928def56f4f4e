import { type CountWords, counting, type Words, words } from './words.ts';

/** Units of help, by their code (Eenheid). */
export const volumeWords: Readonly<Record<string, CountWords>> = {
  '01': counting(words('minuut', 'minute'), words('minuten', 'minutes')),
  '04': counting(words('uur', 'hour'), words('uur', 'hours')),
  '14': counting(words('etmaal', 'day and night'), words('etmalen', 'days and nights')),
  '16': counting(words('dagdeel', 'part of a day'), words('dagdelen', 'parts of a day')),
  '82': counting(
    words('stuk (resultaat)', 'piece (result)'),
    words('stuks (resultaat)', 'pieces (result)'),
  ),
  '84': counting(words('stuk', 'piece'), words('stuks', 'pieces')),
};

/** How often a volume is meant, by its code (Frequentie). */
export const frequentieWords: Readonly<Record<string, Words>> = {
  '1': words('per dag', 'a day'),
  '2': words('per week', 'a week'),
  '4': words('per maand', 'a month'),
  '6': words('in totaal', 'in total'),
};
