import type { Pool, PoolClient } from 'pg';
import { familyOf } from '../../parties/directory/family.ts';
import { cents } from '../../standard/money.ts';
import type { AgreedTariff } from '../../standard/rules/engine/declared-past.ts';
import type { AgreedProduct } from '../../standard/rules/engine/past.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { statement } from '../../store/statement.ts';
import { decodeContract } from './codec.ts';
import { type Contract, type ContractLine, productKey } from './model.ts';
import { signedContract, signedContractVersion } from './signed.ts';

/** A gemeente and those that it succeeded: the last day of each that has ended. */
export type Family = Readonly<Record<string, string | null>>;

/** What Postgres knows of the contracts between a gemeente and an aanbieder. */
export interface ContractsFound {
  readonly family: Family;
  /**
   * All contracts of the aanbieder: who writes the database may change with which gemeenten a contract is, but not with
   * which aanbieder, so a contract that was hidden so is found, and not believed.
   */
  readonly heads: readonly Proof[];
}

/**
 * SQL: {@link ContractsFound}, in JSON. It expects `$aanbieder`, and `family` of `familyOf`.
 *
 * The aanbieder comes from a `select`, so that Postgres estimates alike with and without its value.
 */
export const contractsFound = `json_build_object(
    'family', (select json_object_agg(code, until) from family),
    'heads', coalesce((
      select json_agg(${proofOf(signedContract, 'contract')}) from contract
      where provider = (select $aanbieder::text)
    ), '[]'))`;

/** SQL: whether gemeente `$gemeente` and aanbieder `$aanbieder` have a contract themselves. */
export const haveContract = `exists (select from contract
    where provider = (select $aanbieder::text) and (select $gemeente::text) = any(gemeenten))`;

const between = statement<{ gemeente: string; aanbieder: string; today: string }>(
  'contracts-between',
  `with recursive ${familyOf} select ${contractsFound} as found`,
);

/** A contract as it is judged by. It never changes. */
export interface JudgedBy {
  readonly id: string;
  readonly version: number;
  readonly contract: Contract;
  /** Its lines, by `productKey`. */
  readonly byProduct: ReadonlyMap<string, readonly ContractLine[]>;
  /** The days on which each product is agreed, whatever its tariff. */
  readonly agreed: readonly AgreedProduct[];
}

/** Where contracts come from, and how they are checked. */
export interface ContractParts {
  readonly db: Pool | PoolClient;
  readonly macs: RowMacs;
}

const anyContract = statement<{ gemeente: string }>(
  'has-contracts',
  'select from contract where gemeenten @> array[$gemeente::text] limit 1',
);

/** Whether there is a contract of a gemeente with anybody: without one, that there is none with somebody says nothing. */
export async function hasContracts(db: Pool | PoolClient, gemeente: string): Promise<boolean> {
  const { rowCount } = await db.query(anyContract({ gemeente }));
  return rowCount === 1;
}

/**
 * The contracts that an aanbieder has with a gemeente, or has had with one that the gemeente succeeded.
 *
 * @param today plain date, see `familyOf`
 * @throws {NotBelieved} where one is not as it was written
 */
export async function contractsBetween(
  { db, macs }: ContractParts,
  parties: { readonly gemeente: string; readonly aanbieder: string; readonly today: string },
): Promise<{ family: Family; contracts: JudgedBy[] }> {
  const { rows } = await db.query<{ found: ContractsFound }>(between(parties));
  const { found } = rows[0] as (typeof rows)[number];
  return { family: found.family, contracts: await openFound({ db, macs }, found) };
}

/** The contracts that an aanbieder has with the gemeente, or with one that it succeeded. @throws {NotBelieved} */
export async function openFound(
  parts: ContractParts,
  { family, heads }: ContractsFound,
): Promise<JudgedBy[]> {
  parts.macs.check(signedContract, ...heads);
  const between = heads.filter(([, , , , , gemeenten]) =>
    (gemeenten?.match(/\d+/g) ?? []).some((code) => code in family),
  );
  return openContracts(parts, between);
}

const versionsOf = statement<{ ids: readonly string[]; versions: readonly number[] }>(
  'contract-versions',
  `select ${proofOf(signedContractVersion, 'kept')} as proof
  from unnest($ids::uuid[], $versions::integer[]) wanted (contract_id, version)
    cross join lateral (
      select * from contract_version
      where contract_id = wanted.contract_id and version = wanted.version offset 0
    ) kept`,
);

/**
 * The contracts of these rows, as they are now. A version never changes, so each is read and checked once in a process
 * while there is room for it.
 *
 * @throws {NotBelieved}
 */
export async function openContracts(
  { db, macs }: ContractParts,
  heads: readonly Proof[],
): Promise<JudgedBy[]> {
  macs.check(signedContract, ...heads);
  const wanted = heads.map(([, id, revision]) => ({ id: id ?? '', version: Number(revision) }));
  const shelf = shelfOf(macs);
  const found = new Map<string, JudgedBy>();
  const missing = wanted.filter(({ id, version }) => {
    const kept = shelf.get(keyOf(id, version));
    if (kept) found.set(keyOf(id, version), kept);
    return !kept;
  });
  if (missing.length > 0) {
    const { rows } = await db.query<{ proof: Proof }>(
      versionsOf({
        ids: missing.map(({ id }) => id),
        versions: missing.map(({ version }) => version),
      }),
    );
    for (const { proof } of rows) {
      const read = readVersion(macs, proof);
      found.set(keyOf(read.id, read.version), read);
      shelf.put(read);
    }
  }
  return wanted.map(({ id, version }) => {
    const one = found.get(keyOf(id, version));
    if (!one) throw new Error('A contract lacks the version that holds.');
    return one;
  });
}

