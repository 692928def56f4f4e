import type { RuleOwner } from '../../messages/views/whose.ts';
import { type Words, words } from './words.ts';

/** Words of a message beside its retour, of what was found, and of what it says. */
export const pairWords = {
  pair: words('Heenbericht en retour', 'Heenbericht and retour'),
  heenbericht: words('Heenbericht', 'Heenbericht'),
  retour: words('Retour', 'Retour'),
  thisOne: words('(dit bericht)', '(this message)'),
  accepted: words('In postvak', 'In mailbox'),
  delivered: words('Opgehaald', 'Delivered'),
  notYet: words('nog niet', 'not yet'),
  noFindings: words('Geen bevindingen.', 'No findings.'),
  retourCode: words('RetourCode', 'RetourCode'),
  whose: words('Wiens regel', 'Whose rule'),
  owners: {
    standard: words('de standaard', 'the standard'),
    region: words('afspraken van gemeente en aanbieder', 'what gemeente and aanbieder agreed'),
    gateway: words('de gateway', 'the gateway'),
    none: words('geen regel', 'no rule'),
    unknown: words('een regel die de gateway niet kent', 'a rule that the gateway does not know'),
  } satisfies Readonly<Record<RuleOwner, Words>>,
  advice: words('advies', 'advice'),
  answered: words('Verzoek en besluit', 'Request and decision'),
  requests: words('Dit bericht beantwoordt', 'This message answers'),
  decisions: words('Beantwoord met', 'Answered with'),
  refusedFor: words('Waarop het is geweigerd', 'What it was refused for'),
  line: words('Regel', 'Line'),
  element: words('Element', 'Element'),
  wrong: words('Wat er mis is', 'What is wrong'),
  rule: words('Controle', 'Check'),

  content: words('Inhoud', 'Content'),
  shielded: words(
    'De inhoud gaat over een kind en is afgeschermd.',
    'The content is about a child, and is shielded.',
  ),
  show: words('Toon het bericht', 'Show the message'),
  showAbout: words(
    'Doe dit alleen als u anders niet kunt vinden wat er mis is. U ziet de inhoud een kwartier lang. Dat u haar opent, staat in het logboek, met uw reden: de afzender en de ontvanger lezen die.',
    'Only do this when there is no other way to find what is wrong. You see the content for a quarter of an hour. That you open it stands in the access log, with your reason: its sender and recipient read that.',
  ),
  why: words('Waarom u het moet lezen', 'Why you have to read it'),
  openUntil: words(
    'U ziet de inhoud tot {at}. Elke keer dat deze pagina haar toont, staat in het logboek.',
    'You see the content until {at}. Each time that this page shows it stands in the access log.',
  ),
  notForRole: words(
    'Alleen een operator kan haar openen, met een reden.',
    'Only an operator can open it, with a reason.',
  ),
  xml: words('XML', 'XML'),
  xmlAbout: words(
    'Regels waar iets over te zeggen is, zijn gemarkeerd.',
    'Lines that something is to be said of are marked.',
  ),
  tooLarge: words(
    'Dit bericht is te groot om hier te lezen. Haal het op met de API: GET /v1/operations/messages/{id}/content.',
    'This message is too large to read here. Fetch it by the API: GET /v1/operations/messages/{id}/content.',
  ),
  gone: words(
    'De inhoud is vergeten, omdat de bewaartermijn voorbij is.',
    'The content was forgotten, because its term was over.',
  ),
  onlyXml: words(
    'De gateway kon dit bericht niet lezen. Hieronder staan de bytes zoals ze kwamen.',
    'The gateway could not read this message. Below are the bytes as they came.',
  ),
} as const;
