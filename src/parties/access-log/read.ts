import type { Pool } from 'pg';
import { lowestIdAt } from '../../store/lowest-id.ts';
import { askInOrder, pageOf, rowsToLookAt, type Walked, walkSql } from '../../store/walk.ts';
import type { AccessAction, AccessEntry } from './entry.ts';
import { aboutChild, waysOf } from './ways.ts';

/** A row of the log as it is shown. */
export type LogItem = Omit<AccessEntry, 'actor'> & {
  readonly at: Date;
  /** Null where it is a credential of another party, which is nobody's business. */
  readonly actor: string | null;
  /** It is sealed, so that nobody can change it unseen. */
  readonly sealed: boolean;
};

/** Which rows. All that is left out is not asked for. */
export interface LogFilter {
  readonly action?: AccessAction;
  /** Whose data, or on the other side of it, or who acted. */
  readonly party?: string;
  readonly messageId?: string;
  /** Random id of a child: what is known of it, and messages that told of it. */
  readonly clientId?: string;
  /** The name of a credential. */
  readonly actor?: string;
  readonly from?: Date;
  /** Before this moment. */
  readonly to?: Date;
}

export interface LogPage extends LogFilter {
  readonly limit: number;
  /** The id at which the page before ended. */
  readonly before?: string;
}

/** Who looks: a party sees rows about its own only; null is an auditor, who sees all. */
export type LogViewer = readonly string[] | null;

/**
 * A page of the access log, newest first, by id: that is the moment of the call. A page costs the same
 * whatever the number of rows (`store/walk.ts`); so it may be short, or empty, with more to come.
 *
 * @returns the items, and where the next page begins; null when this is all
 */
export async function listAccess(
  pool: Pool,
  viewer: LogViewer,
  page: LogPage,
): Promise<{ items: LogItem[]; next: string | null }> {
  const values: unknown[] = [];
  const value = (one: unknown) => `$${values.push(one)}`;
  const within = rangeOf(page, value);
  const { ways, order } = waysOf(viewer, page, within, value);
  // A row that is sealed between two looks at the tables would be missed: one statement has one snapshot.
  const rows = await askInOrder<Walked & LogItem & { detail: string | null }>(pool, {
    text: `${page.clientId ? `with ${aboutChild} as materialized (${messagesAbout(page.clientId, viewer, value)})` : ''}
    select id, at, action, actor, role, actor_party as "actorParty", party, counterparty,
      mandate_id as "mandateId", message_id as "messageId", client_ids as "clientIds", detail, address,
      request_id as "requestId", reason, sealed_at is not null as sealed, fits, ends
    from (${walkSql({
      ...{ ways, order, limit: page.limit },
      conditions: [...conditionsOf(page, value), ...seenBy(viewer, page.party, value)],
      // A row about a child is found in one table and read in another.
      ...(page.clientId && { look: rowsToLookAt(page.limit) / 3 + 1 }),
    })}) walked`,
    values,
  });
  const { items, last } = pageOf(rows, page.limit);
  return {
    items: items.map(({ fits: _, ends: __, ...row }) => shown(row, viewer)),
    next: last?.id ?? null,
  };
}

/** What cuts a period out of the order of the log. */
function rangeOf({ from, to, before }: LogPage, value: (one: unknown) => string) {
  return {
    id: [
      ...(from ? [`id >= ${value(lowestIdAt(from.getTime() - aside))}::uuid`] : []),
      ...(to ? [`id < ${value(lowestIdAt(to.getTime() + aside))}::uuid`] : []),
      ...(before ? [`id < ${value(before)}::uuid`] : []),
    ],
    // A row is sealed after it was written, by the clock of another: what is older is in no later partition.
    sealed: from ? [`sealed_at >= ${value(new Date(from.getTime() - aside))}`] : [],
  };
}

function conditionsOf(page: LogPage, value: (one: unknown) => string): string[] {
  const { action, messageId, clientId, actor, from, to } = page;
  return [
    ...(action ? [`action = ${value(action)}`] : []),
    ...(messageId ? [`message_id = ${value(messageId)}::uuid`] : []),
    ...(actor ? [`actor = ${value(actor)}`] : []),
    ...(clientId ? [clientCondition(value(clientId))] : []),
    ...(from ? [`at >= ${value(from)}`] : []),
    ...(to ? [`at < ${value(to)}`] : []),
  ];
}

function clientCondition(client: string): string {
  return `(client_ids @> array[${client}::uuid]
    or message_id = any(array(select told from ${aboutChild})))`;
}

function messagesAbout(
  clientId: string,
  viewer: LogViewer,
  value: (one: unknown) => string,
): string {
  // A party's entries only: what others said of a child must not make it slower.
  const codes = viewer && value(viewer);
  const own = codes && `and (entry.municipality = any(${codes}) or entry.provider = any(${codes}))`;
  return `select distinct entry.message_id as told from ledger_entry entry
    where entry.client_id = ${value(clientId)}::uuid and entry.message_id is not null ${own ?? ''}`;
}

/** Of whom the rows must be: of a party that looks, and of a party that is asked for. */
function seenBy(
  viewer: LogViewer,
  party: string | undefined,
  value: (one: unknown) => string,
): string[] {
  const of = (codes: readonly string[]) => {
    const some = value(codes);
    return `(party = any(${some}) or counterparty = any(${some})
      or (mandate_id is not null and actor_party = any(${some})))`;
  };
  return [...(viewer ? [of(viewer)] : []), ...(party === undefined ? [] : [of([party])])];
}

/** What one party sees of another's credentials and computers: nothing. Who keeps the gateway is named. */
function shown(
  { detail, ...row }: LogItem & { detail: string | null },
  viewer: LogViewer,
): LogItem {
  const item = { ...row, detail: detail === null ? null : JSON.parse(detail) };
  const isOwn = (party: string | null) => party !== null && viewer?.includes(party);
  if (viewer === null || isOwn(row.actorParty)) return item;
  if (row.actorParty === null) return { ...item, address: null };
  return isOwn(row.party) ? item : { ...item, actor: null, address: null, requestId: null };
}

/** Clocks of processes and of Postgres may differ by as much, in milliseconds. */
const aside = 600_000;
