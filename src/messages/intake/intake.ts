import { randomUUIDv7 } from 'node:crypto';
import { endingOf, refuseEnded } from '../../parties/directory/ending.ts';
import { type Call, forbidden } from '../../parties/principal.ts';
import { Problem, type ProblemCode } from '../../problem.ts';
import type { Queue } from '../../queue/queue.ts';
import type { Inspection } from '../../standard/xml/inspection.ts';
import { type Store, violatedUnique } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { macOfReceived } from '../finding-macs.ts';
import { type InspectionDispatcher, InspectionFailed } from '../judging/inspection-dispatcher.ts';
import { positionInLine } from '../lifecycle/line.ts';
import type { NewMessage } from '../lifecycle/new-message.ts';
import { refuse, refusedAsTooComplex } from '../lifecycle/refuse.ts';
import { macOfMessage } from '../signed.ts';
import { addressOf, explainRecipient } from './address.ts';
import type { DoorQuestions } from './door-questions.ts';
import { Keeping } from './keeping.ts';
import { mayPost } from './may-post.ts';
import { type Post, posterOf } from './post.ts';
import {
  type Posting,
  postingOf,
  type Recognised,
  recognised,
  sound,
  type WholeHeader,
} from './recognised.ts';
import { refusalOf } from './refusal.ts';
import { findSameBytes, type Submitted } from './same-bytes.ts';
import { earlierWith, sameAmong } from './same-content.ts';
import {
  checkAgainstPast,
  checkWithin,
  identificatieTaken,
  isUnanswerable,
  type Unanswerable,
  type UnanswerableParts,
} from './unanswerable.ts';

/** Up to this many bytes judging a message costs about as much as a query. */
const judgedAtOnce = 64 * 1024;
/** Unique indexes that another post of the same, or an answer to the same, violates when it is second. */
const races: ReadonlySet<string> = new Set([
  'message_same_bytes',
  'message_same_identificatie',
  'message_one_answer',
]);

/** Problems that a message gives when it was taken before, written in another way. */
const mayBeRepeated: ReadonlySet<ProblemCode> = new Set([
  'already-answered',
  'declaration-answered',
  'rules-past',
]);

/** A post can lose a race to others; this many times is beyond any honest use. */
const mostRounds = 100;

/** Called after a refused message was kept, to limit how many are kept for a party. */
export type OnRefusal = (sender: string) => Promise<void>;

/** What is known of a message before its MACs and its line. */
type Facts = Pick<
  NewMessage,
  | 'id'
  | 'type'
  | 'afzender'
  | 'ontvanger'
  | 'identificatie'
  | 'dagtekening'
  | 'sender'
  | 'recipient'
  | 'heenberichtId'
  | 'refuses'
  | 'finding'
  | 'recipientOpenOn'
>;

/**
 * Takes messages that are posted (design decision 5): a message is checked, and kept or refused, before its sender
 * gets an answer. An accepted message is committed when {@link submit} returns.
 */
export class Intake {
  readonly #store: Store;
  readonly #keys: KeyRing;
  readonly #inspections: InspectionDispatcher;
  readonly #queue: Queue;
  readonly #onRefusal: OnRefusal;
  readonly #questions: DoorQuestions;
  readonly #keeping: Keeping;
  readonly #checking: UnanswerableParts;

  constructor(parts: {
    store: Store;
    keys: KeyRing;
    inspections: InspectionDispatcher;
    questions: DoorQuestions;
    queue: Queue;
    onRefusal: OnRefusal;
  }) {
    this.#store = parts.store;
    this.#keys = parts.keys;
    this.#inspections = parts.inspections;
    this.#queue = parts.queue;
    this.#onRefusal = parts.onRefusal;
    this.#questions = parts.questions;
    this.#keeping = new Keeping(parts.store.pool);
    const { keys, inspections } = parts;
    this.#checking = { pool: parts.store.pool, keys, inspections };
  }

