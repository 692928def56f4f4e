import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { entriesAfter, isFull } from '../../ledger/views/history.ts';
import { statusChanged } from '../../messages/lifecycle/changed.ts';
import { dutchDate } from '../../standard/calendar.ts';
import { eventsAfter } from '../../store/events/read.ts';
import { Recurring } from '../../store/recurring.ts';
import { inTransaction } from '../../store/transaction.ts';
import { type Change, dropTerms, type KeptTerm, readKept, readOver, writeTerms } from './keep.ts';
import { type Made, type MakingParts, termsAfter } from './made.ts';
import { advanceProgress, holdProgress } from './progress.ts';
import { settled } from './settle.ts';
import type { Term } from './term.ts';

/** Goes up when the same events and entries give other terms: all are then made again. */
const rules = 1;
const batchSize = 500;
/** How often it looks, in milliseconds. */
const pauseMs = 1000;
/** How long it rests at most between two rounds when there is more, in milliseconds. */
const restMs = 500;
/** How often it looks for terms that are kept no longer, in milliseconds. */
const dropEveryMs = 3_600_000;

/** What terms are made with. */
export interface TermParts extends MakingParts {
  readonly pool: Pool;
  /** Whole months that a term is kept after the month in which it was due, once it is met. */
  readonly keptMonths: number;
  /** Hears that all terms are made again, and that this is done. */
  readonly onAnew?: (state: 'begun' | 'done') => void;
}

/** How a round is done. */
export interface TermRound {
  /** Events, entries of the ledger, and terms that are over, at most of each. */
  readonly limit?: number;
  /** Whether all is read again where other rules or days were used before; see {@link holdProgress}. */
  readonly mayBeginAnew?: boolean;
  /** Called when no other process is at it. */
  readonly onHeld?: () => void;
}

/**
 * Makes terms of the next events and entries of the ledger, and notes which are over, in one commit. What it makes
 * depends on what is kept and not on the order of reading: read twice it gives the same.
 *
 * When it runs twice at once, or in two processes, one of them locks the progress and the others do nothing. When it
 * dies halfway, nothing has changed.
 *
 * @returns whether there is more to do
 */
export function followTerms(
  parts: TermParts,
  { limit = batchSize, mayBeginAnew = true, onHeld }: TermRound = {},
): Promise<boolean> {
  return inTransaction(parts.pool, async (client) => {
    const { calendar } = parts;
    const basis = `${rules} ${[...calendar.equalised].sort()}`;
    const progress = await holdProgress(client, basis, mayBeginAnew);
    if (!progress) return false;
    onHeld?.();
    if (progress.isAnew) parts.onAnew?.('begun');
    const events = await eventsAfter(client, progress.event, limit);
    const added = await entriesAfter(client, progress.chains, limit);
    const changed = events.flatMap(({ kind, subject, to }) =>
      kind === statusChanged.kind && (to === 'accepted' || to === 'rejected') ? subject.id : [],
    );
    const today = dutchDate(new Date());
    const made = await termsAfter(client, parts, changed, added);
    const terms = made.drafts.flatMap((draft) => settled(draft, { calendar, today }) ?? []);
    const changes = await changesOf(client, made, terms, horizonOf(today, parts.keptMonths));
    const over = await readOver(client, today, limit);
    const ids = new Set(changes.map(({ after }) => after.id));
    const missed = over
      .filter(({ id }) => !ids.has(id))
      .map((before) => ({ before, after: { ...before, status: 'missed' as const } }));
    await writeTerms(client, [...changes, ...missed], progress.watchedSince);
    const chains = new Map(
      added.map(({ municipality, chainNumber }) => [municipality, chainNumber]),
    );
    const last = events.at(-1)?.number ?? progress.event;
    if (events.length > 0 || added.length > 0) await advanceProgress(client, last, chains);
    return events.length === limit || over.length === limit || isFull(added, limit);
  });
}

/** First day of the month so many months before that of a day. */
function horizonOf(today: string, months: number): string {
  const [year, month] = today.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10);
}

/** What differs from the table. */
async function changesOf(
  client: PoolClient,
  { children, refused }: Made,
  terms: readonly Term[],
  horizon: string,
): Promise<Change[]> {
  const ids = terms.map(({ id }) => id);
  if (ids.length === 0 && children.length === 0 && refused.length === 0) return [];
  const kept = await readKept(client, { ids, children, messages: refused });
  const before = new Map(kept.map((term) => [term.id, term]));
  const changes = new Map<string, Change>();
  for (const after of terms) {
    const known = before.get(after.id) ?? null;
    before.delete(after.id);
    const isOver = after.status !== 'open' && after.status !== 'missed' && after.dueOn < horizon;
    if (known ? isSame(known, after) : isOver) continue;
    changes.set(after.id, { before: known, after });
  }
  for (const known of before.values())
    if (known.status !== 'void') changes.set(known.id, { before: known, after: voided(known) });
  return [...changes.values()];
}

function voided(term: KeptTerm): Term {
  const isDelivery = term.kind === 'start' || term.kind === 'stop';
  return {
    ...term,
    ...{ metAt: null, metBy: null, pending: false, taken: null, status: 'void' },
    voidReason: isDelivery ? 'removed' : 'refused',
  };
}

function isSame(one: Term, other: Term): boolean {
  return factsOf(one) === factsOf(other);
}

function factsOf(term: Term): string {
  const { status, since, dueOn, metAt, metBy, pending, taken, voidReason, ...rest } = term;
  const { municipality, debtor, creditor, messageId, clientId, toewijzingNummer } = rest;
  return JSON.stringify([
    ...[status, since, dueOn, metAt, metBy, pending, taken, voidReason],
    ...[municipality, debtor, creditor, messageId, clientId, toewijzingNummer],
  ]);
}

/**
 * Makes terms for as long as the process runs. Many processes may do so.
 *
 * @param onError gets the code of a failure; it is tried again
 */
export function termFollowing(parts: TermParts, onError: (code: string) => void): Recurring {
  let droppedAt = Number.NEGATIVE_INFINITY;
  // Of processes with different settings the last one that starts decides.
  let mayBeginAnew = true;
  let isAnew = false;
  const heard: TermParts = {
    ...parts,
    onAnew: (state) => {
      isAnew = true;
      parts.onAnew?.(state);
    },
  };
  return new Recurring(
    pauseMs,
    async (signal) => {
      for (let more = true; more && !signal.aborted; ) {
        const began = performance.now();
        // Only a round that was not left to another process decides.
        const onHeld = () => {
          mayBeginAnew = false;
        };
        more = await followTerms(heard, { mayBeginAnew, onHeld });
        // Messages come first: where there is much to read, half of the time is theirs.
        if (more)
          await sleep(Math.min(performance.now() - began, restMs), undefined, { ref: false });
      }
      if (isAnew && !signal.aborted) parts.onAnew?.('done');
      isAnew = false;
      if (signal.aborted || performance.now() - droppedAt < dropEveryMs) return;
      await dropOldTerms(parts);
      droppedAt = performance.now();
    },
    onError,
  );
}

/** Deletes terms that are over and done for longer than they are kept. They stay counted. */
export async function dropOldTerms({ pool, keptMonths }: TermParts): Promise<void> {
  const before = horizonOf(dutchDate(new Date()), keptMonths);
  const drop = (client: PoolClient) => dropTerms(client, before, batchSize);
  while ((await inTransaction(pool, drop)) === batchSize);
}
