import type { RuleOwner } from '../../messages/views/whose.ts';
import { counting, type Words, words } from './words.ts';

/** Words of "Berichten" and of the page of one message, for those who sent or received it. */
export const partyMessageWords = {
  title: words('Berichten', 'Messages'),
  about: words(
    'Alles wat u verstuurde en ontving, het laatst veranderde eerst. De inhoud is afgeschermd.',
    'All that you sent and received; what changed last comes first. The content is shielded.',
  ),
  caption: words('Uw berichten', 'Your messages'),
  empty: words(
    'Geen berichten. U hebt nog niets verstuurd, en er is nog niets voor u binnengekomen.',
    'No messages. You sent nothing yet, and nothing came in for you.',
  ),
  direction: words('Richting', 'Direction'),
  directions: {
    sent: words('Verstuurd', 'Sent'),
    received: words('Ontvangen', 'Received'),
  },
  counterparty: words('Code van de andere partij', 'Code of the other party'),
  other: words('Andere partij', 'Other party'),
  changed: words('Veranderd', 'Changed'),
  outcome: words('Retour', 'Retour'),
  outcomes: {
    approved: words('Goedgekeurd', 'Approved'),
    refused: words('Afgekeurd', 'Rejected'),
  },
  sent: words('verstuurd', 'sent'),
  received: words('ontvangen', 'received'),

  from: words('Van', 'From'),
  to: words('Aan', 'To'),
  identificatie: words('Identificatie', 'Identificatie'),
  dagtekening: words('Dagtekening', 'Dagtekening'),
  receivedAt: words('Ontvangen door de gateway', 'Received by the gateway'),
  matter: words('Wat is er aan de hand', 'What is the matter'),
  doing: words('Wat kunt u doen', 'What you can do'),
  matters: {
    judging: words(
      'De gateway beoordeelt dit bericht. Dat duurt meestal minder dan een seconde: ververs de pagina.',
      'The gateway judges this message. It mostly takes less than a second: reload the page.',
    ),
    inTheirMailbox: words(
      'Het bericht is goedgekeurd en ligt in het postvak van {to}.',
      'The message was approved, and is in the mailbox of {to}.',
    ),
    waitsForRetour: words(
      'Het bericht ligt in het postvak van {to}. Er is nog geen retour: {to} beoordeelt het bericht zelf.',
      'The message is in the mailbox of {to}. There is no retour yet: {to} judges the message itself.',
    ),
    fetched: words('{to} heeft het bericht opgehaald.', '{to} has fetched the message.'),
    rejected: words(
      'Het bericht is afgekeurd. Verbeter wat hieronder staat, geef het bericht een nieuwe Identificatie en stuur het opnieuw.',
      'The message was rejected. Fix what is listed below, give the message a new Identificatie and send it again.',
    ),
    rejectedByYou: words(
      'Dit bericht is afgekeurd, door u of door de gateway namens u. {from} leest waarom, en stuurt een nieuw bericht. U hoeft niets te doen.',
      'This message was rejected, by you or by the gateway in your name. {from} reads why, and sends a new message. There is nothing to do.',
    ),
    refused: words(
      'De gateway heeft het bericht niet aangenomen. {to} heeft het niet gezien.',
      'The gateway did not take the message. {to} has not seen it.',
    ),
    dismissed: words(
      'Een operator heeft dit bericht afgeschreven: {reason}. Het wordt niet meer verwerkt.',
      'An operator gave this message up: {reason}. It is not processed any more.',
    ),
    request: words('Dit verzoek wacht op uw besluit.', 'This request waits for your decision.'),
    answered: words(
      'Op dit verzoek is al een besluit verstuurd ({answered}): zie hieronder.',
      'A decision on this request was sent already ({answered}): see below.',
    ),
    approves: words(
      '{from} keurt uw bericht goed. U hoeft niets te doen.',
      '{from} approves your message. There is nothing to do.',
    ),
    refuses: words(
      '{from} keurt uw bericht af. Hieronder staat waarom. Verbeter het bericht en stuur het opnieuw.',
      '{from} rejects your message. Below is why. Fix the message and send it again.',
    ),
    waits: words('Dit bericht ligt in uw postvak.', 'This message is in your mailbox.'),
    confirmed: words(
      'U of uw software heeft dit bericht gelezen. Het is uit uw postvak.',
      'You or your software read this message. It left your mailbox.',
    ),
  },
  answer: words('Beantwoorden', 'Answer'),
  repair: words('Maak een verbeterd concept', 'Draft it again'),
  repairAbout: words(
    'U krijgt een concept met dezelfde gegevens en een nieuwe referentie. Daarin verbetert u wat er mis is. Er wordt nog niets verstuurd.',
    'You get a draft with the same data and a new reference, in which you fix what is wrong. Nothing is sent yet.',
  ),
  download: words('Download de XML', 'Download the XML'),
  decisionHidden: words(
    'Dit is een antwoord op uw verzoek: afgewezen of nog in onderzoek. Toon het bericht om dat te lezen.',
    'This answers your request: refused, or being looked into still. Show the message to read which.',
  ),
  inResearch: words(
    'In onderzoek: de gemeente besluit later over uw verzoek.',
    'Being looked into: the gemeente decides on your request later.',
  ),
  refusedFor: words('Afgewezen: {reason}.', 'Refused: {reason}.'),
  residence: words(
    'volgens het woonplaatsbeginsel is een andere gemeente verantwoordelijk',
    'by the woonplaatsbeginsel another gemeente is responsible',
  ),
  elsewhereAbout: words(
    'Gemeente {gemeente} zou verantwoordelijk zijn. U kunt hetzelfde verzoek aan die gemeente sturen: u krijgt een concept met dezelfde gegevens en een nieuwe referentie. Er wordt nog niets verstuurd.',
    'Gemeente {gemeente} is said to be responsible. You can send the same request to that gemeente: you get a draft with the same data and a new reference. Nothing is sent yet.',
  ),
  elsewhereLater: words(
    'Een andere gemeente zou verantwoordelijk zijn. Keur dit antwoord eerst goed: daarna kunt u hier hetzelfde verzoek aan die gemeente opstellen.',
    'Another gemeente is said to be responsible. Approve this answer first: after that you can draft the same request to that gemeente here.',
  ),
  elsewhere: words('Maak een concept voor die gemeente', 'Draft it to that gemeente'),
  elsewhereNot: words(
    'Er is geen concept gemaakt: deze afwijzing geldt niet meer, of de genoemde gemeente is hier niet aangesloten.',
    'No draft was made: this refusal does not count any more, or the gemeente that is named is not connected here.',
  ),
  reportAgain: words('Opnieuw melden bij de toewijzing', 'Report again at the allocation'),
  reportAgainAbout: words(
    'Een start of stop meldt u opnieuw bij de toewijzing. Toon het bericht: dan staat hier de link. Of zoek de toewijzing bij Toewijzingen.',
    'A start or stop is reported again at its allocation. Show the message: then the link is here. Or find the allocation under Allocations.',
  ),
  reportAgainUnknown: words(
    'De gateway kent deze toewijzing niet. Zoek de juiste bij Toewijzingen, en meld daar opnieuw.',
    'The gateway does not know this allocation. Find the right one under Allocations, and report there again.',
  ),
  allocations: words('Naar Toewijzingen', 'To Allocations'),
  acknowledge: words('Gelezen: uit het postvak', 'Read: out of the mailbox'),
  acknowledged: words(
    'Gelezen: dit bericht is uit uw postvak. U vindt het terug bij Berichten.',
    'Read: this message left your mailbox. You find it under Messages.',
  ),
  sentNow: words(
    'Verstuurd. De gateway beoordeelt het bericht nu: ververs de pagina om te zien hoe het afloopt.',
    'Sent. The gateway judges the message now: reload the page to see how it ends.',
  ),
  sentTaken: words(
    'Verstuurd, en door de gateway aangenomen. Hieronder staat hoe het bericht ervoor staat.',
    'Sent, and taken by the gateway. Below is how the message stands.',
  ),
  sentRefused: words(
    'Verstuurd, maar het bericht is afgekeurd of niet aangenomen. Hieronder staat waarom.',
    'Sent, but the message was rejected or not taken. Below is why.',
  ),

  content: words('Inhoud', 'Content'),
  shielded: words(
    'De inhoud gaat over een kind en is afgeschermd. Als u het bericht toont, komt dat in het logboek. Een kwartier lang vraagt de pagina het niet opnieuw.',
    'The content is about a child, and shielded. That you show the message is written in the access log. For a quarter of an hour the page does not ask again.',
  ),
  show: words('Toon het bericht', 'Show the message'),
  logged: words(
    'Dat u dit leest, staat in het logboek.',
    'That you read this stands in the access log.',
  ),
  tooLarge: words(
    'Dit bericht is te groot om hier te tonen. Download de XML.',
    'This message is too large to show here. Download the XML.',
  ),
  xml: words('XML', 'XML'),
  course: words('Verloop', 'Course'),
  opened: words(
    'Een operator opende dit bericht, met als reden: {reason}',
    'An operator opened this message, for this reason: {reason}',
  ),
  why: words('Waarom afgekeurd', 'Why it was rejected'),
  notes: words('Opmerkingen van de gateway', 'Remarks of the gateway'),
  rule: words('Regel', 'Rule'),
  retourCode: words('RetourCode', 'RetourCode'),
  means: words('Wat het betekent', 'What it means'),
  place: words('Waar in het bericht', 'Where in the message'),
  line: words('regel {n}', 'line {n}'),
  whose: words('Wiens regel', 'Whose rule'),
  owners: {
    standard: words('landelijke regel', 'national rule'),
    region: words('afspraak tussen u beiden', 'agreement between you both'),
    gateway: words('deze gateway', 'this gateway'),
    none: words('geen regel die de gateway kent', 'no rule that the gateway knows'),
    unknown: words('regel die de gateway niet toetst', 'rule that the gateway does not check'),
  } satisfies Readonly<Record<RuleOwner, Words>>,
  related: words('Hoort bij', 'Belongs with'),
  what: words('Wat', 'What'),
  message: words('Bericht', 'Message'),
  kinds: {
    heenbericht: words('Heenbericht', 'Heenbericht'),
    retour: words('Retour', 'Retour'),
    request: words('Verzoek', 'Request'),
    decision: words('Besluit', 'Decision'),
  },
  moreRelated: counting(
    words('Er hoort nog 1 bericht bij.', 'There is 1 more message.'),
    words('Er horen nog {n} berichten bij.', 'There are {n} more messages.'),
  ),
} as const;
