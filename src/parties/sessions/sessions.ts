import { timingSafeEqual } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { Problem } from '../../problem.ts';
import type { PeopleKeys } from '../../store/keys/people-keys.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { inTransaction } from '../../store/transaction.ts';
import { entryOf } from '../access-log/entry.ts';
import { noteAccess } from '../access-log/note.ts';
import type { Authenticator } from '../credentials/authenticator.ts';
import type { Call, Origin, Principal } from '../principal.ts';
import { endAtIssuer, issuerSessionHash, principalOf } from './at-issuer.ts';
import { type Choice, choiceId, choicesNow, wishOf } from './choices.ts';
import { type InForce, listSessions, listSessionsOf, oneSession, type Session } from './list.ts';
import {
  type EndReason,
  endSession,
  findSession,
  insertFollowing,
  insertSession,
  lastOfSignIn,
  type NewRow,
  type SessionRow,
  touchSession,
} from './rows.ts';
import {
  hashOf,
  type IssuedPerson,
  type NewSession,
  NothingToDo,
  newSecret,
  type SessionNow,
  SessionOver,
  type SessionSecret,
  type SignedOutAtIssuer,
} from './session.ts';

/** After this a person signs in again, whatever was done meanwhile. */
const longestHours = 12;

interface Parts {
  readonly pool: Pool;
  readonly macs: RowMacs;
  readonly people: PeopleKeys;
  readonly authenticator: Authenticator;
  readonly idleMinutes: number;
  /** The issuer whose people may sign in now; absent: none. */
  readonly issuer?: string;
}

/** The sessions of people who use the console. Each decides, by a signed row, who the person is and as whom it works. */
export class Sessions {
  readonly #parts: Parts;
  readonly #now: InForce;

  constructor(parts: Parts) {
    this.#parts = parts;
    const issuerHash = parts.issuer === undefined ? null : this.#issuerHash(parts.issuer);
    this.#now = { idleMinutes: parts.idleMinutes, issuerHash };
  }

