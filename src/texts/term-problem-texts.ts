import { text } from './problem-text.ts';

/** The problems of terms. */
export const termProblemTexts = {
  'filter-not-for-role': text(
    400,
    [
      'Dit filter is niet voor u',
      'Het filter `{filter}` werkt niet met een sleutel met de rol {role}. Laat het weg. Een gemeente of aanbieder ziet alleen wat van haar is, en kiest de andere partij met `counterparty`; anderen kiezen met `municipality` en `provider`.',
    ],
    [
      'This filter is not for you',
      'The filter `{filter}` does not work with a key that has the role {role}. Leave it out. A gemeente or aanbieder sees what is its own, and chooses the other party by `counterparty`; others choose by `municipality` and `provider`.',
    ],
  ),
  'not-designated': text(
    403,
    [
      'U treedt hier niet op voor deze gemeente',
      'U treedt niet op voor deze gemeente, of niet voor alle gemeenten waar dit over gaat. Kies gemeenten waarvoor u optreedt: `GET /v1/me` zegt welke dat zijn. Gaat het om een omzetting, dan moeten zij daarin staan. Een contractmanager heeft een aanwijzing van de gemeente nodig die nu geldt.',
    ],
    [
      'You do not act for this gemeente here',
      'You do not act for this gemeente, or not for all gemeenten that this is about. Choose gemeenten for which you act: `GET /v1/me` says which these are. Of a conversion they have to be in it. A contract manager needs a designation of the gemeente that holds now.',
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
