import type { Pool } from 'pg';
import { unnamed } from '../store/statement.ts';
import type { Job } from './queue.ts';

// SQL of the outbox, for statements of other rooms. The transaction that makes a step necessary adds its row, and the
// transaction that does the step deletes it.

/**
 * SQL: the steps of a kind that are still to be done, as a table for a statement, which gives it a name. Has the
 * columns `id`, `attempts`, `judgements`, `next_announce_at` and `last_error`.
 */
export function stepsOf(kind: string): string {
  return `(select id, attempts, judgements, next_announce_at, last_error
    from outbox where kind = '${kind}')`;
}

/**
 * SQL: adds steps to the outbox.
 *
 * @param source a select of the id of what needs its step, its number in the order, and when the relay
 *   announces it if that has not been done
 */
export function announceSteps(kind: string, source: string): string {
  return `insert into outbox (kind, id, ordinal, next_announce_at)
    select '${kind}', * from (${source}) step`;
}

/**
 * SQL: adds steps like {@link announceSteps}; for steps that are in the outbox already the counts of failures start
 * again at zero. Returns `id`.
 */
export function announceAnew(kind: string, source: string): string {
  return `${announceSteps(kind, source)}
    on conflict (kind, id) do update set attempts = 0, judgements = 0,
      next_announce_at = excluded.next_announce_at
    returning id`;
}

/**
 * SQL: deletes the rows of steps that are being done, in the order of their ids, except those that another process has
 * locked. Returns `id`.
 *
 * @param options.ids a select of ids
 * @param options.join a join to `outbox.id` for the condition
 * @param options.condition whether the step may be done now
 */
export function takeSteps(
  kind: string,
  { ids, join, condition }: { ids: string; join: string; condition: string },
): string {
  return `delete from outbox where kind = '${kind}' and id in (
      select outbox.id from outbox
      ${join}
      where outbox.kind = '${kind}' and outbox.id = any(array(${ids}))
        and ${condition}
      order by outbox.id for update of outbox skip locked
    )
    returning id`;
}

/** SQL: deletes the rows of steps that need not be done any more. Returns `id`. @param ids a select of ids */
export function dropSteps(kind: string, ids: string): string {
  return `delete from outbox where kind = '${kind}' and id in (${ids}) returning id`;
}

/**
 * SQL: changes when steps are announced.
 *
 * @param dueAt a moment, in SQL
 * @param which a condition on `outbox.id`
 */
export function dueSteps(kind: string, dueAt: string, which: string): string {
  return `update outbox set next_announce_at = ${dueAt}
    where kind = '${kind}' and ${which}`;
}

const postpone = unnamed<{
  id: string;
  longestSeconds: number;
  lost: number;
  code: string;
  kind: string;
}>(`
  update outbox set attempts = attempts + 1, judgements = judgements + $lost, last_error = $code,
    next_announce_at = now()
      + least(power(2, least(attempts, 20)), $longestSeconds) * (0.5 + random()) * interval '1 second'
  where kind = $kind and id = $id returning judgements`);

/**
 * Postpones a step that failed: each time it fails, for longer.
 *
 * @param options.code of the error, shown to its sender and to operators
 * @param options.lost how many judgements ended without a result
 * @param options.longestSeconds the longest pause
 * @returns how many judgements ended without a result so far; 0 when it has no step any more
 */
export async function postponeStep(
  pool: Pool,
  { kind, id }: Job,
  { code, lost, longestSeconds }: { code: string; lost: number; longestSeconds: number },
): Promise<number> {
  const { rows } = await pool.query<{ judgements: number }>(
    postpone({ id, longestSeconds, lost, code, kind }),
  );
  return rows[0]?.judgements ?? 0;
}