  /**
   * Begins a session of who showed this key.
   *
   * @param replaced a session in the same browser, which ends
   * @throws {Problem} `unauthorized` @throws {NothingToDo}
   */
  async signInByKey(keyId: string, origin: Origin, replaced?: SessionSecret): Promise<NewSession> {
    const { principal, name } = await this.#parts.authenticator.ofKey(keyId);
    const [chosen] = await this.#choicesOfKey(principal);
    if (!chosen) {
      const isHouse = principal.role === 'party' && principal.party?.length === 20;
      throw new NothingToDo(isHouse ? 'software-house' : 'party-ended');
    }
    const nobody = { issuerHash: null, personHash: null, issuerSessionHash: null };
    const who = { keyId, ...nobody, actor: principal.credential.name };
    return {
      ...(await this.#begin({ ...who, choices: [] }, chosen, origin, replaced)),
      keyName: name,
    };
  }

  /**
   * Begins a session of somebody whom the issuer knows: in the role of the session before it in this browser, where that
   * was of the same person, or else in the first.
   *
   * @param replaced the session in the same browser, over or not; it ends
   * @throws {NothingToDo}
   */
  async signInByIssuer(
    { issuer, subject, sid, choices }: IssuedPerson,
    origin: Origin,
    replaced?: SessionSecret,
  ): Promise<NewSession> {
    const { pool, macs, people } = this.#parts;
    const standing = await choicesNow(
      pool,
      macs,
      choices.flatMap((one) => wishOf(one) ?? []),
    );
    const personHash = people.personHash('subject', issuer, subject);
    const before = replaced && (await this.#rowOf(replaced));
    const last = before?.personHash?.equals(personHash) ? choiceId(before) : undefined;
    const chosen = standing.find(({ id }) => id === last) ?? standing[0];
    if (!chosen) throw new NothingToDo('no-role');
    const actor = `person:${personHash.toString('base64url').slice(0, 22)}`;
    const who = {
      ...{ keyId: null, issuerHash: this.#issuerHash(issuer), personHash, actor, choices },
      issuerSessionHash: sid === undefined ? null : issuerSessionHash(people, issuer, sid),
    };
    return { ...(await this.#begin(who, chosen, origin, replaced)), keyName: null };
  }

  /**
   * The session of a cookie, as it stands now. One that is over is ended on the way.
   *
   * @param used whether the person did something: what a page asks by itself does not count
   * @throws {SessionOver}
   * @throws {NotBelieved}
   */
  async find(shown: SessionSecret, origin: Origin, used = true): Promise<SessionNow> {
    const { pool, macs } = this.#parts;
    const row = await this.#rowOf(shown);
    if (!row) throw new SessionOver('unknown');
    if (row.endReason) throw new SessionOver(row.endReason);
    if (row.over || row.idle) return this.#over(row, row.over ? 'over' : 'idle', origin);
    const standing = await this.#standing(row);
    if ('why' in standing) return this.#over(row, standing.why, origin, standing.reason);
    if (row.stale && used) await touchSession(pool, macs, row);
    const { id, signInId } = row;
    return { id, signInId, ...standing, person: this.#personOf(row) };
  }

  /**
   * Goes on in another role: with a session of its own, of the same sign-in.
   *
   * @param id of the choice
   * @returns what the cookie has to hold now
   * @throws {Problem} `not-found` when the person may not work as that
   */
  async switchTo(now: SessionNow, call: Call, id: string): Promise<SessionSecret> {
    const { pool, macs } = this.#parts;
    const chosen = now.choices.find((choice) => choice.id === id);
    if (!chosen) throw new Problem('not-found');
    const next = newSecret();
    await inTransaction(pool, async (tx) => {
      if (!(await endSession(tx, macs, now.id, 'replaced'))) throw new SessionOver('replaced');
      const { role, party } = chosen;
      const row = {
        id: next.id,
        secretHash: hashOf(next.secret),
        role,
        party: party?.code ?? null,
      };
      await insertFollowing(tx, macs, now.id, row);
      await this.#note(tx, call, 'sign-out', { sessionId: now.id, why: 'replaced' });
      const { credential } = now.principal;
      const principal = { role, credential, actsFor: [], ...(party && { party: party.code }) };
      await this.#note(tx, { ...call, principal }, 'sign-in', {
        sessionId: next.id,
        after: now.id,
      });
    });
    return next;
  }

  /** Ends the session of a call, for its person. Repeating it is harmless. */
  async signOut(call: Call): Promise<void> {
    const { sessionId } = call.principal.credential;
    if (sessionId !== undefined) await this.#end(call, sessionId, 'signed-out');
  }

  /** The sessions in force of who calls, newest first; that of the call itself is `current`. @throws {NotBelieved} */
  async own(call: Call): Promise<(Session & { readonly current: boolean })[]> {
    const { pool, macs } = this.#parts;
    const { sessionId } = call.principal.credential;
    const found = await listSessionsOf(pool, macs, this.#now, await this.#whose(call));
    return found.map((session) => ({ ...session, current: session.id === sessionId }));
  }

  /** Ends all sessions of who calls but that of the call itself. @returns how many */
  async endOthers(call: Call): Promise<number> {
    let ended = 0;
    for (const { id, current } of await this.own(call))
      if (!current && (await this.#end(call, id, 'signed-out'))) ended++;
    return ended;
  }

  /** All sessions in force, newest first. @throws {NotBelieved} */
  list(page: {
    readonly before?: string;
    readonly limit: number;
  }): Promise<{ items: Session[]; next: string | null }> {
    const { pool, macs } = this.#parts;
    return listSessions(pool, macs, this.#now, page);
  }

  /**
   * Ends a session: an administrator any, others their own. Repeating it is harmless: the first end stays.
   *
   * @throws {Problem} `not-found`, also for a session of others
   */
  async end(call: Call, id: string): Promise<Session> {
    const { pool, macs } = this.#parts;
    const isOwn = (await this.own(call)).some((session) => session.id === id);
    if (!isOwn && call.principal.role !== 'administrator') throw new Problem('not-found');
    await this.#end(call, id, isOwn ? 'signed-out' : 'administrator');
    const session = await oneSession(pool, macs, id);
    if (!session) throw new Problem('not-found');
    return session;
  }

  /** Ends the sessions of who signed out at the issuer, see {@link endAtIssuer}. */
  endAtIssuer(signedOut: SignedOutAtIssuer, origin: Origin): Promise<number | undefined> {
    return endAtIssuer(this.#parts, signedOut, origin);
  }

  /** Whose a sign-in was, also when it is over; undefined when nothing is known of it. @throws {NotBelieved} */
  async personOfSignIn(signInId: string): Promise<Buffer | undefined> {
    const { pool, macs } = this.#parts;
    const row = await lastOfSignIn(pool, macs, signInId);
    return row && this.#personOf(row);
  }

  /** The row of a session, over or not; undefined when the secret is not its own. @throws {NotBelieved} */
  async #rowOf({ id, secret }: SessionSecret) {
    const { pool, macs, idleMinutes } = this.#parts;
    const row = await findSession(pool, macs, id, idleMinutes);
    return row && timingSafeEqual(row.secretHash, hashOf(secret)) ? row : undefined;
  }

  /** As whom the person of a row works and may work, or why that is over. */
  async #standing(
    row: SessionRow,
  ): Promise<
    | Pick<SessionNow, 'principal' | 'choices' | 'chosen'>
    | { readonly why: EndReason; readonly reason?: string | undefined }
  > {
    const { pool, macs, authenticator } = this.#parts;
    if (row.keyId !== null) {
      const found = await orRefusal(authenticator.ofKey(row.keyId));
      if (found instanceof Problem) return { why: 'key-revoked', reason: found.reason };
      const [chosen] = await this.#choicesOfKey(found.principal);
      if (!chosen) return { why: 'party-ended' };
      const credential = { ...found.principal.credential, sessionId: row.id };
      return { principal: { ...found.principal, credential }, choices: [chosen], chosen };
    }
    if (!this.#now.issuerHash || !row.issuerHash?.equals(this.#now.issuerHash))
      return { why: 'issuer-gone' };
    const wishes = row.choices.flatMap((one) => wishOf(one) ?? []);
    const choices = await choicesNow(pool, macs, wishes);
    const chosen = choices.find(({ id }) => id === choiceId(row));
    if (!chosen) return { why: 'party-ended' };
    const credential = { name: row.actor, keyId: null, sessionId: row.id };
    const known = { role: row.role, credential };
    if (row.party === null) return { principal: { ...known, actsFor: [] }, choices, chosen };
    const actsFor = await authenticator.actsFor(row.party);
    return { principal: { ...known, party: row.party, actsFor }, choices, chosen };
  }

  #choicesOfKey({ role, party }: Principal): Promise<Choice[]> {
    return choicesNow(this.#parts.pool, this.#parts.macs, [{ role, party: party ?? null }]);
  }

  async #begin(
    who: Omit<NewRow, 'id' | 'secretHash' | 'role' | 'party'>,
    { role, party }: Choice,
    origin: Origin,
    replaced: SessionSecret | undefined,
  ): Promise<Omit<NewSession, 'keyName'>> {
    const { pool, macs } = this.#parts;
    const { id, secret } = newSecret();
    const code = party?.code ?? null;
    const credential = { name: who.actor, keyId: who.keyId };
    const principal = { role, credential, actsFor: [], ...(party && { party: party.code }) };
    const before = replaced && (await orRefusal(this.find(replaced, origin, false)));
    await inTransaction(pool, async (tx) => {
      if (before && 'id' in before && (await endSession(tx, macs, before.id, 'replaced')))
        await this.#note(tx, { ...origin, principal: before.principal }, 'sign-out', {
          ...{ sessionId: before.id, why: 'replaced' },
        });
      const row = { ...who, id, secretHash: hashOf(secret), role, party: code };
      await insertSession(tx, macs, row, longestHours);
      const by = who.keyId === null ? 'issuer' : 'key';
      await this.#note(tx, { ...origin, principal }, 'sign-in', { sessionId: id, by });
    });
    return { id, secret, person: this.#personOf(who) };
  }

  /** Ends a session that is over by itself. @throws {SessionOver} */
  async #over(row: SessionRow, why: EndReason, origin: Origin, reason?: string): Promise<never> {
    await this.#end({ ...origin, principal: principalOf(row) }, row.id, why);
    throw new SessionOver(why, reason);
  }

  #end(call: Call, id: string, why: EndReason): Promise<boolean> {
    const { pool, macs } = this.#parts;
    return inTransaction(pool, async (tx) => {
      const ended = await endSession(tx, macs, id, why);
      if (ended) await this.#note(tx, call, 'sign-out', { sessionId: id, why });
      return ended;
    });
  }

  #note(
    tx: PoolClient,
    call: Call,
    action: 'sign-in' | 'sign-out',
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    return noteAccess(tx, this.#parts.macs, entryOf(call, action, { detail }));
  }

  /** Whose sessions are those of a call. */
  async #whose({ principal }: Call): Promise<{ keyId: string | null; personHash: Buffer | null }> {
    const { sessionId, keyId } = principal.credential;
    if (sessionId === undefined) return { keyId, personHash: null };
    const { pool, macs, idleMinutes } = this.#parts;
    const row = await findSession(pool, macs, sessionId, idleMinutes);
    return { keyId: row?.keyId ?? null, personHash: row?.personHash ?? null };
  }

  #personOf({ keyId, personHash }: Pick<SessionRow, 'keyId' | 'personHash'>): Buffer {
    return personHash ?? this.#parts.people.personHash('key', keyId ?? '');
  }

  #issuerHash(issuer: string): Buffer {
    return this.#parts.people.personHash('issuer', issuer);
  }
}

/** What was found, or that the caller is refused. */
async function orRefusal<T>(found: Promise<T>): Promise<T | Problem> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Problem && error.code === 'unauthorized') return error;
    throw error;
  }
}
