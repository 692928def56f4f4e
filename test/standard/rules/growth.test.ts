import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { setFlagsFromString } from 'node:v8';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BerichtType } from '../../../src/standard/catalogue.ts';
import type { AnyBericht, BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { checkBericht } from '../../../src/standard/rules/check.ts';
import type { Draft } from './case.ts';
import { nth } from './cases/nth.ts';
import { testGemeenten } from './gemeenten.ts';

/**
 * Work is counted, not timed: how often V8 ran each block of the program. A busy machine counts the
 * same, and a loop in a loop shows. Code that V8 optimizes counts less, so optimization is off.
 */
const session = new Session();
beforeAll(() => {
  setFlagsFromString('--no-opt');
  setFlagsFromString('--no-maglev');
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
});
afterAll(() => {
  session.disconnect();
  // The files after it run in this process, too.
  setFlagsFromString('--opt');
  setFlagsFromString('--maglev');
});

/** How often blocks of src/standard ran since the last time. */
function blocksRun(): number {
  let blocks = 0;
  session.post('Profiler.takePreciseCoverage', (error, taken) => {
    if (error) throw error;
    for (const { url, functions } of taken.result)
      if (url.includes('/src/standard/'))
        for (const { ranges } of functions) for (const { count } of ranges) blocks += count;
  });
  return blocks;
}

/** A message of `fixtures/` that has been changed. */
function changed<T extends BerichtType>(
  type: T,
  change: (bericht: Draft<BerichtOf<T>>) => void,
): AnyBericht {
  const file = new URL(`../../../fixtures/${type}/valid-complete.xml`, import.meta.url);
  const draft = structuredClone(parseBericht(type, readFileSync(file)));
  change(draft as unknown as Draft<BerichtOf<T>>);
  return draft as AnyBericht;
}

function times<T>(size: number, make: (index: number) => T): T[] {
  return Array.from({ length: size }, (_, index) => make(index));
}

/** A day for each product: the nth after the end of 2024. */
function day(index: number): string {
  return new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10);
}

const stuks = { volume: '1', eenheid: '82', frequentie: '6' };
const always = { begin: '2024-06-01', eind: '2099-12-31' };

interface Wish {
  /** None: a budget without product. */
  readonly product?: { readonly categorie: string; readonly code?: string };
  readonly begin: string;
  readonly eind: string;
}

/** What a product with a code has, or else one without. */
function amountOf({ product }: Wish) {
  return {
    ...(product && { product }),
    ...(product?.code === undefined ? { budget: '100' } : { omvang: stuks }),
  };
}

/** The three messages with products, each with as many as are wished. */
const stackable: Readonly<Record<string, (wishes: readonly Wish[]) => AnyBericht>> = {
  TR302: (wishes) =>
    changed('JW301', ({ client }) => {
      client.toegewezenProducten.toegewezenProduct = wishes.map((wish, index) => ({
        toewijzingNummer: String(index),
        ...amountOf(wish),
        toewijzingsdatum: '2024-02-12',
        toewijzingstijd: '10:30:00',
        ingangsdatum: wish.begin,
        einddatum: wish.eind,
      }));
    }),
  TR386: (wishes) =>
    changed('JW315', ({ client }) => {
      client.aangevraagdeProducten.aangevraagdProduct = wishes.map((wish, index) => ({
        referentieAanbieder: String(index),
        ...amountOf(wish),
        toewijzingIngangsdatum: wish.begin,
        toewijzingEinddatum: wish.eind,
        verwijzer: { type: '01' },
      }));
    }),
  TR410: (wishes) =>
    changed('JW317', ({ client: { verzoek } }) => {
      const nieuwProduct = wishes.map((wish) => ({
        ...amountOf(wish),
        gewensteIngangsdatum: wish.begin,
        einddatum: wish.eind,
      }));
      verzoek.nieuweProducten = { nieuwProduct };
    }),
};

/** Products that ask much of the rules on stacking, and how many are stacked. */
const stacks: readonly (readonly [string, (index: number, size: number) => Wish, Stacked])[] = [
  ['one code, each within the one before', nested, (size) => size - 1],
  ['one code, one after another', (index) => ({ ...onDay(index), product: spic }), () => 0],
  ['all codes different', (index) => ({ ...always, product: code(index) }), () => 0],
  ['no products, one after another', onDay, () => 0],
  [
    'no products, at the same time',
    (index) => ({ ...always, begin: day(index) }),
    (size) => size - 1,
  ],
  ['half with codes, half with the category', halves, (size) => size / 2],
];
type Stacked = (size: number) => number;

const spic = { categorie: '45', code: 'B09P' };
function code(index: number) {
  return { categorie: '45', code: String(index) };
}
function onDay(index: number): Wish {
  return { begin: day(index), eind: day(index) };
}
function nested(index: number, size: number): Wish {
  return { product: spic, begin: day(index), eind: day(3 * size - index) };
}
/** The second half is the same as one of the first half, which ends on that very day. */
function halves(index: number, size: number): Wish {
  const half = size / 2;
  return index < half
    ? { product: code(index), begin: day(2 * index), eind: day(2 * index) }
    : {
        product: { categorie: '45' },
        begin: day(2 * (index - half)),
        eind: day(2 * (index - half)),
      };
}

type Prestatie = Draft<
  BerichtOf<'JW323'>
>['declaratie']['clienten']['client'][0]['prestaties']['prestatie'][0];

