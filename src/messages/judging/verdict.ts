import { randomUUIDv7 } from 'node:crypto';
import type { Pool } from 'pg';
import type { MessageEvent } from '../../ledger/model/events.ts';
import type { About } from '../../ledger/past/about.ts';
import type { DeclaredRead } from '../../ledger/past/declared-past.ts';
import type { Asked } from '../../ledger/past/past-question.ts';
import { type KnownPast, readPastBy } from '../../ledger/past/read-past.ts';
import type { PrestatieNote, ToldPrestatie } from '../../ledger/projection/note-prestaties.ts';
import type { Note } from '../../ledger/projection/update-projection.ts';
import type { Answered, Question } from '../../standard/answers/answer.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { Finding } from '../../standard/rules/engine/rule.ts';
import type { KeyRing, SealedFor } from '../../store/keys/keys.ts';
import { permuted } from '../../store/keys/permutation.ts';
import type { Decision, NewAnswer, NewFinding } from '../lifecycle/deliver.ts';
import { macOfMessage } from '../signed.ts';
import { answeredDeclaration, isUsed } from './answered-declaration.ts';
import { contractAdvice } from './contract-advice.ts';
import type { InHand } from './in-hand.ts';
import type { InspectionDispatcher } from './inspection-dispatcher.ts';
import { Defect } from './inspection-failed.ts';
import { missingRetour, retourMissing } from './missing-retour.ts';
import type { PastQuestions } from './question.ts';
import { whoseRules } from './whose-rule.ts';

/** The decision on a message, and what it adds to the ledger. */
export interface Verdict extends Decision {
  /** The events for the ledger, for each child. */
  readonly notes: readonly Note[];
  /** What a JW323 declares, or a JW325 decides. */
  readonly prestaties?: PrestatieNote;
}

/** What {@link judge} needs. */
export interface JudgeParts {
  readonly pool: Pool;
  readonly keys: KeyRing;
  readonly inspections: InspectionDispatcher;
  readonly questions: PastQuestions;
}

/**
 * Checks a message by the rules and writes the answer that the gateway gives (retour.md). For a retour in
 * which a party approves a message, it finds the ledger events that follow. Changes nothing: on the same day
 * and with the same past, the same message gets the same verdict.
 *
 * @throws {Defect} when the code of a rule fails, or the kept content cannot be read
 * @throws {InspectionFailed} when the rules could not be run
 */
export async function judge(message: InHand, parts: JudgeParts): Promise<Verdict> {
  const { refuses } = message;
  const nothing = { approved: true, findings: [], firstUse: false, refuses, notes: [] } as const;
  if (message.approves) {
    return { ...nothing, notes: await notesOf(message.approves, message, parts) };
  }
  if (refuses) return { ...nothing, findings: await reasonsOf(message, parts) };
  return message.judged ? judgeByRules(message, parts) : nothing;
}

async function judgeByRules(message: InHand, parts: JudgeParts): Promise<Verdict> {
  const { id, type, retourBy, refuses } = message;
  const bytes = readContent(message, message, parts.keys);
  const question = {
    type,
    answer: answerBy(message),
    identificatie: identificatieOf(message.acceptance, parts.keys),
  } as const;
  const past = pastLookedUp(parts, message.sender);
  const { lookUp } = past;
  const judged = await parts.inspections.judge(
    message.sender,
    bytes,
    question,
    type === 'JW325' ? {} : { lookUp, ...(type === 'JW323' && { declaration: id }) },
  );
  const { approved, events, advice } = judged;
  // A JW325 has no answer message. The intake checked it by its rules and takes a wrong one only when the code
  // of a rule failed there: an operator has to inform its sender.
  if (type === 'JW325' && !approved) throw new Defect('unanswerable');
  const answer = judged.answer && sealAnswer(message, judged.answer, parts.keys);
  const { found } = past;
  // When the recipient answers itself, the ledger waits for its approval.
  const isTrue = found && retourBy === 'gateway' && events.length > 0;
  const lacking = found && past.about && (await missingRetour(parts, past.about, judged.findings));
  const told = type === 'JW325' ? await decided(message, bytes, parts) : judged.declared;
  const decides = question.answer === 'decision';
  const by = decides ? { decision: answer, read: past.read } : {};
  const prestaties = prestatieNote(message, told, by);
  const reasons = approved ? await decidedReasons(message, parts, events, found?.knownPast) : [];
  return {
    approved,
    findings: [
      // The cause comes before its consequences.
      ...(lacking ? [{ rule: retourMissing, path: lacking }] : []),
      ...(decides ? judged.findings.map(codeIfRefusing) : judged.findings),
      ...reasons,
      ...advice.map(({ code, path }) => ({ rule: code, path })),
    ],
    firstUse:
      type === 'JW325'
        ? !(await isUsed(parts.pool, type, message))
        : found !== undefined && !found.knownPast.past.identificatieUsed,
    refuses,
    ...(answer && { answer }),
    notes: isTrue ? [{ ledgerCase: found.ledgerCase, events, messageId: id }] : [],
    ...(prestaties && { prestaties }),
  };
}

/**
 * What a JW325 decides on each Prestatie of its JW323, also of one that was declared before the ledger took note of that.
 * Nothing where the gateway does not know the JW323.
 */
async function decided(
  { declaration, sender }: InHand,
  bytes: Buffer,
  parts: JudgeParts,
): Promise<readonly ToldPrestatie[]> {
  if (declaration === null) return [];
  const declared = await answeredDeclaration(parts, declaration);
  return parts.inspections.decide(sender, bytes, { id: declaration, bytes: declared });
}

