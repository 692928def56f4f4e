import type { PoolClient } from 'pg';
import type { ClientKey } from '../../store/keys/keys.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { type Mark, marksOf } from './mark-history.ts';
import type { MarkWish, Side } from './row.ts';
import type { RowState } from './row-state.ts';

/** What is said of a row, where the same mark stands already. */
interface SaidAgain {
  readonly wish: MarkWish;
  readonly state: RowState;
}

/**
 * What a side said last of rows of which it says the same with a reason or a decision, by the id of the row.
 *
 * @throws {NotBelieved}
 */
export async function lastSaid(
  client: PoolClient,
  macs: RowMacs,
  side: Side,
  again: readonly SaidAgain[],
  keyOf: (state: RowState) => ClientKey | undefined,
): Promise<ReadonlyMap<string, Mark>> {
  const told = again.filter(({ wish }) => wish.reason !== undefined || wish.decision !== undefined);
  const keys = new Map(told.map(({ state }) => [state.id, keyOf(state)]));
  if (keys.size === 0) return new Map();
  const said = await marksOf(client, macs, [...keys.keys()], (id) => keys.get(id));
  return new Map(
    [...said].flatMap(([id, marks]) => {
      const last = marks.findLast((one) => one.side === side);
      return last ? [[id, last] as const] : [];
    }),
  );
}

/** Whether a mark says what was said last, of the same proposal: a form that came twice. */
export function isRepeated(last: Mark | undefined, version: number, wish: MarkWish): boolean {
  const { mark, reason = null, decision } = wish;
  return (
    last !== undefined &&
    last.mark === mark &&
    last.version === version &&
    last.reason === reason &&
    last.decision?.beschikkingNummer === decision?.beschikkingNummer &&
    last.decision?.datum === decision?.datum
  );
}
