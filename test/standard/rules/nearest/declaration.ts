import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { Draft } from '../case.ts';
import { nth } from '../cases/nth.ts';
import { about, type Nearest } from './nearest.ts';
import { copies } from './places.ts';

type Declaratie = Draft<BerichtOf<'JW323'>>;
type Prestatie =
  Declaratie['declaratie']['clienten']['client'][number]['prestaties']['prestatie'][number];

/** What each client got, each Prestatie as what it changes of the first of the fixture. */
type Clients = readonly (readonly Partial<Prestatie>[])[];

/** Makes a declaration of clients with Prestaties. */
function declare({ declaratie }: Declaratie, clients: Clients) {
  const client = copies(declaratie.clienten.client, clients.length);
  for (const [index, prestaties] of clients.entries()) {
    const { prestatie } = nth(client, index + 1).prestaties;
    copies(prestatie, prestaties.length);
    for (const [at, change] of prestaties.entries()) Object.assign(nth(prestatie, at + 1), change);
  }
}

/** Path of a Prestatie, where there are several of both. */
function path(client: number, prestatie?: number): string {
  const index = prestatie === undefined ? '' : `[${prestatie}]`;
  return `Declaratie/Clienten/Client[${client}]/Prestaties/Prestatie${index}`;
}

const reference = (
  referentieNummer: string,
  vorigReferentieNummer?: string,
): Partial<Prestatie> => ({
  productReferentie: {
    referentieNummer,
    ...(vorigReferentieNummer !== undefined && { vorigReferentieNummer }),
  },
});

/** References of clients, and the paths of those that break a rule. */
type References = readonly [string, Clients, readonly string[]];
const vorig = (client: number, prestatie?: number) =>
  `${path(client, prestatie)}/ProductReferentie/VorigReferentieNummer`;

const credited: readonly References[] = [
  ['two that differ', [[reference('1', 'A'), reference('2', 'B')], [reference('3')]], []],
  ['two that differ in case', [[reference('1', 'A'), reference('2', 'a')], [reference('3')]], []],
  ['none at all', [[reference('1'), reference('2')], [reference('3')]], []],
  [
    'one twice in a client',
    [[reference('1', 'A'), reference('2', 'A')], [reference('3')]],
    [vorig(1, 2)],
  ],
  [
    'one in two clients',
    [[reference('1', 'A'), reference('2')], [reference('3', 'A')]],
    [vorig(2)],
  ],
  [
    'the first and the last of three',
    [[reference('1', 'A'), reference('2', 'B')], [reference('3', 'A')]],
    [vorig(2)],
  ],
  [
    'one three times',
    [[reference('1', 'A'), reference('2', 'A')], [reference('3', 'A')]],
    [vorig(1, 2), vorig(2)],
  ],
];

const own: readonly References[] = [
  ['one of an earlier message', [[reference('1'), reference('2', 'A')], [reference('3')]], []],
  [
    'an earlier Prestatie',
    [[reference('1'), reference('2', '1')], [reference('3')]],
    [vorig(1, 2)],
  ],
  ['a later Prestatie', [[reference('1', '2'), reference('2')], [reference('3')]], [vorig(1, 1)]],
  [
    'the Prestatie itself',
    [[reference('1'), reference('2', '2')], [reference('3')]],
    [vorig(1, 2)],
  ],
  ['an earlier client', [[reference('1'), reference('2')], [reference('3', '1')]], [vorig(2)]],
  ['a later client', [[reference('1'), reference('2', '3')], [reference('3')]], [vorig(1, 2)]],
  [
    'each other',
    [[reference('1', '2'), reference('2', '1')], [reference('3')]],
    [vorig(1, 1), vorig(1, 2)],
  ],
  [
    'the VorigReferentieNummer of another',
    [[reference('1', 'A'), reference('2', 'A')], [reference('3')]],
    [],
  ],
  ['other letters', [[reference('a'), reference('2', 'A')], [reference('3')]], []],
  ['none at all', [[reference('1'), reference('2')], [reference('3')]], []],
];

function references(rule: string, rows: readonly References[]): Nearest[] {
  const { passes, refuses } = about(rule, 'JW323/valid-complete.xml');
  return rows.map(([shows, clients, found]) => {
    const change = (bericht: Declaratie) => declare(bericht, clients);
    return found.length > 0 ? refuses(shows, found, change) : passes(shows, change);
  });
}

const amount = (bedrag: string, debetCredit = 'D'): Partial<Prestatie> => ({
  ingediendBedrag: { bedrag, debetCredit },
});

