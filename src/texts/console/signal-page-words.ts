import type { CloseReason, SignalStatus } from '../../region/signals/signal.ts';
import { counting, type Words, words } from './words.ts';

/** The statuses of signals. */
export const signalStatusWords: Readonly<Record<SignalStatus, Words>> = {
  open: words('wacht op antwoord', 'waits for an answer'),
  answered: words('beantwoord', 'answered'),
  closed: words('afgesloten', 'closed'),
};

/** Why a signal was closed. */
export const closeReasonWords: Readonly<Record<CloseReason, Words>> = {
  solved: words('opgelost', 'solved'),
  'not-solvable-here': words('hier niet op te lossen', 'not solvable here'),
  duplicate: words('al eerder gemeld', 'reported before'),
  withdrawn: words('ingetrokken', 'withdrawn'),
};

/** Words of "Signalen". */
export const signalPageWords = {
  title: words('Signalen', 'Signals'),
  about: words(
    'Wat aanbieders en gemeenten melden dat niet past, het nieuwste eerst. Wat mensen schreven, ziet u pas als u een signaal opent. Dat u het leest, staat in het logboek.',
    'What aanbieders and gemeenten report that does not fit, newest first. What people wrote you see only when you open a signal. That you read it stands in the access log.',
  ),
  caption: words('Signalen', 'Signals'),
  kind: words('Wat', 'What'),
  reporter: words('Gemeld door', 'Reported by'),
  gemeenten: words('Gemeenten', 'Gemeenten'),
  segment: words('Segment', 'Segment'),
  reported: words('Gemeld', 'Reported'),
  answers: words('Antwoorden', 'Answers'),
  state: words('Stand', 'State'),
  aboutOf: {
    allocation: words('over een toewijzing', 'about an allocation'),
    general: words('in het algemeen', 'in general'),
  },
  empty: words(
    'Geen signalen. Meldt een aanbieder of gemeente dat er iets niet past, dan staat het hier.',
    'No signals. When an aanbieder or a gemeente reports that something does not fit, it stands here.',
  ),
  emptyHere: words(
    'Geen signalen bij dit filter op deze pagina. Kies Ouder om verder te zoeken, als dat er staat.',
    'No signals with this filter on this page. Choose Older to search on, where it is shown.',
  ),
  notDesignated: words(
    'U ziet pas signalen als een gemeente u heeft aangewezen.',
    'You see signals only once a gemeente has designated you.',
  ),
  new: words('Meld een signaal', 'Report a signal'),
  newAbout: words(
    'De contractmanager van de gemeente leest en beantwoordt dit; de gemeente leest mee. Noem geen kind.',
    'The contract manager of the gemeente reads and answers this; the gemeente reads it too. Name no child.',
  ),
  ofAllocation: words('Over deze toewijzing', 'About this allocation'),
  gemeentenLabel: words('Codes van de gemeenten', 'Codes of the gemeenten'),
  gemeentenHint: words(
    'Vier cijfers, met een komma ertussen: 0363, 0384.',
    'Four digits, with a comma between: 0363, 0384.',
  ),
  textLabel: words('Wat past er niet?', 'What does not fit?'),
  textHint: words(
    'In 3 tot 4.000 tekens. Noem geen kind en geen BSN.',
    'In 3 to 4,000 characters. Name no child and no BSN.',
  ),
  send: words('Meld', 'Report'),
  choose: words('Kies', 'Choose'),
  noSegment: words('geen', 'none'),
  kindMissing: words('Kies wat er niet past.', 'Choose what does not fit.'),
  textMissing: words('Schrijf 3 tot 4.000 tekens.', 'Write 3 to 4,000 characters.'),
  textHasBsn: words(
    'Hierin staat een getal dat een BSN kan zijn. Haal het weg, of schrijf het anders.',
    'There is a number in it that can be a BSN. Take it out, or write it in another way.',
  ),
  gemeentenMissing: words(
    'Vul 1 tot 20 codes van gemeenten in, van vier cijfers.',
    'Enter 1 to 20 codes of gemeenten, of four digits.',
  ),
  one: words('Signaal: {kind}', 'Signal: {kind}'),
  allocation: words('Toewijzing', 'Allocation'),
  child: words('Kind (nummer van de gateway)', 'Child (id of the gateway)'),
  size: words('Grootte van de aanbieder', 'Size of the aanbieder'),
  closed: words('Afgesloten', 'Closed'),
  closedAs: words('{at} door {by}: {reason}', '{at} by {by}: {reason}'),
  what: words('Wat er is geschreven', 'What was written'),
  destroyed: words(
    'vernietigd: de bewaartermijn is voorbij, of het kind is vergeten',
    'destroyed: its term is over, or the child was forgotten',
  ),
  notShown: words(
    'Wat mensen schreven, ziet u niet: dat is voor de melder, de gemeente en de contractmanager.',
    'What people wrote is not shown to you: it is for who reported it, the gemeente and the contract manager.',
  ),
  answer: words('Antwoord', 'Answer'),
  add: words('Vul aan', 'Add to it'),
  answerLabel: words('Uw antwoord', 'Your answer'),
  addLabel: words('Wat u wilt toevoegen', 'What you want to add'),
  close: words('Sluit af', 'Close'),
  withdraw: words('Trek in', 'Withdraw'),
  closeAbout: words(
    'Een afgesloten signaal gaat niet meer open. Is het niet opgelost, dan wordt het opnieuw gemeld.',
    'A signal that was closed is not opened again. When it is not solved, it is reported anew.',
  ),
  reason: words('Waarom', 'Why'),
  lastText: words('Nog een laatste antwoord (hoeft niet)', 'A last answer (may be left out)'),
  linked: words('Gaat over hetzelfde als', 'Is about the same as'),
  unlink: words('Haal weg', 'Take away'),
  link: words('Koppel aan een ander signaal', 'Link to another signal'),
  linkLabel: words('Nummer of adres van dat signaal', 'Id or address of that signal'),
  linkMissing: words(
    'Plak het adres van het andere signaal, of zijn nummer van 36 tekens.',
    'Paste the address of the other signal, or its id of 36 characters.',
  ),
  linkUnknown: words('U ziet geen signaal met dit nummer.', 'You see no signal with this id.'),
  linkItself: words('Dit is hetzelfde signaal.', 'This is the same signal.'),
  changed: words(
    'Iemand anders heeft dit signaal net gewijzigd. Wat u schreef, is niet bewaard maar staat er nog: lees eerst wat er veranderde.',
    'Somebody else changed this signal just now. What you wrote was not kept but stands here still: read first what changed.',
  ),
  isClosed: words('Dit signaal is net afgesloten.', 'This signal was closed just now.'),
  done: {
    reported: words('Uw signaal is gemeld.', 'Your signal was reported.'),
    answered: words('Uw antwoord is bewaard.', 'Your answer was kept.'),
    closed: words('Het signaal is afgesloten.', 'The signal was closed.'),
    linked: words('De signalen zijn gekoppeld.', 'The signals were linked.'),
    unlinked: words('De koppeling is weg.', 'The link is gone.'),
  },
  counts: words('Aantallen in de laatste 12 maanden', 'Numbers in the last 12 months'),
  number: words('Aantal', 'Number'),
  open: counting(
    words('1 wacht op antwoord', '1 waits for an answer'),
    words('{n} wachten op antwoord', '{n} wait for an answer'),
  ),
} as const;
