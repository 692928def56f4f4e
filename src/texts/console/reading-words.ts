import { counting, words } from './words.ts';

/** Words of a message that is read. */
export const readingWords = {
  noEnd: words('zonder einddatum', 'without an end'),
  unknown: words('onbekend', 'unknown'),
  noDay: words('dag onbekend', 'day unknown'),
  noDayOrMonth: words('dag en maand onbekend', 'day and month unknown'),
  born: words('geboren', 'born'),
  broken: words(
    'De gateway heeft de XML in regels verdeeld, zodat u die kunt lezen. Het bestand zelf heeft langere regels.',
    'The gateway put the XML in lines, so that you can read it. The file itself has longer lines.',
  ),
  linesLeftOut: counting(
    words('1 regel staat hier niet', '1 line is not shown here'),
    words('{n} regels staan hier niet', '{n} lines are not shown here'),
  ),
  classesLeftOut: counting(
    words(
      'Nog 1 staat hier niet. Download de XML voor het hele bericht.',
      '1 more is not shown here. Download the XML for the whole message.',
    ),
    words(
      'Nog {n} staan hier niet. Download de XML voor het hele bericht.',
      '{n} more are not shown here. Download the XML for the whole message.',
    ),
  ),
} as const;
