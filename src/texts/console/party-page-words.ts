import type { ProblemCode } from '../../problem.ts';
import { type Words, words } from './words.ts';

/** Words of the page of one party. */
export const partyPageWords = {
  code: words('Code', 'Code'),
  kind: words('Soort', 'Kind'),
  until: words('Tot en met', 'Until'),
  successor: words('Opvolger', 'Successor'),
  none: words('geen', 'none'),
  ended: words(
    'Deze partij doet niet meer mee. Niemand kan haar nog iets sturen.',
    'This party takes part no more. Nobody can send to it.',
  ),
  retourBy: words('Retouren', 'Retours'),
  retourByWords: {
    gateway: words(
      'De gateway beantwoordt berichten namens deze partij',
      'The gateway answers messages for this party',
    ),
    party: words('De partij beantwoordt berichten zelf', 'The party answers messages itself'),
  },
  level3: words('Regels over eerdere berichten', 'Rules about earlier messages'),
  level3Words: {
    enforce: words('Een overtreding keurt het bericht af', 'A breach rejects the message'),
    advise: words(
      'Een overtreding is een advies bij het bericht',
      'A breach is advice with the message',
    ),
  },
  declarations: words('Declaraties', 'Declarations'),
  declarationsWords: {
    party: words(
      'De gemeente beantwoordt declaraties zelf',
      'The gemeente answers declarations itself',
    ),
    gateway: words(
      'De gateway beantwoordt declaraties namens de gemeente',
      'The gateway answers declarations for the gemeente',
    ),
  },
  region: words('Regio', 'Region'),
  noRegion: words('geen', 'none'),
  done: {
    settings: words('De instellingen zijn gewijzigd.', 'The settings were changed.'),
    same: words('Er is niets gewijzigd.', 'Nothing was changed.'),
    certificate: words('Het certificaat is geregistreerd.', 'The certificate was registered.'),
    revoked: words(
      'De sleutel of het certificaat is ingetrokken.',
      'The key or certificate was revoked.',
    ),
    mandate: words('De machtiging is gegeven.', 'The mandate was given.'),
    designation: words('De aanwijzing is gegeven.', 'The designation was given.'),
    withdrawn: words(
      'De machtiging of aanwijzing is ingetrokken.',
      'The mandate or designation was withdrawn.',
    ),
  },
} as const;

/** Words of the form with the settings of a party. */
export const partySettingsWords = {
  title: words('Instellingen wijzigen', 'Change the settings'),
  name: words('Naam', 'Name'),
  until: words('Laatste dag', 'Last day'),
  untilHint: words(
    'Leeg: de partij gaat door. Na deze dag kan niemand haar nog iets sturen. Bijvoorbeeld 31-12-2026.',
    'Empty: the party goes on. After this day nobody can send to it. For example 31-12-2026.',
  ),
  successor: words('Code van de opvolger', 'Code of the successor'),
  successorHint: words(
    'Leeg: niemand. De sleutels van de opvolger lezen na de laatste dag het postvak en de berichten van deze partij.',
    'Empty: nobody. After the last day the keys of the successor read the mailbox and the messages of this party.',
  ),
  region: words('Regio', 'Region'),
  regionHint: words(
    'De regio waarvan de catalogus de SPIC van een product geeft. Leeg: geen.',
    'The region whose catalogue gives the SPIC of a product. Empty: none.',
  ),
  declarationsHint: words(
    'Dit geldt voor declaraties die hierna komen. Beantwoordt de gateway ze, dan kent die elke prestatie meteen toe of wijst haar af op een regel. Wat is toegekend, kan alleen de aanbieder nog crediteren.',
    'This is about declarations that come after it. When the gateway answers them, it grants each Prestatie at once, or refuses it by a rule. What was granted only the aanbieder can credit.',
  ),
  submit: words('Wijzigen', 'Change'),
  dayMissing: words('Vul een dag in, zoals 31-12-2026.', 'Enter a day, as 31-12-2026.'),
  regionLong: words(
    'Vul een regio in van ten hoogste 100 tekens.',
    'Enter a region of at most 100 characters.',
  ),
} as const;

