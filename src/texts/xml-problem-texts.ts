import { mostAttributes, mostPieces } from '../standard/xml/markup.ts';
import { text } from './problem-text.ts';

/** The problems for bytes that cannot be taken as a message. */
export const xmlProblemTexts = {
  'unsupported-media-type': text(
    415,
    [
      'Verkeerd mediatype',
      'Stuur een bericht met `Content-Type: application/xml` (in UTF-8) en JSON met `Content-Type: application/json`. Stuur een bestand met contracten met `Content-Type: text/csv` of met het type van Excel (`application/vnd.openxmlformats-officedocument.spreadsheetml.sheet`).',
    ],
    [
      'Wrong media type',
      'Send a message with `Content-Type: application/xml` (in UTF-8), and JSON with `Content-Type: application/json`. Send a file of contracts with `Content-Type: text/csv`, or with the type of Excel (`application/vnd.openxmlformats-officedocument.spreadsheetml.sheet`).',
    ],
  ),
  'unsupported-content-encoding': text(
    415,
    [
      'Gecomprimeerd bericht',
      'Stuur het bericht zonder compressie, en zonder de HTTP-header `Content-Encoding`.',
    ],
    ['Compressed message', 'Send the message uncompressed, without the header `Content-Encoding`.'],
  ),
  'too-large': text(
    413,
    ['Te groot', 'Het bericht is groter dan {limit} bytes. Verdeel de inhoud over meer berichten.'],
    ['Too large', 'The message is larger than {limit} bytes. Divide it over more messages.'],
  ),
  empty: text(
    400,
    ['Leeg bericht', 'De aanvraag is leeg. Stuur de XML-bericht als inhoud van de aanvraag.'],
    ['Empty message', 'Nothing came in. Send the XML message as the body of the request.'],
  ),
  'byte-order-mark': text(
    400,
    [
      'Byte order mark niet toegestaan',
      'Het bericht begint met een byte order mark (BOM). Sla het op als UTF-8 zonder BOM en stuur het opnieuw.',
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
      'Het bericht is geen tekst in UTF-8. Stuur de XML-bericht zelf, in UTF-8 en zonder compressie.',
    ],
    [
      'Not UTF-8',
      'The bytes are not text in UTF-8. Send the XML message itself, uncompressed and in UTF-8.',
    ],
  ),
  'encoding-declaration': text(
    400,
    [
      'Verkeerde tekencodering vermeld',
      'De eerste regel van de XML noemt een andere tekencodering dan UTF-8. Maak het bericht in UTF-8 en zet in die regel encoding="UTF-8".',
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
      'In het bericht staat een DOCTYPE. Haal die weg en stuur het bericht opnieuw.',
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
      'Op regel {line} staat het attribuut `schemaLocation` of `noNamespaceSchemaLocation`. Haal het weg en stuur het bericht opnieuw. De gateway en de ontvanger weten zelf welk schema bij het bericht hoort.',
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
      'Geen welgevormde XML',
      'Bij regel {line} is de XML niet welgevormd: een element is niet gesloten, een teken is niet toegestaan of het bericht is afgebroken. Maak het bericht opnieuw in uw software.',
    ],
    [
      'Not well-formed XML',
      'At line {line} the XML is not well-formed: an element is not closed, a character is not allowed or the message was cut off. Make it again in your software.',
    ],
  ),
  'unknown-message': text(
    400,
    [
      'Onbekend bericht',
      'Dit is geen bericht van iJw 3.2. Het buitenste element moet Bericht zijn, in de namespace van een van de 14 berichten, zoals http://www.istandaarden.nl/ijw/3_2/jw315/schema voor de JW315. Controleer of uw software berichten van iJw 3.2 maakt.',
    ],
    [
      'Unknown message',
      'This is not a message of iJw 3.2. The outermost element is Bericht, in the namespace of one of the 14 messages, as http://www.istandaarden.nl/ijw/3_2/jw315/schema for JW315. Check that your software makes a message of iJw 3.2.',
    ],
  ),
  'wrong-namespace': text(
    400,
    [
      'Verkeerde namespace',
      'De BerichtCode is die van een {type}, maar de namespace van Bericht hoort daar niet bij. Zet in het element Bericht de namespace {namespace} en stuur het bericht opnieuw.',
    ],
    [
      'Wrong namespace',
      'The BerichtCode is that of {type}, but the namespace of Bericht is another. Give the element Bericht the namespace {namespace} and send the message again.',
    ],
  ),
  'other-release': text(
    400,
    [
      'Andere release',
      'Dit bericht is van een andere release. De gateway verwerkt alleen iJw 3.2. Werk uw software bij, of maak het bericht opnieuw in release 3.2.',
    ],
    [
      'Another release',
      'This message is of another release. The gateway takes iJw 3.2: update your software or make the message again in release 3.2.',
    ],
  ),
  'wrong-bericht-code': text(
    400,
    [
      'BerichtCode past niet bij het bericht',
      'De namespace is die van een {type}; daarbij hoort BerichtCode {berichtCode}. Verbeter de BerichtCode of de namespace, zodat ze bij hetzelfde bericht horen.',
    ],
    [
      'BerichtCode does not fit the message',
      'The namespace is that of {type}; its BerichtCode is {berichtCode}. Send the message that you mean with its own namespace and code.',
    ],
  ),
  xsd: text(
    400,
    [
      'Het bericht voldoet niet aan het schema',
      'Het bericht is niet doorgestuurd. Verbeter de fouten die onder `violations` staan en stuur het bericht opnieuw. De Identificatie mag dezelfde blijven.',
    ],
    [
      'The message does not satisfy the schema',
      'Fix what `violations` lists and send the message again. It was not forwarded, and its Identificatie may stay the same.',
    ],
  ),
  'too-complex': text(
    400,
    [
      'Het bericht kan niet worden gecontroleerd',
      'Het bericht is zo opgebouwd dat de gateway het niet kan controleren, of de controle duurt te lang. Verdeel de inhoud over meer berichten. Helpt dat niet, meld het dan aan de beheerder. Precies hetzelfde bericht controleert de gateway een uur lang niet opnieuw.',
    ],
    [
      'Cannot be judged',
      'The message is built such that it cannot be checked within the limits of the gateway, or checking it takes too long. Divide it over more messages; if that does not help, report it to the administrator. Exactly the same message is not checked again for an hour.',
    ],
  ),
};