/** A declaration of one client, with a total that fits. */
function declaration(size: number, change: (prestatie: Prestatie, index: number) => void) {
  return changed('JW323', ({ declaratie }) => {
    const client = nth(declaratie.clienten.client, 1);
    const first = nth(client.prestaties.prestatie, 1);
    client.prestaties.prestatie = times(size, (index) => {
      const prestatie = structuredClone(first);
      prestatie.productReferentie = { referentieNummer: `P-${index}` };
      prestatie.toewijzingNummer = String(index);
      change(prestatie, index);
      return prestatie;
    });
    declaratie.clienten.client = [client];
    const { debetCredit } = nth(client.prestaties.prestatie, 1).ingediendBedrag;
    declaratie.totaalIngediendBedrag = { totaalBedrag: String(400000 * size), debetCredit };
  });
}

interface Growth {
  readonly shows: string;
  readonly message: (size: number) => AnyBericht;
  /** How many findings rules have; those that are not named have none. */
  readonly findings: (size: number) => Readonly<Record<string, number>>;
}

const growths: readonly Growth[] = [
  ...Object.entries(stackable).flatMap(([rule, message]) =>
    // All three ask the same of their products: one does for the others.
    (rule === 'TR302' ? stacks : stacks.slice(0, 1)).map(([shows, wish, stacked]) => ({
      shows: `${rule}: ${shows}`,
      message: (size: number) => message(times(size, (index) => wish(index, size))),
      findings: (size: number): Record<string, number> => {
        const count = stacked(size);
        return count === 0 ? {} : { [rule]: count };
      },
    })),
  ),
  {
    shows: 'TR101: one allocation',
    message: (size) =>
      changed('JW301', ({ client: { toegewezenProducten: lijst } }) => {
        const first = nth(lijst.toegewezenProduct, 1);
        lijst.toegewezenProduct = times(size, (index) => ({
          ...first,
          ingangsdatum: day(index),
          einddatum: day(index),
        }));
      }),
    findings: (size) => ({ TR101: size - 1 }),
  },
  {
    shows: 'TR101: one start',
    message: (size) =>
      changed('JW305', ({ client: { startProducten: lijst } }) => {
        const first = nth(lijst.startProduct, 1);
        lijst.startProduct = times(size, () => ({ ...first }));
      }),
    findings: (size) => ({ TR101: size - 1 }),
  },
  {
    shows: 'TR101: stops that differ in one thing',
    message: (size) =>
      changed('JW307', ({ client: { stopProducten: lijst } }) => {
        const first = nth(lijst.stopProduct, 1);
        lijst.stopProduct = times(size, (index) => ({
          ...first,
          toewijzingNummer: String(index),
        }));
      }),
    findings: () => ({}),
  },
  {
    shows: 'TR101 and TR383: one reference',
    message: (size) =>
      changed('JW315', ({ client: { aangevraagdeProducten: lijst } }) => {
        const first = nth(lijst.aangevraagdProduct, 1);
        lijst.aangevraagdProduct = times(size, (index) => ({
          ...first,
          toewijzingIngangsdatum: day(index),
          toewijzingEinddatum: day(index),
        }));
      }),
    findings: (size) => ({ TR101: size - 1, TR383: size - 1 }),
  },
  {
    shows: 'TR358: all services different',
    message: (size) => declaration(size, () => {}),
    findings: () => ({}),
  },
  {
    shows: 'TR101 and TR416: one service',
    message: (size) =>
      declaration(size, (prestatie) => {
        prestatie.toewijzingNummer = '1';
        prestatie.productReferentie.referentieNummer = 'P';
      }),
    findings: (size) => ({ TR101: size - 1, TR416: size - 1 }),
  },
  {
    shows: 'TR315 and TR316: one credit, of the last',
    message: (size) =>
      declaration(size, (prestatie) => {
        prestatie.productReferentie.vorigReferentieNummer = `P-${size - 1}`;
        prestatie.ingediendBedrag.debetCredit = 'C';
      }),
    findings: (size) => ({ TR315: size - 1, TR316: size }),
  },
  {
    shows: 'TR342: services that are not refused',
    message: (size) =>
      changed('JW325', ({ declaratieAntwoord }) => {
        const client = nth(declaratieAntwoord?.clienten?.client, 1);
        const first = nth(client.prestaties.prestatie, 1);
        client.prestaties.prestatie = times(size, (index) => ({
          ...first,
          productReferentie: { ...first.productReferentie, referentieNummer: `P-${index}` },
          retourCodes: { retourCode: ['0200'] },
        }));
      }),
    findings: (size) => ({ TR342: size + 1 }),
  },
];

/** The findings of each rule on a message, and the work of all of them together. */
function examine(bericht: AnyBericht) {
  const context = { today: '2026-06-01', gemeenten: testGemeenten };
  blocksRun();
  const found = checkBericht(bericht, [2, 4], context);
  const work = blocksRun();
  const findings: Record<string, number> = {};
  for (const { rule } of found) findings[rule] = (findings[rule] ?? 0) + 1;
  return { findings, work };
}

test.each(growths.map((growth) => [growth.shows, growth] as const))('%s', (_shows, growth) => {
  const sizes = [100, 1000, 10_000];
  const results = sizes.map((size) => examine(growth.message(size)));
  expect(results.map(({ findings }) => findings)).toEqual(sizes.map(growth.findings));
  const [, small, large] = results.map(({ work }) => work);
  expect(small).toBeGreaterThan(1000);
  // Most of the work is linear, so ten times the products are little more than ten times the work.
  expect(large).toBeLessThan(12 * (small ?? 0));
});
