import type { Pool } from 'pg';
import { statement } from '../../store/statement.ts';

/** Whether an aanbieder reported of an allocation what it should have by now. */
export interface ReportedDelivery {
  /** As `normalNumber` writes it. */
  readonly toewijzingNummer: string;
  /** The start of the care, and its stop where the allocation has ended. */
  readonly isReported: boolean;
}

const deliveriesOf = statement<{
  municipality: string;
  provider: string;
  numbers: readonly string[];
  today: string;
}>(
  'reported-deliveries',
  `
  select asked.number as "toewijzingNummer",
    coalesce(bool_or(kind = 'start'), false)
      and (coalesce(bool_or(kind = 'stop'), false) or not coalesce(bool_or(allocation.end_date < $today), false))
      as "isReported"
  from unnest($numbers::text[]) asked (number)
  cross join lateral (
    select client_id, end_date from allocation
    where provider = $provider and toewijzing_nummer = asked.number and municipality = $municipality
      and client_id is not null offset 0
  ) allocation
  left join lateral (
    select kind from delivery
    where client_id = allocation.client_id and municipality = $municipality and provider = $provider
      and toewijzing_nummer = asked.number and not removed offset 0
  ) delivery on true
  group by asked.number`,
);

/**
 * What was reported of allocations, by their numbers (as `normalNumber` writes them); nothing of those that the ledger
 * does not know. Shows nothing of a child.
 *
 * @param today plain date in the Netherlands
 */
export async function reportedDeliveries(
  pool: Pool,
  { municipality, provider }: { readonly municipality: string; readonly provider: string },
  numbers: readonly string[],
  today: string,
): Promise<ReportedDelivery[]> {
  const { rows } = await pool.query<ReportedDelivery>(
    deliveriesOf({ municipality, provider, numbers: [...new Set(numbers)], today }),
  );
  return rows;
}
