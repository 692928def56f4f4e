import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { firstsOf } from '../../ledger/views/firsts.ts';
import { entriesAfter, isFull } from '../../ledger/views/history.ts';
import { outcomesOf } from '../../messages/views/outcomes.ts';
import { partyTable } from '../../parties/directory/party-table.ts';
import { eventsAfter } from '../../store/events/read.ts';
import { Recurring } from '../../store/recurring.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { type Counted, countedOf, type Decided, decidedBy, happeningOf } from './happened.ts';
import { addCounterparties, addHappenings } from './keep.ts';
import { advanceFigures, holdFigureProgress } from './progress.ts';

const batchSize = 500;
/** How often it looks, in milliseconds. */
const pauseMs = 1000;
/** How long it rests at most between two rounds when there is more, in milliseconds. */
const restMs = 500;

/** What figures are made with. */
export interface FigureParts {
  readonly pool: Pool;
  /** An aanbieder with fewer children is small: the setting `SMALL_PROVIDER_CHILDREN`. */
  readonly smallBelow: number;
}

/**
 * Counts the next events and entries of the ledger, in one commit. Each is counted once: it goes on from the last that it
 * read, and that it read them is in the same commit.
 *
 * When it runs twice at once, or in two processes, one of them locks the progress and the others do nothing. When it
 * dies halfway, nothing has changed.
 *
 * @param limit events, and entries of the ledger, at most of each
 * @returns whether there is more to do
 */
export function followFigures(
  { pool, smallBelow }: FigureParts,
  limit = batchSize,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const progress = await holdFigureProgress(client);
    if (!progress) return false;
    const events = await eventsAfter(client, progress.event, limit);
    const added = await entriesAfter(client, progress.chains, limit);
    const last = events.at(-1);
    if (!last && added.length === 0) return false;
    const ofMessages = await countedAmong(client, events.flatMap(decidedBy));
    const firsts = await firstsOf(client, added);
    await addHappenings(
      client,
      [...ofMessages.flatMap(({ happenings }) => happenings), ...firsts.map(happeningOf)],
      smallBelow,
    );
    await addCounterparties(
      client,
      ofMessages.flatMap(({ counterparties }) => counterparties),
    );
    await advanceFigures(client, {
      event: last?.number ?? progress.event,
      chains: new Map(added.map(({ municipality, chainNumber }) => [municipality, chainNumber])),
    });
    return events.length === limit || isFull(added, limit);
  });
}

const knownAmong = unnamed<{ codes: readonly string[] }>(
  `select code from ${partyTable} party where code = any($codes::text[])`,
);

/** What is counted of messages that were decided upon. */
async function countedAmong(client: PoolClient, decided: readonly Decided[]): Promise<Counted[]> {
  if (decided.length === 0) return [];
  const outcomes = await outcomesOf(
    client,
    decided.map(({ messageId }) => messageId),
  );
  const codes = [...outcomes.values()].flatMap(({ sender, other }) =>
    other === null ? [] : [sender, other],
  );
  const { rows } = await client.query<{ code: string }>(knownAmong({ codes: [...new Set(codes)] }));
  const known = new Set(rows.map(({ code }) => code));
  return decided.map((one) => countedOf(one, outcomes.get(one.messageId), known));
}

/**
 * Counts for as long as the process runs. Many processes may do so.
 *
 * @param onError gets the code of a failure; it is tried again
 */
export function figureFollowing(parts: FigureParts, onError: (code: string) => void): Recurring {
  return new Recurring(
    pauseMs,
    async (signal) => {
      for (let more = true; more && !signal.aborted; ) {
        const began = performance.now();
        more = await followFigures(parts);
        // Messages come first: where there is much to read, half of the time is theirs.
        if (more)
          await sleep(Math.min(performance.now() - began, restMs), undefined, { ref: false });
      }
    },
    onError,
  );
}
