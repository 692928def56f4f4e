import { randomUUIDv7 } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Proof, RowMacs } from '../../store/keys/row-mac.ts';
import { proofOf } from '../../store/keys/row-mac.ts';
import { advisoryLock } from '../../store/locks.ts';
import { momentText } from '../../store/moment-text.ts';
import { listStatement } from '../../store/rows.ts';
import { unnamed } from '../../store/statement.ts';
import { contractForm, decodeContract, encodeContract, lineText } from './codec.ts';
import type { Contract } from './model.ts';
import { signedContract, signedContractVersion } from './signed.ts';

/** What became of a contract that was loaded. */
export interface KeptContract {
  readonly id: string;
  readonly contract: Contract;
  /** The version that holds from now on; where nothing changed, the one that held. */
  readonly version: number;
  readonly change: 'new' | 'changed' | 'same';
  /** Lines that it has and that were not there before, and lines that are gone: a line that changed is one of each. */
  readonly added: number;
  readonly removed: number;
  /** The contract as it was before; absent where there was none. */
  readonly before?: Contract;
}

/** A contract that is there, with its present version. */
export interface StandingContract {
  readonly id: string;
  readonly version: number;
  readonly contract: Contract;
}

interface StandingRow {
  readonly head: Proof;
  readonly version: Proof | null;
}

