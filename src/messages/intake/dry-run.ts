import type { Pool } from 'pg';
import type { About } from '../../ledger/past/about.ts';
import type { Advice } from '../../ledger/past/advice.ts';
import { readDeclaredPast } from '../../ledger/past/declared-past.ts';
import { type KnownPast, readPast } from '../../ledger/past/read-past.ts';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import { gemeenteOrAanbieder } from '../../parties/directory/codes.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import { mandatesFor } from '../../parties/mandates/acting.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem, type ProblemCode, type ProblemDetails } from '../../problem.ts';
import { dutchDate } from '../../standard/calendar.ts';
import { type Bericht, berichtOfType } from '../../standard/catalogue.ts';
import type { Validation, ValidationFinding } from '../../standard/validation.ts';
import type { Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { statement } from '../../store/statement.ts';
import type { InspectionDispatcher } from '../judging/inspection-dispatcher.ts';
import { missingRetour, retourMissing } from '../judging/missing-retour.ts';
import { questionOfMessage } from '../judging/question.ts';
import { type AtTheDoor, atTheDoor } from './at-the-door.ts';
import type { DoorQuestions } from './door-questions.ts';
import { mayPost } from './may-post.ts';
import { postingOf, type Recognised } from './recognised.ts';
import type { Submitted } from './same-bytes.ts';

/** The party that would get a message. */
export interface Recipient {
  readonly code: string;
  /** Whether it takes messages today. */
  readonly connected: boolean;
  /** Plain date: the last day on which it does; null: no end is set, or the party is not known here. */
  readonly until: string | null;
  readonly successor: string | null;
}

/** A finding of the rules, of the intake or of the past. */
export type DryRunFinding =
  | ValidationFinding
  | {
      /** A post would be refused with this problem. */
      readonly kind: 'problem';
      readonly level: 1;
      readonly line: number;
      readonly element: string;
      readonly rule: ProblemCode;
      readonly params: NonNullable<ProblemDetails['params']>;
    }
  | {
      /** A finding of the gateway itself, by its code. */
      readonly kind: 'word';
      readonly level: 3;
      readonly line: number;
      readonly element: string;
      readonly rule: typeof retourMissing | Advice['code'];
    };

export interface DryRun extends Omit<Validation, 'findings' | 'ontvanger'> {
  readonly findings: readonly DryRunFinding[];
  /** Null for a retour, which goes back, and where the Header names no party. */
  readonly recipient: Recipient | null;
  /** The message that was taken when this was posted before, if the caller may know it. */
  readonly taken: Submitted | null;
}

interface DryRunParts {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly inspections: InspectionDispatcher;
  readonly questions: DoorQuestions;
}

/** A message that is tried out. */
interface Trial {
  readonly call: Call;
  /** The party or credential whose turn judging it takes. */
  readonly payer: string;
  readonly bytes: Uint8Array;
  readonly message: Recognised;
}

/**
 * Finds everything that is wrong with a message, and why a post of it would be refused; keeps nothing of it. The
 * past is looked up only for the sender and for parties that may post for the sender: others must not learn
 * whom a gemeente helps. When the mandate ends meanwhile, the answer has nothing of the past. The look-up is in
 * the access log before this returns.
 *
 * A message that was taken before is not checked against the past, because it is part of that past.
 *
 * @throws {InspectionFailed} when there is no answer, {@link Defect} when the code of a rule failed
 */
export async function dryRun(parts: DryRunParts, call: Call, bytes: Uint8Array): Promise<DryRun> {
  const { inspections } = parts;
  const payer = call.principal.party ?? call.principal.credential.name;
  const message = await inspections.inspect(payer, bytes);
  if (message.outcome !== 'known') {
    const { ontvanger: _, ...validation } = await inspections.validate(payer, bytes);
    return { ...validation, recipient: null, taken: null };
  }
  const trial = { call, payer, bytes, message };
  for (;;) {
    const door = await atTheDoor(parts, call, message, bytes);
    const outcome = await judged(parts, trial, door);
    if (door.mandates === null || (await stillMay(parts, trial))) return outcome;
  }
}

async function stillMay({ questions }: DryRunParts, { call, message }: Trial): Promise<boolean> {
  try {
    await mayPost(questions, call.principal, postingOf(message));
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

async function judged(parts: DryRunParts, trial: Trial, door: AtTheDoor): Promise<DryRun> {
  const { store, keys, inspections } = parts;
  const { payer, bytes, message } = trial;
  const { taken, allowed } = door;
  const bericht = berichtOfType(message.type);
  const about =
    allowed && !taken && message.subject
      ? await inspections.read(payer, bytes, message.type)
      : undefined;
  const knownPast = about && (await pastOf(parts, trial.call, about));
  const { ontvanger, ...validation } = await inspections.validate(payer, bytes, knownPast);
  const recipient =
    ontvanger !== undefined && gemeenteOrAanbieder.test(ontvanger)
      ? await recipientOf(store.pool, ontvanger)
      : null;
  const problems = [
    ...door.problems.map((problem) => refusedFor(problem, bericht)),
    ...(recipient && !recipient.connected && !taken ? [notConnected(recipient)] : []),
  ];
  const lines = await inspections.linesOf(
    payer,
    bytes,
    problems.map(({ element }) => element),
  );
  const { findings } = validation;
  const lacking =
    about &&
    (await missingRetour(
      { pool: store.pool, keys },
      about,
      findings.map(({ rule, element }) => ({ rule, path: element })),
    ));
  const more: DryRunFinding[] = [
    ...problems.map((problem, index) => ({ ...problem, line: lines[index] ?? 0 })),
    ...(lacking !== undefined ? [lacksRetour(lacking, findings)] : []),
  ];
  return {
    ...validation,
    findings: [...more, ...findings],
    findingCount: validation.findingCount + more.length,
    recipient,
    taken: taken ?? null,
  };
}

type Refusal = Omit<Extract<DryRunFinding, { kind: 'problem' }>, 'line'>;

/** Problems that are about the sender of a message; the others are about what it answers. */
const ofSender: ReadonlySet<ProblemCode> = new Set([
  'not-your-message',
  'header-turned-round',
  'heenbericht-turned-round',
  'no-mandate',
  'party-ended',
]);

function refusedFor({ code, details }: Problem, { type, retourOf }: Bericht): Refusal {
  const answered =
    type === 'JW325'
      ? 'Header/DeclaratieIdentificatie'
      : 'Header/BerichtIdentificatie/Identificatie';
  const sender = retourOf ? 'Header/Ontvanger' : 'Header/Afzender';
  const element = ofSender.has(code) ? sender : answered;
  return { kind: 'problem', level: 1, element, rule: code, params: details.params ?? {} };
}

function notConnected({ code, until, successor }: Recipient): Refusal {
  return {
    ...{ kind: 'problem', level: 1, element: 'Header/Ontvanger' },
    rule: until === null ? 'unknown-recipient' : 'recipient-ended',
    params: { recipient: code, until: until ?? '', successor: successor ?? '' },
  };
}

function lacksRetour(element: string, findings: readonly ValidationFinding[]): DryRunFinding {
  const line = findings.find((finding) => finding.element === element)?.line ?? 0;
  return { kind: 'word', level: 3, line, element, rule: retourMissing };
}

const findRecipient = statement<{ code: string }>(
  'find-recipient',
  `select until::text, successor from ${partyTable} party where code = $code`,
);

/** Whether a party takes part is no secret: a POST shows it too. */
async function recipientOf(pool: Pool, code: string): Promise<Recipient> {
  const { rows } = await pool.query<{ until: string | null; successor: string | null }>(
    findRecipient({ code }),
  );
  const [party] = rows;
  const { until = null, successor = null } = party ?? {};
  const connected = party !== undefined && (until === null || until >= dutchDate(new Date()));
  return { code, connected, until, successor };
}

/** Reads the past of what a message is about. The access log is written before this returns. */
async function pastOf({ store, keys }: DryRunParts, call: Call, about: About): Promise<KnownPast> {
  const { pool } = store;
  const { party: mandatary, actsFor } = call.principal;
  const { afzender, gemeente, aanbieder, type } = about;
  const [mandate] =
    mandatary === undefined || actsFor.includes(afzender)
      ? []
      : await mandatesFor(pool, keys.rows, { mandatary, party: afzender, type });
  const today = dutchDate(new Date());
  const { knownPast, ledgerCase } = await readPast(pool, keys, about, today, questionOfMessage);
  const declaration =
    about.declaration &&
    (await readDeclaredPast(pool, keys, { ...about, declaration: about.declaration }, today));
  const wish = {
    party: afzender,
    counterparty: afzender === gemeente ? aanbieder : gemeente,
    clientIds: declaration?.clientIds ?? (ledgerCase.client ? [ledgerCase.client.id] : []),
    mandateId: mandate?.id ?? null,
  };
  await noteAccess(pool, keys.rows, entryOf(call, 'try-out', wish));
  return declaration ? { ...knownPast, declared: declaration.declared } : knownPast;
}
