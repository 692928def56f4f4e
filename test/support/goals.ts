import { randomBytes, randomUUID, randomUUIDv7 } from 'node:crypto';
import type { Pool } from 'pg';
import { contentOfWish, type GoalWish } from '../../src/ledger/goals/goal.ts';
import { insertGoal, type NewGoal } from '../../src/ledger/goals/keep.ts';
import type { KeyRing } from '../../src/store/keys/keys.ts';
import { inTransaction } from '../../src/store/transaction.ts';

/** What is given of a goal; the rest is of one that De Dijk wrote for Amsterdam, for its own eyes. */
export interface PlantedGoal extends Partial<Omit<NewGoal, 'domain' | 'setOn'>> {
  readonly wish?: GoalWish;
}

const usual: GoalWish = {
  ...{ domain: 'home', setOn: '2024-03-01', text: 'Slaapt weer elke nacht door' },
  consent: { by: 'both', on: '2024-03-01', how: 'written', sharedWith: 'own' },
};

/** Keeps a goal as the gateway does; of a made-up child, unless that is given. @returns its id */
export async function plantGoal(
  pool: Pool,
  keys: KeyRing,
  { wish = usual, clientId = randomUUID(), ...given }: PlantedGoal = {},
): Promise<string> {
  const goal: NewGoal = {
    ...{ id: randomUUIDv7(), allocationId: randomUUID(), municipality: '0363' },
    ...{ provider: '12345678', writer: '12345678', changedBy: 'ijw_test' },
    ...given,
    ...{ clientId, domain: wish.domain, setOn: wish.setOn },
  };
  await inTransaction(pool, async (client) => {
    await client.query(
      `insert into client (id, bsn_hash, bsn_sealed) values ($1, $2, $2) on conflict (id) do nothing`,
      [clientId, randomBytes(32)],
    );
    await insertGoal(client, keys, goal, contentOfWish(wish), randomBytes(32));
  });
  return goal.id;
}
