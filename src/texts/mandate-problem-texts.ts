import { text } from './problem-text.ts';

/** The problems of parties that act for others, and of those that let others act. */
export const mandateProblemTexts = {
  'no-mandate': text(
    403,
    [
      'Geen machtiging',
      'U mag dit niet (meer) namens {party}. Daarvoor hebt u een geldige machtiging van die partij nodig, voor berichten van dit type ({type}). Vraag die partij of de beheerder om een machtiging. Berichten die al zijn aangenomen, blijven geldig.',
    ],
    [
      'No mandate',
      'You may not do this for {party} (any more): it takes a mandate of that party that holds now, for messages of this type ({type}). Ask that party or the administrator for one. What was taken before stays taken.',
    ],
  ),
  'party-ended': text(
    403,
    [
      'Deze partij is gestopt',
      'De laatste dag van partij {party} was {until}. De partij kan de eigen gegevens nog lezen, maar niets meer versturen, geen machtigingen meer geven of krijgen en geen nieuwe sleutels krijgen. Een opvolger handelt de postbus verder af. Klopt de laatste dag niet? Vraag de beheerder dan om die te wijzigen.',
    ],
    [
      'This party has ended',
      'Party {party} has ended: its last day was {until}. It can still read its data, but it sends nothing any more, gives and gets no mandates, and gets no new keys. If it has a successor, that one sees to its mailbox. If the last day is wrong, ask the administrator to change it.',
    ],
  ),
  'no-mailbox': text(
    400,
    [
      'Geen eigen postbus',
      'Een softwarehuis heeft zelf geen postbus. Geef met `party` op voor welke partij u berichten ophaalt.',
    ],
    [
      'No mailbox of its own',
      'A software house has no mailbox itself. Name with `party` for which party you poll.',
    ],
  ),
  'no-succession': text(
    400,
    [
      'Deze partij heeft geen opvolger',
      'Een softwarehuis of een regionaal inkoop- of ondersteuningsteam verstuurt en ontvangt niets in eigen naam, en heeft dus geen laatste dag (`until`) en geen opvolger (`successor`). Laat die velden weg. Stopt deze partij, trek dan alle machtigingen, aanwijzingen en sleutels ervan in.',
    ],
    [
      'This party has no successor',
      'A software house or regional office sends and receives nothing in its own name, so it has no last day (`until`) and no `successor`. Leave these out. When it stops, withdraw its mandates and designations and revoke its keys.',
    ],
  ),
  'mandate-to-itself': text(
    400,
    [
      'Machtiging aan zichzelf',
      'Een partij hoeft zichzelf niet te machtigen. Vul bij `mandatary` in wie namens deze partij mag handelen.',
    ],
    [
      'A mandate to itself',
      'A party needs no mandate of its own. Name as `mandatary` who may act for it.',
    ],
  ),
  'mandate-period': text(
    400,
    [
      'De machtiging zou nooit gelden',
      'Het moment `until` ligt in het verleden, of niet na `from`. Kies een later moment, of laat `until` weg.',
    ],
    [
      'The mandate is over already',
      'The mandate would never hold: `until` has passed, or is not after `from`. Choose a later moment, or leave `until` out.',
    ],
  ),
  'mandate-to-regional-office': text(
    400,
    [
      'Geen machtiging voor een regionaal team',
      'Een regionaal inkoop- of ondersteuningsteam leest en verstuurt geen berichten. Daarom kunt u het niet machtigen. Een gemeente kan het team wel aanwijzen, met een aanwijzing (`designations`).',
    ],
    [
      'No mandate for a regional office',
      'A regional office never reads or sends messages, so it cannot have a mandate. A gemeente can let it act as contract manager, by a designation (`designations`).',
    ],
  ),
  'designation-kind': text(
    400,
    [
      'Deze aanwijzing kan niet',
      'Alleen een gemeente kan aanwijzen, en alleen een regionaal inkoop- of ondersteuningsteam kan worden aangewezen. Voor partij {party} klopt dat niet. Controleer de codes. Voor een softwarehuis of een andere partij gebruikt u een machtiging (`mandates`).',
    ],
    [
      'This designation cannot be',
      'Only a gemeente gives a designation, and only a regional office gets one. That is not so for party {party}. Check the codes. For a software house or another party use a mandate (`mandates`).',
    ],
  ),
  'designation-period': text(
    400,
    [
      'De aanwijzing zou nooit gelden',
      'Het moment `until` ligt in het verleden, of niet na `from`. Kies een later moment, of laat `until` weg.',
    ],
    [
      'The designation is over already',
      'The designation would never hold: `until` has passed, or is not after `from`. Choose a later moment, or leave `until` out.',
    ],
  ),
};
