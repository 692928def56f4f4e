import { counting, words } from './words.ts';

/** Words of "Berichten" and of the page of one message, for operators. */
export const messageWords = {
  keepLonger: words(
    'Dit bericht langer bewaren (onderzoek of rechtszaak)',
    'Keep this message longer (inquiry or lawsuit)',
  ),
  title: words('Berichten', 'Messages'),
  about: words(
    'Berichten van alle partijen, het nieuwste eerst. De inhoud is afgeschermd.',
    'Messages of all parties, the newest first. Their content is shielded.',
  ),
  caption: words('Berichten', 'Messages'),
  empty: words(
    'Er zijn nog geen berichten. Zodra een partij er een stuurt, staat het hier.',
    'There are no messages yet. As soon as a party sends one, it stands here.',
  ),
  emptyHere: words(
    'Geen bericht past bij deze filters. Wis een filter, of kies een langere periode.',
    'No message fits these filters. Clear a filter, or choose a longer period.',
  ),
  moreBehind: words(
    'Op deze pagina past geen bericht bij de filters, maar er zijn er nog meer: ga verder.',
    'No message on this page fits the filters, but there are more: go on.',
  ),
  type: words('Bericht', 'Message'),
  status: words('Status', 'Status'),
  statusUnfit: words('Deze status bestaat niet.', 'There is no such status.'),
  typeUnfit: words('Dit bericht bestaat niet.', 'There is no such message.'),
  from: words('Van', 'From'),
  to: words('Aan', 'To'),
  received: words('Ontvangen', 'Received'),
  why: words('Waarom', 'Why'),
  party: words('Code van een partij', 'Code of a party'),
  partyUnfit: words(
    'Vul 4 cijfers van een gemeente in, of 8 cijfers van een aanbieder (AGB).',
    'Fill in the 4 digits of a gemeente, or the 8 digits of an aanbieder (AGB).',
  ),
  since: words('Vanaf (dd-mm-jjjj)', 'From (dd-mm-yyyy)'),
  until: words('Tot en met (dd-mm-jjjj)', 'Up to and including (dd-mm-yyyy)'),
  dayUnfit: words('Vul een dag in als 04-05-2026.', 'Fill in a day as 04-05-2026.'),
  reversed: words(
    'Deze dag ligt voor de eerste dag van de periode.',
    'This day is before the first day of the period.',
  ),
  onlyCode: words(
    'Alleen berichten die vastliepen met code {code}.',
    'Only messages that failed with code {code}.',
  ),
  onlyHeld: words(
    'Alleen berichten die wachten achter een vastgelopen bericht.',
    'Only messages that wait behind a failed one.',
  ),
  unreadable: words('onbekend', 'unknown'),

  one: words('{type} van {from} aan {to}', '{type} from {from} to {to}'),
  id: words('Nummer in de gateway', 'Number in the gateway'),
  size: words('Grootte', 'Size'),
  bytes: words('{n} bytes', '{n} bytes'),
  forgotten: words('Inhoud vergeten op', 'Content forgotten on'),
  byGateway: words(
    'De gateway schreef dit bericht, namens de afzender.',
    'The gateway wrote this message, in the name of its sender.',
  ),
  matter: words('Wat is er aan de hand', 'What is the matter'),
  held: words(
    'Dit bericht wacht achter een vastgelopen bericht over hetzelfde kind.',
    'This message waits behind a failed message about the same child.',
  ),
  heldBy: words('Naar het vastgelopen bericht', 'To the failed message'),
  code: words('Code', 'Code'),
  course: words('Verloop', 'Course'),
  at: words('Wanneer', 'When'),
  what: words('Wat', 'What'),
  by: words('Door', 'By'),
  doers: {
    party: words('een partij', 'a party'),
    gateway: words('de gateway', 'the gateway'),
    operator: words('een operator', 'an operator'),
  },
  reconstructed: words('(later afgeleid)', '(derived later)'),
  noCourse: words(
    'Van dit bericht is het verloop niet meer bekend.',
    'The course of this message is not known any more.',
  ),
  findings: words('Bevindingen', 'Findings'),
  rule: words('Regel', 'Rule'),
  place: words('Waar in het bericht', 'Where in the message'),
  means: words('Wat het betekent', 'What it means'),
  moreFindings: counting(
    words(
      'Er is nog 1 bevinding die niet is bewaard.',
      'There is 1 more finding that was not kept.',
    ),
    words(
      'Er zijn nog {n} bevindingen die niet zijn bewaard.',
      'There are {n} more findings that were not kept.',
    ),
  ),
  dismissal: words(
    'Afgeschreven op {at} door {by}: {reason}',
    'Given up on {at} by {by}: {reason}',
  ),
  operations: words('Wat operators met dit bericht deden', 'What operators did with this message'),
  started: words('Wanneer', 'When'),
  who: words('Wie', 'Who'),
  kinds: {
    replay: words('Opnieuw verwerken', 'Replay'),
    redelivery: words('Opnieuw in het postvak', 'Redelivery'),
  },
  states: {
    pending: words('wacht op zijn beurt', 'waits for its turn'),
    running: words('wordt verwerkt', 'is being processed'),
    succeeded: words('gelukt', 'succeeded'),
    failed: words('weer vastgelopen', 'failed again'),
    skipped: words('overgeslagen', 'skipped'),
    stopped: words('gestopt', 'stopped'),
  },

  reason: words('Reden', 'Reason'),
  reasonHint: words(
    'Anderen lezen dit. Zet er niets in over een kind.',
    'Others read this. Write nothing about a child in it.',
  ),
  reasonMissing: words(
    'Vul een reden in, van hoogstens 500 tekens.',
    'Fill in a reason, of at most 500 characters.',
  ),
  reasonHasBsn: words(
    'In de reden staat een getal dat een BSN kan zijn. Haal het weg: anderen lezen de reden.',
    'The reason has a number that may be a BSN. Remove it: others read the reason.',
  ),
  done: {
    replay: words(
      'De gateway verwerkt dit bericht opnieuw. Ververs de pagina om te zien hoe het afloopt.',
      'The gateway processes this message again. Reload the page to see how it ends.',
    ),
    redelivery: words(
      'Dit bericht komt opnieuw in het postvak van {to}. Hieronder ziet u wanneer dat is gedaan.',
      'This message comes into the mailbox of {to} again. Below you see when that is done.',
    ),
    dismissal: words(
      'Dit bericht is afgeschreven. De afzender leest de reden.',
      'This message was given up. Its sender reads the reason.',
    ),
  },
  replay: words('Opnieuw verwerken', 'Replay'),
  replayAbout: words(
    'De gateway verwerkt dit ene bericht opnieuw, met de instellingen van nu. Loopt het weer vast, dan blijft het staan.',
    'The gateway processes this one message again, with the present settings. If it fails again, it stays failed.',
  ),
  redelivery: words('Opnieuw in het postvak', 'Redeliver'),
  redeliveryAbout: words(
    'Dit ene bericht komt nog een keer in het postvak van {to}. Die partij haalt het dan een tweede keer op en herkent het aan hetzelfde nummer.',
    'This one message comes into the mailbox of {to} once more. It is then fetched twice, and known by the same number.',
  ),
  dismiss: words('Afschrijven', 'Give up'),
  dismissAbout: words(
    'Dit bericht wordt nooit meer verwerkt. De afzender leest de reden. Wat erachter wacht, gaat verder. Dit kunt u niet ongedaan maken.',
    'This message is never processed again. Its sender reads the reason. What waits behind it goes on. You cannot undo this.',
  ),
  notAnyMore: words(
    'Dit kan niet meer: het bericht is intussen veranderd. Hieronder staat hoe het nu is.',
    'This cannot be done any more: the message has changed meanwhile. Below is how it is now.',
  ),
} as const;
