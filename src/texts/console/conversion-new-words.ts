import { counting, words } from './words.ts';

/** Words of the page that makes a preview. */
export const newConversionWords = {
  title: words('Proefomzetting maken', 'Make a preview'),
  about: words(
    'Een proefomzetting rekent uit wat er met elke lopende toewijzing gebeurt. Er verandert niets, en de aanbieders zien haar pas als u haar deelt.',
    'A preview works out what becomes of each running allocation. Nothing changes, and the aanbieders see it only once you share it.',
  ),
  day: words('Eerste dag van de SPIC’s', 'First day of the SPICs'),
  dayHint: words(
    'Bijvoorbeeld 1-1-2027. De oude toewijzingen eindigen de dag ervoor.',
    'For example 1-1-2027. The old allocations end the day before.',
  ),
  dayUnfit: words('Vul een dag in, zoals 1-1-2027.', 'Fill in a day, such as 1-1-2027.'),
  dayAway: words(
    'De dag ligt hoogstens 3 jaar voor of na vandaag. Controleer het jaartal.',
    'The day is at most 3 years before or after today. Check the year.',
  ),
  mapping: words('Regels: welke SPIC voor welk product', 'Rules: which SPIC for which product'),
  declared: words('Wat is gedeclareerd (niet verplicht)', 'What was declared (optional)'),
  declaredHint: words(
    'CSV of XLSX, ten hoogste {size} MB. Zonder dit bestand rekent de gateway met wat is toegewezen.',
    'CSV or XLSX, at most {size} MB. Without it the gateway works with what was allocated.',
  ),
  gemeenten: words('Codes van gemeenten', 'Codes of gemeenten'),
  gemeentenHint: words(
    'Laat dit leeg voor alle gemeenten die u hebben aangewezen. Of noem er een paar, met een komma ertussen: 0363, 0384.',
    'Leave this empty for all gemeenten that designated you. Or name some, with commas: 0363, 0384.',
  ),
  gemeentenNeeded: words(
    'Noem de gemeenten, met een komma ertussen: 0363, 0384.',
    'Name the gemeenten, with commas: 0363, 0384.',
  ),
  gemeentenUnfit: words(
    'De code van een gemeente heeft 4 cijfers. Zet een komma tussen twee codes.',
    'The code of a gemeente has 4 digits. Put a comma between two codes.',
  ),
  notTheirs: words(
    'Een van deze gemeenten heeft u niet aangewezen. Haal haar weg.',
    'One of these gemeenten did not designate you. Take it out.',
  ),
  unknownParty: words(
    'De gateway kent gemeente {party} niet.',
    'The gateway does not know gemeente {party}.',
  ),
  tooMany: words(
    'Er worden al proefomzettingen voor u gemaakt. Wacht tot er een klaar is, en probeer het dan opnieuw.',
    'Previews are being made for you already. Wait until one is ready, and try again.',
  ),
  chooseAgain: words(
    'Kies de bestanden opnieuw: die bewaart de pagina niet.',
    'Choose the files again: the page does not keep these.',
  ),
  make: words('Maak de proefomzetting', 'Make the preview'),
  inMapping: words('Het bestand met regels', 'The file with rules'),
  inDeclared: words('Het bestand met wat is gedeclareerd', 'The file of what was declared'),
  notYours: words(
    'U kunt geen proefomzetting maken. Dat doet een gemeente, of een contractmanager die een gemeente heeft aangewezen.',
    'You can make no preview. A gemeente does, or a contract manager that a gemeente designated.',
  ),
} as const;

/** Words of taking back what was converted of a child. */
export const revertWords = {
  title: words('Terugdraaien', 'Take back'),
  about: counting(
    words(
      'Er gaat 1 JW301 naar de aanbieder. Daarin vervalt de SPIC van deze cliënt, en krijgt de oude toewijzing haar einddatum van vóór de omzetting terug. De rij is daarna niet meer omgezet.',
      'One JW301 goes to the aanbieder. The SPIC of this client lapses in it, and the old allocation gets its last day of before the conversion again. The row is not converted any more then.',
    ),
    words(
      'Er gaat 1 JW301 naar de aanbieder. Daarin vervallen {n} SPIC’s van deze cliënt, en krijgen {n} oude toewijzingen hun einddatum van vóór de omzetting terug. Deze {n} rijen zijn daarna niet meer omgezet.',
      'One JW301 goes to the aanbieder. {n} SPICs of this client lapse in it, and {n} old allocations get their last day of before the conversion again. These {n} rows are not converted any more then.',
    ),
  ),
  reason: words('Reden', 'Reason'),
  reasonHint: words(
    'Ook de gemeente leest dit. Zet er geen BSN of naam in.',
    'The gemeente reads it too. Write no BSN or name in it.',
  ),
  declarations: words('Declaraties', 'Declarations'),
  declared: words(
    'Ik heb nagegaan dat er van deze SPIC’s niets is gedeclareerd',
    'I made sure that nothing was declared of these SPICs',
  ),
  declaredMissing: words(
    'Ga dit na, en vink het aan. De gateway weet niet wat is gedeclareerd, en na een declaratie mag terugdraaien niet (OP362).',
    'Make sure, and tick this. The gateway does not know what was declared, and after a declaration nothing may be taken back (OP362).',
  ),
  button: words('Draai terug', 'Take back'),
  changed: words(
    'Er is niets teruggedraaid: deze rij is intussen veranderd. Hieronder staat hoe zij nu is.',
    'Nothing was taken back: this row has changed meanwhile. Below is how it is now.',
  ),
} as const;
