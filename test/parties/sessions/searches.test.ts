import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openSearch, sealSearch } from '../../../src/parties/sessions/searches.ts';
import { PeopleKeys } from '../../../src/store/keys/people-keys.ts';

test('what was found opens in its own session, as its own kind, and says nothing', async () => {
  const keys = new Map<string, Buffer>();
  const people = await PeopleKeys.open(async (name) => {
    const key = keys.get(name) ?? randomBytes(32);
    keys.set(name, key);
    return key;
  });
  const sealed = sealSearch(people, 'session', 'child', 'an-id');
  expect(sealed).not.toContain('an-id');
  expect(openSearch(people, 'session', 'child', sealed)).toEqual({ found: 'an-id' });
  expect(openSearch(people, 'another', 'child', sealed)).toBeUndefined();
  expect(openSearch(people, 'session', 'message', sealed)).toBeUndefined();
  for (const wrong of ['', 'x', `${sealed}A`, sealed.slice(1)])
    expect(openSearch(people, 'session', 'child', wrong)).toBeUndefined();
  const nothing = sealSearch(people, 'session', 'child', null);
  expect(openSearch(people, 'session', 'child', nothing)).toEqual({ found: null });
});
