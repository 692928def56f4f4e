import { counting, words } from './words.ts';

/** Words for answering a message with a retour. */
export const retourWords = {
  title: words('Goed- of afkeuren: {type} van {from}', 'Approve or reject: {type} of {from}'),
  up: words('het bericht', 'the message'),
  shielded: words(
    'Het bericht gaat over een kind en is afgeschermd. Als u het toont, komt dat in het logboek. Een kwartier lang vraagt de pagina het niet opnieuw.',
    'The message is about a child, and shielded. That you show it is written in the access log. For a quarter of an hour the page does not ask again.',
  ),
  show: words('Toon het bericht', 'Show the message'),
  child: words('Kind', 'Child'),
  logged: words(
    'Dat u dit bericht leest, staat in het logboek.',
    'That you read this message stands in the access log.',
  ),
  due: words(
    'Uw antwoord is de retour ({retour}), uiterlijk {day}.',
    'Your answer is the retour ({retour}), by {day} at the latest.',
  ),
  overdue: words(
    'Uw antwoord is de retour ({retour}). Die had er op {day} moeten zijn.',
    'Your answer is the retour ({retour}). It was due on {day}.',
  ),
  noDue: words('Uw antwoord is de retour ({retour}).', 'Your answer is the retour ({retour}).'),

  verdict: words('Uw oordeel', 'Your verdict'),
  verdicts: {
    approve: words('Goedkeuren: het hele bericht klopt', 'Approve: all of the message is right'),
    refuse: words('Afkeuren: kies waarom', 'Reject: choose why'),
    'refuse-within': words(
      'Afkeuren: het bericht klopt in zichzelf niet (retourcode 0001, zonder uitleg per onderdeel)',
      'Reject: the message contradicts itself (RetourCode 0001, nothing said of its parts)',
    ),
  },
  verdictFault: words('Kies goedkeuren of afkeuren.', 'Choose to approve or to reject.'),
  faults: words('Wat is er mis?', 'What is wrong?'),
  found: words(
    'Dit vond de gateway. Vink aan wat volgens u een reden is om het bericht af te keuren.',
    'This is what the gateway found. Tick what you think is a reason to reject the message.',
  ),
  notFound: words(
    'De gateway vond niets. Weet u meer? Kies hieronder een regel.',
    'The gateway found nothing. Do you know more? Choose a rule below.',
  ),
  at: words('{place}: {sentence} ({rule})', '{place}: {sentence} ({rule})'),
  faultsFault: words(
    'Vink aan waarom u afkeurt, of kies een regel en een onderdeel.',
    'Tick why you reject it, or choose a rule and a part.',
  ),
  header: words(
    'Kiest u iets bij de kop van het bericht? Dan noemt de retour alleen dat.',
    'Do you choose something of the header? Then the retour names that alone.',
  ),
  other: words('Een andere regel', 'Another rule'),
  rule: words('Regel', 'Rule'),
  place: words('Onderdeel', 'Part'),
  choose: words('Kies', 'Choose'),
  add: words('Voeg deze reden toe', 'Add this reason'),
  ruleFault: words('Kies ook de regel.', 'Choose the rule, too.'),
  ruleNowhere: words(
    'Dit bericht heeft geen onderdeel waar deze regel over gaat. Kies een andere regel.',
    'This message has no part that this rule is about. Choose another rule.',
  ),
  placeFault: words('Kies bij welk onderdeel.', 'Choose at which part.'),
  placeElse: words(
    'Deze regel gaat daar niet over. Kies: {places}.',
    'This rule is not about that. Choose: {places}.',
  ),

  happens: words('Wat er gebeurt', 'What will happen'),
  happensAbout: words(
    'De retour gaat meteen naar {from}. U kunt hem niet terughalen en er kan geen tweede komen. Goedgekeurd geldt het hele bericht: {parts}. Afgekeurd geldt het alsof het nooit is verstuurd, ook de onderdelen waar niets mis mee is. {from} stuurt dan een nieuw bericht.',
    'The retour goes to {from} at once. It cannot be taken back, and there cannot be a second one. Approved, all of the message counts: {parts}. Rejected, it counts as never sent, its faultless parts too. {from} then sends a new message.',
  ),
  parts: {
    JW301: counting(
      words('1 toewijzing', '1 allocation'),
      words('{n} toewijzingen', '{n} allocations'),
    ),
    JW305: counting(words('1 start', '1 start'), words('{n} starts', '{n} starts')),
    JW307: counting(words('1 stop', '1 stop'), words('{n} stops', '{n} stops')),
    JW315: counting(
      words('1 aangevraagd product', '1 product that is asked'),
      words('{n} aangevraagde producten', '{n} products that are asked'),
    ),
    JW317: counting(
      words('1 gevraagde wijziging', '1 change that is asked'),
      words('{n} gevraagde wijzigingen', '{n} changes that are asked'),
    ),
    JW319: counting(words('1 antwoord', '1 answer'), words('{n} antwoorden', '{n} answers')),
  },
  send: words('Verstuur de retour', 'Send the retour'),
  message: words('Het bericht', 'The message'),

  /** Names of classes for people. */
  classes: {
    Header: words('Kop van het bericht', 'Header'),
    Client: words('Kind', 'Child'),
    Relatie: words('Relatie', 'Relation'),
    Contact: words('Contact', 'Contact'),
    ToegewezenProduct: words('Toewijzing', 'Allocation'),
    StartProduct: words('Start', 'Start'),
    StopProduct: words('Stop', 'Stop'),
    AangevraagdProduct: words('Aangevraagd product', 'Product that is asked'),
    Verzoek: words('Verzoek als geheel', 'Request as a whole'),
    OngewijzigdProduct: words('Ongewijzigd product', 'Unchanged product'),
    TeWijzigenProduct: words('Te wijzigen product', 'Product to be changed'),
    NieuwProduct: words('Nieuw product', 'New product'),
    Antwoord: words('Antwoord', 'Answer'),
    Woonplaatsbeginsel: words('Woonplaatsbeginsel', 'Residence'),
  },

  given: words(
    '{by} heeft dit bericht al {says}, op {at}. Een tweede retour kan niet.',
    '{by} {says} this message already, on {at}. There cannot be a second retour.',
  ),
  givenSent: words(
    'Er is niets verstuurd: {by} was u voor. Het bericht is {says} op {at}.',
    'Nothing was sent: {by} was before you. The message was {says} on {at}.',
  ),
  chose: words('U koos:', 'You chose:'),
  says: {
    approved: words('goedgekeurd', 'approved'),
    refused: words('afgekeurd', 'rejected'),
  },
  yourself: words('U', 'You'),
  theGateway: words('De gateway', 'The gateway'),
  seeRetour: words('Bekijk de retour', 'Look at the retour'),

  /** On the page of the message. */
  heading: words('Antwoorden op dit bericht', 'Answering this message'),
  bySoftware: words(
    'Stuurt uw software de retour? Dan hoeft u hier niets te doen.',
    'Does your software send the retour? Then there is nothing to do here.',
  ),
  byDecision: words(
    'Met uw besluit gaat een goedkeurende retour vanzelf mee. Is er iets mis met het verzoek zelf? Keur het dan af.',
    'An approving retour goes along with your decision. Is something wrong with the request itself? Then reject it.',
  ),
  answer: words('Goed- of afkeuren', 'Approve or reject'),
  sentBy: words(
    'Dit bericht is {says} met een {retour}, op {at}, door {by}. {became}',
    'This message was {says} with a {retour}, on {at}, by {by}. {became}',
  ),
  yourselfBy: words('uzelf', 'yourself'),
  became: {
    received: words(
      'De gateway verwerkt de retour nu: ververs de pagina.',
      'The gateway processes the retour now: reload the page.',
    ),
    accepted: words(
      'De retour ligt in het postvak van {from}.',
      'The retour is in the mailbox of {from}.',
    ),
    delivered: words('{from} heeft de retour opgehaald.', '{from} has fetched the retour.'),
    failed: words(
      'De retour is vastgelopen. Een operator zoekt uit waarom: u hoeft niets te doen.',
      'The retour got stuck. An operator finds out why: there is nothing to do.',
    ),
  },
  sentNow: words('De retour is verstuurd.', 'The retour was sent.'),

  /** In the mailbox. */
  waiting: counting(
    words('1 bericht wacht op uw retour.', '1 message waits for your retour.'),
    words('{n} berichten wachten op uw retour.', '{n} messages wait for your retour.'),
  ),
  waitingMore: words(
    'Meer dan {n} berichten wachten op uw retour.',
    'More than {n} messages wait for your retour.',
  ),
  toTerms: words('Bekijk ze bij Termijnen', 'See them under Terms'),
};