  /**
   * Takes a message, or explains why not. A refused message is kept for the party that posted it, also when its
   * Header names another sender.
   *
   * When the process dies halfway, either nothing is kept and the sender, who got no answer, posts again; or
   * everything is kept and the same bytes find it.
   *
   * @param call which party posts, and from where: goes into the access log
   * @param bytes the message as it was posted
   * @param heenbericht of a retour, where that is known: the id of the message that it answers
   * @throws {Problem} with the `messageId` under which the refused message is kept
   */
  async submit(
    call: Call,
    bytes: Uint8Array,
    heenbericht: string | null = null,
  ): Promise<Submitted> {
    const { party } = call.principal;
    if (!party) throw forbidden(call.principal.role, ['party']);
    const contentHash = this.#keys.contentHash(bytes);
    const post = { call, party, bytes, contentHash, heenbericht };
    // For large messages judging costs more than a query, so an earlier post of the same bytes is looked up
    // first. For small ones the unique index and the catch below find it.
    if (bytes.length > judgedAtOnce) {
      const known = await this.#findSameBytes(post);
      if (known) return known;
      const messageId = await this.#keeping.singly(party, () =>
        refusedAsTooComplex(this.#store.pool, this.#keys.rows, party, contentHash),
      );
      if (messageId) throw new Problem('too-complex', { messageId });
    }

    let inspection: Inspection | undefined;
    try {
      inspection = await this.#inspections.inspect(party, bytes).catch(throwAsProblem);
      return await this.#accept(post, inspection);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // A message that was taken before stays taken, even if the same bytes would be refused now.
      const known = await this.#findSameBytes(post, inspection);
      if (known) return known;
      if (mayBeRepeated.has(error.code) && inspection?.outcome === 'known') {
        const answer = await this.#findSameContent(post, inspection);
        if (typeof answer === 'object') return answer;
      }
      if (error.code === 'too-much-at-once' || error.code === 'unavailable') throw error;
      const messageId = await this.#keepRefusal(post, inspection, error);
      throw new Problem(error.code, { ...error.details, messageId });
    }
  }

  async #accept(post: Post, inspection: Inspection): Promise<Submitted> {
    const questions = this.#questions;
    const { call, party, bytes, heenbericht } = post;
    const message = recognised(inspection);
    const posting = postingOf(message);
    const { bericht } = posting;
    let mandates = await mayPost(questions, call.principal, posting);
    const { header, subject } = sound(message);
    const unanswerable = isUnanswerable(bericht.type) && { party, type: bericht.type, bytes };
    if (unanswerable) await checkWithin(this.#checking, unanswerable).catch(throwAsProblem);
    const id = randomUUIDv7();
    // A retour has the Identificatie of its heenbericht, which has one answer.
    let opensIdentificatie = bericht.retourOf === undefined;
    // Encrypted once: the parties are the same in each round.
    let sealed: ReturnType<KeyRing['sealMessage']> | undefined;
    // Each round finds what the winner of the last one committed. A post can lose at most once to each of the
    // others that answer the same message.
    for (let round = 0; ; round++) {
      const wanted = { bericht, header, heenbericht };
      const { heenberichtLine, ...address } = await addressOf(questions, party, wanted);
      if (unanswerable) await this.#checkAnswer(unanswerable, header, address.heenberichtId);
      const lineOf = (reference: Buffer) => questions.lineOfRequest(party, reference);
      const linePosition = await positionInLine(lineOf, this.#keys, {
        ...header,
        bericht,
        subject,
        heenberichtLine,
      });
      const facts = { id, type: bericht.type, ...factsIn(header), ...address };
      sealed ??= this.#keys.sealMessage(facts, bytes);
      const checks = { linePosition, opensIdentificatie, mandates };
      try {
        const fresh = this.#newMessage(post, facts, sealed, checks);
        if (await this.#keeping.keep(party, fresh)) break;
        if (opensIdentificatie) {
          const before = await this.#findSameContent(post, message);
          if (typeof before === 'object') return before;
          opensIdentificatie = before === 'none';
          // Another message has this Identificatie: judging this one will refuse it (TR056).
          if (!opensIdentificatie && unanswerable) throw identificatieTaken();
          if (!opensIdentificatie) continue;
        }
        mandates = await this.#explainNotKept(post, posting, address.recipient);
      } catch (error) {
        const first = await this.#findWinner(post, inspection, error, round);
        if (first) return first;
      }
    }
    this.#queue.announce({ kind: 'message', id });
    return { id, type: bericht.type, status: 'received', repeated: false };
  }

