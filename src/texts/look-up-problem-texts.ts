import { text } from './problem-text.ts';

/** The problems for look-ups of things that do not exist. */
export const lookUpProblemTexts = {
  'not-listed': text(
    404,
    [
      'Niet in de lijst',
      'Deze naam staat niet in de lijst. Vraag met `GET {list}` op welke namen er zijn.',
    ],
    ['Not in the list', 'There is nothing with this name. `GET {list}` shows the names.'],
  ),
  'party-not-connected': text(
    404,
    [
      'Partij niet aangesloten',
      'Geen partij met deze code ontvangt berichten via deze gateway. Controleer de code, of zoek de partij op met `GET /v1/parties`.',
    ],
    [
      'Party not connected',
      'No party with this code receives messages through this gateway. Check the code, or look the party up with `GET /v1/parties`.',
    ],
  ),
  'recipient-kind': text(
    400,
    [
      'Verkeerde soort ontvanger',
      'De ontvanger van een {type} is een {kind}. Geef bij `recipient` een code van {digits} cijfers op.',
    ],
    [
      'Wrong kind of recipient',
      'The recipient of a {type} is of the kind {kind}. Name as `recipient` a code of {digits} digits.',
    ],
  ),
};
