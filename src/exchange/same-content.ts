import type { Pool } from 'pg';
import type { BerichtType } from '../standard/catalogue.ts';
import type { KeyRing } from '../store/keys.ts';
import type { MessageStatus } from '../store/tables.ts';
import type { InspectionPool } from './inspection-pool.ts';
import type { WholeHeader } from './recognised.ts';
import type { Submitted } from './same-bytes.ts';

/** Most messages of one Identificatie that a repeat is compared with; honest senders have one. */
const mostCompared = 5;

/** A message that is posted, and that its XSD accepts. */
export interface Repeat {
  /** Who posts it: comparing is done in the turns of that party. */
  readonly party: string;
  readonly type: BerichtType;
  readonly header: WholeHeader;
  readonly bytes: Uint8Array;
}

/**
 * Finds what was taken before under the Identificatie of a message, and looks whether one of those says
 * the same: its values are equal, whatever the white space between its elements, comments, prefixes and the
 * way in which its characters are written. What was forgotten cannot be compared.
 *
 * @returns the message that says the same; or whether there is any other with this Identificatie
 */
export async function findSameContent(
  parts: { readonly pool: Pool; readonly keys: KeyRing; readonly inspections: InspectionPool },
  { party, type, header, bytes }: Repeat,
): Promise<Submitted | 'other' | 'none'> {
  const { rows } = await parts.pool.query<{
    id: string;
    status: MessageStatus;
    wrappedKey: Buffer | null;
    sealed: Buffer | null;
    version: number | null;
    sender: string;
    recipient: string;
  }>({
    name: 'find-same-identificatie',
    text: `
      select message.id, status, data_key.wrapped as "wrappedKey", sealed,
        content.version, sender, recipient
      from message
      left join message_content content on content.message_id = message.id
      left join data_key on data_key.id = message.id
      where afzender = $1 and ontvanger = $2 and identificatie = $3 and type = $4
        and status <> 'refused' and not by_gateway
      order by acceptance limit ${mostCompared}`,
    values: [header.afzender, header.ontvanger, header.identificatie, type],
  });
  for (const { id, status, wrappedKey, sealed, version, ...sides } of rows) {
    if (!wrappedKey || !sealed || version === null) continue;
    const content = { wrappedKey, sealed, version };
    const other = parts.keys.unsealMessage({ id, type, ...sides }, content);
    if (await parts.inspections.sayTheSame(party, type, bytes, other))
      return { id, type, status, repeated: true };
  }
  return rows.length > 0 ? 'other' : 'none';
}
