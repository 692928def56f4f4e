import { randomUUIDv7 } from 'node:crypto';
import { gemeenteOrAanbieder } from '../parties/codes.ts';
import { endingOf, refuseEnded } from '../parties/ending.ts';
import { type Call, forbidden } from '../parties/principal.ts';
import { Problem } from '../problem.ts';
import type { Queue } from '../queue/queue.ts';
import { type BerichtType, berichtOfType } from '../standard/catalogue.ts';
import type { Inspection } from '../standard/inspection.ts';
import { type Store, violatedUnique } from '../store/database.ts';
import type { KeyRing } from '../store/keys.ts';
import { addressOf, explainRecipient } from './address.ts';
import { Defect } from './inspection-failed.ts';
import { InspectionFailed, type InspectionPool } from './inspection-pool.ts';
import { keepRefusal, type RefusalBounds } from './keep-refusal.ts';
import { type Poster, receive } from './lifecycle/receive.ts';
import { refusedAsTooComplex } from './lifecycle/refuse.ts';
import { placeInLine } from './line.ts';
import { mayPost } from './may-post.ts';
import { postingOf, type Recognised, recognised, sound } from './recognised.ts';
import { findSameBytes, type Submitted } from './same-bytes.ts';
import { findSameContent } from './same-content.ts';
import { macOfMessage } from './signed.ts';

/** Bytes up to which judging a message costs about as much as asking Postgres something. */
const judgedAtOnce = 64 * 1024;
/** Findings that an answer names, as with violations of the XSD. */
const mostFindings = 100;
/** Unique indexes by which somebody else is first. */
const races: ReadonlySet<string> = new Set([
  'message_same_bytes',
  'message_same_identificatie',
  'message_one_answer',
]);

