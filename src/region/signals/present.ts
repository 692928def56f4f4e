import type { SignalFacts, SignalRow } from './signal.ts';
import type { SignalViewer } from './viewer.ts';

/** A signal as a list shows it: without what people wrote. */
export interface SignalItem extends SignalFacts {
  /** Random id of the child; null in general, and when the child was forgotten. Absent for operators, as is the next. */
  readonly client?: string | null;
  readonly allocation?: string | null;
}

/** What was answered to a signal, or added by its reporter. */
export interface SignalAnswer {
  /** The party or office that wrote it. */
  readonly by: string;
  readonly at: Date;
  /** Null where it is destroyed. Absent for operators. */
  readonly text?: string | null;
}

/** A signal with what people wrote. */
export interface SignalDetails extends SignalItem {
  /** Null where it is destroyed: its term is over, or the child was forgotten. Absent for operators. */
  readonly text?: string | null;
  readonly answers: readonly SignalAnswer[];
  /** The ids of the signals of the same problem, as far as the caller may see these. */
  readonly linked: readonly string[];
}

/** A signal, with what this caller may read of it. */
export function presentSignal(viewer: SignalViewer, { child, ...facts }: SignalRow): SignalItem {
  if (viewer.as === 'operator') return facts;
  return {
    ...facts,
    client: child?.clientId ?? null,
    allocation: child?.allocationId ?? null,
  };
}
