import type { ImportFileFault } from '../ledger/import/file.ts';
import type { PrestatieFault, prestatieFaultCodes } from '../ledger/import/prestatie-file.ts';
import { importFaultSentence } from './import-texts.ts';
import type { Language } from './problem-text.ts';
import { otherRowText } from './sheet-texts.ts';

type Sentence = Readonly<Record<Language, string>>;

/** What is wrong in a file of Prestaties, and what to do. `{name}` is filled from the parameters of the fault. */
const sentences: Readonly<Record<(typeof prestatieFaultCodes)[number], Sentence>> = {
  'amount-negative': {
    nl: 'Vul hier een getal zonder minteken in. Voor een creditering vult u C in bij debetCredit.',
    en: 'Write a number without a minus sign. For a credit, write C in debetCredit.',
  },
  'debit-refers': {
    nl: 'Laat deze cel leeg, of vul C in bij debetCredit: alleen een creditering verwijst naar een eerdere prestatie.',
    en: 'Leave this cell empty, or write C in debetCredit: only a credit refers to an earlier service.',
  },
  'period-order': {
    nl: 'De einddatum ligt voor de begindatum. Controleer beide datums.',
    en: 'The einddatum lies before the begindatum. Check both dates.',
  },
  'period-month': {
    nl: 'Een prestatie valt in één kalendermaand. Vul een einddatum in dezelfde maand als de begindatum in.',
    en: 'A service lies in one calendar month. Write an einddatum in the month of the begindatum.',
  },
  'declaration-differs': {
    nl: 'Deze declaratie heeft een andere declaratiePeriode in {where}. Vul in alle rijen van een declaratie dezelfde dag in.',
    en: 'This declaration has another declaratiePeriode in {where}. Write the same day in all rows of a declaration.',
  },
  'reference-twice': {
    nl: 'Dit referentieNummer staat ook in {where}, bij een andere prestatie. Elke prestatie heeft een eigen nummer.',
    en: 'This referentieNummer stands in {where} too, of another service. Each service has a number of its own.',
  },
  'reference-used': {
    nl: 'De gateway kent dit referentieNummer al, en daar staat iets anders bij dan in deze rij. Haal de rij weg, of controleer haar.',
    en: 'The gateway knows this referentieNummer already, with something else than is in this row. Take the row out, or check it.',
  },
  'allocation-unknown': {
    nl: 'De gateway kent geen toewijzing van deze gemeente aan deze aanbieder met dit nummer, voor dit kind. Lees eerst de toewijzingen in.',
    en: 'The gateway knows no allocation of this gemeente to this aanbieder with this number, for this child. Import the allocations first.',
  },
  'debit-unknown': {
    nl: 'De prestatie die hier wordt gecrediteerd, staat niet in de bestanden en de gateway kent haar niet als toegekend. Voeg haar toe.',
    en: 'The service that is credited here is in none of the files, and the gateway does not know it as granted. Add it.',
  },
  'debit-other': {
    nl: 'Deze creditering verwijst naar een prestatie van een ander kind of een andere toewijzing. Controleer het nummer.',
    en: 'This credit refers to a service of another child or another allocation. Check the number.',
  },
  'credit-larger': {
    nl: 'Deze creditering is hoger dan de prestatie die wordt gecrediteerd. Controleer beide bedragen.',
    en: 'This credit is higher than the service that is credited. Check both amounts.',
  },
  'credited-twice': {
    nl: 'Deze prestatie is al gecrediteerd{where}. Een prestatie wordt één keer gecrediteerd.',
    en: 'This service is credited already{where}. A service is credited once.',
  },
  'party-unknown': {
    nl: 'Deze code is geen partij van de gateway, of een partij van een andere soort. Sluit de partij eerst aan.',
    en: 'This code is no party of the gateway, or a party of another kind. Make the party first.',
  },
};

/** What is wrong in a file of Prestaties, and what to do. It never holds a value of a cell. */
export function prestatieFaultSentence(fault: PrestatieFault, language: Language): string {
  const { code, params = {} } = fault;
  if (!isOwn(code)) return importFaultSentence(fault as ImportFileFault, language);
  const where = params.row === undefined ? '' : whereOf(params, language);
  const inWords = code === 'credited-twice' && where !== '' ? ` in ${where}` : where;
  return sentences[code][language].replaceAll('{where}', inWords);
}

function isOwn(code: string): code is keyof typeof sentences {
  return Object.hasOwn(sentences, code);
}

/** Another row, and its file where that is another one. */
function whereOf(params: NonNullable<PrestatieFault['params']>, language: Language): string {
  const row = otherRowText(params, language);
  if (params.file === undefined) return row;
  return language === 'nl' ? `${row} van ${params.file}` : `${row} of ${params.file}`;
}
