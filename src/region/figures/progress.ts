import type { PoolClient } from 'pg';
import { unnamed } from '../../store/statement.ts';

/** How far the events and the chains were read. */
export interface FigureProgress {
  /** The last event. */
  readonly event: number;
  /** The last entry of each chain. */
  readonly chains: ReadonlyMap<string, number>;
}

const readFrom = unnamed<object>(
  'select event_number as event from figure_progress for update skip locked',
);

/**
 * Locks the progress until the commit: only one transaction at a time counts.
 *
 * @returns undefined when another process has locked it
 */
export async function holdFigureProgress(client: PoolClient): Promise<FigureProgress | undefined> {
  const { rows } = await client.query<{ event: string }>(readFrom({}));
  const [row] = rows;
  if (!row) return undefined;
  const { rows: chains } = await client.query<{ municipality: string; number: string }>(
    'select municipality, number from figure_chain',
  );
  return {
    event: Number(row.event),
    chains: new Map(chains.map(({ municipality, number }) => [municipality, Number(number)])),
  };
}

const advanceTo = unnamed<{
  event: number;
  municipalities: readonly string[];
  numbers: readonly string[];
}>(`
  with chains as (
    insert into figure_chain (municipality, number)
    select * from unnest($municipalities::text[], $numbers::bigint[])
    on conflict (municipality) do update set number = excluded.number
  )
  update figure_progress set event_number = $event`);

/** @param chains the last entry of each chain of which more was read */
export async function advanceFigures(
  client: PoolClient,
  { event, chains }: FigureProgress,
): Promise<void> {
  await client.query(
    advanceTo({
      event,
      municipalities: [...chains.keys()],
      numbers: [...chains.values()].map(String),
    }),
  );
}
