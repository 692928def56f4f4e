import type { Pool } from 'pg';
import type { AccessAction, AccessEntry } from './entry.ts';

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
 * whatever the number of rows; but for one actor's, which are looked for in the period that is given.
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
  const limit = value(page.limit + 1);
  const own = page.clientId ? ownEntry(viewer, value) : '';
  const conditions = conditionsOf(page, value, own);
  const sides = sidesOf(viewer, page.party, value);
  const one = (source: string, side: string, more: string[]) => `(
    select * from ${source} where ${[...conditions, side, ...more].join(' and ')}
    order by id desc limit ${limit})`;
  // A row is sealed after it was written, by the clock of another: what is older is in no later partition.
  const sinceFrom = page.from
    ? [`sealed_at >= ${value(new Date(page.from.getTime() - aside))}`]
    : [];
  const parts = sides.flatMap((side) => [
    one('fresh', side, []),
    one('sealed', side, sinceFrom),
    one('in_hand', side, []),
  ]);
  // Not prepared under a name: a plan for every filter cannot use the bounds of this one. A row that
  // is sealed between two looks at the tables would be missed: one statement has one snapshot.
  const { rows } = await pool.query<LogItem & { detail: string | null }>(
    `with fresh as not materialized (
        select ${columns}, null::timestamptz as sealed_at from access_log_fresh
      ), sealed as ${page.clientId ? sealedOfChild(value(page.clientId), own) : sealed},
      in_hand as not materialized (
        select id, received_at::timestamptz(3) as at, 'post'::text as action, actor, 'party'::text as role, actor_party,
          sender as party, null::text as counterparty, mandate_id, id as message_id,
          '{}'::uuid[] as client_ids, null::text as detail, address, request_id, null::text as reason,
          null::timestamptz as sealed_at
        from message where status in ('received', 'failed') and actor is not null
      )
    select distinct on (id) id, at, action, actor, role, actor_party as "actorParty", party,
      counterparty, mandate_id as "mandateId", message_id as "messageId", client_ids as "clientIds",
      detail, address, request_id as "requestId", reason, sealed_at is not null as sealed
    from (${parts.join(' union all ')}) found
    order by id desc limit ${limit}`,
    values,
  );
  const items = rows.slice(0, page.limit).map((row) => shown(row, viewer));
  return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

const columns = `id, at, action, actor, role, actor_party, party, counterparty, mandate_id, message_id,
  client_ids, detail, address, request_id, reason`;

function conditionsOf(page: LogPage, value: (one: unknown) => string, own: string): string[] {
  const { action, messageId, clientId, actor, from, to, before } = page;
  return [
    ...(action ? [`action = ${value(action)}`] : []),
    ...(messageId ? [`message_id = ${value(messageId)}::uuid`] : []),
    ...(actor ? [`actor = ${value(actor)}`] : []),
    ...(clientId ? [clientCondition(value(clientId), own)] : []),
    ...(from ? [`at >= ${value(from)}`, `id >= ${value(firstIdAt(from, -aside))}::uuid`] : []),
    ...(to ? [`at < ${value(to)}`, `id < ${value(firstIdAt(to, aside))}::uuid`] : []),
    ...(before ? [`id < ${value(before)}::uuid`] : []),
  ];
}

const sealed = `not materialized (select ${columns}, sealed_at from access_log)`;

/**
 * Found first, by its indexes: of a child there are few rows. As one of many conditions Postgres would
 * rather walk through the log, looking for them.
 */
function sealedOfChild(client: string, own: string): string {
  const rows = `select ${columns}, sealed_at from access_log where`;
  return `materialized (
    ${rows} client_ids @> array[${client}::uuid]
    union all ${rows} message_id = any(array(${messagesAbout(client, own)})))`;
}

function clientCondition(client: string, own: string): string {
  return `(client_ids @> array[${client}::uuid]
    or message_id = any(array(${messagesAbout(client, own)})))`;
}

/** A party's entries only: what others said of a child must not make it slower. */
function ownEntry(viewer: LogViewer, value: (one: unknown) => string): string {
  if (viewer === null) return 'true';
  const codes = value(viewer);
  return `(entry.municipality = any(${codes}) or entry.provider = any(${codes}))`;
}

function messagesAbout(client: string, own: string): string {
  return `select entry.message_id from ledger_entry entry
    where entry.client_id = ${client}::uuid and ${own}`;
}

/** One condition for each index, and each code, that leads to rows of a party in their order. */
function sidesOf(
  viewer: LogViewer,
  party: string | undefined,
  value: (one: unknown) => string,
): string[] {
  const of = (code: string) => {
    const one = value(code);
    return [
      `party = ${one}`,
      `counterparty = ${one}`,
      `(mandate_id is not null and actor_party = ${one})`,
    ];
  };
  if (viewer === null) return party === undefined ? ['true'] : of(party);
  const own = viewer.flatMap(of);
  if (party === undefined) return own;
  const asked = `(${of(party).join(' or ')})`;
  return own.map((side) => `${side} and ${asked}`);
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

/** The lowest UUIDv7 of a moment. */
function firstIdAt(moment: Date, shift: number): string {
  const time = Math.max(0, moment.getTime() + shift)
    .toString(16)
    .padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
