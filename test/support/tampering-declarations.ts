import { randomUUIDv7 } from 'node:crypto';
import { signedCompleteDeclarations } from '../../src/ledger/declarations/signed.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { declaratie, jw323, jw325 } from '../ledger/declarations/writing.ts';
import type { Caller, TestGateway } from './gateway.ts';

/**
 * A declaration of two Prestaties, and two pairs of whom is said whether all declarations are known.
 *
 * @returns grants the declaration
 */
export async function makeDeclarations(
  { store, keys }: TestGateway,
  aanbieder: Caller,
  gemeente: Caller,
  provider: string,
): Promise<() => Promise<void>> {
  const one = declaratie({ gemeente: '0363', aanbieder: provider }, [
    { bsn: '999912008', referentie: 'TAMPER-1', bedrag: 1000 },
    { bsn: '999912008', referentie: 'TAMPER-2', bedrag: 20, nummer: '102' },
  ]);
  const { body } = await aanbieder.post(jw323(one));
  await aanbieder.settled(body.id);
  for (const municipality of ['0363', '0370'])
    await inTransaction(store.pool, async (client) => {
      const id = randomUUIDv7();
      await client.query(
        `insert into complete_declarations (id, municipality, provider, complete, recorded_by)
        values ($1, $2, $3, $4, 'test')`,
        [id, municipality, provider, municipality === '0370'],
      );
      await keys.rows.sign(client, signedCompleteDeclarations, id);
    });
  return async () => {
    const answer = await gemeente.post(jw325(one, ['TAMPER-2']));
    await gemeente.settled(answer.body.id);
  };
}
