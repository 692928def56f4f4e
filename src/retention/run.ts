import type { Pool, QueryResult, QueryResultRow } from 'pg';
import { dropImports, importsBefore } from '../ledger/import/imported.ts';
import { dutchDate } from '../standard/calendar.ts';
import type { KeyRing } from '../store/keys/keys.ts';
import { asOnlyOne } from '../store/session-lock.ts';
import { type Query, unnamed } from '../store/statement.ts';
import { inTransaction } from '../store/transaction.ts';
import { forgetChildren } from './clients.ts';
import { dropMonths } from './log-months.ts';
import { forgetDone, forgetRefused, type MessageRound } from './messages.ts';
import { type Forgetting, findForgetting, hasFinished, type Over } from './reports.ts';
import { signedForgetting } from './signed.ts';
import { cutOffsAt, type Terms } from './terms.ts';

export interface ForgettingParts {
  readonly pool: Pool;
  /** To find the messages about children that are under a hold, and to sign the report. */
  readonly keys: KeyRing;
  readonly terms: Terms;
}

export interface ForgettingOptions {
  /** From when terms are counted, and of which day in the Netherlands this is the report. */
  readonly now?: Date;
  /** Also when it was done today: for what is over since then, because a term changed or a hold was lifted. */
  readonly again?: boolean;
  /** Stops after the current batch. */
  readonly signal?: AbortSignal;
}

/**
 * Forgets what is over, once a day in all processes together: messages, children, months of the access log
 * (`messages.ts`, `clients.ts`, `log-months.ts`), and hashes of what was imported into the ledger. What is
 * under a legal hold stays.
 *
 * When it dies halfway, what was forgotten is in the report, and the next run goes on.
 *
 * @returns the report; undefined when it was done today, another process does it now, or it was stopped
 * @throws the error of Postgres; the next run goes on
 */
export async function forgetToday(
  parts: ForgettingParts,
  { now = new Date(), again = false, signal }: ForgettingOptions = {},
): Promise<Forgetting | undefined> {
  const { pool } = parts;
  const day = dutchDate(now);
  if (!again && (await hasFinished(pool, day))) return undefined;
  const alone = await asOnlyOne(pool, 'forgetting', async () => {
    // Another process may have finished between the first check and the lock.
    if (!again && (await hasFinished(pool, day))) return undefined;
    return forgetAll(parts, { now, day, ...(signal && { signal }) });
  });
  return alone?.done;
}

/**
 * As {@link forgetToday}, without its lock. Two runs at once do no harm: each thing is forgotten by one of them.
 */
export async function forgetAll(
  { pool, keys, terms }: ForgettingParts,
  { now, day, signal }: { readonly now: Date; readonly day: string; readonly signal?: AbortSignal },
): Promise<Forgetting | undefined> {
  await changeReport({ pool, keys, day }, beginReport({ day, terms: JSON.stringify(terms) }));
  const round = { pool, keys, day, cutOffs: await cutOffsAt(pool, terms, now) };
  const { kept } = await everyKind({ ...round, ...(signal && { signal }) });
  if (signal?.aborted) return undefined;
  const { underHold, waiting } = kept;
  const { messages, clients, accessLogMonths: months } = underHold;
  await changeReport({ pool, keys, day }, endReport({ day, messages, clients, months, waiting }));
  return findForgetting(pool, day);
}

const beginReport = unnamed<{ day: string; terms: string }>(`
  insert into forgetting (day, terms) values ($day, $terms)
  on conflict (day) do update set terms = excluded.terms`);

const endReport = unnamed<{
  day: string;
  messages: number;
  clients: number;
  months: number;
  waiting: number;
}>(`
  update forgetting set finished_at = now(), held_messages = $messages, held_clients = $clients,
    held_months = $months, waiting_messages = $waiting
  where day = $day`);

/** Changes the report of a day, and signs it. */
function changeReport<T extends QueryResultRow>(
  { pool, keys, day }: { readonly pool: Pool; readonly keys: KeyRing; readonly day: string },
  change: Query,
): Promise<QueryResult<T>> {
  return inTransaction(pool, (client) =>
    keys.rows.rewrite(client, signedForgetting, day, () => client.query<T>(change)),
  );
}

/** What would be forgotten now, and what would stay; changes nothing. */
export async function tryOutForgetting(
  { pool, keys, terms }: ForgettingParts,
  now: Date = new Date(),
): Promise<Over> {
  return everyKind({ pool, keys, cutOffs: await cutOffsAt(pool, terms, now), day: null });
}

async function everyKind(round: MessageRound): Promise<Over> {
  const done = await forgetDone(round);
  const refused = await forgetRefused(round);
  const clients = await forgetChildren(round);
  const months = await dropMonths(round);
  const imports = await forgetImports(round);
  return {
    forgotten: {
      messages: done.over,
      refused: refused.over,
      clients: clients.over,
      imports,
      accessLogMonths: months.over.map((month) => month.slice(0, 7)),
    },
    kept: {
      underHold: {
        messages: done.underHold + refused.underHold,
        clients: clients.underHold,
        accessLogMonths: months.underHold,
      },
      waiting: done.waiting,
    },
  };
}

/** Hashes in a transaction. */
const importsAtOnce = 5000;

const dropSome = unnamed<{ day: string; before: Date }>(`
  with gone as (
    ${dropImports('$before', importsAtOnce)}
  )
  update forgetting set imports = imports + (select count(*) from gone) where day = $day
  returning (select count(*)::integer from gone) as count`);

/**
 * Forgets the keyed hashes of imported lines and messages, which keep these from being imported twice: with the keys they
 * reveal whether a child was in a source.
 */
async function forgetImports(round: MessageRound): Promise<number> {
  const { pool, keys, cutOffs, day, signal } = round;
  if (day === null) {
    return importsBefore(pool, cutOffs.ledger);
  }
  for (let sum = 0; ; ) {
    const { rows } = await changeReport<{ count: number }>(
      { pool, keys, day },
      dropSome({ day, before: cutOffs.ledger }),
    );
    const count = rows[0]?.count ?? 0;
    sum += count;
    if (count === 0 || signal?.aborted) return sum;
  }
}
