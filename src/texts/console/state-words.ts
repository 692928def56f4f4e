import { counting, words } from './words.ts';

/** Words of "Stand van zaken". */
export const stateWords = {
  title: words('Stand van zaken', 'State of affairs'),
  well: words('Alles werkt.', 'Everything works.'),
  notWell: words('Niet alles werkt.', 'Not everything works.'),
  idle: words('Geen bericht wacht op verwerking.', 'No message waits to be processed.'),
  waiting: counting(
    words('1 bericht wacht op verwerking', '1 message waits to be processed'),
    words('{n} berichten wachten op verwerking', '{n} messages wait to be processed'),
  ),
  oldest: words(', het oudste {age}.', ', the oldest for {age}.'),
  todo: words('Wat aandacht vraagt', 'What needs attention'),
  noWorker: words(
    'Geen proces verwerkt berichten. Start een proces met ROLE=worker, of kijk waarom het stopte.',
    'No process processes messages. Start one with ROLE=worker, or see why it stopped.',
  ),
  slow: words(
    'Het oudste bericht wacht al {age}. Kijk of de verwerking draait.',
    'The oldest message has been waiting for {age}. See whether processing runs.',
  ),
  redisAway: words(
    'Redis antwoordt niet. Er gaat niets verloren, maar de verwerking kan langer duren.',
    'Redis does not answer. Nothing is lost, but processing may take longer.',
  ),
  redisTrouble: words(
    'Redis is bereikbaar, maar geeft niet alles door: kijk met `npx ijw queue`.',
    'Redis can be reached, but does not pass on all: look with `npx ijw queue`.',
  ),
  failed: counting(
    words(
      '1 bericht is vastgelopen: kijk waarom, bij Berichten.',
      '1 message has failed: see why, under Messages.',
    ),
    words(
      '{n} berichten zijn vastgelopen: kijk waarom, bij Berichten.',
      '{n} messages have failed: see why, under Messages.',
    ),
  ),
  held: counting(
    words(
      '1 bericht wacht achter een vastgelopen bericht.',
      '1 message waits behind a failed one.',
    ),
    words(
      '{n} berichten wachten achter een vastgelopen bericht.',
      '{n} messages wait behind a failed one.',
    ),
  ),
  retried: counting(
    words('1 bericht wordt opnieuw geprobeerd', '1 message is tried again'),
    words('{n} berichten worden opnieuw geprobeerd', '{n} messages are tried again'),
  ),
  byStatus: words(
    'Berichten die nog niet klaar zijn, per status',
    'Messages that are not finished, by status',
  ),
  status: words('Status', 'Status'),
  means: words('Betekenis', 'Meaning'),
  count: words('Aantal', 'Number'),
  notAll: words(
    'Van elke status zijn de 10.000 nieuwste geteld; er zijn er meer.',
    'Of each status the newest 10,000 were counted; there are more.',
  ),
  byCause: words('Vastgelopen berichten, per oorzaak', 'Failed messages, by cause'),
  cause: words('Oorzaak', 'Cause'),
  code: words('Code', 'Code'),
  again: words('Herhalen', 'Replay'),
  replay: words('Opnieuw verwerken', 'Process again'),
  byParty: words('Berichten in postvakken, per ontvanger', 'Messages in mailboxes, by recipient'),
  notAllWaiting: words(
    'De 10.000 nieuwste berichten in postvakken zijn geteld; er zijn er meer.',
    'The newest 10,000 messages in mailboxes were counted; there are more.',
  ),
  party: words('Partij', 'Party'),
  workers: words('Processen die berichten verwerken', 'Processes that process messages'),
  worker: words('Proces', 'Process'),
  version: words('Versie', 'Version'),
  started: words('Draait sinds', 'Runs since'),
  seen: words('Laatst gezien', 'Last seen'),
  none: words(
    'Er zijn geen berichten die nog niet klaar zijn.',
    'There are no messages that are not finished.',
  ),
} as const;
