import type { PoolClient } from 'pg';
import { settledRows } from '../../ledger/conversion/settled.ts';
import { messageTable } from '../../messages/views/message-table.ts';
import { unnamed } from '../../store/statement.ts';
import type { Cell } from './tens.ts';

/** How much less or more the SPIC costs than what remained of the old allocation, in euros. */
export const differenceBands = [
  'lower-over-2500',
  'lower-1000-to-2500',
  'lower-under-1000',
  'equal',
  'higher-under-1000',
  'higher-1000-to-2500',
  'higher-over-2500',
  'unknown',
] as const;
export type DifferenceBand = (typeof differenceBands)[number];

/** The columns of a row that are counted: refused, or approved by band. */
export type ConversionKey = 'refused' | DifferenceBand;

const answeredOn = `(answer.accepted_at at time zone 'Europe/Amsterdam')::date`;

const totals = unnamed<{
  codes: readonly string[];
  groups: readonly number[];
  from: string;
  to: string;
}>(`
  select asked.nr as group, count(*) filter (where ${answeredOn} < $from::date)::double precision as before,
    count(*)::double precision as until,
    case when outcome = 'refused' then 'refused'
      when difference is null then 'unknown'
      when difference < -250000 then 'lower-over-2500'
      when difference <= -100000 then 'lower-1000-to-2500'
      when difference < 0 then 'lower-under-1000'
      when difference = 0 then 'equal'
      when difference < 100000 then 'higher-under-1000'
      when difference <= 250000 then 'higher-1000-to-2500'
      else 'higher-over-2500' end as key
  from unnest($codes::text[], $groups::integer[]) asked (code, nr)
  join ${settledRows} settled on settled.municipality = asked.code
  join ${messageTable} answer on answer.heenbericht_id = settled.message_id
  where answer.accepted_at is not null and ${answeredOn} <= $to::date
  group by 1, 4`);

/** Running totals of conversions by the day on which their message was answered. Exact: nothing is shown as it is. */
export async function runningConversions(
  client: PoolClient,
  { codes, groups }: { readonly codes: readonly string[]; readonly groups: readonly number[] },
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Cell<ConversionKey>[]> {
  const { rows } = await client.query<Cell<ConversionKey>>(totals({ codes, groups, from, to }));
  return rows;
}
