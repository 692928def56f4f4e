import { randomUUIDv7 } from 'node:crypto';
import type { Pool } from 'pg';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import type { Call, Principal } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { dutchDate } from '../../standard/calendar.ts';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { type Proof, proofIfAny, proofOf } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { signedDisclosure, signedMessage } from '../signed.ts';

/** Allows an operator to read a message for a while, with the reason. */
export interface Disclosure {
  readonly id: string;
  readonly messageId: string;
  readonly reason: string;
  readonly at: Date;
  readonly expiresAt: Date;
}

/** Minutes for which a disclosure is open. */
const openFor = 15;

/**
 * Lets an operator read a message when there is no other way to find out what is wrong (break glass). The
 * operator gives the reason first. It is written to the access log, where the parties of the message and auditors
 * see it, whether or not the message is then read.
 */
export class Disclosures {
  readonly #pool: Pool;
  readonly #keys: KeyRing;

  constructor(pool: Pool, keys: KeyRing) {
    this.#pool = pool;
    this.#keys = keys;
  }

  /**
   * Opens a message for the caller, for a quarter of an hour. A second call makes a second disclosure.
   *
   * @throws {Problem} `not-found`, `forgotten`
   */
  async open(call: Call, messageId: string, reason: string): Promise<Disclosure> {
    const { credential } = call.principal;
    return inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query<Omit<Disclosure, 'messageId' | 'reason'> & Sides>(
        openMessage({
          messageId,
          id: randomUUIDv7(),
          reason,
          madeBy: credential.name,
          keyId: credential.keyId,
        }),
      );
      if (!rows[0]) throw new Problem('not-found');
      const { party, counterparty, forgottenAt, proof, ...made } = rows[0];
      this.#keys.rows.check(signedMessage, proof);
      if (forgottenAt) throw forgotten(forgottenAt);
      await this.#keys.rows.sign(client, signedDisclosure, made.id);
      const detail = { disclosureId: made.id };
      const wish = { party, counterparty, messageId, reason, detail };
      await noteAccess(client, this.#keys.rows, entryOf(call, 'break-glass', wish));
      return { ...made, messageId, reason };
    });
  }

  /** Until when a message is open for somebody; undefined: it is not. Tells nothing of it, so no log has it. */
  async openUntil({ credential }: Principal, messageId: string): Promise<Date | undefined> {
    const query = lastOpened({ messageId, madeBy: credential.name });
    const { rows } = await this.#pool.query<{ until: Date; proof: Proof }>(query);
    this.#keys.rows.check(signedDisclosure, ...rows.map(({ proof }) => proof));
    return rows[0]?.until;
  }

  /**
   * The bytes of the message as it was posted, for the operator who opened it. The access log has a row of it before
   * this returns.
   *
   * @throws {Problem} `not-found`, `forgotten`; `reason-needed` when it is not open for the caller
   */
  async content(call: Call, messageId: string): Promise<Buffer> {
    return inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query<
        Sides & {
          sealed: Buffer | null;
          wrapped: Buffer | null;
          version: number;
          type: string | null;
          recipient: string | null;
          reason: string | null;
          opened: Proof | null;
        }
      >(opened({ messageId, madeBy: call.principal.credential.name }));
      const row = rows[0];
      if (!row) throw new Problem('not-found');
      const {
        party,
        counterparty,
        forgottenAt,
        reason,
        wrapped,
        sealed,
        version,
        type,
        recipient,
      } = row;
      this.#keys.rows.check(signedMessage, row.proof);
      this.#keys.rows.check(signedDisclosure, row.opened);
      if (forgottenAt) throw forgotten(forgottenAt);
      if (!wrapped || !sealed) throw new Problem('not-found');
      if (reason === null)
        throw new Problem('reason-needed', { params: { id: messageId, minutes: openFor } });
      const wish = { party, counterparty, messageId, reason };
      await noteAccess(client, this.#keys.rows, entryOf(call, 'read-content', wish));
      return this.#keys.unsealMessage(
        { id: messageId, sender: party, recipient, type },
        { wrappedKey: wrapped, sealed, version },
      );
    });
  }
}

interface Sides {
  readonly party: string;
  readonly counterparty: string | null;
  readonly forgottenAt: Date | null;
  readonly proof: Proof;
}

function forgotten(at: Date): Problem {
  return new Problem('forgotten', { params: { day: dutchDate(at) } });
}

// A recipient that never got the message must not learn of it.
const sides = `${proofOf(signedMessage, 'm')} as proof, m.sender as party, m.forgotten_at as "forgottenAt",
  case when m.accepted_at is not null then m.recipient end as counterparty`;

const openMessage = unnamed<{
  messageId: string;
  id: string;
  reason: string;
  madeBy: string;
  keyId: string | null;
}>(`
  with made as (
    insert into disclosure (id, message_id, reason, made_by, made_by_key, expires_at)
    select $id, id, $reason, $madeBy, $keyId, now() + interval '${openFor} minutes'
    from message where id = $messageId
    returning id, message_id, at, expires_at
  )
  select made.id, made.at, made.expires_at as "expiresAt", ${sides}
  from made join message m on m.id = made.message_id`);

const lastOpened = unnamed<{ messageId: string; madeBy: string }>(`
  select expires_at as until, ${proofOf(signedDisclosure, 'disclosure')} as proof from disclosure
  where message_id = $messageId and made_by = $madeBy and expires_at > now()
  order by at desc limit 1`);

const opened = unnamed<{ messageId: string; madeBy: string }>(`
  select ${sides}, content.sealed, content.version, wrapped, m.type, m.recipient,
    opened.reason,
    ${proofIfAny(signedDisclosure, 'opened')} as opened
  from message m
  left join message_content content on content.message_id = m.id
  ${joinKey('m.id', 'left join')}
  left join lateral (
    select * from disclosure
    where message_id = m.id and made_by = $madeBy and expires_at > now()
    order by at desc limit 1
  ) opened on true
  where m.id = $messageId`);
