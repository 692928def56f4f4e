import { text } from './problem-text.ts';

/** The problems of the report of a region. */
export const reportProblemTexts = {
  'too-many-days': text(
    400,
    [
      'Te veel dagen',
      'U vraagt een rapport over meer dan {limit} dagen. Vraag een kortere periode, en de rest in een volgende aanvraag: de getallen van perioden die op elkaar aansluiten kunt u optellen.',
    ],
    [
      'Too many days',
      'You ask for a report of more than {limit} days. Ask for a shorter period, and for the rest in another request: the numbers of periods that follow each other may be added up.',
    ],
  ),
  'day-to-come': text(
    400,
    [
      'Deze dag moet nog komen',
      'Een rapport gaat tot en met vandaag, en {day} is later. Kies een eerdere laatste dag.',
    ],
    [
      'This day is yet to come',
      'A report goes up to today, and {day} is later. Choose an earlier last day.',
    ],
  ),
};
