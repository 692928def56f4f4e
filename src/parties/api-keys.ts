import { createHash, randomBytes, randomUUIDv7, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { Problem } from '../problem.ts';
import type { Database } from '../store/database.ts';
import { findParty } from './parties.ts';

export type Role = 'party' | 'administrator';

/** Who is calling. */
export interface Principal {
  readonly role: Role;
  /** The key that was shown, for the record of who did what. */
  readonly key: { readonly id: string; readonly prefix: string };
  /** The party's own code; absent for an administrator. */
  readonly party?: string;
  /** Its own code first, then those of ended parties whose successor it is. */
  readonly actsFor: readonly string[];
}

/** A key as it is shown: once, when it is made. */
export interface NewApiKey {
  readonly id: string;
  /** Tells keys apart; not secret. */
  readonly prefix: string;
  readonly key: string;
}

const keyForm = /^(ijw_[0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** A random key: `ijw_`, 12 hexadecimal digits, `_`, 256 random bits. */
export function newApiKeyText(): string {
  return `ijw_${randomBytes(6).toString('hex')}_${randomBytes(32).toString('base64url')}`;
}

// The secret has 256 random bits, so nothing is gained by a slow hash.
function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/**
 * Makes a key for a party.
 *
 * @throws {Problem} `not-found` when there is no such party
 */
export async function createPartyKey(db: Database, partyCode: string): Promise<NewApiKey> {
  if (!(await findParty(db, partyCode))) throw new Problem('not-found');
  return insertKey(db, newApiKeyText(), 'party', partyCode);
}

/** Makes a key for an administrator. */
export function createAdministratorKey(db: Database): Promise<NewApiKey> {
  return insertKey(db, newApiKeyText(), 'administrator', null);
}

/** Makes this key valid for an administrator; repeating it changes nothing. */
export async function ensureAdministratorKey(db: Database, key: string): Promise<void> {
  await insertKey(db, key, 'administrator', null);
}

async function insertKey(
  db: Database,
  key: string,
  role: Role,
  partyCode: string | null,
): Promise<NewApiKey> {
  const prefix = keyForm.exec(key)?.[1];
  if (!prefix) throw new Error('This is not a key of the gateway.');
  const id = randomUUIDv7();
  await db
    .insertInto('api_key')
    .values({ id, role, party_code: partyCode, prefix, key_hash: hashOf(key) })
    .onConflict((conflict) => conflict.column('prefix').doNothing())
    .execute();
  return { id, prefix, key };
}

/** How long a key that was looked up is believed, in milliseconds. */
const believedFor = 1000;

/** Finds out who calls. Keys are remembered for a second, so a busy caller costs one query a second. */
export class Authenticator {
  readonly #db: Database;
  readonly #remembered = new Map<
    string,
    { at: number; principal: Promise<Principal | undefined> }
  >();

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * @param authorization the Authorization header
   * @throws {Problem} `unauthorized`
   */
  async authenticate(authorization: string | undefined): Promise<Principal> {
    const key = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    const principal = key && keyForm.test(key) ? await this.#remember(key) : undefined;
    if (!principal) throw new Problem('unauthorized');
    return principal;
  }

  #remember(key: string): Promise<Principal | undefined> {
    const now = Date.now();
    const hash = hashOf(key).toString('base64');
    const known = this.#remembered.get(hash);
    if (known && now - known.at < believedFor) return known.principal;
    // Unknown keys are remembered too; the map is emptied before strangers can fill memory.
    if (this.#remembered.size >= 10_000) this.#remembered.clear();
    const principal = this.#lookUp(key);
    this.#remembered.set(hash, { at: now, principal });
    principal.catch(() => this.#remembered.delete(hash));
    return principal;
  }

  async #lookUp(key: string): Promise<Principal | undefined> {
    const row = await this.#db
      .selectFrom('api_key')
      .select(['id', 'prefix', 'role', 'party_code', 'key_hash'])
      .where('prefix', '=', keyForm.exec(key)?.[1] ?? '')
      .executeTakeFirst();
    if (!row || !timingSafeEqual(row.key_hash, hashOf(key))) return undefined;
    const { role, party_code: party } = row;
    const known = { role, key: { id: row.id, prefix: row.prefix } };
    if (!party) return { ...known, actsFor: [] };
    return { ...known, party, actsFor: await this.#actsFor(party) };
  }

  async #actsFor(partyCode: string): Promise<string[]> {
    const { rows } = await sql<{ code: string }>`
      with recursive heritage as (
        select code from party where code = ${partyCode}
        union
        select party.code from party
          join heritage on party.successor = heritage.code
          where party.until < (now() at time zone 'Europe/Amsterdam')::date
      )
      select code from heritage`.execute(this.#db);
    return [partyCode, ...rows.map((row) => row.code).filter((code) => code !== partyCode)];
  }
}
