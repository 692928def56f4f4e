import type { Pool } from 'pg';
import { mandatesFor, noMandate } from '../../parties/mandates/acting.ts';
import { forbidden, type Principal } from '../../parties/principal.ts';
import { type Asked, asked } from '../../store/conditions.ts';
import {
  NotBelieved,
  type OnNotBelieved,
  type Proof,
  proofOf,
  type RowMacs,
} from '../../store/keys/row-mac.ts';
import type { MessageStatus } from '../../store/tables.ts';
import { askInOrder, pageOf, type Walked, walkSql, wayOf } from '../../store/walk.ts';
import { signedMessage } from '../signed.ts';
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

export const directions = ['sent', 'received'] as const;

export interface MessageQuery {
  /** One of the caller's own codes, or a party by whose mandate it acts; absent: all its own codes. */
  readonly party?: string;
  readonly status?: MessageStatus;
  readonly type?: string;
  readonly direction?: (typeof directions)[number];
  /** The party on the other side. */
  readonly counterparty?: string;
  /** As in the Header; a retour has that of its heenbericht. */
  readonly identificatie?: string;
  readonly changedSince?: Date;
  /** The one that changed last comes first; by default it comes last. */
  readonly newestFirst?: boolean;
  readonly limit: number;
  /** The end of the page before. */
  readonly after?: {
    /** Microseconds since 1970. */
    readonly changedAt: string;
    readonly id: string;
  };
}

/** Statuses with an index of their own: few messages have one of these. */
const aside: readonly string[] = [
  'rejected',
  'refused',
  'failed',
  'dismissed',
] satisfies MessageStatus[];

/** Both ways through the same indexes. */
const orderOf = ({ newestFirst }: MessageQuery, row = '') =>
  newestFirst ? `${row}changed_at desc, ${row}id desc` : `${row}changed_at, ${row}id`;

type Row = Walked & MessageSummary & LinkProofs & { cursor: string; proof: Proof };

/**
 * A page of messages of the caller, or of a party by whose mandate it acts, in the order in which they
 * last changed. A message that changes between two pages appears again, on a later page; with the newest first it does not.
 * A page costs the same
 * for any number of messages (`store/walk.ts`), so it may be short or even empty while there are more. A
 * message whose MAC does not fit is left out.
 *
 * @returns the items, and the cursor of the next page; undefined when this is all
 * @throws {Problem} `no-mandate` for a party for which the caller does not act
 * @throws {NotBelieved} for a mandate whose MAC does not fit
 */
export async function listMessages(
  pool: Pool,
  macs: RowMacs,
  { role, party, actsFor }: Principal,
  query: MessageQuery,
  onNotBelieved: OnNotBelieved,
): Promise<{ items: MessageSummary[]; next: MessageQuery['after'] }> {
  if (!party) throw forbidden(role, ['party']);
  const { party: whose, identificatie } = query;
  const another = whose !== undefined && !actsFor.includes(whose);
  const codes = whose === undefined ? actsFor : [whose];
  const named =
    identificatie === undefined ? undefined : await messagesNamed(pool, codes, identificatie);
  const statement = asked();
  const { values, value } = statement;
  const own = value(actsFor);
  const types = another && `${value(await typesByMandate(pool, macs, party, whose))}::text[]`;
  const visible = (message: string) =>
    types
      ? `(${isOwn(message, own)} or (${message}.type = any(${types})
          and ${isOwn(message, `array[${value(whose)}]::text[]`)}))`
      : isOwn(message, own);
  // The cursor is a number of microseconds, as Postgres counts; Date has milliseconds only.
  const rows = await askInOrder<Row>(pool, {
    text: `select ${ownColumns}, ${linkColumns}, fits, ends,
        (extract(epoch from m.changed_at) * 1000000)::bigint::text as cursor,
        ${proofOf(signedMessage, 'm')} as proof
      from (${walkSql({
        ways: codes.flatMap((code) => waysOf(value(code), query, named, statement)),
        order: orderOf(query),
        conditions: [...conditionsOf(query, statement), ...(types ? [`type = any(${types})`] : [])],
        limit: query.limit,
      })}) m ${linkJoins(visible)}
      order by ${orderOf(query, 'm.')}`,
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

function conditionsOf(query: MessageQuery, { given }: Asked): string[] {
  const { status, type, counterparty, identificatie } = query;
  return [
    ...given(status, (one) => `status = ${one}`),
    ...given(type, (name) => `type = ${name}`),
    ...given(counterparty, (code) => `other_side = ${code}`),
    ...given(identificatie, (text) => `identificatie = ${text}`),
  ];
}

/**
 * The walks through indexes for a party: what it sent and what it received.
 *
 * @param named ids of the messages with the wanted Identificatie, when they are few
 */
function waysOf(
  code: string,
  query: MessageQuery,
  named: readonly string[] | undefined,
  { value, given }: Asked,
): string[] {
  const { status, direction, changedSince, after, limit, newestFirst } = query;
  const cursor = after && [value(after.changedAt), value(after.id)];
  const since = [
    ...given(changedSince, (at) => `changed_at >= ${at}`),
    ...(cursor
      ? [
          `(changed_at, id) ${newestFirst ? '<' : '>'} (timestamptz 'epoch' + ${cursor[0]}::bigint * interval '1 microsecond', ${cursor[1]}::uuid)`,
        ]
      : []),
  ];
  const sides = [
    ...(direction === 'received' ? [] : [sent(code)]),
    ...(direction === 'sent' ? [] : [received(code)]),
  ];
  const walk = (side: Side, table: string, more: readonly string[]) =>
    wayOf(`*, ${side.other} as other_side`, table, [side.own, ...more, ...since], {
      order: orderOf(query),
      limit,
    });
  if (named) {
    // They are few, so they can be sorted. `offset 0` makes Postgres look them up by their ids.
    const few = `(select * from message where id = any(${value(named)}::uuid[]) offset 0) one`;
    const refused = "status = 'refused'";
    const asksRefused = direction !== 'received' && (status ?? 'refused') === 'refused';
    return [
      ...sides.map((side) => walk(side, few, [])),
      // Refused messages have no index by Identificatie; each party has a limited number of them.
      ...(asksRefused ? [walk(sent(code), 'message', [refused])] : []),
    ];
  }
  // The status as a literal, as in the condition of the partial index: otherwise Postgres cannot use it.
  const ofStatus = status && aside.includes(status) ? [`status = '${status}'`] : [];
  return sides.map((side) => walk(side, 'message', ofStatus));
}

/** One side of a message: the condition of an index, and the column of the party on the other side. */
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
