import { randomUUIDv7 } from 'node:crypto';
import type { Pool } from 'pg';
import type { PeopleKeys } from '../../store/keys/people-keys.ts';
import { unnamed } from '../../store/statement.ts';

/** What somebody searches: texts, by name. */
export type KeptSearch = Readonly<Record<string, string>>;

/** Hours for which the address of a search is good. */
export const searchHours = 4;
/** Searches of one session that are kept at the same time. */
const most = 50;

const insertSearch = unnamed<{ id: string; sessionId: string; sealed: Buffer; most: number }>(`
  with older as (
    delete from kept_search where id in (
      select id from kept_search where session_id = $sessionId::uuid
      order by kept_at desc offset $most::integer - 1)
  )
  insert into kept_search (id, session_id, sealed) values ($id::uuid, $sessionId::uuid, $sealed)`);

const findSearch = unnamed<{ id: string; sessionId: string }>(`
  select sealed from kept_search where id = $id::uuid and session_id = $sessionId::uuid
    and kept_at > now() - interval '${searchHours} hours'`);

const deleteOver = unnamed<{ most: number }>(`
  delete from kept_search where id in (
    select id from kept_search where kept_at < now() - interval '${searchHours} hours'
    limit $most::integer)`);

/**
 * What somebody searches, which may be personal: it stands in no address. The address has its id, which is good for the
 * session that searched, and for some hours. It is encrypted for that session.
 */
export class KeptSearches {
  readonly #pool: Pool;
  readonly #keys: PeopleKeys;

  constructor(pool: Pool, keys: PeopleKeys) {
    this.#pool = pool;
    this.#keys = keys;
  }

  /** Keeps a search. Two calls keep two. @returns its id */
  async keep(sessionId: string, search: KeptSearch): Promise<string> {
    const id = randomUUIDv7();
    const text = JSON.stringify({ at: Date.now(), search });
    const sealed = Buffer.from(this.#keys.seal('kept-search', text, id, sessionId), 'base64url');
    await this.#pool.query(insertSearch({ id, sessionId, sealed, most }));
    return id;
  }

  /** @returns what was kept; undefined when there is none, it is of another session, or it is over */
  async find(id: string, sessionId: string): Promise<KeptSearch | undefined> {
    const { rows } = await this.#pool.query<{ sealed: Buffer }>(findSearch({ id, sessionId }));
    if (!rows[0]) return undefined;
    const sealed = rows[0].sealed.toString('base64url');
    const text = this.#keys.unseal('kept-search', sealed, id, sessionId);
    if (text === undefined) return undefined;
    const { at, search }: { readonly at: number; readonly search: KeptSearch } = JSON.parse(text);
    return Date.now() - at > searchHours * 3_600_000 ? undefined : search;
  }
}

/** Deletes searches that are over. @returns how many */
export async function deleteOldSearches(pool: Pool, batch: number): Promise<number> {
  return (await pool.query(deleteOver({ most: batch }))).rowCount ?? 0;
}
