import type { Pool, PoolClient } from 'pg';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { statement, unnamed } from '../../store/statement.ts';
import type { Role } from '../principal.ts';
import { idleBefore, useStep } from './idle.ts';
import { signedSession } from './signed.ts';

/** Why a session ended; `over` when its longest time was over. */
export type EndReason =
  | 'signed-out'
  | 'idle'
  | 'over'
  | 'replaced'
  | 'key-revoked'
  | 'party-ended'
  | 'issuer-gone'
  | 'administrator'
  | 'issuer-signed-out';

/** A session as it is kept. */
export interface SessionRow {
  readonly id: string;
  readonly signInId: string;
  readonly secretHash: Buffer;
  readonly keyId: string | null;
  readonly issuerHash: Buffer | null;
  readonly personHash: Buffer | null;
  readonly actor: string;
  /** Ids of choices, of who signed in at an issuer. */
  readonly choices: readonly string[];
  readonly role: Role;
  readonly party: string | null;
  readonly endedAt: Date | null;
  readonly endReason: EndReason | null;
}

/** The same, with what is asked of it at each request. */
interface FoundRow extends SessionRow {
  readonly over: boolean;
  readonly idle: boolean;
  /** Whether its last use was written so long ago that it has to be written again. */
  readonly stale: boolean;
  readonly now: string;
  readonly proof: Proof;
}

const columns = `id, sign_in_id as "signInId", secret_hash as "secretHash", api_key_id as "keyId",
  issuer_hash as "issuerHash", person_hash as "personHash", actor, choices, role, party_code as party,
  ended_at as "endedAt", end_reason as "endReason"`;

const findRow = statement<{ id: string; idleMinutes: number }>(
  'find-session',
  `select ${columns}, ends_at <= now() as over, now()::text as now,
    last_used_at <= ${idleBefore} as idle,
    last_used_at <= now() - ${useStep} as stale,
    ${proofOf(signedSession, 'session')} as proof
  from session where id = $id::uuid`,
);

/** @returns undefined when there is none @throws {NotBelieved} */
export async function findSession(
  pool: Pool,
  macs: RowMacs,
  id: string,
  idleMinutes: number,
): Promise<FoundRow | undefined> {
  const { rows } = await pool.query<FoundRow>(findRow({ id, idleMinutes }));
  if (rows[0]) macs.check(signedSession, rows[0].proof);
  return rows[0];
}

const ofSignIn = unnamed<{ signInId: string }>(`
  select ${columns}, ${proofOf(signedSession, 'session')} as proof
  from session where sign_in_id = $signInId::uuid order by id desc limit 1`);

/** The last session of a sign-in, which may have ended. @throws {NotBelieved} */
export async function lastOfSignIn(
  pool: Pool,
  macs: RowMacs,
  signInId: string,
): Promise<SessionRow | undefined> {
  const { rows } = await pool.query<SessionRow & { proof: Proof }>(ofSignIn({ signInId }));
  if (rows[0]) macs.check(signedSession, rows[0].proof);
  return rows[0];
}

/** A session that begins. */
export interface NewRow {
  readonly id: string;
  readonly secretHash: Buffer;
  readonly keyId: string | null;
  readonly issuerHash: Buffer | null;
  readonly personHash: Buffer | null;
  /** Keyed hash of the session at the issuer; null where it does not say. */
  readonly issuerSessionHash: Buffer | null;
  readonly actor: string;
  readonly choices: readonly string[];
  readonly role: Role;
  readonly party: string | null;
}

const insertRow = unnamed<NewRow & { hours: number }>(`
  insert into session (id, sign_in_id, secret_hash, api_key_id, issuer_hash, person_hash, issuer_session_hash,
    actor, choices, role, party_code, created_at, last_used_at, ends_at)
  values ($id, $id, $secretHash, $keyId, $issuerHash, $personHash, $issuerSessionHash,
    $actor, $choices, $role, $party, now(), now(), now() + make_interval(hours => $hours::integer))`);

