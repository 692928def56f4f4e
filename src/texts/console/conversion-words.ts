import type { HoldReason, UnmappedReason } from '../../ledger/conversion/model.ts';
import type { ConversionRecord, MarkKind, RowStep, Side } from '../../ledger/conversion/row.ts';
import { counting, type Words, words } from './words.ts';

/** How far a preview is. */
export const conversionStates: Readonly<Record<ConversionRecord['state'], Words>> = {
  making: words('wordt gemaakt', 'being made'),
  ready: words('klaar', 'ready'),
  failed: words('mislukt', 'failed'),
};

/** What a side says of a row. */
export const saidWords: Readonly<Record<MarkKind | 'none', Words>> = {
  agreed: words('Akkoord', 'Agreed'),
  changed: words('Andere SPIC', 'Another SPIC'),
  held: words('Aanhouden', 'Held'),
  none: words('Nog niets', 'Nothing yet'),
};

/** The two sides. */
export const sideWords: Readonly<Record<Side, Words>> = {
  gemeente: words('Gemeente', 'Gemeente'),
  aanbieder: words('Aanbieder', 'Aanbieder'),
};

/** How far a row is, and a message of it. */
export const stepWords: Readonly<Record<RowStep, Words>> = {
  none: words('Niet verstuurd', 'Not sent'),
  waiting: words('Komt aan de beurt', 'Waits its turn'),
  posting: words('Gaat nu', 'Going now'),
  sent: words('Wacht op de retour', 'Waits for its retour'),
  approved: words('Omgezet', 'Converted'),
  refused: words('Geweigerd', 'Refused'),
  failed: words('Mislukt', 'Failed'),
  'held-back': words('Tegengehouden', 'Held back'),
  stopped: words('Gestopt', 'Stopped'),
  reverted: words('Teruggedraaid', 'Taken back'),
};

/** In a few words why a row has no SPIC, or what is in its way. */
export const reasonWords: Readonly<Record<UnmappedReason | HoldReason, Words>> = {
  'no-rule': words('geen regel past', 'no rule fits'),
  'no-product': words('geen product, alleen een budget', 'no product, only a budget'),
  'no-contract': words('SPIC niet in het contract', 'SPIC not in the contract'),
  'no-tariff': words('geen tarief', 'no tariff'),
  'age-unknown': words('leeftijd niet bekend', 'age not known'),
  'remains-unknown': words('niet bekend wat overblijft', 'not known what remains'),
  'end-needed': words('einddatum nodig', 'end needed'),
  'unit-differs': words('andere eenheid', 'another unit'),
  'nothing-remains': words('er blijft niets over', 'nothing remains'),
  'open-request': words('verzoek nog niet beantwoord', 'request not answered'),
  'granted-after-end': words('declaraties na de omzetting', 'declarations after the conversion'),
  'undecided-after-end': words('declaraties nog niet beslist', 'declarations not decided'),
  'begins-later': words('begint later', 'begins later'),
  'changes-over': words('gaat al over', 'changes over already'),
  'same-spic': words('dezelfde SPIC dubbel', 'the same SPIC twice'),
  'overlaps-kept': words('overlapt met wat blijft', 'overlaps with what stays'),
  'care-overlaps': words('toewijzingen overlappen', 'allocations overlap'),
  'client-data': words('gegevens van cliënt ontbreken', 'client data missing'),
  'address-unsafe': words('geheim adres', 'secret address'),
  'ledger-incomplete': words('grootboek niet compleet verklaard', 'ledger not declared complete'),
};

/** Words of the list of conversions. */
export const conversionListWords = {
  title: words('Omzetting', 'Conversion'),
  about: words(
    'Een omzetting beëindigt lopende toewijzingen op één dag en laat de dag erna SPIC’s beginnen. Zij begint met een proefomzetting: niets gaat weg voordat beide kanten akkoord zijn.',
    'A conversion ends running allocations on one day and begins SPICs on the next. It starts with a preview: nothing is sent before both sides agree.',
  ),
  empty: words(
    'Er is nog geen proefomzetting. Maak de eerste met een bestand met regels: welke SPIC komt in de plaats van welk product.',
    'There is no preview yet. Make the first of a file of rules: which SPIC takes the place of which product.',
  ),
  emptyAanbieder: words(
    'Er is nog geen omzetting met u gedeeld. Zodra een gemeente dat doet, staat zij hier.',
    'No conversion was shared with you yet. Once a gemeente does, it is here.',
  ),
  notDesignated: words(
    'Geen gemeente heeft uw organisatie nu aangewezen. Vraag een gemeente om dat te doen.',
    'No gemeente designates your organisation now. Ask a gemeente to do so.',
  ),
  caption: words('Omzettingen', 'Conversions'),
  number: words('Nummer', 'Number'),
  day: words('Naar', 'To'),
  state: words('Stand', 'State'),
  made: words('Gemaakt', 'Made'),
  shared: words('Gedeeld', 'Shared'),
  notShared: words('nog niet', 'not yet'),
  gemeenten: words('Gemeenten', 'Gemeenten'),
  one: words('Omzetting {n}', 'Conversion {n}'),
  progress: words('{done} van {total} bekeken', '{done} of {total} looked at'),
} as const;

