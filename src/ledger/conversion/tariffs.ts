import { type ContractParts, contractsBetween } from '../contracts/between.ts';
import { type ContractAnswer, checkContract } from '../contracts/check.ts';
import { productKey } from '../contracts/model.ts';
import type { FoundTariff } from './model.ts';

type Found = Awaited<ReturnType<typeof contractsBetween>>;

/** What contracts say on one day, each pair of a gemeente and an aanbieder read once. */
export class TariffBook {
  readonly #parts: ContractParts;
  readonly #day: string;
  readonly #read = new Map<string, Promise<Found>>();

  /** @param day plain date */
  constructor(parts: ContractParts, day: string) {
    this.#parts = parts;
    this.#day = day;
  }

  /**
   * What the contracts of the two say of some products, by `productKey`.
   *
   * @throws {NotBelieved}
   */
  async of(
    gemeente: string,
    aanbieder: string,
    products: readonly { readonly categorie: string; readonly code: string }[],
  ): Promise<Readonly<Record<string, FoundTariff>>> {
    const key = `${gemeente} ${aanbieder}`;
    const read =
      this.#read.get(key) ??
      contractsBetween(this.#parts, { gemeente, aanbieder, today: this.#day });
    this.#read.set(key, read);
    const found = await read;
    return Object.fromEntries(
      products.map(({ categorie, code }) => {
        const product = { categorie, ...(code !== '' && { code }) };
        const answer = checkContract({ gemeente, aanbieder, product, begin: this.#day }, found);
        return [productKey({ categorie, code }), tariffOf(answer)];
      }),
    );
  }
}

/** Whether a line holds on the day counts here, and not how much may be allocated by it. */
function tariffOf({ reason, line }: ContractAnswer): FoundTariff {
  if (noLine.has(reason)) return 'no-contract';
  if (!line || line.line.tariff === undefined) return 'no-tariff';
  const { contractId, version } = line;
  const { tariff, eenheid, scheme, paidFor } = line.line;
  return {
    ...{ contractId, version, tariff },
    ...(eenheid !== undefined && { eenheid }),
    ...(scheme !== undefined && { scheme }),
    ...(paidFor !== undefined && { paidFor }),
  };
}

const noLine: ReadonlySet<string> = new Set(['no-contract', 'not-in-contract', 'begins-outside']);
