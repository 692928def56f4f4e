import { CompiledQuery } from 'kysely';
import type { Pool } from 'pg';
import { asked } from '../../store/conditions.ts';
import type { Database } from '../../store/database.ts';
import { unnamed } from '../../store/statement.ts';
import { pageOf, type Walked, walkSql, wayOf } from '../../store/walk.ts';
import { exchangingKinds, type PartyKind } from './codes.ts';
import type { Party } from './parties.ts';

/** Filters and the size of a page of parties. */
export interface PartyQuery {
  readonly kind?: PartyKind;
  /** Digits with which the code begins. */
  readonly codePrefix?: string;
  /** A part of the name, in capitals or not. */
  readonly name?: string;
  /** Only parties that send and receive messages: no software houses and regional offices. */
  readonly exchanging?: boolean;
  readonly limit: number;
  /** Code of the party with which the previous page ended. */
  readonly after?: string;
}

const columns = `id, code, kind, name, until, successor, retour_by as "retourBy", level3, region,
  coalesce(declarations, 'party') as declarations`;
const order = 'code';

/**
 * Parties by code, including those that have ended.
 *
 * @returns the items, and the code after which the next page begins; undefined when this is all
 */
export async function listParties(
  db: Database,
  query: PartyQuery,
): Promise<{ items: Party[]; next: string | undefined }> {
  const { kind, codePrefix, name, exchanging, limit, after } = query;
  const { values, given } = asked();
  const range = [
    ...given(after, (code) => `code > ${code}::text`),
    ...given(codePrefix, (code) => `code >= ${code}::text`),
    ...given(codePrefix && behind(codePrefix), (code) => `code < ${code}::text`),
  ];
  const conditions = [
    ...given(kind, (one) => `kind = ${one}::text`),
    ...(exchanging ? [`kind in (${exchangingKinds.map((one) => `'${one}'`).join(', ')})`] : []),
    ...given(name, (part) => `strpos(lower(name), lower(${part}::text)) > 0`),
  ];
  const ways = [wayOf('code as id, *', 'party', range, { order, limit })];
  const walk = walkSql({ ways, order, conditions, limit });
  const { rows } = await db.executeQuery<Walked & Party>(
    CompiledQuery.raw(`select ${columns}, fits, ends from (${walk}) party`, values),
  );
  const { items, last } = pageOf(rows, limit);
  return { items: items.map(({ id: _, fits: __, ends: ___, ...item }) => item), next: last?.code };
}

const names = unnamed<{ codes: readonly string[] }>(
  'select code, name from party where code = any($codes::text[])',
);

/** The names of parties, by code: for display only, as their MACs are not looked at. */
export async function partyNames(
  pool: Pool,
  codes: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(codes)];
  if (asked.length === 0) return new Map();
  const { rows } = await pool.query<{ code: string; name: string }>(names({ codes: asked }));
  return new Map(rows.map(({ code, name }) => [code, name]));
}

/** The first digits that sort after all codes that begin with these; undefined when there are none. */
function behind(digits: string): string | undefined {
  const kept = digits.replace(/9+$/, '');
  if (kept === '') return undefined;
  return kept.slice(0, -1) + String(Number(kept.at(-1)) + 1);
}
