import type { Pool, PoolClient } from 'pg';
import {
  type AsReceived,
  macOfJudgement,
  macOfReceived,
  macOfRefusal,
  type OfJudgement,
  type OfRefusal,
} from '../../messages/finding-macs.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';

/** A message with the columns that these MACs protect. */
interface Row extends Omit<OfRefusal, 'refusal'> {
  readonly id: string;
  readonly status: string;
  readonly byGateway: boolean;
  readonly firstUse: boolean;
  readonly findingCount: number;
  readonly receivedMac: Buffer | null;
  readonly judgedMac: Buffer | null;
  readonly refusalMac: Buffer | null;
  /** JSON. */
  readonly refusal: string | null;
  readonly findings: OfJudgement['findings'];
  readonly requests: readonly string[];
}

/** SQL: messages that are not forgotten, in the order of their ids, `$piece` of them after `$after`. */
const rowsSql = `
  select id, status, by_gateway as "byGateway", first_use as "firstUse", finding_count as "findingCount",
    received_mac as "receivedMac", judged_mac as "judgedMac", refusal_mac as "refusalMac", sender,
    content_hash as "contentHash", refused_count as count, refusal::text as refusal, afzender, ontvanger, identificatie,
    dagtekening::text as dagtekening, coalesce((
      select json_agg(json_build_array(rule, path, retour_code) order by ordinal)
      from message_finding where message_id = message.id
    ), '[]') as findings, array(
      select encode(reference_hash, 'hex') from request_reference where message_id = message.id
    ) as requests
  from message where forgotten_at is null and id > $after order by id limit $piece`;

const readRows = unnamed<{ after: string; piece: number }>(rowsSql);
const holdRows = unnamed<{ after: string; piece: number }>(`${rowsSql} for no key update`);

const first = '00000000-0000-0000-0000-000000000000';
/** Rows in memory, or in one transaction. */
const piece = 2000;
const judgedStatuses = new Set(['accepted', 'delivered', 'rejected']);

/**
 * Signs the findings, requests and refusals of messages that an earlier version took. Rows with a MAC stay as they are,
 * so when it runs twice the second run finds nothing to do.
 *
 * @param onProgress called with the number of messages that got a MAC
 */
