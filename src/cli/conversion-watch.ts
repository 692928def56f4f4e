import { conversionOf } from '../ledger/conversion/records.ts';
import {
  type ConversionReport,
  type PostStep,
  reportOf,
  summedReport,
  unansweredMessages,
} from '../ledger/conversion/report.ts';
import { answersOn } from '../messages/drafts/approved.ts';
import { findParty } from '../parties/directory/parties.ts';
import type { Store } from '../store/database.ts';
import type { RowMacs } from '../store/keys/row-mac.ts';
import { watchUntil } from './watch.ts';

/** Waits until a preview is made, see {@link watchUntil}. @param id of its record */
export async function watchPreview(store: Store, macs: RowMacs, id: string): Promise<void> {
  await watchUntil(
    store,
    () => conversionOf(store.pool, macs, id),
    ({ state, progress: { done, total } }) => ({
      done: state !== 'making',
      bar: [done, total ?? Math.max(1, done), 'cases'],
    }),
  );
}

/** What became of a commit, and how many of its messages wait for an answer of their aanbieder. */
export interface Watched {
  readonly report: ConversionReport;
  readonly awaiting: number;
  /** Messages with which the gateway could do nothing more by itself: a person has to look. */
  readonly stuck: number;
  /** No worker runs, so it was not waited for. */
  readonly alone: boolean;
}

/** A commit to wait for. */
export interface WatchedCommit {
  readonly conversion: { readonly id: string; readonly number: number };
  readonly commit: NonNullable<ConversionReport['commit']>;
}

/**
 * Waits until all messages of a commit went, and those were answered that a gateway answers: which wait for an answer of an
 * aanbieder, or of a person because they failed, it does not wait for. See {@link watchUntil}.
 */
export async function watchCommit(
  store: Store,
  macs: RowMacs,
  { conversion, commit }: WatchedCommit,
): Promise<Watched> {
  const answering = new GatewayAnswers(store, macs, commit.id);
  const { end, alone } = await watchUntil(
    store,
    async () => {
      const asked = { conversionId: conversion.id, commitId: commit.id };
      const counts = await reportOf(store.pool, asked);
      const report = summedReport(conversion.number, commit, counts);
      const { pending, stuck } = await answering.to(report);
      const awaiting = countOf(report, 'sent') - pending - stuck;
      return { report, awaiting, pending, stuck };
    },
    ({ report, pending }) => {
      const left = countOf(report, 'waiting') + countOf(report, 'posting');
      return {
        done: left + pending === 0,
        bar: [report.messages - left, report.messages, `messages${stepsText(report)}`],
      };
    },
  );
  const { report, awaiting, stuck } = end;
  return alone ? { report, awaiting: 0, stuck: 0, alone } : { report, awaiting, stuck, alone };
}

function countOf({ steps }: ConversionReport, step: PostStep): number {
  return steps[step] ?? 0;
}

function stepsText(report: ConversionReport): string {
  const shown = ['approved', 'refused', 'failed', 'held-back'] as const;
  return shown
    .filter((step) => countOf(report, step) > 0)
    .map((step) => `, ${countOf(report, step)} ${step}`)
    .join('');
}

/** Looks without a change after which it is asked what messages wait for. */
const patience = 10;

/** Tells for how many messages an answer of the gateway itself is still to come. */
class GatewayAnswers {
  readonly #store: Store;
  readonly #macs: RowMacs;
  readonly #commitId: string;
  readonly #byItself = new Map<string, boolean>();
  #sent = 0;
  #looks = 0;

  constructor(store: Store, macs: RowMacs, commitId: string) {
    this.#store = store;
    this.#macs = macs;
    this.#commitId = commitId;
  }

  async to({ pairs }: ConversionReport): Promise<{ pending: number; stuck: number }> {
    let pending = 0;
    for (const { aanbieder, steps } of pairs)
      if (steps.sent && (await this.#gatewayAnswersFor(aanbieder))) pending += steps.sent;
    this.#looks = pending === this.#sent ? this.#looks + 1 : 0;
    this.#sent = pending;
    if (pending === 0 || this.#looks < patience) return { pending, stuck: 0 };
    this.#looks = 0;
    const stuck = await this.#failed();
    return { pending: pending - stuck, stuck };
  }

  async #gatewayAnswersFor(code: string): Promise<boolean> {
    const known = this.#byItself.get(code);
    if (known !== undefined) return known;
    const party = await findParty(this.#store.db, this.#macs, code);
    const found = party?.retourBy !== 'party';
    this.#byItself.set(code, found);
    return found;
  }

  /** Of those that the gateway answers, and that have no answer: how many failed. */
  async #failed(): Promise<number> {
    const { pool } = this.#store;
    const own = [];
    for (const { aanbieder, messageId } of await unansweredMessages(pool, this.#commitId))
      if (await this.#gatewayAnswersFor(aanbieder)) own.push(messageId);
    const states = await answersOn(pool, this.#macs, own);
    return own.filter((id) => states.get(id)?.status === 'failed').length;
  }
}
