import type { Pool } from 'pg';
import type { BerichtType } from '../../standard/catalogue.ts';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { type Proof, proofOf } from '../../store/keys/row-mac.ts';
import { statement } from '../../store/statement.ts';
import { factsOf, signedMessage } from '../signed.ts';
import { Defect } from './inspection-failed.ts';

interface Row {
  readonly sealed: Buffer | null;
  readonly wrappedKey: Buffer | null;
  readonly version: number | null;
  readonly proof: Proof;
}

const contentOf = statement<{ id: string }>(
  'read-answered-declaration',
  `select content.sealed, wrapped as "wrappedKey", content.version, ${proofOf(signedMessage, 'm')} as proof
  from message m left join message_content content on content.message_id = m.id
  ${joinKey('m.id', 'left join')}
  where m.id = $id and m.type = 'JW323'`,
);

/**
 * The bytes of a JW323 that a JW325 answers.
 *
 * @param id of the JW323
 * @throws {Defect} `content-unreadable` when it was forgotten or changed; {NotBelieved}
 */
export async function answeredDeclaration(
  { pool, keys }: { readonly pool: Pool; readonly keys: KeyRing },
  id: string,
): Promise<Buffer> {
  const { rows } = await pool.query<Row>(contentOf({ id }));
  const [row] = rows;
  if (row?.sealed && row.wrappedKey && row.version !== null) {
    const { sealed, wrappedKey, version, proof } = row;
    keys.rows.check(signedMessage, proof);
    const { sender, recipient } = factsOf(proof);
    try {
      const message = { id, type: 'JW323', sender, recipient };
      return keys.unsealMessage(message, { wrappedKey, sealed, version });
    } catch {
      // The text of the error may hold personal data: only the code below is reported.
    }
  }
  throw new Defect('content-unreadable');
}

const usedBefore = statement<{ type: string; afzender: string; identificatie: string }>(
  'identificatie-used',
  `select from message
  where afzender = $afzender and type = $type and identificatie = $identificatie and first_use limit 1`,
);

/** Whether a sender has used an Identificatie for a type of message that was processed. */
export async function isUsed(
  pool: Pool,
  type: BerichtType,
  { afzender, identificatie }: { readonly afzender: string; readonly identificatie: string },
): Promise<boolean> {
  const { rowCount } = await pool.query(usedBefore({ type, afzender, identificatie }));
  return rowCount === 1;
}