/** Bytes that somebody posts. */
interface Post {
  readonly call: Call;
  /** Who posts. */
  readonly party: string;
  readonly bytes: Uint8Array;
  readonly contentHash: Buffer;
}

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
   * Takes a message, or says why not. What is refused is kept for who posted it, whosever message it
   * would have been.
   *
   * Dies halfway: either nothing is kept and the sender, who got no answer, posts again; or all is
   * kept and the same bytes find it.
   *
   * @param call who posts, a party, and from where: the message is its row in the access log
   * @param bytes the message as it came
   * @throws {Problem} with the `messageId` under which the refused message is kept
   */
  async submit(call: Call, bytes: Uint8Array): Promise<Submitted> {
    const { party } = call.principal;
    if (!party) throw forbidden(call.principal.role, ['party']);
    const post = { call, party, bytes, contentHash: this.#keys.contentHash(bytes) };
    // What became of the same bytes before is asked first where judging them is the dearer of the
    // two; a unique index and the catch below find what was taken for all others.
    if (bytes.length > judgedAtOnce) {
      const known = await this.#findSameBytes(post);
      if (known) return known;
      const messageId = await refusedAsTooComplex(this.#store.pool, party, post.contentHash);
      if (messageId) throw new Problem('too-complex', { messageId });
    }

    let inspection: Inspection | undefined;
    try {
      inspection = await this.#inspections.inspect(party, bytes).catch(sayInspectionFailed);
      return await this.#accept(post, inspection);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // What was taken once stays taken, whatever would be said of it now.
      const known = await this.#findSameBytes(post, inspection);
      if (known) return known;
      if (error.code === 'already-answered' && inspection?.outcome === 'known') {
        const answer = await this.#findSameContent(post, inspection);
        if (typeof answer === 'object') return answer;
      }
      if (error.code === 'too-much-at-once' || error.code === 'unavailable') throw error;
      const messageId = await this.#keepRefusal(post, inspection, error);
      throw new Problem(error.code, { ...error.details, messageId });
    }
  }

  /**
   * Holds what no message can answer against its rules, so that its sender hears of them now
   * (readings.md: a JW325; a retour has no rules within itself). Where a rule of ours fails, it is
   * taken: its step fails on the same rule, and an operator decides.
   */
  async #checkUnanswerable(party: string, type: BerichtType, bytes: Uint8Array): Promise<void> {
    const { answeredBy, retourOf } = berichtOfType(type);
    if (answeredBy !== undefined || retourOf !== undefined) return;
    const question = { type, answer: 'none', identificatie: '' } as const;
    const { findings } = await this.#inspections.judge(party, bytes, question).catch((error) => {
      if (error instanceof Defect) return { findings: [] };
      return sayInspectionFailed(error);
    });
    if (findings.length === 0) return;
    throw new Problem('rules', {
      findings: findings.slice(0, mostFindings).map(({ rule, path }) => ({ rule, path })),
      violationCount: findings.length,
    });
  }

  async #accept(post: Post, inspection: Inspection): Promise<Submitted> {
    const { pool, db } = this.#store;
    const { call, party, bytes, contentHash } = post;
    const message = recognised(inspection);
    const posting = postingOf(message);
    const { bericht } = posting;
    const { rows } = this.#keys;
    let mandates = await mayPost(pool, rows, call.principal, posting);
    const { header, subject } = sound(message);
    await this.#checkUnanswerable(party, bericht.type, bytes);
    const id = randomUUIDv7();
    // A race is lost at most to each of the others that post an answer to the same message; each
    // round finds what the winner committed.
    // A retour has the Identificatie of its heenbericht, which has one answer.
    let opensIdentificatie = bericht.retourOf === undefined;
    // For the same parties in each round.
    let sealed: ReturnType<KeyRing['sealMessage']> | undefined;
    for (let round = 0; ; round++) {
      const { heenberichtLine, ...address } = await addressOf(pool, rows, bericht, header);
      const place = await placeInLine(pool, this.#keys, {
        ...header,
        bericht,
        subject,
        heenberichtLine,
      });
      try {
        const facts = {
          id,
          type: bericht.type,
          afzender: header.afzender,
          ontvanger: header.ontvanger,
          identificatie: header.identificatie,
          dagtekening: header.dagtekening,
          ...address,
          refuses: header.refuses ?? false,
        };
        sealed ??= this.#keys.sealMessage(facts, bytes);
        const fresh = {
          ...facts,
          ...sealed,
          mac: macOfMessage(rows, { ...facts, byGateway: false }),
          contentHash,
          place,
          size: bytes.length,
          opensIdentificatie,
          poster: posterOf(call),
          mandates,
        };
        if ((await receive(pool, [fresh])).has(id)) break;
        if (opensIdentificatie) {
          const before = await this.#findSameContent(post, message);
          if (typeof before === 'object') return before;
          opensIdentificatie = before === 'none';
          // Another content under this Identificatie is for its judgement to refuse (TR056).
          if (!opensIdentificatie) continue;
        }
        refuseEnded(await endingOf(db, rows, call.principal.party as string));
        mandates = await mayPost(pool, rows, call.principal, posting);
        await explainRecipient(db, rows, address.recipient);
      } catch (error) {
        const constraint = violatedUnique(error) ?? '';
        const first =
          constraint === 'message_same_bytes' && (await this.#findSameBytes(post, inspection));
        if (first) return first;
        if (!races.has(constraint) || round >= 100) throw error;
      }
    }
    this.#queue.announce({ kind: 'message', id });
    return { id, type: bericht.type, status: 'received', repeated: false };
  }

  /** What was taken before that says the same as a message that its XSD accepts. */
  #findSameContent({ party, bytes }: Post, message: Recognised) {
    const { header } = sound(message);
    const { pool } = this.#store;
    const parts = { pool, keys: this.#keys, inspections: this.#inspections };
    return findSameContent(parts, { party, type: message.type, header, bytes }).catch(
      sayInspectionFailed,
    );
  }

  /** @param inspection when it is known: it says in whose name they are posted */
  async #findSameBytes(
    { call, contentHash }: Post,
    inspection?: Inspection,
  ): Promise<Submitted | undefined> {
    const sender = inspection?.outcome === 'known' ? postingOf(inspection).sender : undefined;
    return findSameBytes(
      this.#store.pool,
      this.#keys.rows,
      call.principal,
      contentHash,
      sender ?? null,
    );
  }

  #keepRefusal(
    { call, party, bytes, contentHash }: Post,
    inspection: Inspection | undefined,
    problem: Problem,
  ): Promise<string> {
    const id = randomUUIDv7();
    const { params, violations, findings, violationCount } = problem.details;
    const known = inspection && inspection.outcome !== 'not-xml' ? inspection : undefined;
    const facts = {
      id,
      type: known?.type ?? null,
      afzender: partyCode(known?.header.afzender),
      ontvanger: partyCode(known?.header.ontvanger),
      identificatie: inForm(identificatieForm, known?.header.identificatie),
      dagtekening: inForm(dateForm, known?.header.dagtekening),
      sender: party,
    };
    const outside = { recipient: null, heenberichtId: null, refuses: false, byGateway: false };
    return keepRefusal(
      this.#store.pool,
      this.#keys.rows,
      {
        ...facts,
        mac: macOfMessage(this.#keys.rows, { ...facts, ...outside }),
        poster: posterOf(call),
        contentHash,
        size: bytes.length,
        refusal: { code: problem.code, params, violations, findings, violationCount },
        ...this.#keys.sealMessage({ ...facts, ...outside }, bytes),
      },
      this.#bounds,
    );
  }
}

function posterOf({ principal, address, requestId }: Call): Poster {
  const { credential, party } = principal;
  return { actor: credential.name, actorParty: party as string, address, requestId };
}

/** Too complex or too long is for the sender to mend; the rest passes, or is the gateway's own. */
function sayInspectionFailed(error: unknown): never {
  if (!(error instanceof InspectionFailed)) throw error;
  const tooMuch = error.code === 'too-complex' || error.code === 'timeout';
  const code = tooMuch ? 'too-complex' : error.code === 'busy' ? 'too-much-at-once' : 'unavailable';
  throw new Problem(code, {}, code === 'unavailable' ? error.message : undefined);
}

/** Berichtnummer in the schemas; without what Postgres does not keep. */
const identificatieForm = /^[^\p{C}\p{Z}](?:[^\p{C}]{0,10}[^\p{C}\p{Z}])?$/u;
const dateForm = /^\d{4}-\d{2}-\d{2}$/;

// An unchecked Header may hold anything; only what has the form of what belongs there is kept in the open.
function inForm(form: RegExp, text: string | undefined): string | null {
  return text !== undefined && form.test(text) ? text : null;
}

function partyCode(text: string | undefined): string | null {
  return inForm(gemeenteOrAanbieder, text);
}
