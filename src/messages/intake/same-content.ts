import type { Pool } from 'pg';
import type { BerichtType } from '../../standard/catalogue.ts';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { statement } from '../../store/statement.ts';
import type { MessageStatus } from '../../store/tables.ts';
import type { InspectionDispatcher } from '../judging/inspection-dispatcher.ts';
import type { WholeHeader } from './recognised.ts';
import type { Submitted } from './same-bytes.ts';

/** The most messages with one Identificatie that a repeat is compared with; honest senders have one. */
const mostCompared = 5;

/** A message that is posted, and that its XSD accepts. */
export interface Repeat {
  /** Who posts it: comparing takes the turn of that party. */
  readonly party: string;
  readonly type: BerichtType;
  readonly header: WholeHeader;
  readonly bytes: Uint8Array;
}

/** A message that was taken before; its content is null when it was forgotten. */
interface Earlier {
  readonly id: string;
  readonly status: MessageStatus;
  readonly wrappedKey: Buffer | null;
  readonly sealed: Buffer | null;
  readonly version: number | null;
  readonly sender: string;
  readonly recipient: string;
}

const sameIdentificatie = statement<{
  afzender: string;
  ontvanger: string;
  identificatie: string;
  type: string;
}>(
  'find-same-identificatie',
  `
  select message.id, status, wrapped as "wrappedKey", sealed,
    content.version, sender, recipient
  from message
  left join message_content content on content.message_id = message.id
  ${joinKey('message.id', 'left join')}
  where afzender = $afzender and ontvanger = $ontvanger and identificatie = $identificatie and type = $type
    and status <> 'refused' and not by_gateway
  order by acceptance limit ${mostCompared}`,
);

/** Finds the messages that were taken before with the same Identificatie. */
export async function earlierWith(pool: Pool, { type, header }: Repeat): Promise<Earlier[]> {
  const { rows } = await pool.query<Earlier>(
    sameIdentificatie({
      afzender: header.afzender,
      ontvanger: header.ontvanger,
      identificatie: header.identificatie,
      type,
    }),
  );
  return rows;
}

/**
 * Checks whether one of the earlier messages has the same values. White space between elements, comments, prefixes
 * and character escapes do not count. A forgotten message cannot be compared.
 *
 * @param earlier see {@link earlierWith}
 * @returns the message with the same values; otherwise `other` if there are messages with this Identificatie
 */
export async function sameAmong(
  parts: { readonly keys: KeyRing; readonly inspections: InspectionDispatcher },
  earlier: readonly Earlier[],
  { party, type, bytes }: Repeat,
): Promise<Submitted | 'other' | 'none'> {
  for (const { id, status, wrappedKey, sealed, version, ...sides } of earlier) {
    if (!wrappedKey || !sealed || version === null) continue;
    const content = { wrappedKey, sealed, version };
    const other = parts.keys.unsealMessage({ id, type, ...sides }, content);
    if (await parts.inspections.sayTheSame(party, type, bytes, other))
      return { id, type, status, repeated: true };
  }
  return earlier.length > 0 ? 'other' : 'none';
}
