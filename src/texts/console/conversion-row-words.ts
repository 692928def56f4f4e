import { counting, words } from './words.ts';

/** Words of the rows, and of what one says of them. */
export const rowWords = {
  title: words('Rijen van omzetting {n}', 'Rows of conversion {n}'),
  caption: words('Rijen', 'Rows'),
  allocation: words('Toewijzing', 'Allocation'),
  from: words('Van', 'From'),
  remains: words('Blijft over', 'Remains'),
  to: words('Naar SPIC', 'To SPIC'),
  price: words('Prijs', 'Price'),
  difference: words('Verschil', 'Difference'),
  step: words('Verstuurd', 'Sent'),
  reason: words('SPIC', 'SPIC'),
  aanbieder: words('Aanbieder', 'Aanbieder'),
  aanbiederName: words('Welke aanbieder', 'Which aanbieder'),
  gemeenteName: words('Welke gemeente', 'Which gemeente'),
  saysUs: words('Wij', 'We'),
  withSpic: words('met SPIC', 'with a SPIC'),
  withoutSpic: words('zonder SPIC', 'without a SPIC'),
  perMonth: words('{amount} per maand', '{amount} a month'),
  unknown: words('niet bekend', 'not known'),
  noEnd: words('geen einddatum', 'no end'),
  until: words('tot en met {day}', 'until {day}'),
  noSpic: words('geen SPIC', 'no SPIC'),
  forgotten: words('gegevens verwijderd', 'data removed'),
  unfit: words('Kies een waarde uit de lijst.', 'Choose a value of the list.'),
  empty: words('Deze omzetting heeft geen rijen.', 'This conversion has no rows.'),
  emptyHere: words('Er zijn geen rijen die bij dit filter horen.', 'No rows go with this filter.'),
  totals: words(
    'Wij zijn akkoord met {ours}, de andere kant met {theirs}, en beide met {both} van {all}.',
    'We agree to {ours}, the other side to {theirs}, and both to {both} of {all}.',
  ),
  money: words(
    'Lager {lower} ({lowerSum}), gelijk {equal}, hoger {higher} ({higherSum}).',
    'Lower {lower} ({lowerSum}), equal {equal}, higher {higher} ({higherSum}).',
  ),
  choose: words('Kies rij {row}, toewijzing {number}', 'Choose row {row}, allocation {number}'),
  row: words('rij {n}', 'row {n}'),
} as const;

