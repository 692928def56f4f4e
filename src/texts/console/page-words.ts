import { counting, words } from './words.ts';

/** Words of "Postvak". */
export const mailboxWords = {
  title: words('Postvak', 'Mailbox'),
  about: words(
    'Berichten die voor u klaarstaan, het oudste eerst. Hun inhoud is afgeschermd. Wat u als gelezen weghaalt of uw software bevestigt, gaat uit deze lijst.',
    'Messages that wait for you, oldest first. Their content is shielded. What you take out as read or your software acknowledges leaves this list.',
  ),
  caption: words('Berichten in uw postvak', 'Messages in your mailbox'),
  type: words('Bericht', 'Message'),
  identificatie: words('Identificatie', 'Identificatie'),
  from: words('Van', 'From'),
  since: words('Sinds', 'Since'),
  waits: words('Wacht al', 'Waiting for'),
  lessThanHour: words('minder dan een uur', 'less than an hour'),
  answer: words('Beantwoorden', 'Answer'),
  doing: words('Wat kunt u doen', 'What you can do'),
  outcomes: {
    approved: words('keurt goed', 'approves'),
    refused: words('keurt af', 'rejects'),
  },
  opened: words('Geopend bericht', 'Opened message'),
  close: words('Sluit dit bericht', 'Close this message'),
  ownPage: words('Open op een eigen pagina', 'Open on a page of its own'),
  acknowledging: words('Gelezen berichten weghalen', 'Take out what was read'),
  acknowledgingAbout: words(
    'Hebt u software die uw postvak leest? Haal hier dan niets weg: uw software haalt zo’n bericht niet meer op. Hebt u die niet, dan zegt u hiermee dat u deze berichten hebt gelezen. U keurt er niets mee goed. Ze gaan uit uw postvak en staan nog bij Berichten. Wat nog op uw antwoord wacht, blijft hier staan: open dat een voor een.',
    'Do you have software that reads your mailbox? Then take nothing out here: your software does not fetch such a message any more. If you have none, this says that you have read these messages. It approves nothing. They leave your mailbox, and are still under Messages. What waits for your answer stays here: open that one by one.',
  ),
  acknowledgeAll: counting(
    words('Haal het gelezen bericht uit het postvak', 'Take the read message out of the mailbox'),
    words(
      'Haal de {n} gelezen berichten uit het postvak',
      'Take the {n} read messages out of the mailbox',
    ),
  ),
  acknowledged: counting(
    words(
      '1 bericht is gelezen en uit uw postvak. U vindt het terug bij Berichten.',
      '1 message was read, and left your mailbox. You find it under Messages.',
    ),
    words(
      '{n} berichten zijn gelezen en uit uw postvak. U vindt ze terug bij Berichten.',
      '{n} messages were read, and left your mailbox. You find them under Messages.',
    ),
  ),
  again: words('opnieuw klaargezet', 'put back'),
  decides: words('open het om het besluit te lezen', 'open it to read the decision'),
  empty: words(
    'Geen berichten. Wat voor u binnenkwam, is opgehaald en bevestigd. Komt er een bericht binnen, dan staat het hier.',
    'No messages. What came in for you was fetched and acknowledged. When a message comes in, it stands here.',
  ),
  emptyEver: words(
    'Er is nog nooit een bericht voor u binnengekomen. Komt er een, dan staat het hier.',
    'No message ever came in for you. When one comes, it stands here.',
  ),
  new: counting(
    words('1 nieuw bericht', '1 new message'),
    words('{n} nieuwe berichten', '{n} new messages'),
  ),
  manyNew: words('Meer dan {n} nieuwe berichten', 'More than {n} new messages'),
} as const;

/** What each message is called, besides its number. */
export const berichtWords = {
  JW301: words('Toewijzing', 'Allocation'),
  JW302: words('Retour op een toewijzing', 'Retour on an allocation'),
  JW305: words('Start van de hulp', 'Start of the help'),
  JW306: words('Retour op een start', 'Retour on a start'),
  JW307: words('Stop van de hulp', 'Stop of the help'),
  JW308: words('Retour op een stop', 'Retour on a stop'),
  JW315: words('Verzoek om toewijzing', 'Request for an allocation'),
  JW316: words('Retour op een verzoek om toewijzing', 'Retour on a request for an allocation'),
  JW317: words('Verzoek om wijziging', 'Request for a change'),
  JW318: words('Retour op een verzoek om wijziging', 'Retour on a request for a change'),
  JW319: words('Antwoord op een verzoek', 'Answer to a request'),
  JW320: words('Retour op een antwoord', 'Retour on an answer'),
  JW323: words('Declaratie', 'Declaration'),
  JW325: words('Retour op een declaratie', 'Retour on a declaration'),
} as const;

