import { words } from './words.ts';

/** Words of "Toewijzingen" and of the page of one allocation. */
export const allocationWords = {
  title: words('Toewijzingen', 'Allocations'),
  about: words(
    'Uw toewijzingen, wat het laatst veranderde eerst. Het kind is afgeschermd: open een toewijzing om verder te kijken. Dat u kijkt, staat in het logboek.',
    'Your allocations, what changed last first. The child is shielded: open an allocation to see more. That you look stands in the access log.',
  ),
  caption: words('Toewijzingen', 'Allocations'),
  number: words('Toewijzing', 'Allocation'),
  product: words('Product', 'Product'),
  period: words('Periode', 'Period'),
  volume: words('Omvang', 'Volume'),
  gemeente: words('Gemeente', 'Gemeente'),
  aanbieder: words('Aanbieder', 'Aanbieder'),
  state: words('Stand', 'State'),
  next: words('Wat nu', 'What next'),
  show: words('Laat zien', 'Show'),
  shows: {
    todo: words('iets te doen', 'something to do'),
    running: words('loopt', 'running'),
    ending: words('loopt af binnen 30 dagen', 'ends within 30 days'),
    stopped: words('gestopt', 'stopped'),
  },
  /** Of a gemeente: the aanbieder has to do it. */
  awaiting: words('wacht op een melding', 'waits for a report'),
  showUnfit: words('Dit filter bestaat niet.', 'There is no such filter.'),
  party: {
    gemeente: words('AGB-code van de aanbieder', 'AGB code of the aanbieder'),
    aanbieder: words('Code van de gemeente', 'Code of the gemeente'),
  },
  partyUnfit: {
    gemeente: words('Een AGB-code heeft 8 cijfers.', 'An AGB code has 8 digits.'),
    aanbieder: words(
      'De code van een gemeente heeft 4 cijfers.',
      'The code of a gemeente has 4 digits.',
    ),
  },
  empty: words(
    'Er zijn nog geen toewijzingen. Zodra een JW301 is goedgekeurd, staat de toewijzing hier.',
    'There are no allocations yet. As soon as a JW301 is approved, its allocation stands here.',
  ),
  emptyHere: words(
    'Geen toewijzing past bij deze filters. Wis een filter.',
    'No allocation fits these filters. Clear a filter.',
  ),
  moreBehind: words(
    'Op deze pagina past geen toewijzing bij de filters, maar er zijn er nog meer: ga verder.',
    'No allocation on this page fits the filters, but there are more: go on.',
  ),

  search: words('Zoek de toewijzingen van een kind', 'Find the allocations of a child'),
  bsn: words('BSN', 'BSN'),
  bsnHint: words(
    '9 cijfers. Dat u dit kind zoekt, komt in het logboek. Het BSN komt niet in het adres van de pagina.',
    '9 digits. That you look for this child comes into the access log. The BSN does not come into the address of the page.',
  ),
  bsnUnfit: words(
    'Dit is geen BSN. Een BSN heeft 9 cijfers; kijk of u er een hebt verwisseld.',
    'This is no BSN. A BSN has 9 digits; see whether two are swapped.',
  ),
  find: words('Zoeken', 'Find'),
  found: words(
    'U ziet de toewijzingen van het kind dat u zocht.',
    'You see the allocations of the child that you looked for.',
  ),
  notFound: words(
    'Van dit kind kent de gateway geen toewijzing van u. Kijk of het BSN klopt. Is het verzoek nog niet beantwoord, dan is er ook nog geen toewijzing.',
    'The gateway knows no allocation of yours of this child. See whether the BSN is right. If the request was not answered yet, there is no allocation either.',
  ),
  searchOver: words(
    'Deze zoekopdracht is voorbij, of was van iemand anders. Zoek opnieuw.',
    'This search is over, or was of somebody else. Search again.',
  ),
  clearSearch: words('Alle toewijzingen', 'All allocations'),
  timeline: words('Tijdlijn van dit kind', 'Timeline of this child'),

  states: {
    forgotten: words('Vergeten', 'Forgotten'),
    deleted: words('Verwijderd', 'Deleted'),
    withdrawn: words('Ingetrokken', 'Withdrawn'),
    later: words('Begint op {day}', 'Begins on {day}'),
    waiting: words('Nog niet gestart', 'Not started yet'),
    neverStarted: words(
      'Afgelopen op {day}, zonder gemelde start',
      'Ended on {day}, no start reported',
    ),
    running: words('Loopt sinds {day}', 'Running since {day}'),
    over: words('Afgelopen op {day}, stop niet gemeld', 'Ended on {day}, stop not reported'),
    paused: words('Tijdelijk gestopt op {day}', 'Stopped for a while on {day}'),
    stopped: words('Gestopt op {day}', 'Stopped on {day}'),
  },
  nexts: {
    start: words('Start melden', 'Report the start'),
    stop: words('Stop melden', 'Report the stop'),
  },
  startBy: words('binnen 5 werkdagen na de echte start', 'within 5 working days of the real start'),
  stopBy: words('uiterlijk {day}', 'by {day}'),
  stopAfter: words('binnen 5 werkdagen na {day}', 'within 5 working days of {day}'),
  overdue: words('te laat: kon tot {day}', 'late: was due on {day}'),
  /** A report that was sent, of which the retour is not there yet. */
  sent: {
    start: words('Start gemeld op {day}', 'Start reported on {day}'),
    stop: words('Stop gemeld op {day}', 'Stop reported on {day}'),
  },
  waitsFor: words('wacht op de retour van {gemeente}', 'waits for the retour of {gemeente}'),
  onTheWay: words(
    'Een toewijzing die u verstuurde, staat hier zodra de aanbieder haar heeft goedgekeurd.',
    'An allocation that you sent stands here as soon as its aanbieder approved it.',
  ),
  sentOnes: words('Uw verstuurde toewijzingen', 'The allocations that you sent'),
  otherReports: {
    start: words('De aanbieder meldt de start', 'The aanbieder reports the start'),
    stop: words('De aanbieder meldt de stop', 'The aanbieder reports the stop'),
  },

  one: words('Toewijzing {number}', 'Allocation {number}'),
  logged: words('Dat u dit leest, staat in het logboek.', 'That you read this is in the log.'),
  spic: words(
    'segment {segment}, profiel {profile}, {intensity}',
    'segment {segment}, profile {profile}, {intensity}',
  ),
  category: words('Categorie', 'Category'),
  code: words('Productcode', 'Product code'),
  spicIs: words('SPIC', 'SPIC'),
  budget: words('Budget', 'Budget'),
  decidedOn: words('Besloten op', 'Decided on'),
  reason: words('Reden van wijziging', 'Reason of the change'),
  before: words('Volgt op', 'Follows'),
  after: words('Gaat verder als', 'Goes on as'),
  contract: words('Contracttoets', 'Contract check'),
  reported: words('Gemeld door de aanbieder', 'Reported by the aanbieder'),
  noReports: words('Er is nog geen start gemeld.', 'No start was reported yet.'),
  what: words('Melding', 'Report'),
  day: words('Dag', 'Day'),
  why: words('Reden', 'Reason'),
  start: words('Start', 'Start'),
  stop: words('Stop', 'Stop'),
  removed: words('(teruggenomen)', '(taken back)'),
  history: words('Geschiedenis', 'History'),
  recorded: words('Vastgelegd', 'Recorded'),
  counts: words('Geldt vanaf', 'Counts from'),
  amount: words('Bedrag', 'Amount'),
  remark: words('Opmerking', 'Remark'),
  tooLate: words('(kwam na een nieuwere)', '(came after a newer one)'),
  imported: words('(ingelezen)', '(imported)'),
  moreHistory: words(
    'De geschiedenis is langer; alleen het eerste deel staat hier.',
    'The history is longer; only its first part is here.',
  ),
  events: {
    requested: words('Gevraagd', 'Requested'),
    answered: words('Verzoek beantwoord', 'Request answered'),
    allocated: words('Toegewezen', 'Allocated'),
    changed: words('Gewijzigd', 'Changed'),
    withdrawn: words('Ingetrokken', 'Withdrawn'),
    deleted: words('Verwijderd', 'Deleted'),
    started: words('Start gemeld', 'Start reported'),
    startRemoved: words('Start teruggenomen', 'Start taken back'),
    stopped: words('Stop gemeld', 'Stop reported'),
    stopRemoved: words('Stop teruggenomen', 'Stop taken back'),
    imported: words('Ingelezen', 'Imported'),
  },
} as const;

