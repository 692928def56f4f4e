import type { Pool } from 'pg';
import { type HoldsInForce, lockHolds } from '../../retention/holds-in-force.ts';
import { NotBelieved, type RowMacs } from '../../store/keys/row-mac.ts';
import { Recurring } from '../../store/recurring.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { holdThose } from './keep.ts';
import type { SignalRow } from './signal.ts';
import { destroyTexts } from './texts.ts';

const lookMs = 3_600_000;
const batchSize = 500;

const textsOver = unnamed<{ months: number; at: string; id: string; most: number }>(`
  select id, closed_at::text as at from signal
  where status = 'closed' and texts_kept
    and closed_at < (now() at time zone 'UTC' - make_interval(months => $months)) at time zone 'UTC'
    and (closed_at, id) > ($at::timestamptz, $id::uuid)
  order by closed_at, id limit $most`);

interface Place {
  readonly at: string;
  readonly id: string;
}

const first: Place = { at: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

/**
 * Destroys the texts of signals that were closed so long ago, but for what is under a legal hold. When it dies halfway, the
 * next run goes on; two at once do no harm.
 *
 * @param months whole months, after a signal was closed
 * @returns how many signals lost their texts
 * @throws {NotBelieved} at the end: a signal that is not as it was written keeps its texts, and no others theirs
 */
export async function endTexts(
  pool: Pool,
  macs: RowMacs,
  months: number,
  signal?: AbortSignal,
): Promise<number> {
  let sum = 0;
  const failures: NotBelieved[] = [];
  for (let place = first; !signal?.aborted; ) {
    const { rows } = await pool.query<Place>(textsOver({ ...place, months, most: batchSize }));
    const last = rows.at(-1);
    if (!last) break;
    const ids = rows.map(({ id }) => id);
    sum += await endSome(pool, macs, ids).catch((error: unknown) => {
      if (!(error instanceof NotBelieved)) throw error;
      return endEach(pool, macs, ids, failures);
    });
    place = last;
  }
  if (failures[0]) throw failures[0];
  return sum;
}

/** As {@link endSome}, one by one: what is not believed keeps nothing else waiting. */
async function endEach(
  pool: Pool,
  macs: RowMacs,
  ids: readonly string[],
  failures: NotBelieved[],
): Promise<number> {
  let sum = 0;
  for (const id of ids)
    try {
      sum += await endSome(pool, macs, [id]);
    } catch (error) {
      if (!(error instanceof NotBelieved)) throw error;
      failures.push(error);
    }
  return sum;
}

function endSome(pool: Pool, macs: RowMacs, ids: readonly string[]): Promise<number> {
  return inTransaction(pool, async (client) => {
    const holds = await lockHolds(client, macs);
    const rows = await holdThose(client, macs, ids);
    const over = rows.filter((row) => row.status === 'closed' && !isUnderHold(row, holds));
    await destroyTexts(
      client,
      over.map(({ id }) => id),
    );
    return over.length;
  });
}

function isUnderHold(
  { reporter, gemeenten, provider, child }: SignalRow,
  { parties, clients }: HoldsInForce,
): boolean {
  const concerned = [reporter, ...gemeenten, ...(provider === null ? [] : [provider])];
  return (
    concerned.some((code) => parties.includes(code)) ||
    (child !== null && clients.includes(child.clientId))
  );
}

/**
 * Destroys texts of signals whose term is over ({@link endTexts}), for as long as the process runs.
 *
 * @param onError gets the code of a failure; it is tried again after an hour
 */
export function signalTextsEnding(
  pool: Pool,
  macs: RowMacs,
  months: number,
  onError: (code: string) => void,
): Recurring {
  return new Recurring(
    lookMs,
    async (signal) => {
      await endTexts(pool, macs, months, signal);
    },
    onError,
  );
}
