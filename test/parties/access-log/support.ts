import { randomInt, randomUUID } from 'node:crypto';
import { type AccessWish, accessActions, entryOf } from '../../../src/parties/access-log/entry.ts';
import { noteAccess } from '../../../src/parties/access-log/note.ts';
import { type Call, localCall } from '../../../src/parties/principal.ts';
import type { Store } from '../../../src/store/database.ts';
import { MasterKey } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { testEncryptionKey } from '../../support/gateway.ts';
import { macsOf } from '../../support/macs.ts';

export function openKeys({ db }: Pick<Store, 'db'>): Promise<KeyRing> {
  return KeyRing.open(db, MasterKey.parse(testEncryptionKey));
}

/** Somebody of a party who calls. */
export function callOf(party: string): Call {
  const credential = { name: `key-of-${party}`, keyId: null };
  const principal = { role: 'party', credential, party, actsFor: [party] } as const;
  return { principal, address: '192.0.2.7', requestId: randomUUID() };
}

/** Writes rows that differ in all that a row can hold. @param by with other keys than those of tests @returns their ids, in order */
export async function noteSome(
  { pool, db }: Store,
  count: number,
  by?: KeyRing,
): Promise<string[]> {
  const macs = by?.rows ?? (await macsOf(db));
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    const action = pick(accessActions);
    const wish: AccessWish = {
      party: pick(['0363', '0344', '12345678']),
      // A post to nobody, of a message that is not there, would be a fault.
      counterparty: pick(['12345679', '0363', ...(action === 'post' ? [] : [null])]),
      messageId: pick([randomUUID(), null]),
      clientIds: pick([[], [randomUUID()], [randomUUID(), randomUUID()]]),
      detail: pick([null, { items: number, filters: ['status', 'é "\\'] }]),
      reason: pick([null, 'because, "quoted"\nand on a second line']),
    };
    const call = pick([localCall('cli:jan'), callOf('12345678'), callOf('0363')]);
    const entry = entryOf(call, action, wish);
    await noteAccess(pool, macs, entry);
    ids.push(entry.id);
  }
  // Of one millisecond they come in any order.
  return ids.sort();
}

function pick<T>(values: readonly T[]): T {
  return values[randomInt(values.length)] as T;
}