/** @throws {NotBelieved} @throws {UnreadableContract} */
export function readVersion(macs: RowMacs, proof: Proof): JudgedBy {
  macs.check(signedContractVersion, proof);
  const [, , id, version, form, content] = proof;
  return judgedBy(id ?? '', Number(version), decodeContract(Number(form), content ?? ''));
}

function judgedBy(id: string, version: number, contract: Contract): JudgedBy {
  const byProduct = Map.groupBy(contract.lines, productKey);
  return { id, version, contract, byProduct, agreed: [...byProduct.values()].flatMap(agreedDays) };
}

/** The lines of one product, in order, as periods: a tariff that changes begins no other period. */
function agreedDays(lines: readonly ContractLine[]): AgreedProduct[] {
  const periods: { categorie: string; code: string; from?: string; until?: string }[] = [];
  for (const { categorie, code, from, until } of lines) {
    const last = periods.at(-1);
    const goesOn = last?.until !== undefined && from !== undefined && isNext(last.until, from);
    if (!last || !goesOn)
      periods.push({ categorie, code, ...(from && { from }), ...(until && { until }) });
    else if (until === undefined) delete last.until;
    else last.until = until;
  }
  return periods;
}

function isNext(day: string, next: string): boolean {
  return Date.parse(next) - Date.parse(day) === dayMs;
}

const dayMs = 86_400_000;

/**
 * What contracts agreed, as the rules use it; undefined where the gemeente and the aanbieder have none themselves,
 * whatever its predecessors agreed. Lines of a predecessor end with it.
 */
export function agreedProducts(
  contracts: readonly JudgedBy[],
  gemeente: string,
  family: Family,
): readonly AgreedProduct[] | undefined {
  if (!contracts.some(({ contract }) => contract.gemeenten.includes(gemeente))) return undefined;
  return contracts.flatMap(({ contract, agreed }) => {
    const end = lastDay(contract, gemeente, family);
    return end === null ? agreed : agreed.map((period) => endingBy(period, end));
  });
}

/**
 * The tariffs that contracts agreed, as the rules of declarations use them; undefined where the gemeente and the aanbieder
 * have none themselves, or where theirs say no tariff. Lines of a predecessor end with it.
 */
export function agreedTariffs(
  contracts: readonly JudgedBy[],
  gemeente: string,
  family: Family,
): readonly AgreedTariff[] | undefined {
  if (agreedProducts(contracts, gemeente, family) === undefined) return undefined;
  const tariffs = contracts.flatMap(({ contract }) => {
    const end = lastDay(contract, gemeente, family);
    return contract.lines.flatMap(({ categorie, code, eenheid, tariff, from, until }) => {
      if (eenheid === undefined || tariff === undefined) return [];
      const days = { ...(from && { from }), ...(until && { until }) };
      const held = end === null ? days : { ...days, until: until && until < end ? until : end };
      return { categorie, code, eenheid, tarief: cents(tariff), ...held };
    });
  });
  return tariffs.length === 0 ? undefined : tariffs;
}

/** The last day on which a contract counts because those it is with ended; null: it counts on. */
export function lastDay({ gemeenten }: Contract, gemeente: string, family: Family): string | null {
  if (gemeenten.includes(gemeente)) return null;
  const ends = gemeenten.flatMap((code) => family[code] ?? []);
  return ends.sort().at(-1) ?? null;
}

function endingBy({ until, ...rest }: AgreedProduct, end: string): AgreedProduct {
  return { ...rest, until: until !== undefined && until < end ? until : end };
}

/** The most lines of contracts in memory: some tens of megabytes. */
const mostLines = 150_000;

/** Versions of contracts in memory; those that were not asked for longest make room. */
class Shelf {
  readonly #kept = new Map<string, JudgedBy>();
  #lines = 0;

  get(key: string): JudgedBy | undefined {
    const found = this.#kept.get(key);
    if (!found) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found;
  }

  put(one: JudgedBy): void {
    const key = keyOf(one.id, one.version);
    if (this.#kept.has(key)) return;
    this.#kept.set(key, one);
    this.#lines += weightOf(one);
    for (const [oldest, { contract }] of this.#kept) {
      // What was asked for last stays, whatever its size.
      if (this.#lines <= mostLines || oldest === key) return;
      this.#kept.delete(oldest);
      this.#lines -= weightOf({ contract });
    }
  }
}

function weightOf({ contract }: Pick<JudgedBy, 'contract'>): number {
  return contract.lines.length + 1;
}

function keyOf(id: string, version: number): string {
  return `${id} ${version}`;
}

/** By the keys that checked them: tests have several databases in a process. */
const shelves = new WeakMap<RowMacs, Shelf>();

function shelfOf(macs: RowMacs): Shelf {
  const shelf = shelves.get(macs) ?? new Shelf();
  shelves.set(macs, shelf);
  return shelf;
}
