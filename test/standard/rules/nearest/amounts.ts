import type { Draft } from '../case.ts';
import type { Nearest } from './nearest.ts';
import {
  type AboutClass,
  aangevraagd,
  aboutClass,
  nieuw,
  teWijzigen,
  toegewezen,
} from './places.ts';

/** How Product, Omvang, Budget and the end of the period go together, in the four classes. */

/** One of the four, with its dates under one name. */
interface Help {
  product?: { categorie: string; code?: string } | undefined;
  begin?: string;
  eind?: string | undefined;
  omvang?: Draft<{ volume: string; eenheid: string; frequentie: string }> | undefined;
  budget?: string | undefined;
}

interface Fields {
  readonly begin: string;
  readonly eind: string;
}

/** What the classes have in common, under the names that each gives it. */
interface AboutHelp {
  /** What the end date is called. */
  readonly einddatum: string;
  readonly judges: (shows: string, refused: boolean, element: string, help: Help) => Nearest;
  readonly everywhere: (shows: string, element: string, help: Help, sound: Help) => Nearest[];
}

// biome-ignore lint/suspicious/noExplicitAny: the four classes have no type in common
function helpOf(place: AboutClass<any>, { begin, eind }: Fields): AboutHelp {
  const set = (help: Help) => (one: Record<string, unknown>) => {
    one[begin] = help.begin ?? '2020-01-01';
    const rest = { [eind]: help.eind, omvang: help.omvang, budget: help.budget };
    // A TeWijzigenProduct chooses no product.
    const chosen = 'product' in help ? { product: help.product } : {};
    for (const [name, value] of Object.entries({ ...rest, ...chosen }))
      if (value === undefined) delete one[name];
      else one[name] = structuredClone(value);
  };
  return {
    einddatum: `${eind[0]?.toUpperCase()}${eind.slice(1)}`,
    judges: (shows, refused, element, help) => place.judges(shows, refused, element, set(help)),
    everywhere: (shows, element, help, sound) =>
      place.everywhere(shows, element, set(help), set(sound)),
  };
}

const inToegewezen = (rule: string) =>
  helpOf(aboutClass(rule, toegewezen, 'ToegewezenProduct'), {
    begin: 'ingangsdatum',
    eind: 'einddatum',
  });
const inAangevraagd = (rule: string) =>
  helpOf(aboutClass(rule, aangevraagd, 'AangevraagdProduct'), {
    begin: 'toewijzingIngangsdatum',
    eind: 'toewijzingEinddatum',
  });
const inTeWijzigen = (rule: string) =>
  helpOf(aboutClass(rule, teWijzigen, 'TeWijzigenProduct'), {
    begin: 'gewensteIngangsdatum',
    eind: 'einddatum',
  });
const inNieuw = (rule: string) =>
  helpOf(aboutClass(rule, nieuw, 'NieuwProduct'), {
    begin: 'gewensteIngangsdatum',
    eind: 'einddatum',
  });

/** Three choose a product, all four an amount. */
const chosen = (rule: string) => [inToegewezen(rule), inAangevraagd(rule), inNieuw(rule)];
const all = (rule: string) => [...chosen(rule), inTeWijzigen(rule)];

const omvang = { volume: '1', eenheid: '82', frequentie: '6' };
const budget = '250000';
const eind = '2024-12-31';
const code = { categorie: '45', code: 'B09P' };
const categorie = { categorie: '45' };

/** Ends of a period around the last day of 2020, and whether rules of after that day hold. */
const ends = [
  ['no end', undefined, true],
  ['an end on 2020-12-30', '2020-12-30', false],
  ['an end on 2020-12-31', '2020-12-31', false],
  ['an end on 2021-01-01', '2021-01-01', true],
  ['an end on 2021-12-30', '2021-12-30', true],
  ['an end in the year 12020', '12020-01-01', true],
] as const;

const perDay = (about: AboutHelp) => [
  ...['01', '04', '14', '16', '82', '83', '84'].flatMap((eenheid) =>
    ['1', '2', '4', '6'].map((frequentie) =>
      about.judges(
        `Eenheid ${eenheid} with Frequentie ${frequentie}`,
        ['14', '16', '83', '84'].includes(eenheid) && frequentie === '1',
        'Omvang/Frequentie',
        { eind, omvang: { volume: '1', eenheid, frequentie } },
      ),
    ),
  ),
  ...ends.map(([shows, end, holds]) =>
    about.judges(`Eenheid 14 per day with ${shows}`, holds, 'Omvang/Frequentie', {
      eind: end,
      omvang: { volume: '1', eenheid: '14', frequentie: '1' },
    }),
  ),
  about.judges('no Omvang', false, '', { eind, budget }),
  ...about.everywhere(
    'Eenheid 83 per day',
    'Omvang/Frequentie',
    { eind, omvang: { volume: '1', eenheid: '83', frequentie: '1' } },
    { eind, omvang: { volume: '1', eenheid: '83', frequentie: '2' } },
  ),
];

const CS338 = [inToegewezen, inTeWijzigen, inNieuw].flatMap((of) => perDay(of('CS338')));
const CS343 = perDay(inAangevraagd('CS343'));

