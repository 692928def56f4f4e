import { randomUUIDv7 } from 'node:crypto';
import type { Pool } from 'pg';
import { type About, aboutDeclaratie } from '../ledger/about.ts';
import { type Memory, remember } from '../ledger/memory.ts';
import type { Note } from '../ledger/record.ts';
import type { Answered } from '../standard/answer.ts';
import { dutchDate } from '../standard/calendar.ts';
import type { KeyRing, SealedFor } from '../store/keys.ts';
import { permuted } from '../store/permutation.ts';
import type { InHand } from './in-hand.ts';
import { Defect } from './inspection-failed.ts';
import type { InspectionPool } from './inspection-pool.ts';
import { missingRetour, retourMissing } from './missing-retour.ts';
import { macOfMessage } from './signed.ts';

/** What is to become of a message. */
export interface Verdict {
  /** It goes into its recipient's mailbox; otherwise it is `rejected`. */
  readonly approved: boolean;
  readonly findings: readonly NewFinding[];
  /** It is the first of its sender and type with this Identificatie (TR056). */
  readonly firstUse: boolean;
  /** The answer that the gateway gives in the name of the recipient. */
  readonly answer?: NewAnswer;
  /** What becomes true by it, of each child. */
  readonly notes: readonly Note[];
}

/** Why it is refused, or what there is to say of an approved message. */
export interface NewFinding {
  readonly rule: string;
  readonly path: string;
  readonly retourCode?: string;
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
  /** Of its row. */
  readonly mac: Buffer;
}

/** What a judgement needs. */
export interface JudgeParts {
  readonly pool: Pool;
  readonly keys: KeyRing;
  readonly inspections: InspectionPool;
}

/**
 * Holds a message against the rules and writes the answer that the gateway gives (retour.md). Of a
 * retour in which a party approves a message it says what becomes true by that. Changes nothing: the
 * same question gives the same verdict, on the same day and with the same past.
 *
 * @throws {Defect} when a rule fails, or what was kept cannot be read
 * @throws {InspectionFailed} when the rules could not be asked
 */
export async function judge(message: InHand, parts: JudgeParts): Promise<Verdict> {
  const nothing = { approved: true, findings: [], firstUse: false, notes: [] } as const;
  if (message.approves) {
    return { ...nothing, notes: await notesOf(message.approves, message, parts) };
  }
  return message.judged ? judgeByRules(message, parts) : nothing;
}

async function judgeByRules(message: InHand, parts: JudgeParts): Promise<Verdict> {
  const { id, type, retourBy } = message;
  const bytes = readContent(message, message, parts.keys);
  const question = {
    type,
    answer: type === 'JW325' ? 'none' : retourBy === 'gateway' ? 'verdict' : 'refusal',
    identificatie: identificatieOf(message.acceptance, parts.keys),
  } as const;
  const past = pastLookedUp(parts);
  const { lookUp } = past;
  const judged = await parts.inspections.judge(
    message.sender,
    bytes,
    question,
    type === 'JW325'
      ? undefined
      : { lookUp, ...(type === 'JW323' && { about: aboutDeclaratie(message) }) },
  );
  const { approved, events, advice } = judged;
  // Nothing answers a JW325. It was held against its rules at the door, which lets it through only
  // when a rule failed there; somebody must tell its sender.
  if (type === 'JW325' && !approved) throw new Defect('unanswerable');
  const answer = judged.answer && sealAnswer(message, judged.answer, parts.keys);
  const { found } = past;
  // What a party answers itself becomes true when it approves.
  const isTrue = found && retourBy === 'gateway' && events.length > 0;
  const lacking = found && past.about && (await missingRetour(parts, past.about, judged.findings));
  return {
    approved,
    findings: [
      // The cause comes before what follows from it.
      ...(lacking ? [{ rule: retourMissing, path: lacking }] : []),
      ...judged.findings,
      ...advice.map(({ code, path }) => ({ rule: code, path })),
    ],
    firstUse: found !== undefined && !found.memory.past.identificatieUsed,
    ...(answer && { answer }),
    notes: isTrue ? [{ ledgerCase: found.ledgerCase, events, messageId: id }] : [],
  };
}

/** What becomes true when a party approves a message, whatever the rules say of it by now. */
async function notesOf(
  { id, type }: NonNullable<InHand['approves']>,
  kept: Kept & Pick<InHand, 'sender' | 'recipient'>,
  parts: JudgeParts,
): Promise<readonly Note[]> {
  const past = pastLookedUp(parts);
  // It came from who gets the retour now.
  const heenbericht = { id, type, sender: kept.recipient, recipient: kept.sender };
  const bytes = readContent(heenbericht, kept, parts.keys);
  const events = await parts.inspections.tell(kept.sender, bytes, type, past.lookUp);
  if (!past.found || events.length === 0) return [];
  return [{ ledgerCase: past.found.ledgerCase, events, messageId: id }];
}

/** Looks the past up once, and keeps what the ledger wants to know of it later. */
function pastLookedUp({ pool, keys }: JudgeParts) {
  const past: {
    found?: Awaited<ReturnType<typeof remember>>;
    about?: About;
    lookUp: (about: About) => Promise<Memory>;
  } = {
    lookUp: async (about) => {
      past.about = about;
      past.found = await remember(pool, keys, about, dutchDate(new Date()));
      return past.found.memory;
    },
  };
  return past;
}

type Kept = Pick<InHand, 'sealed' | 'wrappedKey' | 'contentVersion'>;

function readContent(
  message: SealedFor,
  { sealed, wrappedKey, contentVersion: version }: Kept,
  keys: KeyRing,
): Buffer {
  try {
    if (sealed && wrappedKey && version !== null)
      return keys.unsealMessage(message, { wrappedKey, sealed, version });
  } catch {
    // The code below says all that may be said of it.
  }
  throw new Defect('content-unreadable');
}

/** It goes back from the recipient of the heenbericht to its sender. */
function sealAnswer(
  heenbericht: InHand,
  answer: NonNullable<Answered['answer']>,
  keys: KeyRing,
): NewAnswer {
  const id = randomUUIDv7();
  const { bytes, ...facts } = answer;
  // A retour has the Header of its heenbericht, a JW325 one of its own.
  const { afzender, ontvanger } = heenbericht;
  const header =
    facts.type === 'JW325' ? { afzender: ontvanger, ontvanger: afzender } : { afzender, ontvanger };
  const back = { id, sender: heenbericht.recipient, recipient: heenbericht.sender };
  const mac = macOfMessage(keys.rows, {
    ...{ ...facts, ...header, ...back, byGateway: true, heenberichtId: heenbericht.id },
  });
  return {
    mac,
    id,
    ...facts,
    contentHash: keys.contentHash(bytes),
    size: bytes.length,
    ...keys.sealMessage({ ...back, type: facts.type }, bytes),
  };
}

/**
 * IdentificatieRetour of an answer, 12 characters: made from the number under which its heenbericht
 * was accepted, so that it is unique, and the same when a step runs twice. Who gets many of them does
 * not learn how much others send. (Earlier versions wrote that number itself, behind a G.)
 */
function identificatieOf(acceptance: string, keys: KeyRing): string {
  const number = Number(acceptance);
  if (number >= permuted) throw new Defect('identificatie-used-up');
  return `R${String(keys.answerNumber(number)).padStart(11, '0')}`;
}
