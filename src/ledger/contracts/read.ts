import { Problem } from '../../problem.ts';
import { type Proof, proofOf } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { type ContractParts, type JudgedBy, openContracts, readVersion } from './between.ts';
import type { Contract } from './model.ts';
import { signedContract, signedContractVersion } from './signed.ts';

/** Whose contracts a caller may see: those of these gemeenten and aanbieders; `all` for administrators. */
export type Viewer = 'all' | { readonly codes: readonly string[] };

/**
 * Refuses a change of a contract with a gemeente that is not the caller's.
 *
 * @param after its gemeenten when it has changed
 * @param before those that it has now
 * @throws {Problem} `not-your-contract`, or `contract-number-taken` where the caller may not see the contract that is there
 */
export function refuseOthers(
  viewer: Viewer,
  { number: contract, aanbieder }: Pick<Contract, 'number' | 'aanbieder'>,
  after: readonly string[],
  before: readonly string[],
): void {
  if (viewer === 'all') return;
  const isTheirs = (code: string) => viewer.codes.includes(code);
  const isHidden = before.length > 0 && ![aanbieder, ...before].some(isTheirs);
  const others = [...new Set([...after, ...(isHidden ? [] : before)])].filter(
    (code) => !isTheirs(code),
  );
  if (others.length > 0)
    throw new Problem('not-your-contract', { params: { contract, gemeenten: others.join(', ') } });
  if (isHidden) throw new Problem('contract-number-taken', { params: { contract } });
}

export interface ContractFilter {
  readonly gemeente?: string;
  readonly aanbieder?: string;
}

export interface ContractQuery extends ContractFilter {
  readonly limit: number;
  /** Id of the contract with which the previous page ended. */
  readonly after?: string;
}

const lowest = '00000000-0000-0000-0000-000000000000';

/** A null means all. */
interface Asked {
  readonly after: string;
  readonly limit: number;
  readonly codes: readonly string[] | null;
  readonly gemeente: string | null;
  readonly aanbieder: string | null;
}

const contractsAfter = unnamed<Asked>(`
  select ${proofOf(signedContract, 'contract')} as proof from contract
  where id > $after::uuid and cardinality(gemeenten) > 0
    and ($codes::text[] is null or provider = any($codes::text[]) or gemeenten && $codes::text[])
    and ($gemeente::text is null or gemeenten && array[$gemeente::text])
    and ($aanbieder::text is null or provider = $aanbieder::text)
  order by id limit $limit`);

/**
 * A page of the contracts that hold, in the order in which they were loaded first; not those that were withdrawn.
 *
 * @returns `next`: the id after which the next page begins; undefined when this is all
 * @throws {NotBelieved}
 */
export async function listContracts(
  parts: ContractParts,
  viewer: Viewer,
  { limit, after = lowest, gemeente, aanbieder }: ContractQuery,
): Promise<{ items: JudgedBy[]; next: string | undefined }> {
  const { rows } = await parts.db.query<{ proof: Proof }>(
    contractsAfter({
      after,
      limit: limit + 1,
      codes: viewer === 'all' ? null : viewer.codes,
      gemeente: gemeente ?? null,
      aanbieder: aanbieder ?? null,
    }),
  );
  const page = rows.slice(0, limit).map(({ proof }) => proof);
  const items = await openContracts(parts, page);
  return { items, next: rows.length > limit ? items.at(-1)?.id : undefined };
}

/** Contracts in memory at a time. */
const piece = 100;

/** All contracts that hold, or those of one gemeente or aanbieder. @throws {NotBelieved} */
export async function* presentContracts(
  parts: ContractParts,
  party?: string,
): AsyncGenerator<JudgedBy> {
  const viewer: Viewer = party === undefined ? 'all' : { codes: [party] };
  for (let after: string | undefined; ; ) {
    const { items, next } = await listContracts(parts, viewer, {
      limit: piece,
      ...(after !== undefined && { after }),
    });
    yield* items;
    if (next === undefined) return;
    after = next;
  }
}

/** Which version of a contract: by its number, or the one that held at a moment; the present one by default. */
export interface WhichVersion {
  readonly version?: number;
  readonly at?: Date;
}

/** A version of a contract, as it is shown. */
export interface ContractVersion extends JudgedBy {
  readonly recordedAt: Date;
}

const versionsBefore = unnamed<{
  id: string;
  version: number | null;
  at: Date | null;
  before: number;
  limit: number;
}>(`
  select ${proofOf(signedContractVersion, 'kept')} as proof, recorded_at as "recordedAt",
    (select ${proofOf(signedContract, 'contract')} from contract where id = contract_id) as head
  from contract_version kept
  where contract_id = $id::uuid and version < $before
    and ($version::integer is null or version = $version::integer)
    and ($at::timestamptz is null or recorded_at <= $at::timestamptz)
  order by version desc limit $limit`);

/** Above the number of any version. */
const newest = 2_147_483_647;

/**
 * One version of a contract that the caller may see: a party that it was with then, or an administrator.
 *
 * @throws {Problem} `not-found`, also for one of others
 * @throws {NotBelieved}
 */
export async function findContract(
  parts: ContractParts,
  viewer: Viewer,
  id: string,
  { version, at }: WhichVersion = {},
): Promise<ContractVersion> {
  const asked = { id, version: version ?? null, at: at ?? null, before: newest, limit: 1 };
  const [found] = await readVersions(parts, viewer, asked);
  if (!found) throw new Problem('not-found');
  return found;
}

/**
 * The versions of a contract that the caller may see, newest first.
 *
 * @param before the version with which the previous page ended
 * @returns `next`: the version before which the next page begins; undefined when this is all
 * @throws {Problem} `not-found` when the caller may see none
 * @throws {NotBelieved}
 */
export async function listVersions(
  parts: ContractParts,
  viewer: Viewer,
  id: string,
  { limit, before = newest }: { readonly limit: number; readonly before?: number },
): Promise<{ items: ContractVersion[]; next: number | undefined }> {
  const asked = { id, version: null, at: null, before, limit: limit + 1 };
  const found = await readVersions(parts, viewer, asked);
  if (found.length === 0 && before === newest) throw new Problem('not-found');
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? items.at(-1)?.version : undefined };
}

async function readVersions(
  { db, macs }: ContractParts,
  viewer: Viewer,
  asked: Parameters<typeof versionsBefore>[0],
): Promise<ContractVersion[]> {
  const { rows } = await db.query<{ proof: Proof; head: Proof; recordedAt: Date }>(
    versionsBefore(asked),
  );
  return rows
    .map(({ proof, head, recordedAt }) => {
      macs.check(signedContract, head);
      return { ...readVersion(macs, proof), recordedAt };
    })
    .filter(({ contract }) => sees(viewer, contract));
}

function sees(viewer: Viewer, { aanbieder, gemeenten }: Contract): boolean {
  if (viewer === 'all') return true;
  return [aanbieder, ...gemeenten].some((code) => viewer.codes.includes(code));
}
