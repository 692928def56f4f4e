import type { Consent } from '../../ledger/goals/goal.ts';
import { type Words, words } from './words.ts';

/** Who consented. */
export const consenterWords: Readonly<Record<Consent['by'], Words>> = {
  jeugdige: words('de jeugdige', 'the jeugdige'),
  gezagsdrager: words('de gezagsdrager', 'the gezagsdrager'),
  both: words('de jeugdige en de gezagsdrager', 'the jeugdige and the gezagsdrager'),
};

/** How they did. */
export const consentFormWords: Readonly<Record<Consent['how'], Words>> = {
  written: words('schriftelijk', 'in writing'),
  spoken: words('mondeling', 'in words'),
};

/** Who may read the texts. */
export const textReaderWords: Readonly<Record<Consent['sharedWith'], Words>> = {
  own: words('alleen onze kant', 'our side only'),
  both: words('ook de andere kant', 'the other side too'),
};

/** Words of the page with the goals of an allocation. */
export const goalWords = {
  title: words('Doelen bij een toewijzing', 'Goals of an allocation'),
  link: words('Doelen', 'Goals'),
  up: words('de toewijzing', 'the allocation'),
  about: words(
    'Wat u met deze zorg wilt bereiken, en hoe dat afliep. Beide kanten zien het soort doel en de dagen. Een tekst is voor wie hem schreef, en met toestemming voor de andere kant. Niets hiervan gaat in een bericht.',
    'What is to be reached with this help, and how that ended. Both sides see the kind of goal and the days. A text is for who wrote it, and with consent for the other side. Nothing of it goes into a message.',
  ),
  logged: words(
    'Dat u dit leest, staat in het logboek.',
    'That you read this stands in the access log.',
  ),
  empty: words(
    'Er staan nog geen doelen bij deze toewijzing.',
    'There are no goals of this allocation yet.',
  ),
  writer: words('Geschreven door', 'Written by'),
  setOn: words('Gesteld op', 'Set on'),
  evaluateOn: words('Evalueren op', 'Evaluate on'),
  outcome: words('Hoe staat het', 'How it stands'),
  outcomeOn: words('Afgelopen op', 'Ended on'),
  text: words('Wat er bereikt moet worden', 'What is to be reached'),
  outcomeText: words('Hoe het afliep', 'How it ended'),
  consent: words('Toestemming', 'Consent'),
  consentIs: words(
    'van {by}, {how}, op {on}. Wie de tekst mag lezen: {readers}.',
    'of {by}, {how}, on {on}. Who may read the text: {readers}.',
  ),
  changed: words('Gewijzigd', 'Changed'),
  changedBy: words('{at}, door {by}', '{at}, by {by}'),
  yourself: words('u', 'you'),
  domain: words('Waar het over gaat', 'What it is about'),
  choose: words('Kies', 'Choose'),
  add: words('Een doel opschrijven', 'Note a goal'),
  change: words('Wijzigen of afsluiten', 'Change or close'),
  changing: words('Dit doel wijzigen of afsluiten', 'Change or close this goal'),
  save: words('Bewaar', 'Save'),
  stop: words('Niet wijzigen', 'Leave it as it is'),
  dayHint: words('Bijvoorbeeld 1-2-2027.', 'For example 1-2-2027.'),
  textHint: words(
    'Alleen met toestemming. Zet er geen BSN in.',
    'With consent only. Write no BSN in it.',
  ),
  consentAbout: words(
    'Alleen nodig bij een tekst. Onder 12 jaar geeft de gezagsdrager toestemming, van 12 tot 16 jaar geven beiden die, vanaf 16 jaar de jeugdige.',
    'Needed with a text only. Under 12 the gezagsdrager consents, from 12 to 16 both, from 16 the jeugdige.',
  ),
  consentBy: words('Wie gaf toestemming', 'Who consented'),
  consentOn: words('Wanneer', 'When'),
  consentHow: words('Hoe', 'How'),
  consentWith: words('Wie mag de tekst lezen', 'Who may read the text'),
  none: words('geen toestemming', 'no consent'),
  destroyText: words('Teksten vernietigen', 'Destroy the texts'),
  destroyTextAbout: words(
    'Doe dit als de toestemming is ingetrokken. De teksten en de toestemming gaan voorgoed weg. Het soort doel, de dagen en de uitkomst blijven. Dit is niet terug te draaien.',
    'Do so when the consent was withdrawn. The texts and the consent go for good. The kind of goal, the days and the outcome stay. It is not taken back.',
  ),
  destroy: words('Doel vernietigen', 'Destroy the goal'),
  destroyAbout: words(
    'Doe dit als de jeugdige of een gezagsdrager erom vraagt. Dit ene doel gaat voorgoed weg, met zijn teksten. In het logboek blijft staan dat het er was. Dit is niet terug te draaien.',
    'Do so when the jeugdige or a gezagsdrager asks for it. This one goal goes for good, with its texts. The access log still says that it was there. It is not taken back.',
  ),
  changedMeanwhile: words(
    'Er is niets bewaard. {by} wijzigde dit doel op {at}, terwijl u schreef. Kijk hieronder hoe het nu is. Wat u invulde, staat er nog; bewaar opnieuw als het moet gelden.',
    'Nothing was saved. {by} changed this goal at {at} while you wrote. See below how it is now. What you filled in is still there; save again if it is to count.',
  ),
  done: {
    made: words('Het doel is opgeschreven.', 'The goal was noted.'),
    changed: words('Het doel is gewijzigd.', 'The goal was changed.'),
    'text-gone': words('De teksten zijn vernietigd.', 'The texts were destroyed.'),
    gone: words('Het doel is vernietigd.', 'The goal was destroyed.'),
  },
  faults: {
    domain: words('Kies waar het doel over gaat.', 'Choose what the goal is about.'),
    day: words('Vul een dag in, zoals 1-2-2027.', 'Fill in a day, such as 1-2-2027.'),
    future: words('Deze dag ligt in de toekomst.', 'This day is in the future.'),
    beforeSet: words(
      'Deze dag ligt vóór de dag waarop het doel is gesteld.',
      'This day is before the one on which the goal was set.',
    ),
    ended: words('Vul in wanneer het doel afliep.', 'Fill in when the goal ended.'),
    stillOpen: words(
      'Een doel dat nog loopt, is niet afgelopen. Laat deze dag leeg, of kies hoe het afliep.',
      'A goal that is open has not ended. Leave this day empty, or choose how it ended.',
    ),
    text: words('Schrijf ten hoogste 2.000 tekens.', 'Write 2,000 characters at most.'),
    bsn: words(
      'Hier staat een getal dat een BSN kan zijn. Haal het weg.',
      'This has a number that may be a BSN. Take it out.',
    ),
    consent: words(
      'Een tekst mag alleen met toestemming. Vul in wie die gaf, wanneer en hoe, of laat de tekst weg.',
      'A text needs consent. Fill in who gave it, when and how, or leave the text out.',
    ),
    tooMany: words(
      'Uw organisatie heeft al 50 doelen bij deze toewijzing. Wijzig er een, of vernietig er een dat er niet hoort.',
      'Your organisation has 50 goals of this allocation already. Change one, or destroy one that does not belong here.',
    ),
  },
} as const;
