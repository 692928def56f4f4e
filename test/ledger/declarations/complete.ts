import { randomUUIDv7 } from 'node:crypto';
import { signedCompleteDeclarations } from '../../../src/ledger/declarations/signed.ts';
import { inTransaction } from '../../../src/store/transaction.ts';
import type { TestGateway } from '../../support/gateway.ts';

/**
 * The ledger has all that was declared and granted between these.
 *
 * @returns the id of the row that says so
 */
export async function allIsKnown(
  { store, keys }: Pick<TestGateway, 'store' | 'keys'>,
  { gemeente, aanbieder }: { readonly gemeente: string; readonly aanbieder: string },
): Promise<string> {
  const id = randomUUIDv7();
  await inTransaction(store.pool, async (client) => {
    await client.query(
      `insert into complete_declarations (id, municipality, provider, complete, recorded_by)
      values ($1, $2, $3, true, 'test')`,
      [id, gemeente, aanbieder],
    );
    await keys.rows.sign(client, signedCompleteDeclarations, id);
  });
  return id;
}
