import type { Pool, PoolClient } from 'pg';
import type { Actor } from '../../parties/actor.ts';
import { NotBelieved, type RowMacs } from '../../store/keys/row-mac.ts';
import { advisoryLock } from '../../store/locks.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { VerifiedKind } from '../../store/verification-tables.ts';
import { signedVerification } from '../signed.ts';
import type { Conclusion } from './model.ts';

/** Seconds without a sign of life after which its process counts as gone. */
export const goneAfterSeconds = 180;

/** SQL: the process of a verification that runs gives no sign of life any more. */
export const isGone = `state = 'running' and seen_at < now() - ${goneAfterSeconds} * interval '1 second'`;

/** A verification that is to begin. */
export interface Wish {
  readonly id: string;
  readonly what: VerifiedKind;
  /** The gemeente of one chain of the ledger; absent: all. */
  readonly municipality?: string;
  readonly by: Actor;
  /** Of the form that asked for it. */
  readonly formKey?: string;
  /** By the clock: only where it was not done since. */
  readonly notSince?: Date;
}

/** Whether it begins; if not: it runs already, or there is no need for it. */
export type Beginning = 'begins' | 'runs' | 'was-done';

const alone = `select pg_advisory_xact_lock(${advisoryLock('verifications')})`;

const byForm = unnamed<{ formKey: string }>(
  'select from verification where form_key = $formKey::uuid',
);

const runningOf = unnamed<{ what: string }>(
  `select id, ${isGone} as gone from verification where what = $what and state = 'running'`,
);

/** How often it is tried again by the clock, and minutes after one that was stopped or failed. */
const tries = { most: 4, afterMinutes: 30 };

const doneSince = unnamed<{ what: string; since: Date }>(`
  select count(*) >= ${tries.most} or coalesce(bool_or(state in ('running', 'sound', 'faulty')
    or ended_at > now() - ${tries.afterMinutes} * interval '1 minute'), false) as done
  from verification where what = $what and begun_by = 'gateway' and begun_by_key is null and begun_at >= $since`);

const insertOne = unnamed<{
  id: string;
  what: string;
  municipality: string | null;
  by: string;
  keyId: string | null;
  formKey: string | null;
}>(`
  insert into verification (id, what, municipality, begun_by, begun_by_key, form_key)
  values ($id, $what, $municipality, $by, $keyId, $formKey::uuid)`);

/**
 * Begins a verification, unless one of its kind runs in any process. One whose process is gone is stopped first. When two
 * processes begin at the same time, one waits for the other to have begun.
 */
export function beginVerification(pool: Pool, macs: RowMacs, wish: Wish): Promise<Beginning> {
  const { id, what, municipality = null, by, formKey = null, notSince } = wish;
  return inTransaction(pool, async (client) => {
    await client.query(alone);
    if (formKey && (await client.query(byForm({ formKey }))).rowCount) return 'was-done';
    const { rows } = await client.query<{ id: string; gone: boolean }>(runningOf({ what }));
    for (const running of rows) {
      if (!running.gone) return 'runs';
      await stopGone(client, macs, running.id);
    }
    if (notSince) {
      const { rows } = await client.query<{ done: boolean }>(doneSince({ what, since: notSince }));
      if (rows[0]?.done) return 'was-done';
    }
    const { name, keyId } = by;
    await client.query(insertOne({ ...{ id, what, municipality, formKey, keyId }, by: name }));
    await macs.sign(client, signedVerification, id);
    return 'begins';
  });
}

const stopThat = unnamed<{ id: string }>(
  `update verification set state = 'stopped', ended_at = seen_at where id = $id`,
);

const stopUnsigned = unnamed<{ id: string }>(`
  update verification set state = 'stopped', ended_at = seen_at, revision = revision + 1, mac = null
  where id = $id`);

/** One that somebody changed must not keep others from beginning: it is ended as it is, and stays without a MAC. */
async function stopGone(client: PoolClient, macs: RowMacs, id: string): Promise<void> {
  try {
    await macs.rewrite(client, signedVerification, id, () => client.query(stopThat({ id })));
  } catch (error) {
    if (!(error instanceof NotBelieved)) throw error;
    await client.query(stopUnsigned({ id }));
  }
}

const giveSign = unnamed<{ id: string; done: number; total: number }>(`
  update verification set seen_at = now(), done = $done, total = $total
  where id = $id and state = 'running'`);

/** Gives a sign of life, and says how far it is. @returns false when it does not run any more: another ended it */
export async function keepAlive(
  pool: Pool,
  id: string,
  { done, total }: { readonly done: number; readonly total: number },
): Promise<boolean> {
  return (await pool.query(giveSign({ id, done, total }))).rowCount === 1;
}

/** How a verification ended. */
export type End =
  | ({ readonly state: 'sound' } & Conclusion)
  | ({ readonly state: 'faulty' } & Conclusion)
  | { readonly state: 'stopped' | 'failed'; readonly done: number; readonly code: string };

const holdRunning = unnamed<{ id: string }>(
  `select from verification where id = $id and state = 'running' for no key update`,
);

const endOne = unnamed<{
  id: string;
  state: string;
  done: number;
  total: number;
  faultCount: number;
  kind: string | null;
  municipality: string | null;
  number: number | null;
  to: number | null;
  table: string | null;
  row: string | null;
  code: string | null;
}>(`
  update verification set state = $state, ended_at = now(), seen_at = now(), done = $done, total = $total,
    fault_count = $faultCount, fault_kind = $kind, fault_municipality = $municipality, fault_number = $number,
    fault_to = $to, fault_table = $table, fault_id = $row, failed_code = $code
  where id = $id`);

/**
 * Keeps how it ended. Nothing is kept when another process ended it, because this one seemed to be gone.
 *
 * @param total what there was to do
 * @returns whether it was kept
 * @throws {NotBelieved}
 */
export function endVerification(
  pool: Pool,
  macs: RowMacs,
  id: string,
  total: number,
  end: End,
): Promise<boolean> {
  const concluded = end.state === 'sound' || end.state === 'faulty';
  const { kind, municipality, number, to, table, id: row } = (concluded && end.fault) || noFault;
  return inTransaction(pool, async (client) => {
    if ((await client.query(holdRunning({ id }))).rowCount === 0) return false;
    const values = {
      ...{ id, state: end.state, done: end.done },
      total: Math.max(total, end.done),
    };
    await macs.rewrite(client, signedVerification, id, () =>
      client.query(
        endOne({
          ...{ ...values, kind, municipality, number, to, table, row },
          faultCount: concluded ? end.faultCount : 0,
          code: concluded ? null : end.code,
        }),
      ),
    );
    return true;
  });
}

const noFault = {
  ...{ kind: null, municipality: null, number: null, to: null, table: null, id: null },
};

const deleteOver = unnamed<{ most: number }>(`
  delete from verification where id in (
    select id from verification where begun_at < now() - interval '366 days'
    order by begun_at limit $most::integer for update skip locked)`);

/** Deletes verifications of more than a year ago, so many at most. Any number of processes may do so. */
export async function deleteOldVerifications(pool: Pool, most = 500): Promise<number> {
  return (await pool.query(deleteOver({ most }))).rowCount ?? 0;
}
