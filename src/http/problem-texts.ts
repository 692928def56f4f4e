import type { ProblemCode } from '../problem.ts';
import { mostAttributes, mostPieces } from '../standard/markup.ts';
import { doorProblemTexts } from './door-problem-texts.ts';
import { keepingProblemTexts } from './keeping-problem-texts.ts';
import { mandateProblemTexts } from './mandate-problem-texts.ts';
import { operatorProblemTexts } from './operator-problem-texts.ts';
import { type ProblemText, text } from './problem-text.ts';

export type { Language } from './problem-text.ts';

/** What a caller reads, for each problem. The values of a message never stand in these. */
export const problemTexts: Readonly<Record<ProblemCode, ProblemText>> = {
  unauthorized: text(
    401,
    [
      'Geen geldige sleutel',
      'Stuur uw API-sleutel of OAuth-token mee in de kop `Authorization: Bearer ...`. Is een token verlopen, haal dan een nieuw bij de uitgever. Hebt u geen sleutel, is hij verlopen of ingetrokken, vraag de beheerder van de gateway om een nieuwe. Een certificaat telt als het geldig is en de beheerder het bij uw partij heeft geregistreerd.',
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
      'Deze sleutel mag dit niet. Gebruik een sleutel met de rol die hiervoor nodig is.',
    ],
    [
      'Not allowed with this key',
      'This key may not do this. Use a key with the role that it takes.',
    ],
  ),
  'not-found': text(
    404,
    [
      'Niet gevonden',
      'Dit bestaat niet, of het is niet van u. Controleer het adres en de sleutel.',
    ],
    ['Not found', 'This does not exist, or it is not yours. Check the address and the key.'],
  ),
  'invalid-request': text(
    400,
    [
      'De aanvraag klopt niet',
      'Verbeter wat onder `violations` staat en stuur de aanvraag opnieuw.',
    ],
    ['The request is not right', 'Mend what stands under `violations` and send the request again.'],
  ),
  'cursor-invalid': text(
    400,
    [
      'Begin opnieuw bij de eerste bladzijde',
      'Met deze `cursor` gaat deze lijst niet verder: hij is veranderd of afgebroken, of hoort bij een andere lijst of is aan een ander gegeven. Vraag de lijst opnieuw zonder `cursor`, en neem daarna `next` van elke bladzijde ongewijzigd over.',
    ],
    [
      'Begin again with the first page',
      'With this `cursor` this list does not go on: it was changed or cut off, or belongs to another list or was given to another caller. Ask for the list again without `cursor`, and then copy `next` of each page unchanged.',
    ],
  ),
  'unsupported-media-type': text(
    415,
    [
      'Verkeerd mediatype',
      'Stuur het bericht met `Content-Type: application/xml` (in UTF-8), en JSON met `Content-Type: application/json`.',
    ],
    [
      'Wrong media type',
      'Send the message with `Content-Type: application/xml` (in UTF-8), and JSON with `Content-Type: application/json`.',
    ],
  ),
  'unsupported-content-encoding': text(
    415,
    ['Ingepakt bericht', 'Stuur het bericht niet gecomprimeerd, zonder de kop `Content-Encoding`.'],
    ['Compressed message', 'Send the message uncompressed, without the header `Content-Encoding`.'],
  ),
  'too-large': text(
    413,
    ['Te groot', 'Het bericht is groter dan {limit} bytes. Verdeel het over meer berichten.'],
    ['Too large', 'The message is larger than {limit} bytes. Divide it over more messages.'],
  ),
  empty: text(
    400,
    ['Leeg bericht', 'Er kwam niets aan. Stuur het XML-bericht als inhoud van de aanvraag.'],
    ['Empty message', 'Nothing came in. Send the XML message as the body of the request.'],
  ),
  'byte-order-mark': text(
    400,
    [
      'Byte order mark',
      'Het bericht begint met een byte order mark. Bewaar het als UTF-8 zonder BOM en stuur het opnieuw.',
    ],
    [
      'Byte order mark',
      'The message begins with a byte order mark. Save it as UTF-8 without BOM and send it again.',
    ],
  ),
  'not-utf8': text(
    400,
    [
      'Geen UTF-8',
      'De bytes zijn geen tekst in UTF-8. Stuur het XML-bericht zelf, niet gecomprimeerd en in UTF-8.',
    ],
    [
      'Not UTF-8',
      'The bytes are not text in UTF-8. Send the XML message itself, uncompressed and in UTF-8.',
    ],
  ),
  'encoding-declaration': text(
    400,
    [
      'Andere tekencodering vermeld',
      'De eerste regel van het XML noemt een andere tekencodering dan UTF-8. Maak het bericht in UTF-8 en zet daar encoding="UTF-8".',
    ],
    [
      'Another encoding declared',
      'The first line of the XML names an encoding other than UTF-8. Make the message in UTF-8 and write encoding="UTF-8" there.',
    ],
  ),
  doctype: text(
    400,
    [
      'DOCTYPE niet toegestaan',
      'Het bericht heeft een DOCTYPE. Laat die weg en stuur het opnieuw.',
    ],
    ['No DOCTYPE allowed', 'The message has a DOCTYPE. Leave it out and send it again.'],
  ),
  'processing-instruction': text(
    400,
    [
      'Verwerkingsinstructie niet toegestaan',
      'Op regel {line} staat een verwerkingsinstructie (`<?...?>`, zoals `<?xml-stylesheet?>`). Haal die weg en stuur het bericht opnieuw. Alleen de XML-declaratie aan het begin mag blijven.',
    ],
    [
      'No processing instructions allowed',
      'At line {line} there is a processing instruction (`<?...?>`, such as `<?xml-stylesheet?>`). Leave it out and send the message again. Only the XML declaration at the start may stay.',
    ],
  ),
  'schema-location': text(
    400,
    [
      'Verwijzing naar een schema niet toegestaan',
      'Op regel {line} staat het attribuut `schemaLocation` of `noNamespaceSchemaLocation`. Haal het weg en stuur het bericht opnieuw. De gateway en de ontvanger weten zelf welk schema erbij hoort.',
    ],
    [
      'No reference to a schema allowed',
      'At line {line} there is an attribute `schemaLocation` or `noNamespaceSchemaLocation`. Leave it out and send the message again. The gateway and the recipient know by themselves which schema belongs to it.',
    ],
  ),
  'too-much-markup': text(
    400,
    [
      'Te veel commentaar, CDATA of attributen',
      `Op regel {line} staan meer dan ${mostPieces} stukken XML-commentaar of CDATA achter elkaar, of meer dan ${mostAttributes} attributen en namespaces in één element. Haal weg wat niet nodig is en stuur het bericht opnieuw.`,
    ],
    [
      'Too many comments, CDATA sections or attributes',
      `At line {line} there are more than ${mostPieces} XML comments or CDATA sections in a row, or more than ${mostAttributes} attributes and namespaces in one element. Leave out what is not needed and send the message again.`,
    ],
  ),
  'not-well-formed': text(
    400,
    [
      'Geen goed gevormd XML',
      'Bij regel {line} is het XML niet goed gevormd: een element is niet gesloten, een teken is niet toegestaan of het bericht is afgebroken. Maak het opnieuw aan in uw software.',
    ],
    [
      'Not well-formed XML',
      'At line {line} the XML is not well-formed: an element is not closed, a character is not allowed or the message was cut off. Make it again in your software.',
    ],
  ),
  'unknown-message': text(
    422,
    [
      'Onbekend bericht',
      'Dit is geen bericht van iJw 3.2. Het buitenste element is Bericht, in de namespace van een van de 14 berichten JW301 tot en met JW325.',
    ],
    [
      'Unknown message',
      'This is not a message of iJw 3.2. The outermost element is Bericht, in the namespace of one of the 14 messages JW301 to JW325.',
    ],
  ),
  'other-release': text(
    422,
    [
      'Andere release',
      'Dit bericht is van een andere release. De gateway neemt iJw 3.2: werk uw software bij of maak het bericht opnieuw in release 3.2.',
    ],
    [
      'Another release',
      'This message is of another release. The gateway takes iJw 3.2: update your software or make the message again in release 3.2.',
    ],
  ),
  'wrong-bericht-code': text(
    422,
    [
      'BerichtCode past niet bij het bericht',
      'De namespace is die van {type}; daarin staat BerichtCode {berichtCode}. Stuur het bericht dat u bedoelt met zijn eigen namespace en code.',
    ],
    [
      'BerichtCode does not fit the message',
      'The namespace is that of {type}; its BerichtCode is {berichtCode}. Send the message that you mean with its own namespace and code.',
    ],
  ),
  'not-your-message': text(
    403,
    [
      'Bericht van een ander',
      '{element} noemt een andere partij dan die van uw sleutel ({party}). Stuur het met de sleutel van die partij, vraag haar om een machtiging, of verbeter het bericht.',
    ],
    [
      "Somebody else's message",
      '{element} names another party than that of your key ({party}). Send it with the key of that party, ask it for a mandate, or mend the message.',
    ],
  ),
  ...mandateProblemTexts,
  xsd: text(
    422,
    [
      'Het bericht voldoet niet aan het schema',
      'Verbeter wat onder `violations` staat en stuur het bericht opnieuw. Het is niet doorgestuurd.',
    ],
    [
      'The message does not satisfy the schema',
      'Mend what stands under `violations` and send the message again. It was not forwarded.',
    ],
  ),
  'unknown-recipient': text(
    422,
    [
      'Onbekende ontvanger',
      'De Ontvanger {recipient} is niet aangesloten op deze gateway. Controleer de code, of stuur het bericht langs een andere weg.',
    ],
    [
      'Unknown recipient',
      'The Ontvanger {recipient} is not connected to this gateway. Check the code, or send the message another way.',
    ],
  ),
  'recipient-ended': text(
    422,
    [
      'Ontvanger bestaat niet meer',
      'De Ontvanger {recipient} neemt na {until} geen berichten meer aan. De opvolger is: {successor}.',
    ],
    [
      'Recipient has ended',
      'The Ontvanger {recipient} takes no messages after {until}. Its successor is: {successor}.',
    ],
  ),
  'no-heenbericht': text(
    422,
    [
      'Geen heenbericht',
      'De gateway kent geen {type} met deze Afzender, Ontvanger, Identificatie en Dagtekening. Neem de Header van het heenbericht ongewijzigd over.',
    ],
    [
      'No heenbericht',
      'The gateway knows no {type} with this Afzender, Ontvanger, Identificatie and Dagtekening. Copy the Header of the heenbericht unchanged.',
    ],
  ),
  'already-answered': text(
    409,
    ['Al beantwoord', 'Dit {type}-bericht heeft zijn antwoord al. U hoeft niets meer te sturen.'],
    [
      'Already answered',
      'This {type} message has its answer already. There is nothing left to send.',
    ],
  ),
  'answered-by-gateway': text(
    409,
    [
      'Al beantwoord door de gateway',
      'De gateway heeft dit {type}-bericht in uw naam beantwoord, en een bericht heeft maar één antwoord. U hoeft niets te sturen. Wilt u zelf antwoorden, vraag de beheerder dan om retourBy op party te zetten; een bericht met een fout in het bericht zelf beantwoordt de gateway ook dan.',
    ],
    [
      'Already answered by the gateway',
      'The gateway has answered this {type} message in your name, and a message has one answer. There is nothing to send. To give the answers yourself, ask the administrator to set retourBy to party; a message with a fault in itself is answered by the gateway all the same.',
    ],
  ),
  'not-delivered': text(
    409,
    [
      'Nog niet afgeleverd',
      'Dit {type}-bericht staat nog niet in uw postbus. Haal het eerst op, en stuur uw antwoord daarna opnieuw.',
    ],
    [
      'Not delivered yet',
      'This {type} message is not in your mailbox yet. Fetch it first, and then post your answer again.',
    ],
  ),
  rules: text(
    422,
    [
      'Niet volgens de regels van de standaard',
      'Het bericht breekt regels van iJw 3.2 die binnen het bericht gelden. Pas aan wat hieronder staat en stuur het opnieuw.',
    ],
    [
      'Not by the rules of the standard',
      'The message breaks rules of iJw 3.2 that hold within a message. Change what stands below and post it again.',
    ],
  ),
  'too-complex': text(
    422,
    [
      'Niet te beoordelen',
      'Het bericht is zo opgebouwd dat het niet binnen de grenzen van de gateway te controleren is, of de controle duurt te lang. Verdeel het over meer berichten; blijft dit zo, meld het aan de beheerder. Precies hetzelfde bericht wordt een uur lang niet opnieuw gecontroleerd.',
    ],
    [
      'Cannot be judged',
      'The message is built such that it cannot be checked within the limits of the gateway, or checking it takes too long. Divide it over more messages; if this goes on, tell the administrator. Exactly the same message is not checked again for an hour.',
    ],
  ),
  ...operatorProblemTexts,
  ...keepingProblemTexts,
  ...doorProblemTexts,
  busy: text(
    503,
    [
      'Het is druk',
      'De gateway is met te veel tegelijk bezig. Stuur hetzelfde over een paar seconden opnieuw.',
    ],
    ['Busy', 'The gateway is at work on too much at once. Send the same again in a few seconds.'],
  ),
  stopping: text(
    503,
    [
      'De gateway stopt',
      'De gateway wordt gestopt of herstart. Stuur hetzelfde over een paar seconden opnieuw.',
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
      'De gateway kan nu niets bewaren en heeft dus niets aangenomen. Stuur hetzelfde over een paar seconden opnieuw.',
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
      'Er ging hier iets mis. Stuur hetzelfde later opnieuw (dat kan geen kwaad) en meld het nummer onder `requestId` aan de beheerder.',
    ],
    [
      'Fault of the gateway',
      'Something went wrong here. Send the same again later (that is harmless) and tell the administrator the number under `requestId`.',
    ],
  ),
};
