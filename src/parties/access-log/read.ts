import type { Pool } from 'pg';
import { type Asked, asked, type Value } from '../../store/conditions.ts';
import { lowestIdAt } from '../../store/lowest-id.ts';
import { askInOrder, pageOf, rowsToLookAt, type Walked, walkSql } from '../../store/walk.ts';
import type { AccessEntry } from './entry.ts';
import type { LogPage, LogViewer } from './filter.ts';
import type { LogSources } from './sources.ts';
import { aboutChild, waysOf } from './ways.ts';

/** A row of the log as it is shown. */
export type LogItem = Omit<AccessEntry, 'actor'> & {
  readonly at: Date;
  /** Null where it is a credential of another party, which the viewer may not see. */
  readonly actor: string | null;
  /** Whether it is sealed, so that a change would be noticed. */
  readonly sealed: boolean;
};

/**
 * A page of the access log, newest first, by id: that is the moment of the call. A page costs the same for any number of
 * rows (`store/walk.ts`); so it may be short, or empty, with more to come.
 *
 * @returns the items, and where the next page begins; null when this is all
 */
export async function listAccess(
  pool: Pool,
  sources: LogSources,
  viewer: LogViewer,
  page: LogPage,
): Promise<{ items: LogItem[]; next: string | null }> {
  const { values, value, given } = asked();
  const within = rangeOf(page, given);
  const { ways, order } = waysOf(viewer, page, { ...within, posts: sources.posts }, value);
  // One statement, which has one snapshot: between two statements a row could be sealed, and missed by both.
  const rows = await askInOrder<Walked & LogItem & { detail: string | null }>(pool, {
    text: `${page.clientId ? `with ${aboutChild} as materialized (${sources.messagesAbout(value(page.clientId), viewer && value(viewer))})` : ''}
    select id, at, action, actor, role, actor_party as "actorParty", party, counterparty,
      mandate_id as "mandateId", message_id as "messageId", client_ids as "clientIds", detail, address,
      request_id as "requestId", reason, sealed_at is not null as sealed, fits, ends
    from (${walkSql({
      ...{ ways, order, limit: page.limit },
      conditions: [...conditionsOf(page, given), ...seenBy(viewer, page.party, value)],
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

/** The conditions that select a period of the log. */
function rangeOf({ from, to, before }: LogPage, given: Asked['given']) {
  return {
    id: [
      ...given(from && lowestIdAt(from.getTime() - aside), (id) => `id >= ${id}::uuid`),
      ...given(to && lowestIdAt(to.getTime() + aside), (id) => `id < ${id}::uuid`),
      ...given(before, (id) => `id < ${id}::uuid`),
    ],
    // A row is sealed after it was written, by another clock: rows that are older are in no later partition.
    sealed: given(from && new Date(from.getTime() - aside), (at) => `sealed_at >= ${at}`),
  };
}

function conditionsOf(page: LogPage, given: Asked['given']): string[] {
  const { action, messageId, clientId, actor, from, to } = page;
  return [
    ...given(action, (name) => `action = ${name}`),
    ...given(messageId, (id) => `message_id = ${id}::uuid`),
    ...given(actor, (name) => `actor = ${name}`),
    ...given(clientId, clientCondition),
    ...given(from, (at) => `at >= ${at}`),
    ...given(to, (at) => `at < ${at}`),
  ];
}

function clientCondition(client: string): string {
  return `(client_ids @> array[${client}::uuid]
    or message_id = any(array(select reported_by from ${aboutChild})))`;
}

/** The parties that rows must be about: the party that looks, and the party in the filter. */
function seenBy(viewer: LogViewer, party: string | undefined, value: Value): string[] {
  const of = (codes: readonly string[]) => {
    const some = value(codes);
    return `(party = any(${some}) or counterparty = any(${some})
      or (mandate_id is not null and actor_party = any(${some})))`;
  };
  return [...(viewer ? [of(viewer)] : []), ...(party === undefined ? [] : [of([party])])];
}

/** Hides the credentials and addresses of other parties. Staff of the gateway is named. */
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

/** How much the clocks of processes and of Postgres may differ, in milliseconds. */
const aside = 600_000;
