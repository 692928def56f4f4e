import { text } from './problem-text.ts';

/** The problems with what was forgotten, or is to be kept. */
export const keepingProblemTexts = {
  forgotten: text(
    410,
    [
      'Vergeten',
      'De gateway heeft dit bericht op {day} vergeten, omdat de bewaartermijn voorbij was. De inhoud is er niet meer en kan door niemand worden teruggehaald. Hebt u haar nodig, zoek dan in uw eigen administratie of vraag de andere partij. Wat er nog van bekend is (soort, partijen en momenten) staat in `GET /v1/messages`.',
    ],
    [
      'Forgotten',
      'The gateway forgot this message on {day}, because the term for which it is kept was over. The content is gone, and nobody can get it back. If you need it, look in your own records or ask the other party. What is still known of it (type, parties and moments) stands in `GET /v1/messages`.',
    ],
  ),
  'heenbericht-forgotten': text(
    409,
    [
      'Antwoord op een vergeten bericht',
      'De {type} waarop dit antwoordt is vergeten, omdat de bewaartermijn voorbij was. De gateway kan het antwoord niet meer verwerken en heeft het niet doorgestuurd. Spreek de uitkomst rechtstreeks af met de andere partij; geldt de {type} nog, laat die dan opnieuw sturen en beantwoord de nieuwe.',
    ],
    [
      'An answer to a forgotten message',
      'The {type} that this answers was forgotten, because the term for which it is kept was over. The gateway cannot process the answer any more and did not forward it. Agree on the outcome with the other party directly; if the {type} still counts, have it sent again and answer the new one.',
    ],
  ),
  'nothing-to-hold': text(
    400,
    [
      'Niets om vast te houden',
      'Er is geen bericht, kind of partij met dit nummer of deze code, of het is al vergeten. Controleer het nummer. Het nummer van een kind staat als `client` bij zijn toewijzingen (`GET /v1/allocations`).',
    ],
    [
      'Nothing to hold',
      'There is no message, child or party with this id or code, or it was forgotten already. Check the id. That of a child stands as `client` with its allocations (`GET /v1/allocations`).',
    ],
  ),
};
