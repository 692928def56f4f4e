import type { ProblemCode, ProblemDetails } from '../problem.ts';
import { contractProblemTexts } from './contract-problem-texts.ts';
import { conversionProblemTexts } from './conversion-problem-texts.ts';
import { declarationProblemTexts } from './declaration-problem-texts.ts';
import { doorProblemTexts } from './door-problem-texts.ts';
import { draftProblemTexts } from './draft-problem-texts.ts';
import { goalProblemTexts } from './goal-problem-texts.ts';
import { keepingProblemTexts } from './keeping-problem-texts.ts';
import { lookUpProblemTexts } from './look-up-problem-texts.ts';
import { mandateProblemTexts } from './mandate-problem-texts.ts';
import { operatorProblemTexts } from './operator-problem-texts.ts';
import { type Language, type ProblemText, text } from './problem-text.ts';
import { reportProblemTexts } from './report-problem-texts.ts';
import { retourProblemTexts } from './retour-problem-texts.ts';
import { signalProblemTexts } from './signal-problem-texts.ts';
import { termProblemTexts } from './term-problem-texts.ts';
import { xmlProblemTexts } from './xml-problem-texts.ts';

export type { Language } from './problem-text.ts';

/** The texts of each problem. They never hold values of a message. */
export const problemTexts: Readonly<Record<ProblemCode, ProblemText>> = {
  unauthorized: text(
    401,
    [
      'Geen geldige sleutel',
      'Stuur uw API-sleutel of OAuth-token mee in de HTTP-header `Authorization: Bearer ...`. Is het token verlopen? Haal dan een nieuw token op bij de uitgever. Hebt u geen sleutel, of is de sleutel verlopen of ingetrokken? Vraag de beheerder van de gateway dan om een nieuwe sleutel. Met een certificaat krijgt u toegang als het geldig is en de beheerder het bij uw partij heeft geregistreerd.',
    ],
    [
      'No valid key',
      'Send your API key or OAuth token in the header `Authorization: Bearer ...`. If a token has expired, get a new one of its issuer. If you have no key, or it has expired or was revoked, ask the administrator of the gateway for a new one. A certificate counts when it is valid and the administrator has registered it for your party.',
    ],
  ),
  forbidden: text(
    403,
    [
      'Niet toegestaan met deze sleutel',
      'Uw sleutel heeft de rol {role}. Gebruik een sleutel met een van deze rollen: {needed}.',
    ],
    [
      'Not allowed with this key',
      'Your key has the role {role}. Use a key with one of these roles: {needed}.',
    ],
  ),
  'not-found': text(
    404,
    [
      'Niet gevonden',
      'Dit bestaat niet, of het is van een andere partij. Controleer het adres, en ook het nummer of de code in het adres. Alle adressen staan in de documentatie op `/docs`.',
    ],
    [
      'Not found',
      'This does not exist, or it belongs to another party. Check the address, and the id or code in it. The documentation at `/docs` has all addresses.',
    ],
  ),
  ...lookUpProblemTexts,
  ...contractProblemTexts,
  ...termProblemTexts,
  ...reportProblemTexts,
  ...conversionProblemTexts,
  ...draftProblemTexts,
  ...retourProblemTexts,
  ...signalProblemTexts,
  ...goalProblemTexts,
  'invalid-request': text(
    400,
    [
      'De aanvraag klopt niet',
      'Verbeter de fouten die onder `violations` staan en stuur de aanvraag opnieuw.',
    ],
    ['The request is not right', 'Fix what `violations` lists and send the request again.'],
  ),
  'cursor-invalid': text(
    400,
    [
      'Deze cursor is ongeldig',
      'De `cursor` is gewijzigd of niet volledig, of hoort bij een andere lijst of een andere gebruiker. Vraag de lijst opnieuw op zonder `cursor`, vanaf de eerste pagina. Neem daarna van elke pagina `next` ongewijzigd over.',
    ],
    [
      'Begin again with the first page',
      'With this `cursor` this list does not go on: it was changed or cut off, or belongs to another list or was given to another caller. Ask for the list again without `cursor`, and then copy `next` of each page unchanged.',
    ],
  ),
  ...xmlProblemTexts,
  'not-your-message': text(
    403,
    [
      'Bericht van een andere partij',
      'In {element} staat een andere partij dan die van uw sleutel ({party}). Laat die partij het bericht zelf versturen, of vraag die partij om een machtiging. Is {element} verkeerd ingevuld, verbeter dan het bericht.',
    ],
    [
      'A message of another party',
      '{element} names another party than that of your key ({party}). Have that party send the message itself, or ask it for a mandate. If {element} is filled in wrongly, fix the message.',
    ],
  ),
  'header-turned-round': text(
    400,
    [
      'Afzender en Ontvanger zijn omgewisseld',
      'U verstuurt deze retour namens de partij die in de Header als Afzender staat, maar een retour komt van de Ontvanger. In een retour zijn Afzender en Ontvanger dezelfde als in het heenbericht, ook al gaat de retour de andere kant op. Neem de Header van de {type} ongewijzigd over en stuur de retour opnieuw.',
    ],
    [
      'Afzender and Ontvanger are swapped',
      'You send this retour for the party that is Afzender in the Header, but a retour comes from the Ontvanger. In a retour Afzender and Ontvanger are as in the heenbericht, though the retour goes the other way: copy the Header of the {type} unchanged and send the retour again.',
    ],
  ),
  'heenbericht-turned-round': text(
    400,
    [
      'Afzender en Ontvanger zijn omgewisseld',
      'Een {type} gaat van een {afzender} naar een {ontvanger}, maar in de Header staat uw {afzender} als Ontvanger. Vul bij Afzender de code van uw {afzender} in en bij Ontvanger die van de {ontvanger}, en stuur het bericht opnieuw. De Identificatie mag dezelfde blijven.',
    ],
    [
      'Afzender and Ontvanger are swapped',
      'A {type} goes from a party of the kind {afzender} to one of the kind {ontvanger}, but in the Header your {afzender} is the Ontvanger. Put the code of your {afzender} in Afzender and that of the {ontvanger} in Ontvanger, and send the message again. The Identificatie may stay the same.',
    ],
  ),
  ...mandateProblemTexts,
  'unknown-recipient': text(
    400,
    [
      'Onbekende ontvanger',
      'De Ontvanger {recipient} is niet aangesloten op deze gateway. Controleer de code, of verstuur het bericht op een andere manier.',
    ],
    [
      'Unknown recipient',
      'The Ontvanger {recipient} is not connected to this gateway. Check the code, or send the message another way.',
    ],
  ),
  'recipient-ended': text(
    400,
    [
      'Ontvanger is gestopt',
      'De laatste dag van Ontvanger {recipient} was {until}. De opvolger is: {successor}. Stuur het bericht naar de opvolger, als die er is.',
    ],
    [
      'Recipient has ended',
      'The Ontvanger {recipient} takes no messages after {until}. Its successor is: {successor}.',
    ],
  ),
  'no-heenbericht': text(
    400,
    [
      'Geen heenbericht',
      'De gateway kent geen {type} met deze Afzender, Ontvanger, Identificatie en Dagtekening. Neem de Header van het heenbericht ongewijzigd over en stuur het antwoord opnieuw.',
    ],
    [
      'No heenbericht',
      'The gateway knows no {type} with this Afzender, Ontvanger, Identificatie and Dagtekening. Copy the Header of the heenbericht unchanged.',
    ],
  ),
  'already-answered': text(
    409,
    ['Al beantwoord', 'Dit {type}-bericht is al beantwoord. U hoeft niets meer te sturen.'],
    [
      'Already answered',
      'This {type} message has its answer already. There is nothing left to send.',
    ],
  ),
  'answered-by-gateway': text(
    409,
    [
      'Al beantwoord door de gateway',
      'De gateway heeft dit {type}-bericht namens u beantwoord, en op een bericht kan maar één antwoord komen. U hoeft niets te sturen. Wilt u berichten zelf beantwoorden? Vraag de beheerder dan om `retourBy`, en voor declaraties `declarations`, op `party` te zetten. Een bericht dat zelf fouten bevat, beantwoordt de gateway ook dan nog.',
    ],
    [
      'Already answered by the gateway',
      'The gateway has answered this {type} message in your name, and a message has one answer. There is nothing to send. To give the answers yourself, ask the administrator to set retourBy, and for declarations `declarations`, to party; a message with a fault in itself is answered by the gateway all the same.',
    ],
  ),
  'not-delivered': text(
    409,
    [
      'Nog niet afgeleverd',
      'Dit {type}-bericht staat nog niet in uw postbus. Wacht tot u het hebt opgehaald en stuur uw antwoord dan opnieuw.',
    ],
    [
      'Not delivered yet',
      'This {type} message is not in your mailbox yet. Fetch it first, and then post your answer again.',
    ],
  ),
  rules: text(
    400,
    [
      'Het bericht voldoet niet aan de regels van de standaard',
      'Het bericht voldoet niet aan regels van iJw 3.2 die binnen één bericht gelden. Verbeter de fouten hieronder en stuur het bericht opnieuw. De Identificatie mag dezelfde blijven.',
    ],
    [
      'Not by the rules of the standard',
      'The message breaks rules of iJw 3.2 that hold within a message. Fix the findings below and post the message again. The Identificatie may stay the same.',
    ],
  ),
  ...declarationProblemTexts,
  ...operatorProblemTexts,
  ...keepingProblemTexts,
  ...doorProblemTexts,
  busy: text(
    503,
    [
      'De gateway is te druk',
      'De gateway verwerkt nu te veel aanvragen tegelijk. Stuur uw aanvraag over een paar seconden opnieuw.',
    ],
    ['Busy', 'The gateway is at work on too much at once. Send the same again in a few seconds.'],
  ),
  stopping: text(
    503,
    [
      'De gateway stopt',
      'De gateway wordt gestopt of opnieuw gestart. Stuur uw aanvraag over een paar seconden opnieuw.',
    ],
    [
      'The gateway is stopping',
      'The gateway is being stopped or restarted. Send the same again in a few seconds.',
    ],
  ),
  unavailable: text(
    503,
    [
      'Tijdelijk niet beschikbaar',
      'De gateway kan nu niets opslaan en heeft uw aanvraag daarom niet aangenomen. Stuur de aanvraag over een paar seconden opnieuw.',
    ],
    [
      'Unavailable for now',
      'The gateway can keep nothing right now, so it took nothing. Send the same again in a few seconds.',
    ],
  ),
  internal: text(
    500,
    [
      'Fout in de gateway',
      'Er ging iets mis in de gateway. Stuur dezelfde aanvraag later opnieuw; dat kan geen kwaad. Geef het nummer onder `requestId` door aan de beheerder.',
    ],
    [
      'Fault of the gateway',
      'Something went wrong here. Send the same again later (that is harmless) and give the administrator the number under `requestId`.',
    ],
  ),
};

/** What to do about a problem, in one language. */
export function problemDetail(
  code: ProblemCode,
  { params }: Pick<ProblemDetails, 'params'>,
  language: Language,
): string {
  return problemTexts[code].detail[language].replace(/\{(\w+)\}/g, (_, name: string) =>
    String(params?.[name] || '-'),
  );
}
