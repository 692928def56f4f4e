import type { PartyKind } from '../../parties/directory/codes.ts';
import { type Words, words } from './words.ts';

/** What each kind of party is called. */
export const kindWords: Readonly<Record<PartyKind, Words>> = {
  gemeente: words('gemeente', 'gemeente'),
  aanbieder: words('aanbieder', 'aanbieder'),
  'software-house': words('softwareleverancier', 'software house'),
  'regional-office': words('regionaal team', 'regional office'),
};

/** Words of "Partijen". */
export const partyWords = {
  title: words('Partijen', 'Parties'),
  caption: words('Partijen die zijn aangesloten', 'Parties that are connected'),
  name: words('Naam', 'Name'),
  code: words('Code', 'Code'),
  kind: words('Soort', 'Kind'),
  until: words('Tot en met', 'Until'),
  successor: words('Opvolger', 'Successor'),
  search: words('Naam of een deel ervan', 'Name or a part of it'),
  add: words('Partij toevoegen', 'Add a party'),
  empty: words('Er zijn nog geen partijen.', 'There are no parties yet.'),
  emptyHere: words(
    'Geen partij past bij dit filter. Zoek op een korter deel van de naam.',
    'No party fits this filter. Search for a shorter part of the name.',
  ),
} as const;

/** Words of the form that makes a party. */
export const newPartyWords = {
  title: words('Partij toevoegen', 'Add a party'),
  kind: words('Wat voor partij is het?', 'What kind of party is it?'),
  code: words('Code', 'Code'),
  codeHint: words(
    'Gemeente: code van het CBS, 4 cijfers. Aanbieder: AGB-code, 8 cijfers. De andere: OIN, 20 cijfers.',
    'Gemeente: code of the CBS, 4 digits. Aanbieder: AGB code, 8 digits. The others: OIN, 20 digits.',
  ),
  name: words('Naam', 'Name'),
  nameHint: words('Zoals mensen de partij kennen.', 'As people know the party.'),
  submit: words('Toevoegen en sleutel maken', 'Add it and make a key'),
  codeMissing: words(
    'Vul een code van 4, 8 of 20 cijfers in.',
    'Enter a code of 4, 8 or 20 digits.',
  ),
  codeOf: {
    gemeente: words(
      'De code van een gemeente heeft 4 cijfers.',
      'The code of a gemeente has 4 digits.',
    ),
    aanbieder: words(
      'De AGB-code van een aanbieder heeft 8 cijfers.',
      'The AGB code of an aanbieder has 8 digits.',
    ),
    'software-house': words(
      'Een softwareleverancier heeft een OIN van 20 cijfers.',
      'A software house has an OIN of 20 digits.',
    ),
    'regional-office': words(
      'Een regionaal team heeft een OIN van 20 cijfers.',
      'A regional office has an OIN of 20 digits.',
    ),
  } satisfies Record<PartyKind, Words>,
  firstKey: 'Eerste sleutel',
  toParty: words('Naar de pagina van {name}', 'To the page of {name}'),
  codeTaken: words(
    'Deze partij is er al. Een nieuwe sleutel maakt u met `npx ijw keys make CODE`.',
    'This party exists. Make a new key with `npx ijw keys make CODE`.',
  ),
  nameMissing: words(
    'Vul een naam in van ten hoogste 200 tekens.',
    'Enter a name of at most 200 characters.',
  ),
  kindMissing: words('Kies wat voor partij het is.', 'Choose what kind of party it is.'),
  choose: words('Kies', 'Choose'),
  made: words('{name} is toegevoegd', '{name} was added'),
  keyIs: words('De sleutel van {name}', 'The key of {name}'),
  keyOnce: words(
    'U ziet deze sleutel alleen nu. Geef hem veilig aan de partij, nooit per e-mail. Raakt hij zoek, maak dan een nieuwe en trek deze in.',
    'You see this key only now. Hand it safely to the party, never by e-mail. If it gets lost, make a new one and revoke this one.',
  ),
  keyUse: words(
    'De software van de partij stuurt hem mee als `Authorization: Bearer …`; een mens kan er hier mee inloggen.',
    'The software of the party sends it as `Authorization: Bearer …`; a person can sign in here with it.',
  ),
  another: words('Nog een partij toevoegen', 'Add another party'),
  all: words('Alle partijen', 'All parties'),
} as const;

/** The steps of a new region, from nothing to a first message. */
export const firstRunWords = {
  title: words('Van niets naar een eerste bericht', 'From nothing to a first message'),
  next: words('Wat nu?', 'What now?'),
  about: words(
    'Deze gateway is nieuw. Zo begint u. Gaan er berichten door de gateway, dan verdwijnt deze uitleg.',
    'This gateway is new. This is how to begin. Once messages pass the gateway, this explanation goes away.',
  ),
  done: words('gedaan', 'done'),
  gemeente: words(
    'Voeg een gemeente toe. Bewaar haar sleutel. Om te proberen: Amsterdam, 0363.',
    'Add a gemeente. Keep its key. To try things out: Amsterdam, 0363.',
  ),
  aanbieder: words(
    'Voeg een aanbieder toe. Bewaar ook die sleutel. Om te proberen: De Dijk, 12345678.',
    'Add an aanbieder. Keep that key too. To try things out: De Dijk, 12345678.',
  ),
  post: words(
    'Stuur met de sleutel van de aanbieder een eerste bericht. Dit is een proefbericht van 12345678 aan 0363. Typ dit in de map van de gateway, met de sleutel na IJW_KEY=:',
    'Post a first message with the key of the aanbieder. This is a message to try, from 12345678 to 0363. Type this in the folder of the gateway, with the key after IJW_KEY=:',
  ),
  example: words(
    'Hetzelfde vanuit uw eigen software: een voorbeeld van tien regels',
    'The same from your own software: an example of ten lines',
  ),
  notApproved: words(
    'Er kwam een bericht, maar het is niet goedgekeurd. Kijk waarom:',
    'A message came, but it was not approved. See why:',
  ),
  messages: words('Berichten', 'Messages'),
  mailbox: words(
    'Lees het postvak: log in met de sleutel van de gemeente, in een privévenster of nadat u bent uitgelogd. Het bericht staat daar.',
    'Read the mailbox: sign in with the key of the gemeente, in a private window or after signing out. The message is there.',
  ),
} as const;
