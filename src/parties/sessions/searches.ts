import type { PeopleKeys } from '../../store/keys/people-keys.ts';

/** What a search found; null: nothing. */
export type Found = string | null;

/** Characters of an id: what is sealed is never shorter, so that the length of an address does not say whether there was one. */
const idLength = 36;

/**
 * Seals what somebody searched for by something personal, for the address of what was found. It opens in the same session
 * only, and as the same kind of search; who gets the address from a colleague learns nothing by it.
 *
 * @param kind of search, as in `child`
 * @param found never what was typed: an id that says nothing of a person by itself
 */
export function sealSearch(
  people: PeopleKeys,
  sessionId: string,
  kind: string,
  found: Found,
): string {
  return people.seal('search', (found ?? '').padEnd(idLength), sessionId, kind);
}

/** @returns undefined for what was not sealed in this session for this kind of search */
export function openSearch(
  people: PeopleKeys,
  sessionId: string,
  kind: string,
  sealed: string,
): { readonly found: Found } | undefined {
  const text = people.unseal('search', sealed, sessionId, kind);
  if (text === undefined) return undefined;
  return { found: text.trim() || null };
}
