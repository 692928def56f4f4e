import type { Pool } from 'pg';
import { hasAllDeclarations } from '../../ledger/declarations/complete.ts';
import { Problem } from '../../problem.ts';
import { type BerichtType, berichtOfType } from '../../standard/catalogue.ts';
import type { Finding } from '../../standard/rules/engine/rule.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { answeredDeclaration, isUsed } from '../judging/answered-declaration.ts';
import type { InspectionDispatcher, JudgedWith } from '../judging/inspection-dispatcher.ts';
import { Defect } from '../judging/inspection-failed.ts';
import type { WholeHeader } from './recognised.ts';

/** The most findings that an answer lists, as with violations of the XSD. */
const mostFindings = 100;
/** The rule that a JW325 answers a JW323 which the gateway knows. */
const unknownDeclaratie = 'TR337';

/** What checking a message needs. */
export interface UnanswerableParts {
  readonly pool: Pool;
  readonly keys: KeyRing;
  readonly inspections: InspectionDispatcher;
}

/** A message whose XSD accepts it, and whose turn it takes. */
export interface Unanswerable {
  readonly party: string;
  readonly type: BerichtType;
  readonly bytes: Uint8Array;
}

/** Whether no other message answers a message of this type, so that its faults are told in the HTTP answer (a JW325). */
export function isUnanswerable(type: BerichtType): boolean {
  const { answeredBy, retourOf } = berichtOfType(type);
  return answeredBy === undefined && retourOf === undefined;
}

/**
 * Checks a message that no other message answers by the rules within it (readings.md). When the code of a rule fails, the
 * message is taken: its step fails on the same rule, and an operator decides.
 *
 * @throws {Problem} `rules`; {InspectionFailed}
 */
export async function checkWithin(parts: UnanswerableParts, message: Unanswerable): Promise<void> {
  refuse('rules', await findingsOn(parts, message));
}

/**
 * Checks a JW325 by the rules that look at the JW323 that it answers and at earlier messages of its gemeente. Where the
 * gateway does not know that JW323, it says so only if it knows all that was declared between the two: otherwise it may
 * have come by another way.
 *
 * @param declaration id of the JW323; null where it is not known
 * @throws {Problem} `rules-past`; {InspectionFailed}
 */
export async function checkAgainstPast(
  parts: UnanswerableParts,
  message: Unanswerable,
  header: WholeHeader,
  declaration: string | null,
): Promise<void> {
  const { pool, keys } = parts;
  const identificatieUsed = await isUsed(pool, message.type, header);
  const bytes =
    declaration === null
      ? undefined
      : await answeredDeclaration(parts, declaration).catch((error: unknown) => {
          if (error instanceof Defect) return undefined;
          throw error;
        });
  // Its step tells the operators of a JW323 that cannot be read.
  if (declaration !== null && !bytes) return;
  const answered = { identificatieUsed, ...(bytes && { declaration: bytes }) };
  const findings = await findingsOn(parts, message, { answered });
  const between = { gemeente: header.afzender, aanbieder: header.ontvanger };
  const all = bytes !== undefined || (await hasAllDeclarations(pool, keys.rows, between));
  refuse(
    'rules-past',
    findings.filter(({ rule }) => all || rule !== unknownDeclaratie),
  );
}

/** A JW325 whose Identificatie another one took at this moment (TR056). */
export function identificatieTaken(): Problem {
  const path = 'Header/BerichtIdentificatie/Identificatie';
  return new Problem('rules-past', { findings: [{ rule: 'TR056', path }], violationCount: 1 });
}

async function findingsOn(
  { inspections }: UnanswerableParts,
  { party, type, bytes }: Unanswerable,
  past?: JudgedWith,
): Promise<readonly Finding[]> {
  const question = { type, answer: 'none', identificatie: '' } as const;
  try {
    const { findings } = await inspections.judge(party, bytes, question, past);
    return findings.filter(({ advice }) => !advice);
  } catch (error) {
    if (error instanceof Defect) return [];
    throw error;
  }
}

function refuse(code: 'rules' | 'rules-past', findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  throw new Problem(code, {
    findings: findings.slice(0, mostFindings).map(({ rule, path }) => ({ rule, path })),
    violationCount: findings.length,
  });
}
