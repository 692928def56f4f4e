/**
 * SQL: when a key or certificate of a party was last used, to the minute; null when none ever was.
 *
 * @param party its code, in SQL
 */
export function lastUseOfKeys(party: string): string {
  return `(select max(used.last_used_at) from api_key own join api_key_use used on used.id = own.id
    where own.party_code = ${party})`;
}
