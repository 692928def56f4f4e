import type { Pool } from 'pg';
import { messageTable } from '../messages/views/message-table.ts';
import { type BerichtType, berichten } from '../standard/catalogue.ts';
import { asked } from '../store/conditions.ts';
import { candidatesOf, type OperationRequest } from './candidates.ts';
import {
  type OperatorMessage,
  type OperatorRow,
  ofRow,
  operatorColumns,
  operatorJoins,
} from './operator-message.ts';
import { selectionSql } from './selection.ts';

/** A group of what a replay would be about, and how many. */
export interface Counted<Name> {
  readonly name: Name;
  readonly count: number;
}

/** What a replay by a filter would be about. */
export interface Preview {
  readonly count: number;
  /** Which messages these are: it changes when one comes or goes. */
  readonly selection: string;
  /** When the oldest was received; null when there are none. */
  readonly oldest: Date | null;
  /** Those with the most messages first. */
  readonly types: readonly Counted<BerichtType>[];
  /** As sender or recipient. */
  readonly parties: readonly Counted<string>[];
  readonly codes: readonly Counted<string>[];
  /** The first, in the order of their turns. */
  readonly first: readonly OperatorMessage[];
}

/**
 * Looks what a replay would be about, in numbers. Keeps nothing. It reads all that fit, as the replay itself does.
 *
 * @param most messages that are shown
 */
export async function previewReplay(
  pool: Pool,
  request: Extract<OperationRequest, { kind: 'replay' }>,
  most: number,
): Promise<Preview> {
  const { text, values } = candidatesOf(request);
  const { rows } = await pool.query<{ what: string; name: string; count: string }>(
    `with candidate as materialized (${text}), chosen as materialized (
      select m.type, m.sender, m.recipient, m.error_code, m.received_at
      from candidate cross join lateral (
        select * from ${messageTable} one where one.id = candidate.id offset 0
      ) m
    )
    select 'count' as what, '' as name, count(*)::text as count from candidate
    union all select 'selection', '', (${selectionSql('candidate')})
    union all select 'oldest', '', (extract(epoch from min(received_at)) * 1000)::bigint::text from chosen
    union all select 'type', type, count(*)::text from chosen where type is not null group by type
    union all select 'code', error_code, count(*)::text from chosen
      where error_code is not null group by error_code
    union all select 'party', code, count(*)::text from chosen
      cross join lateral (select sender as code union select recipient) party
      where code is not null group by code`,
    values,
  );
  const one = (what: string) => rows.find((row) => row.what === what)?.count ?? null;
  const groups = (what: string) =>
    rows
      .filter((row) => row.what === what)
      .map(({ name, count }) => ({ name, count: Number(count) }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  const oldest = one('oldest');
  return {
    count: Number(one('count') ?? 0),
    selection: one('selection') ?? '',
    oldest: oldest === null ? null : new Date(Number(oldest)),
    types: groups('type').flatMap(({ name, count }) => {
      const bericht = berichten.find(({ type }) => type === name);
      return bericht ? [{ name: bericht.type, count }] : [];
    }),
    parties: groups('party'),
    codes: groups('code'),
    first: await firstOf(pool, request, most),
  };
}

async function firstOf(
  pool: Pool,
  request: Extract<OperationRequest, { kind: 'replay' }>,
  most: number,
): Promise<OperatorMessage[]> {
  const candidates = candidatesOf(request);
  const { values, value } = asked(...candidates.values);
  const { rows } = await pool.query<OperatorRow<OperatorMessage>>(
    `select ${operatorColumns} from (
      select id, rank from (${candidates.text}) candidate
      order by rank nulls last, id limit ${value(most)}::integer
    ) first cross join lateral (
      select * from ${messageTable} one where one.id = first.id offset 0
    ) m ${operatorJoins} order by first.rank nulls last, first.id`,
    values,
  );
  return rows.map(ofRow);
}
