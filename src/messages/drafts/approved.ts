import type { Pool } from 'pg';
import { NotBelieved, type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import type { MessageStatus } from '../../store/tables.ts';
import { factsOf, signedMessage } from '../signed.ts';
import { findingsOf } from '../views/message-table.ts';

const answersTo = unnamed<{ ids: readonly string[] }>(`
  select m.id, m.status, m.error_code as "errorCode", ${findingsOf('m.id')} as findings, answer.proof,
    answer.accepted
  from unnest($ids::uuid[]) asked (id)
  cross join lateral (select * from message where id = asked.id offset 0) m
  left join lateral (
    select ${proofOf(signedMessage, 'said')} as proof, said.accepted_at is not null as accepted
    from message said where said.heenbericht_id = m.id and said.status <> 'refused' limit 1 offset 0
  ) answer on true`);

/** How a message that was sent stands. */
export interface SentState {
  readonly status: MessageStatus;
  readonly errorCode: string | null;
  /** As of {@link retourOn}. */
  readonly said: 'none' | 'approving' | 'approved' | 'refused';
  /** Codes of the rules that it breaks, each once. */
  readonly rules: readonly string[];
}

/**
 * How some messages stand, by id: as {@link retourOn}, in one question.
 *
 * @param leaveOut gets the failure of a message with an answer that is not believed, which the result then lacks; without
 *   it, that is thrown
 * @throws {NotBelieved}
 */
export async function answersOn(
  pool: Pool,
  macs: RowMacs,
  ids: readonly string[],
  leaveOut?: (error: NotBelieved) => void,
): Promise<ReadonlyMap<string, SentState>> {
  if (ids.length === 0) return new Map();
  const { rows } = await pool.query<{
    id: string;
    status: MessageStatus;
    errorCode: string | null;
    findings: readonly { readonly rule: string }[];
    proof: Proof | null;
    accepted: boolean | null;
  }>(answersTo({ ids }));
  return new Map(
    rows.flatMap(({ id, proof, accepted, findings, ...row }) => {
      try {
        macs.check(signedMessage, proof);
      } catch (error) {
        if (!leaveOut || !(error instanceof NotBelieved)) throw error;
        leaveOut(error);
        return [];
      }
      const rules = [...new Set(findings.map(({ rule }) => rule))];
      return [[id, { ...row, rules, said: saidBy(proof, accepted === true) }] as const];
    }),
  );
}

function saidBy(proof: Proof | null, accepted: boolean): SentState['said'] {
  if (proof === null) return 'none';
  if (factsOf(proof).refuses) return 'refused';
  return accepted ? 'approved' : 'approving';
}

const retourOf = unnamed<{ id: string }>(`
  select ${proofOf(signedMessage, 'answer')} as proof, answer.accepted_at is not null as accepted
  from message answer
  where answer.heenbericht_id = $id::uuid and answer.status <> 'refused'
  limit 1`);

/**
 * What the retour of a message says: `none` as long as there is none, `approving` until an approval is with its
 * recipient, and true by that.
 *
 * @throws {NotBelieved}
 */
export async function retourOn(
  pool: Pool,
  macs: RowMacs,
  id: string,
): Promise<'none' | 'approving' | 'approved' | 'refused'> {
  const { rows } = await pool.query<{ proof: Proof; accepted: boolean }>(retourOf({ id }));
  const [row] = rows;
  if (row) macs.check(signedMessage, row.proof);
  return saidBy(row?.proof ?? null, row?.accepted === true);
}
