import { timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { Problem } from '../problem.ts';
import { type Database, errorCode } from '../store/database.ts';
import { hashOf, prefixOf } from './api-keys.ts';
import type { Principal } from './principal.ts';
import type { VerifyToken } from './tokens.ts';

/** How long what was looked up is believed, in milliseconds. */
const believedFor = 1000;
/** More credentials than call within a second; strangers cannot fill memory with theirs. */
const rememberedAtMost = 10_000;

/**
 * Finds out who calls, by an API key or by a token of the OAuth issuer. What was found is believed for
 * a second: so a busy caller costs one query a second, and a key that is revoked in any process works
 * nowhere a second later.
 */
export class Authenticator {
  readonly #db: Database;
  readonly #verifyToken: VerifyToken | undefined;
  readonly #onError: (code: string) => void;
  readonly #remembered = new Map<string, { at: number; principal: Promise<Principal> }>();
  readonly #writes = new Set<Promise<void>>();

  /**
   * @param options.verifyToken absent: tokens are refused
   * @param options.onError called with the code when it could not be kept that a key was used
   */
  constructor(
    db: Database,
    options: { readonly verifyToken?: VerifyToken; readonly onError: (code: string) => void },
  ) {
    this.#db = db;
    this.#verifyToken = options.verifyToken;
    this.#onError = options.onError;
  }

  /**
   * @param authorization the Authorization header
   * @throws {Problem} `unauthorized`; `unavailable` when the keys of the issuer cannot be had
   */
  async authenticate(authorization: string | undefined): Promise<Principal> {
    const credential = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (!credential) throw new Problem('unauthorized');
    return this.#remember(credential);
  }

  /** Waits until all is kept. Nobody authenticates any more. */
  async close(): Promise<void> {
    await Promise.all(this.#writes);
  }

  #remember(credential: string): Promise<Principal> {
    // Unlike the clock this never goes back.
    const now = performance.now();
    const hash = hashOf(credential).toString('base64');
    const known = this.#remembered.get(hash);
    if (known && now - known.at < believedFor) return known.principal;
    if (this.#remembered.size >= rememberedAtMost) this.#remembered.clear();
    const principal = this.#identify(credential);
    this.#remembered.set(hash, { at: now, principal });
    // Who is refused is remembered too; what could not be found out is not.
    principal.catch((error) => {
      if (!(error instanceof Problem && error.code === 'unauthorized'))
        this.#remembered.delete(hash);
    });
    return principal;
  }

  #identify(credential: string): Promise<Principal> {
    const prefix = prefixOf(credential);
    return prefix ? this.#byKey(credential, prefix) : this.#byToken(credential);
  }

  async #byKey(key: string, prefix: string): Promise<Principal> {
    const row = await this.#db
      .selectFrom('api_key')
      .select(['id', 'role', 'party_code', 'key_hash', 'revoked_at'])
      .select([
        sql<boolean>`coalesce(expires_at <= now(), false)`.as('expired'),
        sql<boolean>`coalesce(last_used_at < now() - interval '1 minute', true)`.as('usedAnew'),
      ])
      .where('prefix', '=', prefix)
      .executeTakeFirst();
    if (!row || !timingSafeEqual(row.key_hash, hashOf(key))) throw new Problem('unauthorized');
    if (row.revoked_at) throw new Problem('unauthorized', {}, `key ${prefix} was revoked`);
    if (row.expired) throw new Problem('unauthorized', {}, `key ${prefix} has expired`);
    if (row.usedAnew) this.#keepUse(row.id);
    const { role, party_code: party } = row;
    const known = { role, credential: { name: prefix, keyId: row.id } };
    if (!party) return { ...known, actsFor: [] };
    return { ...known, party, actsFor: await this.#actsFor(party) };
  }

  async #byToken(token: string): Promise<Principal> {
    if (!this.#verifyToken) throw new Problem('unauthorized');
    const { subject, party } = await this.#verifyToken(token);
    const actsFor = await this.#actsFor(party);
    if (actsFor.length === 0)
      throw new Problem('unauthorized', {}, `a token names ${party}, which is no party here`);
    const credential = { name: `token:${subject}`, keyId: null };
    return { role: 'party', credential, party, actsFor };
  }

  /** None when there is no such party. */
  async #actsFor(partyCode: string): Promise<string[]> {
    const { rows } = await sql<{ code: string }>`
      with recursive heritage as (
        select code from party where code = ${partyCode}
        union
        select party.code from party
          join heritage on party.successor = heritage.code
          where party.until < (now() at time zone 'Europe/Amsterdam')::date
      )
      select code from heritage order by code <> ${partyCode}`.execute(this.#db);
    return rows.map((row) => row.code);
  }

  /** At most once a minute for each key, over all processes. Nobody waits for it. */
  #keepUse(id: string): void {
    const write = sql`
      update api_key set last_used_at = now()
      where id = ${id} and coalesce(last_used_at < now() - interval '1 minute', true)`
      .execute(this.#db)
      .then(
        () => undefined,
        (error) => this.#onError(errorCode(error)),
      )
      .finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }
}
