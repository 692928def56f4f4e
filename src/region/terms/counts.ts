import type { Pool } from 'pg';
import { Problem } from '../../problem.ts';
import { allOf, asked } from '../../store/conditions.ts';
import { countsCalendarDays, type TermKind } from './term.ts';
import type { TermViewer } from './viewer.ts';

/** Months in one question, at most. */
export const mostMonths = 24;

export interface CountQuery {
  /** The first and the last month in which they were due, `yyyy-mm`. */
  readonly from: string;
  readonly until: string;
  /** Who had to meet them. */
  readonly party?: string;
  /** Of a party: between it and this one. */
  readonly counterparty?: string;
  /** Of others: of this gemeente, of this aanbieder. */
  readonly municipality?: string;
  readonly provider?: string;
}

/** How the terms of a kind ended that a party had to meet and that were due in a month. */
export interface TermCount {
  /** `yyyy-mm`. */
  readonly month: string;
  readonly owedBy: string;
  readonly kind: TermKind;
  readonly unit: TermUnit;
  /** All that follow: those that are due later are not among them. */
  readonly due: number;
  readonly inTime: number;
  readonly late: number;
  /** Over, and not met yet. */
  readonly missed: number;
  /** Of those that were due, the share that was met in time: 0 to 1, in four decimals. */
  readonly shareInTime: number;
  /** Days that it took, of those that were met: nearest rank. Null where none was met. */
  readonly medianDays: number | null;
  readonly p90Days: number | null;
}

/** Which days are counted. */
export const termUnits = ['working-days', 'calendar-days'] as const;
export type TermUnit = (typeof termUnits)[number];

/** The unit of the days of a kind. */
export function unitOf(kind: TermKind): TermUnit {
  return countsCalendarDays(kind) ? 'calendar-days' : 'working-days';
}

/**
 * Counts by month, by the party that had to meet them, and by kind. A party sees what it had to do, and what others had
 * to do for it; a contract manager all of its gemeenten, an operator all. Nothing of a child is read.
 *
 * @throws {Problem} `too-many-months`; `invalid-request` for months in the wrong order
 */
export async function countTerms(
  pool: Pool,
  viewer: TermViewer,
  { from, until, party, counterparty, municipality, provider }: CountQuery,
): Promise<TermCount[]> {
  refuseMonths(from, until);
  const { values, value, given } = asked();
  const codes = viewer.as === 'operator' ? undefined : viewer.codes;
  const isOfAanbieders = viewer.as === 'party' && codes?.[0]?.length !== 4;
  const conditions = [
    `month between ${value(`${from}-01`)}::date and ${value(`${until}-01`)}::date`,
    ...given(
      codes,
      (list) => `${isOfAanbieders ? 'provider' : 'municipality'} = any(${list}::text[])`,
    ),
    ...given(party, (code, { length }) =>
      length === 4
        ? `municipality = ${code} and by_gemeente`
        : `provider = ${code} and not by_gemeente`,
    ),
    ...given(counterparty, (code, { length }) =>
      length === 4 ? `municipality = ${code}` : `provider = ${code}`,
    ),
    ...given(municipality, (code) => `municipality = ${code}`),
    ...given(provider, (code) => `provider = ${code}`),
  ];
  const { rows } = await pool.query<Omit<TermCount, 'unit' | 'due' | 'shareInTime'>>({
    text: countsSql(allOf(conditions)),
    values,
  });
  return rows.map((row) => {
    const due = row.inTime + row.late + row.missed;
    const shareInTime = Math.round((row.inTime / due) * 10_000) / 10_000;
    return { ...row, unit: unitOf(row.kind), due, shareInTime };
  });
}

/** The shortest time within which so large a part was met. */
const nearestRank = (share: number) =>
  `min(taken) filter (where status <> 'missed' and up_to >= ${share} * met)`;
const sum = (status: string) =>
  `coalesce(sum(count) filter (where status = '${status}'), 0)::double precision`;

function countsSql(conditions: string): string {
  return `
    select to_char(month, 'YYYY-MM') as month, owed_by as "owedBy", kind,
      ${sum('in-time')} as "inTime", ${sum('late')} as late, ${sum('missed')} as missed,
      ${nearestRank(0.5)} as "medianDays", ${nearestRank(0.9)} as "p90Days"
    from (
      select months.*,
        sum(count) filter (where status <> 'missed') over (partition by month, owed_by, kind) as met,
        sum(count) filter (where status <> 'missed')
          over (partition by month, owed_by, kind order by taken) as up_to
      from (
        select month, case when by_gemeente then municipality else provider end as owed_by, kind,
          status, taken, sum(count) as count
        from term_count where ${conditions} and count > 0
        group by 1, 2, 3, 4, 5
      ) months
    ) ranked
    group by month, owed_by, kind
    order by month, owed_by, kind`;
}

/**
 * Refuses months in the wrong order, and more than {@link mostMonths}.
 *
 * @param from `yyyy-mm`, as `until`
 * @throws {Problem} `too-many-months`, `invalid-request`
 */
export function refuseMonths(from: string, until: string): void {
  const months = monthNumber(until) - monthNumber(from) + 1;
  if (months < 1)
    throw new Problem('invalid-request', {
      faults: [{ element: 'querystring/until', rule: 'after', params: { limit: 'from' } }],
    });
  if (months > mostMonths) throw new Problem('too-many-months', { params: { limit: mostMonths } });
}

function monthNumber(month: string): number {
  const [year, number] = month.split('-').map(Number);
  return (year ?? 0) * 12 + (number ?? 0);
}
