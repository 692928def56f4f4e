import type { Prestatie } from '../../../../src/standard/messages/berichten.ts';
import type { Draft } from '../case.ts';
import { about, type Nearest } from './nearest.ts';
import {
  type AboutClass,
  aboutClass,
  beantwoordePrestatie,
  beantwoordePrestatieOfClient,
  prestatie,
  prestatieOfClient,
} from './places.ts';

/** What each Prestatie must be by itself. */

export type About = AboutClass<Draft<Prestatie>>;

/** The Prestaties of one client, and those of several clients. */
export const declared = (rule: string): About[] => [
  aboutClass(rule, prestatie, 'in one client') as About,
  aboutClass(rule, prestatieOfClient, 'in each client') as About,
];
const answered = (rule: string): About[] => [
  aboutClass(rule, beantwoordePrestatie, 'in one client') as About,
  aboutClass(rule, beantwoordePrestatieOfClient, 'in each client') as About,
];
const granted = (rule: string) =>
  about(rule, 'JW325/valid-granted-in-full.xml').passes('an answer without clients', () => {});
const headerAlone = (rule: string) =>
  about(rule, 'JW325/valid-refused-by-a-rule-within-the-message.xml').passes(
    'an answer that is a Header alone',
    () => {},
  );

function credit(one: Draft<Prestatie>, debetCredit: string, vorig: boolean) {
  one.ingediendBedrag = { bedrag: '19000', debetCredit };
  one.productReferentie = {
    referentieNummer: 'P-2024-0051',
    ...(vorig && { vorigReferentieNummer: 'P-2024-0007' }),
  };
}

const vorig = 'ProductReferentie/VorigReferentieNummer';
const CD060 = [
  ...[...declared('CD060'), ...answered('CD060')].flatMap(({ judges, everywhere }) => [
    ...['C', 'D'].flatMap((debetCredit) =>
      [true, false].map((refers) =>
        judges(
          `DebetCredit ${debetCredit} ${refers ? 'with' : 'without'} VorigReferentieNummer`,
          (debetCredit === 'C') !== refers,
          vorig,
          (one) => credit(one, debetCredit, refers),
        ),
      ),
    ),
    ...everywhere(
      'a credit without VorigReferentieNummer',
      vorig,
      (one) => credit(one, 'C', false),
      (one) => credit(one, 'C', true),
    ),
    ...everywhere(
      'a debit with VorigReferentieNummer',
      vorig,
      (one) => credit(one, 'D', true),
      (one) => credit(one, 'D', false),
    ),
  ]),
  granted('CD060'),
  headerAlone('CD060'),
];

function price(one: Draft<Prestatie>, eenheid: string, tarief?: string) {
  one.eenheid = eenheid;
  delete one.productTarief;
  if (tarief !== undefined) one.productTarief = tarief;
}

const eenheden = ['01', '04', '14', '16', '82', '83', '84'];
const CD087 = declared('CD087').flatMap(({ judges, everywhere }) => [
  ...eenheden.flatMap((eenheid) =>
    [undefined, '9500', '0'].map((tarief) =>
      judges(
        `Eenheid ${eenheid} with ProductTarief ${tarief ?? 'left out'}`,
        (eenheid === '83') === (tarief !== undefined),
        'ProductTarief',
        (one) => price(one, eenheid, tarief),
      ),
    ),
  ),
  ...everywhere(
    'Eenheid 04 without ProductTarief',
    'ProductTarief',
    (one) => price(one, '04'),
    (one) => price(one, '04', '9500'),
  ),
  ...everywhere(
    'Eenheid 83 with ProductTarief',
    'ProductTarief',
    (one) => price(one, '83', '1'),
    (one) => price(one, '83'),
  ),
]);

function euros(
  one: Draft<Prestatie>,
  volume: string,
  bedrag: string,
  { eenheid = '83', debetCredit = 'D' } = {},
) {
  one.geleverdVolume = volume;
  one.eenheid = eenheid;
  one.ingediendBedrag = { bedrag, debetCredit };
}

