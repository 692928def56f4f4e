import type { Pool } from 'pg';
import { mandatesFor, noMandate } from '../parties/acting.ts';
import { forbidden, type Principal } from '../parties/principal.ts';
import {
  NotBelieved,
  type OnNotBelieved,
  type Proof,
  proofOf,
  type RowMacs,
} from '../store/row-mac.ts';
import type { MessageStatus } from '../store/tables.ts';
import { askInOrder, pageOf, type Walked, walkSql, wayOf } from '../store/walk.ts';
import { messagesNamed } from './by-identificatie.ts';
import {
  believedLinks,
  type LinkProofs,
  linkColumns,
  linkJoins,
  type MessageSummary,
  ownColumns,
  recipientOf,
} from './message-summary.ts';
import { isOwn } from './sees.ts';
import { signedMessage } from './signed.ts';

export const directions = ['sent', 'received'] as const;

export interface MessageQuery {
  /** Whose: one of the caller's own codes, or a party by whose mandate it acts; absent: its own. */
  readonly party?: string;
  readonly status?: MessageStatus;
  readonly type?: string;
  readonly direction?: (typeof directions)[number];
  /** Who is on the other side. */
  readonly counterparty?: string;
  /** As the Header has it; a retour has that of its heenbericht. */
  readonly identificatie?: string;
  readonly changedSince?: Date;
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: {
    /** Microseconds since 1970. */
    readonly changedAt: string;
    readonly id: string;
  };
}

/** What is found in an index of its own: a message that goes the usual way never has one of these. */
const aside: readonly string[] = [
  'rejected',
  'refused',
  'failed',
  'dismissed',
] satisfies MessageStatus[];

const order = 'changed_at, id';

type Row = Walked & MessageSummary & LinkProofs & { cursor: string; proof: Proof };

/** Takes a value of a statement, and gives its place. */
type Value = (one: unknown) => string;

/**
 * A page of messages of the caller, or of a party by whose mandate it acts, in the order in which they
 * last changed. A message that changes while somebody pages comes again, later. A page costs the same
 * whatever the number of messages (`store/walk.ts`); so it may be short, or empty, with more to come. A
 * message that is not as the gateway wrote it is left out, and holds up no other.
 *
 * @returns the items, and where the next page begins; undefined when this is all
 * @throws {Problem} `no-mandate` for a party for which the caller does not act
 * @throws {NotBelieved} a mandate
 */
export async function listMessages(
  pool: Pool,
  macs: RowMacs,
  { role, party, actsFor }: Principal,
  query: MessageQuery,
  onNotBelieved: OnNotBelieved,
): Promise<{ items: MessageSummary[]; next: MessageQuery['after'] }> {
  if (!party) throw forbidden(role, ['party']);
  const { party: asked, identificatie } = query;
  const another = asked !== undefined && !actsFor.includes(asked);
  const codes = asked === undefined ? actsFor : [asked];
  const named =
    identificatie === undefined ? undefined : await messagesNamed(pool, codes, identificatie);
  const values: unknown[] = [];
  const value: Value = (one) => `$${values.push(one)}`;
  const own = value(actsFor);
  const types = another && `${value(await typesByMandate(pool, macs, party, asked))}::text[]`;
  const visible = (message: string) =>
    types
      ? `(${isOwn(message, own)} or (${message}.type = any(${types})
          and ${isOwn(message, `array[${value(asked)}]::text[]`)}))`
      : isOwn(message, own);
  // A place goes out and in as a number: Postgres counts in microseconds, Date in milliseconds.
  const rows = await askInOrder<Row>(pool, {
    text: `select ${ownColumns}, ${linkColumns}, fits, ends,
        (extract(epoch from m.changed_at) * 1000000)::bigint::text as cursor,
        ${proofOf(signedMessage, 'm')} as proof
      from (${walkSql({
        ways: codes.flatMap((code) => waysOf(value(code), query, named, value)),
        order,
        conditions: [...conditionsOf(query, value), ...(types ? [`type = any(${types})`] : [])],
        limit: query.limit,
      })}) m ${linkJoins(visible)}
      order by m.changed_at, m.id`,
    values,
  });
  const { items, last } = pageOf(rows, query.limit);
  return {
    items: items.flatMap(({ cursor: _, fits: __, ends: ___, proof, ...item }) => {
      if (macs.believes(signedMessage, proof)) return believedLinks(macs, item, onNotBelieved);
      onNotBelieved(new NotBelieved(signedMessage.name, item.id));
      return [];
    }),
    next: last && { changedAt: last.cursor, id: last.id },
  };
}

/** The types for which mandates of a party hold now. @throws {Problem} `no-mandate` */
async function typesByMandate(
  pool: Pool,
  macs: RowMacs,
  mandatary: string,
  party: string,
): Promise<string[]> {
  const mandates = await mandatesFor(pool, macs, { mandatary, party, type: null });
  if (mandates.length === 0) throw noMandate(party);
  return [...new Set(mandates.flatMap(({ messageTypes }) => messageTypes))];
}

function conditionsOf(query: MessageQuery, value: Value): string[] {
  const { status, type, counterparty, identificatie } = query;
  return [
    ...(status ? [`status = ${value(status)}`] : []),
    ...(type ? [`type = ${value(type)}`] : []),
    ...(counterparty ? [`other_side = ${value(counterparty)}`] : []),
    ...(identificatie !== undefined ? [`identificatie = ${value(identificatie)}`] : []),
  ];
}

/**
 * The two sides of a party, in the words of the indexes.
 *
 * @param named those with the Identificatie that was asked for, when they are few
 */
function waysOf(
  code: string,
  { status, direction, changedSince, after, limit }: MessageQuery,
  named: readonly string[] | undefined,
  value: Value,
): string[] {
  const place = after && [value(after.changedAt), value(after.id)];
  const since = [
    ...(changedSince ? [`changed_at >= ${value(changedSince)}`] : []),
    ...(place
      ? [
          `(changed_at, id) > (timestamptz 'epoch' + ${place[0]}::bigint * interval '1 microsecond', ${place[1]}::uuid)`,
        ]
      : []),
  ];
  const sides = [
    ...(direction === 'received' ? [] : [sent(code)]),
    ...(direction === 'sent' ? [] : [received(code)]),
  ];
  const walk = (side: Side, table: string, more: readonly string[]) =>
    wayOf(`*, ${side.other} as other_side`, table, [side.own, ...more, ...since], {
      order,
      limit,
    });
  if (named) {
    // They are few, and put in order. `offset 0`: by their ids, whatever other index has them.
    const few = `(select * from message where id = any(${value(named)}::uuid[]) offset 0) one`;
    const refused = "status = 'refused'";
    const asksRefused = direction !== 'received' && (status ?? 'refused') === 'refused';
    return [
      ...sides.map((side) => walk(side, few, [])),
      // No index has the Identificatie of these; of each party so many are kept and no more.
      ...(asksRefused ? [walk(sent(code), 'message', [refused])] : []),
    ];
  }
  // The status as it stands in the condition of the index, for Postgres to know it again.
  const ofStatus = status && aside.includes(status) ? [`status = '${status}'`] : [];
  return sides.map((side) => walk(side, 'message', ofStatus));
}

/** Whose a message is, as an index has it, and which column holds the other. */
interface Side {
  readonly own: string;
  readonly other: string;
}

function sent(code: string): Side {
  return { own: `sender = ${code}`, other: recipientOf('') };
}

function received(code: string): Side {
  return { own: `recipient = ${code} and accepted_at is not null`, other: 'sender' };
}
