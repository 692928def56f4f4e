import { counting, words } from './words.ts';

/** Words of "Termijnen". */
export const termWordsOfConsole = {
  title: words('Termijnen', 'Terms'),
  about: {
    party: words(
      'Wat u moet doen vóór een dag, het dringendste eerst. Dat u dit leest, staat in het logboek.',
      'What you have to do before a day, the most urgent first. That you read this stands in the access log.',
    ),
    others: words(
      'Wat partijen moeten doen vóór een dag, het dringendste eerst.',
      'What parties have to do before a day, the most urgent first.',
    ),
  },
  caption: words('Termijnen', 'Terms'),
  kind: words('Wat', 'What'),
  dueOn: words('Uiterlijk', 'By'),
  state: words('Stand', 'State'),
  who: words('Wie', 'Who'),
  forWhom: words('Voor wie', 'For whom'),
  about1: words('Waarover', 'About'),
  allocation: words('toewijzing {number}', 'allocation {number}'),
  message: words('het bericht', 'the message'),
  show: words('Laat zien', 'Show'),
  shows: {
    open: words('alles wat nog moet', 'all that is to be done'),
    overdue: words('te laat', 'overdue'),
    over20: words('langer dan 20 dagen te laat', 'overdue for more than 20 days'),
    dueSoon: words('binnen 5 dagen', 'within 5 days'),
    later: words('later dan over 5 dagen', 'in more than 5 days'),
    late: words('te laat gedaan', 'done late'),
    inTime: words('op tijd gedaan', 'done in time'),
    void: words('vervallen', 'lapsed'),
    all: words('alles', 'all'),
  },
  side: words('Van wie', 'Whose'),
  sides: {
    owes: words('wat u moet doen', 'what you have to do'),
    awaits: words('waarop u wacht', 'what you wait for'),
  },
  party: words('Code van wie het moet doen', 'Code of who has to do it'),
  counterparty: words('Code van de andere partij', 'Code of the other party'),
  showUnfit: words('Dit filter bestaat niet.', 'There is no such filter.'),
  kindUnfit: words('Deze termijn bestaat niet.', 'There is no such term.'),
  partyUnfit: words(
    'Vul 4 cijfers van een gemeente in, of 8 cijfers van een aanbieder (AGB).',
    'Fill in the 4 digits of a gemeente, or the 8 digits of an aanbieder (AGB).',
  ),
  unknownParty: words(
    'Deze partij is niet aangesloten. Kijk of de code klopt.',
    'This party is not connected. See whether the code is right.',
  ),
  notYours: words(
    'Voor deze gemeente werkt u niet. Kies een gemeente die u heeft aangewezen.',
    'You do not work for this gemeente. Choose one that designated you.',
  ),
  notDesignated: words(
    'Geen termijnen. U ziet ze pas als een gemeente u heeft aangewezen.',
    'No terms. You see them only once a gemeente has designated you.',
  ),
  empty: words('Niets te doen: geen termijn wacht.', 'Nothing to do: no term waits.'),
  emptyHere: words(
    'Geen termijn past bij deze filters. Wis een filter, of kies alles wat nog moet.',
    'No term fits these filters. Clear a filter, or choose all that is to be done.',
  ),
  moreBehind: words(
    'Op deze pagina past geen termijn bij de filters, maar er zijn er nog meer: ga verder.',
    'No term on this page fits the filters, but there are more: go on.',
  ),
  none: words('Er is niets te laat.', 'Nothing is overdue.'),
  overdueCount: counting(
    words('1 termijn is te laat', '1 term is overdue'),
    words('{n} termijnen zijn te laat', '{n} terms are overdue'),
  ),
  over20Count: counting(
    words('1 daarvan langer dan 20 dagen', '1 of these for more than 20 days'),
    words('{n} daarvan langer dan 20 dagen', '{n} of these for more than 20 days'),
  ),
  soonCount: counting(
    words('1 loopt af binnen 5 dagen', '1 is due within 5 days'),
    words('{n} lopen af binnen 5 dagen', '{n} are due within 5 days'),
  ),
  laterCount: counting(words('1 later', '1 later'), words('{n} later', '{n} later')),
  notAll: words(
    'Geteld zijn de 10.000 die het eerst aflopen.',
    'Counted are the 10,000 that are due first.',
  ),
  states: {
    open: words('moet nog', 'to be done'),
    overdue: counting(
      words('1 dag te laat', '1 day late'),
      words('{n} dagen te laat', '{n} days late'),
    ),
    inTime: words('op tijd gedaan', 'done in time'),
    late: words('te laat gedaan', 'done late'),
    void: words('vervallen', 'lapsed'),
  },
  pending: words('(wacht op de retour)', '(waits for the retour)'),
} as const;

/** Words of the numbers beside the menu. */
export const numberWords = {
  unknown: words('aantal nu niet bekend', 'number not known now'),
} as const;