export async function signFindings(
  owner: Pool,
  macs: RowMacs,
  onProgress: (rows: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  let signed = 0;
  for (let after = first; ; ) {
    signal?.throwIfAborted();
    const rows = await inTransaction(owner, async (client) => {
      const { rows } = await client.query<Row>(holdRows({ after, piece }));
      signed += await write(client, rows.map((row) => made(macs, row)).filter(isNew));
      return rows;
    });
    onProgress(signed);
    after = rows.at(-1)?.id ?? after;
    if (rows.length < piece) return;
  }
}

/** The MACs that a row gets; null where it needs none, or already has one. */
interface Made {
  readonly id: string;
  readonly door: Buffer | null;
  readonly judged: Buffer | null;
  readonly refusal: Buffer | null;
}

const isNew = ({ door, judged, refusal }: Made) =>
  door !== null || judged !== null || refusal !== null;

function made(macs: RowMacs, row: Row): Made {
  const judged = macOfJudgement(macs, { ...row, count: row.findingCount });
  return {
    id: row.id,
    door: row.receivedMac
      ? null
      : macOfReceived(macs, { ...row, finding: doorFinding(row, judged) }),
    judged: !row.judgedMac && needsJudgement(row) ? judged : null,
    refusal: !row.refusalMac && row.status === 'refused' ? refusalOf(macs, row) : null,
  };
}

const needsJudgement = ({ status, byGateway }: Row) => judgedStatuses.has(status) && !byGateway;

/**
 * The finding of the intake, if it can be distinguished. For a message that an earlier version judged, it is not known
 * which finding came from the intake: then all count as findings of the judgement.
 *
 * @param judged the MAC of its judgement, if all findings belong to that
 */
function doorFinding(row: Row, judged: Buffer): AsReceived['finding'] {
  const [at] = row.findings;
  if (!at || isSame(row.judgedMac, judged) || (!row.judgedMac && needsJudgement(row))) return null;
  return { rule: at[0], path: at[1] };
}

function refusalOf(macs: RowMacs, row: Row): Buffer {
  return macOfRefusal(macs, { ...row, refusal: JSON.parse(row.refusal ?? 'null') });
}

const signDoors = unnamed<{
  ids: readonly string[];
  doors: readonly (Buffer | null)[];
  refusals: readonly (Buffer | null)[];
}>(`
  update message set received_mac = coalesce(received_mac, made.door),
    refusal_mac = coalesce(refusal_mac, made.refusal)
  from unnest($ids::uuid[], $doors::bytea[], $refusals::bytea[]) made (id, door, refusal)
  where message.id = made.id`);

const signJudgements = unnamed<{ ids: readonly string[]; macs: readonly (Buffer | null)[] }>(`
  update message set judged_mac = made.mac from unnest($ids::uuid[], $macs::bytea[]) made (id, mac)
  where message.id = made.id and judged_mac is null`);

async function write(client: PoolClient, rows: readonly Made[]): Promise<number> {
  if (rows.length === 0) return 0;
  await client.query(
    signDoors({
      ids: rows.map(({ id }) => id),
      doors: rows.map(({ door }) => door),
      refusals: rows.map(({ refusal }) => refusal),
    }),
  );
  const judged = rows.filter((row) => row.judged !== null);
  await client.query(
    signJudgements({ ids: judged.map(({ id }) => id), macs: judged.map((row) => row.judged) }),
  );
  return rows.length;
}

/** A row that is not as the gateway wrote it: the table, and the id of the message. */
export type FindingFault = readonly [
  table: 'message' | 'message_finding' | 'request_reference',
  id: string,
];

/**
 * Finds messages whose findings, requests or refusal are not as the gateway wrote them.
 *
 * @param onRows called after each piece with its number of rows, and waited for
 * @returns nothing as long as the first start has not signed the existing rows
 */
export async function* verifyFindings(
  pool: Pool,
  macs: RowMacs,
  onRows: (rows: number) => Promise<void>,
): AsyncGenerator<FindingFault> {
  if (!macs.isSigned('findings')) return;
  for (let after = first; ; ) {
    const { rows } = await pool.query<Row>(readRows({ after, piece }));
    for (const row of rows) yield* faultsOf(macs, row);
    await onRows(rows.length);
    after = rows.at(-1)?.id ?? after;
    if (rows.length < piece) return;
  }
}

function* faultsOf(macs: RowMacs, row: Row): Generator<FindingFault> {
  const { id, status } = row;
  if (status === 'refused' ? !isSame(row.refusalMac, refusalOf(macs, row)) : row.refusal !== null)
    yield ['message', id];
  const [at] = row.findings;
  const withFinding = { ...row, finding: at ? { rule: at[0], path: at[1] } : null };
  const fromDoor = at && isSame(row.receivedMac, macOfReceived(macs, withFinding)) ? 1 : 0;
  if (!fromDoor && !isSame(row.receivedMac, macOfReceived(macs, { ...row, finding: null })))
    yield ['request_reference', id];
  if (!isJudgedAsSigned(macs, row, fromDoor)) yield ['message_finding', id];
}

function isJudgedAsSigned(macs: RowMacs, row: Row, fromDoor: number): boolean {
  const count = row.findingCount - fromDoor;
  const findings = row.findings.slice(fromDoor);
  if (row.judgedMac)
    return isSame(row.judgedMac, macOfJudgement(macs, { ...row, count, findings }));
  return !needsJudgement(row) && count === 0 && findings.length === 0 && !row.firstUse;
}

function isSame(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}