/** Words of the page of one conversion. */
export const oneConversionWords = {
  title: words('Omzetting {n}, naar {day}', 'Conversion {n}, to {day}'),
  made: words('Gemaakt', 'Made'),
  gemeenten: words('Gemeenten', 'Gemeenten'),
  cases: counting(
    words('1 cliënt bij een aanbieder', '1 client at an aanbieder'),
    words('{n} keer een cliënt bij een aanbieder', '{n} times a client at an aanbieder'),
  ),
  rows: counting(
    words('1 toewijzing', '1 allocation'),
    words('{n} toewijzingen', '{n} allocations'),
  ),
  mapped: counting(
    words('1 met een SPIC', '1 with a SPIC'),
    words('{n} met een SPIC', '{n} with a SPIC'),
  ),
  unmapped: counting(
    words('1 zonder SPIC', '1 without a SPIC'),
    words('{n} zonder SPIC', '{n} without a SPIC'),
  ),
  leftOut: counting(
    words('1 cliënt is niet te lezen', '1 client cannot be read'),
    words('{n} cliënten zijn niet te lezen', '{n} clients cannot be read'),
  ),
  allocations: words('Toewijzingen', 'Allocations'),
  clients: words('Cliënten', 'Clients'),
  making: words('De proefomzetting wordt gemaakt.', 'The preview is being made.'),
  isReady: words('De proefomzetting is klaar.', 'The preview is ready.'),
  failed: words(
    'Het maken van deze proefomzetting is mislukt. Er is niets veranderd. Maak een nieuwe; lukt dat weer niet, vraag het dan aan de operator.',
    'Making this preview failed. Nothing was changed. Make another; if that fails too, ask the operator.',
  ),
  show: words('Toon wat er is', 'Show what there is'),
  none: words(
    'Er zijn geen toewijzingen die op deze dag lopen.',
    'There are no allocations that run on this day.',
  ),
  difference: words('Verschil', 'Difference'),
  differenceAbout: words(
    'De prijs van de SPIC min wat er van de oude toewijzing overblijft. Alleen van rijen waarvan beide bekend zijn.',
    'The price of the SPIC less what remains of the old allocation. Only of rows of which both are known.',
  ),
  kinds: words('Lager, gelijk en hoger', 'Lower, equal and higher'),
  kind: words('Verschil', 'Difference'),
  count: words('Toewijzingen', 'Allocations'),
  sum: words('Samen', 'Together'),
  lower: words('lager', 'lower'),
  equal: words('gelijk', 'equal'),
  higher: words('hoger', 'higher'),
  unknown: words('niet bekend', 'not known'),
  remains: words('Er blijft over', 'What remains'),
  price: words('De SPIC’s kosten', 'The SPICs cost'),
  net: words('Verschil', 'Difference'),
  bars: words('Hoe de verschillen zijn verdeeld', 'How the differences are divided'),
  share: words('Aandeel', 'Share'),
  why: words('Waarom niet, en wat in de weg zit', 'Why not, and what is in the way'),
  whyAbout: words(
    'Een rij zonder SPIC gaat niet mee. Een rij waar iets in de weg zit, wordt bij het versturen opnieuw bekeken.',
    'A row without a SPIC does not go. A row with something in its way is looked at again when it is sent.',
  ),
  reason: words('Reden', 'Reason'),
  withoutSpic: words('zonder SPIC', 'without a SPIC'),
  inTheWay: words('in de weg', 'in the way'),
  reasons: words('Redenen', 'Reasons'),
  whatKind: words('Soort', 'Kind'),
  what: words('Wat u kunt doen', 'What you can do'),
  said: words('Wat beide kanten zeggen', 'What both sides say'),
  marks: words('Toewijzingen per oordeel', 'Allocations by opinion'),
  mark: words('Oordeel', 'Opinion'),
  us: words('Wij', 'We'),
  both: counting(
    words('Van 1 toewijzing zijn beide kanten akkoord.', 'Both sides agree to 1 allocation.'),
    words(
      'Van {n} toewijzingen zijn beide kanten akkoord.',
      'Both sides agree to {n} allocations.',
    ),
  ),
  silence: words('Niets zeggen is geen akkoord.', 'Silence is no agreement.'),
  toRows: words('Naar de rijen', 'To the rows'),
  files: words('Bestand', 'File'),
  workbook: words('Download als Excel', 'Download as a workbook'),
  csv: words('Download als CSV', 'Download as CSV'),
  workbookAbout: words(
    'Met de rijen die u hier ziet. U komt in het logboek.',
    'With the rows that you see here. You are in the access log.',
  ),
} as const;