  /** @throws {Problem} where a JW325 breaks a rule that looks at earlier messages */
  async #checkAnswer(
    message: Unanswerable,
    header: WholeHeader,
    declaration: string | null,
  ): Promise<void> {
    const check = () => checkAgainstPast(this.#checking, message, header, declaration);
    await this.#keeping.singly(message.party, check).catch(throwAsProblem);
  }

  #newMessage(
    { call, bytes, contentHash }: Post,
    facts: Facts,
    sealed: ReturnType<KeyRing['sealMessage']>,
    checks: Pick<NewMessage, 'linePosition' | 'opensIdentificatie' | 'mandates'>,
  ): NewMessage {
    const { rows } = this.#keys;
    const { id, finding } = facts;
    const requests = checks.linePosition.requests.map((one) => one.toString('hex'));
    return {
      ...facts,
      ...sealed,
      ...checks,
      mac: macOfMessage(rows, { ...facts, byGateway: false }),
      receivedMac: macOfReceived(rows, { id, finding, requests }),
      contentHash,
      size: bytes.length,
      poster: posterOf(call),
    };
  }

  /**
   * Finds out why a message was not kept.
   *
   * @returns the mandates by which it may be posted now, when there is no reason (any more): try again
   * @throws {Problem} the reason
   */
  async #explainNotKept({ call, party }: Post, posting: Posting, recipient: string) {
    const { db } = this.#store;
    const { rows } = this.#keys;
    refuseEnded(await this.#keeping.singly(party, () => endingOf(db, rows, party)));
    const mandates = await mayPost(this.#questions, call.principal, posting);
    await this.#keeping.singly(party, () => explainRecipient(db, rows, recipient));
    return mandates;
  }

  /**
   * After a violation of a unique index.
   *
   * @returns the message with the same bytes, when it was taken first; undefined: try again
   * @throws the error, when it is another one, or when this is the last round
   */
  async #findWinner(
    post: Post,
    inspection: Inspection,
    error: unknown,
    round: number,
  ): Promise<Submitted | undefined> {
    const constraint = violatedUnique(error) ?? '';
    const first =
      constraint === 'message_same_bytes' && (await this.#findSameBytes(post, inspection));
    if (first) return first;
    if (!races.has(constraint) || round >= mostRounds) throw error;
    return undefined;
  }

  /** Finds a message that was taken before and has the same values. */
  async #findSameContent({ party, bytes }: Post, message: Recognised) {
    const { header } = sound(message);
    const repeat = { party, type: message.type, header, bytes };
    const earlier = await this.#keeping.singly(party, () => earlierWith(this.#store.pool, repeat));
    const parts = { keys: this.#keys, inspections: this.#inspections };
    return sameAmong(parts, earlier, repeat).catch(throwAsProblem);
  }

  /** @param inspection if known: it holds in whose name the bytes are posted */
  async #findSameBytes(
    { call, party, contentHash }: Post,
    inspection?: Inspection,
  ): Promise<Submitted | undefined> {
    const sender = inspection?.outcome === 'known' ? postingOf(inspection).sender : undefined;
    const { pool } = this.#store;
    return this.#keeping.singly(party, () =>
      findSameBytes(pool, this.#keys.rows, call.principal, contentHash, sender ?? null),
    );
  }

  /** @returns the id under which it is kept for its sender and the operators */
  async #keepRefusal(
    post: Post,
    inspection: Inspection | undefined,
    problem: Problem,
  ): Promise<string> {
    const { party } = post;
    const refused = refusalOf(this.#keys, post, inspection, problem);
    const [kept] = await this.#keeping.singly(party, () =>
      refuse(this.#store.pool, this.#keys.rows, [refused]),
    );
    if (kept === refused.id) await this.#onRefusal(party);
    return kept as string;
  }
}

/** What a message keeps of its Header. */
function factsIn({ afzender, ontvanger, identificatie, dagtekening, refuses }: WholeHeader) {
  return { afzender, ontvanger, identificatie, dagtekening, refuses: refuses ?? false };
}

/** A document that is too complex or takes too long is for the sender to fix; other failures are the gateway's. */
function throwAsProblem(error: unknown): never {
  if (!(error instanceof InspectionFailed)) throw error;
  const tooMuch = error.code === 'too-complex' || error.code === 'timeout';
  const code = tooMuch ? 'too-complex' : error.code === 'busy' ? 'too-much-at-once' : 'unavailable';
  throw new Problem(code, {}, code === 'unavailable' ? error.message : undefined);
}
