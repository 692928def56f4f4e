import type { Generated } from 'kysely';
import type { Int8 } from './int8.ts';

/** What gemeenten and aanbieders have to do before a day, as {@link Tables} has it. */
export interface RegionTables {
  term: TermTable;
  term_count: TermCountTable;
  term_progress: {
    single: Generated<boolean>;
    event_number: Generated<Int8>;
    basis: Generated<string>;
    began_on: Generated<string>;
  };
  term_chain: { municipality: string; number: Int8 };
  term_pending: {
    message_id: string;
    municipality: string;
    provider: string;
    client_id: string | null;
  };
  provider_children: { provider: string; month: string; children: number };
  figure: FigureTable;
  counterparty_figure: CounterpartyFigureTable;
  figure_progress: { single: Generated<boolean>; event_number: Generated<Int8> };
  figure_chain: { municipality: string; number: Int8 };
  signal: SignalTable;
  signal_municipality: { signal_id: string; municipality: string };
  signal_child: {
    signal_id: string;
    client_id: string;
    allocation_id: string;
    mac: Buffer | null;
  };
  signal_answer: { signal_id: string; ordinal: number; by_party: string; answered_at: Date };
  signal_text: { signal_id: string; ordinal: number; client_id: string | null; sealed: Buffer };
  signal_link: { one: string; other: string; linked_by: string; linked_at: Generated<Date> };
}

export interface SignalTable {
  id: string;
  reporter: string;
  gemeenten: string[];
  kind: string;
  segment: string | null;
  about: 'allocation' | 'general';
  provider: string | null;
  size: string | null;
  status: Generated<'open' | 'answered' | 'closed'>;
  reported_at: Date;
  reported_on: string;
  answer_count: Generated<number>;
  closed_at: Date | null;
  closed_by: string | null;
  close_reason: string | null;
  texts_kept: Generated<boolean>;
  revision: Generated<number>;
  mac: Buffer | null;
}

export interface TermTable {
  id: string;
  kind: string;
  municipality: string;
  provider: string;
  debtor: string;
  creditor: string;
  message_id: string | null;
  client_id: string | null;
  toewijzing_nummer: string | null;
  reference_hash: Buffer | null;
  since: string;
  due_on: string;
  met_at: Date | null;
  met_by: string | null;
  pending: Generated<boolean>;
  taken: number | null;
  status: 'open' | 'missed' | 'in-time' | 'late' | 'void';
  void_reason: string | null;
  missed_on: string | null;
  changed_at: Generated<Date>;
}

/** How many terms ended how, by the month in which they were due. */
export interface TermCountTable {
  municipality: string;
  provider: string;
  kind: string;
  by_gemeente: boolean;
  /** The first of the month. */
  month: string;
  status: 'missed' | 'in-time' | 'late';
  /** -1 where it is not met. */
  taken: number;
  count: Int8;
}

/** How much of something happened on a day, for a gemeente. */
export interface FigureTable {
  municipality: string;
  day: string;
  subject: 'message' | 'rule' | 'refusal' | 'door' | 'allocated' | 'started' | 'stopped';
  key: string;
  size: 'small' | 'large';
  count: Int8;
}

/** How often a gemeente or aanbieder did something to the other in a month. */
export interface CounterpartyFigureTable {
  municipality: string;
  provider: string;
  /** The first of the month. */
  month: string;
  by_gemeente: boolean;
  kind: 'refused' | 'without-rule' | 'answered-twice';
  count: Int8;
}
