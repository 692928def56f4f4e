import { randomUUIDv7 } from 'node:crypto';
import type { Answered } from '../standard/answer.ts';
import type { Finding } from '../standard/rules/rule.ts';
import type { KeyRing } from '../store/keys.ts';
import type { InHand } from './in-hand.ts';
import { Defect } from './inspection-failed.ts';
import type { InspectionPool } from './inspection-pool.ts';

/** What is to become of a message. */
export interface Verdict {
  /** It goes into its recipient's mailbox; otherwise it is `rejected`. */
  readonly approved: boolean;
  readonly findings: readonly Finding[];
  /** The answer that the gateway gives in the name of the recipient. */
  readonly answer?: NewAnswer;
}

/** An answer that is ready to be kept, and to go into the mailbox of who sent the heenbericht. */
export interface NewAnswer {
  readonly id: string;
  readonly type: string;
  readonly identificatie: string;
  readonly dagtekening: string;
  readonly refuses: boolean;
  readonly contentHash: Buffer;
  /** Bytes. */
  readonly size: number;
  readonly wrappedKey: Buffer;
  readonly sealed: Buffer;
}

/**
 * Holds a message against the rules and writes the answer that the gateway gives (retour.md).
 * Changes nothing: the same question gives the same verdict, on the same day.
 *
 * @throws {Defect} when a rule fails, or what was kept cannot be read
 * @throws {InspectionFailed} when the rules could not be asked
 */
export async function judge(
  message: InHand,
  keys: KeyRing,
  inspections: InspectionPool,
): Promise<Verdict> {
  const bytes = readContent(message, keys);
  if (!bytes) return { approved: true, findings: [] };
  const { type } = message;
  const answered = await inspections.answer(bytes, {
    type,
    answer: type === 'JW325' ? 'none' : message.retourBy === 'gateway' ? 'verdict' : 'refusal',
    identificatie: identificatieOf(message.acceptance),
  });
  const { findings } = answered;
  const approved = findings.length === 0;
  // Nothing answers a JW325. It was held against its rules at the door, which lets it through only
  // when a rule failed there; somebody must tell its sender.
  if (type === 'JW325' && !approved) throw new Defect('unanswerable');
  const answer = answered.answer && sealAnswer(answered.answer, keys);
  return { approved, findings, ...(answer && { answer }) };
}

function readContent(message: InHand, keys: KeyRing): Buffer | undefined {
  const { id, judged, sealed, wrappedKey } = message;
  if (!judged) return undefined;
  try {
    if (sealed && wrappedKey) return keys.unsealMessage(id, wrappedKey, sealed);
  } catch {
    // The code below says all that may be said of it.
  }
  throw new Defect('content-unreadable');
}

function sealAnswer(answer: NonNullable<Answered['answer']>, keys: KeyRing): NewAnswer {
  const id = randomUUIDv7();
  const { bytes, ...facts } = answer;
  return {
    id,
    ...facts,
    contentHash: keys.contentHash(bytes),
    size: bytes.length,
    ...keys.sealMessage(id, bytes),
  };
}

/**
 * IdentificatieRetour of an answer, 12 characters: made from the number under which its heenbericht
 * was accepted, so that it is unique, and the same when a step runs twice.
 */
function identificatieOf(acceptance: string): string {
  const number = acceptance.padStart(11, '0');
  if (number.length > 11) throw new Defect('identificatie-used-up');
  return `G${number}`;
}
