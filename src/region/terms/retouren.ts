import type { Pool } from 'pg';
import { asked } from '../../store/conditions.ts';
import { unnamed } from '../../store/statement.ts';
import { askInOrder } from '../../store/walk.ts';
import { type Answerable, termOfAnswer } from './answers.ts';
import { notMet, orderOf, waysOf } from './list.ts';
import { idOf } from './settle.ts';
import type { TermViewer } from './viewer.ts';

const dueOf = unnamed<{ ids: readonly string[] }>(
  `select id, due_on::text as "dueOn" from term where id = any($ids::uuid[]) and ${notMet}`,
);

/** A message in a mailbox, as far as its term is of it. */
export type InMailbox = Pick<Answerable, 'id' | 'type' | 'sender' | 'recipient'>;

/**
 * By when messages that a caller sees are to be answered, `yyyy-mm-dd`, by their ids; without those of which no day is known
 * (yet), or that were answered. There is nothing of a child in it.
 *
 * @param messages in the mailbox of their recipient
 */
export async function answersDue(
  pool: Pool,
  messages: readonly InMailbox[],
): Promise<ReadonlyMap<string, string>> {
  // The moment says nothing of which term it is.
  const terms = messages.flatMap(({ id, type, sender, recipient }) => {
    const message = { id, type, sender, recipient, acceptedAt: new Date(0), answer: null };
    const term = termOfAnswer(message);
    return term ? [[idOf(term), id] as const] : [];
  });
  if (terms.length === 0) return new Map();
  const of = new Map(terms);
  const { rows } = await pool.query<{ id: string; dueOn: string }>(dueOf({ ids: [...of.keys()] }));
  return new Map(rows.map(({ id, dueOn }) => [of.get(id) ?? '', dueOn]));
}

/**
 * How many messages wait for a retour of a party. It reads as many rows as it counts, and those of other terms that the
 * party has to meet.
 *
 * @param most to count
 */
export async function countRetourenOwed(
  pool: Pool,
  viewer: TermViewer,
  most: number,
): Promise<number> {
  if (viewer.as !== 'party') return 0;
  const { values, value } = asked();
  const limit = value(most);
  const order = orderOf({ ofAll: false, open: true });
  const scans = (waysOf(viewer, {}) ?? []).map(
    ([column, code]) => `(select from term where ${column} = ${value(code)} and ${notMet}
      and kind = 'retour' order by ${order} limit ${limit}::integer)`,
  );
  if (scans.length === 0) return 0;
  const { 0: row } = await askInOrder<{ count: number }>(pool, {
    text: `select count(*)::integer as count from (
      select from (${scans.join(' union all ')}) way limit ${limit}::integer) counted`,
    values,
  });
  return row?.count ?? 0;
}
