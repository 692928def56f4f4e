import type { Pool } from 'pg';
import { isOpen } from '../../standard/rules/engine/past.ts';
import { errorCode } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { type Allocation, applyEvents, type ClientState, emptyState } from '../model/state.ts';
import { isCurrent } from '../past/advice.ts';
import { requestsOf } from '../past/past.ts';
import { sealedBsnsOf } from '../projection/clients.ts';
import { historiesOf } from '../views/history.ts';

/** A gemeente as it is now, with those that it succeeded. */
export interface GemeenteFamily {
  readonly code: string;
  /** The oldest first. */
  readonly family: readonly string[];
}

/** One child at one aanbieder that has care, for one gemeente. */
export interface RunningCase {
  readonly gemeente: GemeenteFamily;
  readonly provider: string;
  readonly clientId: string;
}

const running = unnamed<{
  codes: readonly string[];
  aanbieders: readonly string[] | null;
  day: string;
}>(`
  select distinct client_id as "clientId", provider from allocation
  where municipality = any($codes::text[]) and status in ('allocated', 'withdrawn')
    and ($aanbieders::text[] is null or provider = any($aanbieders::text[]))
    -- A year of more digits is later.
    and (end_date is null or end_date >= $day or length(end_date) > 10)
  order by client_id, provider`);

/**
 * The children at aanbieders of which a gemeente has allocations that hold on a day or later.
 *
 * @param day plain date
 */
export async function runningCases(
  pool: Pool,
  gemeente: GemeenteFamily,
  aanbieders: readonly string[] | null,
  day: string,
): Promise<RunningCase[]> {
  const { rows } = await pool.query<{ clientId: string; provider: string }>(
    running({ codes: gemeente.family, aanbieders, day }),
  );
  return rows.map((row) => ({ gemeente, ...row }));
}

/** What the ledger says of a case. Personal. */
export interface CaseInLedger extends RunningCase {
  readonly state: ClientState;
  /** Those that hold on the day or later, in the order of their numbers. */
  readonly current: readonly Allocation[];
  readonly openRequest: boolean;
}

/**
 * What the ledger says of some cases, in the same order. Those of children that were forgotten meanwhile are left out.
 *
 * @param day plain date
 * @returns also a code for each that cannot be read
 */
export async function readRunning(
  pool: Pool,
  keys: Pick<KeyRing, 'openClientKey'>,
  cases: readonly RunningCase[],
  day: string,
): Promise<{ cases: CaseInLedger[]; unreadable: string[] }> {
  const asked = new Map(
    cases.map(({ clientId, provider }) => [`${clientId} ${provider}`, { clientId, provider }]),
  );
  const { entries, unreadable } = await inTransaction(pool, (client) =>
    historiesOf(client, keys, [...asked.values()]),
  );
  const byCase = Map.groupBy(entries, ({ clientId, provider }) => `${clientId} ${provider}`);
  const found = cases.flatMap((one) => {
    const own = byCase.get(`${one.clientId} ${one.provider}`) ?? [];
    const events = one.gemeente.family.flatMap((code) =>
      own.filter(({ municipality }) => municipality === code).map(({ event }) => event),
    );
    if (events.length === 0) return [];
    const state = applyEvents(emptyState, events);
    return [{ ...one, state, current: currentOn(state, day), openRequest: hasOpen(state) }];
  });
  return { cases: found, unreadable: unreadable.map(({ entry }) => errorCode(entry)) };
}

/** The allocations of a child that hold on a day or later, in the order of their numbers. */
export function currentOn(state: ClientState, day: string): Allocation[] {
  return [...state.allocations.values()]
    .filter((one) => one.taken !== true && isCurrent(one, day))
    .sort((one, other) => (one.toewijzingNummer < other.toewijzingNummer ? -1 : 1));
}

function hasOpen(state: ClientState): boolean {
  return requestsOf(state).some(isOpen);
}

/** The BSNs of some children, by random id; not of those that were forgotten. Personal. */
export async function bsnsOf(
  pool: Pool,
  keys: Pick<KeyRing, 'openClientKey'>,
  clientIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const sealed = await inTransaction(pool, (client) => sealedBsnsOf(client, clientIds));
  return new Map(
    sealed.map(({ id, bsn, wrapped }) => [
      id,
      keys.openClientKey(id, wrapped).unseal(bsn).toString(),
    ]),
  );
}
