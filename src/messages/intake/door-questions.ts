import type { Pool } from 'pg';
import { type Acting, type MandateAnswer, mandateAnswers } from '../../parties/mandates/acting.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { Batches } from '../batches.ts';
import { linesOfRequests } from '../lifecycle/line.ts';
import { findUnanswered, type Identification, type Unanswered } from './heenbericht.ts';

/**
 * The queries before a message is kept. Queries that wait at the same time become one statement, so that a
 * hundred posts do not take a hundred connections.
 */
export class DoorQuestions {
  readonly #unanswered: Batches<Identification, Unanswered>;
  readonly #lines: Batches<Buffer, Buffer | undefined>;
  readonly #mandates: Batches<Acting, MandateAnswer>;

  constructor(pool: Pool, macs: RowMacs) {
    this.#unanswered = new Batches<Identification, Unanswered>((wanted) =>
      findUnanswered(pool, macs, wanted),
    );
    this.#lines = new Batches((references) => linesOfRequests(pool, references));
    this.#mandates = new Batches<Acting, MandateAnswer>((actings) =>
      mandateAnswers(pool, macs, actings),
    );
  }

  /** Finds the message that an answer is about. @throws {NotBelieved} */
  unanswered(party: string, wanted: Identification): Promise<Unanswered> {
    return this.#unanswered.do(wanted, { party });
  }

  /** Finds the line of the newest request with a reference. */
  lineOfRequest(party: string, reference: Buffer): Promise<Buffer | undefined> {
    return this.#lines.do(reference, { party });
  }

  /** Whether a mandate for this holds now. @throws {NotBelieved} */
  mandates(party: string, acting: Acting): Promise<MandateAnswer> {
    return this.#mandates.do(acting, { party });
  }
}
