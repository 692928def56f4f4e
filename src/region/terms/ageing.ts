import type { Pool } from 'pg';
import { afterDays } from '../../standard/working-days.ts';
import { asked } from '../../store/conditions.ts';
import { askInOrder, rowsToLookAt, wayOf } from '../../store/walk.ts';
import {
  listTerms,
  notMet,
  orderOf,
  type TermCursor,
  type TermRow,
  termColumns,
  waysOf,
} from './list.ts';
import { type TermKind, termKinds } from './term.ts';
import type { TermViewer } from './viewer.ts';

/** How many terms of a kind a party has to meet still, by how long they are over, in calendar days. */
export interface TermAges {
  readonly kind: TermKind;
  readonly over20: number;
  readonly over6To20: number;
  readonly over1To5: number;
  /** Due today, or in the five days after it. */
  readonly dueIn5: number;
  readonly later: number;
}

/** The most open terms that are counted, those that are due first. */
const mostCounted = 10_000;

/**
 * Counts the open terms of a party by kind and age: at most 10,000, oldest first.
 *
 * @param party who has to meet them; absent: the caller itself
 * @param today in Amsterdam, `yyyy-mm-dd`
 * @returns one for each kind that it has; `complete`: no others were left out
 */
export async function countAges(
  pool: Pool,
  viewer: TermViewer,
  { party }: { readonly party?: string },
  today: string,
): Promise<{ ages: TermAges[]; complete: boolean }> {
  const ways = waysOf(viewer, party === undefined ? {} : { party }) ?? [];
  if (ways.length === 0) return { ages: [], complete: true };
  const { values, value, given } = asked();
  const day = (days: number) => `${value(afterDays(today, days))}::date`;
  const [twenty, five, now, soon] = [day(-20), day(-5), day(0), day(5)];
  // Each way reads as many rows as are asked of it, and no more than are counted in all.
  const order = orderOf({ ofAll: false, open: true });
  const scope = { order, limit: Math.ceil((mostCounted + 1) / 3) };
  const scans = ways.map(([column, code]) =>
    wayOf(termColumns, 'term', [`${column} = ${value(code)}`, notMet], scope),
  );
  const count = (condition: string) => `count(*) filter (where ${condition})::integer`;
  const mine = given(party, (code) => `debtor = ${code}`).join() || 'true';
  const rows = await askInOrder<TermAges & { kind: TermKind | null; looked: number }>(pool, {
    text: `select kind, ${count('true')} as looked,
        ${count(`${mine} and due_on < ${twenty}`)} as "over20",
        ${count(`${mine} and due_on >= ${twenty} and due_on < ${five}`)} as "over6To20",
        ${count(`${mine} and due_on >= ${five} and due_on < ${now}`)} as "over1To5",
        ${count(`${mine} and due_on >= ${now} and due_on <= ${soon}`)} as "dueIn5",
        ${count(`${mine} and due_on > ${soon}`)} as later
      from (
        select * from (${scans.join(' union all ')}) way
        order by ${order} limit (select ${mostCounted + 1})
      ) looked
      group by kind`,
    values,
  });
  const looked = rows.reduce((sum, row) => sum + row.looked, 0);
  const ages = rows
    .map(({ looked: _, ...row }) => row)
    .filter((row) => row.over20 + row.over6To20 + row.over1To5 + row.dueIn5 + row.later > 0)
    .toSorted((a, b) => termKinds.indexOf(a.kind) - termKinds.indexOf(b.kind));
  return { ages, complete: looked <= mostCounted };
}

/**
 * The open terms of a party that are due first. Who shows them writes the row of the access log.
 *
 * @param party as of {@link countAges}
 */
export async function oldestTerms(
  pool: Pool,
  viewer: TermViewer,
  { party, oldest }: { readonly party?: string; readonly oldest: number },
  today: string,
): Promise<TermRow[]> {
  const found: TermRow[] = [];
  let after: TermCursor | undefined;
  // As many rows as are counted, and then no more.
  const most = Math.ceil(mostCounted / rowsToLookAt(oldest));
  for (let page = 0; page < most && found.length < oldest; page++) {
    const { items, next } = await listTerms(
      pool,
      viewer,
      {
        ...(party !== undefined && { party }),
        ...(after && { after }),
        limit: oldest - found.length,
      },
      today,
    );
    found.push(...items);
    after = next;
    if (!after) break;
  }
  return found;
}