/** Words of the keys and certificates of a party. */
export const keyWords = {
  caption: words('Sleutels en certificaten', 'Keys and certificates'),
  empty: words(
    'Deze partij heeft nog geen sleutel en geen certificaat: zij kan niet inloggen en geen berichten sturen.',
    'This party has no key and no certificate yet: it cannot sign in, and post no messages.',
  ),
  prefix: words('Begin', 'Begin'),
  what: words('Wat', 'What'),
  kinds: { key: words('sleutel', 'key'), certificate: words('certificaat', 'certificate') },
  name: words('Naam', 'Name'),
  made: words('Gemaakt', 'Made'),
  used: words('Laatst gebruikt', 'Last used'),
  never: words('nooit', 'never'),
  state: words('Stand', 'State'),
  works: words('werkt', 'works'),
  worksUntil: words('werkt tot {at}', 'works until {at}'),
  expired: words('verlopen op {at}', 'expired at {at}'),
  revoked: words('ingetrokken op {at}', 'revoked at {at}'),
  revoke: words('Intrekken', 'Revoke'),
  revokeAbout: words(
    'Wie hiermee werkt, kan dat binnen een seconde niet meer. Dit is niet terug te draaien.',
    'Who works by it cannot any more, within a second. This cannot be undone.',
  ),
  make: words('Sleutel maken', 'Make a key'),
  makeAbout: words(
    'De sleutel staat hierna één keer op het scherm. De oude sleutels blijven werken tot u ze intrekt.',
    'The key is then on the screen once. The old keys go on working until you revoke them.',
  ),
  nameLabel: words('Waarvoor is hij?', 'What is it for?'),
  nameHint: words(
    'Bijvoorbeeld het softwarepakket of de afdeling. Geen naam van een mens.',
    'For example the software or the department. Not the name of a person.',
  ),
  expires: words('Werkt tot en met', 'Works until the end of'),
  expiresHint: words(
    'Leeg: tot u hem intrekt. Bijvoorbeeld 31-12-2026.',
    'Empty: until you revoke it. For example 31-12-2026.',
  ),
  expiresFault: words(
    'Vul een latere dag in dan vandaag, zoals 31-12-2026.',
    'Enter a day after today, as 31-12-2026.',
  ),
  madeBefore: words(
    'Deze sleutel is al gemaakt, en stond toen op het scherm. Hebt u hem niet, trek hem dan in en maak een nieuwe.',
    'This key was made before, and was on the screen then. When you do not have it, revoke it and make a new one.',
  ),
  register: words('Certificaat registreren', 'Register a certificate'),
  registerAbout: words(
    'Alleen het certificaat van de partij zelf (PEM). Nooit een privésleutel.',
    'Only the certificate of the party itself (PEM). Never a private key.',
  ),
  pem: words('Certificaat (PEM)', 'Certificate (PEM)'),
  nameLong: words('Vul ten hoogste 200 tekens in.', 'Enter at most 200 characters.'),
  pemMissing: words('Plak hier een certificaat.', 'Paste a certificate here.'),
} as const;

/** Words of mandates and designations. */
export const permissionWords = {
  mandates: words('Machtigingen', 'Mandates'),
  mandatesAbout: words(
    'Wie gemachtigd is, stuurt en leest berichten van deze soorten namens de ander.',
    'Who has a mandate posts and reads messages of these types for the other.',
  ),
  noMandates: words('Er zijn geen machtigingen.', 'There are no mandates.'),
  designations: words('Aanwijzingen', 'Designations'),
  designationsAbout: words(
    'Een aangewezen regionaal team is contractmanager van de gemeente. Het ziet geen berichten.',
    'A regional office that is designated is contract manager of the gemeente. It sees no messages.',
  ),
  noDesignations: words('Er zijn geen aanwijzingen.', 'There are no designations.'),
  given: words('aan {party}', 'to {party}'),
  received: words('van {party}', 'from {party}'),
  who: words('Wie', 'Who'),
  types: words('Berichten', 'Messages'),
  from: words('Vanaf', 'From'),
  until: words('Tot', 'Until'),
  state: words('Stand', 'State'),
  active: words('geldt', 'in force'),
  withdrawn: words('ingetrokken op {at}', 'withdrawn at {at}'),
  inactive: words('geldt nu niet', 'not in force now'),
  withdraw: words('Intrekken', 'Withdraw'),
  withdrawAbout: words(
    'De ander kan daarna niets meer namens deze partij doen. Wat al is verstuurd, blijft verstuurd. Dit is niet terug te draaien; u kunt wel een nieuwe geven.',
    'The other can then do nothing any more for this party. What was posted stays posted. This cannot be undone; you can give a new one.',
  ),
  more: words(
    'Er zijn er meer. Die staan in `npx ijw mandates list`.',
    'There are more: see `npx ijw mandates list`.',
  ),
  giveMandate: words('Machtiging geven', 'Give a mandate'),
  giveDesignation: words('Regionaal team aanwijzen', 'Designate a regional office'),
  mandatary: words('Code van wie u machtigt', 'Code of who gets the mandate'),
  office: words('OIN van het regionale team', 'OIN of the regional office'),
  typesLabel: words('Voor welke berichten', 'For which messages'),
  fromLabel: words('Vanaf', 'From'),
  fromHint: words(
    'Leeg: vanaf nu. Bijvoorbeeld 01-01-2027.',
    'Empty: from now. For example 01-01-2027.',
  ),
  untilLabel: words('Tot en met', 'Until and including'),
  untilHint: words('Leeg: tot u intrekt.', 'Empty: until you withdraw it.'),
  codeMissing: words(
    'Vul een code van 4, 8 of 20 cijfers in.',
    'Enter a code of 4, 8 or 20 digits.',
  ),
  typesMissing: words(
    'Kies een of meer soorten berichten.',
    'Choose one or more types of messages.',
  ),
  dayMissing: words('Vul een dag in, zoals 01-01-2027.', 'Enter a day, as 01-01-2027.'),
} as const;

/** Sentences for what a form of a party runs into, where the API says it in its own words. */
export const partyFaults: Partial<Readonly<Record<ProblemCode, Words>>> = {
  'unknown-party': words(
    'Er is geen partij met deze code. Voeg die eerst toe, bij Partijen.',
    'There is no party with this code. Add it first, at Parties.',
  ),
  'unknown-successor': words(
    'Er is geen partij met deze code. Voeg die eerst toe.',
    'There is no party with this code. Add it first.',
  ),
  'successor-without-until': words(
    'Vul ook de laatste dag in: de opvolger neemt het daarna over.',
    'Enter the last day too: the successor takes over after it.',
  ),
  'expiry-passed': words(
    'Deze dag is voorbij. Kies een latere.',
    'This day is over. Choose a later one.',
  ),
  'party-ended': words(
    'Deze partij doet niet meer mee. Maak dit voor haar opvolger.',
    'This party takes part no more. Do this for its successor.',
  ),
};
