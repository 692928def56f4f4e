import type { MessageStatus } from '../../store/tables.ts';
import { type Words, words } from './words.ts';

/** What a status of a message is called on screen, and what it means. */
export const statusWords: Readonly<
  Record<MessageStatus, { readonly word: Words; readonly means: Words }>
> = {
  received: {
    word: words('Ontvangen', 'Received'),
    means: words('bewaard, en nog niet beoordeeld', 'kept, and not yet judged'),
  },
  accepted: {
    word: words('In postvak', 'In mailbox'),
    means: words('goedgekeurd, en wacht op de ontvanger', 'approved, and waits for its recipient'),
  },
  delivered: {
    word: words('Opgehaald', 'Delivered'),
    means: words('de ontvanger heeft het bericht', 'its recipient has the message'),
  },
  rejected: {
    word: words('Afgekeurd', 'Rejected'),
    means: words(
      'beantwoord met een retour die zegt wat er mis is',
      'answered with a retour that says what is wrong',
    ),
  },
  refused: {
    word: words('Geweigerd', 'Refused'),
    means: words(
      'niet aangenomen; de afzender las meteen waarom',
      'not taken; its sender read why at once',
    ),
  },
  failed: {
    word: words('Vastgelopen', 'Failed'),
    means: words(
      'de verwerking gaf het op; een operator beslist',
      'processing gave up; an operator decides',
    ),
  },
  dismissed: {
    word: words('Afgeschreven', 'Dismissed'),
    means: words(
      'een operator gaf het op, met een reden voor de afzender',
      'an operator gave it up, with a reason for its sender',
    ),
  },
};
