import type { CheckReason, CheckRemark } from '../ledger/contracts/check.ts';
import type { ContractFaultCode } from '../ledger/contracts/file.ts';
import type { FileFault } from '../problem.ts';
import { conversionFaultSentence } from './conversion-texts.ts';
import type { Language } from './problem-text.ts';
import { otherRowText } from './sheet-texts.ts';

type Sentence = Readonly<Record<Language, string>>;

/** What is wrong in a file of contracts, and what to do. `{where}` is another place, from the parameters of the fault. */
const faults: Readonly<Record<ContractFaultCode, Sentence>> = {
  'contract-reserved': {
    nl: 'Zo’n nummer heeft alleen een productlijst. Kies een ander nummer voor dit contract.',
    en: 'Only a product list has such a number. Choose another number for this contract.',
  },
  'became-date': {
    nl: 'Het spreadsheetprogramma heeft hier een datum van gemaakt. Geef de kolom het type tekst en vul de waarde opnieuw in.',
    en: 'The spreadsheet program made a date of this. Give the column the type text and write the value again.',
  },
  'contract-differs': {
    nl: 'Dit contract heeft hier iets anders dan in {where}. Vul in alle rijen van een contract hetzelfde in, of laat de cel leeg.',
    en: 'This contract has something else in {where}. Write the same in all rows of a contract, or leave the cell empty.',
  },
  'begin-missing': {
    nl: 'De eerste dag van dit contract ontbreekt. Vul hem in minstens één rij van het contract in.',
    en: 'The first day of this contract is missing. Fill it in, in one row of the contract at least.',
  },
  'region-or-gemeenten': {
    nl: 'Vul bij dit contract een regio in, of de codes van de gemeenten. Niet allebei.',
    en: 'Fill in a region for this contract, or the codes of its gemeenten. Not both.',
  },
  'region-unknown': {
    nl: 'Geen enkele gemeente hoort bij deze regio. Controleer de naam, of leg bij de gemeenten vast bij welke regio ze horen (`ijw parties set CODE --region NAAM`).',
    en: 'No gemeente is of this region. Check the name, or say of which region each gemeente is (`ijw parties set CODE --region NAME`).',
  },
  'gemeenten-form': {
    nl: 'Vul gemeentecodes van 4 cijfers in, met komma’s ertussen. Spreadsheets halen nullen aan het begin weg: geef de kolom het type tekst.',
    en: 'Write codes of gemeenten of 4 digits, with commas between them. Spreadsheets drop zeros at the front: give the column the type text.',
  },
  'segments-form': {
    nl: 'Vul één hoofdletter in, zoals B of C. In de kolom segments mogen het er meer zijn, met komma’s ertussen.',
    en: 'Write one capital letter, as B or C. In the column segments it may be several, with commas between them.',
  },
  'period-turned': {
    nl: 'De laatste dag ligt voor de eerste. Verbeter een van de twee.',
    en: 'The last day is before the first. Fix one of the two.',
  },
  'line-outside': {
    nl: 'Op deze dag geldt het contract niet. Pas de dagen van deze regel aan, of die van het contract.',
    en: 'The contract does not hold on this day. Change the days of this line, or those of the contract.',
  },
  'product-or-spic': {
    nl: 'Vul categorie en code in. Of vul segment, profile en intensity in, zonder categorie en code.',
    en: 'Fill in categorie and code; or segment, profile and intensity, without categorie and code.',
  },
  'spic-unknown': {
    nl: 'De catalogus van de regio heeft op de eerste dag van deze regel geen SPIC met dit segment, dit profiel en deze intensiteit. Verbeter ze, of vul de categorie en de code in.',
    en: 'On the first day of this line the catalogue of the region has no SPIC of this segment, profile and intensity. Fix them, or fill in the category and the code.',
  },
  'spic-differs': {
    nl: 'In de catalogus van de regio staat bij deze code iets anders. Verbeter de code of deze cel, of laat segment, profile en intensity leeg.',
    en: 'The catalogue of the region has something else for this code. Fix the code or this cell, or leave segment, profile and intensity empty.',
  },
  'region-of-spic': {
    nl: 'De gemeenten van dit contract horen niet bij één regio. Daarom is niet bekend welke catalogus geldt. Vul de categorie en de code in.',
    en: 'The gemeenten of this contract are not of one region, so it is not known which catalogue holds. Fill in the category and the code.',
  },
  'segment-outside': {
    nl: 'Het segment van deze regel staat niet bij de segmenten van het contract. Verbeter een van de twee.',
    en: 'The segment of this line is not among the segments of the contract. Fix one of the two.',
  },
  'eenheid-form': {
    nl: 'Vul een van deze eenheden in: 01, 04, 14, 16, 82, 83 of 84. Een spreadsheetprogramma laat nullen aan het begin weg: geef de kolom het type tekst.',
    en: 'Write one of these units: 01, 04, 14, 16, 82, 83 or 84. Spreadsheets drop zeros at the front: give the column the type text.',
  },
  'tariff-first-day': {
    nl: 'Een tarief kan alleen op de eerste dag van een maand ingaan. Pas deze datum aan.',
    en: 'A tariff can only begin on the first of a month. Change this date.',
  },
  'tariff-unit': {
    nl: 'Vul bij een tarief per eenheid ook de eenheid in, zoals 04 voor uren.',
    en: 'Fill in the eenheid of a tariff per unit, as 04 for hours.',
  },
  'bounds-turned': {
    nl: 'Het hoogste volume is lager dan het laagste. Verbeter een van de twee.',
    en: 'The most volume is less than the least. Fix one of the two.',
  },
  'bounds-unit': {
    nl: 'Vul bij een laagste of hoogste volume ook de eenheid en de frequentie in.',
    en: 'Fill in the eenheid and the frequentie of a least or most volume.',
  },
  'line-overlaps': {
    nl: 'Hetzelfde contract heeft dit product voor (een deel van) deze dagen ook in {where}. Laat de ene periode eindigen voordat de andere begint.',
    en: 'The same contract has this product for some of these days in {where} too. Let one period end before the other begins.',
  },
  'contract-overlaps': {
    nl: 'Deze aanbieder heeft dit product voor (een deel van) deze dagen al in een ander contract met dezelfde gemeente: {where}. Laat het ene eindigen voordat het andere begint.',
    en: 'This aanbieder has this product for some of these days in another contract with the same gemeente: {where}. Let one end before the other begins.',
  },
  'segment-b-tariff': {
    nl: 'In segment B heeft een code in een gemeente één tarief, voor alle aanbieders. Voor (een deel van) deze dagen staat er een ander tarief in {where}. Maak de tarieven gelijk, en zet de contracten die daarvoor veranderen in één bestand.',
    en: 'In segment B a code has one tariff in a gemeente, whoever delivers it. For some of these days another tariff is in {where}. Make the tariffs equal, and put the contracts that change for it into one file.',
  },
};

