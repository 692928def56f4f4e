import { readFileSync } from 'node:fs';
import type { BerichtType } from '../src/standard/catalogue.ts';
import type { BerichtOf } from '../src/standard/messages/berichten.ts';
import { buildBericht } from '../src/standard/messages/build.ts';
import { parseBericht } from '../src/standard/messages/parse.ts';
import { checkBericht } from '../src/standard/rules/check.ts';
import { loadGemeenten } from '../src/standard/rules/gemeenten.ts';
import { printTable, rate, verdict } from './table.ts';

const slowestMs = 2000;
const gemeentenFile = new URL('../src/standard/lists/gemeenten.tsv', import.meta.url).pathname;
const context = { today: '2026-06-01', gemeenten: loadGemeenten(gemeentenFile) };

/**
 * Messages per second from the bytes through all rules of levels 2 and 4, on one core; the part of
 * it that reading the XML takes; and how the rules grow with the number of products.
 */
export async function benchRules(): Promise<void> {
  console.log('\nThrough parsing and all rules within the message, on one core');
  const bySize = [
    ['small', 'JW305', read('JW305', 'valid-complete')],
    ['normal', 'JW301', read('JW301', 'valid-complete')],
    ['large', 'JW323', manyPrestaties(1400)],
  ] as const;
  printTable(
    ['message', 'bytes', 'per second', 'of which parsing'],
    bySize.map(([size, type, bytes]) => {
      const whole = msOf(() => check(type, bytes));
      const parsing = msOf(() => parseBericht(type, bytes));
      const bericht = parseBericht(type, bytes);
      const rules = msOf(() => checkBericht(bericht, [2, 4], context));
      return [
        `${size} (${type})`,
        String(bytes.length),
        rate(1000 / whole),
        `${((100 * parsing) / (parsing + rules)).toFixed(0)}%`,
      ];
    }),
  );

  console.log('\nMilliseconds as a message grows: parsing and rules, the rules alone');
  const counts = [100, 1000, 10_000];
  const shapes: readonly [string, (count: number) => BerichtOf<'JW301' | 'JW323'>][] = [
    ['JW301, one product in periods that follow each other', (n) => allocations(n, 'following')],
    ['JW301, one product in periods that overlap', (n) => allocations(n, 'overlapping')],
    ['JW301, products without a category', (n) => allocations(n, 'anything')],
    ['JW323, as many Prestaties', (n) => parseBericht('JW323', manyPrestaties(n))],
  ];
  let slowest = 0;
  const rows = shapes.map(([shape, make]) => [
    shape,
    ...counts.map((count) => {
      const bericht = make(count);
      const bytes = buildBericht(bericht);
      const whole = msOf(() => check(bericht.type, bytes), 1);
      const rules = msOf(() => checkBericht(bericht, [2, 4], context), 1);
      slowest = Math.max(slowest, whole);
      return `${whole.toFixed(1)}, ${rules.toFixed(1)}`;
    }),
  ]);
  printTable(['', ...counts.map(String)], rows);
  verdict('milliseconds for 10,000 products', slowest, slowestMs, 'most');
}

function check(type: BerichtType, bytes: Uint8Array): void {
  checkBericht(parseBericht(type, bytes), [2, 4], context);
}

/** Milliseconds that it takes: the best of a few rounds, since others may use the machine. */
function msOf(work: () => unknown, least = 20): number {
  const round = () => {
    const begin = performance.now();
    let count = 0;
    for (; count < least || performance.now() - begin < 200; count++) work();
    return (performance.now() - begin) / count;
  };
  return Math.min(...Array.from({ length: 3 }, round));
}

function read(type: BerichtType, name: string): Buffer {
  return readFileSync(new URL(`../fixtures/${type}/${name}.xml`, import.meta.url));
}

/** A declaration with so many Prestaties, of one client each. */
function manyPrestaties(count: number): Buffer {
  const bericht = parseBericht('JW323', read('JW323', 'valid-complete'));
  const [client] = bericht.declaratie.clienten.client;
  const [prestatie] = client?.prestaties.prestatie ?? [];
  if (!client || !prestatie) throw new Error('The fixture has a client with a Prestatie.');
  const many = Array.from({ length: count }, (_, n) => ({
    ...prestatie,
    productReferentie: { referentieNummer: `P${n}` },
    toewijzingNummer: String(n + 1),
    ingediendBedrag: { bedrag: '100', debetCredit: 'D' },
  }));
  return buildBericht({
    ...bericht,
    declaratie: {
      ...bericht.declaratie,
      totaalIngediendBedrag: { totaalBedrag: String(100 * count), debetCredit: 'D' },
      clienten: { client: [{ ...client, prestaties: { prestatie: many } }] },
    },
  });
}

/** Allocations that make TR302 look hard: the same product again and again. */
function allocations(
  count: number,
  shape: 'following' | 'overlapping' | 'anything',
): BerichtOf<'JW301'> {
  const bericht = parseBericht('JW301', read('JW301', 'valid-complete'));
  const [product] = bericht.client.toegewezenProducten.toegewezenProduct;
  if (!product) throw new Error('The fixture has a ToegewezenProduct.');
  const day = (n: number) => new Date(Date.UTC(2000, 0, 1 + n)).toISOString().slice(0, 10);
  const many = Array.from({ length: count }, (_, n) => {
    const { omvang: _omvang, redenWijziging: _reden, ...rest } = product;
    const last = shape === 'overlapping' ? 2 * n + 5 : 2 * n + 1;
    const one = {
      ...rest,
      toewijzingNummer: String(n + 1),
      ingangsdatum: day(2 * n),
      einddatum: day(last),
    };
    if (shape !== 'anything') return { ...one, omvang: product.omvang };
    const { product: _product, ...without } = one;
    return { ...without, budget: '100' };
  });
  return {
    ...bericht,
    client: { ...bericht.client, toegewezenProducten: { toegewezenProduct: many } },
  } as BerichtOf<'JW301'>;
}
