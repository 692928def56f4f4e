import type { Pool } from 'pg';
import { afterDays } from '../../standard/working-days.ts';
import { type Asked, asked } from '../../store/conditions.ts';
import { unnamed } from '../../store/statement.ts';
import { askInOrder, pageOf, type Walked, walkSql, wayOf } from '../../store/walk.ts';
import type { Term, TermKind } from './term.ts';
import type { TermViewer } from './viewer.ts';

/**
 * Which terms: `open` are not met; `overdue` are not met and over, `dueSoon` are not met and soon over; `inTime` and
 * `late` are met; `void` are not asked any more.
 */
export const termSelections = [
  'open',
  'overdue',
  'dueSoon',
  'late',
  'inTime',
  'void',
  'all',
] as const;
export type TermSelection = (typeof termSelections)[number];

/** A party has to meet it, or waits for it. */
export const termSides = ['owes', 'awaits'] as const;

/** A position in the order of the list. */
export interface TermCursor {
  readonly dueOn: string;
  readonly id: string;
}

export interface TermFilter {
  /** Those that are open by default. */
  readonly status?: TermSelection;
  /** Of `dueSoon`: calendar days from today, 5 by default. */
  readonly withinDays?: number;
  readonly kind?: TermKind;
  /** Of a party: whether it has to meet them (the default), or waits for them. */
  readonly side?: (typeof termSides)[number];
  /** Of a party: the other side. */
  readonly counterparty?: string;
  /** Of others: who has to meet it. */
  readonly party?: string;
  readonly municipality?: string;
  readonly provider?: string;
  /** The first and the last due day, `yyyy-mm-dd`. */
  readonly dueFrom?: string;
  readonly dueUntil?: string;
}

export interface TermQuery extends TermFilter {
  readonly limit: number;
  /** Where the previous page ended. */
  readonly after?: TermCursor;
}

/** A term as it is kept, for who presents it. */
export type TermRow = Term;

/** SQL: what a {@link TermRow} is read from. */
export const termColumns = `id, kind, municipality, provider, debtor, creditor, message_id, client_id,
  toewijzing_nummer, reference_hash, since, due_on, met_at, met_by, pending, taken, status, void_reason`;

/** SQL: the columns of a {@link TermRow}, of rows with {@link termColumns}. */
const shown = `id, kind, municipality, provider, debtor, creditor, message_id as "messageId",
  client_id as "clientId", toewijzing_nummer as "toewijzingNummer", reference_hash as "referenceHash",
  since::text as since, due_on::text as "dueOn", met_at as "metAt", met_by as "metBy", pending, taken,
  status, void_reason as "voidReason"`;

/** Days from today in which a term is soon over, unless told. */
const usualDays = 5;
/**
 * SQL: the due day, as the index of a way has it. That of all terms has it in other words, so that Postgres does not take
 * it for the terms of one party, which would read those of others.
 */
const dueOf = (ofAll: boolean) => (ofAll ? '(due_on + 0)' : 'due_on');

/**
 * SQL: the order of the index of a way. There are no nulls: where they would be tells the index of terms that are not met
 * from that of all.
 */
export function orderOf({ ofAll, open }: { readonly ofAll: boolean; readonly open: boolean }) {
  return `${dueOf(ofAll)}${open ? ' nulls first' : ''}, id`;
}
/** Written as in the partial indexes, so that Postgres recognises it. */
export const notMet = `status in ('open', 'missed')`;
/** Of the ways into the table, each has an index in the order of the list. */
export type Way = readonly [column: 'debtor' | 'creditor' | 'municipality', code: string];

/**
 * A page of terms, by their due day, the first one first. It costs the same for any number of terms (`store/walk.ts`);
 * so it may be short, or empty, with more to come. Who shows it writes the row of the access log.
 *
 * @param today in Amsterdam, `yyyy-mm-dd`
 * @returns the terms, and where the next page begins; undefined when this is all
 */
