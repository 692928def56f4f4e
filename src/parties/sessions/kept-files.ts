import { randomUUIDv7 } from 'node:crypto';
import type { Pool } from 'pg';
import type { PeopleKeys } from '../../store/keys/people-keys.ts';
import { unnamed } from '../../store/statement.ts';

/** A file that somebody chose. */
export interface KeptFile {
  /** As the browser gave it: anything may be in it. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Minutes for which the address of a file is good. */
export const fileMinutes = 60;
/** Files of one session that are kept at the same time. */
const most = 3;

const insertFile = unnamed<{ id: string; sessionId: string; sealed: Buffer; most: number }>(`
  with older as (
    delete from kept_file where id in (
      select id from kept_file where session_id = $sessionId::uuid
      order by kept_at desc offset $most::integer - 1)
  )
  insert into kept_file (id, session_id, sealed) values ($id::uuid, $sessionId::uuid, $sealed)`);

const findFile = unnamed<{ id: string; sessionId: string }>(`
  select sealed from kept_file where id = $id::uuid and session_id = $sessionId::uuid
    and kept_at > now() - interval '${fileMinutes} minutes'`);

const deleteFile = unnamed<{ id: string; sessionId: string }>(`
  delete from kept_file where id = $id::uuid and session_id = $sessionId::uuid`);

const deleteOver = unnamed<{ most: number }>(`
  delete from kept_file where id in (
    select id from kept_file where kept_at < now() - interval '${fileMinutes} minutes'
    limit $most::integer)`);

/**
 * A file between the page that says what would happen and the button that does it. It is encrypted for the session of who
 * chose it, and good for an hour.
 */
export class KeptFiles {
  readonly #pool: Pool;
  readonly #keys: PeopleKeys;

  constructor(pool: Pool, keys: PeopleKeys) {
    this.#pool = pool;
    this.#keys = keys;
  }

  /** Keeps a file; of more than three of a session the oldest go. Two calls keep two. @returns its id */
  async keep(sessionId: string, { name, bytes }: KeptFile): Promise<string> {
    const id = randomUUIDv7();
    const text = JSON.stringify({ at: Date.now(), name, content: bytes.toString('base64') });
    const sealed = Buffer.from(this.#keys.seal('kept-file', text, id, sessionId), 'base64url');
    await this.#pool.query(insertFile({ id, sessionId, sealed, most }));
    return id;
  }

  /** @returns undefined when there is none, it is of another session, or it is over */
  async find(id: string, sessionId: string): Promise<KeptFile | undefined> {
    const { rows } = await this.#pool.query<{ sealed: Buffer }>(findFile({ id, sessionId }));
    if (!rows[0]) return undefined;
    const sealed = rows[0].sealed.toString('base64url');
    const text = this.#keys.unseal('kept-file', sealed, id, sessionId);
    if (text === undefined) return undefined;
    const kept: { readonly at: number; readonly name: string; readonly content: string } =
      JSON.parse(text);
    if (Date.now() - kept.at > fileMinutes * 60_000) return undefined;
    return { name: kept.name, bytes: Buffer.from(kept.content, 'base64') };
  }

  /** Deletes a file of a session. One that is not there is no error. */
  async forget(id: string, sessionId: string): Promise<void> {
    await this.#pool.query(deleteFile({ id, sessionId }));
  }
}

/** Deletes files that are over. @returns how many */
export async function deleteOldFiles(pool: Pool, batch: number): Promise<number> {
  return (await pool.query(deleteOver({ most: batch }))).rowCount ?? 0;
}
