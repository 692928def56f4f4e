import { text } from './problem-text.ts';

/** The problems of drafts. */
export const draftProblemTexts = {
  'draft-form': text(
    400,
    [
      'Hiervan is geen concept te maken',
      'Verbeter wat onder `violations` staat en stuur de aanvraag opnieuw. Er is niets bewaard.',
    ],
    [
      'No draft can be made of this',
      'Fix what `violations` lists and send the request again. Nothing was kept.',
    ],
  ),
  'draft-kind': text(
    403,
    [
      'Dit formulier is voor een ander',
      'Alleen een {kind} kan dit bericht opstellen. Kies een formulier dat bij uw partij hoort.',
    ],
    [
      'This form is for another kind of party',
      'Only a party of the kind {kind} can draft this message. Choose a form that fits your party.',
    ],
  ),
  'no-request': text(
    400,
    [
      'Dit bericht is geen verzoek',
      'Een {type} beantwoordt u niet met een besluit. Dat kan alleen bij een verzoek: een JW315 of JW317. Zoek het verzoek op met `GET /v1/messages`, en gebruik de id daarvan.',
    ],
    [
      'This message is no request',
      'A {type} is not answered by a decision. Only a request is: a JW315 or JW317. Find the request with `GET /v1/messages`, and use its id.',
    ],
  ),
  'draft-fixed': text(
    400,
    [
      'Dit deel van het concept ligt vast',
      '`{element}` kunt u niet wijzigen. Zet de oude waarde terug en stuur het concept opnieuw. Wilt u een ander bericht, maak dan een nieuw concept.',
    ],
    [
      'This part of the draft stays',
      '`{element}` cannot be changed. Put back what was there and send the draft again. For another message, make another draft.',
    ],
  ),
  'draft-changed': text(
    409,
    [
      'Het concept is gewijzigd',
      'Iemand heeft dit concept gewijzigd: {by}, op {at}. Het is nu versie {version}. Vraag het concept opnieuw op, kijk wat er is veranderd, en doe uw wijziging opnieuw met die versie.',
    ],
    [
      'The draft was changed',
      'Somebody changed this draft: {by}, at {at}. It is version {version} now. Fetch it again, look at what changed, and repeat your change with that version.',
    ],
  ),
  'draft-incomplete': text(
    409,
    [
      'Er ontbreekt nog iets',
      'U kunt dit concept nog niet versturen. Vul in wat onder `violations` staat, en verstuur het daarna.',
    ],
    [
      'Something is missing',
      'This draft cannot be sent yet. Fill in what `violations` lists, and send it then.',
    ],
  ),
  'details-unconfirmed': text(
    409,
    [
      'Controleer de cliëntgegevens',
      'De gegevens van de cliënt komen uit een eerder bericht of een import. Bij `details` staat hoe oud ze zijn. Kijk of ze nog kloppen, en verstuur het concept daarna met `clientDetailsConfirmed: true`.',
    ],
    [
      'Look at the client data',
      'What is said of the client comes from an earlier message or an import. `details` says how old it is. See whether it is right still, and send the draft with `clientDetailsConfirmed: true`.',
    ],
  ),
  'draft-outdated': text(
    409,
    [
      'Er is intussen iets veranderd',
      'De toewijzingen of meldingen van de cliënt zijn veranderd nadat dit concept is gemaakt. Bij `differences` en `violations` staat wat er anders is. Laat het concept opnieuw opstellen met `POST /v1/drafts/{draft}/renewals`. Uw eigen wijzigingen in het concept gaan dan verloren. Lukt dat niet, maak dan een nieuw concept.',
    ],
    [
      'Something has changed meanwhile',
      'The allocations or reports of the client have changed since this draft was made. `differences` and `violations` say how. Have the draft made again with `POST /v1/drafts/{draft}/renewals`: what you changed in it yourself is lost. If that does not work, make another draft.',
    ],
  ),
  'draft-refused': text(
    409,
    [
      'Zo wordt het bericht geweigerd',
      'Deze {type} zou geweigerd of afgekeurd worden. Er is niets verstuurd. Verbeter in het concept wat onder `violations` staat, en verstuur het opnieuw.',
    ],
    [
      'The message would be refused',
      'This {type} would not be taken, or would be refused by its retour. Nothing was sent. Fix in the draft what `violations` lists, and send it again.',
    ],
  ),
  'draft-waits': text(
    409,
    [
      'Dit concept wacht op een ander',
      'Dit concept mag pas weg als het concept ervoor is verstuurd en met een retour is goedgekeurd. Bij `after` van dit concept staat welk concept dat is. Verstuur dat eerst. Staat er niets bij `after`, dan is dat concept weggegooid: maak dan een nieuw concept.',
    ],
    [
      'This draft waits for another one',
      'This draft may go when the one before it was sent, and approved by its retour. `after` of this draft says which one that is. Send that one first. When `after` is empty, it was discarded: make another draft.',
    ],
  ),
  'draft-closed': text(
    409,
    [
      'Dit concept is verstuurd',
      'Dit concept is verstuurd, of wordt net verstuurd. U kunt het niet meer wijzigen. Vraag het concept op met `GET /v1/drafts/{draft}`: bij `messageId` staat welk bericht het is. Staat daar niets, verstuur het concept dan nog een keer: het gaat maar één keer weg.',
    ],
    [
      'This draft was sent',
      'This draft was sent, or is being sent, and cannot be changed any more. Look it up with `GET /v1/drafts/{draft}`: `messageId` says which message it is. When that is empty, send the draft once more: it goes only once.',
    ],
  ),
  'draft-forgotten': text(
    410,
    [
      'Dit concept is vergeten',
      'Dit concept ging over een kind dat is vergeten. De inhoud is vernietigd en er is niets verstuurd. U kunt het concept weggooien.',
    ],
    [
      'This draft was forgotten',
      'This draft was about a child that was forgotten. Its content is destroyed, and nothing was sent. You can discard the draft.',
    ],
  ),
  'too-many-drafts': text(
    409,
    [
      'Te veel concepten',
      'Uw partij heeft al {limit} concepten. Verstuur er eerst een paar of gooi ze weg, en maak dit concept daarna.',
    ],
    [
      'Too many drafts',
      'Your party has {limit} drafts already. Send some or discard them, and make this draft then.',
    ],
  ),
};
