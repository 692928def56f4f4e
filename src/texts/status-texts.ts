import type { MessageStatus } from '../store/tables.ts';
import type { Language } from './problem-text.ts';

/** What each status of a message means, for people. */
export const statusTexts: Readonly<Record<MessageStatus, string>> = {
  received: 'taken and kept; not yet judged',
  accepted: 'in the mailbox of the recipient',
  delivered: 'acknowledged by the recipient',
  rejected: 'answered with a retour that refuses it (any RetourCode but 0200)',
  refused: 'never entered: see its `problem`; kept for its sender, bounded per party',
  failed: 'processing gave up; an operator decides',
  dismissed: 'an operator gave it up',
};

/**
 * What to do about a rejected message. By TR056 an Identificatie belongs to the first message that was judged with it, approved or not.
 */
export const rejectedSentence: Readonly<Record<Language, string>> = {
  nl: 'Dit bericht is afgekeurd. Waarom, staat in `reasons` en in de retour. Bent u de afzender? Verbeter het bericht dan, geef het een nieuwe Identificatie en stuur het opnieuw. Rust de afkeuring niet op een regel, overleg dan eerst met de andere partij.',
  en: 'This message was rejected; `reasons` and the retour say why. If you sent it, fix it, give it a new Identificatie and send it again. If it rests on no rule, talk with the other party first.',
};
