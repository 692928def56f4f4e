import type { PoolClient } from 'pg';
import { unnamed } from '../statement.ts';
import { eventColumns } from './event.ts';

/** The progress of the reconstruction of events from before events were written. */
export interface Reconstruction {
  /** Events before this moment are reconstructed; later ones were written when they happened. */
  readonly before: Date;
  /** The last id of which events were made. */
  readonly after: string;
}

/**
 * Locks the position of the reconstruction until the end of the transaction.
 *
 * @returns undefined when it is finished, or another process has locked it
 */
export async function holdReconstruction(client: PoolClient): Promise<Reconstruction | undefined> {
  const { rows } = await client.query<Reconstruction>(
    `select before, after from event_reconstruction where finished_at is null
      for update skip locked`,
  );
  return rows[0];
}

const advancePosition = unnamed<{ after: string; finished: boolean }>(
  'update event_reconstruction set after = $after, finished_at = case when $finished then now() end',
);

/**
 * Advances the position, in the transaction that has locked it.
 *
 * @param after the last id of which events were made
 * @param finished whether that was the last
 */
export async function advanceReconstruction(
  client: PoolClient,
  after: string,
  finished: boolean,
): Promise<void> {
  await client.query(advancePosition({ after, finished }));
}

/**
 * SQL: writes events with their numbers, marked as reconstructed, in a transaction that has locked the last number.
 *
 * @param source a select of the number and then of the columns of {@link eventColumns}, in their order
 */
export function reconstructedFrom(source: string): string {
  return `insert into event (number, ${eventColumns}, reconstructed)
    select *, true from (${source}) as made`;
}
