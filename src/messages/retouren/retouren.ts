import { mandatesFor, noMandate } from '../../parties/mandates/acting.ts';
import type { Call, Principal } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import type { AnsweredByRetour, Heenbericht } from '../../standard/answers/retour.ts';
import { dutchDate } from '../../standard/calendar.ts';
import { type BerichtType, berichtOfType } from '../../standard/catalogue.ts';
import { parseBericht } from '../../standard/messages/parse.ts';
import type { Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { Intake } from '../intake/intake.ts';
import type { Submitted } from '../intake/same-bytes.ts';
import type { MessageDetails, Messages } from '../views/messages.ts';
import { isAnsweredByRetour, retourOf } from './answered.ts';
import { approvingBytes, refusingBytes } from './bytes.ts';
import { type RetourGiven, retourGiven } from './given.ts';
import {
  type ChosenFault,
  faultsOf,
  proposalsOf,
  type RetourWish,
  type RuleChoice,
  ruleChoices,
} from './verdict.ts';

/** What retouren are made and sent with. */
export interface RetourParts {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly messages: Pick<Messages, 'content' | 'get'>;
  readonly intake: Pick<Intake, 'submit'>;
}

/** What somebody may answer a message with. Personal: it tells what is in the message. */
export interface RetourChoices {
  readonly type: AnsweredByRetour;
  /** The type of its retour. */
  readonly retour: BerichtType;
  readonly bericht: Heenbericht;
  /** The retour that it has; undefined as long as there is none. */
  readonly given: RetourGiven | undefined;
  /** What the gateway found, and a retour can say. */
  readonly proposals: readonly ChosenFault[];
  readonly rules: readonly RuleChoice[];
}

/** A larger message is answered by software, in bytes: it is read at once. */
const mostRead = 1024 * 1024;
/** A retour that went out just before midnight may be of the day before that on which it was received. */
const postingMs = 60_000;

/**
 * Retouren that people send: for a party that answers messages itself and has no software for it. They are posted as all
 * messages, so a message gets one, whoever sends it. What is read of a message to answer it is in the access log.
 */
export class Retouren {
  readonly #parts: RetourParts;

  constructor(parts: RetourParts) {
    this.#parts = parts;
  }

  /**
   * What a message can be answered with.
   *
   * @throws {Problem} `not-found`, `forgotten`; `no-retour` for a message that the caller does not answer with a retour;
   *   `no-mandate`; `too-large-to-answer`
   */
  async choices(call: Call, id: string): Promise<RetourChoices> {
    const { message, given } = await this.#answerable(call.principal, id);
    const bericht = await this.#read(call, message);
    return {
      type: message.type,
      retour: retourOf(message.type),
      bericht,
      given,
      proposals: proposalsOf(message.findings, bericht),
      rules: ruleChoices(bericht),
    };
  }

  /**
   * The retour on a message that the caller may answer; undefined as long as there is none. Reads nothing of its content.
   *
   * @throws {Problem} as {@link choices}
   */
  async given(principal: Principal, id: string): Promise<RetourGiven | undefined> {
    return (await this.#answerable(principal, id)).given;
  }

  /**
   * Answers a message: composes its retour, and posts that. Sent twice it goes once. When the process dies halfway,
   * nothing happened or the retour is there; who calls again learns which.
   *
   * @throws {Problem} as {@link choices}; `retour-rule`, `retour-place`; `retour-given` with who answered it otherwise, and
   *   when; and as `Intake.submit`
   */
  async send(call: Call, id: string, wish: RetourWish): Promise<Submitted> {
    const { message, given } = await this.#answerable(call.principal, id);
    const bericht = await this.#read(call, message);
    const bytesOn = (day: string) => this.#compose({ id, bericht }, wish, message, day);
    if (given) return this.#repeated(given, bytesOn);
    const bytes = bytesOn(dutchDate(new Date()));
    try {
      return await this.#parts.intake.submit(call, bytes, id);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'already-answered') throw error;
      const first = await this.given(call.principal, id);
      if (!first) throw error;
      return this.#repeated(first, bytesOn);
    }
  }

  /** The same retour was sent before. @throws {Problem} `retour-given` when it was another one */
  #repeated(given: RetourGiven, bytesOn: (day: string) => Buffer): Submitted {
    const { id, type, status, at, contentHash } = given;
    const days = [at, new Date(at.getTime() - postingMs)].map(dutchDate);
    const isSame = days.some((day) =>
      this.#parts.keys.contentHash(bytesOn(day)).equals(contentHash),
    );
    if (isSame) return { id, type, status, repeated: true };
    if (given.byGateway) {
      const heenbericht = berichtOfType(type).retourOf ?? type;
      throw new Problem('answered-by-gateway', { params: { type: heenbericht } });
    }
    throw new Problem('retour-given', {
      params: { by: given.by, at: at.toISOString(), message: id },
    });
  }

  #compose(
    message: { readonly id: string; readonly bericht: Heenbericht },
    wish: RetourWish,
    details: Pick<MessageDetails, 'id' | 'findings'>,
    day: string,
  ): Buffer {
    const { keys } = this.#parts;
    if (wish.verdict === 'approve') return approvingBytes(keys, message, day);
    if (wish.verdict === 'refuse-within') return refusingBytes(keys, message, 'within', day);
    return refusingBytes(keys, message, faultsOf(wish.faults, message.bericht, details), day);
  }

  /** A message that the caller answers with a retour, with the one that it has. */
  async #answerable(principal: Principal, id: string) {
    const { store, keys, messages } = this.#parts;
    const message = await messages.get(principal, id, 0);
    const { type, recipient } = message;
    if (!isAnsweredByRetour(type) || recipient === null || message.acceptedAt === null)
      throw new Problem('no-retour');
    if (!principal.actsFor.includes(recipient)) {
      const { party: mandatary = '' } = principal;
      const retour = retourOf(type);
      const acting = { mandatary, party: recipient, type: retour };
      const mandates = await mandatesFor(store.pool, keys.rows, acting);
      // Its sender sees the message too, but does not answer it.
      if (mandates.length === 0)
        throw principal.actsFor.includes(message.sender)
          ? new Problem('no-retour')
          : noMandate(recipient, retour);
    }
    const given = await retourGiven(store.pool, keys.rows, principal, { id, recipient });
    return { message: { ...message, type }, given };
  }

  async #read(
    call: Call,
    { id, type, size }: Pick<MessageDetails, 'id' | 'size'> & { readonly type: AnsweredByRetour },
  ): Promise<Heenbericht> {
    if (size > mostRead) throw new Problem('too-large-to-answer');
    return parseBericht(type, await this.#parts.messages.content(call, id));
  }
}
