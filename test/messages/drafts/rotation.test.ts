import { expect, test } from 'vitest';
import { readDraft } from '../../../src/messages/drafts/keep.ts';
import { MasterKey, newSecret } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { rotateMasterKey } from '../../../src/store/keys/rotation.ts';
import { makeStore } from '../../support/database.ts';
import { plantDraft } from '../../support/drafts.ts';

test('a draft opens under a new master key, and for its own party only', async () => {
  const store = await makeStore();
  try {
    const master = new MasterKey(newSecret());
    const id = await plantDraft(store.pool, await KeyRing.open(store.db, master));
    const next = new MasterKey(newSecret());
    const given = { current: next, previous: master };
    expect(await rotateMasterKey(store, given, { settleMs: 0 })).toMatchObject({ unreadable: [] });
    const keys = await KeyRing.open(store.db, next);
    const draft = await readDraft(store.pool, keys, '12345678', id);
    expect(draft?.content?.bericht.type).toBe('JW305');
    expect(await readDraft(store.pool, keys, '12345679', id)).toBeUndefined();
    // Somebody with the database in hand gives it to another party.
    await store.pool.query(
      `alter table draft disable trigger draft_same; update draft set party = '12345679'`,
    );
    await expect(readDraft(store.pool, keys, '12345679', id)).rejects.toThrow();
  } finally {
    await store.drop();
  }
});
