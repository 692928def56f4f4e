import { words } from './words.ts';

/** Words of the charts and tables of "Stand van zaken". */
export const hourWords = {
  perHour: words('Berichten per uur, laatste 48 uur', 'Messages per hour, last 48 hours'),
  quiet: words(
    'In de laatste 48 uur is er geen bericht verwerkt.',
    'No message was processed in the last 48 hours.',
  ),
  eachStatus: words(
    'Een bericht telt mee bij elke status die het in dat uur kreeg.',
    'A message counts with each status that it came to in that hour.',
  ),
  toMailbox: words(
    'Hoelang een bericht onderweg is naar het postvak',
    'How long the way to the mailbox takes',
  ),
  half: words('de helft binnen', 'half within'),
  most: words('99 van de 100 binnen', '99 of 100 within'),
  longer: words('langer dan een uur', 'longer than an hour'),
  asTable: words('Toon als tabel', 'Show as a table'),
  hour: words('Vanaf', 'From'),
  messages: words('Berichten', 'Messages'),
  notPolling: words(
    'Partijen die hun berichten langer dan een dag laten liggen',
    'Parties that leave their messages for more than a day',
  ),
  waitsFor: words('Oudste bericht wacht', 'Oldest message waits'),
  lastSeen: words('Laatst gezien, geleden', 'Last seen, ago'),
  never: words('nooit', 'never'),
  overdue: words('Termijnen die voorbij zijn, per partij', 'Terms that are over, by party'),
  notAllOverdue: words(
    'De 10.000 termijnen die het langst voorbij zijn, zijn geteld; er zijn er meer.',
    'The 10,000 terms that are over longest were counted; there are more.',
  ),
  party: words('Partij', 'Party'),
  code: words('Code', 'Code'),
  count: words('Aantal', 'Number'),
} as const;
