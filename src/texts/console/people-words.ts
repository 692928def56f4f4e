import { words } from './words.ts';

/** Words of "Mensen". */
export const peopleWords = {
  title: words('Mensen', 'People'),
  about: words(
    'Wie nu in de console is ingelogd, en de sleutels van de medewerkers van de gateway.',
    'Who is signed in to the console now, and the keys of the staff of the gateway.',
  ),
  sessions: words('Nu ingelogd', 'Signed in now'),
  none: words('Niemand is ingelogd.', 'Nobody is signed in.'),
  noneHere: words('Op deze bladzijde staat niemand meer.', 'Nobody is left on this page.'),
  who: words('Wie', 'Who'),
  you: words('u', 'you'),
  role: words('Werkt als', 'Works as'),
  way: words('Ingelogd met', 'Signed in by'),
  ways: {
    key: words('een sleutel', 'a key'),
    issuer: words('uw inlogdienst', 'your issuer'),
  },
  since: words('Sinds', 'Since'),
  lastUsed: words('Laatst gebruikt', 'Last used'),
  endsAt: words('Eindigt uiterlijk', 'Ends at the latest'),
  end: words('Uitloggen', 'Sign out'),
  endAbout: words(
    'Deze mens wordt meteen uitgelogd. Wie nog een sleutel of een rol heeft, kan opnieuw inloggen: trek de sleutel in, of neem de rol weg bij uw inlogdienst.',
    'This person is signed out at once. Who still has a key or a role can sign in again: revoke the key, or take the role away at your issuer.',
  ),
  ended: words('Deze mens is uitgelogd.', 'This person was signed out.'),
  revoked: words('De sleutel is ingetrokken.', 'The key was revoked.'),
  keys: words('Sleutels van medewerkers', 'Keys of the staff'),
  ownKey: words('met deze sleutel bent u ingelogd', 'you are signed in by this key'),
  keysAbout: words(
    'Een nieuwe sleutel voor een medewerker maakt u niet hier maar op de server, met `npx ijw operators create`: zo kan wie deze pagina overneemt, zichzelf geen rechten geven.',
    'A new key for somebody of the staff is not made here but on the server, with `npx ijw operators create`: so who takes over this page cannot give itself rights.',
  ),
  rolesTitle: words('Waar rollen vandaan komen', 'Where roles come from'),
  rolesKey: words(
    'Wie met een sleutel inlogt, heeft de rol van die sleutel. De sleutel van een partij staat bij die partij, onder Partijen.',
    'Who signs in by a key has the role of that key. The key of a party stands at that party, under Parties.',
  ),
  rolesIssuer: words(
    'Wie via uw inlogdienst ({issuer}) inlogt, heeft de rollen die daar in `{claim}` staan, zoals operator, party:0363 of contract-manager:OIN. Een rol geeft u daar, en neemt u daar weg.',
    'Who signs in at your issuer ({issuer}) has the roles that stand there in `{claim}`, as operator, party:0363 or contract-manager:OIN. A role is given there, and taken away there.',
  ),
  noIssuer: words(
    'Er is geen inlogdienst ingesteld (OpenID Connect). Mensen loggen in met een sleutel.',
    'No issuer is set (OpenID Connect). People sign in by a key.',
  ),
} as const;
