import { text } from './problem-text.ts';

/** The problems for administrators and operators. */
export const operatorProblemTexts = {
  'reason-needed': text(
    403,
    [
      'Geef eerst een reden',
      'Wie een bericht wil inzien, moet eerst een reden geven. Doe dat met `POST /v1/operations/messages/{id}/disclosures` en een `reason`. Daarna kunt u het bericht {minutes} minuten inzien. De partijen van het bericht zien dit in hun toegangslog.',
    ],
    [
      'Give a reason first',
      'To read a message, give a reason first: POST /v1/operations/messages/{id}/disclosures with a `reason`. Then you can read it for {minutes} minutes. The parties of the message see it in their access log.',
    ],
  ),
  'expiry-passed': text(
    400,
    [
      'De vervaldatum ligt in het verleden',
      'De sleutel zou op `expiresAt` al verlopen zijn. Kies een later moment, of laat `expiresAt` weg.',
    ],
    [
      'The end has passed',
      'The key would have expired at `expiresAt` already. Choose a later moment, or leave it out.',
    ],
  ),
  'no-certificate': text(
    400,
    [
      'Geen certificaat',
      'In `certificate` staat geen leesbaar certificaat. Stuur het als PEM: alle regels van -----BEGIN CERTIFICATE----- tot en met -----END CERTIFICATE-----.',
    ],
    [
      'No certificate',
      'There is no certificate in `certificate` that can be read. Send it as PEM: the lines from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
    ],
  ),
  'several-certificates': text(
    400,
    [
      'Meer dan één certificaat',
      'Stuur alleen het certificaat van de partij zelf, zonder de certificaten van de uitgever. In een keten is het certificaat van de partij het eerste.',
    ],
    [
      'More than one certificate',
      'Send the certificate of the party itself only, without those of its issuer. In a chain it comes first.',
    ],
  ),
  'private-key': text(
    400,
    [
      'U hebt een privésleutel meegestuurd',
      'De gateway heeft niets opgeslagen, maar een privésleutel die is verstuurd, is niet meer geheim. Gebruik die sleutel niet meer. Maak een nieuwe sleutel, vraag daarvoor een certificaat aan en stuur alleen dat certificaat.',
    ],
    [
      'It holds a private key',
      'Nothing was kept, but a private key that was sent is no longer secret: stop using it. Make a new key, ask for a certificate for it, and send that certificate only.',
    ],
  ),
  'certificate-not-valid': text(
    400,
    [
      'Het certificaat is nu niet geldig',
      'Dit certificaat is geldig van {from} tot en met {until}. Registreer een certificaat dat nu geldig is.',
    ],
    [
      'The certificate is not valid now',
      'It is valid from {from} to {until}. Register a certificate that is valid now.',
    ],
  ),
  'certificate-taken': text(
    409,
    [
      'Het certificaat is van een andere partij',
      'Dit certificaat is al geregistreerd bij een andere partij. Elke partij heeft een eigen certificaat nodig: vraag een ander certificaat aan.',
    ],
    [
      'The certificate is of another party',
      'This certificate is of another party already. Each party has one of its own: ask for another.',
    ],
  ),
  'certificate-revoked': text(
    409,
    [
      'Het certificaat is ingetrokken',
      'Dit certificaat is voorgoed ingetrokken. Vraag een nieuw certificaat aan, met een nieuwe sleutel.',
    ],
    [
      'The certificate was revoked',
      'This certificate was revoked here, and that is for good. Ask for a new one, with a new key.',
    ],
  ),
  'party-kind': text(
    400,
    [
      'Code past niet bij de soort',
      'Een gemeente heeft een code van 4 cijfers, een aanbieder een AGB-code van 8 cijfers en een softwarehuis of regiokantoor een OIN van 20 cijfers. Verbeter de code of de soort.',
    ],
    [
      'Code does not fit the kind',
      'A gemeente has a code of 4 digits, an aanbieder an AGB code of 8 digits, a software house or regional office an OIN of 20 digits.',
    ],
  ),
  'party-kind-fixed': text(
    409,
    [
      'De soort ligt vast',
      'Deze partij bestaat al met een andere soort, en die kan niet worden gewijzigd. Controleer de code.',
    ],
    ['The kind is fixed', 'This party exists with another kind, which does not change.'],
  ),
  'settings-left-out': text(
    409,
    [
      'Niet alle instellingen zijn ingevuld',
      'Deze partij bestaat al, en met PUT vervangt u alle instellingen. Vul ook in: {settings}. Wilt u maar een deel wijzigen, gebruik dan PATCH.',
    ],
    [
      'Not all settings are named',
      'This party exists, and PUT writes it whole. Name these too: {settings}. To change a part only, use PATCH.',
    ],
  ),
  'successor-without-until': text(
    400,
    [
      'Opvolger zonder einddatum',
      'Een partij met een opvolger (`successor`) heeft ook een laatste dag (`until`). Vul beide in.',
    ],
    [
      'Successor without an end date',
      'A party with a `successor` has a last day (`until`) too. Give both.',
    ],
  ),
  'unknown-successor': text(
    400,
    [
      'Onbekende opvolger',
      'De opvolger {successor} bestaat niet of is van een andere soort. Maak die partij eerst aan.',
    ],
    [
      'Unknown successor',
      'The successor {successor} does not exist or is of another kind. Make that party first.',
    ],
  ),
  'successor-circle': text(
    400,
    [
      'Kringverwijzing in de opvolging',
      'Via de opvolgers zou deze partij de eigen opvolger worden. Kies een andere opvolger.',
    ],
    [
      'Succession in a circle',
      'By way of its successors this party would become its own. Choose another successor.',
    ],
  ),
  'not-failed': text(
    409,
    [
      'Het bericht is niet mislukt',
      'Alleen een bericht met de status failed kan worden afgeschreven. Dit bericht heeft de status {status}; controleer het nummer.',
    ],
    [
      'The message has not failed',
      'Only a message with status failed can be dismissed. This one has status {status}.',
    ],
  ),
  'one-selection': text(
    400,
    [
      'Geef nummers of een filter',
      'Geef de nummers van de berichten op met `ids`, of kies berichten met een filter of een periode. Doe een van beide, niet allebei.',
    ],
    [
      'Give ids or a filter',
      'Name the messages by `ids`, or choose them by a filter or period: one of these, not both.',
    ],
  ),
  'unknown-messages': text(
    400,
    [
      'Onbekende berichten',
      'Er is niets gestart: bij {count} van de nummers hoort geen bericht. Dit zijn de eerste: {ids}. Controleer de nummers.',
    ],
    [
      'Unknown messages',
      'Nothing was started: {count} of the ids are of no message. The first: {ids}.',
    ],
  ),
  'unknown-party': text(
    400,
    [
      'Onbekende partij',
      'Er is geen partij met de code {party} op deze gateway. Controleer de code.',
    ],
    ['Unknown party', 'There is no party with the code {party} on this gateway. Check the code.'],
  ),
  'nothing-selected': text(
    409,
    [
      'Geen berichten gevonden',
      'Er is niets gestart: geen enkel bericht voldoet aan het filter. Bekijk met `dryRun` welke berichten er wel zijn.',
    ],
    ['No messages found', 'Nothing was started: no message fits. See with `dryRun` what there is.'],
  ),
  'idempotency-key-reused': text(
    409,
    [
      'Idempotency-Key al gebruikt',
      'U hebt deze Idempotency-Key eerder gebruikt voor een andere aanvraag. Gebruik voor elke nieuwe aanvraag een nieuwe Idempotency-Key.',
    ],
    [
      'Idempotency-Key used before',
      'Under this Idempotency-Key you asked for something else before. Choose a new one for a new request.',
    ],
  ),
  'verification-running': text(
    409,
    [
      'Er loopt al een controle',
      'De gateway controleert dit al. `GET /v1/verifications` zegt hoever die controle is en wie haar begon. Wacht tot ze klaar is.',
    ],
    [
      'A verification is running',
      'The gateway verifies this already. `GET /v1/verifications` says how far it is and who began it. Wait until that is done.',
    ],
  ),
};
