import { randomUUIDv7 } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { signedCompleteDeclarations } from './signed.ts';

/** The ledger has all that an aanbieder declared to a gemeente and what that granted, it is said. */
export interface CompleteDeclarations {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly declaredAt: Date;
  readonly declaredBy: string;
}

/** A gemeente and an aanbieder. */
export interface DeclaringParties {
  readonly gemeente: string;
  readonly aanbieder: string;
}

/** Of one gemeente, at most. */
const most = 10_000;

interface Row extends CompleteDeclarations {
  readonly id: string;
  readonly complete: boolean;
  readonly proof: Proof;
}

const columns = `id, municipality as gemeente, provider as aanbieder, complete, recorded_at as "declaredAt", recorded_by as "declaredBy",
  ${proofOf(signedCompleteDeclarations, 'complete_declarations')} as proof`;

const standing = unnamed<{ code: string }>(`
  select ${columns} from complete_declarations
  where (municipality = $code or provider = $code) and complete
  order by municipality, provider limit ${most}`);
const between = unnamed<DeclaringParties>(`
  select ${columns} from complete_declarations
  where municipality = $gemeente and provider = $aanbieder`);
const insert = unnamed<DeclaringParties & { id: string; by: string }>(`
  insert into complete_declarations (id, municipality, provider, complete, recorded_by)
  values ($id::uuid, $gemeente, $aanbieder, true, $by)`);
const change = unnamed<{ id: string; complete: boolean; by: string }>(`
  update complete_declarations set complete = $complete, recorded_at = now(), recorded_by = $by
  where id = $id::uuid`);
// The row that two would make at once has no row to lock yet.
const alone = unnamed<DeclaringParties>(
  "select pg_advisory_xact_lock(hashtextextended('ijw complete ' || $gemeente || ' ' || $aanbieder, 0))",
);
const kindOfParty = unnamed<{ code: string }>(
  `select kind from ${partyTable} party where code = $code`,
);

/**
 * Between which gemeenten and aanbieders all declarations are known, of one of these, by their codes.
 *
 * @param code of a gemeente or an aanbieder
 * @throws {NotBelieved}
 */
export async function listCompleteDeclarations(
  pool: Pool,
  macs: RowMacs,
  code: string,
): Promise<CompleteDeclarations[]> {
  const { rows } = await pool.query<Row>(standing({ code }));
  return rows.map((row) => {
    macs.check(signedCompleteDeclarations, row.proof);
    return present(row);
  });
}

/**
 * Says that the ledger has all that was declared and granted between two parties: rules that need all of it refuse from then
 * on. For the gemeente itself, or by an administrator. Repeating it changes nothing.
 *
 * @returns what stands, and whether it is new
 * @throws {Problem} `unknown-party` where one of the two is not connected; `not-found` for another party than a gemeente;
 *   {NotBelieved}
 */
export async function completeDeclarations(
  pool: Pool,
  macs: RowMacs,
  call: Call,
  parties: DeclaringParties,
): Promise<{ readonly declared: CompleteDeclarations; readonly created: boolean }> {
  return inTransaction(pool, async (client) => {
    const before = await hold(client, macs, parties);
    if (before?.complete) return { declared: present(before), created: false };
    for (const kind of ['gemeente', 'aanbieder'] as const) {
      const is = await kindOf(client, parties[kind]);
      // Another party has nothing of the kind.
      if (kind === 'gemeente' && is !== undefined && is !== kind) throw new Problem('not-found');
      if (is !== kind) throw new Problem('unknown-party', { params: { party: parties[kind] } });
    }
    const by = call.principal.credential.name;
    if (before) await rewrite(client, macs, { id: before.id, complete: true, by });
    else {
      const id = randomUUIDv7();
      await client.query(insert({ ...parties, id, by }));
      await macs.sign(client, signedCompleteDeclarations, id);
    }
    await note(client, macs, call, 'declare-complete', parties);
    const made = await find(client, macs, parties);
    return { declared: present(made as Row), created: true };
  });
}

/**
 * Takes that back: rules that need all declarations find from then on, and refuse nothing.
 *
 * @returns what was said
 * @throws {Problem} `not-found` when it was not said; {NotBelieved}
 */
export async function incompleteDeclarations(
  pool: Pool,
  macs: RowMacs,
  call: Call,
  parties: DeclaringParties,
): Promise<CompleteDeclarations> {
  return inTransaction(pool, async (client) => {
    const before = await hold(client, macs, parties);
    if (!before?.complete) throw new Problem('not-found');
    const by = call.principal.credential.name;
    await rewrite(client, macs, { id: before.id, complete: false, by });
    await note(client, macs, call, 'withdraw-complete', parties);
    return present(before);
  });
}

/** What stands between two parties, which nobody else changes until the transaction ends. */
async function hold(
  client: PoolClient,
  macs: RowMacs,
  parties: DeclaringParties,
): Promise<Row | undefined> {
  await client.query(alone(parties));
  return find(client, macs, parties);
}

async function find(
  client: PoolClient,
  macs: RowMacs,
  parties: DeclaringParties,
): Promise<Row | undefined> {
  const { rows } = await client.query<Row>(between(parties));
  const [row] = rows;
  if (row) macs.check(signedCompleteDeclarations, row.proof);
  return row;
}

async function rewrite(
  client: PoolClient,
  macs: RowMacs,
  row: { readonly id: string; readonly complete: boolean; readonly by: string },
): Promise<void> {
  await macs.rewrite(client, signedCompleteDeclarations, row.id, () => client.query(change(row)));
}

async function kindOf(database: Pool | PoolClient, code: string): Promise<string | undefined> {
  const { rows } = await database.query<{ kind: string }>(kindOfParty({ code }));
  return rows[0]?.kind;
}

function note(
  client: PoolClient,
  macs: RowMacs,
  call: Call,
  action: 'declare-complete' | 'withdraw-complete',
  { gemeente, aanbieder }: DeclaringParties,
): Promise<void> {
  const detail = { of: 'declarations' };
  const wish = { party: gemeente, counterparty: aanbieder, detail };
  return noteAccess(client, macs, entryOf(call, action, wish));
}

function present({ gemeente, aanbieder, declaredAt, declaredBy }: CompleteDeclarations) {
  return { gemeente, aanbieder, declaredAt, declaredBy };
}