/** Words of sharing, sending and stopping. */
export const sendingWords = {
  share: words('Delen met de aanbieders', 'Share with the aanbieders'),
  shareAbout: counting(
    words(
      '1 aanbieder ziet dan {rows}, en zegt wat hij ervan vindt. Delen is niet terug te draaien.',
      '1 aanbieder then sees {rows}, and says what it thinks. Sharing is not taken back.',
    ),
    words(
      '{n} aanbieders zien dan elk hun eigen rijen, samen {rows}, en zeggen wat zij ervan vinden. Delen is niet terug te draaien.',
      '{n} aanbieders then each see their own rows, together {rows}, and say what they think. Sharing is not taken back.',
    ),
  ),
  shared: words('Gedeeld met de aanbieders', 'Shared with the aanbieders'),
  send: words('Versturen', 'Send'),
  sendNow: counting(
    words(
      'Verstuur waarmee beide kanten akkoord zijn (1 bericht)',
      'Send what both sides agree to (1 message)',
    ),
    words(
      'Verstuur waarmee beide kanten akkoord zijn ({n} berichten)',
      'Send what both sides agree to ({n} messages)',
    ),
  ),
  sendAbout: words(
    'Van {rows} zijn beide kanten akkoord en is nog niets verstuurd. Voor elke cliënt gaat één JW301 naar elke aanbieder. De oude toewijzing eindigt op {day}. Wat weg is, is alleen per cliënt terug te draaien, en niet meer als er van de SPIC is gedeclareerd.',
    'Both sides agree to {rows} that were not sent. For each client one JW301 goes to each aanbieder. The old allocation ends on {day}. What went is taken back by client only, and not once something of the SPIC was declared.',
  ),
  nothing: words(
    'Er is nu niets om te versturen: er zijn geen rijen waarmee beide kanten akkoord zijn en die nog niet weg zijn.',
    'There is nothing to send now: no rows to which both sides agree and that did not go.',
  ),
  again: counting(
    words(
      'Ook het bericht dat eerder is geweigerd: de oorzaak is weg',
      'Also the message that was refused before: its cause is gone',
    ),
    words(
      'Ook de {n} berichten die eerder zijn geweigerd: de oorzaak is weg',
      'Also the {n} messages that were refused before: their cause is gone',
    ),
  ),
  sendAgain: words('Opnieuw versturen', 'Send again'),
  moreMeanwhile: words(
    'Er is niets verstuurd. Wat er weggaat, is veranderd sinds u de pagina opende: het zijn nu {messages}. Kijk nog eens, en verstuur dan.',
    'Nothing was sent. What goes changed since you opened the page: it is {messages} now. Look again, and send then.',
  ),
  messages: counting(words('1 bericht', '1 message'), words('{n} berichten', '{n} messages')),
  sentTitle: words('Wat is verstuurd', 'What was sent'),
  neverSent: words('Er is nog niets verstuurd.', 'Nothing was sent yet.'),
  commit: words('Verstuurd', 'Sent'),
  revert: words('Teruggedraaid', 'Taken back'),
  states: {
    running: words('bezig', 'going on'),
    stopping: words('stopt: de laatste gaan nog', 'stopping: the last ones go'),
    stopped: words('gestopt', 'stopped'),
    finished: words('alles is weg', 'all went'),
  },
  answered: words('{done} van {all} beantwoord', '{done} of {all} answered'),
  stop: words('Stop', 'Stop'),
  stopAbout: counting(
    words(
      '1 bericht dat nog niet aan de beurt was, gaat dan niet weg. Wat weg is, blijft weg.',
      '1 message whose turn has not come then does not go. What went stays.',
    ),
    words(
      '{n} berichten die nog niet aan de beurt waren, gaan dan niet weg. Wat weg is, blijft weg.',
      '{n} messages whose turn has not come then do not go. What went stays.',
    ),
  ),
  when: words('Wanneer', 'When'),
  what: words('Wat', 'What'),
  far: words('Hoever', 'How far'),
  done: {
    shared: words(
      'De omzetting is gedeeld met de aanbieders.',
      'The conversion was shared with the aanbieders.',
    ),
    sent: words('Het versturen is begonnen.', 'Sending began.'),
    nothing: words('Er was niets om te versturen.', 'There was nothing to send.'),
    reverting: words('Het terugdraaien is begonnen.', 'Taking back began.'),
    stopped: words(
      'Het versturen is gestopt. Wat al weg was, blijft weg.',
      'Sending was stopped. What went stays.',
    ),
  },
} as const;
