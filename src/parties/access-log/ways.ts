import { allOf, type Value } from '../../store/conditions.ts';
import { usualPage, wayAside, wayOf } from '../../store/walk.ts';
import type { LogPage, LogViewer } from './filter.ts';
import type { LogSources } from './sources.ts';

/** How the rows are found that the viewer may see and asks for (`store/walk.ts`). */
export interface LogWays {
  readonly ways: readonly string[];
  readonly order: string;
}

/** Conditions that select a period of the log. */
interface Within {
  readonly id: readonly string[];
  readonly sealed: readonly string[];
}

/** The name of the `with` part that has the messages about a child. */
export const aboutChild = 'about_child';

const withinOrder = 'id desc nulls last';
const columns = `id, at, action, actor, role, actor_party, party, counterparty, mandate_id, message_id,
  client_ids, detail, address, request_id, reason`;
const sealedColumns = `${columns}, sealed_at`;
const freshColumns = `${columns}, null::timestamptz as sealed_at`;
/** A message serves as the row of its POST until it is processed. */
const inHandColumns = `id, received_at::timestamptz(3) as at, 'post'::text as action, actor,
  'party'::text as role, actor_party, sender as party, null::text as counterparty, mandate_id,
  id as message_id, '{}'::uuid[] as client_ids, null::text as detail, address, request_id,
  null::text as reason, null::timestamptz as sealed_at`;
const inHand = "status in ('received', 'failed') and actor is not null";

/**
 * The index scans for rows of sealed months, for rows that are not sealed yet, and for messages in process. Those of a
 * party read its own rows only, so that rows of others make no page shorter or slower.
 *
 * @param within conditions on the id, and on when a row was sealed; and the messages in process
 * @param value adds a value to the statement, and gives its parameter
 */
export function waysOf(
  viewer: LogViewer,
  page: LogPage,
  within: Within & Pick<LogSources, 'posts'>,
  value: Value,
): LogWays {
  const { action, party, messageId, clientId, actor, limit } = page;
  const codes = viewer ?? (party === undefined ? undefined : [party]);
  const all = !codes && !action && !messageId && !clientId && !actor;
  const order = all ? 'id desc' : withinOrder;
  const sealed = (condition: string) =>
    wayOf(sealedColumns, 'access_log', [condition, ...within.sealed, ...within.id], {
      order,
      limit,
    });
  // A message and a child have indexes of their own.
  const byAction = messageId || clientId ? undefined : action;
  const sides = codes?.flatMap((code) => sidesOf(value(code), byAction && value(byAction))) ?? [];
  const conditions = clientId
    ? []
    : messageId
      ? [`message_id = ${value(messageId)}::uuid`]
      : codes
        ? sides.map((side) => side.sealed)
        : actor
          ? [`actor = ${value(actor)}`]
          : [action ? `action = ${value(action)}` : 'true'];
  const ofChild = clientId
    ? [
        ...(viewer ?? ['']).map((code) => childWay(value(clientId), value(code), within, page)),
        messagesWay(within, page),
      ]
    : [];
  const unsealed = codes
    ? sides.flatMap(({ fresh, inHand }) => [
        wayOf(freshColumns, 'access_log_fresh', [fresh, ...within.id], { order, limit }),
        ...inHand.map((side) =>
          wayOf(inHandColumns, `${within.posts} post`, [side, ...within.id], { order, limit }),
        ),
      ])
    : [freshWay(within.id, order, limit), inHandWay(within, order, limit)];
  return { ways: [...conditions.map(sealed), ...ofChild, ...unsealed], order };
}

/** The columns by which a row is about a party, as the indexes have them. */
function sidesOf(code: string, action: string | undefined) {
  const side = (column: string, more = '') => ({
    sealed: action
      ? `${column} || '/' || action = ${code} || '/' || ${action}${more}`
      : `${column} = ${code}${more}`,
    fresh: `${column} = ${code}${more}`,
  });
  const byMandate = ' and mandate_id is not null';
  return [
    { ...side('party'), inHand: [`sender = ${code} and ${inHand}`] },
    { ...side('counterparty'), inHand: [] },
    {
      ...side('actor_party', byMandate),
      inHand: [`actor_party = ${code} and ${inHand}${byMandate}`],
    },
  ];
}

function freshWay(within: readonly string[], order: string, limit: number): string {
  const own = 'id desc';
  return order === own
    ? wayOf(freshColumns, 'access_log_fresh', within, { order, limit })
    : wayAside(freshColumns, 'access_log_fresh', within, { order, limit, own });
}

function inHandWay(
  { posts, id }: Within & Pick<LogSources, 'posts'>,
  order: string,
  limit: number,
): string {
  const way = { order: withinOrder, limit };
  const ofStatus = (status: string) =>
    wayOf('*', `${posts} post`, [`status = '${status}'`, ...id], way);
  const both = `(${['received', 'failed'].map(ofStatus).join(' union all ')}) hand`;
  return wayAside(inHandColumns, both, [], { order, limit, own: withinOrder });
}

/** The scan by the table of rows that name a child. */
function childWay(client: string, code: string, within: Within, { limit }: LogPage): string {
  const way = { order: withinOrder, limit };
  const conditions = [
    `client_id = ${client}::uuid`,
    `code = ${code}`,
    ...within.sealed,
    ...within.id,
  ];
  return `(select ${sealedColumns.replace('id,', 'named.id,').replace('sealed_at', 'row.sealed_at')},
      false as cut
    from ${wayOf('sealed_at, batch, ordinal, id', 'access_log_child', conditions, way)} named
    cross join lateral (
      select * from access_log where sealed_at = named.sealed_at and batch = named.batch
        and ordinal = named.ordinal offset 0
    ) row
    order by named.id desc nulls last)`;
}

/**
 * Rows about messages that reported a child: up to a page for each message. There are few such messages, but any of them
 * may have been read often.
 */
function messagesWay(within: Within, { limit }: LogPage): string {
  const share = `(select greatest(1, ${Math.max(limit, usualPage)} / greatest(count(*), 1)) from ${aboutChild})`;
  const conditions = ['message_id = about.reported_by', ...within.sealed, ...within.id];
  return `(select ${sealedColumns}, cut from ${aboutChild} about cross join lateral (
      select read.*, row_number() over (order by ${withinOrder}) = ${share} as cut from (
        select * from access_log where ${allOf(conditions)}
        order by ${withinOrder} limit ${share}
      ) read
    ) row order by ${withinOrder})`;
}
