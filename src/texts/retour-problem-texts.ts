import { text } from './problem-text.ts';

/** The problems of retouren that people send. */
export const retourProblemTexts = {
  'no-retour': text(
    409,
    [
      'Hierop stuurt u geen retour',
      'Een retour stuurt u op een JW301, JW305, JW307, JW315, JW317 of JW319 die u hebt ontvangen. Op een JW323 antwoordt u met een JW325. Er is niets verstuurd.',
    ],
    [
      'You send no retour on this',
      'A retour answers a JW301, JW305, JW307, JW315, JW317 or JW319 that you received. A JW323 is answered by a JW325. Nothing was sent.',
    ],
  ),
  'retour-given': text(
    409,
    [
      'Dit bericht is al beantwoord',
      'Op dit bericht is al een andere retour verstuurd: door {by}, op {at}. Die geldt, en een tweede kan niet. Bekijk hem met `GET /v1/messages/{message}`. Er is nu niets verstuurd.',
    ],
    [
      'This message has its answer already',
      'Another retour on this message was sent already: by {by}, at {at}. That one counts, and there cannot be a second. Look at it with `GET /v1/messages/{message}`. Nothing was sent now.',
    ],
  ),
  'retour-rule': text(
    400,
    [
      'Op deze regel kunt u niet afkeuren',
      'De regel bij `{element}` is geen regel van niveau 3 of 4 voor een {type}. Kies een regel uit `GET /v1/messages/{message}/retour-choices`. Er is niets verstuurd.',
    ],
    [
      'You cannot refuse by this rule',
      'The rule of `{element}` is no rule of level 3 or 4 for a {type}. Choose one of `GET /v1/messages/{message}/retour-choices`. Nothing was sent.',
    ],
  ),
  'retour-place': text(
    400,
    [
      'Die plaats hoort niet bij deze regel',
      'De plaats bij `{element}` staat niet in deze {type}, of de regel gaat over een ander onderdeel. Kies een plaats uit `GET /v1/messages/{message}/retour-choices`. Er is niets verstuurd.',
    ],
    [
      'That place is not one of this rule',
      'This {type} does not have the place of `{element}`, or the rule is about another part. Choose one of `GET /v1/messages/{message}/retour-choices`. Nothing was sent.',
    ],
  ),
  'too-large-to-answer': text(
    409,
    [
      'Te groot om hier te beantwoorden',
      'Dit bericht is te groot om hier te beantwoorden. Stuur de retour met uw eigen software. Er is niets verstuurd.',
    ],
    [
      'Too large to be answered here',
      'This message is too large to be answered here. Send its retour with software of your own. Nothing was sent.',
    ],
  ),
};
