import type { Prestatie } from '../../../../src/standard/messages/berichten.ts';
import type { Draft } from '../case.ts';
import { about, type Nearest } from './nearest.ts';
import { declared } from './prestatie.ts';

/** The months of a declaration and of what it declares. */

function period(one: Draft<Prestatie>, begindatum: string, einddatum: string) {
  one.productPeriode = { begindatum, einddatum };
}

const CS100 = declared('CS100').flatMap(({ passes, refuses, everywhere }) => [
  passes('a ProductPeriode from 2021-01-01', (one) => period(one, '2021-01-01', '2021-01-31')),
  passes('a ProductPeriode from 2021-01-02', (one) => period(one, '2021-01-02', '2021-01-31')),
  passes('a ProductPeriode of 12020', (one) => period(one, '12020-03-01', '12020-03-31')),
  refuses('a ProductPeriode from 2020-12-31', 'ProductPeriode/Begindatum', (one) =>
    period(one, '2020-12-31', '2020-12-31'),
  ),
  refuses('a ProductPeriode from 2020-12-31 into 2021', 'ProductPeriode/Begindatum', (one) =>
    period(one, '2020-12-31', '2021-01-31'),
  ),
  ...everywhere(
    'a ProductPeriode of December 2020',
    'ProductPeriode/Begindatum',
    (one) => period(one, '2020-12-01', '2020-12-31'),
    (one) => period(one, '2021-01-01', '2021-01-31'),
  ),
]);

/** Begin and end, and whether they are of two months. */
const months = [
  ['2024-03-01', '2024-03-31', false],
  ['2024-03-15', '2024-03-15', false],
  ['2024-03-31', '2024-03-31', false],
  ['2024-03-31', '2024-04-01', true],
  ['2024-03-01', '2024-04-30', true],
  ['2023-03-01', '2024-03-31', true],
  ['2023-12-31', '2024-01-01', true],
  ['2024-02-29', '2024-03-01', true],
] as const;
const CS337 = declared('CS337').flatMap(({ judges, everywhere }) => [
  ...months.map(([begin, eind, refused]) =>
    judges(
      `a ProductPeriode from ${begin} to ${eind}`,
      refused,
      'ProductPeriode/Einddatum',
      (one) => period(one, begin, eind),
    ),
  ),
  ...everywhere(
    'a ProductPeriode into the next month',
    'ProductPeriode/Einddatum',
    (one) => period(one, '2024-03-01', '2024-04-01'),
    (one) => period(one, '2024-03-01', '2024-03-31'),
  ),
]);

const whole = about('CS340', 'JW323/valid-complete.xml');
const CS100OfDeclaratie = about('CS100', 'JW323/valid-complete.xml');
const days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Begin and end of what is not one whole month. */
const notWhole = [
  ['2024-03-02', '2024-03-31'],
  ['2024-03-01', '2024-03-01'],
  ['2024-02-29', '2024-03-31'],
  ['2024-03-01', '2024-04-01'],
  ['2024-03-01', '2024-04-30'],
  ['2023-03-01', '2024-03-31'],
  ['2023-12-01', '2024-01-31'],
  ['2024-03-31', '2024-03-01'],
  ['2000-02-01', '2000-02-28'],
] as const;
const wholeMonths = [
  ['2023-02-01', '2023-02-28'],
  ['2100-02-01', '2100-02-28'],
  ['2000-02-01', '2000-02-29'],
] as const;

function declaratiePeriode(begindatum: string, einddatum: string) {
  return ({ declaratie }: { declaratie: { declaratiePeriode: object } }) => {
    declaratie.declaratiePeriode = { begindatum, einddatum };
  };
}

const periods = [
  ...days.flatMap((last, index) => {
    const month = `2024-${String(index + 1).padStart(2, '0')}`;
    const [end, short] = [`${month}-${last}`, `${month}-${last - 1}`];
    return [
      whole.passes(`${month}-01 to ${end}`, declaratiePeriode(`${month}-01`, end)),
      whole.refuses(
        `${month}-01 to ${short}`,
        'Declaratie/DeclaratiePeriode',
        declaratiePeriode(`${month}-01`, short),
      ),
    ];
  }),
  ...wholeMonths.map(([begin, end]) =>
    whole.passes(`${begin} to ${end}`, declaratiePeriode(begin, end)),
  ),
  ...notWhole.map(([begin, end]) =>
    whole.refuses(
      `${begin} to ${end}`,
      'Declaratie/DeclaratiePeriode',
      declaratiePeriode(begin, end),
    ),
  ),
  CS100OfDeclaratie.passes(
    'a DeclaratiePeriode of January 2021',
    declaratiePeriode('2021-01-01', '2021-01-31'),
  ),
  ...['2020-12-31', '2020-12-01', '-2021-01-01'].map((begin) =>
    CS100OfDeclaratie.refuses(
      `a DeclaratiePeriode from ${begin}`,
      'Declaratie/DeclaratiePeriode/Begindatum',
      declaratiePeriode(begin, '2021-01-31'),
    ),
  ),
];

export const periodNearest: readonly Nearest[] = [...CS100, ...CS337, ...periods];