/** Another place that a fault is about: a row of the file, or a contract that is there. */
function whereOf(params: NonNullable<FileFault['params']>, language: Language) {
  const { contract } = params;
  if (contract === undefined) return otherRowText(params, language);
  return language === 'nl'
    ? `contract ${contract}, dat al is vastgelegd`
    : `contract ${contract}, which is there`;
}

/** The sentence of a fault in a file that was to be loaded. It never holds a value of a cell. */
export function fileFaultSentence(fault: FileFault, language: Language): string {
  if (!isOwn(fault.code)) return conversionFaultSentence(fault, language);
  const { params = {}, code } = fault;
  return faults[code][language].replace('{where}', () => whereOf(params, language));
}

function isOwn(code: string): code is ContractFaultCode {
  return Object.hasOwn(faults, code);
}

const reasons: Readonly<Record<CheckReason, Sentence>> = {
  agreed: {
    nl: 'De gemeente en de aanbieder hebben deze zorg afgesproken.',
    en: 'The gemeente and the aanbieder agreed on this help.',
  },
  'no-contract': {
    nl: 'De gemeente en de aanbieder hebben geen contract met elkaar.',
    en: 'The gemeente and the aanbieder have no contract.',
  },
  'not-in-contract': {
    nl: 'Dit product staat niet in het contract van de gemeente en de aanbieder.',
    en: 'This product is not in the contract of the gemeente and the aanbieder.',
  },
  'begins-outside': {
    nl: 'Het contract heeft dit product wel, maar niet op de dag waarop de zorg ingaat.',
    en: 'The contract has this product, but not on the day on which the help begins.',
  },
  'volume-outside': {
    nl: 'Het gevraagde volume ligt buiten de grenzen van het contract.',
    en: 'The volume that is asked for is outside the bounds of the contract.',
  },
  'over-ceiling': {
    nl: 'Het gevraagde bedrag is hoger dan het contract per jaar toestaat.',
    en: 'What is asked for is more than the contract allows in a year.',
  },
  'too-old': {
    nl: 'De cliënt is 23 jaar of ouder op de dag waarop de zorg ingaat.',
    en: 'The client is 23 years or older on the day on which the help begins.',
  },
  adult: {
    nl: 'De cliënt is 18 tot en met 22 jaar. De Jeugdwet geldt dan alleen in bepaalde gevallen: de gemeente beslist.',
    en: 'The client is 18 to 22 years old. The Jeugdwet applies in some cases only: the gemeente decides.',
  },
  probation: {
    nl: 'Het gaat om jeugdreclassering. De rechter kan die opleggen: de gemeente beslist.',
    en: 'This is youth probation, which a court may impose: the gemeente decides.',
  },
  'by-law': {
    nl: 'De verwijzer is een gecertificeerde instelling of de rechter. De gemeente kan verplicht zijn om deze zorg te leveren, ook zonder contract.',
    en: 'It was referred by a certified institution or a court. The gemeente may have to provide it, also without a contract.',
  },
  moved: {
    nl: 'De cliënt is verhuisd. Lopende zorg gaat na een verhuizing nog een jaar door tegen het oude tarief.',
    en: 'The client moved. Running help goes on for a year after a move, at the old tariff.',
  },
  national: {
    nl: 'De aanbieder beroept zich op een landelijk raamcontract. De gateway kent dat contract niet.',
    en: 'The aanbieder relies on a national framework contract, which the gateway does not know.',
  },
  'not-comparable': {
    nl: 'Het contract heeft grenzen, maar die zijn niet te vergelijken met wat hier wordt gevraagd: de eenheid, de frequentie of het tarief verschilt of ontbreekt.',
    en: 'The contract has bounds, but they cannot be compared with what is asked: unit, frequency or tariff differ or are missing.',
  },
};

