import type { Pool } from 'pg';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import type { Call } from '../../parties/principal.ts';
import { type Asked, asked } from '../../store/conditions.ts';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { NotBelieved, type OnNotBelieved } from '../../store/keys/row-mac.ts';
import {
  askInOrder,
  lookedAt,
  pageOf,
  usualPage,
  type Walked,
  walkSql,
  wayOf,
} from '../../store/walk.ts';
import { answeredElsewhere } from './answers.ts';
import { openReference, type SealedRequest } from './references.ts';

/** A request without a JW301 that honours it or a JW319 that refuses it. */
export interface OpenRequest {
  readonly type: 'JW315' | 'JW317';
  /** The message that made it; null where it was imported. */
  readonly messageId: string | null;
  /** ReferentieAanbieder. */
  readonly referentie: string;
  readonly municipality: string;
  readonly provider: string;
  /** Random id of the child. */
  readonly client: string;
  /** When its message was received; null where it was imported. */
  readonly receivedAt: Date | null;
  /** When its message was approved, or when it was imported. */
  readonly since: Date;
  /** The JW319 that puts it under investigation; null when there was no answer. */
  readonly lastAnswer: {
    /** Null where it was imported, or where an earlier version did not store it. */
    readonly messageId: string | null;
    readonly verzoekAntwoord: string;
  } | null;
}

/** A position in the order of the list. */
export interface RequestCursor {
  readonly since: Date;
  /** Hexadecimal. */
  readonly reference: string;
  readonly municipality: string;
  readonly client: string;
}

export interface RequestQuery {
  readonly type?: 'JW315' | 'JW317';
  /** The other side: of a gemeente an aanbieder, of an aanbieder a gemeente. */
  readonly counterparty?: string;
  readonly limit: number;
  /** Where the previous page ended. */
  readonly after?: RequestCursor;
}

interface Row extends Omit<OpenRequest, 'referentie' | 'lastAnswer'>, SealedRequest {
  readonly messageId: string | null;
  readonly reference: string;
  readonly answers: readonly string[];
  readonly answeredBy: readonly string[];
}

const order = 'requested_at, reference_hash, municipality, client_id';
/** Written as in the partial indexes, so that Postgres recognises them. */
const open = `type is not null and requested_at is not null and not honoured
  and not ('1' = any(answers))`;
const decidedElsewhere = `exists (select from (${answeredElsewhere(lookedAt)}) later
  where later.honoured or '1' = any(later.answers))`;

/**
 * A page of open requests, oldest first: of a gemeente those made to it, of an aanbieder those made by it, and those
 * of parties that it succeeded. Only requests of approved messages are listed, each reference as one request. A page
 * costs the same for any number of requests (`store/walk.ts`); so it may be short, or empty, with more to come. A
 * request that cannot be decrypted is left out.
 *
 * The children on the page are in the access log before this returns, as one row; when that fails nothing is shown.
 *
 * @param call of a party: a gemeente or an aanbieder
 * @param receivedAt SQL: when the message with an id was received
 * @returns the items, and where the next page begins; undefined when this is all
 */
export async function listOpenRequests(
  pool: Pool,
  keys: Pick<KeyRing, 'openClientKey' | 'rows'>,
  call: Call,
  query: RequestQuery,
  receivedAt: (messageId: string) => string,
  onNotBelieved: OnNotBelieved,
): Promise<{ items: OpenRequest[]; next: RequestCursor | undefined }> {
  const page = pageSql(call.principal.actsFor, query, receivedAt);
  const rows = await askInOrder<Walked & Row>(pool, page);
  const { items: found, last } = pageOf(rows, query.limit);
  const items = found.flatMap((row) => {
    try {
      return presented(keys, row);
    } catch (error) {
      onNotBelieved(new NotBelieved('request', row.messageId ?? row.client, { cause: error }));
      return [];
    }
  });
  const { limit: _, after: __, ...filters } = query;
  const wish = {
    clientIds: [...new Set(items.map(({ client }) => client))],
    detail: { filters: Object.keys(filters).sort(), items: items.length },
  };
  await noteAccess(pool, keys.rows, entryOf(call, 'list-requests', wish));
  return {
    items,
    next: last && {
      since: last.since,
      reference: last.reference,
      municipality: last.municipality,
      client: last.client,
    },
  };
}

/** The statement of a page, with its values. */
function pageSql(
  actsFor: readonly string[],
  query: RequestQuery,
  receivedAt: (messageId: string) => string,
) {
  const statement = asked();
  const walk = walkOfRequests(actsFor, query, statement);
  return {
    text: `select r.type, r.message_id as "messageId", r.municipality, r.provider,
        r.client_id as client, r.requested_at as since, encode(r.reference_hash, 'hex') as reference,
        r.sealed, r.sealed_version as version, wrapped, ${receivedAt('r.message_id')} as "receivedAt",
        coalesce(later.answers, r.answers) as answers,
        coalesce(later.answered_by, r.answered_by, '{}') as "answeredBy",
        r.fits, r.ends, r.municipality || encode(r.reference_hash, 'hex') || r.client_id as id
      from (${walk}) r
      ${joinKey('r.client_id', 'left join')}
      left join lateral (
        select answers, answered_by from (${answeredElsewhere('r')}) one
        where cardinality(answers) > 0 limit 1
      ) later on true
      order by r.requested_at, r.reference_hash, r.municipality, r.client_id`,
    values: statement.values,
  };
}

/** SQL: the rows of `request` of a page (`store/walk.ts`). */
function walkOfRequests(
  actsFor: readonly string[],
  { type, counterparty, limit, after }: RequestQuery,
  { value, given }: Asked,
): string {
  // A gemeente has a code of 4 digits.
  const [own, other] =
    actsFor[0]?.length === 4 ? ['municipality', 'provider'] : ['provider', 'municipality'];
  const since = after
    ? [
        `(${order}) > (${value(after.since)}::timestamptz, decode(${value(after.reference)}, 'hex'),
          ${value(after.municipality)}, ${value(after.client)}::uuid)`,
      ]
    : [];
  return walkSql({
    ways: actsFor.map((code) =>
      wayOf('*', 'request', [`${own} = ${value(code)}`, open, ...since], { order, limit }),
    ),
    order,
    conditions: [
      ...given(type, (name) => `type = ${name}`),
      ...given(counterparty, (code) => `${other} = ${code}`),
      `not ${decidedElsewhere}`,
    ],
    limit,
    // Each request that is shown costs a lookup of a key and a message too.
    look: 2 * Math.max(limit, usualPage),
  });
}

function presented(keys: Pick<KeyRing, 'openClientKey'>, row: Row): OpenRequest {
  const { type, messageId, municipality, provider, client, receivedAt, since } = row;
  const verzoekAntwoord = row.answers.at(-1);
  return {
    ...{ type, messageId, municipality, provider, client, receivedAt, since },
    referentie: openReference(keys, row),
    lastAnswer:
      verzoekAntwoord === undefined
        ? null
        : { messageId: row.answeredBy.at(-1) ?? null, verzoekAntwoord },
  };
}
