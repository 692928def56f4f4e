import { counting, words } from './words.ts';

/** Words of files that somebody chooses on a page. */
export const fileWords = {
  file: words('Bestand', 'File'),
  hint: words('CSV of XLSX, ten hoogste {size} MB.', 'CSV or XLSX, at most {size} MB.'),
  none: words('Kies een bestand.', 'Choose a file.'),
  'too-large': words(
    'Het bestand is te groot. Verdeel het over meer bestanden.',
    'The file is too large. Divide it over more files.',
  ),
  'too-many': words('Kies één bestand.', 'Choose one file.'),
  columns: words('De kolommen', 'The columns'),
  needed: words('Deze kolommen moeten erin staan: {columns}.', 'It must have: {columns}.'),
  optional: words('Deze mogen erin staan: {columns}.', 'It may have: {columns}.'),
  faults: counting(
    words('Er staat 1 fout in het bestand', 'The file has 1 fault'),
    words('Er staan {n} fouten in het bestand', 'The file has {n} faults'),
  ),
  faultsAbout: words(
    'Er is niets vastgelegd. Verbeter het bestand, en kies het opnieuw.',
    'Nothing was kept. Correct the file, and choose it again.',
  ),
  caption: words('Fouten in het bestand', 'Faults in the file'),
  place: words('Waar', 'Where'),
  column: words('Kolom', 'Column'),
  wrong: words('Wat er mis is, en wat u kunt doen', 'What is wrong, and what to do'),
  whole: words('Hele bestand', 'Whole file'),
  firstOnly: words('U ziet de eerste {shown} van {all}.', 'You see the first {shown} of {all}.'),
  hidden: words(
    'Verborgen bladen zijn niet gelezen: {sheets}.',
    'Hidden sheets were not read: {sheets}.',
  ),
} as const;
