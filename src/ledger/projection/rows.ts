import type { Allocation } from '../model/state.ts';

/** One child at one aanbieder for one gemeente. */
export interface CaseId {
  readonly municipality: string;
  readonly provider: string;
  readonly clientId: string;
}

/** A row of `allocation`, under the names of its columns. Without anything personal. */
export interface AllocationRow {
  readonly id: string;
  readonly toewijzing_nummer: string;
  readonly owns_number: boolean;
  readonly status: Allocation['status'] | 'forgotten';
  readonly product_category: string | null;
  readonly product_code: string | null;
  readonly decided_on: string | null;
  readonly begin_date: string | null;
  readonly end_date: string | null;
  readonly reason: string | null;
  readonly volume: string | null;
  readonly unit: string | null;
  readonly frequency: string | null;
  /** As Postgres reads a bigint. */
  readonly budget_cents: string | null;
  readonly predecessors: readonly string[] | null;
  readonly successors: readonly string[] | null;
  /** ISO 8601 in UTC, to the millisecond. */
  readonly changed_at: string;
}

/** A row of `request`. */
export interface RequestRow {
  /** As Postgres reads bytes: `\x` and hexadecimal digits. */
  readonly reference_hash: string;
  readonly type: 'JW315' | 'JW317' | null;
  readonly owns_reference: boolean;
  readonly answers: readonly string[];
  readonly honoured: boolean;
  /** The message that made it; null where it was imported, or not made here. */
  readonly message_id: string | null;
  /** When its entry was added, in the form of `changed_at`; null where it was not made here. */
  readonly requested_at: string | null;
  /** The content of its entry, encrypted, in the form of {@link RequestRow.reference_hash}. */
  readonly sealed: string | null;
  /** Of that entry; 1 where there is none. */
  readonly sealed_version: number;
  /** The messages that answered or honoured it, in order, at most {@link keptAnswers}. */
  readonly answered_by: readonly string[];
}

/** How many messages that answered a request the table has at most. */
export const keptAnswers = 100;

/** A row of `delivery`. */
export interface DeliveryRow {
  readonly kind: 'start' | 'stop';
  readonly ordinal: number;
  readonly toewijzing_nummer: string | null;
  readonly product_category: string | null;
  readonly product_code: string | null;
  readonly begin_date: string;
  readonly end_date: string | null;
  readonly reason: string | null;
  readonly removed: boolean;
}

/** The columns that name the case of a row. */
interface CaseColumns {
  readonly municipality: string;
  readonly provider: string;
  readonly client_id: string;
}

/** Rows of any cases, with all columns that follow from the entries. */
export interface WholeRows {
  readonly allocations: readonly (CaseColumns & AllocationRow)[];
  readonly requests: readonly (CaseColumns & RequestRow)[];
  readonly deliveries: readonly (CaseColumns & DeliveryRow)[];
}

/**
 * SQL: the columns that follow from the entries, by table. No other columns are written or compared here: a column
 * that others add keeps its default.
 */
export const projectedColumns = {
  allocation: columns<CaseColumns & AllocationRow>({
    ...{ municipality: 0, provider: 0, client_id: 0, id: 0, toewijzing_nummer: 0, owns_number: 0 },
    ...{
      status: 0,
      product_category: 0,
      product_code: 0,
      decided_on: 0,
      begin_date: 0,
      end_date: 0,
    },
    ...{ reason: 0, volume: 0, unit: 0, frequency: 0, budget_cents: 0, predecessors: 0 },
    ...{ successors: 0, changed_at: 0 },
  }),
  request: columns<CaseColumns & RequestRow>({
    ...{
      municipality: 0,
      provider: 0,
      client_id: 0,
      reference_hash: 0,
      type: 0,
      owns_reference: 0,
    },
    ...{ answers: 0, honoured: 0, message_id: 0, requested_at: 0, sealed: 0, sealed_version: 0 },
    ...{ answered_by: 0 },
  }),
  delivery: columns<CaseColumns & DeliveryRow>({
    ...{ municipality: 0, provider: 0, client_id: 0, kind: 0, ordinal: 0, toewijzing_nummer: 0 },
    ...{ product_category: 0, product_code: 0, begin_date: 0, end_date: 0, reason: 0, removed: 0 },
  }),
} as const;

/** @param names every column of a row, as the type enforces */
function columns<Row>(names: Readonly<Record<keyof Row, 0>>): string {
  return Object.keys(names).join(', ');
}

/** The rows of one case, or those that change. */
export interface CaseRows {
  readonly allocations: readonly AllocationRow[];
  readonly requests: readonly RequestRow[];
  readonly deliveries: readonly DeliveryRow[];
}

/** The rows of one case, each with the columns that name the case. */
export function wholeRows(
  { municipality, provider, clientId }: CaseId,
  { allocations, requests, deliveries }: CaseRows,
): WholeRows {
  const whole = <Row>(row: Row) => ({ municipality, provider, client_id: clientId, ...row });
  return {
    allocations: allocations.map(whole),
    requests: requests.map(whole),
    deliveries: deliveries.map(whole),
  };
}

/** The rows of several cases. */
export function together(cases: readonly WholeRows[]): WholeRows {
  return {
    allocations: cases.flatMap(({ allocations }) => allocations),
    requests: cases.flatMap(({ requests }) => requests),
    deliveries: cases.flatMap(({ deliveries }) => deliveries),
  };
}
