import { randomUUIDv7 } from 'node:crypto';
import { findParty } from '../parties/parties.ts';
import type { Call, Principal } from '../parties/principal.ts';
import { Problem, type ProblemCode } from '../problem.ts';
import type { Queue } from '../queue/queue.ts';
import { dutchDate } from '../standard/calendar.ts';
import { type Bericht, type BerichtType, berichtOfType } from '../standard/catalogue.ts';
import type { HeaderFacts, Inspection, Subject } from '../standard/inspection.ts';
import { type Store, violatedUnique } from '../store/database.ts';
import type { KeyRing } from '../store/keys.ts';
import type { MessageStatus } from '../store/tables.ts';
import { findUnanswered, type Identification } from './heenbericht.ts';
import { Defect } from './inspection-failed.ts';
import { InspectionFailed, type InspectionPool } from './inspection-pool.ts';
import { keepMessage, type Poster } from './keep-message.ts';
import { keepRefusal, type RefusalBounds } from './keep-refusal.ts';
import { placeInLine } from './line.ts';

/** The answer to a message that was taken. */
export interface Submitted {
  readonly id: string;
  readonly type: string;
  readonly status: MessageStatus;
  /** These very bytes were taken before: nothing happened now. */
  readonly repeated: boolean;
}

/** A header of which the XSD says that nothing is missing. */
type WholeHeader = Required<
  Pick<HeaderFacts, 'afzender' | 'ontvanger' | 'identificatie' | 'dagtekening'>
> &
  HeaderFacts;

interface Addressed {
  readonly sender: string;
  readonly recipient: string;
  readonly heenberichtId: string | null;
  readonly heenberichtLine?: Buffer;
  readonly finding: { rule: string; path: string } | null;
  /** A heenbericht needs a recipient who takes messages on this day; an answer is always taken. */
  readonly recipientOpenOn: string | null;
}

/** Bytes up to which judging a message costs about as much as asking Postgres something. */
const judgedAtOnce = 64 * 1024;
/** Findings that an answer names, as with violations of the XSD. */
const mostFindings = 100;

/**
 * The front door (design decision 5): a message is checked, and kept or refused, before its sender
 * gets an answer. What was accepted is committed when {@link submit} returns.
 */
export class Intake {
  readonly #store: Store;
  readonly #keys: KeyRing;
  readonly #inspections: InspectionPool;
  readonly #queue: Queue;
  readonly #bounds: RefusalBounds;

  constructor(parts: {
    store: Store;
    keys: KeyRing;
    inspections: InspectionPool;
    queue: Queue;
    keptRefusals: RefusalBounds;
  }) {
    this.#store = parts.store;
    this.#keys = parts.keys;
    this.#inspections = parts.inspections;
    this.#queue = parts.queue;
    this.#bounds = parts.keptRefusals;
  }

  /**
   * Takes a message, or says why not.
   *
   * Dies halfway: either nothing is kept and the sender, who got no answer, posts again; or all is
   * kept and the same bytes find it.
   *
   * @param call who posts, a party, and from where: the message is its row in the access log
   * @param bytes the message as it came
   * @throws {Problem} with the `messageId` under which the refused message is kept
   */
  async submit(call: Call, bytes: Uint8Array): Promise<Submitted> {
    const { principal } = call;
    if (!principal.party) throw new Problem('forbidden');
    const contentHash = this.#keys.contentHash(bytes);
    // Whether the same bytes were taken before is asked first where judging them is the dearer of
    // the two; a unique index and the catch below find it for all others.
    const known =
      bytes.length > judgedAtOnce && (await this.#findSameBytes(principal, contentHash));
    if (known) return known;

    let inspection: Inspection | undefined;
    try {
      inspection = await this.#inspect(bytes);
      return await this.#accept(call, bytes, contentHash, inspection);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // What was taken once stays taken, whatever would be said of it now.
      const known = await this.#findSameBytes(principal, contentHash);
      if (known) return known;
      if (error.code === 'busy' || error.code === 'unavailable') throw error;
      const messageId = await this.#keepRefusal(call, bytes, contentHash, inspection, error);
      throw new Problem(error.code, { ...error.details, messageId });
    }
  }

  async #inspect(bytes: Uint8Array): Promise<Inspection> {
    return this.#inspections.inspect(bytes).catch(sayInspectionFailed);
  }