/** Words of "Contracten". */
export const contractWords = {
  title: words('Contracten', 'Contracts'),
  about: words(
    'De contracten van de gemeenten die u hebben aangewezen, ook die later beginnen of voorbij zijn. Dat u ze leest, staat in het logboek.',
    'The contracts of the gemeenten that designated you, also those that begin later or are over. That you read them stands in the access log.',
  ),
  aboutOwn: words(
    'Uw contracten, ook die later beginnen of voorbij zijn.',
    'Your contracts, also those that begin later or are over.',
  ),
  aboutAll: words(
    'Alle contracten, ook die later beginnen of voorbij zijn.',
    'All contracts, also those that begin later or are over.',
  ),
  caption: words('Contracten', 'Contracts'),
  number: words('Contract', 'Contract'),
  aanbieder: words('Aanbieder', 'Aanbieder'),
  gemeenten: words('Gemeenten', 'Gemeenten'),
  period: words('Periode', 'Period'),
  lines: words('Regels', 'Lines'),
  version: words('Versie', 'Version'),
  from: words('vanaf {day}', 'from {day}'),
  until: words('tot en met {day}', 'to {day}'),
  notYet: words('geldt nog niet', 'not yet in force'),
  over: words('voorbij', 'over'),
  always: words('voor onbepaalde tijd', 'for an indefinite time'),
  aanbiederCode: words('AGB-code van de aanbieder', 'AGB code of the aanbieder'),
  gemeenteCode: words('Code van de gemeente', 'Code of the gemeente'),
  empty: words(
    'Geen contracten. Ze staan hier zodra ze zijn geladen uit een bestand: zie Documentatie, Contracten.',
    'No contracts. They stand here once they were loaded from a file: see Documentation, Contracts.',
  ),
  emptyHere: words(
    'Geen contracten bij dit filter. Kijk of de codes kloppen.',
    'No contracts with this filter. See whether the codes are right.',
  ),
  aanbiederUnfit: words('Een AGB-code heeft 8 cijfers.', 'An AGB code has 8 digits.'),
  gemeenteUnfit: words(
    'De code van een gemeente heeft 4 cijfers.',
    'The code of a gemeente has 4 digits.',
  ),
} as const;

/** Words of "Wie zag dit kind". */
export const seenWords = {
  title: words('Wie zag dit kind', 'Who saw this child'),
  about: words(
    'Wie de gegevens van een kind las of wijzigde, wanneer, waarvandaan en waarom. Het BSN komt in geen adres en in geen logboek. Dat u zoekt, staat in het logboek.',
    'Who read or changed the data of a child, when, from where and why. The BSN comes into no address and no log. That you search stands in the access log.',
  ),
  bsn: words('BSN van het kind', 'BSN of the child'),
  find: words('Zoek', 'Search'),
  unfit: words(
    'Vul een BSN van negen cijfers in. Dit getal is geen BSN.',
    'Enter a BSN of nine digits. This number is no BSN.',
  ),
  over: words(
    'Deze zoekopdracht is voorbij, of was van iemand anders. Zoek opnieuw.',
    'This search is over, or was of somebody else. Search again.',
  ),
  unknown: words(
    'Van dit BSN kent de gateway geen kind: niemand zag hier iets van.',
    'The gateway knows no child with this BSN: nobody saw anything of it here.',
  ),
  found: words('Wie dit kind zag, het nieuwste eerst.', 'Who saw this child, newest first.'),
  perDay: words('Wie dit kind zag, per persoon en dag', 'Who saw this child, by person and day'),
  day: words('Dag', 'Day'),
  times: words('Keer', 'Times'),
  what: words('Wat', 'What'),
  last: words('Het laatst', 'Last'),
  forWhom: words('Voor', 'For'),
  open: words('Toon de regels', 'Show the rows'),
  toRows: words('Toon alle regels', 'Show all rows'),
  toDays: words('Toon per persoon en dag', 'Show by person and day'),
  onlyOne: words('Dit zijn de regels van één persoon.', 'These are the rows of one person.'),
  cutDay: words(
    'Op {day} zijn er zo veel regels dat deze pagina ze niet alle telt. U ziet de laatste {n}.',
    'On {day} there are so many rows that this page does not count all. You see the last {n}.',
  ),
  skipDay: words('Naar de dagen ervoor', 'To the days before'),
  moreBehind: words(
    'Hier staat niets, maar er is meer: ga verder met “Ouder”.',
    'Nothing is here, but there is more: go on with “Older”.',
  ),
} as const;