/** Excludes another load until the transaction ends: each would check itself against what the other replaces. */
export async function lockContracts(client: PoolClient): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(${advisoryLock('contracts')})`);
}

const standing = (where: string) => `
  select ${proofOf(signedContract, 'contract')} as head, (
    select ${proofOf(signedContractVersion, 'present')} from contract_version present
    where contract_id = contract.id and version = contract.revision
  ) as version
  from contract where ${where}`;

const standingBetween = unnamed<{ providers: readonly string[]; gemeenten: readonly string[] }>(
  standing('provider = any($providers::text[]) or gemeenten && $gemeenten::text[]'),
);

/**
 * The contracts of these aanbieders and those of these gemeenten, withdrawn ones too, as they are now.
 *
 * @throws {NotBelieved} where one is not as it was written
 */
export async function standingContracts(
  db: Pool | PoolClient,
  macs: RowMacs,
  providers: readonly string[],
  gemeenten: readonly string[],
): Promise<StandingContract[]> {
  const { rows } = await db.query<StandingRow>(standingBetween({ providers, gemeenten }));
  return rows.map((row) => readStanding(macs, row));
}

/** @throws {NotBelieved} @throws {UnreadableContract} */
export function readStanding(macs: RowMacs, { head, version }: StandingRow): StandingContract {
  macs.check(signedContract, head);
  macs.check(signedContractVersion, version);
  const [, id, revision] = head;
  const [, , ofContract, , form, content] = version ?? [];
  if (ofContract !== id || typeof content !== 'string') throw new Error('no version of a contract');
  return {
    id: id as string,
    version: Number(revision),
    contract: decodeContract(Number(form), content),
  };
}

interface HeadRow {
  readonly id: string;
  readonly revision: number;
  readonly number: string;
  readonly provider: string;
  readonly gemeenten: readonly string[];
  readonly mac: Buffer;
}

interface VersionRow {
  readonly id: string;
  readonly contractId: string;
  readonly version: number;
  readonly form: number;
  readonly content: string;
  readonly recordedAt: string;
  readonly recordedBy: string;
  readonly mac: Buffer;
}

const keepHeads = listStatement<HeadRow>(
  'keep-contracts',
  'kept',
  {
    ...{ id: 'uuid', revision: 'integer', number: 'text', provider: 'text' },
    ...{ gemeenten: 'text[]', mac: 'bytea' },
  },
  (kept) => `
    with ${kept}
    insert into contract (id, revision, number, provider, gemeenten, mac)
    select id, revision, number, provider, gemeenten, mac from kept
    on conflict (id) do update
      set revision = excluded.revision, gemeenten = excluded.gemeenten, mac = excluded.mac`,
);

const keepVersions = listStatement<VersionRow>(
  'keep-contract-versions',
  'kept',
  {
    ...{ id: 'uuid', contractId: 'uuid', version: 'integer', form: 'smallint', content: 'text' },
    ...{ recordedAt: 'timestamptz', recordedBy: 'text', mac: 'bytea' },
  },
  (kept) => `
    with ${kept}
    insert into contract_version
      (id, contract_id, version, form, content, recorded_at, recorded_by, mac)
    select * from kept`,
);

/** Rows in one statement. */
const piece = 200;

/**
 * What becomes of contracts when they are kept: a new version of each that differs from what holds now.
 *
 * @param contracts each number of an aanbieder once, their lines in order
 * @param before what {@link standingContracts} found of these aanbieders
 */
export function compareContracts(
  contracts: readonly Contract[],
  before: readonly StandingContract[],
): KeptContract[] {
  const known = new Map(before.map((one) => [nameOf(one.contract), one]));
  return contracts.map((contract): KeptContract => {
    const found = known.get(nameOf(contract));
    const changes = changesOf(contract, found?.contract);
    if (!found) return { id: randomUUIDv7(), contract, version: 1, change: 'new', ...changes };
    const { id, version, contract: before } = found;
    const change = encodeContract(before) === encodeContract(contract) ? 'same' : 'changed';
    return {
      id,
      contract,
      version: change === 'same' ? version : version + 1,
      change,
      ...changes,
      before,
    };
  });
}

function changesOf({ lines }: Contract, before: Contract | undefined) {
  const texts = (list: Contract['lines']) => new Set(list.map(lineText));
  const [now, then] = [texts(lines), texts(before?.lines ?? [])];
  const missing = (some: ReadonlySet<string>, others: ReadonlySet<string>) =>
    [...some].filter((one) => !others.has(one)).length;
  return { added: missing(now, then), removed: missing(then, now) };
}

/**
 * Keeps contracts, within a transaction that has called {@link lockContracts}. Those that are the same as before stay as
 * they are.
 *
 * @param contracts what {@link compareContracts} found
 * @param by who loads them, as the access log names it
 */
export async function keepContracts(
  client: PoolClient,
  macs: RowMacs,
  contracts: readonly KeptContract[],
  by: string,
): Promise<void> {
  const now = new Date();
  const changed = contracts.filter(({ change }) => change !== 'same');
  for (let at = 0; at < changed.length; at += piece) {
    const some = changed.slice(at, at + piece);
    await client.query(keepHeads(some.map((one) => headOf(macs, one))));
    await client.query(keepVersions(some.map((one) => versionOf(macs, one, now, by))));
  }
}

/** Identifies a contract. */
export function nameOf({ aanbieder, number }: Pick<Contract, 'aanbieder' | 'number'>): string {
  return `${aanbieder} ${number}`;
}

function headOf(macs: RowMacs, { id, version, contract }: KeptContract): HeadRow {
  const { number, aanbieder: provider, gemeenten } = contract;
  const mac = macs.macOf(signedContract, [
    ...[id, String(version), number, provider],
    // As Postgres writes an array of digits.
    `{${gemeenten.join(',')}}`,
  ]);
  return { id, revision: version, number, provider, gemeenten, mac };
}

function versionOf(
  macs: RowMacs,
  { id: contractId, version, contract }: KeptContract,
  now: Date,
  recordedBy: string,
): VersionRow {
  const id = randomUUIDv7();
  const content = encodeContract(contract);
  const recordedAt = momentText(now);
  const mac = macs.macOf(signedContractVersion, [
    ...[id, contractId, String(version), String(contractForm), content, recordedAt, recordedBy],
  ]);
  return { id, contractId, version, form: contractForm, content, recordedAt, recordedBy, mac };
}
