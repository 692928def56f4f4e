import { usualPage, wayAside, wayOf } from '../../store/walk.ts';
import type { LogPage, LogViewer } from './read.ts';

/** How the rows are found that somebody may see and asks for (`store/walk.ts`). */
export interface LogWays {
  readonly ways: readonly string[];
  readonly order: string;
}

/** What stands before the statement where a child is asked for. */
export const aboutChild = 'about_child';

const withinOrder = 'id desc nulls last';
const columns = `id, at, action, actor, role, actor_party, party, counterparty, mandate_id, message_id,
  client_ids, detail, address, request_id, reason`;
const sealedColumns = `${columns}, sealed_at`;
const freshColumns = `${columns}, null::timestamptz as sealed_at`;
/** The row of a POST is its message, until that is done with. */
const inHandColumns = `id, received_at::timestamptz(3) as at, 'post'::text as action, actor,
  'party'::text as role, actor_party, sender as party, null::text as counterparty, mandate_id,
  id as message_id, '{}'::uuid[] as client_ids, null::text as detail, address, request_id,
  null::text as reason, null::timestamptz as sealed_at`;
const inHand = "status in ('received', 'failed') and actor is not null";

/**
 * The ways to the rows of sealed months, to those that are not sealed yet, and to messages in hand. A
 * party's lead past its own rows only: so what others do makes no page of it shorter or slower.
 *
 * @param within conditions on the id, and on when a row was sealed
 * @param value takes a value of the statement, and gives its place
 */
export function waysOf(
  viewer: LogViewer,
  page: LogPage,
  within: { readonly id: readonly string[]; readonly sealed: readonly string[] },
  value: (one: unknown) => string,
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
  // Of a message or a child there are indexes of their own.
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
          wayOf(inHandColumns, 'message', [side, ...within.id], { order, limit }),
        ),
      ])
    : [freshWay(within.id, order, limit), inHandWay(within.id, order, limit)];
  return { ways: [...conditions.map(sealed), ...ofChild, ...unsealed], order };
}

/** The sides on which a party has to do with a row, in the words of the indexes. */
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

function inHandWay(within: readonly string[], order: string, limit: number): string {
  const way = { order: withinOrder, limit };
  const ofStatus = (status: string) =>
    wayOf('*', 'message', [`status = '${status}'`, ...within], way);
  const both = `(${['received', 'failed'].map(ofStatus).join(' union all ')}) hand`;
  return wayAside(inHandColumns, both, [], { order, limit, own: withinOrder });
}

/** By the table that says which rows name a child. */
function childWay(
  client: string,
  code: string,
  within: { readonly id: readonly string[]; readonly sealed: readonly string[] },
  { limit }: LogPage,
): string {
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
 * Rows about messages that told of a child: their share of a page for each. They are few, and any of them
 * may have been read often.
 */
function messagesWay(
  within: { readonly id: readonly string[]; readonly sealed: readonly string[] },
  { limit }: LogPage,
): string {
  const share = `(select greatest(1, ${Math.max(limit, usualPage)} / greatest(count(*), 1)) from ${aboutChild})`;
  const conditions = ['message_id = about.told', ...within.sealed, ...within.id];
  return `(select ${sealedColumns}, cut from ${aboutChild} about cross join lateral (
      select read.*, row_number() over (order by ${withinOrder}) = ${share} as cut from (
        select * from access_log where ${conditions.join(' and ')}
        order by ${withinOrder} limit ${share}
      ) read
    ) row order by ${withinOrder})`;
}
