import { MappingFaults, mappingOfRows } from '../../../src/ledger/conversion/mapping-file.ts';
import type { CaseFacts, FoundTariff, Mapping } from '../../../src/ledger/conversion/model.ts';
import type { ToegewezenProduct } from '../../../src/ledger/model/events.ts';
import { afterDays } from '../../../src/standard/working-days.ts';
import type { Random } from '../../support/generate/random.ts';
import { contentOf, day, declaredOf, lineOf } from './support.ts';

const old = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
const targets = ['P', 'Q', 'R', 'S', 'T'];
const categories = ['45', '46'];
/** Mostly old care; now and then a SPIC that runs already, or a category without a code. */
function codeOf(random: Random): string | undefined {
  if (random.chance(0.1)) return undefined;
  return random.pick(random.chance(0.15) ? targets : old);
}

function productOf(random: Random): Pick<ToegewezenProduct, 'product'> {
  if (random.chance(0.03)) return {};
  const code = codeOf(random);
  return { product: { categorie: random.pick(categories), ...(code !== undefined && { code }) } };
}

function allocationOf(random: Random, number: number): CaseFacts['allocations'][number] {
  const toewijzingNummer = String(number);
  const { omvang: _, einddatum: __, product: ___, ...bare } = contentOf({ toewijzingNummer });
  const ingangsdatum = afterDays(day, random.below(400) - 330);
  const hasBudget = random.chance(0.2);
  const frequentie = random.pick(['1', '2', '4', '6']);
  const hasEnd = hasBudget || frequentie === '2' || random.chance(0.7);
  const einddatum = afterDays(ingangsdatum, random.below(500));
  const eenheid = random.pick(['01', '04', '14', '82', '83']);
  const reden = random.pick([undefined, undefined, undefined, '05', '09', '13']);
  const content: ToegewezenProduct = {
    ...{ ...bare, ingangsdatum, ...productOf(random) },
    ...(hasEnd && { einddatum: reden === '13' ? ingangsdatum : einddatum }),
    ...(hasEnd && reden && { redenWijziging: reden }),
    ...(hasBudget
      ? { budget: String(random.below(2_000_000)) }
      : { omvang: { volume: String(random.below(200)), eenheid, frequentie } }),
  };
  if (random.chance(0.3)) return { toewijzingNummer, content };
  const declared = declaredOf({
    ...{ grantedVolume: random.below(100), grantedAmount: random.below(1_000_000) },
    ...(random.chance(0.1) && { lastGranted: afterDays(day, random.below(60) - 50) }),
  });
  return { toewijzingNummer, content, declared };
}

/** A mapping as a file would have it: rules that overlap are taken out. */
export async function mappingFor(random: Random): Promise<Mapping> {
  const rows = Array.from({ length: 30 + random.below(20) }, () => ({
    ...{ categorie: random.pick(categories), code: codeOf(random) ?? '' },
    ...{ toCategorie: random.pick(categories), toCode: random.pick(targets) },
    ...(random.chance(0.2) && { leastAge: String(random.below(18)) }),
    ...(random.chance(0.2) && { mostRemains: String(random.below(9000)) }),
    ...(random.chance(0.3) && { months: String(1 + random.below(24)) }),
  }));
  try {
    return await mappingOfRows(rows);
  } catch (error) {
    if (!(error instanceof MappingFaults)) throw error;
    const wrong = new Set(error.faults.map(({ row }) => row));
    return mappingOfRows(rows.filter((_, index) => !wrong.has(index + 1)));
  }
}

function tariffFor(random: Random): FoundTariff {
  if (random.chance(0.1)) return random.pick(['no-contract', 'no-tariff'] as const);
  const scheme = random.pick([
    undefined,
    '70/30',
    '70/30',
    'twelfths',
    'twelfths',
    'total',
  ] as const);
  const eenheid = random.pick([undefined, '01', '04', '04', '14', '82']);
  return lineOf(1 + random.below(900_000), {
    ...(scheme && { scheme }),
    ...(eenheid && { eenheid }),
  });
}

/** A case with some allocations, and tariffs of all products. */
export function caseFor(random: Random): CaseFacts {
  const codes = [...old, ...targets, ''];
  const keys = categories.flatMap((categorie) => codes.map((code) => `${categorie} ${code}`));
  return {
    ...{ gemeente: '0363', aanbieder: '12345678' },
    allocations: Array.from({ length: 2 + random.below(6) }, (_, at) =>
      allocationOf(random, at + 1),
    ),
    tariffs: Object.fromEntries(keys.map((key) => [key, tariffFor(random)])),
    ...(random.chance(0.7) && { age: random.below(23) }),
    ...{ openRequest: false, ledgerComplete: true, clientLacks: [] },
  };
}
