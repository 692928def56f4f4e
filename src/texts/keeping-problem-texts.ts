import { text } from './problem-text.ts';

/** The problems about forgotten data and legal holds. */
export const keepingProblemTexts = {
  forgotten: text(
    410,
    [
      'Niet meer bewaard',
      'De gateway heeft de inhoud van dit bericht op {day} verwijderd, omdat de bewaartermijn voorbij was. Niemand kan de inhoud nog terughalen. Hebt u de inhoud nodig, zoek dan in uw eigen administratie of vraag de andere partij. Wat nog wel bekend is (soort, partijen en momenten) staat in `GET /v1/messages`.',
    ],
    [
      'Forgotten',
      'The gateway forgot this message on {day}, because the term for which it is kept was over. The content is gone, and nobody can get it back. If you need it, look in your own records or ask the other party. What is still known of it (type, parties and moments) is in `GET /v1/messages`.',
    ],
  ),
  'heenbericht-forgotten': text(
    409,
    [
      'Antwoord op een bericht dat niet meer is bewaard',
      'De gateway heeft de {type} waarop dit een antwoord is verwijderd, omdat de bewaartermijn voorbij was. De gateway kan het antwoord daarom niet verwerken en heeft het niet doorgestuurd. Spreek de uitkomst rechtstreeks af met de andere partij. Geldt de {type} nog, vraag de afzender dan die opnieuw te sturen, en beantwoord de nieuwe.',
    ],
    [
      'An answer to a forgotten message',
      'The {type} that this answers was forgotten, because the term for which it is kept was over. The gateway cannot process the answer any more and did not forward it. Agree on the outcome with the other party directly; if the {type} still counts, have it sent again and answer the new one.',
    ],
  ),
  'nothing-to-hold': text(
    400,
    [
      'Niets om te bewaren',
      'Er is geen bericht, kind of partij met dit nummer of deze code, of de gegevens zijn al verwijderd. Controleer het nummer. Het nummer van een kind staat als `client` bij de toewijzingen van dat kind (`GET /v1/allocations`).',
    ],
    [
      'Nothing to hold',
      'There is no message, child or party with this id or code, or it was forgotten already. Check the id. The id of a child is the `client` of its allocations (`GET /v1/allocations`).',
    ],
  ),
};
