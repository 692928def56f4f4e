import type { RequestAnswered } from '../../messages/drafts/requests-answered.ts';
import type { Language } from '../problem-text.ts';
import { counting, words } from './words.ts';

/** Words of the page on which a gemeente answers a request. */
export const answerWords = {
  title: words('Beantwoord de {type} van {from}', 'Answer the {type} of {from}'),
  up: words('het verzoek', 'the request'),
  shielded: words(
    'Het verzoek gaat over een kind en is afgeschermd. Als u het toont, komt dat in het logboek. Een kwartier lang vraagt de pagina het niet opnieuw.',
    'The request is about a child, and shielded. That you show it is written in the access log. For a quarter of an hour the page does not ask again.',
  ),
  show: words('Toon het verzoek', 'Show the request'),
  logged: words(
    'Dat u dit verzoek en de toewijzingen van het kind leest, staat in het logboek. Op deze pagina verstuurt u nog niets: u maakt een concept.',
    'That you read this request and the allocations of the child stands in the access log. Nothing is sent on this page: you make a draft.',
  ),
  whole: words('Het hele verzoek', 'The whole request'),
  child: words('Kind', 'Child'),
  reference: words('Referentie {n}', 'Reference {n}'),
  asks: words('Vraagt', 'Asks'),
  referrer: words('Verwijzer', 'Referrer'),
  comment: words('Opmerking', 'Remark'),
  known: words('Bekend', 'Known'),
  contract: words('Contracttoets', 'Contract check'),
  noContract: words(
    'Zonder product is er niets te toetsen.',
    'Without a product there is nothing to check.',
  ),
  outcomes: {
    yes: words('Ja.', 'Yes.'),
    no: words('Nee.', 'No.'),
    unknown: words('Niet te zeggen.', 'Cannot be said.'),
  },
  decision: words('Besluit', 'Decision'),
  dueOn: words('uiterlijk {day}', '{day} at the latest'),
  overdue: words('had gemoeten op {day}', 'was due on {day}'),
  sameRuns: words(
    'Er loopt al een toewijzing met dit product bij {from}.',
    'An allocation with this product at {from} is running already.',
  ),
  isNew: words('Dit product is nieuw bij {from}.', 'This product is new at {from}.'),
  here: counting(
    words('1 lopende toewijzing bij {from}', '1 running allocation at {from}'),
    words('{n} lopende toewijzingen bij {from}', '{n} running allocations at {from}'),
  ),
  underWay: counting(
    words('1 die is verstuurd en op de retour wacht', '1 that was sent and waits for its retour'),
    words(
      '{n} die zijn verstuurd en op de retour wachten',
      '{n} that were sent and wait for their retour',
    ),
  ),
  elsewhere: counting(
    words('1 bij een andere aanbieder', '1 at another aanbieder'),
    words('{n} bij andere aanbieders', '{n} at other aanbieders'),
  ),
  timeline: words('tijdlijn', 'timeline'),
  current: words('Lopende toewijzingen bij {from}', 'Running allocations at {from}'),
  number: words('Toewijzing', 'Allocation'),
  product: words('Product', 'Product'),
  period: words('Periode', 'Period'),
  volume: words('Omvang', 'Volume'),
  changeTo: words('Toewijzing {n} wordt: {what}', 'Allocation {n} becomes: {what}'),
  added: words('Nieuw: {what}', 'New: {what}'),
  unchanged: counting(
    words('1 toewijzing blijft zoals die is', '1 allocation stays as it is'),
    words('{n} toewijzingen blijven zoals ze zijn', '{n} allocations stay as they are'),
  ),
  from: words('vanaf {day}', 'from {day}'),

  choices: {
    allocate: words('Toewijzen', 'Allocate'),
    refuse: words('Afwijzen', 'Refuse'),
    investigate: words(
      'Eerst onderzoeken: het besluit volgt',
      'Investigate first: the decision follows',
    ),
    later: words('Nu nog niet', 'Not now'),
  },
  wholeAbout: words(
    'U kent dit verzoek helemaal toe, precies zoals de aanbieder het vraagt. Dat eist de standaard van een JW317.',
    'You allocate this request whole, just as the aanbieder asks. The standard demands that of a JW317.',
  ),
  begin: words('Gaat in (dd-mm-jjjj)', 'First day (dd-mm-yyyy)'),
  end: words('Eindigt (dd-mm-jjjj)', 'Last day (dd-mm-yyyy)'),
  endHint: words('Leeg: zonder einddatum.', 'Empty: without an end.'),
  reason: words('Reden van de afwijzing', 'Reason of the refusal'),
  gemeente: words(
    'Gemeente waar het kind woont (4 cijfers)',
    'Gemeente where the child lives (4 digits)',
  ),
  gemeenteHint: words('Alleen bij reden 8.', 'With reason 8 only.'),
  remark: words('Opmerking voor de aanbieder', 'Remark for the aanbieder'),
  remarkHint: words('Gaat mee in het bericht.', 'Goes along in the message.'),
  make: words('Maak het concept', 'Make the draft'),
  makeAbout: words(
    'Hierna ziet u wat eruit gaat, met de XML en de bevindingen. Daar verstuurt u het.',
    'Next you see what goes out, with the XML and the findings. There you send it.',
  ),
  decided: {
    allocated: words('toegewezen', 'allocated'),
    refused: words('afgewezen', 'refused'),
    investigated: words('in onderzoek', 'under investigation'),
  },
  noRetour: words('de retour is er nog niet', 'its retour is not in yet'),
  decidedAt: words(
    'U hebt dit verzoek al beantwoord op {at} ({what})',
    'You answered this request already, at {at} ({what})',
  ),
  decidedBy: words('door {by}', 'by {by}'),
  nothingLeft: words(
    'Over elke referentie van dit verzoek is al besloten. U hoeft niets meer te doen.',
    'Each reference of this request was decided. There is nothing left to do.',
  ),
  notOpen: words(
    'Dit verzoek is afgekeurd. U hoeft het niet te beantwoorden: de aanbieder stuurt een nieuw verzoek.',
    'This request was rejected. There is nothing to answer: the aanbieder sends a new request.',
  ),
  drafts: words('Concepten voor dit verzoek', 'Drafts for this request'),
  draftsAbout: words(
    'Er liggen al concepten voor dit verzoek. Kijk eerst of een collega ermee bezig is: wat het eerst wordt verstuurd, geldt.',
    'There are drafts for this request already. See first whether a colleague is at work: what is sent first counts.',
  ),
  colleagueFirst: words(
    '{by} maakte een concept voor dit verzoek, op {at}, terwijl u deze pagina las. Kijk hieronder. Wilt u toch een eigen concept, kies dan opnieuw “Maak het concept”. Wat u invulde, staat er nog.',
    '{by} made a draft for this request, at {at}, while you read this page. Look below. If you want a draft of your own all the same, choose “Make the draft” again. What you filled in is still there.',
  ),
  complete: {
    title: words(
      'Kent de gateway al uw toewijzingen?',
      'Does the gateway have all of your allocations?',
    ),
    about: words(
      'In een JW301 staan alle lopende toewijzingen van het kind bij de aanbieder. Wat er niet in staat, kan de aanbieder lezen als gestopt. De gateway kan zo’n bericht alleen opstellen als alle toewijzingen van uw gemeente aan {from} via de gateway gingen of zijn ingelezen. Leg dat één keer vast. Intrekken kan later, bij Concepten. Twijfelt u? Vraag het eerst na, en leg niets vast.',
      'A JW301 has all running allocations of the child at the aanbieder. What is not in it the aanbieder may read as ended. The gateway can only write it where all allocations of your gemeente to {from} went through the gateway, or were imported. Say so once. You can take it back later, at Drafts. If in doubt, ask first, and say nothing.',
    ),
    tick: words(
      'Ja: de gateway kent alle toewijzingen van onze gemeente aan {from}.',
      'Yes: the gateway has all allocations of our gemeente to {from}.',
    ),
    fault: words(
      'Zonder dit stelt de gateway geen toewijzing op. Vink het aan als het zo is.',
      'Without this the gateway drafts no allocation. Tick it if it is so.',
    ),
  },
  details: {
    title: words('Welk adres is veilig?', 'Which address is safe?'),
    about: words(
      'Het adres van dit kind moet geheim blijven. De gateway vult het niet uit zichzelf in. Ga na welk adres deze aanbieder mag weten, en vul dat in. Het gaat mee in het bericht.',
      'The address of this child is to be kept secret. The gateway does not fill it in by itself. Find out which address this aanbieder may know, and fill that in. It goes along in the message.',
    ),
    fault: words('Vul een adres in dat veilig is.', 'Fill in an address that is safe.'),
  },
  faults: {
    decision: words('Kies een besluit.', 'Choose a decision.'),
    reason: words('Kies een reden.', 'Choose a reason.'),
    gemeente: words(
      'Vul bij reden 8 de vier cijfers van de gemeente in.',
      'With reason 8 fill in the four digits of the gemeente.',
    ),
    begin: words('Vul de eerste dag in als 04-05-2026.', 'Fill in the first day as 04-05-2026.'),
    reversed: words('Deze dag ligt voor de eerste dag.', 'This day is before the first day.'),
    omvang: words(
      'Vul volume, eenheid en frequentie alle drie in, of geen van drie.',
      'Fill in volume, unit and frequency, or none of the three.',
    ),
    amount: words(
      'Vul een omvang in of een budget, niet allebei.',
      'Fill in a volume or a budget, not both.',
    ),
    product: words('Kies een productcategorie.', 'Choose a product category.'),
    'reference-decided': words(
      'Over deze referentie is intussen al besloten. Kies “Nu nog niet”, of ververs de pagina.',
      'This reference was decided meanwhile. Choose “Not now”, or reload the page.',
    ),
    'whole-request': words(
      'Dit verzoek kunt u alleen helemaal toewijzen of afwijzen, en niet met reden 8.',
      'This request can only be allocated or refused whole, and not with reason 8.',
    ),
    'no-current-allocation': words(
      'Het verzoek wil een toewijzing veranderen die de gateway niet kent. Wijs het af, of lees die toewijzing eerst in.',
      'The request wants to change an allocation that the gateway does not know. Refuse it, or import that allocation first.',
    ),
  },
} as const;

const answered = {
  allocated: words('beantwoord: toegewezen', 'answered: allocated'),
  refused: words('beantwoord: afgewezen', 'answered: refused'),
  both: words('beantwoord: deels toegewezen, deels afgewezen', 'answered: partly allocated'),
} as const;
const partly = {
  allocated: words('deels beantwoord: toegewezen', 'partly answered: allocated'),
  refused: words('deels beantwoord: afgewezen', 'partly answered: refused'),
  both: words('deels beantwoord', 'partly answered'),
} as const;

/** How a request was answered: `beantwoord: toegewezen`. */
export function answeredText({ says, whole }: RequestAnswered, language: Language): string {
  return (whole ? answered : partly)[says][language];
}
