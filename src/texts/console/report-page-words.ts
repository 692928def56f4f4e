import { words } from './words.ts';

/** Words of "Rapport". */
export const reportPageWords = {
  from: words('Van', 'From'),
  to: words('Tot en met', 'To'),
  show: words('Toon', 'Show'),
  workbook: words('Download als Excel-bestand', 'Download as an Excel file'),
  print: words(
    'Afdrukken: met de knop van uw browser. Het menu komt niet mee.',
    'To print: by the button of your browser. The menu is left out.',
  ),
  dayUnfit: words(
    'Vul een dag in als 04-05-2026 of 2026-05-04.',
    'Enter a day as 04-05-2026 or 2026-05-04.',
  ),
  turned: words('Deze dag ligt voor de eerste.', 'This day is before the first one.'),
  toCome: words('Deze dag moet nog komen.', 'This day is still to come.'),
  tooMany: words('Kies ten hoogste {limit} dagen.', 'Choose at most {limit} days.'),
  notDesignated: words(
    'Geen gemeente heeft u aangewezen. Dan is er niets om over te tellen.',
    'No gemeente has designated you. So there is nothing to count.',
  ),
  rule: words('Deze regel', 'This rule'),
} as const;
