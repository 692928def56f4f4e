import type { Pool } from 'pg';
import { unnamed } from '../../store/statement.ts';
import type { MarkKind, Side } from './row.ts';
import { type Asked, askedOf, matching, type RowsSeen, type unmarked } from './row-query.ts';

/** How many rows each side says something of, by what it says. */
export type SaidCounts = Readonly<
  Record<Side, Readonly<Partial<Record<MarkKind | typeof unmarked, number>>>>
>;

/** What a commit would send now. */
export interface ReadyCounts {
  readonly rows: number;
  /** A message for each child at each aanbieder. */
  readonly messages: number;
}

const saidBy = (side: Side) => `(select coalesce(json_object_agg(mark, rows), '{}') from (
    select coalesce(mine.${side}_mark, 'none') as mark, count(*) as rows
    from conversion_row mine where ${matching} group by 1
  ) counted) as ${side}`;

const said = unnamed<Asked>(`select ${saidBy('gemeente')}, ${saidBy('aanbieder')}`);

/** What both sides say of the rows of a preview that a caller sees. */
export async function saidOf(pool: Pool, id: string, seen: RowsSeen): Promise<SaidCounts> {
  const { rows } = await pool.query<SaidCounts>(said(askedOf(id, seen, {})));
  return rows[0] ?? { gemeente: {}, aanbieder: {} };
}

const ready = unnamed<{ id: string; gemeenten: readonly string[] }>(`
  select coalesce(post.step, 'none') = 'refused' as again,
    count(*)::integer as rows, count(distinct mine.case_number)::integer as messages
  from conversion_row mine
  left join conversion_post post on post.id = mine.post_id
  where mine.conversion_id = $id::uuid and mine.municipality = any($gemeenten::text[])
    and mine.toewijzing_nummer is not null and mine.to_code is not null
    and mine.gemeente_mark in ('agreed', 'changed') and mine.aanbieder_mark in ('agreed', 'changed')
    and coalesce(post.step, 'none') not in ('waiting', 'posting', 'sent', 'approved')
  group by 1`);

/** What a commit of these gemeenten would send; apart from that, what it would send again because it was refused. */
export async function readyOf(
  pool: Pool,
  id: string,
  gemeenten: readonly string[],
): Promise<{ readonly first: ReadyCounts; readonly again: ReadyCounts }> {
  const { rows } = await pool.query<ReadyCounts & { again: boolean }>(ready({ id, gemeenten }));
  const of = (again: boolean): ReadyCounts => {
    const found = rows.find((one) => one.again === again);
    return { rows: found?.rows ?? 0, messages: found?.messages ?? 0 };
  };
  return { first: of(false), again: of(true) };
}
