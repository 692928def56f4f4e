import type { ColumnType, Generated } from 'kysely';
import type { Int8 } from './int8.ts';

/** How long things are kept and what was forgotten, as {@link Tables} has it. */
export interface KeepingTables {
  legal_hold: LegalHoldTable;
  forgetting: ForgettingTable;
  hour_figure: HourFigureTable;
  hour_progress: { single: Generated<boolean>; event_number: Int8 };
  forgotten: { day: string; id: string; kind: ForgottenKind };
}

/** What happened to messages in an hour. */
export interface HourFigureTable {
  /** Its begin. */
  hour: Date;
  subject: 'moved' | 'failed' | 'took';
  key: string;
  count: Int8;
}

/** On one of a message, a child and a party. */
export interface LegalHoldTable {
  id: string;
  message_id: string | null;
  client_id: string | null;
  party_code: string | null;
  reason: string;
  placed_by: string;
  placed_at: Generated<Date>;
  lifted_by: string | null;
  lifted_at: Date | null;
  /** Goes up with each change. */
  revision: Generated<number>;
  mac: Buffer | null;
}

/** A day on which what was over was forgotten. */
export interface ForgettingTable {
  day: string;
  started_at: Generated<Date>;
  finished_at: Date | null;
  terms: ColumnType<unknown, string, string>;
  messages: Generated<number>;
  refused: Generated<number>;
  clients: Generated<number>;
  imports: Generated<number>;
  access_log_months: Generated<string[]>;
  held_messages: number | null;
  held_clients: number | null;
  held_months: number | null;
  waiting_messages: number | null;
}

export const forgottenKinds = ['message', 'refused', 'client'] as const;
export type ForgottenKind = (typeof forgottenKinds)[number];