/** Words of the form with which one says what one thinks of rows. */
export const markingWords = {
  title: words(
    'Wat vindt u van de aangevinkte rijen?',
    'What do you think of the rows that are ticked?',
  ),
  titleOne: words('Wat vindt u van deze rij?', 'What do you think of this row?'),
  titleAll: words('Wat vindt u van deze rijen?', 'What do you think of these rows?'),
  agree: words('Akkoord', 'Agree'),
  hold: words('Aanhouden', 'Hold'),
  change: words('Andere SPIC', 'Another SPIC'),
  reason: words('Reden', 'Reason'),
  reasonHint: words(
    'Nodig bij Aanhouden en bij Andere SPIC. De andere kant leest dit: schrijf er geen naam of BSN in.',
    'Needed to hold, and for another SPIC. The other side reads it: write no name or BSN.',
  ),
  categorie: words('Categorie van de andere SPIC', 'Category of the other SPIC'),
  code: words('Code van de andere SPIC', 'Code of the other SPIC'),
  months: words('Duur in maanden', 'Months that it lasts'),
  monthsHint: words('Leeg: tot de oude einddatum.', 'Empty: until the old end.'),
  spic: words('Alleen voor Andere SPIC', 'Only for another SPIC'),
  allOfFilter: words('Alle rijen van dit filter', 'All rows of this filter'),
  allAbout: words(
    'Wilt u over alle rijen van dit filter hetzelfde zeggen, ook die van andere pagina’s? Dan ziet u eerst hoeveel dat er zijn.',
    'Do you want to say the same of all rows of this filter, also those of other pages? You see first how many these are.',
  ),
  allTitle: words(
    'Alle rijen van het filter, omzetting {n}',
    'All rows of the filter, conversion {n}',
  ),
  allCount: counting(
    words('Het gaat om 1 rij', 'It is 1 row'),
    words('Het gaat om {n} rijen', 'It is {n} rows'),
  ),
  allMost: words(
    'Er zijn er meer. Op één keer gaan er ten hoogste {n}: dit zijn de eerste. Doe daarna de volgende.',
    'There are more. No more than {n} go at once: these are the first. Do the next ones after that.',
  ),
  allSkipped: counting(
    words(
      '1 rij doet niet mee: zij is al verstuurd of de gegevens zijn verwijderd.',
      '1 row is left out: it was sent already, or its data was removed.',
    ),
    words(
      '{n} rijen doen niet mee: zij zijn al verstuurd of de gegevens zijn verwijderd.',
      '{n} rows are left out: these were sent already, or their data was removed.',
    ),
  ),
  allNoSpic: counting(
    words(
      '1 daarvan heeft geen SPIC: daarmee kunt u niet akkoord gaan.',
      '1 of these has no SPIC: you cannot agree to that.',
    ),
    words(
      '{n} daarvan hebben geen SPIC: daarmee kunt u niet akkoord gaan.',
      '{n} of these have no SPIC: you cannot agree to these.',
    ),
  ),
  allSum: words('Samen {difference} verschil.', 'A difference of {difference} together.'),
  allNone: words(
    'Er zijn geen rijen waar u nu iets van kunt zeggen.',
    'There are no rows of which you can say something now.',
  ),
  allLeft: counting(
    words(
      'Er is niets bewaard. 1 rij kan zo niet; zij is eruit gehaald. Kijk nog eens naar het aantal, en druk dan opnieuw.',
      'Nothing was kept. 1 row cannot be so; it was left out. Look at the count again, and press again then.',
    ),
    words(
      'Er is niets bewaard. {n} rijen kunnen zo niet; zij zijn eruit gehaald. Kijk nog eens naar het aantal, en druk dan opnieuw.',
      'Nothing was kept. {n} rows cannot be so; these were left out. Look at the count again, and press again then.',
    ),
  ),
  which: words('Welke, en waarom', 'Which, and why'),
  onlyFirst: words('De eerste {n}.', 'The first {n}.'),
  notKept: words(
    'Er is nog niets bewaard, en wat u aanvinkte staat er nog.',
    'Nothing was kept yet, and what you ticked is still ticked.',
  ),
  rowFault: words('Rij {n}: {why}', 'Row {n}: {why}'),
  rowChanged: words(
    'Voor deze rij is intussen een andere SPIC voorgesteld. U ziet nu het nieuwe voorstel. Bekijk het, en zeg dan wat u ervan vindt.',
    'Another SPIC was proposed for this row meanwhile. You see the new proposal now. Look at it, and say what you think then.',
  ),
  noRows: words('Vink de rijen aan waar het om gaat.', 'Tick the rows that it is about.'),
  tooMany: words(
    'Dat zijn meer rijen dan op één keer kan.',
    'These are more rows than go at once.',
  ),
  noMark: words('Kies wat u van de rijen vindt.', 'Choose what you think of the rows.'),
  reasonMissing: words(
    'Schrijf op waarom, in ten hoogste 500 tekens.',
    'Write why, in 500 characters at most.',
  ),
  reasonHasBsn: words(
    'In de reden staat een getal dat een BSN kan zijn. De andere kant leest de reden: schrijf haar zonder BSN of naam.',
    'The reason has a number that may be a BSN. The other side reads the reason: write it without a BSN or name.',
  ),
  categorieUnfit: words(
    'Een categorie heeft 2 cijfers, zoals 45.',
    'A category has 2 digits, as 45.',
  ),
  codeUnfit: words(
    'Een code heeft 1 tot 5 tekens, zoals 45B01.',
    'A code has 1 to 5 characters, as 45B01.',
  ),
  monthsUnfit: words(
    'Vul een heel aantal maanden in, van 1 tot {n}.',
    'Write a whole number of months, from 1 to {n}.',
  ),
  marked: counting(
    words('Bewaard bij 1 rij.', 'Kept at 1 row.'),
    words('Bewaard bij {n} rijen.', 'Kept at {n} rows.'),
  ),
  markedNone: words(
    'Dat stond er al: er is niets veranderd.',
    'That was said already: nothing changed.',
  ),
  notShared: words(
    'U kunt er iets van zeggen zodra deze omzetting met u is gedeeld.',
    'You can say something of it once this conversion was shared with you.',
  ),
  administrator: words(
    'Een beheerder zegt hier niets namens een partij: dat gaat met een bestand van die partij, met `npx ijw conversion mark`.',
    'An administrator says nothing for a party here: that goes by a file of that party, with `npx ijw conversion mark`.',
  ),
} as const;

