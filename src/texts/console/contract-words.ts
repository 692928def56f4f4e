import type { PaidFor, PaymentScheme } from '../../ledger/contracts/model.ts';
import { counting, type Words, words } from './words.ts';

/** How a line of a contract is paid. */
export const schemeWords: Readonly<Record<PaymentScheme, Words>> = {
  '70/30': words('70% na de start, 30% na het einde', '70% after the start, 30% after the end'),
  twelfths: words('elke maand een twaalfde', 'a twelfth each month'),
  'per-unit': words('per eenheid', 'per unit'),
  total: words('in één keer', 'all at once'),
};

/** What is paid for. */
export const paidForWords: Readonly<Record<PaidFor, Words>> = {
  input: words('inspanning', 'effort'),
  output: words('resultaat', 'result'),
};

/** Words of the page of one contract. */
export const oneContractWords = {
  title: words('Contract {number}', 'Contract {number}'),
  aanbieder: words('Aanbieder', 'Aanbieder'),
  gemeenten: words('Gemeenten', 'Gemeenten'),
  region: words('Regio', 'Region'),
  period: words('Periode', 'Period'),
  segments: words('Segmenten', 'Segments'),
  version: words('Versie', 'Version'),
  since: words('{version}, sinds {at}', '{version}, since {at}'),
  earlier: words(
    'Dit is een eerdere versie. Wat toen is beoordeeld, is hiermee beoordeeld.',
    'This is an earlier version. What was judged then was judged by it.',
  ),
  present: words('Naar de versie van nu', 'To the present version'),
  withdrawn: words('Dit contract is ingetrokken.', 'This contract was withdrawn.'),
  list: words(
    'Dit is een productlijst: er staan geen tarieven in.',
    'This is a list of products: it has no tariffs.',
  ),
  lines: words('Regels', 'Lines'),
  noLines: words('Dit contract heeft geen regels.', 'This contract has no lines.'),
  product: words('Product', 'Product'),
  spic: words('SPIC', 'SPIC'),
  from: words('Vanaf', 'From'),
  until: words('Tot en met', 'Until'),
  tariff: words('Tarief', 'Tariff'),
  per: words('per {unit}', 'per {unit}'),
  payment: words('Betaling', 'Payment'),
  bounds: words('Grenzen', 'Bounds'),
  least: words('ten minste {volume}', 'at least {volume}'),
  most: words('ten hoogste {volume}', 'at most {volume}'),
  year: words('{amount} per kind per jaar', '{amount} a child a year'),
  versions: words('Versies', 'Versions'),
  recorded: words('Sinds', 'Since'),
  changes: words('Wat er veranderde', 'What changed'),
  first: words('eerste versie', 'first version'),
  nothing: words('niets aan de regels', 'nothing of the lines'),
  added: counting(
    words('1 regel erbij', '1 line added'),
    words('{n} regels erbij', '{n} lines added'),
  ),
  gone: counting(words('1 regel weg', '1 line gone'), words('{n} regels weg', '{n} lines gone')),
  changed: counting(
    words('1 regel anders', '1 line changed'),
    words('{n} regels anders', '{n} lines changed'),
  ),
  tariffs: words('{product}: {before} wordt {after}', '{product}: {before} becomes {after}'),
  moreVersions: words(
    'Er zijn eerdere versies: `npx ijw contracts show`.',
    'There are earlier versions: `npx ijw contracts show`.',
  ),
  withdraw: words('Contract intrekken', 'Withdraw the contract'),
  withdrawAbout: counting(
    words(
      'Vanaf dan wordt niets meer met dit contract beoordeeld: 1 product valt weg. De versies blijven staan. Opnieuw laden kan.',
      'From then on nothing is judged by this contract: 1 product goes. Its versions stay. It can be loaded again.',
    ),
    words(
      'Vanaf dan wordt niets meer met dit contract beoordeeld: {n} producten vallen weg. De versies blijven staan. Opnieuw laden kan.',
      'From then on nothing is judged by this contract: {n} products go. Its versions stay. It can be loaded again.',
    ),
  ),
  done: words('Het contract is ingetrokken.', 'The contract was withdrawn.'),
} as const;