export async function listTerms(
  pool: Pool,
  viewer: TermViewer,
  query: TermQuery,
  today: string,
): Promise<{ items: TermRow[]; next: TermCursor | undefined }> {
  const statement = asked();
  const walk = walkOfTerms(viewer, query, today, statement);
  if (walk === undefined) return { items: [], next: undefined };
  const rows = await askInOrder<Walked & TermRow>(pool, {
    text: `select ${shown}, fits, ends from (${walk}) t order by t.due_on, t.id`,
    values: statement.values,
  });
  const { items, last } = pageOf(rows, query.limit);
  return { items, next: last && { dueOn: last.dueOn, id: last.id } };
}

/** SQL: the rows of a page; undefined where there is no way to any. */
function walkOfTerms(
  viewer: TermViewer,
  query: TermQuery,
  today: string,
  { value, given }: Asked,
): string | undefined {
  const { status = 'open', kind, side = 'owes', counterparty, limit, after } = query;
  const { from, until, open } = boundsOf(query, today);
  const found = waysOf(viewer, query);
  const due = dueOf(found === undefined);
  const place = [
    ...given(from, (date) => `${due} >= ${date}::date`),
    ...given(until, (date) => `${due} <= ${date}::date`),
    ...(after ? [`(${due}, id) > (${value(after.dueOn)}::date, ${value(after.id)}::uuid)`] : []),
    ...(open ? [notMet] : []),
  ];
  if (found?.length === 0) return undefined;
  const order = orderOf({ ofAll: found === undefined, open });
  const way = (more: readonly string[]) =>
    wayOf(termColumns, 'term', [...more, ...place], { order, limit });
  const other = side === 'owes' ? 'creditor' : 'debtor';
  return walkSql({
    ways: found ? found.map(([column, code]) => way([`${column} = ${value(code)}`])) : [way([])],
    order,
    limit,
    conditions: [
      ...given(statusOf[status], (name) => `status = ${name}`),
      ...given(kind, (name) => `kind = ${name}`),
      ...given(counterparty, (code) => `${other} = ${code}`),
      ...given(query.party, (code) => `debtor = ${code}`),
      ...given(query.municipality, (code) => `municipality = ${code}`),
      ...given(query.provider, (code) => `provider = ${code}`),
    ],
  });
}

const statusOf: Readonly<Partial<Record<TermSelection, string>>> = {
  late: 'late',
  inTime: 'in-time',
  void: 'void',
};

/** The range of due days, and whether only those that are not met. */
function boundsOf(query: TermQuery, today: string) {
  const { status = 'open', withinDays = usualDays, dueFrom, dueUntil } = query;
  const soon = status === 'dueSoon';
  const first = soon ? today : undefined;
  const last =
    status === 'overdue' ? afterDays(today, -1) : soon ? afterDays(today, withinDays) : undefined;
  return {
    from: [dueFrom, first]
      .filter((date) => date !== undefined)
      .toSorted()
      .at(-1),
    until: [dueUntil, last].filter((date) => date !== undefined).toSorted()[0],
    open: soon || status === 'open' || status === 'overdue',
  };
}

/**
 * The ways to the terms that a caller may see, by the index that fits its filters; undefined: all terms. Those of a
 * contract manager lead to terms of its gemeenten only, whoever has to meet them.
 */
export function waysOf(
  viewer: TermViewer,
  { side = 'owes', party, municipality, provider }: TermFilter,
): Way[] | undefined {
  if (viewer.as === 'party')
    return viewer.codes.map((code) => [side === 'owes' ? 'debtor' : 'creditor', code]);
  if (viewer.as === 'contract-manager')
    return viewer.codes
      .filter((code) => municipality === undefined || municipality === code)
      .map((code) => ['municipality', code]);
  if (party !== undefined) return [['debtor', party]];
  if (municipality !== undefined) return [['municipality', municipality]];
  // An aanbieder has to meet it or waits for it.
  return provider === undefined
    ? undefined
    : [
        ['debtor', provider],
        ['creditor', provider],
      ];
}

const oneTerm = unnamed<{ id: string }>(`select ${shown} from term where id = $id::uuid`);

/** A term, whoever may see it; undefined when it is not there. */
export async function findTerm(pool: Pool, id: string): Promise<TermRow | undefined> {
  const { rows } = await pool.query<TermRow>(oneTerm({ id }));
  return rows[0];
}
