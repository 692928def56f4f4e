import { text } from './problem-text.ts';

/** What a caller reads of whom too much comes. */
export const doorProblemTexts = {
  'too-many-requests': text(
    429,
    [
      'Te veel aanvragen',
      'Er kwamen in een minuut meer dan {limit} aanvragen van u. Wacht {seconds} seconden (de kop `Retry-After`) en stuur hetzelfde opnieuw. Wacht op nieuws met `waitSeconds` in plaats van het vaak te vragen.',
    ],
    [
      'Too many requests',
      'More than {limit} requests came from you within a minute. Wait {seconds} seconds (the header `Retry-After`) and send the same again. Wait for news with `waitSeconds` instead of asking often.',
    ],
  ),
  'too-much-at-once': text(
    429,
    [
      'Te veel tegelijk',
      'De gateway is al met zoveel aanvragen van u tegelijk bezig als mag. Wacht op het antwoord op een van die aanvragen, of een paar seconden (de kop `Retry-After`), en stuur dan hetzelfde opnieuw.',
    ],
    [
      'Too much at once',
      'The gateway is already at work on as many requests of yours as may be done at once. Wait for the answer to one of them, or a few seconds (the header `Retry-After`), and then send the same again.',
    ],
  ),
  'too-much-sent': text(
    429,
    [
      'Te veel werk in een minuut',
      'U stuurde in een minuut meer dan {megabytes} MB aan berichten, of het controleren van uw berichten kostte meer dan {processor} seconden rekentijd. Wacht {seconds} seconden (de kop `Retry-After`) en stuur hetzelfde opnieuw. Stuur grote berichten na elkaar.',
    ],
    [
      'Too much work in a minute',
      'You sent more than {megabytes} MB of messages within a minute, or checking them took more than {processor} seconds of the processor. Wait {seconds} seconds (the header `Retry-After`) and send the same again. Send large messages one after the other.',
    ],
  ),
};
