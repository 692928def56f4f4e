import type { PoolClient } from 'pg';
import { partyTable } from '../../parties/directory/party-table.ts';
import { signedParty } from '../../parties/directory/signed.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { catalogueOf, type Spic, spicOn } from '../catalogue/spic.ts';
import type { ContractRow } from './file.ts';
import { productKey } from './model.ts';

/** Segment, profile and intensity, as far as they are said. */
export type SpicNames = Partial<Record<'segment' | 'profile' | 'intensity', string>>;

/** The SPICs of a region. */
export class Catalogue {
  readonly #byProduct: ReadonlyMap<string, readonly Spic[]>;
  readonly #byNames: ReadonlyMap<string, readonly Spic[]>;

  constructor(spics: readonly Spic[]) {
    this.#byProduct = Map.groupBy(spics, ({ productCategory: categorie, code }) =>
      productKey({ categorie, code }),
    );
    this.#byNames = Map.groupBy(spics, namesKey);
  }

  /** The SPIC of a product on a day. */
  ofProduct(product: { categorie: string; code: string }, day: string): Spic | undefined {
    return spicOn(this.#byProduct.get(productKey(product)), day);
  }

  /** Those with these names on a day: a SPIC may have several codes. Case does not matter. */
  named(names: Required<SpicNames>, day: string): Spic[] {
    return (this.#byNames.get(namesKey(names)) ?? []).filter((one) => spicOn([one], day));
  }
}

function namesKey({ segment, profile, intensity }: Required<SpicNames>): string {
  return JSON.stringify([segment, profile, intensity]).toLowerCase();
}

/** What the gateway knows of regions when a file is read. */
export interface RegionsKnown {
  /** The gemeenten of each region, in order. */
  readonly gemeenten: ReadonlyMap<string, readonly string[]>;
  /** The region of each gemeente that has one. */
  readonly regionOf: ReadonlyMap<string, string>;
  /** The catalogues of the regions that the file is about. */
  readonly catalogues: ReadonlyMap<string, Catalogue>;
}

interface RegionRow {
  readonly region: string;
  readonly code: string;
  readonly proof: Proof;
}

/**
 * The gemeenten of all regions, and the catalogues of those that rows of a file name, or of whose gemeenten they name one.
 *
 * @throws {NotBelieved}
 */
export async function readRegions(
  client: PoolClient,
  macs: RowMacs,
  rows: readonly ContractRow[],
): Promise<RegionsKnown> {
  const { rows: found } = await client.query<RegionRow>(
    `select region, code, ${proofOf(signedParty, 'party')} as proof from ${partyTable} party
    where region is not null and kind = 'gemeente' order by region, code`,
  );
  macs.check(signedParty, ...found.map(({ proof }) => proof));
  const gemeenten = new Map<string, string[]>();
  for (const [region, some] of Map.groupBy(found, (row) => row.region))
    gemeenten.set(
      region,
      some.map(({ code }) => code),
    );
  const regionOf = new Map(found.map(({ code, region }) => [code, region]));
  const named = rows.flatMap((row) => [
    row.region,
    ...(row.gemeenten ?? []).map((code) => regionOf.get(code)),
  ]);
  const catalogues = new Map<string, Catalogue>();
  for (const region of new Set(named))
    if (region !== undefined && gemeenten.has(region))
      catalogues.set(region, new Catalogue(await catalogueOf(client, macs, region)));
  return { gemeenten, regionOf, catalogues };
}

/** The region that all these gemeenten are of; undefined when there is none. */
export function commonRegion(
  gemeenten: readonly string[],
  { regionOf }: RegionsKnown,
): string | undefined {
  const [first = '', ...others] = gemeenten;
  const region = regionOf.get(first);
  return others.every((code) => regionOf.get(code) === region) ? region : undefined;
}
