import { text } from './problem-text.ts';

/** The problems of conversions. */
export const conversionProblemTexts = {
  'conversion-day': text(
    400,
    [
      'Deze dag ligt te ver weg',
      'De dag van een omzetting ligt hoogstens {years} jaar voor of na vandaag. Controleer het jaartal van `day`.',
    ],
    [
      'This day is too far away',
      'The day of a conversion is at most {years} years before or after today. Check the year of `day`.',
    ],
  ),
  'too-many-previews': text(
    429,
    [
      'Er worden al proefomzettingen gemaakt',
      'Er worden er al {previews} voor u gemaakt. Wacht tot er een klaar is (`GET /v1/conversions` laat zien hoe ver ze zijn) en vraag deze dan opnieuw aan.',
    ],
    [
      'Previews are being made already',
      '{previews} are being made for you. Wait until one is ready (`GET /v1/conversions` says how far they are), and ask for this one again.',
    ],
  ),
  'conversion-not-ready': text(
    409,
    [
      'Deze proefomzetting is niet klaar',
      'De proefomzetting heeft de status {state}. Is dat `making`, wacht dan tot zij klaar is: `GET /v1/conversions/7` (met het nummer) laat zien hoe ver zij is. Is dat `failed`, maak dan een nieuwe.',
    ],
    [
      'This preview is not ready',
      'The preview is in the state {state}. With `making`, wait until it is ready: `GET /v1/conversions/7` (with its number) says how far it is. With `failed`, make a new one.',
    ],
  ),
  'conversion-not-shared': text(
    409,
    [
      'Deze proefomzetting is nog niet gedeeld',
      'De aanbieder mag deze proefomzetting nog niet zien en kan er dus niets over zeggen. Deel haar eerst: `POST /v1/conversions/7/share` (met het nummer).',
    ],
    [
      'This preview is not shared yet',
      'The aanbieder may not see this preview yet, so it can say nothing of it. Share it first: `POST /v1/conversions/7/share` (with its number).',
    ],
  ),
  'mark-side': text(
    400,
    [
      'Deze partij kan dit niet over een rij zeggen',
      'Een beheerder noemt van welke kant en van welke partij de opmerkingen zijn. Alleen de gemeente vult een beschikking in. Er is niets bewaard.',
    ],
    [
      'This party cannot say this of a row',
      'An administrator names the side and the party of which the marks are. Only the gemeente fills in a decision to the parents. Nothing was kept.',
    ],
  ),
  'mark-faults': text(
    409,
    [
      'Over deze rijen is niets bewaard',
      'Verbeter wat onder `violations` staat en stuur alles opnieuw. Is een rij intussen gewijzigd, haal haar dan eerst opnieuw op.',
    ],
    [
      'Nothing was kept of these rows',
      'Fix what `violations` lists and send all of it again. Where a row changed meanwhile, get it first.',
    ],
  ),
  'workbook-too-large': text(
    409,
    [
      'Te veel rijen voor één Excel-bestand',
      'Deze proefomzetting heeft meer rijen dan in één Excel-bestand passen. Vraag haar op als CSV: `GET /v1/conversions/7/csv` (met het nummer).',
    ],
    [
      'Too many rows for one workbook',
      'This preview has more rows than a workbook can hold. Get it as CSV: `GET /v1/conversions/7/csv` (with its number).',
    ],
  ),
  'nothing-agreed': text(
    409,
    [
      'Er is niets om te versturen',
      'Er is geen rij waarmee beide kanten akkoord zijn en die nog niet is verstuurd en daar ook niet op wacht. Een rij die eerder is afgewezen gaat alleen mee als u erom vraagt: `again: true`, of `--again` op de opdrachtregel. Zwijgen is geen akkoord: vraag de andere kant om een reactie, of bekijk de rijen met `gemeenteMark=none` en `aanbiederMark=none`.',
    ],
    [
      'There is nothing to send',
      'There is no row to which both sides agree and that was not sent and does not wait to be sent. A row that was refused before goes again only when you ask for that: `again: true`, or `--again` at the terminal. Silence is no agreement: ask the other side to answer, or look at the rows with `gemeenteMark=none` and `aanbiederMark=none`.',
    ],
  ),
  'not-converted': text(
    409,
    [
      'Deze rij is niet omgezet',
      'Terugdraaien kan alleen bij een rij waarvan het bericht is goedgekeurd, en die niet al wordt teruggedraaid. Bekijk de rij: daar staat hoe ver zij is.',
    ],
    [
      'This row is not converted',
      'Only a row whose message was approved can be taken back, and only once. Look at the row: it says how far it is.',
    ],
  ),
} as const;
