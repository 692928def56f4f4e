import type { OperationState } from '../../operations/operation-records.ts';
import type { OperationMessageState } from '../../store/tables.ts';
import { counting, type Words, words } from './words.ts';

/** Words of "Herhalingen": replays and redeliveries. */
export const replayWords = {
  title: words('Herhalingen', 'Replays'),
  one: words('Herhaling', 'Replay'),
  about: words(
    'Wat operators nog een keer deden met berichten, het laatste eerst.',
    'What operators did once more with messages, the last first.',
  ),
  kind: words('Wat', 'What'),
  kinds: {
    replay: words('Opnieuw verwerkt', 'Processed again'),
    redelivery: words('Opnieuw in een postvak gelegd', 'Put into a mailbox again'),
  },
  /** In a sentence, and as the title of one. */
  titles: {
    replay: words('Opnieuw verwerken van {at}', 'Replay of {at}'),
    redelivery: words('Opnieuw in een postvak, {at}', 'Redelivery of {at}'),
  },
  empty: {
    replay: words(
      'Er is nog nooit iets opnieuw verwerkt. Dat begint bij Berichten: kies de status Vastgelopen, of open een bericht.',
      'Nothing was ever processed again. That begins at Messages: choose the status Failed, or open a message.',
    ),
    redelivery: words(
      'Er is nog nooit iets opnieuw in een postvak gelegd. Dat begint op de pagina van een opgehaald bericht.',
      'Nothing was ever put into a mailbox again. That begins on the page of a delivered message.',
    ),
  },
  started: words('Begonnen', 'Started'),
  by: words('Door', 'By'),
  reason: words('Reden', 'Reason'),
  messages: words('Berichten', 'Messages'),
  state: words('Stand', 'State'),
  succeeded: words('Gelukt', 'Succeeded'),
  failed: words('Weer vastgelopen', 'Failed again'),
  states: {
    running: words('Bezig', 'Running'),
    stopping: words('Stopt: wat al liep, wordt afgemaakt', 'Stopping: what had begun is finished'),
    stopped: words('Gestopt', 'Stopped'),
    finished: words('Klaar', 'Finished'),
  } satisfies Readonly<Record<OperationState, Words>>,
  stoppedBy: words('Gestopt door', 'Stopped by'),
  selection: words('Gekozen', 'Chosen'),
  chosenIds: counting(words('1 bericht', '1 message'), words('{n} berichten', '{n} messages')),
  mailboxOf: words('Postvak van', 'Mailbox of'),
  everything: words('alles', 'everything'),

  progress: words('Voortgang', 'Progress'),
  /** How far it is, as a sentence. */
  far: words('{done} van {all} berichten gedaan.', '{done} of {all} messages done.'),
  movesByItself: words('Dit beweegt vanzelf mee.', 'This moves along by itself.'),
  reload: words('Ververs de pagina', 'Reload the page'),
  itemStates: {
    pending: words('wacht op zijn beurt', 'waits for its turn'),
    running: words('wordt verwerkt', 'is being processed'),
    succeeded: words('gelukt', 'succeeded'),
    failed: words('weer vastgelopen', 'failed again'),
    skipped: words('overgeslagen', 'skipped'),
    stopped: words('gestopt', 'stopped'),
  } satisfies Readonly<Record<OperationMessageState, Words>>,
  count: words('Aantal', 'Number'),
  result: words('Uitkomst', 'Result'),
  now: words('Status nu', 'Status now'),
  changed: words('Wanneer', 'When'),
  note: words('Waarom overgeslagen', 'Why it was skipped'),
  notes: {
    held: words(
      'wacht achter een ander vastgelopen bericht',
      'waits behind another failed message',
    ),
    'changed-meanwhile': words('veranderde intussen', 'changed meanwhile'),
    gone: words('bestaat niet meer', 'is not there any more'),
    forgotten: words('de inhoud is vergeten', 'its content was forgotten'),
    'not-in-mailbox': words('lag niet in dit postvak', 'was not in this mailbox'),
    'not-acknowledged': words('ligt nog in het postvak', 'is still in the mailbox'),
  } as Readonly<Record<string, Words>>,
  noteStatus: words('was al: {status}', 'was already: {status}'),
  onlyState: words('Alleen: {state}.', 'Only: {state}.'),
  allStates: words('Toon alle', 'Show all'),
  items: words('Berichten van deze herhaling', 'Messages of this replay'),
  emptyItems: words('Geen bericht heeft deze uitkomst.', 'No message has this result.'),
  dropped: words('bericht is er niet meer', 'message is not there any more'),

  stop: words('Stop', 'Stop'),
  stopAbout: counting(
    words(
      '1 bericht wacht nog op zijn beurt. Stopt u, dan blijft het zoals het is. Wat al loopt, wordt afgemaakt.',
      '1 message still waits for its turn. If you stop, it stays as it is. What has begun is finished.',
    ),
    words(
      '{n} berichten wachten nog op hun beurt. Stopt u, dan blijven ze zoals ze zijn. Wat al loopt, wordt afgemaakt.',
      '{n} messages still wait for their turn. If you stop, they stay as they are. What has begun is finished.',
    ),
  ),
  stopped: words(
    'Gestopt. Wat nog geen beurt had, bleef zoals het was.',
    'Stopped. What had not had its turn stayed as it was.',
  ),
  startedNow: words(
    'De gateway is begonnen. Hieronder ziet u hoever het is.',
    'The gateway has begun. Below you see how far it is.',
  ),

  new: words('Vastgelopen berichten opnieuw verwerken', 'Process failed messages again'),
  replayThese: words(
    'Deze vastgelopen berichten opnieuw verwerken',
    'Process these failed messages again',
  ),
  newAbout: words(
    'Kijk eerst wat er zou gebeuren. Er begint niets voordat u op de knop drukt.',
    'See first what would happen. Nothing begins until you press the button.',
  ),
  nothing: words(
    'Er is geen vastgelopen bericht dat bij deze filters past. Misschien deed een collega het al: kijk bij Herhalingen.',
    'No failed message fits these filters. A colleague may have done it: see Replays.',
  ),
  what: words('Wat er gaat gebeuren', 'What will happen'),
  whatCount: counting(
    words(
      'De gateway verwerkt 1 bericht opnieuw, met de instellingen van nu.',
      'The gateway processes 1 message again, with the present settings.',
    ),
    words(
      'De gateway verwerkt {n} berichten opnieuw, met de instellingen van nu, in de volgorde waarin ze binnenkwamen.',
      'The gateway processes {n} messages again, with the present settings, in the order in which they came in.',
    ),
  ),
  whatParties: counting(
    words('Ze zijn van of voor 1 partij.', 'They are from or for 1 party.'),
    words('Ze zijn van of voor {n} partijen.', 'They are from or for {n} parties.'),
  ),
  whatThen: words(
    'Wat goed gaat, komt in het postvak van de ontvanger, of wordt afgekeurd met een retour. Wat weer vastloopt, blijft staan. Wat achter een bericht wacht, gaat daarna verder. Een bericht dat al verwerkt is, kunt u niet terughalen.',
    'What goes well comes into the mailbox of its recipient, or is rejected with a retour. What fails again stays failed. What waits behind a message goes on after it. A message that was processed cannot be taken back.',
  ),
  oldest: words('Het oudste kwam binnen', 'The oldest came in'),
  byType: words('Per bericht', 'By message'),
  byParty: words('Per partij, als afzender of ontvanger', 'By party, as sender or recipient'),
  byCode: words('Per oorzaak', 'By cause'),
  party: words('Partij', 'Party'),
  code: words('Code', 'Code'),
  first: counting(
    words('Het bericht', 'The message'),
    words('De eerste {n}, in volgorde', 'The first {n}, in order'),
  ),
  more: words(
    'De eerste {n} worden getoond; er zijn er meer.',
    'The first {n} are shown; there are more.',
  ),
  start: words('Verwerk opnieuw', 'Process again'),
  changedMeanwhile: words(
    'Er is nog niets begonnen: intussen is er iets veranderd. U zag {seen}, nu zijn het er {now}. Kijk hieronder of het nog klopt, en druk dan opnieuw.',
    'Nothing has begun: something has changed meanwhile. You saw {seen}, now there are {now}. See below whether it is still right, and press again.',
  ),
  sameNumber: words(
    'Er is nog niets begonnen: intussen zijn het andere berichten, al is het aantal gelijk. Kijk hieronder of het nog klopt, en druk dan opnieuw.',
    'Nothing has begun: these are other messages now, though as many. See below whether it is still right, and press again.',
  ),
  usedBefore: words(
    'Dit formulier is al eens verstuurd, met andere keuzes. Kijk bij Herhalingen wat er is begonnen. Wilt u deze keuze ook, druk dan opnieuw.',
    'This form was sent before, with other choices. See under Replays what has begun. If you want this choice too, press again.',
  ),
} as const;
