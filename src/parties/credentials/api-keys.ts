import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { Problem } from '../../problem.ts';
import { type Database, errorCode } from '../../store/database.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { entryOf } from '../access-log/entry.ts';
import { noteAccess } from '../access-log/note.ts';
import { endingOf, refuseEnded } from '../directory/ending.ts';
import { findParty } from '../directory/parties.ts';
import { type Call, localCall, type Role, roleOf } from '../principal.ts';
import { signedKey, signedKeyUse } from './signed.ts';

/** The roles of the staff of the gateway; their keys belong to no party. */
export const staffRoles = ['administrator', 'operator', 'auditor'] as const satisfies Role[];
export type StaffRole = (typeof staffRoles)[number];

/** Options of a key when it is made. */
export interface KeyWish {
  /** Who or what uses it, for people. */
  readonly name?: string;
  /** When it expires; absent: it works until it is revoked. */
  readonly expiresAt?: Date;
}

/** A key as it is shown: once, when it is made. */
export interface NewApiKey {
  readonly id: string;
  /** Distinguishes keys; not secret. */
  readonly prefix: string;
  readonly key: string;
}

/** A key or certificate as it is listed: all but the key or certificate itself. */
export interface ApiKey {
  readonly id: string;
  readonly kind: 'key' | 'certificate';
  readonly prefix: string;
  readonly role: Role;
  readonly name: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** The columns of an {@link ApiKey}. */
export const credentialColumns = [
  'id',
  sql<ApiKey['kind']>`case when certificate_hash is null then 'key' else 'certificate' end`.as(
    'kind',
  ),
  'prefix',
  'role',
  'name',
  'created_at as createdAt',
  'expires_at as expiresAt',
  sql<Date | null>`(select last_used_at from api_key_use used where used.id = api_key.id)`.as(
    'lastUsedAt',
  ),
  'revoked_at as revokedAt',
] as const;

const proof = sql.raw<Proof>(proofOf(signedKey, 'api_key')).as('proof');
const use = sql
  .raw<Proof | null>(
    `(select ${proofOf(signedKeyUse, 'used')} from api_key_use used where used.id = api_key.id)`,
  )
  .as('use');

const keyForm = /^(ijw_[0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** A random key: `ijw_`, 12 hexadecimal digits, `_`, 256 random bits. */
export function newApiKeyText(): string {
  return `ijw_${randomBytes(6).toString('hex')}_${randomBytes(32).toString('base64url')}`;
}

/** The part of a key that is not secret; undefined for what is no key. */
export function prefixOf(key: string): string | undefined {
  return keyForm.exec(key)?.[1];
}

/** SHA-256, because a slow hash adds nothing to a secret of 256 random bits. */
export function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/**
 * Makes a key for a party, in its access log too.
 *
 * @param call who makes it
 * @throws {Problem} `not-found` when there is no such party, `party-ended`, `expiry-passed`
 */
export async function createPartyKey(
  db: Database,
  rows: RowMacs,
  call: Call,
  partyCode: string,
  wish: KeyWish & { readonly id?: string } = {},
): Promise<NewApiKey> {
  const party = await endingOf(db, rows, partyCode);
  if (!party) throw new Problem('not-found');
  refuseEnded(party);
  return insertKey(db, rows, call, newApiKeyText(), roleOf(party.kind), { ...wish, partyCode });
}

/**
 * Makes a key for a party once, however often it is asked with the same id: a form may come twice, and the first answer was
 * the only one with the key.
 *
 * @param wish.id of the key, random
 * @returns undefined when there is a key with this id
 * @throws {Problem} as {@link createPartyKey}
 */
export async function createPartyKeyOnce(
  db: Database,
  rows: RowMacs,
  call: Call,
  partyCode: string,
  wish: KeyWish & { readonly id: string },
): Promise<NewApiKey | undefined> {
  const there = await db
    .selectFrom('api_key')
    .select('id')
    .where('id', '=', wish.id)
    .executeTakeFirst();
  if (there) return undefined;
  return await createPartyKey(db, rows, call, partyCode, wish).catch((error: unknown) => {
    if (errorCode(error) === alreadyThere) return undefined;
    throw error;
  });
}

/** The code of Postgres for a row that is there: the same form, at the same time. */
const alreadyThere = '23505';

/**
 * Makes a key for the staff of the gateway.
 *
 * @throws {Problem} `expiry-passed`
 */
export function createStaffKey(
  db: Database,
  rows: RowMacs,
  call: Call,
  role: StaffRole,
  wish: KeyWish = {},
): Promise<NewApiKey> {
  return insertKey(db, rows, call, newApiKeyText(), role, wish);
}

/** Registers this key as an administrator's. Repeating it changes nothing: a revoked key stays revoked. */
export async function ensureAdministratorKey(
  db: Database,
  rows: RowMacs,
  key: string,
): Promise<void> {
  await insertKey(db, rows, localCall('gateway'), key, 'administrator', {});
}

/**
 * The keys and certificates of a party, or with null the keys of the staff; in the order in which they were made, also
 * those that were revoked or have expired.
 *
 * @throws {Problem} `not-found` when there is no such party
 * @throws {NotBelieved}
 */
export async function listKeys(
  db: Database,
  rows: RowMacs,
  partyCode: string | null,
): Promise<ApiKey[]> {
  if (partyCode !== null && !(await findParty(db, rows, partyCode))) throw new Problem('not-found');
  const found = await db
    .selectFrom('api_key')
    .select([...credentialColumns, proof, use])
    .where('party_code', 'is not distinct from', partyCode)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  rows.check(signedKey, ...found.map((key) => key.proof));
  rows.check(signedKeyUse, ...found.map((key) => key.use));
  return found.map(({ proof: _, use: __, ...key }) => key);
}

/**
 * Revokes a key or certificate for good. Every process refuses it within a second (`authenticator.ts`). Repeating it is
 * harmless: the first moment stays.
 *
 * @param owner the party of the key; null for a key of the staff
 * @throws {Problem} `not-found`, also for a key of others
 * @throws {NotBelieved}
 */
export async function revokeKey(
  db: Database,
  rows: RowMacs,
  call: Call,
  owner: string | null,
  id: string,
): Promise<ApiKey> {
  return db.transaction().execute(async (tx) => {
    const key = await tx
      .selectFrom('api_key')
      .select(credentialColumns)
      .where('id', '=', id)
      .where('party_code', 'is not distinct from', owner)
      .forUpdate()
      .executeTakeFirst();
    if (!key) throw new Problem('not-found');
    await rows.lock(tx, signedKey, id);
    if (key.revokedAt) return key;
    const detail = { keyId: id, prefix: key.prefix, role: key.role };
    await noteAccess(tx, rows, entryOf(call, 'revoke-key', { party: owner, detail }));
    const revoked = await tx
      .updateTable('api_key')
      .set({ revoked_at: sql<Date>`now()`, revision: sql`revision + 1`, mac: null })
      .where('id', '=', id)
      .returning(credentialColumns)
      .executeTakeFirstOrThrow();
    await rows.sign(tx, signedKey, id);
    return revoked;
  });
}

async function insertKey(
  db: Database,
  rows: RowMacs,
  call: Call,
  key: string,
  role: Role,
  {
    partyCode,
    name,
    expiresAt,
    id = randomUUIDv7(),
  }: KeyWish & { readonly partyCode?: string; readonly id?: string },
): Promise<NewApiKey> {
  const prefix = prefixOf(key);
  if (!prefix) throw new Error('This is not a key of the gateway.');
  if (expiresAt && expiresAt.getTime() <= Date.now()) throw new Problem('expiry-passed');
  const party = partyCode ?? null;
  await db.transaction().execute(async (tx) => {
    const made = await tx
      .insertInto('api_key')
      .values({
        id,
        role,
        party_code: party,
        prefix,
        key_hash: hashOf(key),
        name: name ?? null,
        expires_at: expiresAt ?? null,
      })
      .onConflict((conflict) => conflict.column('prefix').doNothing())
      .returning('id')
      .executeTakeFirst();
    const detail = { keyId: id, prefix, role };
    if (!made) return;
    await rows.sign(tx, signedKey, id);
    await noteAccess(tx, rows, entryOf(call, 'make-key', { party, detail }));
  });
  return { id, prefix, key };
}