/** Words of the forms that draft a start, a stop or a change. */
export const deliveryWords = {
  title: {
    start: words('Start melden', 'Report the start'),
    stop: words('Stop melden', 'Report the stop'),
    change: words('Wijziging vragen', 'Ask for a change'),
  },
  about: {
    start: words(
      'U maakt een concept van een JW305. U kijkt het na en verstuurt het daarna zelf.',
      'You make a draft of a JW305. You look at it and then send it yourself.',
    ),
    stop: words(
      'U maakt een concept van een JW307. U kijkt het na en verstuurt het daarna zelf.',
      'You make a draft of a JW307. You look at it and then send it yourself.',
    ),
    change: words(
      'U maakt een concept van een JW317. Alle andere toewijzingen van dit kind bij u blijven zoals ze zijn.',
      'You make a draft of a JW317. All other allocations of this child with you stay as they are.',
    ),
  },
  again: {
    start: words(
      'U meldde al een start op {day}. Die telt zodra {gemeente} hem goedkeurt. Meld alleen opnieuw als u iets anders wilt melden.',
      'You reported a start on {day} already. It counts as soon as {gemeente} approves it. Report again only if you want to report something else.',
    ),
    stop: words(
      'U meldde al een stop op {day}. Die telt zodra {gemeente} hem goedkeurt. Meld alleen opnieuw als u iets anders wilt melden.',
      'You reported a stop on {day} already. It counts as soon as {gemeente} approves it. Report again only if you want to report something else.',
    ),
  },
  stopLater: words(
    'Een stop kunt u melden zodra uw start is goedgekeurd.',
    'You can report a stop as soon as your start is approved.',
  ),
  make: words('Maak concept', 'Make a draft'),
  what: words('Wat wilt u melden?', 'What do you want to report?'),
  newStart: words('Een nieuwe start', 'A new start'),
  newStop: words('Een nieuwe stop', 'A new stop'),
  correct: {
    start: words('De start van {day} verbeteren', 'Correct the start of {day}'),
    stop: words('De stop van {day} verbeteren', 'Correct the stop of {day}'),
  },
  remove: {
    start: words('De start van {day} terugnemen', 'Take back the start of {day}'),
    stop: words('De stop van {day} terugnemen', 'Take back the stop of {day}'),
  },
  begin: words('Eerste dag van de hulp', 'First day of the help'),
  end: words('Laatste dag van de hulp', 'Last day of the help'),
  dayHint: words('Bijvoorbeeld 04-05-2026.', 'For instance 04-05-2026.'),
  removeHint: words(
    'Bijvoorbeeld 04-05-2026. Leeg als u een melding terugneemt.',
    'For instance 04-05-2026. Empty when you take a report back.',
  ),
  reason: words('Reden', 'Reason'),
  choose: words('Kies', 'Choose'),
  changeReason: words('Waarom vraagt u dit?', 'Why do you ask this?'),
  from: words('Gewenste ingangsdatum', 'Wanted first day'),
  fromHint: words('Leeg: de eerste dag die mag.', 'Empty: the first day that is allowed.'),
  until: words('Einddatum', 'Last day'),
  untilHint: words('Leeg: zonder einddatum.', 'Empty: without an end.'),
  volumeAsked: words('Omvang', 'Volume'),
  volume: words('Omvang ({unit})', 'Volume ({unit})'),
  budget: words('Budget in euro', 'Budget in euros'),
  dayUnfit: words('Vul een dag in als 04-05-2026.', 'Enter a day as 04-05-2026.'),
  whatUnfit: words('Kies wat u wilt melden.', 'Choose what you want to report.'),
  reasonMissing: words('Kies een reden.', 'Choose a reason.'),
  volumeUnfit: words('Vul een heel getal in.', 'Enter a whole number.'),
  budgetUnfit: words('Vul een bedrag in als 1250,50.', 'Enter an amount as 1250.50.'),
  stopBeforeStart: words(
    'De stop ligt vóór de start van {day}. Vul een latere dag in, of verbeter eerst de start.',
    'The stop is before the start of {day}. Enter a later day, or correct the start first.',
  ),
  faults: {
    'nothing-to-change': words(
      'Er verandert niets. Vul in wat er anders moet zijn dan nu.',
      'Nothing changes. Fill in what is to be different from now.',
    ),
    'no-current-allocation': words(
      'Deze toewijzing loopt nu niet, dus u kunt haar niet laten wijzigen. Vraag een nieuwe aan.',
      'This allocation does not run now, so it cannot be changed. Ask for a new one.',
    ),
    'no-such-delivery': words(
      'Deze melding is er niet, of is al teruggenomen. Een melding telt pas na een goedgekeurde retour.',
      'There is no such report, or it was taken back already. A report counts only after an approving retour.',
    ),
    'stop-stands': words(
      'Bij deze start is een stop gemeld. Neem eerst de stop terug.',
      'A stop of this start was reported. Take the stop back first.',
    ),
    'already-started': words(
      'Er is al een start gemeld. Meld eerst een stop, of verbeter de start die er is.',
      'A start was reported already. Report a stop first, or correct that start.',
    ),
    'not-started': words(
      'Er is geen start die nog loopt. Meld eerst de start.',
      'There is no start that runs still. Report the start first.',
    ),
    'wanted-date': words(
      'Op deze dag kan de wijziging niet ingaan. Kies een andere dag, of laat de dag leeg.',
      'The change cannot begin on this day. Choose another one, or leave the day empty.',
    ),
  },
} as const;