  /**
   * Holds what no message can answer against its rules, so that its sender hears of them now
   * (readings.md: a JW325; a retour has no rules within itself). Where a rule of ours fails, it is
   * taken: its step fails on the same rule, and an operator decides.
   */
  async #checkUnanswerable(type: BerichtType, bytes: Uint8Array): Promise<void> {
    const { answeredBy, retourOf } = berichtOfType(type);
    if (answeredBy !== undefined || retourOf !== undefined) return;
    const question = { type, answer: 'none', identificatie: '' } as const;
    const { findings } = await this.#inspections.judge(bytes, question).catch((error) => {
      if (error instanceof Defect) return { findings: [] };
      return sayInspectionFailed(error);
    });
    if (findings.length === 0) return;
    throw new Problem('rules', {
      findings: findings.slice(0, mostFindings).map(({ rule, path }) => ({ rule, path })),
      violationCount: findings.length,
    });
  }

  async #accept(
    call: Call,
    bytes: Uint8Array,
    contentHash: Buffer,
    inspection: Inspection,
  ): Promise<Submitted> {
    const { principal } = call;
    const { bericht, header, subject } = judge(principal, inspection);
    await this.#checkUnanswerable(bericht.type, bytes);
    const id = randomUUIDv7();
    const { wrappedKey, sealed } = this.#keys.sealMessage(id, bytes);
    // A race is lost at most to each of the others that post an answer to the same message; each
    // round finds what the winner committed.
    for (let round = 0; ; round++) {
      const { heenberichtLine, ...address } = await this.#address(bericht, header);
      const place = await placeInLine(this.#store.pool, this.#keys, {
        ...header,
        bericht,
        subject,
        heenberichtLine,
      });
      try {
        const kept = await keepMessage(this.#store.pool, {
          id,
          type: bericht.type,
          afzender: header.afzender,
          ontvanger: header.ontvanger,
          identificatie: header.identificatie,
          dagtekening: header.dagtekening,
          ...address,
          contentHash,
          place,
          size: bytes.length,
          refuses: header.refuses ?? false,
          wrappedKey,
          sealed,
          poster: posterOf(call),
        });
        if (kept) break;
        await this.#explainRecipient(address.recipient);
      } catch (error) {
        const constraint = violatedUnique(error);
        const first =
          constraint === 'message_same_bytes' &&
          (await this.#findSameBytes(principal, contentHash));
        if (first) return first;
        if (constraint !== 'message_one_answer' || round >= 100) throw error;
      }
    }
    this.#queue.announce(id);
    return { id, type: bericht.type, status: 'received', repeated: false };
  }

  /** Where a message goes, and what it answers (issue: routing; a retour goes to the Afzender). */
  async #address(bericht: Bericht, header: WholeHeader): Promise<Addressed> {
    if (bericht.retourOf) {
      const type = bericht.retourOf;
      const heenbericht = await this.#findUnanswered({ ...header, type });
      if (!heenbericht) throw new Problem('no-heenbericht', { params: { type } });
      // The heenbericht was taken from this party, so it is known; it gets its answer also when
      // it has ended since: its successor reads the mailbox.
      return {
        sender: header.ontvanger,
        recipient: header.afzender,
        heenberichtId: heenbericht.id,
        heenberichtLine: heenbericht.line,
        finding: null,
        recipientOpenOn: null,
      };
    }
    const address = {
      sender: header.afzender,
      recipient: header.ontvanger,
      recipientOpenOn: dutchDate(new Date()),
    };
    if (bericht.type !== 'JW325') return { ...address, heenberichtId: null, finding: null };
    const declaratie = await this.#findUnanswered({
      type: 'JW323',
      afzender: header.ontvanger,
      ontvanger: header.afzender,
      identificatie: header.declaratieIdentificatie ?? '',
      dagtekening: header.declaratieDagtekening ?? '',
    });
    if (declaratie) return { ...address, heenberichtId: declaratie.id, finding: null };
    const path = 'Header/DeclaratieIdentificatie';
    return { ...address, heenberichtId: null, finding: { rule: 'unknown-declaratie', path } };
  }

  /** @throws {Problem} when there is such a message, and it cannot be answered (any more) */
  async #findUnanswered(wanted: Identification): Promise<{ id: string; line: Buffer } | undefined> {
    const found = await findUnanswered(this.#store.pool, wanted);
    if (found === 'answered')
      throw new Problem('already-answered', { params: { type: wanted.type } });
    if (typeof found === 'string') throw new Problem(found, { params: { type: wanted.type } });
    return found;
  }

  /** Says why a message was not kept; when the recipient takes messages by now, it says nothing. */
  async #explainRecipient(code: string): Promise<void> {
    const recipient = await findParty(this.#store.db, code);
    if (!recipient) throw new Problem('unknown-recipient', { params: { recipient: code } });
    if (recipient.until && recipient.until < dutchDate(new Date()))
      throw new Problem('recipient-ended', {
        params: { recipient: code, until: recipient.until, successor: recipient.successor ?? '' },
      });
  }

  async #findSameBytes(principal: Principal, hash: Buffer): Promise<Submitted | undefined> {
    const { rows } = await this.#store.pool.query<Omit<Submitted, 'repeated'>>({
      name: 'find-same-bytes',
      text: `select id, type, status from message
        where sender = any($1) and content_hash = $2 and status <> 'refused' limit 1`,
      values: [principal.actsFor, hash],
    });
    return rows[0] && { ...rows[0], repeated: true };
  }

  #keepRefusal(
    call: Call,
    bytes: Uint8Array,
    contentHash: Buffer,
    inspection: Inspection | undefined,
    problem: Problem,
  ): Promise<string> {
    const id = randomUUIDv7();
    const { params, violations, findings, violationCount } = problem.details;
    const known = inspection && inspection.outcome !== 'not-xml' ? inspection : undefined;
    return keepRefusal(
      this.#store.pool,
      {
        id,
        type: known?.type ?? null,
        afzender: partyCode(known?.header.afzender),
        ontvanger: partyCode(known?.header.ontvanger),
        sender: call.principal.party as string,
        poster: posterOf(call),
        contentHash,
        size: bytes.length,
        refusal: { code: problem.code, params, violations, findings, violationCount },
        ...this.#keys.sealMessage(id, bytes),
      },
      this.#bounds,
    );
  }
}

