import type { PoolClient } from 'pg';
import { mapInTurns } from '../../store/in-turns.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { statement } from '../../store/statement.ts';
import type { NewEntry } from '../chain/append.ts';
import { prestatieEntryOf } from '../chain/entries.ts';
import { Owners, withDoubles } from '../declarations/owners.ts';
import { prestatieRow } from '../declarations/rows.ts';
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
  /**
   * Where the gateway decided on the Prestaties: the children by whose past it did, by id, with the revisions that they had.
   * All others were not known to the aanbieder. Absent: what the message says holds, whatever the past.
   */
  readonly seen?: ReadonlyMap<string, string>;
}

/** Something that became of a Prestatie of a child. */
export interface ToldPrestatie {
  readonly bsn: string;
  readonly event: PrestatieEvent;
}

const takeThose = statement<{
  ids: readonly string[];
  revisions: readonly (string | null)[];
  unknownTo: string | null;
}>(
  'take-children-of-prestaties',
  `with wanted as (
    select * from unnest($ids::uuid[], $revisions::bigint[]) one (id, revision)
  ), locked as materialized (
    select id from client where id = any($ids::uuid[]) order by id
    -- There are no more. Postgres expects few then, and looks up each one below.
    limit cardinality($ids::uuid[]) for no key update
  )
  update client set revision = client.revision + 1
  from locked join wanted using (id)
  where client.id = locked.id and case when wanted.revision is not null
    then client.revision = wanted.revision
    else $unknownTo::text is null or (select true from known_child
      where client_id = client.id and party_code = $unknownTo limit 1) is null end
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
 * was judged by may have changed meanwhile: what it declares or grants stays what the message says. Only what the gateway
 * decided itself, by that past, it decides again then (`seen`).
 *
 * @returns the entries, in that order
 * @throws {Outdated} when a child was forgotten at this moment, or one of `seen` has changed; the error of Postgres about
 *   one of `prestatieIndexes`, when another message was first. Roll back and do it again
 */
export async function notePrestaties(
  client: PoolClient,
  keys: KeyRing,
  { municipality, provider, messageId, told, seen }: PrestatieNote,
  recordedAt: Date,
): Promise<NewEntry[]> {
  const children = await clientsOf(client, keys, [...new Set(told.map(({ bsn }) => bsn))]);
  const named = [...children.values()].map(({ id }) => id);
  await takeChildren(client, named, seen && { provider, revisions: seen });
  const rowOf = (child: LedgerClient, event: PrestatieEvent) =>
    prestatieRow(
      keys,
      { municipality, provider, clientId: child.id },
      { event, recordedAt, messageId },
    );
  const inOrder = told.toSorted((one, other) => turnOf(one.event) - turnOf(other.event));
  const alone = await mapInTurns(inOrder, ({ bsn, event }) => {
    const child = children.get(bsn) as LedgerClient;
    return { child, event, row: rowOf(child, event) };
  });
  const owners = await Owners.read(
    client,
    alone.map(({ row }) => row),
  );
  const about = { municipality, provider, messageId };
  const noted = await mapInTurns(alone, ({ child, event, row }) => {
    const doubles = owners.doublesOf(row);
    const whole = withDoubles(event, doubles);
    const left = doubles.length === 0 ? row : rowOf(child, whole);
    owners.take(left);
    const ofChild = { ...about, clientId: child.id, key: child.key };
    return { row: left, entry: prestatieEntryOf(whole, ofChild) };
  });
  const rows = noted.map(({ row }) => row);
  await writePrestaties(client, rows);
  return noted.map(({ entry }) => entry);
}

function turnOf({ kind, content }: PrestatieEvent): number {
  if (kind === 'declared' || kind === 'refusedPerformance') return 0;
  return content.debetCredit === 'C' ? 1 : 2;
}

/** @throws {Outdated} */
async function takeChildren(
  client: PoolClient,
  named: readonly string[],
  seen?: { readonly provider: string; readonly revisions: ReadonlyMap<string, string> },
): Promise<void> {
  const ids = [...new Set([...named, ...(seen?.revisions.keys() ?? [])])];
  const { rows } = await client.query<{ id: string }>(
    takeThose({
      ids,
      revisions: ids.map((id) => seen?.revisions.get(id) ?? null),
      unknownTo: seen?.provider ?? null,
    }),
  );
  if (rows.length === ids.length) return;
  const taken = new Set(rows.map(({ id }) => id));
  throw new Outdated(ids.filter((id) => !taken.has(id)));
}
