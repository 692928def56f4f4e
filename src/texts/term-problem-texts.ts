import { text } from './problem-text.ts';

/** The problems of terms. */
export const termProblemTexts = {
  'filter-not-for-role': text(
    400,
    [
      'Dit filter is niet voor u',
      'Het filter `{filter}` werkt niet met een sleutel met de rol {role}. Laat het weg. Een gemeente of aanbieder kiest uit de eigen termijnen met `side` en `counterparty`; anderen kiezen met `party`, `municipality` en `provider`.',
    ],
    [
      'This filter is not for you',
      'The filter `{filter}` does not work with a key that has the role {role}. Leave it out. A gemeente or aanbieder chooses from its own terms by `side` and `counterparty`; others choose by `party`, `municipality` and `provider`.',
    ],
  ),
  'not-designated': text(
    403,
    [
      'U treedt niet op voor deze gemeente',
      'Een contractmanager ziet de termijnen van gemeenten die de organisatie nu hebben aangewezen. Vraag de gemeente om een aanwijzing. `GET /v1/me` zegt voor welke gemeenten u optreedt.',
    ],
    [
      'You do not act for this gemeente',
      'A contract manager sees the terms of gemeenten that designate its organisation now. Ask the gemeente for a designation. `GET /v1/me` says for which gemeenten you act.',
    ],
  ),
  'too-many-months': text(
    400,
    [
      'Te veel maanden',
      'U vraagt meer dan {limit} maanden tegelijk. Vraag een kortere periode, en de rest in een volgende aanvraag.',
    ],
    [
      'Too many months',
      'You ask for more than {limit} months at once. Ask for a shorter period, and for the rest in another request.',
    ],
  ),
};
