import type { Pool } from 'pg';
import { entryOf } from '../parties/access-log/entry.ts';
import { noteAccess } from '../parties/access-log/note.ts';
import type { Call } from '../parties/principal.ts';
import type { KeyRing } from '../store/keys.ts';
import { NotBelieved, type OnNotBelieved } from '../store/row-mac.ts';
import {
  askInOrder,
  lookedAt,
  pageOf,
  usualPage,
  type Walked,
  walkSql,
  wayOf,
} from '../store/walk.ts';
import { entryEvent } from './entries.ts';
import { referenceOf } from './model/events.ts';

/** A request that waits for its JW301, or for a JW319 that refuses it. */
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
  /** When its message came; null where it was imported. */
  readonly receivedAt: Date | null;
  /** Since when it is open: its message was approved, or it was imported. */
  readonly since: Date;
  /** The JW319 that says that it is under investigation; null when there was no answer. */
  readonly lastAnswer: {
    /** Null where it was imported, or where earlier versions did not note it. */
    readonly messageId: string | null;
    readonly verzoekAntwoord: string;
  } | null;
}

/** A place in the order of the list. */
export interface RequestPlace {
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
  /** Where the page before ended. */
  readonly after?: RequestPlace;
}

interface Row extends Omit<OpenRequest, 'referentie' | 'lastAnswer'> {
  readonly reference: string;
  readonly sealed: Buffer;
  readonly version: number;
  readonly wrapped: Buffer;
  readonly answers: readonly string[];
  readonly answeredBy: readonly string[];
}

const order = 'requested_at, reference_hash, municipality, client_id';
/** As the indexes have it, for Postgres to know them again. */
const open = `type is not null and requested_at is not null and not honoured
  and not ('1' = any(answers))`;
/**
 * SQL: the rows of a gemeente that took over from the one that a request was made to, and answered it: of
 * the same child and reference, without a type, for it was not asked there.
 */
export function answeredElsewhere(request: string): string {
  return `select * from request
    where provider = ${request}.provider and reference_hash = ${request}.reference_hash
      and client_id = ${request}.client_id and type is null`;
}
const decidedElsewhere = `exists (select from (${answeredElsewhere(lookedAt)}) later
  where later.honoured or '1' = any(later.answers))`;

/**
 * A page of the requests that are open, of a gemeente those made to it, of an aanbieder those made by it;
 * those that wait longest come first. A request counts when its message was approved; one with several
 * references is as many requests. A page costs the same whatever the number of requests
 * (`store/walk.ts`); so it may be short, or empty, with more to come. One that cannot be opened, or read, is
 * left out, and holds up no other.
 *
 * What is told of children is in the access log before this returns, a row for the page; what cannot be
 * written there is not told.
 *
 * @param call of a party: a gemeente or an aanbieder, whose own it is told, and those of parties that it succeeded
 * @returns the items, and where the next page begins; undefined when this is all
 */
export async function listOpenRequests(
  pool: Pool,
  keys: Pick<KeyRing, 'openClientKey'>,
  call: Call,
  query: RequestQuery,
  onNotBelieved: OnNotBelieved,
): Promise<{ items: OpenRequest[]; next: RequestPlace | undefined }> {
  const { type, counterparty, limit, after } = query;
  const { actsFor } = call.principal;
  const values: unknown[] = [];
  const value = (one: unknown) => `$${values.push(one)}`;
  // A gemeente has a code of 4 digits.
  const [own, other] =
    actsFor[0]?.length === 4 ? ['municipality', 'provider'] : ['provider', 'municipality'];
  const since = after
    ? [
        `(${order}) > (${value(after.since)}::timestamptz, decode(${value(after.reference)}, 'hex'),
          ${value(after.municipality)}, ${value(after.client)}::uuid)`,
      ]
    : [];
  const walk = walkSql({
    ways: actsFor.map((code) =>
      wayOf('*', 'request', [`${own} = ${value(code)}`, open, ...since], { order, limit }),
    ),
    order,
    conditions: [
      ...(type ? [`type = ${value(type)}`] : []),
      ...(counterparty ? [`${other} = ${value(counterparty)}`] : []),
      `not ${decidedElsewhere}`,
    ],
    limit,
    // Of each that is shown a key and a message are looked up besides.
    look: 2 * Math.max(limit, usualPage),
  });
  const rows = await askInOrder<Walked & Row>(pool, {
    text: `select r.type, r.message_id as "messageId", r.municipality, r.provider,
        r.client_id as client, r.requested_at as since, encode(r.reference_hash, 'hex') as reference,
        r.sealed, r.sealed_version as version, data_key.wrapped, message.received_at as "receivedAt",
        coalesce(later.answers, r.answers) as answers,
        coalesce(later.answered_by, r.answered_by, '{}') as "answeredBy",
        r.fits, r.ends, r.municipality || encode(r.reference_hash, 'hex') || r.client_id as id
      from (${walk}) r
      left join data_key on data_key.id = r.client_id
      left join message on message.id = r.message_id
      left join lateral (
        select answers, answered_by from (${answeredElsewhere('r')}) one
        where cardinality(answers) > 0 limit 1
      ) later on true
      order by r.requested_at, r.reference_hash, r.municipality, r.client_id`,
    values,
  });
  const { items: found, last } = pageOf(rows, limit);
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
  await noteAccess(pool, entryOf(call, 'list-requests', wish));
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

function presented(keys: Pick<KeyRing, 'openClientKey'>, row: Row): OpenRequest {
  const { type, messageId, municipality, provider, client, receivedAt, since } = row;
  const { sealed, version } = row;
  const event = entryEvent(keys.openClientKey(client, row.wrapped), {
    ...{ version, municipality, provider, sealed },
    // What has no message was imported.
    kind: messageId === null ? 'imported' : 'requested',
    chainNumber: null,
  });
  const verzoekAntwoord = row.answers.at(-1);
  return {
    ...{ type, messageId, municipality, provider, client, receivedAt, since },
    referentie: referenceOf(event) ?? '',
    lastAnswer:
      verzoekAntwoord === undefined
        ? null
        : { messageId: row.answeredBy.at(-1) ?? null, verzoekAntwoord },
  };
}