const CD041 = chosen('CD041').flatMap(({ judges, everywhere }) => [
  judges('a Code with Omvang', false, 'Omvang', { eind, product: code, omvang }),
  judges('a Code alone', true, 'Omvang', { eind, product: code }),
  judges('a Code with Budget', true, 'Omvang', { eind, product: code, budget }),
  judges('a Code with Omvang and Budget', false, 'Omvang', { eind, product: code, omvang, budget }),
  judges('a Categorie alone', false, 'Omvang', { eind, product: categorie }),
  judges('a Categorie with Budget', false, 'Omvang', { eind, product: categorie, budget }),
  judges('no Product', false, 'Omvang', { eind, product: undefined, budget }),
  ...everywhere('a Code alone', 'Omvang', { eind, product: code }, { eind, product: code, omvang }),
]);
const CD041InTeWijzigen = [
  inTeWijzigen('CD041').judges('no Omvang', false, '', { eind }),
  inTeWijzigen('CD041').judges('Budget alone', false, '', { eind, budget }),
];

const CD075 = all('CD075').flatMap(({ judges, everywhere, einddatum }) => [
  judges('Budget with an end', false, einddatum, { eind, budget }),
  judges('Budget without an end', true, einddatum, { budget }),
  judges('a Budget of 0 without an end', true, einddatum, { budget: '0' }),
  judges('Budget and Omvang without an end', true, einddatum, { budget, omvang }),
  judges('Omvang without an end', false, einddatum, { omvang }),
  judges('neither, without an end', false, einddatum, {}),
  ...everywhere('Budget without an end', einddatum, { budget }, { budget, eind }),
]);

const CD076 = all('CD076').flatMap(({ judges, everywhere, einddatum }) => [
  ...['1', '2', '4', '6'].flatMap((frequentie) => [
    judges(`Frequentie ${frequentie} without an end`, frequentie === '2', einddatum, {
      omvang: { ...omvang, frequentie },
    }),
    judges(`Frequentie ${frequentie} with an end`, false, einddatum, {
      eind,
      omvang: { ...omvang, frequentie },
    }),
  ]),
  judges('no Omvang, without an end', false, einddatum, { budget }),
  ...everywhere(
    'Frequentie 2 without an end',
    einddatum,
    { omvang: { ...omvang, frequentie: '2' } },
    { omvang: { ...omvang, frequentie: '4' } },
  ),
]);

const either = (rule: string, element: string) =>
  all(rule).flatMap(({ judges, everywhere }) => [
    judges('Omvang and Budget', true, element, { eind, omvang, budget }),
    judges('Omvang and a Budget of 0', true, element, { eind, omvang, budget: '0' }),
    judges('Omvang alone', false, element, { eind, omvang }),
    judges('Budget alone', false, element, { eind, budget }),
    judges('neither', false, element, { eind }),
    ...everywhere('Omvang and Budget', element, { eind, omvang, budget }, { eind, omvang }),
    ...everywhere(
      'Omvang and Budget among Budgets',
      element,
      { eind, omvang, budget },
      {
        eind,
        budget,
      },
    ),
  ]);

const CD079 = chosen('CD079').flatMap(({ judges, everywhere }) => [
  judges('neither Product nor Budget', true, 'Product', { eind, product: undefined }),
  judges('Omvang alone', true, 'Product', { eind, product: undefined, omvang }),
  judges('Budget alone', false, 'Product', { eind, product: undefined, budget }),
  judges('a Budget of 0 alone', false, 'Product', { eind, product: undefined, budget: '0' }),
  judges('a Categorie without Budget', false, 'Product', { eind, product: categorie }),
  judges('a Code without Budget', false, 'Product', { eind, product: code, omvang }),
  judges('a Categorie with Budget', false, 'Product', { eind, product: categorie, budget }),
  ...everywhere(
    'neither Product nor Budget',
    'Product',
    { eind, product: undefined },
    { eind, product: undefined, budget },
  ),
]);
const CD079InTeWijzigen = inTeWijzigen('CD079').judges('no Budget', false, '', { eind, omvang });

const withoutCode = ({ judges, everywhere }: AboutHelp) => [
  ...ends.flatMap(([shows, end, holds]) => [
    judges(`Omvang with a Categorie alone and ${shows}`, holds, 'Omvang', {
      eind: end,
      product: categorie,
      omvang,
    }),
    judges(`Omvang without Product and ${shows}`, holds, 'Omvang', {
      eind: end,
      product: undefined,
      omvang,
    }),
    judges(`Omvang with a Code and ${shows}`, false, 'Omvang', {
      eind: end,
      product: code,
      omvang,
    }),
    judges(`no Omvang and no Code, and ${shows}`, false, 'Omvang', {
      eind: end,
      product: categorie,
      budget,
    }),
  ]),
  ...everywhere(
    'Omvang with a Categorie alone',
    'Omvang',
    { product: categorie, omvang },
    { product: code, omvang },
  ),
];

export const amountNearest: readonly Nearest[] = [
  ...CS338,
  ...CS343,
  ...CD041,
  ...CD041InTeWijzigen,
  ...CD075,
  ...CD076,
  ...either('CD077', 'Omvang'),
  ...either('CD078', 'Budget'),
  ...CD079,
  CD079InTeWijzigen,
  ...withoutCode(inToegewezen('CD080')),
  ...withoutCode(inAangevraagd('CD095')),
  ...withoutCode(inNieuw('CD096')),
  inTeWijzigen('CD096').judges('Omvang', false, '', { eind: undefined, omvang }),
];
