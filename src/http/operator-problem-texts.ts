import { text } from './problem-text.ts';

/** The problems that administrators and operators meet. */
export const operatorProblemTexts = {
  'reason-needed': text(
    403,
    [
      'Geef eerst een reden',
      'Wie een bericht moet inzien zegt eerst waarom: POST /v1/operations/messages/{id}/disclosures met een `reason`. Daarna is het {minutes} minuten in te zien. De partijen van het bericht zien het in hun toegangslog.',
    ],
    [
      'Give a reason first',
      'Who must read a message says why first: POST /v1/operations/messages/{id}/disclosures with a `reason`. It can be read for {minutes} minutes then. The parties of the message see it in their access log.',
    ],
  ),
  'expiry-passed': text(
    400,
    [
      'Het einde is al voorbij',
      'De sleutel zou op `expiresAt` al verlopen zijn. Kies een later moment, of laat het weg.',
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
      'In `certificate` staat geen certificaat dat te lezen is. Stuur het als PEM: de regels van -----BEGIN CERTIFICATE----- tot en met -----END CERTIFICATE-----.',
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
      'Stuur alleen het certificaat van de partij zelf, zonder die van de uitgever. In een keten staat het vooraan.',
    ],
    [
      'More than one certificate',
      'Send the certificate of the party itself only, without those of its issuer. In a chain it comes first.',
    ],
  ),
  'private-key': text(
    400,
    [
      'Er staat een privésleutel in',
      'Er is niets bewaard, maar een privésleutel die verstuurd is, is niet geheim meer: gebruik hem niet langer. Maak een nieuwe sleutel, vraag daar een certificaat bij aan, en stuur alleen dat certificaat.',
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
      'Het is geldig van {from} tot en met {until}. Registreer een certificaat dat nu geldig is.',
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
      'Dit certificaat is al van een andere partij. Elke partij heeft een eigen certificaat: vraag een ander aan.',
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
      'Dit certificaat is hier ingetrokken, en dat is voorgoed. Vraag een nieuw aan, met een nieuwe sleutel.',
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
      'Een gemeente heeft een code van 4 cijfers, een aanbieder een AGB-code van 8 cijfers, een softwarehuis een OIN van 20 cijfers.',
    ],
    [
      'Code does not fit the kind',
      'A gemeente has a code of 4 digits, an aanbieder an AGB code of 8 digits, a software house an OIN of 20 digits.',
    ],
  ),
  'party-kind-fixed': text(
    409,
    ['De soort ligt vast', 'Deze partij bestaat al met een andere soort. Die verandert niet meer.'],
    ['The kind is fixed', 'This party exists with another kind, which does not change.'],
  ),
  'settings-left-out': text(
    409,
    [
      'Niet alle instellingen zijn genoemd',
      'Deze partij bestaat al, en met PUT schrijft u haar in haar geheel. Noem ook: {settings}. Wilt u maar een deel wijzigen, gebruik dan PATCH.',
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
      'Een partij met een opvolger (`successor`) heeft ook een laatste dag (`until`). Geef beide op.',
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
      'Opvolging in een kring',
      'Deze partij zou langs haar opvolgers haar eigen opvolger worden. Kies een andere opvolger.',
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
      'Alleen een bericht met de status failed kan worden opgegeven. Dit bericht heeft de status {status}.',
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
      'Noem de berichten met `ids`, of kies ze met een filter of periode: een van beide, niet allebei.',
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
      'Er is niets begonnen: {count} van de nummers zijn van geen enkel bericht. De eerste: {ids}.',
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
      'Er is niets begonnen: geen enkel bericht voldoet. Bekijk met `dryRun` wat er wel is.',
    ],
    ['No messages found', 'Nothing was started: no message fits. See with `dryRun` what there is.'],
  ),
  'idempotency-key-reused': text(
    409,
    [
      'Idempotency-Key al gebruikt',
      'Met deze Idempotency-Key hebt u eerder iets anders gevraagd. Kies voor een nieuwe aanvraag een nieuwe.',
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
      'Dit proces van de gateway controleert het grootboek al. Wacht tot dat klaar is en vraag het opnieuw.',
    ],
    [
      'A verification is running',
      'This process of the gateway is verifying the ledger already. Wait until that is done and ask again.',
    ],
  ),
};
