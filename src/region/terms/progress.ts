import type { PoolClient } from 'pg';
import { unnamed } from '../../store/statement.ts';

/** Another process makes terms by another basis. */
export class OtherBasis extends Error {
  override readonly name = 'OtherBasis';
  readonly code = 'terms-by-another-basis';

  constructor() {
    super('Another process makes terms by other rules or other EQUALISED_DAYS: give all the same.');
  }
}

/** How far the events and the chains were read. */
export interface Progress {
  /** The last event. */
  readonly event: number;
  /** The last entry of each chain. */
  readonly chains: ReadonlyMap<string, number>;
  /** Plain date since which terms are watched: what was over before it gets no event. */
  readonly watchedSince: string;
  /** All is read again. */
  readonly isAnew: boolean;
}

const readFrom = unnamed<object>(`
  select event_number as event, basis, began_on as "watchedSince" from term_progress for update skip locked`);

/**
 * Locks the progress until the commit: only one transaction at a time writes terms.
 *
 * @param basis the rules and days by which terms are made. Where it differs from that of before, all is read again: the
 *   terms are the same rows, and change where the new basis gives something else
 * @param mayBeginAnew false: two processes that differ would each begin anew after the other
 * @throws {OtherBasis} where it may not
 * @returns undefined when another process has locked it
 */
export async function holdProgress(
  client: PoolClient,
  basis: string,
  mayBeginAnew: boolean,
): Promise<Progress | undefined> {
  const { rows } = await client.query<{ event: string; basis: string; watchedSince: string }>(
    readFrom({}),
  );
  const [row] = rows;
  if (!row) return undefined;
  const { watchedSince } = row;
  if (row.basis !== basis) {
    if (row.basis !== '' && !mayBeginAnew) throw new OtherBasis();
    await beginAnew(client, basis);
    return { event: 0, chains: new Map(), watchedSince, isAnew: true };
  }
  const { rows: chains } = await client.query<{ municipality: string; number: string }>(
    'select municipality, number from term_chain',
  );
  return {
    event: Number(row.event),
    chains: new Map(chains.map(({ municipality, number }) => [municipality, Number(number)])),
    watchedSince,
    isAnew: false,
  };
}

const setBasis = unnamed<{ basis: string }>(`
  with forgotten as (delete from term_chain)
  update term_progress set basis = $basis, event_number = 0`);

async function beginAnew(client: PoolClient, basis: string): Promise<void> {
  await client.query(setBasis({ basis }));
}

/** Lets terms be made again from all that is kept, by whoever makes them: the next round begins at the first event. */
export async function readAllAgain(client: PoolClient): Promise<void> {
  await client.query(setBasis({ basis: '' }));
}

const advanceTo = unnamed<{
  event: number;
  municipalities: readonly string[];
  numbers: readonly string[];
}>(`
  with chains as (
    insert into term_chain (municipality, number)
    select * from unnest($municipalities::text[], $numbers::bigint[])
    on conflict (municipality) do update set number = excluded.number
  )
  update term_progress set event_number = $event`);

/** @param chains the last entry of each chain of which more was read */
export async function advanceProgress(
  client: PoolClient,
  event: number,
  chains: ReadonlyMap<string, number>,
): Promise<void> {
  await client.query(
    advanceTo({
      event,
      municipalities: [...chains.keys()],
      numbers: [...chains.values()].map(String),
    }),
  );
}
