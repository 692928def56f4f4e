import { text } from './problem-text.ts';

/** The problems of goals. */
export const goalProblemTexts = {
  'consent-needed': text(
    400,
    [
      'Voor tekst is toestemming nodig',
      'Een tekst bij een doel mag alleen met toestemming. Vul bij `consent` in wie toestemming gaf (`by`), wanneer (`on`), hoe (`how`) en wie de tekst mag lezen (`sharedWith`). Is er geen toestemming, laat de tekst dan weg.',
    ],
    [
      'Text needs consent',
      'A goal may have text only with consent. Fill in at `consent` who gave it (`by`), when (`on`), how (`how`) and who may read the text (`sharedWith`). Without consent, leave the text out.',
    ],
  ),
  'text-has-bsn': text(
    400,
    [
      'In de tekst staat misschien een BSN',
      'In `{element}` staan negen cijfers die een BSN kunnen zijn. Haal die weg en stuur de aanvraag opnieuw; er is niets bewaard. Schrijf nooit een nummer van een kind in een tekst: om welk kind het gaat, zegt de toewijzing. Is het een ander nummer, laat het dan ook weg.',
    ],
    [
      'There may be a BSN in the text',
      '`{element}` has nine digits that can be a BSN. Take them out and send the request again; nothing was kept. Never write a number of a child in a text: it is the allocation that says which child it is about. If it is another number, leave it out too.',
    ],
  ),
  'too-many-goals': text(
    409,
    [
      'Te veel doelen',
      'Uw partij heeft bij deze toewijzing al {limit} doelen. Werk een bestaand doel bij, of verwijder een doel dat er niet hoort, en maak dit doel daarna.',
    ],
    [
      'Too many goals',
      'Your party has {limit} goals of this allocation already. Change one of these, or delete one that does not belong there, and make this goal then.',
    ],
  ),
  'goal-changed': text(
    409,
    [
      'Het doel is gewijzigd',
      'Dit doel heeft nu `revision` {version}, en dat is een andere dan u stuurde. De laatste wijziging was op {at}, met de sleutel {by}. Vraag het doel opnieuw op, kijk wat er is veranderd, en doe uw wijziging opnieuw met die `revision`.',
    ],
    [
      'The goal was changed',
      'The `revision` of this goal is {version} now, which is another one than you sent. It was changed last at {at}, with the key {by}. Fetch it again, look at what changed, and repeat your change with that `revision`.',
    ],
  ),
  'not-your-goal': text(
    403,
    [
      'Dit doel is van de andere partij',
      'Alleen {party} kan dit doel wijzigen of verwijderen, want die heeft het opgeschreven. Vraag het aan die partij, of maak zelf een doel bij de toewijzing.',
    ],
    [
      'This goal is of the other party',
      'Only {party} can change or delete this goal, because it wrote it. Ask that party, or make a goal of your own.',
    ],
  ),
  'goal-forgotten': text(
    410,
    [
      'Dit kind is niet meer bekend',
      'De gateway heeft de gegevens van dit kind verwijderd. Bij deze toewijzing kunnen geen doelen meer worden bewaard. Gaat de hulp door, gebruik dan de toewijzing die na die tijd is gemaakt.',
    ],
    [
      'This child is not known any more',
      'The gateway has forgotten this child. No goals can be kept with this allocation any more. When the help goes on, use the allocation that was made since.',
    ],
  ),
  'goal-held': text(
    409,
    [
      'Dit doel moet bewaard blijven',
      'Voor dit kind, of voor een van de partijen, geldt een bewaarplicht, bijvoorbeeld door een onderzoek of rechtszaak. Zolang die geldt, wordt er niets vernietigd. Overleg met de beheerder van de gateway, en stuur de aanvraag opnieuw als de bewaarplicht is opgeheven.',
    ],
    [
      'This goal has to be kept',
      'A legal hold keeps what is known of this child, or of one of the parties, for an inquiry or a lawsuit for instance. Until it is lifted nothing is destroyed. Ask the administrator of the gateway, and send the request again when the hold is lifted.',
    ],
  ),
};
