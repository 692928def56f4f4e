import type { Pool } from 'pg';
import { unnamed } from '../../store/statement.ts';
import { answeredElsewhere } from './answers.ts';

/** How many references a request has in the ledger, and what was decided about them by approved messages. */
export interface RequestDecided {
  readonly references: number;
  readonly allocated: number;
  readonly refused: number;
}

/** References of one request that are counted. */
const mostReferences = 100;

const decidedOf = unnamed<{ ids: readonly string[] }>(`
  select asked.id, count(made.*)::integer as "references",
    count(*) filter (where made.honoured)::integer as allocated,
    count(*) filter (where made.refused and not made.honoured)::integer as refused
  from unnest($ids::uuid[]) asked (id)
  cross join lateral (
    select own.honoured or coalesce(later.honoured, false) as honoured,
      '1' = any(own.answers) or coalesce(later.refused, false) as refused
    from (select * from request where message_id = asked.id limit ${mostReferences}) own
    left join lateral (
      select bool_or(one.honoured) as honoured, bool_or('1' = any(one.answers)) as refused
      from (${answeredElsewhere('own')}) one
    ) later on true
  ) made
  group by asked.id`);

/**
 * What was decided about some requests, by the ids of their messages. One that the ledger does not have yet is not in it. The
 * caller decides who may see which.
 */
export async function requestsDecided(
  pool: Pool,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RequestDecided>> {
  if (ids.length === 0) return new Map();
  const { rows } = await pool.query<RequestDecided & { id: string }>(decidedOf({ ids }));
  return new Map(rows.map(({ id, ...decided }) => [id, decided]));
}
