import { CompiledQuery } from 'kysely';
import type { Database } from '../store/database.ts';
import { pageOf, type Walked, walkSql, wayOf } from '../store/walk.ts';
import type { PartyKind } from './codes.ts';
import type { Party } from './parties.ts';

/** Which parties, and how many. */
export interface PartyQuery {
  readonly kind?: PartyKind;
  /** Digits with which the code begins. */
  readonly codePrefix?: string;
  /** A part of the name, in capitals or not. */
  readonly name?: string;
  /** Only who sends and receives messages: no software houses. */
  readonly exchanging?: boolean;
  readonly limit: number;
  /** Code of the party with which the page before ended. */
  readonly after?: string;
}

const columns = `id, code, kind, name, until, successor, retour_by as "retourBy", level3, region`;
const order = 'code';

/**
 * Parties by code, those that have ended included.
 *
 * @returns the items, and the code after which the next page begins; undefined when this is all
 */
export async function listParties(
  db: Database,
  query: PartyQuery,
): Promise<{ items: Party[]; next: string | undefined }> {
  const { kind, codePrefix, name, exchanging, limit, after } = query;
  const values: string[] = [];
  const place = (value: string) => `$${values.push(value)}::text`;
  const range: string[] = [];
  if (after !== undefined) range.push(`code > ${place(after)}`);
  if (codePrefix !== undefined) {
    range.push(`code >= ${place(codePrefix)}`);
    const end = behind(codePrefix);
    if (end !== undefined) range.push(`code < ${place(end)}`);
  }
  const conditions: string[] = [];
  if (kind !== undefined) conditions.push(`kind = ${place(kind)}`);
  if (exchanging) conditions.push(`kind <> 'software-house'`);
  if (name !== undefined) conditions.push(`strpos(lower(name), lower(${place(name)})) > 0`);
  const ways = [wayOf('code as id, *', 'party', range, { order, limit })];
  const walk = walkSql({ ways, order, conditions, limit });
  const { rows } = await db.executeQuery<Walked & Party>(
    CompiledQuery.raw(`select ${columns}, fits, ends from (${walk}) party`, values),
  );
  const { items, last } = pageOf(rows, limit);
  return { items: items.map(({ id: _, fits: __, ends: ___, ...item }) => item), next: last?.code };
}

/** The first digits that come behind all that begin with these; undefined when there are none. */
function behind(digits: string): string | undefined {
  const kept = digits.replace(/9+$/, '');
  if (kept === '') return undefined;
  return kept.slice(0, -1) + String(Number(kept.at(-1)) + 1);
}
