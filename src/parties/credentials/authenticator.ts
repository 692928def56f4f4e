import { hash, timingSafeEqual } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import { Problem } from '../../problem.ts';
import { type Database, errorCode } from '../../store/database.ts';
import {
  NotBelieved,
  type Proof,
  proofOf,
  type RowMacs,
  type SignedTable,
} from '../../store/keys/row-mac.ts';
import type { ApiKeyTable } from '../../store/tables.ts';
import type { PartyKind } from '../directory/codes.ts';
import { signedParty } from '../directory/signed.ts';
import { type Principal, roleOf } from '../principal.ts';
import { hashOf, prefixOf } from './api-keys.ts';
import { type Certificate, certificateInHeader, faultNow } from './certificates.ts';
import { signedKey, signedKeyUse } from './signed.ts';
import type { VerifyToken } from './tokens.ts';

/** How long a lookup is cached, in milliseconds. */
const believedFor = 1000;
/** Cached credentials at most: more than call within a second. */
const cachedAtMost = 10_000;

/** The credentials that a caller shows. */
export interface Shown {
  /** The Authorization header. */
  readonly authorization: string | undefined;
  /** The client's certificate, as a proxy that is believed hands it over. */
  readonly certificate: string | undefined;
}

/** A key or certificate as it is stored. */
type Row = Pick<
  Selectable<ApiKeyTable>,
  'id' | 'role' | 'party_code' | 'prefix' | 'key_hash' | 'name' | 'revoked_at' | 'expires_at'
> & { readonly expired: boolean; readonly usedAnew: boolean; readonly now: string };

/** The lookup of a caller, and when it began. */
interface CachedPrincipal {
  readonly at: number;
  readonly principal: Promise<Principal>;
}

/**
 * Finds out who calls, by an API key, a token of the OAuth issuer or a certificate. A lookup is cached for a second: so a
 * busy caller costs one query a second, and a credential that is revoked in any process is refused everywhere a second
 * later.
 */
export class Authenticator {
  readonly #db: Database;
  readonly #rows: RowMacs;
  readonly #verifyToken: VerifyToken | undefined;
  readonly #onError: (code: string) => void;
  /** Callers that were authenticated, apart from others, so that strangers cannot push them out of the cache. */
  readonly #known = new Map<string, CachedPrincipal>();
  readonly #strangers = new Map<string, CachedPrincipal>();
  readonly #writes = new Set<Promise<void>>();

  /**
   * @param options.verifyToken absent: tokens are refused
   * @param options.onError called with the code when the last use of a credential could not be stored
   */
  constructor(
    db: Database,
    rows: RowMacs,
    options: { readonly verifyToken?: VerifyToken; readonly onError: (code: string) => void },
  ) {
    this.#db = db;
    this.#rows = rows;
    this.#verifyToken = options.verifyToken;
    this.#onError = options.onError;
  }

  /**
   * Authenticates a caller by its key or token, or else by its certificate.
   *
   * @throws {Problem} `unauthorized`; `unavailable` when the keys of the issuer cannot be had
   */
  async authenticate(shown: Shown): Promise<Principal> {
    const { authorization, certificate } = shown;
    const bearer = bearerOf(shown);
    if (authorization ? !bearer : !certificate) throw new Problem('unauthorized');
    return this.#cached(bearer, certificate);
  }

  /** Whether these credentials were authenticated lately, so that a lookup costs at most a query a second. */
  knows(shown: Shown): boolean {
    return this.#known.has(nameOf(bearerOf(shown), shown.certificate));
  }

