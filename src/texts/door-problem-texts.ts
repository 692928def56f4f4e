import { text } from './problem-text.ts';

/** The problems for callers that send too much. */
export const doorProblemTexts = {
  'too-many-requests': text(
    429,
    [
      'Te veel aanvragen',
      'U hebt in één minuut meer dan {limit} aanvragen gestuurd. Wacht {seconds} seconden (zie de HTTP-header `Retry-After`) en stuur de aanvraag opnieuw. Vraag niet steeds of er iets nieuws is, maar wacht erop met `waitSeconds`.',
    ],
    [
      'Too many requests',
      'More than {limit} requests came from you within a minute. Wait {seconds} seconds (the header `Retry-After`) and send the same again. Wait for changes with `waitSeconds` instead of asking often.',
    ],
  ),
  'too-much-at-once': text(
    429,
    [
      'Te veel tegelijk',
      'De gateway is al bezig met het hoogste aantal aanvragen dat u tegelijk mag doen. Wacht op het antwoord op een van die aanvragen, of wacht een paar seconden (zie de HTTP-header `Retry-After`). Stuur de aanvraag dan opnieuw.',
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
      'U hebt in één minuut meer dan {megabytes} MB aan berichten gestuurd, of de controle van uw berichten kostte meer dan {processor} seconden rekentijd. Wacht {seconds} seconden (zie de HTTP-header `Retry-After`) en stuur de aanvraag opnieuw. Stuur grote berichten één voor één.',
    ],
    [
      'Too much work in a minute',
      'You sent more than {megabytes} MB of messages within a minute, or checking them took more than {processor} seconds of the processor. Wait {seconds} seconds (the header `Retry-After`) and send the same again. Send large messages one after the other.',
    ],
  ),
};
