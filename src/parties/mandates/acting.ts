import type { Pool } from 'pg';
import { Problem } from '../../problem.ts';
import { NotBelieved, type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { listStatement } from '../../store/rows.ts';
import { signedParty } from '../directory/signed.ts';
import { holdsNow } from '../permissions/permission.ts';
import { mandateTable } from './mandate-table.ts';
import { signedMandate } from './signed.ts';

/** A party that wants to act for another, with messages of a type. */
export interface Acting {
  /** The party that acts. */
  readonly mandatary: string;
  /** The party for which it acts. */
  readonly party: string;
  /** The type of the message; null for any. */
  readonly type: string | null;
}

/**
 * SQL: a select of the mandates that hold when the statement begins. The caller may add conditions (`and ...`), an
 * order, and a lock.
 *
 * @param what the selected columns of the row `mandate`; empty where only existence matters
 * @param whose a condition on the row `mandate`: by whom, for whom and of which types
 */
export function mandatesInForce(what: string, whose: string): string {
  return `select ${what} from mandate where ${whose} and ${holdsNow(mandateTable)}`;
}

/** The proofs of a mandate and of its two parties, because it also matters whether these have ended. */
export type MandateProof = readonly [mandate: Proof, party: Proof, mandatary: Proof];

/** SQL: the {@link MandateProof} of a row of `mandate`, in JSON. */
export const mandateProof = `(select json_build_array(${proofOf(signedMandate, 'mandate')},
    ${proofOf(signedParty, 'giver')}, ${proofOf(signedParty, 'actor')})
  from party giver, party actor
  where giver.code = mandate.party and actor.code = mandate.mandatary)`;

/** @throws {NotBelieved} */
export function checkMandates(rows: RowMacs, proofs: readonly MandateProof[] | null): void {
  for (const [mandate, party, mandatary] of proofs ?? []) {
    rows.check(signedMandate, mandate);
    rows.check(signedParty, party, mandatary);
  }
}

/** A mandate whose MAC was checked. Its row has not changed as long as it has this MAC. */
export interface BelievedMandate {
  readonly id: string;
  readonly mac: Buffer | null;
  readonly messageTypes: readonly string[];
}

/**
 * Whether a mandate holds now: those that do, in the order of their ids; `not-now` when this party gave this mandatary one
 * that has ended, was withdrawn, has not begun, or is for other types; `never` when it never gave one.
 */
export type MandateAnswer = readonly BelievedMandate[] | 'not-now' | 'never';

/** Mandates of one party for another that hold now, in the order of their ids. @throws {NotBelieved} */
export async function mandatesFor(
  pool: Pool,
  rows: RowMacs,
  acting: Acting,
): Promise<readonly BelievedMandate[]> {
  const [answer] = await mandateAnswers(pool, rows, [acting]);
  if (answer instanceof NotBelieved) throw answer;
  return typeof answer === 'object' ? answer : [];
}

/**
 * Whether mandates hold now.
 *
 * A mandate may end meanwhile, so the statement that stores a message checks it again.
 *
 * @returns an answer for each, in order; an error where a row is not believed
 */
export async function mandateAnswers(
  pool: Pool,
  rows: RowMacs,
  actings: readonly Acting[],
): Promise<(MandateAnswer | NotBelieved)[]> {
  const { rows: found } = await pool.query<FoundMandate>(
    statement(actings.map((acting, nr) => ({ ...acting, nr }))),
  );
  const byNumber = Map.groupBy(found, ({ nr }) => nr);
  return actings.map((_, nr) => answerIn(rows, byNumber.get(nr) ?? []));
}

interface FoundMandate {
  readonly nr: number;
  readonly ever: boolean;
  /** Null where none holds. */
  readonly id: string | null;
  readonly mac: Buffer | null;
  readonly messageTypes: readonly string[];
  readonly proof: MandateProof;
}

const statement = listStatement<Acting & { readonly nr: number }>(
  'mandate-answers',
  'wanted',
  { nr: 'integer', mandatary: 'text', party: 'text', type: 'text' },
  (given) => `
    with ${given}
    select wanted.nr, held.*,
      exists (select from mandate
        where mandate.mandatary = wanted.mandatary and mandate.party = wanted.party) as ever
    from wanted left join lateral (
      ${mandatesInForce(
        `mandate.id, mandate.mac, mandate.message_types as "messageTypes", ${mandateProof} as proof`,
        `mandate.mandatary = wanted.mandatary and mandate.party = wanted.party
          and (wanted.type is null or wanted.type = any(mandate.message_types))`,
      )}
    ) held on true
    order by wanted.nr, held.id`,
);

function answerIn(rows: RowMacs, found: readonly FoundMandate[]): MandateAnswer | NotBelieved {
  const holding = found.flatMap(({ id, mac, messageTypes, proof }) =>
    id === null ? [] : [{ mandate: { id, mac, messageTypes }, proof }],
  );
  if (holding.length === 0) return found.some(({ ever }) => ever) ? 'not-now' : 'never';
  try {
    checkMandates(
      rows,
      holding.map(({ proof }) => proof),
    );
  } catch (error) {
    if (error instanceof NotBelieved) return error;
    throw error;
  }
  return holding.map(({ mandate }) => mandate);
}

/** The problem of a caller that acts for a party without a mandate. It reveals nothing of that party. */
export function noMandate(party: string, type = '*'): Problem {
  return new Problem('no-mandate', { params: { party, type } });
}
