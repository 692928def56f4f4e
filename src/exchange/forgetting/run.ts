import type { Pool, QueryResult, QueryResultRow } from 'pg';
import { dutchDate } from '../../standard/calendar.ts';
import type { KeyRing } from '../../store/keys.ts';
import { asOnlyOne } from '../../store/session-lock.ts';
import { inTransaction } from '../../store/transaction.ts';
import { signedForgetting } from '../signed.ts';
import { forgetChildren } from './clients.ts';
import { dropMonths } from './log-months.ts';
import { forgetDone, forgetRefused, type MessageRound } from './messages.ts';
import { type Forgetting, findForgetting, hasFinished, type Over } from './record.ts';
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
  /** Also when it was done today: for what is over since then, by another term or without a hold. */
  readonly again?: boolean;
  /** Ends it after the batch in hand. */
  readonly signal?: AbortSignal;
}

/**
 * Forgets what is over, once a day in all processes together: messages, children, months of the access log
 * (`messages.ts`, `clients.ts`, `log-months.ts`), and hashes of what was imported into the ledger. What is
 * under a legal hold stays.
 *
 * Dies halfway: what was forgotten is forgotten and stands in the report, and the next one goes on.
 *
 * @returns the report; undefined when it was done today, another process is at it, or it was ended
 * @throws what Postgres says; the next one goes on
 */
export async function forgetToday(
  parts: ForgettingParts,
  { now = new Date(), again = false, signal }: ForgettingOptions = {},
): Promise<Forgetting | undefined> {
  const { pool } = parts;
  const day = dutchDate(now);
  if (!again && (await hasFinished(pool, day))) return undefined;
  const alone = await asOnlyOne(pool, 'forgetting', async () => {
    // Who waited for nobody may come just after another.
    if (!again && (await hasFinished(pool, day))) return undefined;
    return forgetAll(parts, { now, day, ...(signal && { signal }) });
  });
  return alone?.done;
}

/**
 * As {@link forgetToday}, for who is alone already. Two at once do no harm: each thing is forgotten by
 * one of them.
 */
export async function forgetAll(
  { pool, keys, terms }: ForgettingParts,
  { now, day, signal }: { readonly now: Date; readonly day: string; readonly signal?: AbortSignal },
): Promise<Forgetting | undefined> {
  await changeReport(
    { pool, keys, day },
    `insert into forgetting (day, terms) values ($1, $2)
    on conflict (day) do update set terms = excluded.terms`,
    [JSON.stringify(terms)],
  );
  const round = { pool, keys, day, cutOffs: await cutOffsAt(pool, terms, now) };
  const { kept } = await everyKind({ ...round, ...(signal && { signal }) });
  if (signal?.aborted) return undefined;
  const { underHold, waiting } = kept;
  await changeReport(
    { pool, keys, day },
    `update forgetting set finished_at = now(), held_messages = $2, held_clients = $3,
      held_months = $4, waiting_messages = $5
    where day = $1`,
    [underHold.messages, underHold.clients, underHold.accessLogMonths, waiting],
  );
  return findForgetting(pool, day);
}

/** Changes the report of a day, and signs it. @param values of the statement from `$2` on; `$1` is the day */
function changeReport<T extends QueryResultRow>(
  { pool, keys, day }: { readonly pool: Pool; readonly keys: KeyRing; readonly day: string },
  text: string,
  values: readonly unknown[],
): Promise<QueryResult<T>> {
  return inTransaction(pool, (client) =>
    keys.rows.rewrite(client, signedForgetting, day, () => client.query<T>(text, [day, ...values])),
  );
}

/** What would be forgotten now, and what would stay; nothing is done. */
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

/**
 * Forgets of what was imported that it was: a keyed hash of a line or a message, by which nothing is
 * imported twice. Who has the keys could find out with it whether a child was in it.
 */
async function forgetImports(round: MessageRound): Promise<number> {
  const { pool, keys, cutOffs, day, signal } = round;
  if (day === null) {
    const { rows } = await pool.query<{ count: number }>(
      'select count(*)::integer as count from ledger_import where at < $1',
      [cutOffs.ledger],
    );
    return rows[0]?.count ?? 0;
  }
  for (let sum = 0; ; ) {
    const { rows } = await changeReport<{ count: number }>(
      { pool, keys, day },
      `with gone as (
        delete from ledger_import where source_hash in (
          select source_hash from ledger_import where at < $2 order by at limit 5000
        )
        returning source_hash
      )
      update forgetting set imports = imports + (select count(*) from gone) where day = $1
      returning (select count(*)::integer from gone) as count`,
      [cutOffs.ledger],
    );
    const count = rows[0]?.count ?? 0;
    sum += count;
    if (count === 0 || signal?.aborted) return sum;
  }
}