/** What the gateway is asked to answer in the name of the recipient. A declaration has a setting of its own. */
function answerBy({ type, retourBy, declarations }: InHand): Question['answer'] {
  if (type === 'JW325') return 'none';
  if (type === 'JW323' && declarations === 'gateway') return 'decision';
  return retourBy === 'gateway' ? 'verdict' : 'refusal';
}

/** What is advice has no RetourCode: in a declaration on which the gateway decides, a code stands in the JW325 too. */
function codeIfRefusing({ rule, path, retourCode, advice }: Finding): NewFinding {
  return advice ? { rule, path } : { rule, path, retourCode };
}

/**
 * The note for the ledger of the gemeente; undefined where there is nothing to note.
 *
 * @param by of a JW323 on which the gateway decides: its JW325, and what it was judged by, which must still be so
 */
function prestatieNote(
  { id, type, afzender, ontvanger }: InHand,
  told: readonly ToldPrestatie[],
  by: { readonly decision?: NewAnswer | undefined; readonly read?: DeclaredRead | undefined },
): PrestatieNote | undefined {
  if (told.length === 0) return undefined;
  const [municipality, provider] = type === 'JW325' ? [afzender, ontvanger] : [ontvanger, afzender];
  const { decision, read } = by;
  const messageId = decision?.id ?? id;
  return { municipality, provider, messageId, told, ...(read && { seen: read.revisions }) };
}

/** Whose rule a JW325 or JW319 rests on, where it refuses. */
async function decidedReasons(
  message: InHand,
  parts: JudgeParts,
  events: readonly MessageEvent[],
  past: KnownPast | undefined,
): Promise<NewFinding[]> {
  const { type, sender, recipient } = message;
  if (type === 'JW325') return reasonsOf(message, parts);
  if (type !== 'JW319' || !past) return [];
  const asking = { pool: parts.pool, macs: parts.keys.rows };
  return contractAdvice(asking, { gemeente: sender, aanbieder: recipient }, events, past.state);
}

/**
 * Whose rule a retour or JW325 of a party rests on. One that can be read no more is delivered all the same: it says
 * what it says.
 */
async function reasonsOf(
  message: InHand,
  { pool, keys, inspections }: JudgeParts,
): Promise<NewFinding[]> {
  const { id, type, sender, recipient, sealed } = message;
  if (sealed === null) return [];
  const bytes = readContent(message, message, keys);
  const refused = await inspections.refusedIn(sender, bytes, type);
  const between = { municipality: sender, provider: recipient };
  const asking = { pool, macs: keys.rows };
  return whoseRules(asking, { messageId: id, refused, ...(type === 'JW325' && { between }) });
}

/** The ledger events when a party approves a message. The rules are not checked again. */
async function notesOf(
  { id, type }: NonNullable<InHand['approves']>,
  kept: Kept & Pick<InHand, 'sender' | 'recipient'>,
  parts: JudgeParts,
): Promise<readonly Note[]> {
  const past = pastLookedUp(parts, kept.sender);
  // The heenbericht went the other way: its sender is the recipient of this retour.
  const heenbericht = { id, type, sender: kept.recipient, recipient: kept.sender };
  const bytes = readContent(heenbericht, kept, parts.keys);
  const events = await parts.inspections.eventsOnApproval(kept.sender, bytes, type, past.lookUp);
  if (!past.found || events.length === 0) return [];
  return [{ ledgerCase: past.found.ledgerCase, events, messageId: id }];
}

/** Looks up the past, and keeps what was found to write the ledger entries with. */
function pastLookedUp({ keys, questions }: JudgeParts, party: string) {
  const past: {
    found?: Awaited<ReturnType<typeof readPastBy>>;
    about?: About;
    /** Of a JW323. */
    read?: DeclaredRead;
    lookUp: (about: About) => Promise<KnownPast>;
  } = {
    lookUp: async (about) => {
      past.about = about;
      const today = dutchDate(new Date());
      const ask = (asked: Asked) => questions.ask(party, asked);
      past.found = await readPastBy({ ask, pool: questions.pool }, keys, about, today);
      const { knownPast } = past.found;
      const { declaration } = about;
      if (!declaration) return knownPast;
      const parts = { ...about, declaration };
      past.read = await questions.declared(party, keys, parts, today);
      return { ...knownPast, declared: past.read.declared };
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
    // The text of the error may hold personal data: only the code below is reported.
  }
  throw new Defect('content-unreadable');
}

/** The answer goes from the recipient of the heenbericht to its sender. */
function sealAnswer(
  heenbericht: InHand,
  answer: NonNullable<Answered['answer']>,
  keys: KeyRing,
): NewAnswer {
  const id = randomUUIDv7();
  const { bytes, ...facts } = answer;
  // A retour repeats the Header of its heenbericht; a JW325 has its own Header.
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
 * IdentificatieRetour of an answer, 12 characters: made from the acceptance number of its heenbericht, so that
 * it is unique, and the same when a step runs twice. The number is permuted, so that a party that gets many
 * answers does not learn how many messages others send. (Earlier versions wrote the number itself, behind a G.)
 */
function identificatieOf(acceptance: string, keys: KeyRing): string {
  const number = Number(acceptance);
  if (number >= permuted) throw new Defect('identificatie-used-up');
  return `R${String(keys.answerNumber(number)).padStart(11, '0')}`;
}
