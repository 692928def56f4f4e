import type { ChainReport, Verification as LedgerResult } from '../../ledger/chain/verify.ts';
import type { LogVerification } from '../../parties/access-log/verify.ts';
import type { VerifiedKind } from '../../store/verification-tables.ts';
import type { RowVerification } from '../integrity/verify-rows.ts';

/** `not-believed`: somebody changed the row in the database, so it is not known what was found. */
export const verificationStates = [
  ...(['running', 'sound', 'faulty', 'stopped', 'failed', 'not-believed'] as const),
] as const;
export type VerificationState = (typeof verificationStates)[number];

/** The first thing that is wrong. There is nothing personal in it. */
export interface VerificationFault {
  readonly kind: string;
  /** Of the chain of the ledger; `-` for the record that old chains are closed. */
  readonly municipality: string | null;
  /** Of an entry of the ledger, or a batch of the access log. */
  readonly number: number | null;
  /** One or more entries from `number` to this. */
  readonly to: number | null;
  /** Of a row. */
  readonly table: string | null;
  /** Of a row; null where its table has no ids that say nothing. */
  readonly id: string | null;
}

/** What a verification found when it came to its end. */
export interface Conclusion {
  /** What is right, from the first on: entries of the ledger, batches of the access log; rows that were looked at. */
  readonly done: number;
  /** Chains or rows that are wrong. */
  readonly faultCount: number;
  readonly fault: VerificationFault | null;
}

/** A verification that is kept. */
export interface KeptVerification extends Conclusion {
  readonly id: string;
  readonly what: VerifiedKind;
  /** The gemeente of the one chain that was asked for; null: all. */
  readonly municipality: string | null;
  readonly state: VerificationState;
  /** As the access log names who does something; `gateway`: by the clock. */
  readonly by: string;
  readonly begunAt: Date;
  /** Null while it runs. Of one whose process died: its last sign of life. */
  readonly endedAt: Date | null;
  readonly total: number;
  /** The code of what went wrong, where it could not be finished. */
  readonly failedCode: string | null;
}

const nowhere = { municipality: null, number: null, to: null, table: null, id: null };
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What is kept of the verification of the ledger. */
export function concludeLedger({ chains, entries }: LedgerResult): Conclusion {
  const broken = chains.filter((chain) => chain.fault !== undefined);
  return { done: entries, faultCount: broken.length, fault: faultOfChain(broken[0]) };
}

function faultOfChain(chain: ChainReport | undefined): VerificationFault | null {
  if (!chain?.fault) return null;
  const { kind, number, to = null } = chain.fault;
  return { ...nowhere, kind, municipality: chain.municipality, number, to };
}

/** What is kept of the verification of the access log. */
export function concludeLog({ batches, fault }: LogVerification): Conclusion {
  return {
    done: batches,
    faultCount: fault ? 1 : 0,
    fault: fault ? { ...nowhere, kind: fault.kind, number: fault.batch } : null,
  };
}

/** What is kept of the verification of rows: ids alone, not codes of parties. */
export function concludeRows({ rows, faults, faultCount }: RowVerification): Conclusion {
  const [first] = faults;
  return {
    done: Object.values(rows).reduce((sum, count) => sum + count, 0),
    faultCount,
    fault: first ? { ...nowhere, kind: first.kind, table: first.table, id: idOf(first.id) } : null,
  };
}

const idOf = (id: string) => (uuid.test(id) ? id : null);
