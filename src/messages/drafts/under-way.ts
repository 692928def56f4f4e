import type { Pool } from 'pg';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import { lineOfChild } from '../lifecycle/line.ts';

/** A child between two parties. */
export interface ChildBetween {
  readonly gemeente: string;
  readonly aanbieder: string;
  readonly bsn: string;
}

const busyLines = unnamed<{ lines: readonly Buffer[] }>(`
  select asked.ordinal::integer, there.busy from unnest($lines::bytea[]) with ordinality asked (line, ordinal)
  cross join lateral (
    select exists (select from message where line = asked.line and status in ('received', 'failed')) as busy offset 0
  ) there`);

/** Whether messages about these children are not judged yet, in their order. Shows nothing to anybody. */
export async function linesUnderWay(
  pool: Pool,
  keys: KeyRing,
  children: readonly ChildBetween[],
): Promise<boolean[]> {
  if (children.length === 0) return [];
  const lines = children.map(({ bsn, ...parties }) => lineOfChild(keys, parties, bsn));
  const { rows } = await pool.query<{ ordinal: number; busy: boolean }>(busyLines({ lines }));
  const found = new Map(rows.map(({ ordinal, busy }) => [ordinal, busy]));
  return children.map((_, index) => found.get(index + 1) === true);
}
