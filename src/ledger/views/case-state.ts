import type { Pool } from 'pg';
import type { KeyRing } from '../../store/keys/keys.ts';
import { statement, unnamed } from '../../store/statement.ts';
import { inTransaction } from '../../store/transaction.ts';
import { applyEvents, type ClientState, emptyState } from '../model/state.ts';
import { sealedBsnsOf } from '../projection/clients.ts';
import { type HistoryEntry, historiesOf } from './history.ts';

/** One child at one aanbieder, for a gemeente with those that it succeeded. Personal data. */
export interface CaseState {
  readonly bsn: string;
  readonly state: ClientState;
  /** In the order in which they count: those of predecessors first. */
  readonly entries: readonly HistoryEntry[];
}

/** Which case. */
export interface CaseAsked {
  readonly clientId: string;
  readonly provider: string;
  /** The gemeente and those that it succeeded, the oldest first. */
  readonly gemeenten: readonly string[];
}

/**
 * What is true of one child at one aanbieder. For composing a message of one of the two; who shows it writes the row of
 * the access log.
 *
 * @returns undefined where these gemeenten and this aanbieder said nothing of the child, or it was forgotten
 * @throws {UnreadableEntry}
 */
export async function readCase(
  pool: Pool,
  keys: KeyRing,
  { clientId, provider, gemeenten }: CaseAsked,
): Promise<CaseState | undefined> {
  return inTransaction(pool, async (client) => {
    const { entries, unreadable } = await historiesOf(client, keys, [{ clientId, provider }]);
    if (unreadable[0]) throw unreadable[0].entry;
    const own = gemeenten.flatMap((code) =>
      entries.filter(({ municipality }) => municipality === code),
    );
    const [child] = own.length > 0 ? await sealedBsnsOf(client, [clientId]) : [];
    if (!child) return undefined;
    const bsn = keys.openClientKey(child.id, child.wrapped).unseal(child.bsn).toString();
    const state = applyEvents(
      emptyState,
      own.map(({ event }) => event),
    );
    return { bsn, state, entries: own };
  });
}

/** Where an allocation is. */
export interface AllocationPlace {
  readonly municipality: string;
  readonly provider: string;
  readonly clientId: string;
  /** As `normalNumber` writes it. */
  readonly toewijzingNummer: string;
}

const placeOfAllocation = statement<{ id: string; codes: readonly string[] }>(
  'place-of-allocation',
  `select municipality, provider, client_id as "clientId", toewijzing_nummer as "toewijzingNummer"
  from allocation where id = $id and provider = any($codes::text[])`,
);

/**
 * Where an allocation of an aanbieder is, by its id.
 *
 * @param codes of the aanbieder, and of those that it succeeded
 */
export async function allocationOfAanbieder(
  pool: Pool,
  codes: readonly string[],
  id: string,
): Promise<AllocationPlace | undefined> {
  const { rows } = await pool.query<AllocationPlace>(placeOfAllocation({ id, codes }));
  return rows[0];
}

const idsOfNumbers = unnamed<{
  codes: readonly string[];
  provider: string;
  numbers: readonly string[];
}>(`
  select toewijzing_nummer as number, id from allocation
  where municipality = any($codes::text[]) and provider = $provider
    and toewijzing_nummer = any($numbers::text[]) and owns_number`);

/**
 * The ids of allocations of an aanbieder, by their number.
 *
 * @param codes of the gemeente, and of those that it succeeded
 * @param numbers as `normalNumber` writes them
 */
export async function allocationIds(
  pool: Pool,
  codes: readonly string[],
  provider: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ number: string; id: string }>(
    idsOfNumbers({ codes, provider, numbers }),
  );
  return new Map(rows.map(({ number, id }) => [number, id]));
}

const numbersUsed = statement<{ codes: readonly string[]; numbers: readonly string[] }>(
  'numbers-used',
  `select asked.number
  from unnest($numbers::text[]) asked (number)
  cross join lateral (
    select from allocation
    where municipality = any($codes::text[]) and toewijzing_nummer = asked.number
      and (owns_number or not owns_number)
    limit 1 offset 0
  ) used`,
);

/**
 * The ToewijzingNummers among these that a gemeente used, for any child (TR332).
 *
 * @param codes of the gemeente, and of those that it succeeded
 * @param numbers as `normalNumber` writes them
 */
export async function usedNumbers(
  pool: Pool,
  codes: readonly string[],
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  if (numbers.length === 0) return new Set();
  const { rows } = await pool.query<{ number: string }>(numbersUsed({ codes, numbers }));
  return new Set(rows.map(({ number }) => number));
}

const allocating = statement<{
  clientId: string;
  codes: readonly string[];
  provider: string | null;
}>(
  'allocating-messages',
  `select message_id as id from ledger_entry
  where client_id = $clientId and municipality = any($codes::text[])
    and ($provider::text is null or provider = $provider)
    and kind in ('allocated', 'changed', 'withdrawn', 'deleted') and message_id is not null
  group by message_id`,
);

/**
 * The JW301 that said something new about the allocations of a child. One that only repeated what was known is not
 * found: it left no entry.
 *
 * @param codes of the gemeente, and of those that it succeeded
 * @param provider those to one aanbieder; null for those to any
 * @returns ids of messages, in no order
 */
export async function allocatingMessages(
  pool: Pool,
  clientId: string,
  codes: readonly string[],
  provider: string | null,
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(allocating({ clientId, codes, provider }));
  return rows.map(({ id }) => id);
}

const allocatingThose = unnamed<{ clients: readonly string[]; codes: readonly string[] }>(`
  select asked.client_id as "clientId", said.id
  from unnest($clients::uuid[]) asked (client_id)
  cross join lateral (
    select message_id as id from ledger_entry
    where client_id = asked.client_id and municipality = any($codes::text[])
      and kind in ('allocated', 'changed', 'withdrawn', 'deleted') and message_id is not null
    group by message_id offset 0
  ) said`);

/**
 * As {@link allocatingMessages} of many children, to any aanbieder: ids of messages by the id of the child.
 *
 * @param codes of one gemeente, and of those that it succeeded
 */
export async function allocatingMessagesOf(
  pool: Pool,
  clients: readonly string[],
  codes: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await pool.query<{ clientId: string; id: string }>(
    allocatingThose({ clients: [...new Set(clients)], codes }),
  );
  const found = new Map<string, string[]>();
  for (const { clientId, id } of rows) found.set(clientId, [...(found.get(clientId) ?? []), id]);
  return found;
}
