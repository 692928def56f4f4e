import { readFileSync } from 'node:fs';
import { parseBericht } from '../../../../src/standard/messages/parse.ts';
import type { Past } from '../../../../src/standard/rules/engine/past.ts';
import { nth } from '../cases/nth.ts';
import { allocation, request } from '../history.ts';
import { about, type Nearest } from './nearest.ts';

/** Earlier allocations, and what must be kept of them (TR332, TR379, TR381). */

const from = 'JW301/valid-complete.xml';
const fixture = parseBericht(
  'JW301',
  readFileSync(new URL(`../../../../fixtures/${from}`, import.meta.url)),
);
const { toegewezenProduct } = fixture.client.toegewezenProducten;
type Before = NonNullable<Parameters<typeof allocation>[1]>;

/** The nth allocation of the message as it was before, but for what a change makes of it. */
function existing(index: number, before: Before = {}) {
  const { commentaar: _, ...product } = nth([...toegewezenProduct], index);
  return allocation(product.toewijzingNummer, {
    omvang: undefined,
    einddatum: undefined,
    ...product,
    ...before,
  });
}

const used = about('TR332', from);
const numbers = [
  used.refuses(
    'the number of another client, without a product here and there',
    'Client/ToegewezenProducten/ToegewezenProduct[2]/ToewijzingNummer',
    ({ client }) => {
      delete nth(client.toegewezenProducten.toegewezenProduct, 2).product;
    },
    { past: { allocations: [allocation('240031102', { ofClient: false })] } },
  ),
  used.passes(
    'its own number, without a product here and there',
    ({ client }) => {
      delete nth(client.toegewezenProducten.toegewezenProduct, 2).product;
    },
    { past: { allocations: [allocation('240031102', { product: undefined })] } },
  ),
];

const honours = about('TR379', from);
type Set = Parameters<typeof honours.passes>[1];

/** References of the three allocations of the message. */
const named =
  (...given: readonly (string | undefined)[]): Set =>
  ({ client }) => {
    for (const [index, one] of client.toegewezenProducten.toegewezenProduct.entries()) {
      delete one.referentieAanbieder;
      if (given[index] !== undefined) one.referentieAanbieder = given[index];
    }
  };
const reference = (index: number) =>
  `Client/ToegewezenProducten/ToegewezenProduct[${index}]/ReferentieAanbieder`;
const asked = (allocations: Past['allocations'], product?: Before['product']) => ({
  past: { allocations, requests: [request('R', product && { product })] },
});

/** What makes a version another one than the known one. */
const otherwise: readonly (readonly [shows: string, index: number, before: Before])[] = [
  ['another Toewijzingsdatum', 1, { toewijzingsdatum: '2024-02-11' }],
  ['another Toewijzingstijd', 1, { toewijzingstijd: '10:29:59' }],
  ['another Ingangsdatum', 1, { ingangsdatum: '2024-02-29' }],
  ['another Einddatum', 1, { einddatum: '2025-02-27' }],
  ['no Einddatum', 1, { einddatum: undefined }],
  ['another RedenWijziging', 1, { redenWijziging: '10' }],
  ['another Volume', 1, { omvang: { volume: '2', eenheid: '82', frequentie: '6' } }],
  ['another Eenheid', 1, { omvang: { volume: '1', eenheid: '83', frequentie: '6' } }],
  ['another Frequentie', 1, { omvang: { volume: '1', eenheid: '82', frequentie: '4' } }],
  ['another code', 1, { product: { categorie: '45', code: 'B09I' } }],
  ['another Budget', 2, { budget: '250001' }],
  ['another category', 2, { product: { categorie: '53' } }],
];
/** Another way of writing the same. */
const alike: typeof otherwise = [
  ['the same', 1, {}],
  [
    'the same, its Volume with zeros',
    1,
    { omvang: { volume: '001', eenheid: '82', frequentie: '6' } },
  ],
  ['the same, its Budget with a plus', 2, { budget: '+250000' }],
];
const versions = [
  // The third honours the request, so a reference with the other makes up for nothing.
  ...otherwise.map(([shows, index, before]) =>
    honours.passes(
      `a reference where there was ${shows}, and another honours it`,
      named(index === 1 ? 'R' : undefined, index === 2 ? 'R' : undefined, 'R'),
      asked([existing(index, before)]),
    ),
  ),
  ...alike.map(([shows, index, before]) =>
    honours.refuses(
      `a reference where there was ${shows}, and another honours it`,
      reference(index),
      named(index === 1 ? 'R' : undefined, index === 2 ? 'R' : undefined, 'R'),
      asked([existing(index, before)]),
    ),
  ),
  honours.passes(
    'a reference where there was the same, when no other honours it',
    named('R'),
    asked([existing(1)]),
  ),
  honours.passes(
    'two references where there was the same, when no other honours it',
    named('R', 'R'),
    asked([existing(1), existing(2)]),
  ),
  honours.refuses(
    'a reference where there was the same, and the first honours it',
    reference(3),
    named('R', undefined, 'R'),
    asked([existing(3)]),
  ),
  honours.refuses(
    'a reference where there was the same, and the second honours it',
    reference(3),
    named(undefined, 'R', 'R'),
    asked([existing(1), existing(3)]),
  ),
  honours.refuses(
    'a reference where there was the same, and a changed one honours it',
    reference(1),
    named('R', 'R'),
    asked([existing(1), existing(2, { budget: '100' })]),
  ),
  honours.refuses(
    'a reference where there was the same, its number with zeros, and another honours it',
    reference(1),
    (bericht) => {
      named('R', 'R')(bericht);
      const one = nth(bericht.client.toegewezenProducten.toegewezenProduct, 1);
      one.toewijzingNummer = `00${one.toewijzingNummer}`;
    },
    asked([existing(1)]),
  ),
  honours.passes(
    'a reference where another client had the number, and another honours it',
    named('R', 'R'),
    asked([allocation('240031101', { ofClient: false })]),
  ),
];