const CS339 = declared('CS339').flatMap(({ judges, passes, refuses, everywhere }) => [
  passes('62500 for 62500 cents', (one) => euros(one, '62500', '62500')),
  passes('+062500 for 62500 cents', (one) => euros(one, '62500', '+062500')),
  passes('0 for -0 cents', (one) => euros(one, '-0', '0')),
  refuses('a cent more', 'IngediendBedrag/Bedrag', (one) => euros(one, '62500', '62501')),
  refuses('a cent less', 'IngediendBedrag/Bedrag', (one) => euros(one, '62500', '62499')),
  passes('a credit of as much', (one) => euros(one, '62500', '62500', { debetCredit: 'C' })),
  refuses('a credit of a cent more', 'IngediendBedrag/Bedrag', (one) =>
    euros(one, '62500', '62501', { debetCredit: 'C' }),
  ),
  ...eenheden.map((eenheid) =>
    judges(
      `another amount in Eenheid ${eenheid}`,
      eenheid === '83',
      'IngediendBedrag/Bedrag',
      (one) => euros(one, '2', '19000', { eenheid }),
    ),
  ),
  ...everywhere(
    'a cent more',
    'IngediendBedrag/Bedrag',
    (one) => euros(one, '62500', '62501'),
    (one) => euros(one, '62500', '62500'),
  ),
]);

/** An amount, D or C, and whether it is a credit of nothing. */
const amounts = [
  ['0', 'C', true],
  ['0', 'D', false],
  ['1', 'C', false],
  ['1', 'D', false],
  ['00', 'C', true],
  ['-0', 'C', true],
  ['+0', 'C', true],
  ['10', 'C', false],
] as const;
const totals = [
  ...amounts.flatMap(([totaalBedrag, debetCredit, refused]) => {
    const shows = `of ${totaalBedrag} ${debetCredit}`;
    const totaal = { totaalBedrag, debetCredit };
    const of323 = about('CS325', 'JW323/valid-complete.xml');
    const of325 = about('CS325', 'JW325/valid-complete.xml');
    const at = (path: string) => (refused ? [`${path}/DebetCredit`] : []);
    return [
      {
        ...of323.passes(`TotaalIngediendBedrag ${shows}`, ({ declaratie }) => {
          declaratie.totaalIngediendBedrag = { ...totaal };
        }),
        at: at('Declaratie/TotaalIngediendBedrag'),
      },
      {
        ...of325.passes(`TotaalIngediendBedrag ${shows}`, ({ declaratieAntwoord }) => {
          if (declaratieAntwoord) declaratieAntwoord.totaalIngediendBedrag = { ...totaal };
        }),
        at: at('DeclaratieAntwoord/TotaalIngediendBedrag'),
      },
      {
        ...of325.passes(`TotaalToegekendBedrag ${shows}`, ({ declaratieAntwoord }) => {
          if (declaratieAntwoord) declaratieAntwoord.totaalToegekendBedrag = { ...totaal };
        }),
        at: at('DeclaratieAntwoord/TotaalToegekendBedrag'),
      },
    ];
  }),
];
const CS325 = [
  ...totals,
  ...[...declared('CS325'), ...answered('CS325')].flatMap(({ judges, everywhere }) => [
    ...amounts.map(([bedrag, debetCredit, refused]) =>
      judges(
        `an amount of ${bedrag} ${debetCredit}`,
        refused,
        'IngediendBedrag/DebetCredit',
        (one) => {
          one.ingediendBedrag = { bedrag, debetCredit };
        },
      ),
    ),
    ...everywhere('a credit of 0', 'IngediendBedrag/DebetCredit', (one) => {
      one.ingediendBedrag = { bedrag: '0', debetCredit: 'C' };
    }),
  ]),
  granted('CS325'),
  headerAlone('CS325'),
];

export const prestatieNearest: readonly Nearest[] = [...CD060, ...CD087, ...CS325, ...CS339];