  /**
   * The caller of an API key, looked up now: for who signed in with it.
   *
   * @param id of the key
   * @returns the caller, and the name of the key
   * @throws {Problem} `unauthorized` when it does not work any more
   */
  async ofKey(id: string): Promise<{ principal: Principal; name: string | null }> {
    const row = await this.#find('id', id);
    if (!row?.key_hash) throw new Problem('unauthorized');
    return { principal: await this.#principalOf(row, `key ${row.prefix}`), name: row.name };
  }

  /** A party, and the ended ones whose successor it is. @throws {Problem} `unauthorized` for a row that is not believed */
  async actsFor(party: string): Promise<string[]> {
    return (await this.#actsFor(party)).actsFor;
  }

  /** Waits until all uses are stored. */
  async close(): Promise<void> {
    await Promise.all(this.#writes);
  }

  #cached(bearer = '', certificate = ''): Promise<Principal> {
    // Unlike the clock this never goes back.
    const now = performance.now();
    const name = nameOf(bearer, certificate);
    const last = this.#known.get(name) ?? this.#strangers.get(name);
    if (last && now - last.at < believedFor) return last.principal;
    const asked: CachedPrincipal = { at: now, principal: this.#identify(bearer, certificate) };
    keep(this.#known.has(name) ? this.#known : this.#strangers, name, asked);
    asked.principal.then(
      () => {
        this.#strangers.delete(name);
        keep(this.#known, name, asked);
      },
      (error) => {
        this.#known.delete(name);
        // A refusal is cached too; a lookup that failed is not.
        if (error instanceof Problem && error.code === 'unauthorized')
          keep(this.#strangers, name, asked);
        else this.#strangers.delete(name);
      },
    );
    return asked.principal;
  }

  async #identify(bearer: string, certificate: string): Promise<Principal> {
    if (!bearer) return this.#byCertificate(certificate);
    const prefix = prefixOf(bearer);
    return prefix ? this.#byKey(bearer, prefix) : this.#byToken(bearer, certificate);
  }

  async #byKey(key: string, prefix: string): Promise<Principal> {
    const row = await this.#find('prefix', prefix);
    if (!row?.key_hash || !timingSafeEqual(row.key_hash, hashOf(key)))
      throw new Problem('unauthorized');
    return this.#principalOf(row, `key ${prefix}`);
  }

  async #byCertificate(shown: string): Promise<Principal> {
    const { fingerprint, prefix } = validNow(shown);
    const row = await this.#find('certificate_hash', fingerprint);
    if (!row) throw refusal(`certificate ${prefix} is of no party here`);
    return this.#principalOf(row, `certificate ${prefix}`);
  }

  async #byToken(token: string, certificate: string): Promise<Principal> {
    if (!this.#verifyToken) throw new Problem('unauthorized');
    const { subject, party, expiresAt: end, certificate: bound } = await this.#verifyToken(token);
    const both = bound === undefined ? [end] : [end, await this.#checkBound(bound, certificate)];
    const expiresAt = new Date(Math.min(...both.map(Number)));
    const { kind, actsFor } = await this.#actsFor(party);
    if (kind === undefined) throw refusal(`a token names ${party}, which is no party here`);
    const credential = { name: `token:${subject}`, keyId: null, expiresAt };
    return { role: roleOf(kind), credential, party, actsFor };
  }

  /**
   * @returns when the certificate ends that a token is bound to
   * @throws {Problem} unless it was shown with the token
   */
  async #checkBound(bound: string, shown: string): Promise<Date> {
    if (!shown) throw refusal('a token is bound to a certificate, and none was shown');
    const { fingerprint, prefix, validTo } = validNow(shown);
    if (fingerprint.toString('base64url') !== bound)
      throw refusal(`a token is bound to another certificate than ${prefix}`);
    // It need not be registered, but a certificate that was revoked here is never believed.
    if ((await this.#find('certificate_hash', fingerprint))?.revoked_at)
      throw refusal(`certificate ${prefix} was revoked`);
    return validTo;
  }

  /** @throws {Problem} for a row that was changed outside the gateway */
  async #find(
    column: 'id' | 'prefix' | 'certificate_hash',
    value: string | Buffer,
  ): Promise<Row | undefined> {
    const row = await this.#db
      .selectFrom('api_key')
      .select([
        'id',
        'role',
        'party_code',
        'prefix',
        'key_hash',
        'name',
        'revoked_at',
        'expires_at',
      ])
      .select([
        sql<boolean>`coalesce(expires_at <= now(), false)`.as('expired'),
        sql<boolean>`not exists (select from api_key_use used
          where used.id = api_key.id and last_used_at >= now() - interval '1 minute')`.as(
          'usedAnew',
        ),
        sql<string>`now()::text`.as('now'),
        sql.raw<Proof>(proofOf(signedKey, 'api_key')).as('proof'),
      ])
      .where(sql.ref(column), '=', value)
      .executeTakeFirst();
    if (row) this.#believe(signedKey, row.proof);
    return row;
  }

  /** @param name for the log, when it is refused */
  async #principalOf(row: Row, name: string): Promise<Principal> {
    if (row.revoked_at) throw refusal(`${name} was revoked`);
    if (row.expired) throw refusal(`${name} has expired`);
    if (row.usedAnew) this.#keepUse(row.id, row.now);
    const { role, party_code: party } = row;
    const credential = { name: row.prefix, keyId: row.id, expiresAt: row.expires_at };
    const known = { role, credential };
    if (!party) return { ...known, actsFor: [] };
    return { ...known, party, actsFor: await this.actsFor(party) };
  }

  /** @throws {Problem} */
  #believe(table: SignedTable, proof: Proof): void {
    if (this.#rows.believes(table, proof)) return;
    const { code, message } = new NotBelieved(table.name, proof[1] ?? '');
    throw refusal(`${code}: ${message}`);
  }

  /** The kind of a party, and for which it acts; undefined and none when there is no such party. */
  async #actsFor(partyCode: string): Promise<{ kind: PartyKind | undefined; actsFor: string[] }> {
    const { rows } = await sql<{ code: string; kind: PartyKind; proof: Proof }>`
      with recursive heritage as (
        select code from party where code = ${partyCode}
        union
        select party.code from party
          join heritage on party.successor = heritage.code
          where party.until < (now() at time zone 'Europe/Amsterdam')::date
      )
      select party.code, party.kind, ${sql.raw(proofOf(signedParty, 'party'))} as proof
      from heritage join party on party.code = heritage.code
      order by party.code <> ${partyCode}`.execute(this.#db);
    for (const { proof } of rows) this.#believe(signedParty, proof);
    return { kind: rows[0]?.kind, actsFor: rows.map((row) => row.code) };
  }

  /** Stores the use of a key, at most once a minute over all processes. The request does not wait for it. */
  #keepUse(id: string, now: string): void {
    const mac = this.#rows.macOf(signedKeyUse, [id, now]);
    const write = sql`
      insert into api_key_use (id, last_used_at, mac) values (${id}, ${now}, ${mac})
      on conflict (id) do update set last_used_at = excluded.last_used_at, mac = excluded.mac
      where api_key_use.last_used_at < excluded.last_used_at - interval '1 minute'`
      .execute(this.#db)
      .then(
        () => undefined,
        (error) => this.#onError(errorCode(error)),
      )
      .finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }
}

function bearerOf({ authorization }: Shown): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}

/** The name of credentials in the cache. Neither of the two has a line end. */
function nameOf(bearer = '', certificate = ''): string {
  return hash('sha256', `${bearer}\n${certificate}`, 'base64');
}

function keep(cache: Map<string, CachedPrincipal>, name: string, asked: CachedPrincipal): void {
  if (cache.size >= cachedAtMost && !cache.has(name)) cache.clear();
  cache.set(name, asked);
}

/** @throws {Problem} */
function validNow(shown: string): Certificate {
  const certificate = certificateInHeader(shown);
  if (!certificate) throw refusal('what the proxy hands over is not a certificate in a known form');
  const fault = faultNow(certificate);
  if (fault) throw refusal(`certificate ${certificate.prefix} ${fault}`);
  return certificate;
}

/** @param reason for the log */
function refusal(reason: string): Problem {
  return new Problem('unauthorized', {}, reason);
}
