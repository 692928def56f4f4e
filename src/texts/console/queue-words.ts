import { counting, words } from './words.ts';

/** Words of "Wachtrij". */
export const queueWords = {
  title: words('Wachtrij', 'Queue'),
  about: words(
    'Wat de gateway nog moet doen, wat vastzit, en wie eraan werkt.',
    'What the gateway has to do still, what is held up, and who works.',
  ),
  now: words('Nu', 'Now'),
  depth: words('Berichten die op verwerking wachten', 'Messages that wait to be processed'),
  held: words('Daarvan achter een vastgelopen bericht', 'Of those behind a failed message'),
  oldest: words('Het oudste dat verder kan, wacht al', 'The oldest that can go on has waited for'),
  none: words('er is er geen', 'there is none'),
  operations: words('Herhalingen die lopen', 'Replays that run'),
  workers: words('Processen die werken', 'Processes that work'),
  announced: words('Aangekondigd in Redis', 'Announced in Redis'),
  announcedText: words('{waiting} wachten, {active} bezig', '{waiting} waiting, {active} active'),
  redis: words('Redis', 'Redis'),
  redisStates: {
    'not-used': words('niet in gebruik', 'not used'),
    reachable: words('antwoordt', 'answers'),
    away: words('antwoordt niet', 'does not answer'),
  },
  atLeast: words('{n} of meer', '{n} or more'),
  movesByItself: words(
    'Deze aantallen bewegen vanzelf mee.',
    'These numbers move along by themselves.',
  ),
  lines: words(
    'Wat vastzit achter een vastgelopen bericht',
    'What is held behind a failed message',
  ),
  linesAbout: words(
    'Berichten over hetzelfde kind gaan in volgorde. Verwerk het vastgelopen bericht opnieuw, of schrijf het af: dan gaat de rest verder.',
    'Messages about the same child go in order. Process the failed message again, or give it up: then the others go on.',
  ),
  holder: words('Vastgelopen bericht', 'Failed message'),
  open: words('Open het bericht', 'Open the message'),
  code: words('Code', 'Code'),
  since: words('Sinds', 'Since'),
  waiting: words('Wacht erachter', 'Waits behind it'),
  moreLines: counting(
    words('Er is nog 1 rij meer.', 'There is 1 more line.'),
    words('Er zijn nog {n} rijen meer.', 'There are {n} more lines.'),
  ),
  errors: words('Wat opnieuw wordt geprobeerd', 'What is tried again'),
  cause: words('Oorzaak', 'Cause'),
  count: words('Berichten', 'Messages'),
  tries: words('Pogingen', 'Tries'),
  next: words('Volgende poging', 'Next try'),
  quiet: words(
    'Er zit niets vast en er wordt niets opnieuw geprobeerd.',
    'Nothing is held up, and nothing is tried again.',
  ),
  noWorker: words(
    'Geen proces verwerkt berichten. Start een proces met ROLE=worker, of kijk waarom het stopte.',
    'No process processes messages. Start one with ROLE=worker, or see why it stopped.',
  ),
} as const;
