import type { Pool } from 'pg';
import { asked } from '../../store/conditions.ts';
import { askInOrder, pageOf, type Walked, walkSql, wayOf } from '../../store/walk.ts';
import type { DraftType } from './forms.ts';
import { type DraftFacts, type DraftState, draftColumns } from './keep.ts';

export interface DraftQuery {
  readonly state?: DraftState;
  readonly type?: DraftType;
  /** Answers to this request. */
  readonly request?: string;
  readonly limit: number;
  /** The id with which the previous page ended. */
  readonly after?: string;
}

/** The columns that a list reads: nothing that is encrypted. */
const columns = `id, party, recipient, type, version, request_id, group_id, ordinal, after_previous, client_id, other_clients, state,
  created_at, changed_at, changed_by, expires_at, sent_message`;
/** The order of the index of one party, which no other index has. */
const order = 'id desc nulls last';

/**
 * A page of the drafts of a party, the newest first, without their content. It costs the same for any number of drafts
 * (`store/walk.ts`); so it may be short, or empty, with more to come.
 *
 * @returns the drafts, and the id after which the next page begins; undefined when this is all
 */
export async function listDrafts(
  pool: Pool,
  party: string,
  { state, type, request, limit, after }: DraftQuery,
): Promise<{ items: DraftFacts[]; next: string | undefined }> {
  const statement = asked();
  const { value, given } = statement;
  const own = [`party = ${value(party)}`, ...given(after, (id) => `id < ${id}::uuid`)];
  const walk = walkSql({
    ways: [wayOf(columns, 'draft', own, { order, limit })],
    order,
    limit,
    conditions: [
      // The job deletes it soon.
      'expires_at > now()',
      ...given(state, (name) => `state = ${name}`),
      ...given(type, (name) => `type = ${name}`),
      ...given(request, (id) => `request_id = ${id}::uuid`),
    ],
  });
  const rows = await askInOrder<Walked & DraftFacts>(pool, {
    text: `select ${draftColumns}, fits, ends from (${walk}) d order by d.id desc`,
    values: statement.values,
  });
  const { items, last } = pageOf(rows, limit);
  return { items, next: last?.id };
}