/** Amounts of clients, a total, and whether they differ. */
const totals = [
  ['the sum', [[amount('300')]], '300', 'D', false],
  ['a cent more', [[amount('300')]], '301', 'D', true],
  ['a cent less', [[amount('300')]], '299', 'D', true],
  ['the sum with C', [[amount('300')]], '300', 'C', true],
  ['a credit', [[amount('300', 'C')]], '300', 'C', false],
  ['a credit with D', [[amount('300', 'C')]], '300', 'D', true],
  ['debit and credit', [[amount('300'), amount('100', 'C')], [amount('1')]], '201', 'D', false],
  ['a credit that is added', [[amount('300'), amount('100', 'C')]], '400', 'D', true],
  ['more credit than debit', [[amount('100'), amount('300', 'C')]], '200', 'C', false],
  ['more credit than debit, with D', [[amount('100'), amount('300', 'C')]], '200', 'D', true],
  ['as much credit as debit', [[amount('100'), amount('100', 'C')]], '0', 'D', false],
  ['nothing, with C', [[amount('100'), amount('100', 'C')]], '0', 'C', false],
  ['three clients', [[amount('1')], [amount('20')], [amount('300')]], '321', 'D', false],
  ['without the first client', [[amount('1')], [amount('20')], [amount('300')]], '320', 'D', true],
  ['without the middle client', [[amount('1')], [amount('20')], [amount('300')]], '301', 'D', true],
  ['without the last client', [[amount('1')], [amount('20')], [amount('300')]], '21', 'D', true],
  ['without the first of three', [[amount('1'), amount('20'), amount('300')]], '320', 'D', true],
  ['without the last of three', [[amount('1'), amount('20'), amount('300')]], '21', 'D', true],
  ['numbers written otherwise', [[amount('+0300'), amount('-0')]], '+300', 'D', false],
] as const;
const total = about('TR358', 'JW323/valid-complete.xml');
const TR358 = totals.map(([shows, clients, totaalBedrag, debetCredit, refused]) => {
  const change = (bericht: Declaratie) => {
    declare(bericht, clients);
    bericht.declaratie.totaalIngediendBedrag = { totaalBedrag, debetCredit };
  };
  return refused
    ? total.refuses(shows, 'Declaratie/TotaalIngediendBedrag', change)
    : total.passes(shows, change);
});

const base: Partial<Prestatie> = {
  toewijzingNummer: '240031101',
  productCategorie: '45',
  productCode: 'B09P',
  productPeriode: { begindatum: '2024-03-01', einddatum: '2024-03-31' },
  ...amount('100'),
};
const others: Readonly<Record<string, Partial<Prestatie>>> = {
  'another ToewijzingNummer': { ...base, toewijzingNummer: '240031102' },
  'another ProductCategorie': { ...base, productCategorie: '54' },
  'another ProductCode': { ...base, productCode: 'B10P' },
  'a ProductCode in other letters': { ...base, productCode: 'b09p' },
  'another Begindatum': {
    ...base,
    productPeriode: { begindatum: '2024-03-02', einddatum: '2024-03-31' },
  },
  'another Einddatum': {
    ...base,
    productPeriode: { begindatum: '2024-03-01', einddatum: '2024-03-30' },
  },
  'a credit': { ...base, ...amount('100', 'C') },
};
const alike: Readonly<Record<string, Partial<Prestatie>>> = {
  'the same again': base,
  'another amount': { ...base, ...amount('1') },
  'another volume': { ...base, geleverdVolume: '9', eenheid: '04' },
  'another reference': { ...base, ...reference('P-9') },
  'a number with zeros before it': { ...base, toewijzingNummer: '0240031101' },
};
const once = about('TR416', 'JW323/valid-complete.xml');
const TR416 = [
  ...Object.entries(others).flatMap(([shows, other]) => [
    once.passes(shows, (bericht) => declare(bericht, [[base, other]])),
    once.passes(`${shows}, first`, (bericht) => declare(bericht, [[other, base]])),
    once.passes(`${shows}, of another client`, (bericht) => declare(bericht, [[base], [other]])),
    once.refuses(
      `${shows}, between two that are the same`,
      'Declaratie/Clienten/Client/Prestaties/Prestatie[3]',
      (bericht) => declare(bericht, [[base, other, base]]),
    ),
  ]),
  ...Object.entries(alike).flatMap(([shows, again]) => [
    once.refuses(shows, 'Declaratie/Clienten/Client/Prestaties/Prestatie[2]', (bericht) =>
      declare(bericht, [[base, again]]),
    ),
    once.refuses(`${shows}, of another client`, path(2), (bericht) =>
      declare(bericht, [[base], [again]]),
    ),
  ]),
  once.refuses('three of one', [path(1, 2), path(2)], (bericht) =>
    declare(bericht, [[base, base], [base]]),
  ),
  once.passes('two credits', (bericht) =>
    declare(bericht, [
      [
        { ...base, ...amount('1', 'C') },
        { ...base, ...amount('1', 'C') },
      ],
    ]),
  ),
];

export const declarationNearest: readonly Nearest[] = [
  ...references('TR315', credited),
  ...references('TR316', own),
  ...TR358,
  ...TR416,
];