function posterOf({ principal, address, requestId }: Call): Poster {
  const { credential, party } = principal;
  return { actor: credential.name, actorParty: party as string, address, requestId };
}

/** Too complex is for the sender to mend; the rest passes, or is the gateway's own. */
function sayInspectionFailed(error: unknown): never {
  if (!(error instanceof InspectionFailed)) throw error;
  if (error.code === 'too-complex') throw new Problem('too-complex');
  throw new Problem(error.code === 'busy' ? 'busy' : 'unavailable', {}, error.message);
}

const unknownMessageCodes = {
  namespace: 'unknown-message',
  'other-release': 'other-release',
  'bericht-code': 'wrong-bericht-code',
} as const satisfies Record<string, ProblemCode>;

/** What can be said of a message and its sender without looking at anything else. */
function judge(
  principal: Principal,
  inspection: Inspection,
): { bericht: Bericht; header: WholeHeader; subject: Subject } {
  if (inspection.outcome === 'not-xml')
    throw new Problem(inspection.reason, { params: { line: inspection.line ?? 0 } });
  if (inspection.outcome === 'unknown-message') {
    const expected = inspection.type ? berichtOfType(inspection.type) : undefined;
    throw new Problem(unknownMessageCodes[inspection.reason], {
      params: expected ? { type: expected.type, berichtCode: expected.berichtCode } : {},
    });
  }
  const bericht = berichtOfType(inspection.type);
  const { header, subject, violations, violationCount } = inspection;
  // A retour copies the Header of its heenbericht, so its sender is that one's Ontvanger. A code
  // that is missing is left to the XSD, which says so better.
  const sender = bericht.retourOf ? header.ontvanger : header.afzender;
  if (sender !== undefined && !principal.actsFor.includes(sender))
    throw new Problem('not-your-message', {
      params: {
        element: bericht.retourOf ? 'Header/Ontvanger' : 'Header/Afzender',
        party: principal.party ?? '',
      },
    });
  if (!subject) throw new Problem('xsd', { violations, violationCount });
  return { bericht, header: wholeHeader(header), subject };
}

function wholeHeader(header: HeaderFacts): WholeHeader {
  const { afzender, ontvanger, identificatie, dagtekening } = header;
  if (
    afzender === undefined ||
    ontvanger === undefined ||
    identificatie === undefined ||
    dagtekening === undefined
  )
    throw new Error('The schema set does not ask for a whole Header.');
  return { ...header, afzender, ontvanger, identificatie, dagtekening };
}

// An unchecked Header may hold anything; only what has the form of a code is kept in the open.
function partyCode(text: string | undefined): string | null {
  return text && /^([0-9]{4}|[0-9]{8})$/.test(text) ? text : null;
}