/** Words of "Logboek". */
export const logWords = {
  title: words('Logboek', 'Access log'),
  about: words(
    'Wie wat las of wijzigde, het nieuwste eerst. Dat u dit leest, staat er ook in.',
    'Who read or changed what, newest first. That you read this stands in it too.',
  ),
  caption: words('Regels van het logboek', 'Rows of the access log'),
  at: words('Wanneer', 'When'),
  action: words('Wat', 'What'),
  actor: words('Wie', 'Who'),
  role: words('Als', 'As'),
  party: words('Van wie', 'Whose'),
  children: words('Kinderen', 'Children'),
  reason: words('Waarom', 'Why'),
  hidden: words('niet getoond', 'not shown'),
  address: words('Vanaf adres', 'From address'),
  typed: {
    party: words('Code van de partij', 'Code of the party'),
    since: words('Vanaf dag', 'From day'),
    until: words('Tot en met dag', 'To day'),
  },
  dayUnfit: words(
    'Vul een dag in als 04-05-2026 of 2026-05-04.',
    'Enter a day as 04-05-2026 or 2026-05-04.',
  ),
  partyUnfit: words(
    'Een code heeft 4 cijfers (gemeente), 8 cijfers (aanbieder) of 20 cijfers.',
    'A code has 4 digits (gemeente), 8 digits (aanbieder) or 20 digits.',
  ),
  actionFilter: words('Wat er gebeurde', 'What happened'),
  empty: words('Geen regels.', 'No rows.'),
  emptyHere: words(
    'Geen regels bij dit filter op deze pagina. Kies Ouder om verder te zoeken, als dat er staat.',
    'No rows with this filter on this page. Choose Older to search on, where it is shown.',
  ),
} as const;

/** Words of "Uw sessie". */
export const sessionWords = {
  title: words('Uw sessie', 'Your session'),
  as: words('U werkt als', 'You work as'),
  by: words('Ingelogd met', 'Signed in with'),
  log: words('In het logboek heet u', 'In the access log you are called'),
  address: words('Vanaf het adres', 'From the address'),
  unknown: words('onbekend', 'unknown'),
  expires: words('Uw sleutel werkt tot', 'Your key works until'),
  ends: words('Wat de sessie beëindigt', 'What ends the session'),
  endings: [
    words('u logt uit;', 'you sign out;'),
    words(
      'u doet een tijd niets: hoelang dat mag, bepaalt de beheerder;',
      'you do nothing for a while: the administrator decides how long that may be;',
    ),
    words(
      'uw sleutel wordt ingetrokken of verloopt, of uw rol vervalt.',
      'your key is revoked or expires, or your role ends.',
    ),
  ],
  signOut: words('Uitloggen', 'Sign out'),
  sessions: words('Uw sessies', 'Your sessions'),
  role: words('Werkt als', 'Works as'),
  since: words('Sinds', 'Since'),
  lastUsed: words('Laatst gebruikt', 'Last used'),
  endsAt: words('Eindigt uiterlijk', 'Ends at the latest'),
  current: words('deze sessie', 'this session'),
  endOthers: words('Beëindig alle andere sessies', 'End all other sessions'),
  ended: counting(
    words('1 andere sessie is beëindigd.', '1 other session was ended.'),
    words('{n} andere sessies zijn beëindigd.', '{n} other sessions were ended.'),
  ),
  endOthersAbout: words(
    'Herkent u een sessie niet? Beëindig de andere, en vraag de beheerder om een nieuwe sleutel.',
    'Is there a session that you do not know? End the others, and ask the administrator for a new key.',
  ),
} as const;

/** Words of "Hulp en toetsen". */
export const helpWords = {
  title: words('Hulp en toetsen', 'Help and keys'),
  keys: words('Toetsen', 'Keys'),
  keysAbout: words(
    'Een toets werkt alleen op een pagina die er iets voor heeft: / bijvoorbeeld waar een zoekveld staat. Terwijl u typt, werkt geen toets.',
    'A key works only on a page that has something for it: / for instance where there is a search field. While you type, no key works.',
  ),
  key: words('Toets', 'Key'),
  does: words('Doet', 'Does'),
  statuses: words('Wat de status van een bericht betekent', 'What the status of a message means'),
  status: words('Status', 'Status'),
  means: words('Betekenis', 'Meaning'),
  more: words('Meer lezen', 'Read more'),
  api: words('De documentatie van de API', 'The documentation of the API'),
  rules: words('De regels waaraan berichten voldoen', 'The rules by which messages are checked'),
  problems: words('De fouten die de gateway meldt', 'The problems that the gateway reports'),
} as const;
