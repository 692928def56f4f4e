import { Problem } from '../../problem.ts';
import { asked } from '../../store/conditions.ts';
import { type Proof, proofOf } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { pageOf, type Walked, walkSql, wayOf } from '../../store/walk.ts';
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

/** What is walked through. */
const headColumns = 'id, revision, number, provider, gemeenten, mac';

/**
 * A page of the contracts that hold, in the order in which they were loaded first; not those that were withdrawn. A page
 * may be short, or empty, and yet not the last.
 *
 * @returns `next`: the id after which the next page begins; undefined when this is all
 * @throws {NotBelieved}
 */
export async function listContracts(
  parts: ContractParts,
  viewer: Viewer,
  query: ContractQuery,
): Promise<{ items: JudgedBy[]; next: string | undefined }> {
  const { limit } = query;
  const { values, text } = pageStatement(viewer, query);
  const { rows } = await parts.db.query<Walked & { proof: Proof }>({ text, values });
  const { items, last } = pageOf(rows, limit);
  const found = await openContracts(
    parts,
    items.map(({ proof }) => proof),
  );
  return { items: found, next: last?.id };
}

/**
 * Contracts of an aanbieder have an index in their order. Those of a gemeente are looked for among all: a region has some
 * hundreds.
 */
function pageStatement(viewer: Viewer, { limit, after, gemeente, aanbieder }: ContractQuery) {
  const { values, value, given } = asked();
  const from = given(after, (id) => `id > ${id}::uuid`);
  const codes = viewer === 'all' ? undefined : viewer.codes;
  const providers = aanbieder === undefined ? codes : [aanbieder];
  const ofProviders = providers?.length && providers.every((code) => code.length === 8);
  const order = ofProviders ? 'id nulls first' : 'id';
  const ways = ofProviders
    ? providers.map((code) =>
        wayOf(headColumns, 'contract', [`provider = ${value(code)}`, ...from], { order, limit }),
      )
    : [wayOf(headColumns, 'contract', from, { order, limit })];
  const conditions = [
    'cardinality(gemeenten) > 0',
    ...given(codes, (list) => `(provider = any(${list}::text[]) or gemeenten && ${list}::text[])`),
    ...given(gemeente, (code) => `${code} = any(gemeenten)`),
    ...given(aanbieder, (code) => `provider = ${code}`),
  ];
  const walk = walkSql({ ways, order, conditions, limit });
  const proof = proofOf(signedContract, 'contract');
  return { values, text: `select id, fits, ends, ${proof} as proof from (${walk}) contract` };
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
  /** Only those that one of these sees; null: all. */
  codes: readonly string[] | null;
}>(`
  select ${proofOf(signedContractVersion, 'kept')} as proof, recorded_at as "recordedAt",
    (select ${proofOf(signedContract, 'contract')} from contract where id = contract_id) as head
  from contract_version kept
  where contract_id = $id::uuid and version < $before
    and ($version::integer is null or version = $version::integer)
    and ($at::timestamptz is null or recorded_at <= $at::timestamptz)
    and ($codes::text[] is null or (content::jsonb -> 'gemeenten') ?| $codes::text[]
      or content::jsonb ->> 'aanbieder' = any($codes::text[]))
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
  // The newest, whoever may see it: what was before it is not the present one.
  const which = { version: version ?? null, at: at ?? null, codes: null };
  const wanted = { id, ...which, before: newest, limit: 1 };
  const [found] = await readVersions(parts, viewer, wanted);
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
  const codes = viewer === 'all' ? null : viewer.codes;
  const wanted = { id, version: null, at: null, codes, before, limit: limit + 1 };
  const found = await readVersions(parts, viewer, wanted);
  if (found.length === 0 && before === newest) throw new Problem('not-found');
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? items.at(-1)?.version : undefined };
}

async function readVersions(
  { db, macs }: ContractParts,
  viewer: Viewer,
  wanted: Parameters<typeof versionsBefore>[0],
): Promise<ContractVersion[]> {
  const { rows } = await db.query<{ proof: Proof; head: Proof; recordedAt: Date }>(
    versionsBefore(wanted),
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
