import type { Pool } from 'pg';
import type { PeopleKeys } from '../../store/keys/people-keys.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { inTransaction } from '../../store/transaction.ts';
import { entryOf } from '../access-log/entry.ts';
import { noteAccess } from '../access-log/note.ts';
import type { Origin, Principal } from '../principal.ts';
import { noteLogoutToken } from './logout-tokens.ts';
import { endSession, type SessionRow, sessionsAtIssuer } from './rows.ts';
import type { SignedOutAtIssuer } from './session.ts';

/** Recognises a session at the issuer: keyed hash. */
export function issuerSessionHash(people: PeopleKeys, issuer: string, sid: string): Buffer {
  return people.personHash('issuer-session', issuer, sid);
}

/** Whose a session is, for the access log. */
export function principalOf({ actor: name, keyId, role, party }: SessionRow): Principal {
  return { role, credential: { name, keyId }, actsFor: [], ...(party !== null && { party }) };
}

/**
 * Ends the sessions of who signed out at the issuer: those of its session there, or all of the person. A message is carried
 * out once, in any number of processes; when one dies halfway nothing was done.
 *
 * @returns how many ended; undefined when this message was carried out before
 * @throws {NotBelieved}
 */
export async function endAtIssuer(
  {
    pool,
    macs,
    people,
  }: { readonly pool: Pool; readonly macs: RowMacs; readonly people: PeopleKeys },
  { issuer, jti, subject, sid }: SignedOutAtIssuer,
  origin: Origin,
): Promise<number | undefined> {
  const which = {
    sessionHash: sid === undefined ? null : issuerSessionHash(people, issuer, sid),
    personHash: subject === undefined ? null : people.personHash('subject', issuer, subject),
  };
  const why = 'issuer-signed-out';
  return inTransaction(pool, async (tx) => {
    const seen = people.personHash('logout-token', issuer, jti);
    if (!(await noteLogoutToken(tx, seen))) return undefined;
    let ended = 0;
    for (const row of await sessionsAtIssuer(tx, macs, which)) {
      if (!(await endSession(tx, macs, row.id, why))) continue;
      const call = { ...origin, principal: principalOf(row) };
      const detail = { sessionId: row.id, why };
      await noteAccess(tx, macs, entryOf(call, 'sign-out', { detail }));
      ended++;
    }
    return ended;
  });
}