const remarks: Readonly<Record<Exclude<CheckRemark, CheckReason>, Sentence>> = {
  'ends-later': {
    nl: 'De zorg loopt door na de laatste dag waarop het contract dit product heeft. Spreek af wat er daarna geldt.',
    en: 'The help goes on after the last day on which the contract has this product. Agree on what holds then.',
  },
  'tariff-changes': {
    nl: 'In deze periode verandert het tarief.',
    en: 'The tariff changes in this period.',
  },
  'other-unit': {
    nl: 'Het contract heeft dit product in een andere eenheid.',
    en: 'The contract has this product in another unit.',
  },
  'no-code': {
    nl: 'Zonder productcode is alleen de categorie vergeleken.',
    en: 'Without a product code only the category was compared.',
  },
  'turns-18': {
    nl: 'De cliënt wordt in deze periode 18 jaar. Daarna geldt de Jeugdwet alleen in bepaalde gevallen.',
    en: 'The client turns 18 in this period. From then on the Jeugdwet applies in some cases only.',
  },
  'not-compared': {
    nl: 'Het contract heeft grenzen voor het volume of het bedrag. Vraag het opnieuw met `omvang` of `budget` om te weten of het daarbinnen past.',
    en: 'The contract has bounds on the volume or the amount. Ask again with `omvang` or `budget` to know whether it fits.',
  },
  'refused-all-the-same': {
    nl: 'De gateway wijst zo’n verzoek wel af, met RetourCode S329, omdat het niet in het contract staat. Bel eerst de gemeente.',
    en: 'The gateway refuses such a request all the same, with RetourCode S329, because it is not in the contract. Call the gemeente first.',
  },
  'by-predecessor': {
    nl: 'Dit is afgesproken door een gemeente die is opgegaan in deze gemeente.',
    en: 'This was agreed by a gemeente that merged into this one.',
  },
};

/** What a reason or remark of a contract check means. */
export function checkSentence(code: CheckRemark, language: Language): string {
  const sentences: Readonly<Record<CheckRemark, Sentence>> = { ...reasons, ...remarks };
  return sentences[code][language];
}
