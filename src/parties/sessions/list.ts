import type { Pool } from 'pg';
import { asked } from '../../store/conditions.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { askInOrder, lookedAt, pageOf, type Walked, walkSql, wayOf } from '../../store/walk.ts';
import { keyWorks } from '../credentials/signed.ts';
import { partyEnded } from '../directory/ending.ts';
import type { Role } from '../principal.ts';
import { idleBefore } from './idle.ts';
import type { EndReason } from './rows.ts';
import { signedSession } from './signed.ts';

/** A session as it is listed: nothing of it is secret. */
export interface Session {
  readonly id: string;
  readonly by: 'key' | 'issuer';
  /** As the access log names the person: the prefix of a key, or `person:` and the beginning of a hash. */
  readonly who: string;
  readonly role: Role;
  readonly party: string | null;
  readonly since: Date;
  /** To the minute. */
  readonly lastUsedAt: Date;
  /** When it ends, whatever is done in it. */
  readonly endsAt: Date;
  readonly endedAt: Date | null;
  readonly endReason: EndReason | null;
}

/** By which it is decided whether a session is in force. */
export interface InForce {
  readonly idleMinutes: number;
  /** Of the issuer that is believed now; null without one. */
  readonly issuerHash: Buffer | null;
}

/** Whose sessions: of a key, or of a person at an issuer. */
export interface Whose {
  readonly keyId: string | null;
  readonly personHash: Buffer | null;
}

const columns = `id, case when api_key_id is null then 'issuer' else 'key' end as by, actor as who, role,
  party_code as party, created_at as since, last_used_at as "lastUsedAt", ends_at as "endsAt",
  ended_at as "endedAt", end_reason as "endReason", ${proofOf(signedSession, 'session')} as proof`;

/** SQL: what decides, beside that it did not end. @param session the name of its row */
const lasts = (session: string) => `ends_at > now() and last_used_at > ${idleBefore}
  and (issuer_hash = $issuerHash::bytea or ${keyWorks(`${session}.api_key_id`)})
  and (party_code is null or exists (select from party where code = party_code and not ${partyEnded}))`;
/** As in the condition of the index. */
const notEnded = 'ended_at is null';
const inForce = `${notEnded} and ${lasts('session')}`;

const listOf = unnamed<InForce & Whose>(`
  select ${columns} from session
  where (api_key_id = $keyId::uuid or person_hash = $personHash::bytea) and ${inForce}
  order by id desc limit 1000`);

const findOne = unnamed<{ id: string }>(`select ${columns} from session where id = $id::uuid`);

type Row = Session & { readonly proof: Proof };

/**
 * A page of all sessions in force, newest first. One that nobody used any more is over without an end of its own, so a page
 * may be short, or empty, with more to come: it reads a bounded number of rows (`store/walk.ts`).
 *
 * @throws {NotBelieved}
 */
export async function listSessions(
  pool: Pool,
  macs: RowMacs,
  now: InForce,
  { before, limit }: { readonly before?: string | null; readonly limit: number },
): Promise<{ items: Session[]; next: string | null }> {
  const { values, value, given } = asked();
  const [idle, issuer] = [value(now.idleMinutes), value(now.issuerHash)];
  const condition = lasts(lookedAt)
    .replaceAll('$idleMinutes', () => idle)
    .replaceAll('$issuerHash', () => issuer);
  const range = [notEnded, ...given(before ?? undefined, (id) => `id < ${id}::uuid`)];
  const order = 'id desc';
  const ways = [wayOf('*', 'session', range, { order, limit })];
  const walk = walkSql({ ways, order, conditions: [condition], limit });
  const rows = await askInOrder<Walked & Row>(pool, {
    text: `select ${columns}, fits, ends from (${walk}) session order by ${order}`,
    values,
  });
  const { items, last } = pageOf(rows, limit);
  return {
    items: items.map(({ fits: _, ends: __, ...row }) => shown(macs, row)),
    next: last?.id ?? null,
  };
}

/** The sessions in force of one person, newest first. @throws {NotBelieved} */
export async function listSessionsOf(
  pool: Pool,
  macs: RowMacs,
  now: InForce,
  whose: Whose,
): Promise<Session[]> {
  const { rows } = await pool.query<Row>(listOf({ ...now, ...whose }));
  return rows.map((row) => shown(macs, row));
}

/** @throws {NotBelieved} */
export async function oneSession(
  pool: Pool,
  macs: RowMacs,
  id: string,
): Promise<Session | undefined> {
  const { rows } = await pool.query<Row>(findOne({ id }));
  return rows[0] && shown(macs, rows[0]);
}

function shown(macs: RowMacs, { proof, ...session }: Row): Session {
  macs.check(signedSession, proof);
  return session;
}