/** @param hours after which it ends, whatever is done in it */
export async function insertSession(
  tx: PoolClient,
  macs: RowMacs,
  row: NewRow,
  hours: number,
): Promise<void> {
  await tx.query(insertRow({ ...row, hours }));
  await macs.sign(tx, signedSession, row.id);
}

const insertNext = unnamed<{
  id: string;
  secretHash: Buffer;
  role: Role;
  party: string | null;
  before: string;
}>(`
  insert into session (id, sign_in_id, secret_hash, api_key_id, issuer_hash, person_hash, issuer_session_hash,
    actor, choices, role, party_code, created_at, last_used_at, ends_at)
  select $id::uuid, sign_in_id, $secretHash, api_key_id, issuer_hash, person_hash, issuer_session_hash,
    actor, choices, $role, $party, created_at, now(), ends_at
  from session where id = $before::uuid`);

/** The session that follows another one, in another role: of the same sign-in, which ends when it would have. */
export async function insertFollowing(
  tx: PoolClient,
  macs: RowMacs,
  before: string,
  next: Pick<NewRow, 'id' | 'secretHash' | 'role' | 'party'>,
): Promise<void> {
  const { id, secretHash, role, party } = next;
  await tx.query(insertNext({ id, secretHash, role, party, before }));
  await macs.sign(tx, signedSession, id);
}

const touchRow = statement<{ id: string; now: string; before: number; mac: Buffer }>(
  'touch-session',
  `update session set last_used_at = $now::timestamptz, revision = revision + 1, mac = $mac
  where id = $id::uuid and revision = $before::integer and ended_at is null`,
);

/** Writes that a session was used. Of two at once, and beside an end, one is written: the others find another revision. */
export async function touchSession(pool: Pool, macs: RowMacs, row: FoundRow): Promise<void> {
  const values: (string | null)[] = row.proof.slice(1);
  const at = (column: string) => signedSession.columns.indexOf(column);
  const before = Number(values[at('revision')]);
  values[at('revision')] = String(before + 1);
  values[at('last_used_at')] = row.now;
  const mac = macs.macOf(signedSession, values);
  await pool.query(touchRow({ id: row.id, now: row.now, before, mac }));
}

const ofIssuerSession = unnamed<{ sessionHash: Buffer | null; personHash: Buffer | null }>(`
  select ${columns}, ${proofOf(signedSession, 'session')} as proof from session
  where ended_at is null and case when $sessionHash::bytea is null then person_hash = $personHash::bytea
    else (issuer_session_hash = $sessionHash::bytea and coalesce(person_hash = $personHash::bytea, true))
      or (issuer_session_hash is null and person_hash = $personHash::bytea) end
  order by id for no key update`);

/**
 * The sessions that have not ended of a session at the issuer, or of all of a person's where no such session is named. Those
 * of which that is not known are of the person, where one is named. They are locked, in one order.
 *
 * @throws {NotBelieved}
 */
export async function sessionsAtIssuer(
  tx: PoolClient,
  macs: RowMacs,
  which: { readonly sessionHash: Buffer | null; readonly personHash: Buffer | null },
): Promise<SessionRow[]> {
  const { rows } = await tx.query<SessionRow & { proof: Proof }>(ofIssuerSession(which));
  for (const { proof } of rows) macs.check(signedSession, proof);
  return rows;
}

const lockRow = unnamed<{ id: string }>(`
  select ended_at is not null as ended from session where id = $id::uuid for no key update`);

const endRow = unnamed<{ id: string; reason: EndReason }>(`
  update session set ended_at = now(), end_reason = $reason where id = $id::uuid`);

/**
 * Ends a session. Repeating it is harmless: the first end stays.
 *
 * @returns whether it was not over before
 * @throws {NotBelieved}
 */
export async function endSession(
  tx: PoolClient,
  macs: RowMacs,
  id: string,
  reason: EndReason,
): Promise<boolean> {
  const { rows } = await tx.query<{ ended: boolean }>(lockRow({ id }));
  if (rows[0]?.ended !== false) return false;
  await macs.rewrite(tx, signedSession, id, () => tx.query(endRow({ id, reason })));
  return true;
}
