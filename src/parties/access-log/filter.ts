import type { AccessAction } from './entry.ts';

/** Filters of rows. */
export interface LogFilter {
  readonly action?: AccessAction;
  /** The owner of the data, its counterparty, or the party of the actor. */
  readonly party?: string;
  readonly messageId?: string;
  /** Random id of a child: rows about the ledger on it, and about messages that reported it. */
  readonly clientId?: string;
  /** The name of a credential. */
  readonly actor?: string;
  readonly from?: Date;
  /** Before this moment. */
  readonly to?: Date;
}

export interface LogPage extends LogFilter {
  readonly limit: number;
  /** The id at which the previous page ended. */
  readonly before?: string;
}

/** The viewer: a party sees rows about its own data only; null for an auditor, who sees all. */
export type LogViewer = readonly string[] | null;