/** An existing allocation that was changed, beside the product of the request whose reference it has. */
const products = [
  honours.passes(
    'a changed allocation of the product that was asked',
    named('R'),
    asked([existing(1, { einddatum: '2024-12-31' })], { categorie: '45', code: 'B09P' }),
  ),
  honours.passes(
    'a changed allocation of the category that was asked',
    named('R'),
    asked([existing(1, { einddatum: '2024-12-31' })], { categorie: '45' }),
  ),
  honours.passes(
    'a changed allocation of a category, of which a code was asked',
    named(undefined, 'R'),
    asked([existing(2, { einddatum: '2024-12-31' })], { categorie: '54', code: 'C07I' }),
  ),
  honours.passes(
    'a changed allocation without a product',
    (bericht) => {
      named(undefined, 'R')(bericht);
      delete nth(bericht.client.toegewezenProducten.toegewezenProduct, 2).product;
    },
    asked([existing(2, { einddatum: '2024-12-31', product: undefined })], { categorie: '54' }),
  ),
  honours.refuses(
    'a changed allocation of another code than was asked',
    reference(1),
    named('R'),
    asked([existing(1, { einddatum: '2024-12-31' })], { categorie: '45', code: 'B09I' }),
  ),
  honours.refuses(
    'a changed allocation of another category than was asked',
    reference(1),
    named('R'),
    asked([existing(1, { einddatum: '2024-12-31' })], { categorie: '46' }),
  ),
  honours.passes(
    'a new allocation of another category than was asked, with a number of another client',
    named('R'),
    asked([allocation('240031101', { ofClient: false })], { categorie: '46' }),
  ),
  honours.passes(
    'a new allocation of another category than was asked',
    named('R'),
    asked([], { categorie: '46' }),
  ),
];

/** A list that holds another product, and one that held ours until a day. */
const other = { categorie: '45', code: 'B10P' };
const ours = { categorie: '45', code: 'B09P' };
const day = '2024-03-04';
const stops = about('TR381', 'JW307/valid-complete.xml');
const starts = about('TR381', 'JW305/valid-complete.xml');
const declares = about('TR381', 'JW323/valid-only-a-credit.xml');
const stopCode = 'Client/StopProducten/StopProduct/Product/Code';
const startCode = 'Client/StartProducten/StartProduct/Product/Code';

/** A stop of our product under a number, or of a task. */
const stopOf =
  (toewijzingNummer: string | undefined): Parameters<typeof stops.passes>[1] =>
  ({ client }) => {
    const {
      toewijzingNummer: _,
      toewijzingIngangsdatum: __,
      ...one
    } = nth(client.stopProducten.stopProduct, 1);
    client.stopProducten.stopProduct = [
      { ...one, ...(toewijzingNummer && { toewijzingNummer }), product: ours, begindatum: day },
    ];
  };
const startOf =
  (toewijzingNummer: string | undefined): Parameters<typeof starts.passes>[1] =>
  ({ client }) => {
    const {
      toewijzingNummer: _,
      toewijzingIngangsdatum: __,
      ...one
    } = nth(client.startProducten.startProduct, 1);
    client.startProducten.startProduct = [
      { ...one, ...(toewijzingNummer && { toewijzingNummer }), product: ours, begindatum: day },
    ];
  };
