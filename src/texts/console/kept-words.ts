import { messageWords } from './message-words.ts';
import { kindWords, newPartyWords } from './party-words.ts';
import { type Words, words } from './words.ts';

// Words for what somebody had typed in a form that was not carried out.

/** What the fields of forms are called, by their names. */
export const fieldLabels: Readonly<Record<string, Words>> = {
  kind: newPartyWords.kind,
  code: newPartyWords.code,
  name: newPartyWords.name,
  'reason-replay': messageWords.reason,
  'reason-redelivery': messageWords.reason,
  'reason-dismissal': messageWords.reason,
};

/** What choices are called, by the names of their fields and their values. */
export const choiceLabels: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  kind: kindWords,
};

/** What happens when a form is sent after all. */
export const keptDoes = {
  party: words(
    'Als u dit verstuurt, wordt deze partij toegevoegd en krijgt ze een sleutel.',
    'When you send this, the party is added and gets a key.',
  ),
  replay: words(
    'Als u dit verstuurt, verwerkt de gateway het bericht opnieuw.',
    'When you send this, the gateway processes the message again.',
  ),
  redelivery: words(
    'Als u dit verstuurt, komt het bericht nog een keer in het postvak van de ontvanger.',
    'When you send this, the message comes into the mailbox of its recipient once more.',
  ),
  dismissal: words(
    'Als u dit verstuurt, wordt het bericht afgeschreven. Dat kunt u niet ongedaan maken.',
    'When you send this, the message is given up. You cannot undo that.',
  ),
  'other-sessions': words(
    'Als u dit verstuurt, wordt u overal uitgelogd, behalve hier.',
    'When you send this, you are signed out everywhere but here.',
  ),
  other: words(
    'Als u dit verstuurt, gebeurt wat op de pagina van het formulier stond.',
    'When you send this, what the page of the form said will happen.',
  ),
} as const;

/** The way back to the page of a form. */
export const keptPages = {
  party: words('Naar de pagina “Partij toevoegen”', 'To the page “Add a party”'),
  message: words('Naar de pagina van het bericht', 'To the page of the message'),
  session: words('Naar de pagina “Uw sessie”', 'To the page “Your session”'),
} as const;

/** What stands for a value that is left empty. */
export const emptyValue = words('niet ingevuld', 'not filled in');
