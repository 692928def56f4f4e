import { randomUUID } from 'node:crypto';
import type { Store } from '../../src/store/database.ts';
import { MasterKey, preparedKey, seal } from '../../src/store/keys/encryption.ts';
import type { KeyRing, SealedFor } from '../../src/store/keys/keys.ts';
import { testEncryptionKey } from './encryption-key.ts';

/**
 * Keeps a message as it was kept before rows had MACs, and before contents were bound to more than its id:
 * as the owner of the tables.
 *
 * @param text what it says, and its Identificatie
 */
export async function keepOld(
  { pool }: Pick<Store, 'pool'>,
  keys: KeyRing,
  text: string,
): Promise<{ about: SealedFor; old: { wrappedKey: Buffer; sealed: Buffer; version: 1 } }> {
  const id = randomUUID();
  const about = { id, sender: '12345678', recipient: '0363', type: 'JW315' };
  // The wrapping of its key is as it was; only the content is bound to less.
  const { wrappedKey } = keys.sealMessage(about, Buffer.from(text));
  const key = MasterKey.parse(testEncryptionKey).unwrap(wrappedKey, id);
  const sealed = seal(preparedKey(key), Buffer.from(text), id);
  await pool.query('insert into data_key (id, wrapped) values ($1, $2)', [id, wrappedKey]);
  await pool.query(
    `insert into message (id, acceptance, type, afzender, ontvanger, identificatie, dagtekening,
      sender, recipient, status, content_hash, size, received_at, changed_at, line)
    values ($1, 100000 + nextval('message_acceptance'), 'JW315', '12345678', '0363', $2, '2024-01-01', '12345678',
      '0363', 'accepted', uuid_send($1), 1, now(), now(), 'x')`,
    [id, text],
  );
  await pool.query('insert into message_content (message_id, sealed, version) values ($1, $2, 1)', [
    id,
    sealed,
  ]);
  return { about, old: { wrappedKey, sealed, version: 1 } };
}
