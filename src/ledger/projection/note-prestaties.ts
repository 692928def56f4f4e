import type { PoolClient } from 'pg';
import type { KeyRing } from '../../store/keys/keys.ts';
import { statement } from '../../store/statement.ts';
import type { NewEntry } from '../chain/append.ts';
import { prestatieEntryOf } from '../chain/entries.ts';
import { Owners, withDoubles } from '../declarations/owners.ts';
import { type PrestatieRow, prestatieRow } from '../declarations/rows.ts';
import { writePrestaties } from '../declarations/write.ts';
import type { PrestatieEvent } from '../model/prestaties.ts';
import { clientsOf, type LedgerClient } from './clients.ts';
import { Outdated } from './update-projection.ts';

/** What one message says of Prestaties, between one gemeente and one aanbieder, of any number of children. */
export interface PrestatieNote {
  readonly municipality: string;
  readonly provider: string;
  /** The message that says it; null for what is imported. */
  readonly messageId: string | null;
  /** At least one; without `doubles`, which are found here. */
  readonly told: readonly ToldPrestatie[];
}

/** Something that became of a Prestatie of a child. */
export interface ToldPrestatie {
  readonly bsn: string;
  readonly event: PrestatieEvent;
}

const takeThose = statement<{ ids: readonly string[] }>(
  'take-children-of-prestaties',
  `with locked as materialized (
    select id from client where id = any($ids::uuid[]) order by id
    -- There are no more. Postgres expects few then, and looks up each one below.
    limit cardinality($ids::uuid[]) for no key update
  )
  update client set revision = client.revision + 1 from locked where client.id = locked.id
  returning client.id`,
);

/**
 * Updates the table of Prestaties within the transaction of the caller, which then adds the entries that this returns
 * (`appendEntries`, last). A few statements, however many children. A child that the ledger does not know is made, as by
 * any message about it; an allocation need not be known. So each Prestatie of the message becomes one entry, and takes
 * the same steps whoever knows the child.
 *
 * What was refused comes first, then credits, then debits (OP366), each in the order of the message. It finds out what
 * of each belongs to another Prestatie already: a gemeente may grant it all the same, and then the entry says so.
 *
 * Locks the rows of the children in the order of their ids until the end of the transaction. The past that the message
 * was judged by may have changed meanwhile: what it declares or grants stays what the message says.
 *
 * @returns the entries, in that order
 * @throws {Outdated} when a child was forgotten at this moment; the error of Postgres about one of `prestatieIndexes`, when
 *   another message was first. Roll back and do it again
 */
export async function notePrestaties(
  client: PoolClient,
  keys: KeyRing,
  { municipality, provider, messageId, told }: PrestatieNote,
  recordedAt: Date,
): Promise<NewEntry[]> {
  const children = await clientsOf(client, keys, [...new Set(told.map(({ bsn }) => bsn))]);
  await takeChildren(client, [...children.values()]);
  const rowOf = (child: LedgerClient, event: PrestatieEvent) =>
    prestatieRow(
      keys,
      { municipality, provider, clientId: child.id },
      { event, recordedAt, messageId },
    );
  const inOrder = told.toSorted((one, other) => turnOf(one.event) - turnOf(other.event));
  const alone = inOrder.map(({ bsn, event }) => {
    const child = children.get(bsn) as LedgerClient;
    return { child, event, row: rowOf(child, event) };
  });
  const owners = await Owners.read(
    client,
    alone.map(({ row }) => row),
  );
  const rows: PrestatieRow[] = [];
  const entries: NewEntry[] = [];
  for (const { child, event, row } of alone) {
    const doubles = owners.doublesOf(row);
    const whole = withDoubles(event, doubles);
    const left = doubles.length === 0 ? row : rowOf(child, whole);
    owners.take(left);
    rows.push(left);
    const about = { municipality, provider, clientId: child.id, key: child.key, messageId };
    entries.push(prestatieEntryOf(whole, about));
  }
  await writePrestaties(client, rows);
  return entries;
}

function turnOf({ kind, content }: PrestatieEvent): number {
  if (kind === 'declared' || kind === 'refusedPerformance') return 0;
  return content.debetCredit === 'C' ? 1 : 2;
}

/** @throws {Outdated} */
async function takeChildren(client: PoolClient, children: readonly LedgerClient[]): Promise<void> {
  const ids = children.map(({ id }) => id);
  const { rows } = await client.query<{ id: string }>(takeThose({ ids }));
  if (rows.length === ids.length) return;
  const taken = new Set(rows.map(({ id }) => id));
  throw new Outdated(ids.filter((id) => !taken.has(id)));
}