type Start = Past['starts'][number];
const started = (...given: readonly Partial<Start>[]) => ({
  past: {
    agreedProducts: [other],
    starts: given.map((one) => ({
      toewijzingNummer: '700',
      product: ours,
      begindatum: day,
      removed: false,
      ...one,
    })),
  },
});
const task = { toewijzingNummer: undefined };
const kept = [
  stops.passes('a stop of what was started', stopOf('700'), started({})),
  stops.passes(
    'a stop of what was started, of two, the first',
    stopOf('700'),
    started({}, { toewijzingNummer: '701' }),
  ),
  stops.passes(
    'a stop of what was started, of two, the last',
    stopOf('700'),
    started({ toewijzingNummer: '701' }, {}),
  ),
  stops.passes('a stop of what was started, its number with zeros', stopOf('0700'), started({})),
  stops.passes('a stop of a task that was started', stopOf(undefined), started(task)),
  stops.refuses('a stop of what was not started', stopCode, stopOf('700'), started()),
  stops.refuses(
    'a stop of what was started and taken back',
    stopCode,
    stopOf('700'),
    started({ removed: true }),
  ),
  stops.refuses(
    'a stop of what was started under another number',
    stopCode,
    stopOf('700'),
    started({ toewijzingNummer: '701' }),
  ),
  stops.refuses(
    'a stop of what was started with another code',
    stopCode,
    stopOf('700'),
    started({ product: { ...ours, code: 'B09I' } }),
  ),
  starts.refuses(
    'a second start of a task, for its own day counts',
    startCode,
    startOf(undefined),
    started(task),
  ),
];

/** What is known of the number, of those who have it, in order. */
const known = (...allocations: Past['allocations']) => ({
  past: { agreedProducts: [{ ...ours, until: '2024-03-01' }], allocations },
});
const others = allocation('700', { ofClient: false });
const own = (change: Before) =>
  allocation('700', { product: ours, ingangsdatum: '2024-03-02', ...change });
const allocated = [
  starts.passes('a start of what was allocated', startOf('700'), known(own({}))),
  starts.passes(
    'a start of what was allocated, with a number that another client has too, after it',
    startOf('700'),
    known(own({}), others),
  ),
  starts.passes(
    'a start of what was allocated, with a number that another client has too, before it',
    startOf('700'),
    known(others, own({})),
  ),
  starts.refuses(
    'a start of what another client was allocated',
    startCode,
    startOf('700'),
    known(others),
  ),
  starts.passes(
    'a start of another product than was allocated, on a day when both were agreed',
    startOf('700'),
    known(own({ product: other, ingangsdatum: '2024-03-01' })),
  ),
  starts.refuses(
    'a start of another product than was allocated, a day later',
    startCode,
    startOf('700'),
    known(own({ product: other })),
  ),
  starts.passes(
    'a start of another product than was allocated first on a day when both were agreed',
    startOf('700'),
    known(own({ product: other, firstBegin: '2024-03-01' })),
  ),
  starts.refuses(
    'a start of another product than was allocated first, a day later',
    startCode,
    startOf('700'),
    known(own({ product: other, ingangsdatum: '2024-03-01', firstBegin: '2024-03-02' })),
  ),
];

/** A credit of our product under number 700; and what declares it. */
const credit: Parameters<typeof declares.passes>[1] = ({ declaratie }) => {
  const one = nth(nth(declaratie.clienten.client, 1).prestaties.prestatie, 1);
  Object.assign(one, { toewijzingNummer: '700', productCategorie: '45', productCode: 'B09P' });
};
const service: Parameters<typeof declares.passes>[1] = (bericht) => {
  credit(bericht);
  const one = nth(nth(bericht.declaratie.clienten.client, 1).prestaties.prestatie, 1);
  delete one.productReferentie.vorigReferentieNummer;
  one.ingediendBedrag.debetCredit = 'D';
};
const declared = [
  declares.passes('a credit, whatever its code', credit, { past: { agreedProducts: [other] } }),
  declares.passes('what was allocated', service, {
    past: { agreedProducts: [other], declared: [{ toewijzingNummer: '700', product: ours }] },
  }),
  declares.refuses(
    'another code than was allocated',
    'Declaratie/Clienten/Client/Prestaties/Prestatie/ProductCode',
    service,
    {
      past: {
        agreedProducts: [other],
        declared: [{ toewijzingNummer: '700', product: { ...ours, code: 'B09I' } }],
      },
    },
  ),
];

export const allocatedNearest: readonly Nearest[] = [
  ...numbers,
  ...versions,
  ...products,
  ...kept,
  ...allocated,
  ...declared,
];