/** Words of the page of one row. */
export const oneRowWords = {
  title: words('Rij {row} van omzetting {n}', 'Row {row} of conversion {n}'),
  gemeente: words('Gemeente', 'Gemeente'),
  aanbieder: words('Aanbieder', 'Aanbieder'),
  client: words('Cliënt (willekeurig nummer)', 'Client (random id)'),
  was: words('Wat het was', 'What it was'),
  product: words('Product', 'Product'),
  period: words('Periode', 'Period'),
  volume: words('Omvang', 'Volume'),
  budget: words('Budget', 'Budget'),
  remains: words('Wat overblijft', 'What remains'),
  amount: words('Bedrag', 'Amount'),
  perMonth: words('Per maand', 'A month'),
  tariff: words('Tarief', 'Tariff'),
  undecided: words('Gedeclareerd, nog niet beslist', 'Declared, not decided'),
  declared: {
    file: words('Volgens het bestand met declaraties', 'By the file of what was declared'),
    unknown: words('Wat is gedeclareerd, is niet bekend', 'What was declared is not known'),
  },
  source: words('Waar dat vandaan komt', 'Where that comes from'),
  shortened: words('De oude toewijzing eindigt', 'The old allocation ends'),
  proposal: words('Voorstel', 'Proposal'),
  price: words('Prijs', 'Price'),
  difference: words('Verschil', 'Difference'),
  redenWijziging: words('RedenWijziging', 'RedenWijziging'),
  rule: words('Regel van het bestand', 'Rule of the file'),
  ruleChosen: words('door een mens gekozen', 'chosen by a person'),
  noProposal: words('Er is geen SPIC', 'There is no SPIC'),
  holds: words('Wat in de weg zit', 'What is in the way'),
  forgotten: words(
    'De gegevens van deze cliënt zijn verwijderd. Van de rij blijven alleen bedragen.',
    'The data of this client was removed. Of the row only amounts are left.',
  ),
  history: words('Wat erover is gezegd', 'What was said of it'),
  opinions: words('Oordelen', 'Opinions'),
  noHistory: words('Nog niets.', 'Nothing yet.'),
  when: words('Wanneer', 'When'),
  side: words('Kant', 'Side'),
  says: words('Oordeel', 'Opinion'),
  spic: words('SPIC', 'SPIC'),
  reason: words('Reden', 'Reason'),
  by: words('Door', 'By'),
  decision: words('Beschikking {number} van {day}', 'Beschikking {number} of {day}'),
  months: counting(words('1 maand', '1 month'), words('{n} maanden', '{n} months')),
  sent: words('Verstuurd', 'Sent'),
  step: words('Stand', 'State'),
  why: words('Waarom', 'Why'),
  newNumber: words('Nummer van de SPIC', 'Number of the SPIC'),
  message: words('Bericht', 'Message'),
  none: words('geen', 'none'),
} as const;
