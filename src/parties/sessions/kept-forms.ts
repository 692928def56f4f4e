import { randomUUIDv7 } from 'node:crypto';
import type { Pool } from 'pg';
import type { PeopleKeys } from '../../store/keys/people-keys.ts';
import { unnamed } from '../../store/statement.ts';

/** What somebody had typed in a form that was not carried out. */
export interface TypedForm {
  /** Where it was sent: a path of the gateway, without a query. */
  readonly path: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** The choice as which the person worked. */
  readonly as: string;
}

/** How it is sealed: the hash of the person, and when that was, in milliseconds. */
interface Sealed extends TypedForm {
  readonly person: string;
  readonly at: number;
}

/** How long a page with a form may wait for somebody who signs in again, in milliseconds. */
const pageMs = 12 * 3_600_000;
/** How long it is kept in the database: while a person is at the issuer. */
const rowMs = 600_000;
/** Forms of one person that are kept at the same time. */
const most = 20;

const insertForm = unnamed<{ id: string; person: Buffer; sealed: Buffer; most: number }>(`
  with older as (
    delete from kept_form where id in (
      select id from kept_form where person = $person order by kept_at desc offset $most::integer - 1)
  )
  insert into kept_form (id, person, sealed) values ($id::uuid, $person, $sealed)`);

const findForm = unnamed<{ id: string; person: Buffer }>(`
  select sealed from kept_form where id = $id::uuid and person = $person`);

const deleteForm = unnamed<{ id: string; person: Buffer }>(`
  delete from kept_form where id = $id::uuid and person = $person`);

const deleteOver = unnamed<{ most: number }>(`
  delete from kept_form where id in (
    select id from kept_form where kept_at < now() - interval '10 minutes' limit $most::integer)`);

/**
 * Keeps what was typed until its person has signed in again: sealed in the page itself, and from then on, also while the
 * person is at the issuer, in a row of its own for ten minutes. It opens for that person only.
 */
export class KeptForms {
  readonly #pool: Pool;
  readonly #keys: PeopleKeys;

  constructor(pool: Pool, keys: PeopleKeys) {
    this.#pool = pool;
    this.#keys = keys;
  }

  /** Seals a form for a hidden field. @param person keyed hash */
  seal(person: Buffer, form: TypedForm): string {
    return this.#keys.seal('kept-form', textOf(person, form));
  }

  /** @returns whose a sealed form is, and what; undefined when it was not sealed here, or too long ago */
  open(sealed: string): { person: Buffer; form: TypedForm } | undefined {
    return formOf(this.#keys.unseal('kept-form', sealed), pageMs);
  }

  /** Keeps a form in the database for ten minutes. @returns its id */
  async keep({ person, form }: { person: Buffer; form: TypedForm }): Promise<string> {
    const id = randomUUIDv7();
    const sealed = Buffer.from(this.#keys.seal('kept-form', textOf(person, form), id), 'base64url');
    await this.#pool.query(insertForm({ id, person, sealed, most }));
    return id;
  }

  /** @returns undefined when there is none, it is of another person, or it is over */
  async find(id: string, person: Buffer): Promise<TypedForm | undefined> {
    const { rows } = await this.#pool.query<{ sealed: Buffer }>(findForm({ id, person }));
    if (!rows[0]) return undefined;
    const text = this.#keys.unseal('kept-form', rows[0].sealed.toString('base64url'), id);
    const found = formOf(text, rowMs);
    return found?.person.equals(person) ? found.form : undefined;
  }

  /** Deletes a form of a person. One that is not there is no error. */
  async forget(id: string, person: Buffer): Promise<void> {
    await this.#pool.query(deleteForm({ id, person }));
  }
}

/** Deletes forms that are over. @returns how many */
export async function deleteOldForms(pool: Pool, batch: number): Promise<number> {
  return (await pool.query(deleteOver({ most: batch }))).rowCount ?? 0;
}

function textOf(person: Buffer, form: TypedForm): string {
  const { path, fields, as } = form;
  const sealed: Sealed = { path, fields, as, person: person.toString('base64url'), at: Date.now() };
  return JSON.stringify(sealed);
}

function formOf(text: string | undefined, longestMs: number) {
  if (text === undefined) return undefined;
  const { person, at, ...form } = JSON.parse(text) as Sealed;
  if (Date.now() - at > longestMs) return undefined;
  return { person: Buffer.from(person, 'base64url'), form };
}
