import type { Role } from '../../parties/principal.ts';
import { counting, type Words, words } from './words.ts';

/** Words of the frame around each page. */
export const frameWords = {
  skip: words('Naar de inhoud', 'To the content'),
  home: words('ijw-gateway, begin', 'ijw-gateway, start'),
  menu: words('Menu', 'Menu'),
  you: words('U', 'You'),
  workingAs: words('U werkt als', 'You work as'),
  switchRole: words('Wisselen', 'Switch'),
  otherLanguage: words('English', 'Nederlands'),
  signOut: words('Uitloggen', 'Sign out'),
  help: words('Hulp en toetsen', 'Help and keys'),
  documentation: words('Documentatie', 'Documentation'),
  contact: words('Vragen? Mail {name}', 'Questions? Mail {name}'),
  version: words('versie {version}', 'version {version}'),
  up: words('Terug naar', 'Back to'),
  close: words('Sluiten', 'Close'),
  keys: words('Toetsen op deze pagina', 'Keys on this page'),
} as const;

/** The roles of people, as they are called on screen. A party is called by its name. */
export const roleWords: Readonly<Record<Role, Words>> = {
  operator: words('operator', 'operator'),
  administrator: words('beheerder', 'administrator'),
  auditor: words('auditor', 'auditor'),
  'contract-manager': words('contractmanager', 'contract manager'),
  party: words('partij', 'party'),
};

/** The words of the menu, by the path of their page. */
export const menuWords = {
  '/console/state': words('Stand van zaken', 'State of affairs'),
  '/console/messages': words('Berichten', 'Messages'),
  '/console/mailbox': words('Postvak', 'Mailbox'),
  '/console/contracts': words('Contracten', 'Contracts'),
  '/console/log': words('Logboek', 'Access log'),
  '/console/parties': words('Partijen', 'Parties'),
  '/console/conversions': words('Omzetting', 'Conversion'),
  '/console/signals': words('Signalen', 'Signals'),
  '/console/report': words('Rapport', 'Report'),
  '/console/people': words('Mensen', 'People'),
  '/console/keeping': words('Bewaren', 'Keeping'),
  '/console/seen': words('Wie zag dit kind', 'Who saw this child'),
  '/console/replays': words('Herhalingen', 'Replays'),
  '/console/queue': words('Wachtrij', 'Queue'),
  '/console/verifications': words('Verificatie', 'Verification'),
  '/console/check': words('Controleren', 'Check'),
  '/console/allocations': words('Toewijzingen', 'Allocations'),
  '/console/drafts': words('Concepten', 'Drafts'),
  '/console/terms': words('Termijnen', 'Terms'),
} as const satisfies Readonly<Record<string, Words>>;

/** A page of the menu. */
export type MenuPath = keyof typeof menuWords;

/** Keys that work on pages that have what they move along, and what each does. */
export const keyWords = [
  { key: '/', needs: 'search', does: words('naar het zoekveld', 'go to the search field') },
  { key: 'j', needs: 'rows', does: words('naar de volgende regel', 'go to the next row') },
  { key: 'k', needs: 'rows', does: words('naar de vorige regel', 'go to the previous row') },
  { key: 'Enter', needs: 'links', does: words('de regel openen', 'open the row') },
  { key: 'a', needs: 'answer', does: words('het verzoek beantwoorden', 'answer the request') },
  { key: 'u', needs: 'up', does: words('een niveau omhoog', 'go up a level') },
  { key: '?', needs: 'always', does: words('deze lijst tonen', 'show this list') },
] as const satisfies readonly { key: string; needs: string; does: Words }[];

/** Words of lists. */
export const listWords = {
  next: words('Volgende', 'Next'),
  older: words('Ouder', 'Older'),
  first: words('Naar het begin', 'To the beginning'),
  newest: words('Naar het nieuwste', 'To the newest'),
  pages: words('Bladeren', 'Pages'),
  filters: words('Filter', 'Filter'),
  filter: words('Filteren', 'Filter'),
  noFilter: words('Filters wissen', 'Clear the filters'),
  any: words('alle', 'all'),
  end: words('Hier eindigt de lijst.', 'The list ends here.'),
} as const;

/** Words of forms. */
export const formWords = {
  problems: counting(
    words('Verbeter dit veld', 'Fix this field'),
    words('Verbeter deze velden', 'Fix these fields'),
  ),
} as const;
