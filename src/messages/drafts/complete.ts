import { randomUUIDv7 } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { violatedUnique } from '../../store/database.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { signedCompleteLedger } from './signed.ts';

/** A gemeente says that the ledger has all of its allocations to an aanbieder. */
export interface CompleteLedger {
  readonly aanbieder: string;
  readonly declaredAt: Date;
  readonly declaredBy: string;
}

/** Declarations of one gemeente, at most. */
const most = 10_000;

interface Row extends CompleteLedger {
  readonly id: string;
  readonly proof: Proof;
}

const columns = `id, provider as aanbieder, declared_at as "declaredAt", declared_by as "declaredBy",
  ${proofOf(signedCompleteLedger, 'complete_ledger')} as proof`;

const standing = unnamed<{ gemeente: string }>(`
  select ${columns} from complete_ledger
  where municipality = $gemeente and withdrawn_at is null order by provider limit ${most}`);

const standingFor = unnamed<{ gemeente: string; aanbieder: string }>(`
  select ${columns} from complete_ledger
  where municipality = $gemeente and provider = $aanbieder and withdrawn_at is null`);

/**
 * Whether a gemeente declared its ledger complete for an aanbieder.
 *
 * @throws {NotBelieved} for a row that the gateway did not write
 */
export async function isComplete(
  pool: Pool,
  macs: RowMacs,
  gemeente: string,
  aanbieder: string,
): Promise<boolean> {
  return (await findStanding(pool, macs, gemeente, aanbieder)) !== undefined;
}

async function findStanding(
  database: Pool | PoolClient,
  macs: RowMacs,
  gemeente: string,
  aanbieder: string,
): Promise<Row | undefined> {
  const { rows } = await database.query<Row>(standingFor({ gemeente, aanbieder }));
  const [row] = rows;
  if (row) macs.check(signedCompleteLedger, row.proof);
  return row;
}

/** The aanbieders for which a gemeente declared its ledger complete, by code. @throws {NotBelieved} */
export async function listComplete(
  pool: Pool,
  macs: RowMacs,
  gemeente: string,
): Promise<CompleteLedger[]> {
  const { rows } = await pool.query<Row>(standing({ gemeente }));
  return rows.map((row) => {
    macs.check(signedCompleteLedger, row.proof);
    return present(row);
  });
}

const kindOfParty = unnamed<{ code: string }>(
  `select kind from ${partyTable} party where code = $code`,
);
const insert = unnamed<{ id: string; gemeente: string; aanbieder: string; by: string }>(`
  insert into complete_ledger (id, municipality, provider, declared_by)
  values ($id::uuid, $gemeente, $aanbieder, $by)`);

/**
 * Declares a ledger complete, for the gemeente itself or by an administrator. Repeating it changes nothing.
 *
 * @returns the declaration, and whether it is new
 * @throws {Problem} `unknown-party` where one of the two is not connected; {NotBelieved}
 */
export async function declareComplete(
  pool: Pool,
  macs: RowMacs,
  call: Call,
  gemeente: string,
  aanbieder: string,
): Promise<{ readonly declared: CompleteLedger; readonly created: boolean }> {
  const once = () =>
    inTransaction(pool, async (client) => {
      const before = await findStanding(client, macs, gemeente, aanbieder);
      if (before) return { declared: present(before), created: false };
      await refuseUnknown(client, gemeente, 'gemeente');
      await refuseUnknown(client, aanbieder, 'aanbieder');
      const id = randomUUIDv7();
      const by = call.principal.credential.name;
      await client.query(insert({ id, gemeente, aanbieder, by }));
      await macs.sign(client, signedCompleteLedger, id);
      await note(client, macs, call, 'declare-complete', gemeente, aanbieder);
      const made = await findStanding(client, macs, gemeente, aanbieder);
      return { declared: present(made as Row), created: true };
    });
  try {
    return await once();
  } catch (error) {
    // Somebody else was first.
    if (violatedUnique(error) !== 'complete_ledger_standing') throw error;
    return once();
  }
}

const withdraw = unnamed<{ id: string; by: string }>(`
  update complete_ledger set withdrawn_at = now(), withdrawn_by = $by where id = $id::uuid and withdrawn_at is null`);

/**
 * Takes back that a ledger is complete: from then on no JW301 is drafted from it.
 *
 * @returns what was declared
 * @throws {Problem} `not-found` when it was not declared; {NotBelieved}
 */
export async function withdrawComplete(
  pool: Pool,
  macs: RowMacs,
  call: Call,
  gemeente: string,
  aanbieder: string,
): Promise<CompleteLedger> {
  return inTransaction(pool, async (client) => {
    const row = await findStanding(client, macs, gemeente, aanbieder);
    if (!row) throw new Problem('not-found');
    const by = call.principal.credential.name;
    const { rowCount } = await macs.rewrite(client, signedCompleteLedger, row.id, () =>
      client.query(withdraw({ id: row.id, by })),
    );
    if (!rowCount) throw new Problem('not-found');
    await note(client, macs, call, 'withdraw-complete', gemeente, aanbieder);
    return present(row);
  });
}

async function refuseUnknown(client: PoolClient, code: string, kind: string): Promise<void> {
  const { rows } = await client.query<{ kind: string }>(kindOfParty({ code }));
  if (rows[0]?.kind !== kind) throw new Problem('unknown-party', { params: { party: code } });
}

function note(
  client: PoolClient,
  macs: RowMacs,
  call: Call,
  action: 'declare-complete' | 'withdraw-complete',
  gemeente: string,
  aanbieder: string,
): Promise<void> {
  return noteAccess(
    client,
    macs,
    entryOf(call, action, { party: gemeente, counterparty: aanbieder }),
  );
}

function present({ aanbieder, declaredAt, declaredBy }: CompleteLedger): CompleteLedger {
  return { aanbieder, declaredAt, declaredBy };
}
