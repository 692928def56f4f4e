import type { Pool } from 'pg';
import { afterDays } from '../../standard/working-days.ts';
import { asked } from '../../store/conditions.ts';
import { oncePer, unnamed } from '../../store/statement.ts';
import { askInOrder } from '../../store/walk.ts';
import { notMet, orderOf, waysOf } from './list.ts';
import type { TermViewer } from './viewer.ts';

/** Days from today within which a term of a party waits for it. */
export const waitingWithinDays = 5;

/** The last due day of the terms that wait for a caller: a party is told beforehand, others when it is over. */
export function waitingUntil(viewer: Pick<TermViewer, 'as'>, today: string): string {
  return afterDays(today, viewer.as === 'party' ? waitingWithinDays : -1);
}

/**
 * How many terms wait for a caller: of a party those that it has to meet, over or due within five days; of others those that
 * are over. It reads as many rows as it counts.
 *
 * @param most to count
 */
export async function countWaiting(
  pool: Pool,
  viewer: TermViewer,
  today: string,
  most: number,
): Promise<number> {
  const { values, value } = asked();
  const found = waysOf(viewer, {});
  const ofAll = found === undefined;
  const order = orderOf({ ofAll, open: true });
  const due = `${ofAll ? '(due_on + 0)' : 'due_on'} <= ${value(waitingUntil(viewer, today))}::date`;
  const limit = value(most);
  const scan = (conditions: readonly string[]) =>
    `(select from term where ${[...conditions, notMet, due].join(' and ')}
      order by ${order} limit ${limit}::integer)`;
  const scans = found
    ? found.map(([column, code]) => scan([`${column} = ${value(code)}`]))
    : [scan([])];
  if (scans.length === 0) return 0;
  const { 0: row } = await askInOrder<{ count: number }>(pool, {
    text: `select count(*)::integer as count from (
      select from (${scans.join(' union all ')}) way limit ${limit}::integer) counted`,
    values,
  });
  return row?.count ?? 0;
}

/** A term of a start or stop that is not met, or that was met by a message without a retour yet. */
export interface OpenOfAllocation {
  readonly client: string;
  readonly toewijzingNummer: string;
  readonly kind: 'start' | 'stop';
  readonly dueOn: string;
  /** When and by which message it was reported, where that has no retour yet. */
  readonly reported: { readonly at: Date; readonly messageId: string } | null;
}

const openOf = oncePer((side: 'municipality' | 'provider') =>
  unnamed<{ clients: readonly string[]; codes: readonly string[] }>(`
    select term.client_id as client, toewijzing_nummer as "toewijzingNummer", kind, due_on::text as "dueOn",
      case when pending then met_at end as "sentAt", case when pending then met_by end as "messageId"
    from unnest($clients::uuid[]) asked (id)
    cross join lateral (
      select client_id, toewijzing_nummer, kind, due_on, pending, met_at, met_by from term
      where client_id = asked.id and (${notMet} or pending) and kind in ('start', 'stop') and toewijzing_nummer is not null
        and ${side} = any($codes::text[]) limit 500 offset 0
    ) term
    order by due_on`),
);

/** The starts and stops of some children that are to be reported still, or of which the retour is not there yet. Who shows them has noted the children. */
export async function openDeliveries(
  pool: Pool,
  codes: readonly string[],
  clients: readonly string[],
): Promise<OpenOfAllocation[]> {
  if (clients.length === 0) return [];
  const side = codes[0]?.length === 4 ? 'municipality' : 'provider';
  const { rows } = await pool.query<
    Omit<OpenOfAllocation, 'reported'> & { sentAt: Date | null; messageId: string | null }
  >(openOf(side)({ clients: [...new Set(clients)], codes }));
  return rows.map(({ sentAt, messageId, ...term }) => ({
    ...term,
    reported: sentAt && messageId !== null ? { at: sentAt, messageId } : null,
  }));
}
